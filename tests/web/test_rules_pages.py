"""The rules' pages as plain forms: nothing typed is lost, each fault is beside its field, rows move without scripts."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from contest.services import rounds
from contest.services.house import House
from contest.services.rules import freezing
from contest.services.rules.document import rules_of
from tests.cast import Cast
from tests.factories import FULL, opened, submit
from tests.web.conftest import Browser

PAGE = "/organiser/rounds/vong-loai/rules"


@pytest.fixture
def organiser(browser: Browser, cast: Cast) -> Browser:
    """The organiser's browser."""
    browser.enter(cast.organiser)
    return browser


class _Form(HTMLParser):
    """Reads the form `rules` of a page as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: MultiDict[str, str] = MultiDict()
        self._inside = False
        self._select: str | None = None
        self._options: list[tuple[bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name"), has.get("value") or ""
        if tag == "form":
            self._inside = has.get("id") == "rules"
        elif tag == "select" and self._inside:
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append(("selected" in has, value))
        elif tag == "input" and self._inside and name:
            kind = has.get("type")
            if kind != "checkbox" or "checked" in has:
                self.fields.add(name, value or ("y" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for selected, value in self._options if selected] or [self._options[0][1]]
            self.fields.add(self._select, chosen[0])
            self._select = None


def typed(page: TestResponse) -> MultiDict[str, str]:
    """What a browser would send of the page's form: every field with its value."""
    reader = _Form()
    reader.feed(page.get_data(as_text=True))
    return reader.fields


def send(browser: Browser, fields: MultiDict[str, str], do: str = "save", path: str = PAGE) -> TestResponse:
    fields = fields.copy()
    fields.setlist("do", [do])
    return browser.client.post(path, data=fields)


def fault_of(page: TestResponse, field: str) -> str:
    found = re.search(rf'id="{re.escape(field)}-fault">([^<]*)<', page.get_data(as_text=True))
    assert found, f"no fault beside {field}"
    return unescape(found[1])


def weight(house: House) -> Any:
    with house.reading() as rows:
        return rules_of(rounds.get(rows, "vong-loai")).round["sections"][1]["weight"]


def test_the_page_shows_the_rules_and_saves_what_it_shows(organiser: Browser, house: House) -> None:
    page = organiser.open(PAGE)
    with house.reading() as rows:
        before = rules_of(rounds.get(rows, "vong-loai")).digest
    answer = send(organiser, typed(page))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?saved=1")
    with house.reading() as rows:
        assert rules_of(rounds.get(rows, "vong-loai")).digest == before


def test_a_changed_figure_is_saved_with_a_comma(organiser: Browser, house: House) -> None:
    fields = typed(organiser.open(PAGE))
    fields["sections-1-weight"] = "1,5"
    assert send(organiser, fields).status_code == 303
    assert weight(house) == "1.5"


def test_judges_are_let_see_their_own_earlier_marks_by_a_tick(organiser: Browser, house: House) -> None:
    fields = typed(organiser.open(PAGE))
    assert "earlier_marks" not in fields
    fields["earlier_marks"] = "y"
    said = organiser.client.post(f"{PAGE}/example", data=fields).get_json()["said"]
    assert "điểm chính mình đã nộp" in said["earlier"]["sentence"]
    assert send(organiser, fields).status_code == 303
    assert typed(organiser.open(PAGE))["earlier_marks"] == "y"


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(organiser: Browser, house: House) -> None:
    fields = typed(organiser.open(PAGE))
    wrong = {
        "sections-0-criteria-1-max": "năm",
        "sections-1-step": "0",
        "sections-0-title": "",
        "advance_top": "hai",
        "time-steps-1-from_s": "1",
        "sections-0-duration": "5 phút",
        "round_places": "-1",
        "spread": "-3",
    }
    for name, value in wrong.items():
        fields[name] = value
    fields["title"] = "Tên mới <b>"
    page = send(organiser, fields)
    assert page.status_code == 422
    for name in wrong:
        assert fault_of(page, name)
    again = typed(page)
    assert {name: again[name] for name in (*wrong, "title")} == wrong | {"title": "Tên mới <b>"}
    assert fault_of(page, "sections-0-criteria-1-max") == "Xin nhập một con số, ví dụ 9,25."
    assert weight(house) == "1"


