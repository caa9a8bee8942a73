"""English as somebody reads it who has none of the other language: refusals, faults, labels of forms."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from contest.db.models import Contest, Group, Registration, Round, Section, Team, UnitType
from contest.domain.registration import MemberRole
from contest.live.words import shown_name
from contest.services import rounds
from contest.services.house import House
from contest.services.registration import reviewing
from contest.services.roster.lines import HEADINGS
from tests.cast import Cast, Person
from tests.factories import act, opened
from tests.registering import begin, bomb, fill_in, open_window, submitted
from tests.services.test_roster import book
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


def shown(page: str) -> list[str]:
    """What the page says, piece by piece, without its scripts."""
    plain = re.sub(r"<script[^>]*>.*?</script>|<style.*?</style>", "", page, flags=re.S)
    spoken = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]+)"', plain)
    return [unescape(text).strip() for text in [*re.split(r"<[^>]+>", plain), *spoken] if text.strip()]


def left_over(page: str, house: House) -> list[str]:
    """Pieces that are Vietnamese beyond the words of the contest itself: titles, names, what was typed."""
    with house.reading() as rows:
        contest = rows.get_one(Contest, 1)
        words = [
            contest.title,
            contest.short_title,
            contest.organiser,
            "Tiếng Việt",
            "Ban tổ chức",
            "Thư ký Hạnh",
            "NĐ-CP",
            "QĐ-",
        ]
        for kind in (Round, Section, Team, Group, UnitType):
            words += [each.title for each in rows.scalars(select(kind))]
        for row in rows.scalars(select(Registration)):
            words += [row.team_name, row.unit_name, row.short_name, *(member.name for member in row.members)]
            words += [word for entry in row.performances for word in (entry.title, entry.needs)]
    names = sorted({plain(shown_name(word)) for word in words if word}, key=len, reverse=True)
    gone = re.compile("|".join(map(re.escape, names)), re.IGNORECASE)
    return [text for text in shown(page) if vietnamese(gone.sub("", plain(text)))]


def plain(text: str) -> str:
    """With ordinary spaces alone: pages keep some names on one line."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_unit_reads_nothing_but_english(client: FlaskClient, house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    pages = [client.get("/register?lang=en", follow_redirects=True), client.get("/privacy"), client.get("/draws")]
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', next(p.text for p in pages if 'name="csrf_token"' in p.text)
    )
    assert token is not None
    sent = {"csrf_token": token[1]}
    pages += [
        client.post("/register/start", data=sent),
        client.post("/register/code", data=sent | {"code": "K7Q4-M2XP-9TRA"}),
        client.get(f"/register/link/{begun.code}", follow_redirects=True),
        client.get(f"/register/{begun.number}/keep"),
    ]
    refused = {
        "unit": {"unit_name": "x" * 201, "unit_type": "z", "group": "z"},
        "team": {"team_name": "x" * 201, "short_name": "x" * 30},
        "members": {"members-0-name": "x" * 130, "members-0-role": "z", "members-0-birth_year": "12"},
        "contact": {"name": "x", "phone": "1", "email": "@"},
        "performances": {"performances-0-section": "1", "performances-0-duration": "z"},
    }
    for step, typed in refused.items():
        answer = client.post(f"/register/{begun.number}/{step}", data=sent | typed)
        assert answer.status_code == 422, step
        pages += [answer, client.get(f"/register/{begun.number}/{step}")]
    for kind, content in (
        ("photo", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("music", b"MZ" * 99),
        ("script", bomb()),
    ):
        data = sent | {"file": (io.BytesIO(content), "x"), "section": "1"}
        answer = client.post(f"/register/{begun.number}/files/{kind}", data=data)
        assert answer.status_code == 422, kind
        pages.append(answer)
    fill_in(house, begun)
    pages.append(client.get(f"/register/{begun.number}"))
    client.post(f"/register/{begun.number}/submit", data=sent | {"confirmed": "y"})
    act(house, cast.organiser, reviewing.approve, begun.number)
    pages += [client.get(f"/register/{begun.number}"), client.post(f"/register/{begun.number}/unit", data=sent)]
    assert [(page.request.path, words) for page in pages if (words := left_over(page.text, house))] == []


def test_the_organisers_of_teams_read_nothing_but_english(reader: Browser, house: House, cast: Cast) -> None:
    open_window(house, cast)
    submitted(house)
    act(house, cast.organiser, reviewing.return_for_changes, submitted(house, unit="A", team="B").number, "Change it")
    client = reader.client
    pages = [
        client.get(path)
        for path in (
            "/organiser/registrations", "/organiser/registrations/1", "/organiser/registrations/2",
            "/organiser/registration-rules", "/organiser/people", "/organiser/import", "/director/music",
            "/organiser/rounds/vong-loai/draws", "/organiser/rounds/vong-loai/timetable", "/check-in/",
            "/check-in/vong-loai/codes", "/check-in/code/D1-00000", "/timetable",
        )
    ]  # fmt: skip
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', next(p.text for p in pages if 'name="csrf_token"' in p.text)
    )
    assert token is not None
    sent = {"csrf_token": token[1]}
    people = [["", "", "Đội số 9", "An", "captain", "1", "x", ""], ["", "", "", "An", "đội trưởng", "", "", ""]]
    table = {"files": (io.BytesIO(book([["", "A", "z", "B", "", "z", "", "1", "@"]], people)), "a.xlsx")}
    first = {"what": "order", "first": "", "groups_alternate": "y"}
    pages += [
        client.post("/organiser/registrations/1/return", data=sent),
        client.post("/organiser/registration-rules", data=sent | {"opens": "z", "teams_per_unit": "x"}),
        client.post("/organiser/import", data=sent | {"files": (io.BytesIO(b"%PDF"), "a.xlsx")}),
        client.post("/organiser/rounds/vong-loai/draws", data=sent | first),
        client.post("/organiser/rounds/vong-loai/draws", data=sent | {"what": "real", "team": "d1", "place-d1": "7"}),
        client.post("/organiser/rounds/vong-loai/timetable", data=sent | {"pause": "9" * 5000, "breaks": "z"}),
        client.post("/check-in/vong-loai/d1", data=sent | {"state": "z"}),
    ]
    assert [(page.request.path, words) for page in pages if (words := left_over(page.text, house))] == []
    preview = client.post("/organiser/import", data=sent | table).text
    columns = [heading for headings in HEADINGS.values() for heading in headings.values()]
    offered = "|".join(map(re.escape, [*columns, *MemberRole, "Khối huyện", "Sở, ban, ngành", "Xã, phường"]))
    faults = re.findall(r'class="roster-(?:fault|note)">(.*?)</p>', preview, flags=re.S)
    assert len(faults) > 4
    assert [
        words for fault in faults if vietnamese(words := re.sub(rf"<q>.*?</q>|<b.*?</b>|{offered}", "", fault))
    ] == []
