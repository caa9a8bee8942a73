"""Real pages in a real browser, for what must be on the glass. Needs Playwright and a Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from contest.cli.benchmarks.figures import Timing

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    found = os.environ.get("CONTEST_CHROMIUM")
    return found or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def open_pages(urls: Sequence[str], width: int = 1920, height: int = 1080) -> Iterator[list[Any]]:
    """The pages, each in a browser profile of its own, as screens of their own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a package for tests, absent in the hall

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        pages = []
        for url in urls:
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            page.goto(url)
            pages.append(page)
        yield pages
        browser.close()


ONE_FRAME = """() => new Promise((done) => {
  const start = performance.now();
  const mark = document.createElement("i");
  document.body.append(mark);
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { mark.remove(); done(performance.now() - start); };
    port2.postMessage(null);
  });
})"""


def frame_times(page: Any, n: int) -> Timing:
    """The floor of anything on the glass: how long this browser takes to have a change of one element drawn."""
    return Timing.of("one element drawn in the same page", [page.evaluate(ONE_FRAME) for _ in range(n)])
