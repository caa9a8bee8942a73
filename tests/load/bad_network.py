"""A tablet in a real browser on a bad network: every sheet arrives, none twice. Prints the worst time to a receipt."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, expect, sync_playwright

from contest.cli.chromium import ensure_chromium
from tests.browser.conftest import FLAGS
from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import TABLET
from tests.load.hall import QUICK
from tests.load.networks import Namespace, Network, Proxy, a_namespace
from tests.load.starts import contest_in

MARKS = ("7,25", "6", "3,5")
SUBMISSION = re.compile(r"/api/v1/judge/sheets/(\d+)/submission$")
LONGEST_S = 180
AT_ONCE = 3
"""So many sheets are handed in one after the other before anybody waits for a receipt."""


@dataclass
class Post:
    """What the browser sent and got, by the browser's own clock."""

    handed_in: dict[int, float] = field(default_factory=dict)
    receipts: dict[int, float] = field(default_factory=dict)
    tries: int = 0
    failed: int = 0
    _ended: list[Request] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listens to every submission of that page."""
        page.on("requestfinished", self._heard)
        page.on("requestfailed", self._heard)

    def _heard(self, request: Request) -> None:
        self._ended.append(request)

    def look(self) -> None:
        """Takes in what has ended since it was looked last."""
        while self._ended:
            request = self._ended.pop(0)
            found = SUBMISSION.search(request.url)
            if found is None:
                continue
            self.tries += 1
            answer = None if request.failure else request.response()
            if answer is None:
                self.failed += 1
            elif answer.status == 200:
                ended = (request.timing["startTime"] + request.timing["responseEnd"]) / 1000
                self.receipts.setdefault(int(found[1]), ended)

    def times_s(self) -> list[float]:
        """From each press of *Xác nhận nộp* to its receipt, shortest first."""
        return sorted(self.receipts[sheet] - pressed for sheet, pressed in self.handed_in.items())


def mark_and_hand_in(page: Page, sheet: int, post: Post) -> None:
    """One sheet at the pad, as a judge does it; does not wait for the network."""
    pad = page.get_by_test_id("pad")
    if pad.get_attribute("data-sheet") != str(sheet):
        page.get_by_test_id(f"tab-{sheet}").click()
    expect(pad).to_have_attribute("data-sheet", str(sheet))
    expect(pad).to_have_attribute("data-view", "marking")
    page.locator("#main:not([inert])").wait_for()
    page.locator(".mark .value").first.click()
    for figure in MARKS:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("total")).to_have_text("16,75")
    page.get_by_test_id("submit").click()
    page.get_by_test_id("confirm-submit").click()
    post.handed_in[sheet] = time.time()
    expect(pad).to_have_attribute("data-view", "reading")


def a_bad_evening(page: Page, network: Network, crew: Crew, turns: list[Turn], link: str) -> Post:
    """All of these performances, marked and handed in on that network."""
    sheets = [crew.sheet("j1", turn)["id"] for turn in turns]
    page.goto(link)
    expect(page.get_by_test_id("net")).to_contain_text("Có mạng", timeout=60_000)
    for sheet in sheets[1:]:
        page.get_by_test_id(f"tab-{sheet}").wait_for()
    post = Post()
    post.over(page)
    network.worsen()
    for first in range(0, len(sheets), AT_ONCE):
        for sheet in sheets[first : first + AT_ONCE]:
            mark_and_hand_in(page, sheet, post)
        end = time.monotonic() + LONGEST_S
        while not post.handed_in.keys() <= post.receipts.keys():
            post.look()
            assert time.monotonic() < end, f"no receipt in {LONGEST_S} s: {post}"
            page.wait_for_timeout(100)
    expect(page.get_by_test_id("receipt")).to_be_visible()
    expect(page.get_by_test_id("waiting")).to_have_attribute("data-waiting", "0", timeout=60_000)
    network.mend()
    return post


def nothing_lost_or_doubled(server: Server, crew: Crew, turns: list[Turn], shown: str) -> None:
    """The data folder holds each sheet once, as it was marked; the last receipt is the one on the glass."""
    rows = server.on_disk(
        "SELECT s.performance_id, s.receipt, v.receipt, (SELECT count(*) FROM sheet_version WHERE sheet_id = s.id)"
        " FROM sheet s JOIN judge j ON j.id = s.judge_id JOIN sheet_version v ON v.sheet_id = s.id"
        " WHERE j.key = 'j1' ORDER BY s.performance_id"
    )
    assert {row[0] for row in rows} == {turn.id for turn in turns}
    assert all(row[1] == row[2] and row[3] == 1 for row in rows), rows
    for turn in turns:
        assert crew.sheet("j1", turn)["marks"] == {"noi-dung": "7.25", "sang-tao": "6", "phong-cach": "3.5"}
    assert shown in {row[1] for row in rows}
    lines = server.on_disk("SELECT count(*), count(DISTINCT subject) FROM audit_entry WHERE act = 'submit_sheet'")
    assert lines == [(len(turns), len(turns))]


def run(sheets: int, seed: int) -> str:
    """The line that says what happened; raises `AssertionError` when a sheet is lost, doubled, or never arrives."""
    browser = str(ensure_chromium(os.environ))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bad-network-")))
        space = stack.enter_context(a_namespace(browser, folder))
        server = Server(folder / "data", host=space.host if space else "127.0.0.1", **QUICK)
        stack.callback(server.kill)
        crew = Crew.of(server)
        stack.callback(crew.close)
        network = _network(space, server, browser, seed, stack)
        crew.organiser.post("/rounds/vong-loai/open")
        turns = [crew.fresh_turn("chao-hoi") for _ in range(sheets)]
        link = server.links["judges"][0]["url"]
        link = network.base + link[link.index("/enter/") :]
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=network.browser, args=FLAGS)
        stack.callback(chromium.close)
        page = chromium.new_page(viewport={"width": TABLET[0], "height": TABLET[1]})
        page.set_default_timeout(60_000)
        expect.set_options(timeout=30_000)
        post = a_bad_evening(page, network, crew, turns, link)
        nothing_lost_or_doubled(server, crew, turns, page.get_by_test_id("receipt").inner_text())
        assert "Traceback" not in server.said, server.said
        server.kill()
        contest_in(server.folder)
    times = post.times_s()
    return (
        f"{network}: {sheets} sheets handed in, {len(times)} receipts, none lost, none twice; {post.tries} submissions "
        f"sent, {post.failed} of them without an answer. To a receipt: median {times[len(times) // 2]:.1f} s, "
        f"worst {times[-1]:.1f} s."
    )


def _network(space: Namespace | None, server: Server, browser: str, seed: int, stack: Any) -> Network:
    if space is not None:
        space.base = server.base
        return space
    proxy = Proxy(server.base, browser, seed)
    stack.callback(proxy.close)
    sys.stdout.write("This machine allows no `tc netem` in a network namespace; a proxy does the same.\n")
    return proxy


def main() -> int:
    """The full form; 0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.stdout.write(f"{run(arguments.sheets, arguments.seed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
