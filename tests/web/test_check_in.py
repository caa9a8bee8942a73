"""Check-in on the day: found by a code, marked, undone, seen by everybody at the desk."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from contest.db.models import Arrival, AuditEntry, Cue, Team
from contest.domain.errors import Invalid
from contest.services import arrivals, rounds
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound
from contest.services.registration import reviewing
from contest.services.show import frames
from tests.cast import Cast
from tests.factories import act
from tests.registering import open_window, submitted

ROUND = "vong-loai"


def states(house: House) -> dict[str, str]:
    """Where each team stands."""
    with house.reading() as rows:
        return {each.key: each.state for each in arrivals.board(rows, house.secret, rounds.get(rows, ROUND))}


def code_of(house: House, key: str) -> str:
    """The code of that team."""
    with house.reading() as rows:
        return arrivals.code_of(rows, house.secret, rows.scalars(select(Team).where(Team.key == key)).one())


def test_a_team_is_checked_in_with_who_and_when_and_undone(house: House, cast: Cast) -> None:
    act(house, cast.secretary, arrivals.mark, ROUND, "d2", "present")
    act(house, cast.organiser, arrivals.mark, ROUND, "d3", "late")
    assert states(house) == {"d1": "", "d2": "present", "d3": "late", "d4": ""}
    with house.reading() as rows:
        assert {row.by for row in rows.scalars(select(Arrival))} == {"Thư ký Hạnh", "Ban tổ chức"}
    act(house, cast.secretary, arrivals.mark, ROUND, "d2", "")
    assert states(house)["d2"] == ""
    with house.reading() as rows:
        told = [line.details["state"] for line in rows.scalars(select(AuditEntry).where(AuditEntry.act == "check_in"))]
    assert told == ["present", "late", "undone"]


@pytest.mark.parametrize("state", ["no_show", "withdrawn"])
def test_who_is_away_does_not_take_part_until_that_is_undone(house: House, cast: Cast, state: str) -> None:
    act(house, cast.secretary, arrivals.mark, ROUND, "d1", state)
    with house.reading() as rows:
        assert {p.team.key for p in rounds.performances(rows, rounds.get(rows, ROUND))} == {"d2", "d3", "d4"}
    assert states(house)["d1"] == state
    act(house, cast.secretary, arrivals.mark, ROUND, "d1", "")
    with house.reading() as rows:
        assert rounds.entries(rows, rounds.get(rows, ROUND))[0].status == "present"
        assert len(rounds.performances(rows, rounds.get(rows, ROUND))) == 8


def test_the_hall_sees_how_many_are_here_and_no_more(house: House, cast: Cast) -> None:
    act(house, cast.secretary, arrivals.mark, ROUND, "d2", "present")
    act(house, cast.secretary, arrivals.mark, ROUND, "d3", "late")
    act(house, cast.secretary, arrivals.mark, ROUND, "d1", "no_show")
    with house.reading() as rows:
        cue = Cue(scene="holding", params={"present": True}, round=rounds.get(rows, ROUND), title="", subtitle="")
        with rows.no_autoflush:
            shown = frames.scene_of(rows, cue, house.now()).to_json()
            plain = frames.scene_of(rows, Cue(scene="holding", params={}, round=cue.round), house.now()).to_json()
    assert (shown["when"], plain["when"]) == ("Đã có mặt 2/4 đội", None)


def test_refuses(house: House, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act(house, cast.director, arrivals.mark, ROUND, "d1", "present")
    with pytest.raises(NotFound):
        act(house, cast.secretary, arrivals.mark, ROUND, "d9", "present")
    with pytest.raises(Invalid):
        act(house, cast.secretary, arrivals.mark, ROUND, "d1", "asleep")


def test_codes_find_their_team_and_nobody_elses(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = submitted(house, team="Đội số 1")
    act(house, cast.organiser, reviewing.approve, begun.number, "d1")
    own, plain = code_of(house, "d1"), code_of(house, "d2")
    assert own.startswith(f"{begun.number}-"), "the one on the unit's confirmation"
    assert begun.code not in own, "not the private link"
    with house.reading() as rows:
        for typed, key in ((own, "d1"), (f" {own.lower()} ", "d1"), (f"http://h/check-in/code/{plain}", "d2")):
            assert arrivals.team_of(rows, house.secret, typed).key == key
        wrong = plain[:-1] + ("0" if plain[-1] != "0" else "1")
        for typed in (wrong, "", "D", "D9999-AAAAA", "x" * 300, "Đ2-AAAAA", begun.code):
            with pytest.raises(Invalid):
                arrivals.team_of(rows, house.secret, typed)


def test_the_pages(client: FlaskClient, house: House, cast: Cast) -> None:
    client.get(f"/enter/{cast.secretary.token}")
    page = client.get("/check-in/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    found = client.post("/check-in/typed", data={"csrf_token": token[1], "code": code_of(house, "d2")})
    assert 'data-testid="found"><h2>Đội số 2' in found.text
    assert client.get(f"/check-in/code/{code_of(house, 'd2')}").status_code == 200
    assert states(house)["d2"] == "", "looking checks nobody in"
    present = {"csrf_token": token[1], "state": "present"}
    done = client.post(f"/check-in/{ROUND}/d2", data=present, follow_redirects=True)
    assert "<b>Đội số 2</b>: đã có mặt." in done.text
    assert 'data-testid="count">1/4<' in done.text
    refused = client.post("/check-in/typed", data={"csrf_token": token[1], "code": "D2-00000"})
    assert refused.status_code == 422
    assert arrivals.NO_CODE in refused.text
    assert client.get(f"/check-in/{ROUND}/codes").text.count("<img") == 4
