"""A tablet while the database is in use or the disk full: everything is kept, it says so, and goes by itself."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import TABLET, People
from tests.load.disks import Disk, a_disk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's"),
]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with a_disk(tmp_path_factory.mktemp("storage")) as made:
        yield made


@pytest.fixture(scope="module")
def server(disk: Disk) -> Iterator[Server]:
    """A server whose data lie on a disk that can be filled."""
    made = Server(disk.folder)
    yield made
    made.stop()


@pytest.fixture
def tablet(people: People, crew: Crew) -> Page:
    """The first judge's tablet with a sheet to mark."""
    people.watch.allow(r"answer 50[37] (PUT|POST) /api/v1/judge/sheets/")
    if crew.round("vong-loai")["state"] != "open":
        crew.organiser.post("/rounds/vong-loai/open")
    return people.open("j1", size=TABLET)


def hand_in(page: Page) -> None:
    page.get_by_test_id("submit").click()
    page.get_by_test_id("confirm-submit").click()


def kept_and_said(page: Page, others: Callable[[], object]) -> None:
    """The sheet is on the tablet, not on the server, and the tablet tells so; others go on meanwhile."""
    expect(page.get_by_test_id("notice-trouble")).to_contain_text("Điểm vẫn được giữ trên máy này và tự gửi lại")
    expect(page.get_by_test_id("state-local")).to_have_attribute("data-on", "true")
    expect(page.get_by_test_id("state-server")).to_have_attribute("data-on", "false")
    expect(page.get_by_test_id("waiting")).to_have_attribute("data-waiting", "1")
    others()


def received_once(page: Page, server: Server, crew: Crew, turn: Turn) -> None:
    """The receipt has come by itself, and is that of the only version."""
    expect(page.get_by_test_id("receipt")).to_be_visible(timeout=40_000)
    expect(page.get_by_test_id("notice-trouble")).to_have_count(0)
    sheet = crew.sheet("j1", turn)
    rows = server.on_disk(f"SELECT receipt, marks FROM sheet_version WHERE sheet_id = {sheet['id']}")
    assert [(receipt, json.loads(str(marks))) for receipt, marks in rows] == [(sheet["receipt"], sheet["marks"])]
    assert page.get_by_test_id("receipt").inner_text() == sheet["receipt"]


def test_a_database_in_use_keeps_the_sheet_on_the_tablet_until_it_is_free(
    tablet: Page, server: Server, crew: Crew
) -> None:
    turn = marked(tablet, crew)
    with closing(sqlite3.connect(server.folder / "contest.db", isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        hand_in(tablet)
        kept_and_said(tablet, lambda: crew.director.snapshot("stage"))
        other.execute("ROLLBACK")
    received_once(tablet, server, crew, turn)


def test_a_full_disk_keeps_the_sheet_on_the_tablet_until_there_is_room(
    tablet: Page, server: Server, crew: Crew, disk: Disk
) -> None:
    turn = marked(tablet, crew)
    disk.fill(server.pid)
    hand_in(tablet)
    kept_and_said(tablet, lambda: crew.director.snapshot("stage"))
    disk.free(server.pid)
    received_once(tablet, server, crew, turn)


def marked(page: Page, crew: Crew) -> Turn:
    """A fresh performance whose sheet is marked at the pad; the draft is on the server."""
    for each in crew.turns("vong-loai", "chao-hoi"):
        if crew.performance(each)["state"] == "open":
            crew.secretary.post(f"/performances/{each.id}/close")
    turn = crew.fresh_turn("chao-hoi")
    expect(page.get_by_test_id("pad")).to_have_attribute("data-sheet", str(crew.sheet("j1", turn)["id"]))
    for figure in ("7,25", "6", "3,5"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("total")).to_have_text("16,75")
    expect(page.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    return turn
