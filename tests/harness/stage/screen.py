"""A page of the hall or the stream, and what a test does with it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.harness.stage.layouts import painted


class Screen:
    """A page of the hall or the stream with the harness at its other end."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.noise: list[str] = []
        # a picture that is gone is said by the browser itself; some frames have one
        page.on("console", lambda m: self.noise.append(m.text) if "404 (Not Found)" not in m.text else None)
        page.on("pageerror", lambda e: self.noise.append(str(e)))

    def open(self, which: str, frame: str, query: str = "") -> None:
        self.page.goto(f"{self.base}/{which}/?frame={frame}&{query}")
        assert painted(self.page)

    def take(self, frame: str, **changes: Any) -> None:
        """Sends that frame, changed, as the live channel would; comes back when it is on the glass."""
        self.page.evaluate(
            """async ([name, changes]) => {
              const frame = await (await fetch(`/frames/${name}.json`)).json();
              await harness.state({...frame, ...changes});
            }""",
            [frame, changes],
        )

    def text(self, selector: str) -> str:
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def sent(self, event: str) -> list[Any]:
        said: list[list[Any]] = self.page.evaluate("() => harness.sent")
        return [data for name, data in said if name == event]

    def until(self, condition: str, patience_ms: int = 8000) -> bool:
        for _ in range(patience_ms // 50):
            if self.page.evaluate(condition):
                return True
            self.page.wait_for_timeout(50)
        return False
