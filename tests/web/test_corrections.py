"""The page and the interface of corrections: who may, what is asked, what is told, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest.services import corrections
from contest.services.house import House
from tests.cast import Cast, Person
from tests.conftest import Template
from tests.factories import act, settle
from tests.services.test_corrections import WHY, enter
from tests.web.conftest import Api, Browser

PAGE = "/corrections/vong-loai"


@pytest.fixture
def app(make_app: Callable[[Template], Flask], played_template: Template) -> Flask:
    """The application over a first round that was played."""
    return make_app(played_template)


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    """Its house, with the round published."""
    found: House = app.extensions["house"]
    settle(found, cast)
    act(found, cast.organiser, corrections.publish, "vong-loai")
    return found


def sent(browser: Browser, path: str, **fields: str) -> Any:
    return browser.client.post(path, data={"csrf_token": browser.csrf, **fields}, follow_redirects=True)


def text_of(page: Any) -> str:
    return str(page.get_data(as_text=True))


def test_the_way_of_a_correction_through_the_pages(house: House, browsers: Callable[[], Browser], cast: Cast) -> None:
    secretary, organiser = browsers(), browsers()
    secretary.enter(cast.secretary)
    organiser.enter(cast.organiser)
    assert "Mở đính chính" in text_of(secretary.open(PAGE))
    opened = sent(secretary, PAGE, reason=WHY)
    assert opened.status_code == 200
    assert WHY in text_of(opened)
    assert "Công bố bản đính chính</button>" not in text_of(opened)
    enter(house, cast, "d2", "19")
    settle(house, cast)
    before = text_of(organiser.open(PAGE))
    assert "26,25" in before and "33,25" in before  # noqa: PT018 - one row, before and after
    assert "Thêm: Đội số 2" in before
    assert "Không còn: Đội số 4" in before
    after = text_of(sent(organiser, f"{PAGE}/publication"))
    assert "Bản 2" in after
    public = text_of(browsers().open("/"))
    assert f"Bản đính chính 2, công bố lúc 07 giờ 30, ngày 01/10/2024: {WHY}" in public


def test_a_missing_reason_is_told_beside_its_field(house: House, browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    browser.open(PAGE)
    answer = sent(browser, PAGE, reason=" ")
    assert answer.status_code == 422
    assert "Xin ghi lý do đính chính." in text_of(answer)


def test_the_secretary_may_open_but_not_publish(house: House, browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    browser.open(PAGE)
    assert sent(browser, f"{PAGE}/publication").status_code == 403


def test_the_auditor_sees_every_version_and_no_button(house: House, browser: Browser, cast: Cast) -> None:
    browser.enter(cast.auditor)
    page = text_of(browser.open(PAGE))
    assert "Bản 1" in page
    assert "<form" not in page


class TestTheInterface:
    def test_opens_tells_and_publishes(self, house: House, api: Callable[[Person | None], Api], cast: Cast) -> None:
        secretary, organiser = api(cast.secretary), api(cast.organiser)
        opened = secretary.expect(200, "POST", "/rounds/vong-loai/correction", {"reason": WHY})
        assert (opened["state"], opened["correction"]["reason"]) == ("open", WHY)
        assert api(None).get("/rounds/vong-loai/standings")["standings"][0]["total"] == "31.25"
        enter(house, cast, "d2", "19")
        settle(house, cast)
        assert secretary.get("/rounds/vong-loai/standings")["standings"][0]["total"] == "33.25"
        assert api(None).get("/rounds/vong-loai/standings")["standings"][0]["total"] == "31.25"
        told = secretary.get("/rounds/vong-loai/publications")
        assert [each["version"] for each in told["versions"]] == [1]
        assert told["correction"]["affects"]["advancing"]["in"] == ["d2"]
        assert organiser.expect(200, "POST", "/rounds/vong-loai/publish")["state"] == "published"
        assert api(None).get("/rounds/vong-loai/standings")["standings"][0]["total"] == "33.25"

    def test_the_state_of_a_round_under_correction_stays_published_for_the_public(
        self, house: House, client: FlaskClient, cast: Cast
    ) -> None:
        act(house, cast.organiser, corrections.open_correction, "vong-loai", WHY)
        told = client.get("/api/v1/contest").get_json()
        assert told["rounds"][0]["state"] == "published"