def test_rows_are_added_moved_and_taken_away_before_anything_is_saved(organiser: Browser, house: House) -> None:
    fields = typed(organiser.open(PAGE))
    fields["sections-0-criteria-0-title"] = "Đang gõ dở"
    page = send(organiser, fields, "sections.0.criteria.0.down")
    assert typed(page)["sections-0-criteria-1-title"] == "Đang gõ dở"
    page = send(organiser, typed(page), "sections.add:points")
    assert typed(page)["sections-2-kind"] == "points"
    page = send(organiser, typed(page), "sections.2.to:0")
    assert typed(page)["sections-0-kind"] == "points"
    page = send(organiser, typed(page), "sections.0.remove")
    page = send(organiser, typed(page), "ladder.add")
    assert typed(page)["ladder-0-rung"] == '["decision"]'
    with house.reading() as rows:
        assert [each.key for each in rounds.get(rows, "vong-loai").sections] == ["chao-hoi", "kien-thuc"]


@pytest.mark.parametrize("step", ["", "x", "sections.9.up", "sections.x.remove", "based_on.add", "sections.0.to:x"])
def test_a_step_that_leads_nowhere_changes_nothing(organiser: Browser, step: str) -> None:
    fields = typed(organiser.open(PAGE))
    assert send(organiser, fields, step or "none").status_code == 200


def test_a_new_section_gets_its_key_from_its_title_and_rungs_find_it(organiser: Browser, house: House) -> None:
    page = send(organiser, typed(organiser.open(PAGE)), "sections.add:judged")
    page = send(organiser, typed(page), "ladder.add")
    fields = typed(page)
    fields["sections-2-title"] = "Xử lý tình huống"
    fields["sections-2-criteria-0-title"] = "Đúng luật"
    fields["ladder-0-rung"] = f'["criterion", "{fields["sections-2-key"]}", "{fields["sections-2-criteria-0-key"]}"]'
    assert send(organiser, fields).status_code == 303
    with house.reading() as rows:
        row = rounds.get(rows, "vong-loai")
        assert row.sections[2].key == "xu-ly-tinh-huong"
        assert row.tie_break == [{"by": "criterion", "section": "xu-ly-tinh-huong", "key": "dung-luat"}]


def test_the_example_follows_what_is_typed_and_is_the_domains_own(organiser: Browser) -> None:
    fields = typed(organiser.open(PAGE))
    fields["sections-0-method"] = "outlier"
    fields["sections-0-max_deviation"] = "1,5"
    said = organiser.client.post(f"{PAGE}/example", data=fields).get_json()["said"]
    assert "lệch quá 1,5 điểm" in said["sections-0"]["sentence"]
    assert said["sections-0"]["title"] == "Ví dụ với 3 phiếu chấm"
    fields["sections-0-max_deviation"] = "một"
    said = organiser.client.post(f"{PAGE}/example", data=fields).get_json()["said"]
    assert said["sections-0"]["lines"] == []
    assert said["sections-1"]["lines"] != []


def test_an_example_of_half_a_form_is_no_error(organiser: Browser) -> None:
    organiser.open(PAGE)
    answer = organiser.client.post(f"{PAGE}/example", data={"csrf_token": organiser.csrf, "sections-0-title": "x"})
    assert answer.status_code == 200


