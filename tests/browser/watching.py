"""Pages of people, each person in a browser of their own, and a watch over everything that must not happen in them.

Responsible for coming in by the person's link, and for keeping what pages complain of: script errors, words on the
console (the content policy speaks there), answers of 400 and more, requests that got none.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from tests.browser.server import Server

TABLET = (1024, 768)
LAPTOP = (1440, 900)
SCREEN = (960, 540)  # a wall or a stream in small: nothing on them is measured in pixels, and it is drawn by hand here
PHONE = (390, 844)

OUTAGE = r"ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INVALID_HTTP_RESPONSE)|WebSocket"
"""What a browser says when the server is gone; only a test that kills it may allow this."""

OFFLINE = r"ERR_INTERNET_DISCONNECTED|WebSocket"
"""What a browser says when the network is cut at its own end."""


class Watch:
    """Faults of all pages of a test, but for those that the test allows because it provokes them."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.allowed: list[str] = []

    def allow(self, *patterns: str) -> None:
        """From the start of the test to its end these are no faults."""
        self.allowed.extend(patterns)

    def over(self, context: BrowserContext) -> None:
        """Keeps watch over every page of that browser."""
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    @property
    def faults(self) -> list[str]:
        """What was heard and not allowed."""
        return [line for line in self.heard if not any(re.search(pattern, line) for pattern in self.allowed)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning", "assert"):
            return
        if "Failed to load resource" in message.text:  # told by the answer or the failed request, with its address
            return
        self.heard.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _broke(self, error: WebError) -> None:
        self.heard.append(f"script error: {error.error}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"answer {response.status} {response.request.method} {urlsplit(response.url).path}")

    def _failed(self, request: Request) -> None:
        failure = request.failure or ""
        if "ERR_ABORTED" in failure:  # the page itself went on to another address, or was closed
            return
        self.heard.append(f"no answer: {failure} {request.method} {urlsplit(request.url).path}")


class People:
    """The people of one test at their pages."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.server, self.watch = server, Watch()
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}

    def browser_of(self, name: str, size: tuple[int, int], **options: Any) -> BrowserContext:
        """A browser that nobody has come in with; by its name it is found again."""
        made = self._browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        made.set_default_timeout(20_000)
        self.watch.over(made)
        self._contexts[name] = made
        return made

    def open(self, who: str, path: str | None = None, *, size: tuple[int, int] = LAPTOP, **options: Any) -> Page:
        """A page of that person: a role of `links`, a judge's key, or `public`. The first time by their link."""
        context = self._contexts.get(who)
        known = self.server.states.get(who)
        if context is None:
            context = self.browser_of(who, size, storage_state=known, **options)
        page = context.new_page()
        if who == "public":
            page.goto(self.server.base + (path or "/"))
        elif known is None:
            page.goto(self._link(who))
            self.server.states[who] = context.storage_state()
            if path is not None:
                page.goto(self.server.base + path)
        else:
            page.goto(self.server.base + (path or HOMES.get(who, "/judge/")))
        return page

    def context(self, who: str) -> BrowserContext:
        """The browser of that person."""
        return self._contexts[who]

    def close(self) -> None:
        """Closes every browser; fails for what their pages complained of."""
        for context in self._contexts.values():
            context.close()
        assert not self.watch.faults, "\n".join(self.watch.faults)

    def _link(self, who: str) -> str:
        links = self.server.links
        found = links.get(who) or next(judge for judge in links["judges"] if judge["key"] == who)
        return str(found["url"])


HOMES = {
    "organiser": "/organiser/",
    "secretary": "/secretary/",
    "second_secretary": "/secretary/",
    "head_judge": "/secretary/",
    "director": "/director/",
    "mc": "/mc/",
    "stage": "/stage/",
    "overlay": "/overlay/",
    "auditor": "/secretary/",
}
