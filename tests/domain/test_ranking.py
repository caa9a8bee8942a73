"""Ranks: shared ones, the ladder, decisions, groups, statuses, carry-over."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from contest.domain.contestfile import Adjustment, ContestFile, Decision, Entry, Group, Points, Status, Team
from contest.domain.rubric import (
    CarryOver,
    Panel,
    PanelMethod,
    RankStyle,
    RankWithin,
    Round,
    Rounding,
    RoundingMode,
    Rung,
    RungKind,
    Stage,
)
from contest.domain.standings import compute

from .making import MEAN, by_points, contest_of, criterion, judged, quiz, ranks, result_of

DECISION, MAJORITY = Rung(RungKind.DECISION), Rung(RungKind.MAJORITY)
DEDUCTIONS, FULL_MEAN = Rung(RungKind.DEDUCTIONS), Rung(RungKind.FULL_MEAN)


def order(*places: str | Sequence[str], round_key: str = "r") -> Decision:
    listed = tuple((place,) if isinstance(place, str) else tuple(place) for place in places)
    return Decision(round_key, "Trưởng ban giám khảo", "Câu hỏi phụ", order=listed)


def decided(contest: ContestFile) -> dict[str, str]:
    return {standing.team: standing.decided_by for standing in result_of(contest).standings}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (RankStyle.SKIPPING, [(1, "a"), (2, "b"), (2, "c"), (4, "d"), (4, "e"), (6, "f")]),
        (RankStyle.DENSE, [(1, "a"), (2, "b"), (2, "c"), (3, "d"), (3, "e"), (4, "f")]),
    ],
    ids=["1224", "1223"],
)
def test_a_shared_rank(style: RankStyle, expected: list[tuple[int, str]]) -> None:
    points = {"f": "1", "e": "3", "d": "3", "c": "5", "b": "5", "a": "9"}
    assert ranks(result_of(by_points(points, rank_style=style))) == expected


def test_an_order_is_never_invented() -> None:
    result = result_of(by_points({"đb": "5", "da": "5", "z": "5"}))
    assert [(s.rank, s.team, s.tied, s.decided_by) for s in result.standings] == [
        (1, "da", True, "unresolved"),
        (1, "z", True, "unresolved"),
        (1, "đb", True, "unresolved"),
    ]


def test_equal_means_equal_exactly_not_as_displayed() -> None:
    thirds = contest_of(judged(), {"a": ["1", "0", "0"], "b": ["0.33", "0.33", "0.33"], "c": ["0.34", "0.33", "0.33"]})
    assert ranks(result_of(thirds)) == [(1, "a"), (1, "c"), (3, "b")]
    rules = Rounding(RoundingMode.HALF_UP, 2, frozenset({Stage.TOTAL}))
    rounded = replace(thirds, rounds=(replace(thirds.rounds[0], rounding=rules),))
    assert ranks(result_of(rounded)) == [(1, "a"), (1, "b"), (1, "c")]


SKIT_AND_QUIZ = (judged("skit", MEAN, criterion("content"), criterion("art")), quiz())


def equal_on_total(ladder: Sequence[Rung]) -> ContestFile:
    """a, b, c with the same total, other ways to it: by section a; by content b before c; by art c before b."""
    made = contest_of(SKIT_AND_QUIZ[0], {"a": [("8", "8")], "b": [("8", "7")], "c": [("7", "8")]})
    points = {"a": "4", "b": "5", "c": "5"}
    return replace(
        made,
        rounds=(replace(made.rounds[0], sections=SKIT_AND_QUIZ, tie_break=tuple(ladder)),),
        points=tuple(Points("r", team, "quiz", Decimal(figure)) for team, figure in points.items()),
    )


@pytest.mark.parametrize(
    ("ladder", "expected", "by"),
    [
        pytest.param([], "1a 1b 1c", {"a": "unresolved", "b": "unresolved"}, id="no ladder"),
        pytest.param(
            [Rung(RungKind.SECTION, "skit")], "1a 2b 2c", {"a": "section:skit", "b": "unresolved"}, id="section"
        ),
        pytest.param([Rung(RungKind.SECTION, "quiz")], "1b 1c 3a", {"a": "section:quiz"}, id="another section"),
        pytest.param(
            [Rung(RungKind.SECTION, "skit"), Rung(RungKind.CRITERION, "content", "skit")],
            "1a 2b 3c",
            {"a": "section:skit", "b": "criterion:skit/content", "c": "criterion:skit/content"},
            id="each rung parts only those still equal",
        ),
        pytest.param(
            [Rung(RungKind.SECTION, "quiz"), Rung(RungKind.CRITERION, "art", "skit")],
            "1c 2b 3a",
            {"a": "section:quiz", "b": "criterion:skit/art"},
            id="the first rung goes before the second",
        ),
        pytest.param([Rung(RungKind.FULL_MEAN)], "1a 2b 2c", {"a": "full_mean"}, id="full mean"),
        pytest.param([Rung(RungKind.DEDUCTIONS)], "1a 1b 1c", {"a": "unresolved"}, id="no deductions"),
    ],
)
def test_the_ladder(ladder: list[Rung], expected: str, by: dict[str, str]) -> None:
    contest = equal_on_total(ladder)
    assert " ".join(f"{rank}{team}" for rank, team in ranks(result_of(contest))) == expected
    assert decided(contest).items() >= by.items()


def test_who_is_alone_on_the_total_was_decided_by_it() -> None:
    contest = by_points({"a": "9", "b": "5", "c": "5"}, tie_break=(DECISION,))
    assert decided(replace(contest, decisions=(order("c", "b"),))) == {"a": "total", "c": "decision", "b": "decision"}


def test_the_smaller_deduction_goes_first_as_recorded() -> None:
    contest = by_points({"a": "5", "b": "5", "c": "5"}, tie_break=(DEDUCTIONS,))
    late = (
        Adjustment("r", "a", Decimal(-1), "Quá giờ"),
        Adjustment("r", "a", Decimal(1), "Điểm cộng"),
        Adjustment("r", "b", Decimal("-0.5"), "Quá giờ", "quiz"),
        Adjustment("r", "b", Decimal("0.5"), "Điểm cộng"),
    )
    assert ranks(result_of(replace(contest, adjustments=late))) == [(1, "c"), (2, "b"), (3, "a")]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param({"a": ["8", "8", "5"], "b": ["7", "7", "7"]}, "1a 2b", id="two judges of three"),
        pytest.param({"a": ["8", "6"], "b": ["6", "8"]}, "1a 1b", id="one win each"),
        pytest.param({"a": ["7", "7"], "b": ["7", "7"]}, "1a 1b", id="equal sheets are nobody's win"),
        pytest.param(
            {"a": ["9", "8", "4"], "b": ["8", "9", "4"], "c": ["7", "7", "7"]}, "1a 1b 3c", id="against each other team"
        ),
        pytest.param(
            {"a": ["9", "5", "7"], "b": ["6", "8", None], "c": ["7", "7", "7"]},
            "1a 1b 1c",
            id="only judges with a sheet for all of the set",
        ),
    ],
)
def test_the_majority_of_judges(marks: dict[str, list[str | None]], expected: str) -> None:
    contest = contest_of(judged(), marks, tie_break=(MAJORITY,))
    assert {standing.total for standing in result_of(contest).standings} == {7}
    assert " ".join(f"{rank}{team}" for rank, team in ranks(result_of(contest))) == expected


@pytest.mark.parametrize(("weight", "expected"), [("2", "1a 2b"), ("1", "1b 2a")])
def test_the_majority_weighs_sections(weight: str, expected: str) -> None:
    one, two = judged("one", MEAN, weight=Decimal(weight)), judged("two")
    made = contest_of(one, {"a": ["7", "7", "4"], "b": ["6", "6", "6"]})
    other = contest_of(two, {"a": ["4.5", "4.5", "9"], "b": ["6", "6", "6"]})
    rounds = (Round("r", "Vòng thi", (one, two), tie_break=(MAJORITY,)),)
    result = result_of(replace(made, rounds=rounds, marks=made.marks + other.marks))
    assert len({standing.total for standing in result.standings}) == 1
    assert " ".join(f"{rank}{team}" for rank, team in ranks(result)) == expected


def test_a_rung_without_a_figure_for_one_of_the_set_does_not_split_it() -> None:
    """By outliers, b's art has nothing left: the criterion is skipped, the next rung speaks."""
    panel = Panel(PanelMethod.OUTLIER, max_deviation=Decimal(1))
    section = judged("skit", panel, criterion("content"), criterion("art"))
    ladder = (Rung(RungKind.CRITERION, "art", "skit"), DECISION)
    contest = contest_of(section, {"a": [("5", "5"), ("5", "5")], "b": [("2", "8"), ("8", "2")]}, tie_break=ladder)
    contest = replace(contest, decisions=(order("b", "a"),))
    assert decided(contest) == {"b": "decision", "a": "decision"}
    assert [placing.team for placing in result_of(contest).by_criterion["skit"]["art"]] == ["a"]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        pytest.param([order("c", "a", "b")], "1c 2a 3b", id="an order"),
        pytest.param([order("x", "b", "y", "a", "c")], "1b 2a 3c", id="it may name more"),
        pytest.param([order("a", "b")], "1a 1b 1c", id="it names not all of the set"),
        pytest.param([order("a", "b", "c"), order("c", "b", "a")], "1c 2b 3a", id="of several the last"),
        pytest.param([order("c", "b", "a"), order("a", "b")], "1c 2b 3a", id="the last that names all"),
        pytest.param([order(("a", "c"), "b")], "1a 1c 3b", id="it keeps two equal"),
        pytest.param([order(("c", "b", "a"))], "1a 1b 1c", id="it keeps all equal"),
        pytest.param(
            [Decision("r", "Trưởng ban", "Thêm một suất", through=("a",), out=("b", "c"))], "1a 1b 1c", id="a line only"
        ),
    ],
)
def test_a_decision(decisions: list[Decision], expected: str) -> None:
    contest = by_points({"a": "5", "b": "5", "c": "5"}, tie_break=(DECISION, Rung(RungKind.SECTION, "quiz")))
    found = ranks(result_of(replace(contest, decisions=tuple(decisions))))
    assert " ".join(f"{rank}{team}" for rank, team in found) == expected


