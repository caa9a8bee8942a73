"""Who goes on: places, ties across the line, groups, best others, decisions, completeness."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from contest.domain.advancement import advance, draw_line
from contest.domain.contestfile import ContestFile, Decision, Entry, Group, Points, Status
from contest.domain.rubric import Advance, AtLine, RankWithin, Round
from contest.domain.standings import compute

from .making import by_points, quiz, tiers

ALL, NONE, ASK = AtLine.ALL, AtLine.NONE, AtLine.ASK


def order(text: str) -> Decision:
    """`"a bc"`: a first, then b and c equal."""
    return Decision("r", "Trưởng ban", "Câu hỏi phụ", order=tuple(tuple(part) for part in text.split()))


def sent(through: str, out: str = "") -> Decision:
    return Decision("r", "Trưởng ban", "Thêm một suất", through=tuple(through), out=tuple(out))


@pytest.mark.parametrize(
    ("order_of_sets", "places", "at_line", "decisions", "through", "on_the_line", "out"),
    [
        pytest.param("a b c", 2, ALL, [], "ab", "", "", id="no tie"),
        pytest.param("a b", 5, ASK, [], "ab", "", "", id="more places than teams"),
        pytest.param("ab c", 2, NONE, [], "ab", "", "", id="a tie that fits is no tie across the line"),
        pytest.param("a bcd e", 3, ALL, [], "abcd", "", "", id="all: everybody who is tied"),
        pytest.param("a bcd e", 3, NONE, [], "a", "", "", id="none: nobody, the places stay empty"),
        pytest.param("a bcd e", 3, ASK, [], "a", "bcd", "", id="ask: they wait"),
        pytest.param("a bcd e", 3, ASK, [order("d b c")], "abd", "", "", id="ask: by order"),
        pytest.param("a bcd e", 3, ASK, [order("e d a b c")], "abd", "", "", id="ask: the order may name more"),
        pytest.param("a bcd e", 3, ASK, [order("bd c")], "abd", "", "", id="ask: equal, but not across the last place"),
        pytest.param("a bcd e", 3, ASK, [order("d bc")], "a", "bcd", "", id="ask: equal across the last place"),
        pytest.param("a bcd e", 3, ASK, [order("b c")], "a", "bcd", "", id="ask: not all are named"),
        pytest.param("a bcd e", 3, ASK, [order("b c d"), order("d c b")], "acd", "", "", id="ask: of several the last"),
        pytest.param("a bcd e", 3, ASK, [order("b c d"), order("b c")], "abc", "", "", id="ask: the last naming all"),
        pytest.param("a bcd e", 3, ASK, [sent("b", "cd")], "ab", "", "cd", id="ask: fewer than there are places"),
        pytest.param("a bcd e", 3, ASK, [sent("bcd")], "abcd", "", "", id="ask: more than there are places"),
        pytest.param("a bcd e", 3, ASK, [sent("", "bcde")], "a", "", "bcd", id="ask: nobody"),
        pytest.param("a bcd e", 3, ASK, [sent("bcd"), order("b cd")], "a", "bcd", "", id="ask: a later order reopens"),
        pytest.param("abc", 1, ASK, [], "", "abc", "", id="ask: a tie for the only place"),
    ],
)
def test_a_line(
    order_of_sets: str,
    places: int,
    at_line: AtLine,
    decisions: list[Decision],
    through: str,
    on_the_line: str,
    out: str,
) -> None:
    line = draw_line([tuple(part) for part in order_of_sets.split()], places, at_line, decisions)
    found = tuple("".join(sorted(teams)) for teams in (line.through, line.on_the_line, line.out))
    assert found == (through, on_the_line, out)


@pytest.mark.parametrize(
    ("whole", "groups", "rule", "decisions", "through", "on_the_line"),
    [
        pytest.param("x a b y c z", ["a b c", "x y z"], Advance("f", 2), [], "abxy", "", id="top of each group"),
        pytest.param("x a b y c z", ["a b c", "x y z"], Advance("f", 3, 1), [], "abx", "", id="and the best other"),
        pytest.param("x y z a b c", ["a b c", "x y z"], Advance("f", 4, 1), [], "axyz", "", id="others"),
        pytest.param("x y z a b c", ["a b c", "x y z"], Advance("f", 1, 1), [], "ax", "", id="top is less than groups"),
        pytest.param("x ya b z c", ["a b c", "x y z"], Advance("f", 3, 1), [], "axy", "", id="apart in groups"),
        pytest.param("x a by c z", ["a b c", "x y z"], Advance("f", 3, 1), [], "abxy", "", id="others tied: all"),
        pytest.param("x a by c z", ["a b c", "x y z"], Advance("f", 3, 1, NONE), [], "ax", "", id="others tied: none"),
        pytest.param("x a by c z", ["a b c", "x y z"], Advance("f", 3, 1, ASK), [], "ax", "by", id="others tied: ask"),
        pytest.param("x ab y c z", ["ab c", "x y z"], Advance("f", 3, 1, NONE), [], "abx", "",
                     id="none at a group's line: still among the others"),
        pytest.param("x ab y c z", ["ab c", "x y z"], Advance("f", 3, 1, ASK), [], "x", "ab",
                     id="while a group's line is asked, no others"),
        pytest.param("x ab y c z", ["ab c", "x y z"], Advance("f", 3, 1, ASK), [sent("", "ab")], "xyc", "",
                     id="who is put out is not among the others"),
        pytest.param("x ab y c z", ["ab c", "x y z"], Advance("f", 3, 1, ASK), [sent("ab")], "abx", "",
                     id="two for one place leave fewer for the others"),
        pytest.param("x ab y c z", ["ab c", "x y z"], Advance("f", 3, 1, ASK), [order("b a")], "abx", "",
                     id="who is second by order is among the others"),
    ],
)  # fmt: skip
def test_the_best_of_groups_and_the_best_others(
    whole: str, groups: Sequence[str], rule: Advance, decisions: list[Decision], through: str, on_the_line: str
) -> None:
    by_group = {key: tiers(*text.split()) for key, text in zip("sh", groups, strict=True)}
    line = advance(rule, RankWithin.GROUP, tiers(*whole.split()), by_group, decisions)
    found = tuple("".join(sorted(teams)) for teams in (line.through, line.on_the_line))
    assert found == ("".join(sorted(through)), on_the_line)


def two_rounds(points: Mapping[str, str], rule: Advance, **changes: object) -> ContestFile:
    contest = by_points(points, advance=rule)
    final = Round("f", "Chung kết", (quiz(),))
    later = tuple(Points("f", team, "quiz", Decimal(1)) for team in points)
    made = replace(contest, rounds=(*contest.rounds, final), points=contest.points + later)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_next_round_has_those_sent_and_those_entered() -> None:
    entries = (Entry("f", "d", Status.PRESENT), Entry("f", "a", Status.WITHDRAWN))
    results = compute(two_rounds({"a": "9", "b": "8", "c": "7", "d": "6"}, Advance("f", 2), entries=entries))
    assert results.rounds["r"].advancing == ("a", "b")
    assert [standing.team for standing in results.rounds["f"].standings] == ["b", "d"]
    assert [line.team for line in results.rounds["f"].unranked] == ["a"]


def test_an_unranked_team_is_passed_over() -> None:
    entries = (Entry("r", "a", Status.DISQUALIFIED),)
    results = compute(two_rounds({"a": "9", "b": "8", "c": "7"}, Advance("f", 1), entries=entries))
    assert results.rounds["r"].advancing == ("b",)


def test_an_unresolved_team_holds_up_its_round_and_the_next() -> None:
    contest = two_rounds({"a": "9", "b": "8", "c": "7"}, Advance("f", 1))
    contest = replace(contest, points=contest.points[1:], entries=(Entry("f", "c"),))
    results = compute(contest)
    assert (results.rounds["r"].complete, results.rounds["r"].advancing) == (False, ())
    assert [standing.team for standing in results.rounds["f"].standings] == ["c"]
    assert not results.rounds["f"].complete


def test_an_open_line_sends_those_already_through() -> None:
    results = compute(two_rounds({"a": "9", "b": "8", "c": "8"}, Advance("f", 2, at_line=ASK)))
    first = results.rounds["r"]
    assert (first.complete, first.advancing, first.on_the_line) == (False, ("a",), ("b", "c"))
    assert [standing.team for standing in results.rounds["f"].standings] == ["a"]
    assert not results.rounds["f"].complete


def test_a_decision_closes_the_line_without_moving_a_rank() -> None:
    contest = two_rounds({"a": "9", "b": "8", "c": "8"}, Advance("f", 2, at_line=ASK))
    first = compute(replace(contest, decisions=(order("c b"),))).rounds["r"]
    assert (first.complete, first.advancing) == (True, ("a", "c"))
    assert [(standing.rank, standing.tied) for standing in first.standings] == [(1, False), (2, True), (2, True)]


def test_in_a_round_ranked_as_a_whole_the_best_of_a_group_are_those_of_its_standings() -> None:
    """Two of a group share a rank with a third of another group; an order of the two alone parts nobody there."""
    contest = two_rounds({"a": "9", "b": "9", "x": "9"}, Advance("f", 2, 1, NONE), decisions=(order("b a"),))
    group_of = {"a": "s", "b": "s", "x": "h"}
    teams = tuple(replace(team, group=group_of[team.key]) for team in contest.teams)
    groups = (Group("s", "Khối sở"), Group("h", "Khối huyện"))
    assert compute(replace(contest, teams=teams, groups=groups)).rounds["r"].advancing == ("x",)
