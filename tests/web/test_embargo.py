"""The bytes that everybody can get: no mark, total or rank before it was published or shown."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db.models import Cue
from contest.services import accounts, rounds
from contest.services.house import House
from contest.services.show import takes
from tests.cast import Cast
from tests.conftest import Template
from tests.factories import FakeClock, act, opened, play_judged, sheet_id, submit
from tests.web.conftest import Api, Browser, app_over, close

PUBLIC = ("/", "/?lang=en", "/api/v1/contest", "/api/v1/snapshot/public")
FEEDS = ("now.json", "now.csv", "now.xml", "standings.json", "standings.csv", "standings.xml")
SCREENS = (("stage", "/stage/"), ("overlay", "/overlay/"), ("stage", "/api/v1/snapshot/stage"))

FIGURES = re.compile(r"(?<![\d,.])(22|26|31|30|12|14|13|10)[.,]25(?![\d])")
"""Totals and section results of the played round, as any of its readers would write them."""


@pytest.fixture
def app(played_template: Template, tmp_path: Path) -> Iterator[Flask]:
    """The first round is played; nothing is confirmed."""
    made = app_over(Path(shutil.copyfile(played_template.file, tmp_path / "contest.db")), FakeClock())
    yield made
    close(made)


def public_bytes(app: Flask, house: House, cast: Cast) -> dict[str, str]:
    """Everything that the public, the feeds and the screens can fetch now, by address."""
    client = app.test_client()
    key = accounts.feed_key(house.secret)
    addresses = [(path, {}) for path in PUBLIC]
    addresses += [(f"/feeds/{key}/{name}", {}) for name in FEEDS]
    addresses += [(path, getattr(cast, screen).bearer) for screen, path in SCREENS]
    return {path: client.get(path, headers=headers).get_data(as_text=True) for path, headers in addresses}


def leaks(app: Flask, house: House, cast: Cast) -> list[str]:
    """Addresses whose bytes hold a figure or a rank."""
    found = public_bytes(app, house, cast)
    assert all(found.values())
    ranks = re.compile(r'"rank": ?\d')
    return [path for path, text in found.items() if FIGURES.search(text) or ranks.search(text)]


def cue(house: House, scene: str, **params: object) -> int:
    with house.reading() as rows:
        cues = list(rows.scalars(select(Cue).where(Cue.scene == scene).order_by(Cue.position)))
    return next(each.id for each in cues if params.items() <= each.params.items())


def test_nothing_is_told_before_it_is_published(app: Flask, house: House, cast: Cast) -> None:
    assert leaks(app, house, cast) == []
    act(house, cast.secretary, rounds.lock_round, "vong-loai")
    assert leaks(app, house, cast) == []
    act(house, cast.second_secretary, rounds.confirm_round, "vong-loai")
    act(house, cast.organiser, rounds.advance, "vong-loai")
    assert leaks(app, house, cast) == []
    assert Api(app.test_client(), None)("GET", "/rounds/vong-loai/standings").status_code == 401
    act(house, cast.organiser, rounds.publish_round, "vong-loai")
    told = leaks(app, house, cast)
    assert {"/", "/api/v1/snapshot/public"} <= set(told)
    assert not [path for path in told if path.startswith(("/stage", "/overlay", "/api/v1/snapshot/stage"))]


def test_a_score_on_air_is_that_score_and_no_other(app: Flask, house: House, cast: Cast) -> None:
    score = cue(house, "score", key="vong-loai/d2/chao-hoi/score")
    act(house, cast.director, takes.take, "both", score, 1)
    found = public_bytes(app, house, cast)
    seen = {match.group() for text in found.values() for match in FIGURES.finditer(text)}
    assert seen == {"14,25"}


def test_the_final_tells_nothing_while_it_is_judged(app: Flask, house: House, cast: Cast) -> None:
    for do, who in ((rounds.lock_round, cast.secretary), (rounds.confirm_round, cast.second_secretary)):
        act(house, who, do, "vong-loai")
    act(house, cast.organiser, rounds.advance, "vong-loai")
    play_judged(house, cast, "d4", "tieu-pham", ["14.25"] * 3, "chung-ket")
    skit = opened(house, cast, "d3", "tieu-pham", "chung-ket")
    submit(house, cast, skit, "j1", {"noi-dung": "8.25", "phong-cach": "5"})
    act(house, cast.director, takes.take, "both", cue(house, "scoring", key="chung-ket/d3/tieu-pham/scoring"), 1)
    assert leaks(app, house, cast) == []


def test_a_prize_is_told_when_its_winner_is_shown_and_not_before(app: Flask, house: House, cast: Cast) -> None:
    for do, who in ((rounds.lock_round, cast.secretary), (rounds.confirm_round, cast.second_secretary)):
        act(house, who, do, "vong-loai")
    act(house, cast.organiser, rounds.advance, "vong-loai")
    act(house, cast.organiser, rounds.publish_round, "vong-loai")
    play_judged(house, cast, "d4", "tieu-pham", ["14.75"] * 3, "chung-ket")
    play_judged(house, cast, "d3", "tieu-pham", ["13.75"] * 3, "chung-ket")
    for do, who in ((rounds.lock_round, cast.secretary), (rounds.confirm_round, cast.second_secretary)):
        act(house, who, do, "chung-ket")
    second = cue(house, "award", award="nhi", winner=0)
    act(house, cast.director, takes.take, "both", second, 1)
    for path, text in public_bytes(app, house, cast).items():
        assert not re.search(r"1[34][.,]75", text), path
    assert app.test_client().get("/api/v1/snapshot/public").get_json()["data"]["awards"] == []
    act(house, cast.director, takes.take, "both", second, 2)
    found = app.test_client().get("/api/v1/snapshot/public").get_json()["data"]["awards"]
    assert [(each["prize"], each["team"]["key"]) for each in found] == [("Giải Nhì", "d3")]
    assert not any("14,75" in text for text in public_bytes(app, house, cast).values())


def test_screens_get_no_more_than_their_scene(app: Flask, house: House, cast: Cast) -> None:
    """Their token opens no other topic, page or list."""
    for screen in (cast.stage, cast.overlay):
        api = Api(app.test_client(), screen)
        for path in (
            "/show",
            "/awards",
            "/judge/sheets",
            "/rounds/vong-loai/standings",
            "/snapshot/standings.vong-loai",
        ):
            assert api("GET", path).status_code == 403
        assert api.get("/contest")["rounds"][1]["performances"] == []


class TestTheLog:
    """What is written for the operator names acts and routes, never people's keys or marks."""

    def test_holds_no_token_pin_or_feed_key(
        self, app: Flask, house: House, cast: Cast, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        browser = Browser(app)
        for person in (cast.organiser, cast.judge(1), cast.stage):
            browser.enter(person)
            browser.enter(person)
            Api(app.test_client(), person)("GET", "/judge/sheets")
        Browser(app).enter(cast.organiser)
        page = browser.client.get("/judge/login").get_data(as_text=True)
        form = {"judge": "j1", "pin": cast.judge(1).pin, "csrf_token": page.split('csrf_token"')[1].split('"')[1]}
        browser.client.post("/judge/login", data=form)
        browser.client.get(f"/feeds/{accounts.feed_key(house.secret)}/now.json")
        house.database.close()
        Path(house.database.engine.url.database or "").write_bytes(b"broken" * 1000)
        for address in (f"/enter/{cast.director.token}", f"/feeds/{accounts.feed_key(house.secret)}/standings.json"):
            answer = browser.client.get(address)
            assert answer.status_code == 500
            assert "gặp sự cố" in answer.get_data(as_text=True) or answer.is_json
        assert "unhandled error" in caplog.text
        secrets = [cast.organiser.token, cast.judge(1).token, cast.stage.token, cast.director.token]
        secrets += [cast.judge(1).pin or "", accounts.feed_key(house.secret)]
        assert [secret for secret in secrets if secret in caplog.text] == []

    def test_holds_no_marks_and_no_names_of_those_who_ask(
        self, app: Flask, house: House, cast: Cast, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        act(house, cast.secretary, rounds.lock_round, "vong-loai")
        act(house, cast.second_secretary, rounds.confirm_round, "vong-loai")
        act(house, cast.organiser, rounds.advance, "vong-loai")
        skit = opened(house, cast, "d4", "tieu-pham", "chung-ket")
        sheet = sheet_id(house, skit, "j2")
        marks = {"noi-dung": "9.75", "phong-cach": "4.75"}
        api = Api(app.test_client(), cast.judge(2))
        api.expect(200, "POST", f"/judge/sheets/{sheet}/submission", {"marks": marks, "based_on": 0})
        assert not re.search(r"9[.,]75|4[.,]75|14[.,]5|Giám khảo 2|Thư ký", caplog.text)