def test_a_decision_of_another_round_says_nothing_here() -> None:
    contest = by_points({"a": "5", "b": "5"}, tie_break=(DECISION,))
    rounds = (Round("q", "Vòng loại", (quiz(),)), *contest.rounds)
    decisions = (order("b", "a", round_key="q"),)
    assert ranks(result_of(replace(contest, rounds=rounds, decisions=decisions))) == [(1, "a"), (1, "b")]


def test_teams_kept_equal_go_no_further_down_the_ladder() -> None:
    contest = by_points({"a": "5", "b": "5"}, tie_break=(DECISION, DEDUCTIONS))
    late = Adjustment("r", "a", Decimal(-1), "Quá giờ"), Adjustment("r", "a", Decimal(1), "Điểm cộng")
    contest = replace(contest, adjustments=late)
    assert decided(contest) == {"b": "deductions", "a": "deductions"}
    kept = replace(contest, decisions=(order(("a", "b")),))
    assert decided(kept) == {"a": "decision", "b": "decision"}
    assert ranks(result_of(kept)) == [(1, "a"), (1, "b")]


def test_only_present_resolved_teams_are_ranked_and_a_status_goes_before() -> None:
    contest = by_points({"a": "5", "b": "9", "c": "9", "d": "9", "e": "1"})
    statuses = {"b": Status.WITHDRAWN, "c": Status.NO_SHOW, "d": Status.DISQUALIFIED}
    entries = tuple(Entry("r", team, status) for team, status in statuses.items())
    result = result_of(replace(contest, entries=entries, points=contest.points[:4]))
    assert ranks(result) == [(1, "a")]
    assert [(line.team, str(line.reason)) for line in result.unranked] == [
        ("b", "withdrawn"), ("c", "no_show"), ("d", "disqualified"), ("e", "unresolved"),
    ]  # fmt: skip
    assert not result.complete


