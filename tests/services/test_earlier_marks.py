"""A judge sees the own earlier marks while marking: not unless the organiser says so, and never anybody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contest.services import board, rounds, sheets
from contest.services.contest_files import export_text
from contest.services.house import House
from contest.services.rules import changing
from contest.services.rules.document import Rules, rules_of
from tests.cast import Cast
from tests.factories import act, opened, sheet_of, submit

ROUND = "vong-loai"


def rules(house: House) -> Rules:
    with house.reading() as rows:
        return rules_of(rounds.get(rows, ROUND))


def show(house: House, cast: Cast, reason: str = "") -> None:
    before = rules(house)
    act(house, cast.organiser, changing.change_rules, replace(before, earlier_marks=True), before.digest, reason)


def own(house: House, judge: str) -> list[dict[str, Any]]:
    with house.reading() as rows:
        return [board.sheet_with_absence(sheet) for sheet in sheets.own_sheets(rows, judge)]


def told(house: House, judge: str) -> list[dict[str, Any]]:
    with house.reading() as rows:
        found: list[dict[str, Any]] = board.judge_topic(rows, judge)["sheets"]
        return found


def test_is_off_unless_somebody_says_so(house: House, cast: Cast) -> None:
    opened(house, cast)
    assert rules(house).earlier_marks is False
    assert [sheet["earlier_marks"] for sheet in (*own(house, "j1"), *told(house, "j1"))] == [False, False]


def test_is_told_with_every_sheet_of_the_round_once_it_is_on(
    house: House, cast: Cast, heard: list[dict[str, int]]
) -> None:
    opened(house, cast)
    show(house, cast)
    assert [sheet["earlier_marks"] for sheet in (*own(house, "j1"), *told(house, "j1"))] == [True, True]
    assert "judge.j1" in heard[-1]


def test_changed_once_judging_has_begun_it_needs_a_reason_and_moves_nobody(house: House, cast: Cast) -> None:
    submit(house, cast, opened(house, cast), "j1")
    show(house, cast, "Ban giám khảo thống nhất cho xem lại")
    with house.reading() as rows:
        assert rounds.get(rows, ROUND).rules_version == 2


@pytest.mark.parametrize("shown", [False, True], ids=["off", "on"])
def test_no_judge_is_ever_told_anothers_marks(house: House, cast: Cast, shown: bool) -> None:
    if shown:
        show(house, cast)
    for team, totals in (("d1", ("5.25", "14.75")), ("d2", ("6.5", "13.25"))):
        performance = opened(house, cast, team)
        for judge, total in zip(("j1", "j2"), totals, strict=True):
            submit(house, cast, performance, judge, sheet_of(total))
    for judge, mine in (("j1", ["5.25", "6.5"]), ("j2", ["14.75", "13.25"]), ("j3", [None, None])):
        assert [sheet["total"] for sheet in own(house, judge)] == mine
        assert [sheet["total"] for sheet in told(house, judge)] == mine


def test_the_contest_file_does_not_know_it(house: House, cast: Cast) -> None:
    with house.reading() as rows:
        before = export_text(rows)
    show(house, cast)
    with house.reading() as rows:
        assert export_text(rows) == before
