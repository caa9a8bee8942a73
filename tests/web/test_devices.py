"""A judge's way in and out: cards that log in, PINs that can't be guessed, a device that was ended."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from contest.exports import typesetting
from contest.services import accounts, devices
from contest.services.house import House
from contest.web.pages import cards as cards_page
from tests.cast import Cast
from tests.factories import act, record
from tests.web.conftest import Browser

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def try_pin(browser: Browser, judge: str, pin: str, address: str = "10.0.0.1") -> tuple[int, str]:
    """Status and page of a PIN typed at the login page from that address."""
    page = browser.client.get("/judge/login").get_data(as_text=True)
    csrf = CSRF.search(page)
    assert csrf is not None
    answer = browser.client.post(
        "/judge/login",
        data={"judge": judge, "pin": pin, "csrf_token": csrf.group(1)},
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_pin_is_not_guessed_from_one_address(browsers: Callable[[], Browser], cast: Cast) -> None:
    tries = [try_pin(browsers(), f"j{n % 3 + 1}", f"{n:06d}")[0] for n in range(14)]
    assert tries == [422] * 12 + [429] * 2


def test_a_pin_is_not_guessed_from_many_addresses(browsers: Callable[[], Browser], cast: Cast) -> None:
    tries = [try_pin(browsers(), "j1", f"{n:06d}", f"10.0.0.{n}")[0] for n in range(13)]
    assert tries == [422] * 12 + [429]
    assert try_pin(browsers(), "j2", cast.judge(2).pin or "", "10.0.0.99")[0] == 302, "another judge is not kept out"


def test_a_whole_panel_comes_in_behind_one_address(browsers: Callable[[], Browser], cast: Cast) -> None:
    for _ in range(5):
        for number in (1, 2, 3):
            assert try_pin(browsers(), f"j{number}", cast.judge(number).pin or "")[0] == 302


def test_a_refusal_does_not_tell_which_was_wrong(house: House, browsers: Callable[[], Browser], cast: Cast) -> None:
    """The PIN of another judge, no PIN at all of theirs, and a wrong one are refused in the same words."""
    act(house, cast.organiser, accounts.revoke, cast.judge(3).actor.credential_id)
    said = set()
    for judge, pin in (("j1", cast.judge(2).pin), ("j1", "000000"), ("j3", cast.judge(3).pin)):
        status, page = try_pin(browsers(), judge, pin or "")
        faults = re.findall(r'class="fault"[^>]*>([^<]+)<', page)
        said.add((status, *faults))
    assert len(said) == 1


def test_an_ended_device_is_told_so_and_let_in_no_more(house: House, browser: Browser, cast: Cast) -> None:
    assert try_pin(browser, "j1", cast.judge(1).pin or "")[0] == 302
    browser.open("/judge/")
    assert browser.client.get("/api/v1/judge/sheets").status_code == 200
    with house.reading() as rows:
        device = rows.query(devices.WebSession).one().id
    act(house, cast.secretary, devices.revoke_device, device, "Mất máy")
    answer = browser.client.get("/api/v1/judge/sheets")
    assert (answer.status_code, answer.get_json()["type"]) == (401, "/problems/revoked")
    assert browser.write("PUT", "/judge/sheets/1", {"marks": {}, "based_on": 0}).status_code == 401
    page = browser.client.get("/judge/")
    assert page.status_code == 401
    assert "Máy này đã được thu hồi" in page.get_data(as_text=True)
    assert try_pin(browser, "j1", cast.judge(1).pin or "")[0] == 302, "the card stays good"


@pytest.mark.parametrize("role", ["organiser", "secretary"])
def test_cards_are_made_as_their_links_are_issued(
    house: House, browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    given = {}
    monkeypatch.setattr(cards_page, "cards_pdf", lambda sheet, **more: given.update(sheet=sheet) or real(sheet, **more))
    browser.enter(getattr(cast, role))
    answer = browser.client.post("/cards/", data={"judge": ["j1", "j3"], "csrf_token": browser.csrf})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.get_data().startswith(b"%PDF-1.7")
    assert answer.headers["Cache-Control"] == "no-store"
    assert [card.name for card in given["sheet"].cards] == ["Giám khảo 1", "Giám khảo 3"]
    path = given["sheet"].cards[1].url.removeprefix("http://localhost")
    entered = FlaskClient(browser.client.application).get(path)
    assert (entered.status_code, entered.location) == (302, "/judge/")
    assert [line.act for line in record(house)][-3:] == ["issue_link", "issue_link", "enter"]
    assert given["sheet"].cards[1].pin not in str(record(house))


real = cards_page.cards_pdf


def test_links_in_the_clear_are_kept_nowhere(browser: Browser, cast: Cast) -> None:
    before = set(typesetting._kept)
    browser.enter(cast.secretary)
    browser.client.post("/cards/", data={"judge": ["j1"], "csrf_token": browser.csrf})
    assert set(typesetting._kept) == before


def test_cards_for_nobody_are_refused(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    answer = browser.client.post("/cards/", data={"csrf_token": browser.csrf})
    assert answer.status_code == 422