class TestAfterTheFirstSheet:
    """A change is shown with its effect first, asks why, and is then kept as a version."""

    @pytest.fixture(autouse=True)
    def _judged(self, house: House, cast: Cast) -> None:
        submit(house, cast, opened(house, cast), "j1", FULL)

    def test_the_effect_is_shown_before_anything_is_done(self, organiser: Browser, house: House) -> None:
        fields = typed(organiser.open(PAGE))
        fields["sections-1-weight"] = "2"
        page = send(organiser, fields)
        assert page.status_code == 200
        assert 'data-testid="effect"' in page.get_data(as_text=True)
        assert weight(house) == "1"

    def test_without_a_reason_it_is_refused_and_the_change_is_still_there(
        self, organiser: Browser, house: House
    ) -> None:
        fields = typed(organiser.open(PAGE))
        fields["sections-1-weight"] = "2"
        fields["reason"] = " "
        page = send(organiser, fields, "confirm")
        assert page.status_code == 422
        assert fault_of(page, "reason") == "Xin ghi lý do sửa thể lệ."
        assert 'name="sections-1-weight" value="2"' in page.get_data(as_text=True)
        assert weight(house) == "1"

    def test_with_a_reason_it_is_done_and_kept(self, organiser: Browser, house: House) -> None:
        fields = typed(organiser.open(PAGE))
        fields["sections-1-weight"] = "2"
        fields["reason"] = "Theo công văn số 12"
        assert send(organiser, fields, "confirm").status_code == 303
        assert weight(house) == "2"
        with house.reading() as rows:
            kept = freezing.versions(rows, rounds.get(rows, "vong-loai"))
        assert [(each.version, each.reason) for each in kept] == [(2, "Theo công văn số 12"), (1, None)]
        assert "Theo công văn số 12" in organiser.open(PAGE).get_data(as_text=True)

    def test_what_would_spoil_a_mark_is_refused_by_name(self, organiser: Browser) -> None:
        page = send(organiser, typed(organiser.open(PAGE)), "sections.0.criteria.0.remove")
        page = send(organiser, typed(page))
        assert page.status_code == 422
        assert "Giám khảo 1 cho Đội số 1, Màn chào hỏi" in unescape(page.get_data(as_text=True))


def test_two_organisers_do_not_overwrite_each_other(organiser: Browser, house: House) -> None:
    first, second = typed(organiser.open(PAGE)), typed(organiser.open(PAGE))
    first["sections-1-weight"] = "2"
    second["sections-1-weight"] = "3"
    assert send(organiser, first).status_code == 303
    page = send(organiser, second)
    assert page.status_code == 409
    assert typed(page)["sections-1-weight"] == "3"
    assert weight(house) == "2"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PAGE, 403), ("/organiser/rules", 403), ("/organiser/contest", 403), ("/organiser/teams", 403),
        ("/organiser/panel", 403), (f"{PAGE}/templates/thong-tu-18-2016", 403),
    ],
)  # fmt: skip
def test_others_are_kept_out(browser: Browser, cast: Cast, path: str, status: int) -> None:
    assert browser.client.get(path).status_code == 401
    browser.enter(cast.secretary)
    assert browser.client.get(path).status_code == status


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/example", "/organiser/rules", "/organiser/teams"])
def test_a_form_of_another_site_is_refused(organiser: Browser, path: str) -> None:
    assert organiser.client.post(path, data={"title": "x"}).status_code == 403


def test_a_template_is_shown_first_and_then_used(organiser: Browser, house: House) -> None:
    page = organiser.open(f"{PAGE}/templates/quyet-dinh-05-2016")
    assert "lệch quá 1,5 điểm" in page.get_data(as_text=True)
    answer = organiser.client.post(f"{PAGE}/templates/quyet-dinh-05-2016", data={"csrf_token": organiser.csrf})
    assert answer.status_code == 303
    with house.reading() as rows:
        assert [each.panel["method"] for each in rounds.get(rows, "vong-loai").sections] == ["outlier"]


def test_rounds_come_move_and_go(organiser: Browser, house: House) -> None:
    organiser.open("/organiser/rules")
    token = {"csrf_token": organiser.csrf}
    assert organiser.client.post("/organiser/rules", data=token | {"title": ""}).status_code == 422
    made = organiser.client.post("/organiser/rules", data=token | {"title": "Giao lưu"})
    assert made.location == "/organiser/rounds/giao-luu/rules"
    assert organiser.client.post("/organiser/rules/giao-luu/move", data=token | {"way": "up"}).status_code == 303
    assert organiser.client.post("/organiser/rules/chung-ket/remove", data=token).status_code == 409
    assert organiser.client.post("/organiser/rules/giao-luu/remove", data=token).status_code == 303


def test_a_list_keeps_what_was_typed_when_it_is_refused(organiser: Browser) -> None:
    fields = typed(organiser.open("/organiser/teams"))
    fields["teams-1-title"] = ""
    fields["teams-0-title"] = "Đội đổi tên"
    page = send(organiser, fields, path="/organiser/teams")
    assert page.status_code == 422
    assert fault_of(page, "teams-1-title") == "Xin ghi tên đội."
    assert typed(page)["teams-0-title"] == "Đội đổi tên"
