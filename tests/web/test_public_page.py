"""The public page behind a cache: the same for everybody, asked for whole only when something has changed."""

from __future__ import annotations

from flask.testing import FlaskClient

from contest.services import rounds
from contest.services.house import House
from tests.cast import Cast
from tests.factories import act
from tests.web.conftest import Browser


def test_it_carries_nothing_of_anybodys_own(client: FlaskClient) -> None:
    page = client.get("/")
    assert "Set-Cookie" not in page.headers
    assert '"csrf": null' in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "public, max-age=1"


def test_nothing_is_sent_again_until_something_changes(client: FlaskClient, house: House, cast: Cast) -> None:
    etag = client.get("/").headers["ETag"]
    again = client.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.get_data()) == (304, b"")
    act(house, cast.organiser, rounds.open_round, "vong-loai")
    changed = client.get("/", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_another_language_is_another_page_and_nobody_elses(client: FlaskClient, browser: Browser) -> None:
    etag = client.get("/").headers["ETag"]
    english = browser.client.get("/?lang=en", headers={"If-None-Match": etag})
    assert english.status_code == 200
    assert english.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in english.headers["Vary"]


def test_who_holds_a_role_is_served_privately(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    assert browser.client.get("/").headers["Cache-Control"] == "private, no-cache"
