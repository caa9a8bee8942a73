"""One judge's tablet in a browser, as a test's hands use it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

FULL = {"noi-dung": "17,50", "kich-ban": "8,25", "dien-xuat": "10,50", "dao-cu": "6,75"}
STATES = ("local", "server", "recorded")


class Tablet:
    """One judge's tablet: its browser context, its page, and the harness behind it."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda m: self.faults.append(m.text) if "Content Security" in m.text else None)

    def at(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def steer(self, what: str, **wish: Any) -> None:
        """Tells the stand-in what happens there; works while the tablet is offline."""
        answer = self.outside.request.post(f"{self.behind}/harness/{what}", data=wish)
        assert answer.ok

    @property
    def behind(self) -> str:
        """The server's address for whoever knows no names of the trial."""
        return self.base.replace("tablet.test", "127.0.0.1")

    @property
    def outside(self) -> Page:
        return self.context.browser.contexts[0].pages[0]  # type: ignore[union-attr]

    def writes(self, sheet: int | None = None, kind: str | None = None) -> list[dict[str, Any]]:
        """The writes that came to the server, in order."""
        log = self.outside.request.get(f"{self.behind}/harness/log").json()["log"]
        return [e for e in log if sheet in (None, e["sheet"]) and kind in (None, e["kind"])]

    def most_in_flight(self) -> int:
        found: int = self.outside.request.get(f"{self.behind}/harness/log").json()["most_in_flight"]
        return found

    def kept(self, sheet: int) -> dict[str, Any]:
        """The sheet as the server has it."""
        sheets = self.outside.request.get(f"{self.behind}/harness/state").json()["sheets"]
        return next(s for s in sheets if s["id"] == sheet)

    def open(self) -> Tablet:
        self.page.goto(f"{self.base}/judge/")
        expect(self.page.locator("#main:not([data-view=starting])")).to_be_visible()
        return self

    def at_sheet(self, sheet: int) -> None:
        """Waits until that sheet is in sight and takes fingers."""
        expect(self.page.locator(f'#main[data-sheet="{sheet}"]:not([inert])')).to_be_visible()

    def go_to(self, sheet: int) -> None:
        self.at(f"tab-{sheet}").click()
        self.at_sheet(sheet)

    def keys(self, text: str) -> None:
        for sign in text:
            self.at("key-comma" if sign == "," else "key-clear" if sign == "<" else f"key-{sign}").click()

    def fill(self, marks: dict[str, str]) -> None:
        """Marks: a finger on each criterion, the figures from a keyboard, in a tenth of the time of tapping keys."""
        for criterion, text in marks.items():
            self.at(f"value-{criterion}").click()
            self.page.keyboard.type(text)

    def hand_in(self) -> None:
        self.at("submit").click()
        self.at("confirm-submit").click()

    def states(self, *on: str) -> None:
        """Holds when exactly these of the three states are shown as reached."""
        for name in STATES:
            expect(self.at(f"state-{name}")).to_have_attribute("data-on", "true" if name in on else "false")

    def receipt(self, sheet: int) -> str:
        """The receipt in large, once it is there and the server's own."""
        expect(self.at("receipt")).to_be_visible()
        shown = self.at("receipt").inner_text()
        assert shown == self.kept(sheet)["receipt"]
        return shown

    def offline(self, yes: bool = True) -> None:
        self.context.set_offline(yes)

    def reload(self) -> bool:
        """Whether the page came back; beforeunload questions are answered with yes."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        try:
            self.page.reload()
        except Error:
            return False
        return True
