"""English as somebody reads it who has none of the other language: refusals, faults, labels of forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from contest.services import rounds
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import act, opened
from tests.web.conftest import Api, Browser

VIETNAMESE = re.compile("[đĐ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]")


def vietnamese(text: str) -> bool:
    return bool(VIETNAMESE.search(unicodedata.normalize("NFD", text)))


@pytest.fixture
def reader(browser: Browser, cast: Cast) -> Browser:
    """The organiser's browser, set to English."""
    browser.enter(cast.organiser)
    browser.open("/organiser/?lang=en")
    return browser


def test_a_refusal_of_an_act_is_said_in_english(reader: Browser) -> None:
    problem = reader.write("POST", "/rounds/vong-loai/publish").get_json()
    assert problem["title"] == "Can't be done now"
    assert problem["detail"] == "Vòng loại: not opened yet; it can't be published yet."


def test_every_fault_of_a_form_is_said_in_english(reader: Browser) -> None:
    answer = reader.write("PUT", "/rounds/vong-loai/order", {"teams": ["d1", "d1", "x"]}).get_json()
    said = {fault["message"] for fault in answer["faults"]}
    assert {"“x” is not in this round.", "Đội số 2 is missing from the list."} <= said


def test_a_program_without_a_language_is_told_in_vietnamese(api: Callable[[Person | None], Api], cast: Cast) -> None:
    detail = api(cast.organiser).expect(409, "POST", "/rounds/vong-loai/publish")["detail"]
    assert detail == "Vòng loại chưa mở, chưa thể công bố."


def test_labels_and_choices_of_the_rules_are_english(reader: Browser) -> None:
    page = reader.open("/organiser/rounds/vong-loai/rules").get_data(as_text=True)
    spoken = re.findall(r"<(?:label|option|legend)[^>]*>([^<]+)<", page)
    contest_words = re.compile("Vòng|Màn chào hỏi|Kiến thức|Nội dung|Phong cách|Giám khảo")
    assert [text for text in spoken if vietnamese(text) and not contest_words.search(text)] == []


def test_an_empty_page_of_a_refused_role_is_english(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.mc)
    page = browser.open("/organiser/?lang=en").get_data(as_text=True)
    assert "This role may not do that." in page


def test_what_keeps_a_round_from_being_locked_is_english(reader: Browser, house: House, cast: Cast) -> None:
    opened(house, cast)
    shown = reader.client.get("/api/v1/snapshot/contest").get_json()["data"]["rounds"][0]
    assert shown["why_not"]["lock"] == "Can't lock Vòng loại yet: 8 performances are not locked."
    assert shown["why_not"]["open"] == "Vòng loại: under way."
    with house.reading() as rows:
        assert rounds.why_not_lock(rows, rounds.get(rows, "vong-loai")).startswith("Chưa khóa được Vòng loại")
    act(house, cast.organiser, rounds.open_round, "vong-loai")
