"""Awards: who wins what; equals are never parted, and the places they take are gone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from contest.domain.awards import Award, AwardKind, allocate
from contest.domain.contestfile import Group, Team
from contest.domain.rubric import RankWithin

from .making import by_points, result_of


def places(*counts: int | None) -> tuple[Award, ...]:
    return tuple(
        Award(f"p{number}", f"Giải {number}", AwardKind.PLACE, count) for number, count in enumerate(counts, 1)
    )


@pytest.mark.parametrize(
    ("counts", "points", "won"),
    [
        pytest.param([1, 1, 2, None], "9 8 7 6 5 4", ["a", "b", "cd", "ef"], id="no tie; the rest takes who is left"),
        pytest.param([1, 1, 2, None], "9 9 7 6 5 4", ["ab", "", "cd", "ef"], id="two first prizes, no second"),
        pytest.param([1, 1, 2, None], "9 8 8 6 5 4", ["a", "bc", "d", "ef"], id="two second prizes, one third"),
        pytest.param([1, 1, 2, None], "9 8 8 8 5 4", ["a", "bcd", "", "ef"], id="three second prizes, no third"),
        pytest.param([1, 1, 2, None], "9 8 7 6 6 4", ["a", "b", "cde", "f"], id="a tie at the border goes up"),
        pytest.param([1, 1, 2, None], "9 8 7 7 6 6", ["a", "b", "cd", "ef"], id="a tie within a prize"),
        pytest.param([1, 1, 2, None], "9 9 9 9 9 4", ["abcde", "", "", "f"], id="five first prizes"),
        pytest.param([1, 1, 2, None], "9 9 9 9 9 9", ["abcdef", "", "", ""], id="all equal"),
        pytest.param([1, 1, 2], "9 8", ["a", "b", ""], id="fewer teams than prizes"),
        pytest.param([1, 2, 3, 2], "9 8 7 6 5 4 3 2", ["a", "bc", "def", "gh"], id="eight teams: 1, 2, 3, 2"),
        pytest.param([2], "9 8 8 7", ["abc"], id="nobody below"),
    ],
)
def test_places_are_dealt_out_from_the_first_down(counts: list[int | None], points: str, won: Sequence[str]) -> None:
    result = result_of(by_points(dict(zip("abcdefgh", points.split(), strict=False))))
    found = allocate(places(*counts), result)
    assert ["".join(each.teams) for each in found] == won
    assert [each.place for each in found] == list(range(1, len(counts) + 1))


@pytest.mark.parametrize(
    ("award", "won"),
    [
        pytest.param(Award("s", "Phần thi hay nhất", AwardKind.SECTION, section="quiz"), "a", id="first by a section"),
        pytest.param(Award("s", "Phần thi hay nhất", AwardKind.SECTION, section="x"), "", id="no such section"),
        pytest.param(Award("h", "Khán giả yêu thích", AwardKind.HAND, winner="c"), "c", id="named by hand"),
        pytest.param(Award("h", "Khán giả yêu thích", AwardKind.HAND), "", id="not named yet"),
    ],
)
def test_a_special_prize_has_no_place(award: Award, won: str) -> None:
    (found,) = allocate([award], result_of(by_points({"a": "9", "b": "8", "c": "7"})))
    assert (found.place, "".join(found.teams)) == (None, won)


def test_equal_best_by_a_section_share_the_prize() -> None:
    award = Award("s", "Phần thi hay nhất", AwardKind.SECTION, section="quiz")
    (found,) = allocate([award], result_of(by_points({"a": "9", "b": "9", "c": "7"})))
    assert found.teams == ("a", "b")


def test_special_prizes_between_places_take_no_place() -> None:
    special = Award("h", "Khán giả yêu thích", AwardKind.HAND, winner="c")
    first, second = places(1, 1)
    found = allocate([first, special, second], result_of(by_points({"a": "9", "b": "8", "c": "7"})))
    assert [(each.place, each.teams) for each in found] == [(1, ("a",)), (None, ("c",)), (2, ("b",))]


def test_groups_ranked_apart_are_awarded_apart() -> None:
    contest = by_points({"a": "9", "b": "8", "c": "7", "x": "6", "y": "6"}, rank_within=RankWithin.GROUP)
    group_of = {"a": "s", "b": "s", "c": "s", "x": "h", "y": "h"}
    teams = tuple(Team(team.key, team.title, group_of[team.key]) for team in contest.teams)
    contest = replace(contest, teams=teams, groups=(Group("s", "Khối sở"), Group("h", "Khối huyện")))
    assert [each.teams for each in allocate(places(1, 1), result_of(contest))] == [("a", "x", "y"), ("b",)]


def test_an_unranked_team_wins_no_place() -> None:
    contest = by_points({"a": "9", "b": "8"})
    contest = replace(contest, points=contest.points[1:])
    assert [each.teams for each in allocate(places(1, None), result_of(contest))] == [("b",), ()]