def test_every_group_is_ranked_by_itself_in_the_order_of_groups() -> None:
    contest = by_points({"a": "5", "b": "9", "c": "7", "d": "8"}, rank_within=RankWithin.GROUP)
    teams = tuple(Team(team, team, group) for team, group in zip("abcd", ["h", "h", "s", None], strict=True))
    groups = (Group("s", "Khối sở"), Group("h", "Khối huyện"))
    result = result_of(replace(contest, teams=teams, groups=groups))
    assert [(s.group, s.rank, s.team) for s in result.standings] == [("s", 1, "c"), ("h", 1, "b"), ("h", 2, "a")]
    assert [(line.team, str(line.reason)) for line in result.unranked] == [("d", "unresolved")]
    assert [placing.team for placing in result.by_section["quiz"]] == ["b", "c", "a"]


def test_an_entry_admits_a_team_and_gives_it_a_group() -> None:
    contest = by_points({"a": "5", "b": "9"}, rank_within=RankWithin.GROUP)
    entries = (Entry("r", "a", Status.PRESENT, "x"), Entry("r", "b", Status.PRESENT, "x"))
    result = result_of(replace(contest, groups=(Group("x", "Bảng X"),), entries=entries))
    assert ranks(result) == [(1, "b"), (2, "a")]


@pytest.mark.parametrize(
    ("weight", "expected"),
    [("0", "1a 1b"), ("1", "1b 2a"), ("0.5", "1b 2a")],
    ids=["reset", "sum", "weighted"],
)
def test_what_an_earlier_round_adds(weight: str, expected: str) -> None:
    contest = by_points({"a": "5", "b": "5"})
    heat = Round("q", "Vòng loại", (quiz(),))
    final = replace(contest.rounds[0], carry_over=(CarryOver("q", Decimal(weight)),))
    earlier = tuple(Points("q", team, "quiz", Decimal(figure)) for team, figure in [("a", "3"), ("b", "4")])
    contest = replace(contest, rounds=(heat, final), points=contest.points + earlier)
    assert " ".join(f"{rank}{team}" for rank, team in ranks(result_of(contest))) == expected


def test_who_was_not_ranked_earlier_has_nothing_to_carry() -> None:
    contest = by_points({"a": "5", "b": "5"})
    heat, final = Round("q", "Vòng loại", (quiz(),)), replace(contest.rounds[0], carry_over=(CarryOver("q"),))
    earlier = (Points("q", "a", "quiz", Decimal(3)),)
    results = compute(replace(contest, rounds=(heat, final), points=contest.points + earlier))
    assert ranks(results.rounds["r"]) == [(1, "a")]
    assert [str(line.reason) for line in results.rounds["r"].unranked] == ["unresolved"]
