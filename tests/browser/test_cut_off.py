"""A tablet over https of the server's own making: cut off, marked on, reloaded, and back with three receipts."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from contest.cli.chromium import ensure_chromium
from tests.browser.conftest import FLAGS, PATIENCE_MS
from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import OFFLINE, TABLET, People

pytestmark = pytest.mark.browser
MARKS = (("7,25", "6,00", "3,50"), ("8", "7,5", "0"), ("6", "5,25", "4"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with `--tls` and an authority made on the spot."""
    made = Server(tmp_path_factory.mktemp("contest") / "data", tls=True)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def chromium(server: Server) -> Iterator[Browser]:
    """A browser to which this server's key is known: as on a tablet that trusts its root, the context is secure.

    Whether the root makes the certificate trusted is proven without a browser, whose list of roots is its user's own.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield from _browser_that_knows(playwright, server)
    expect.set_options(timeout=5_000)


def _browser_that_knows(playwright: Playwright, server: Server) -> Iterator[Browser]:
    leaf = x509.load_pem_x509_certificate((server.folder / "tls" / "chain.pem").read_bytes())
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = base64.b64encode(hashlib.sha256(key).digest()).decode()
    flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={known}"]
    browser = playwright.chromium.launch(executable_path=ensure_chromium(os.environ), args=flags)
    yield browser
    browser.close()


@pytest.fixture
def turns(crew: Crew) -> list[Turn]:
    """Three open performances of three criteria each."""
    crew.organiser.post("/rounds/vong-loai/open")
    return [crew.fresh_turn("chao-hoi") for _ in MARKS]


def test_cut_off_three_sheets_a_reload_and_three_receipts(people: People, crew: Crew, turns: list[Turn]) -> None:
    people.watch.allow(OFFLINE)
    page = people.open("j1", size=TABLET)
    assert page.evaluate("isSecureContext")
    expect(page.get_by_test_id("net")).to_contain_text("Có mạng")
    expect(page.get_by_test_id("pad")).to_have_attribute("data-shelter", "ready")
    people.context("j1").set_offline(True)
    expect(page.get_by_test_id("net")).to_contain_text("Mất mạng")
    for turn, figures in zip(turns, MARKS, strict=True):
        hand_in(page, crew, turn, figures)
    expect(page.get_by_test_id("net")).to_have_text("Mất mạng · 3 mục chờ gửi")
    assert handed_in(people.server) == 0

    page.reload()
    expect(page.get_by_test_id("net")).to_have_text("Mất mạng · 3 mục chờ gửi")
    expect(page.get_by_test_id("state-local")).to_have_attribute("data-on", "true")
    expect(page.get_by_test_id("state-server")).to_have_attribute("data-on", "false")

    people.context("j1").set_offline(False)
    expect(page.get_by_test_id("net")).to_have_text("Có mạng · không phiếu nào chờ")
    sheets = [crew.sheet("j1", turn) for turn in turns]
    assert [sheet["total"] for sheet in sheets] == ["16.75", "15.5", "15.25"]
    assert len({sheet["receipt"] for sheet in sheets}) == len(turns)
    assert handed_in(people.server) == len(turns)  # nothing doubled
    shown = page.get_by_test_id("receipt").inner_text()
    assert shown in {sheet["receipt"] for sheet in sheets}


def hand_in(page: Page, crew: Crew, turn: Turn, figures: tuple[str, ...]) -> None:
    """Marks the sheet by keyboard and hands it in."""
    sheet = crew.sheet("j1", turn)["id"]
    page.get_by_test_id(f"tab-{sheet}").click()
    expect(page.locator(f'#main[data-sheet="{sheet}"]:not([inert])')).to_be_visible()
    page.get_by_test_id("value-noi-dung").click()
    for figure in figures:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    page.get_by_test_id("submit").click()
    page.get_by_test_id("confirm-submit").click()
    expect(page.get_by_test_id("sheet-state")).to_have_text("Đã nộp, chờ gửi")


def handed_in(server: Server) -> int:
    """How many versions of sheets lie on the disk."""
    ((count,),) = server.on_disk("SELECT count(*) FROM sheet_version")
    return int(str(count))
