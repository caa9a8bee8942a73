"""What could still happen: never a word that some way of filling in the missing sheets would prove wrong."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from contest.domain.contestfile import ContestFile, Entry, Group, Points, Sheet, Status, Team, parse
from contest.domain.outlook import Prospect, outlook
from contest.domain.rubric import Advance, AtLine, Panel, PanelMethod, PanelOver, RankWithin, Round, Rung, RungKind
from contest.domain.standings import compute

from .making import by_points, contest_of, criterion, judged, quiz
from .random_contests import contest as random_contest


def with_final(contest: ContestFile) -> ContestFile:
    return replace(contest, rounds=(*contest.rounds, Round("f", "Chung kết", (quiz(),))))


def prospects(contest: ContestFile) -> dict[str, str]:
    return {each.team: str(each.prospect) for each in outlook(contest, "r")}


def points_so_far(points: dict[str, str], missing: str, rule: Advance) -> ContestFile:
    """A section of points from 0 to 30; the teams in `missing` have none yet."""
    contest = with_final(by_points(points, advance=rule))
    section = quiz(min=Decimal(0), max=Decimal(30))
    first = replace(contest.rounds[0], sections=(section,))
    kept = tuple(record for record in contest.points if record.team not in missing)
    return replace(contest, rounds=(first, *contest.rounds[1:]), points=kept)


@pytest.mark.parametrize(
    ("points", "missing", "rule", "expected"),
    [
        pytest.param({"a": "27", "b": "20", "c": "0"}, "c", Advance("f", 2), "a through, b open, c open",
                     id="one to come"),
        pytest.param({"a": "27", "b": "20", "c": "0"}, "c", Advance("f", 3), "a through, b through, c through",
                     id="places for all"),
        pytest.param({"a": "27", "b": "20", "c": "0"}, "c", Advance("f", 1), "a open, b out, c open", id="one place"),
        pytest.param({"a": "30", "b": "20", "c": "0"}, "c", Advance("f", 1), "a open, b out, c open",
                     id="a tie counts against the sure"),
        pytest.param({"a": "20", "b": "20", "c": "0"}, "c", Advance("f", 1), "a open, b open, c open",
                     id="a tie counts for the hopeful"),
        pytest.param({"a": "30", "b": "29", "c": "1", "d": "0"}, "d", Advance("f", 2),
                     "a through, b open, c out, d open", id="the last is out"),
        pytest.param({"a": "27", "b": "20", "c": "9"}, "", Advance("f", 2), "a through, b through, c out",
                     id="a complete round is read, not foreseen"),
        pytest.param({"a": "27", "b": "20", "c": "20"}, "", Advance("f", 2, at_line=AtLine.ASK),
                     "a through, b open, c open", id="an open line"),
    ],
)  # fmt: skip
def test_who_is_sure_and_who_is_out(points: dict[str, str], missing: str, rule: Advance, expected: str) -> None:
    found = prospects(points_so_far(points, missing, rule))
    assert ", ".join(f"{team} {prospect}" for team, prospect in found.items()) == expected


def test_the_bounds_and_what_a_team_still_needs() -> None:
    contest = points_so_far({"a": "27", "b": "20", "c": "0", "d": "0"}, "cd", Advance("f", 2))
    found = {each.team: each for each in outlook(contest, "r")}
    assert (found["c"].lowest, found["c"].highest) == (0, 30)
    assert (found["a"].lowest, found["a"].highest) == (27, 27)
    assert found["c"].needs == 27  # d may still get 30, a has 27: whoever beats 27 is among the two
    assert found["b"].needs == 30


def test_a_judge_to_come_moves_a_total_between_bounds() -> None:
    panel = Panel(PanelMethod.TRIMMED, drop_high=1, drop_low=1)
    section = judged("skit", panel, criterion(most="10"))
    contest = with_final(
        contest_of(section, {"a": ["9", "8", "7", "9"], "b": ["6", "7", "8"]}, advance=Advance("f", 1))
    )
    b = {each.team: each for each in outlook(contest, "r")}["b"]
    assert (b.lowest, b.highest) == (Decimal("6.5"), Decimal("7.5"))
    assert b.prospect is Prospect.OUT


def test_a_round_that_sends_nobody_on_has_no_outlook() -> None:
    assert outlook(by_points({"a": "1"}), "r") == ()


def test_while_the_field_may_grow_nothing_is_said() -> None:
    contest = points_so_far({"a": "27", "b": "20", "c": "0"}, "c", Advance("f", 3))
    heat = Round("q", "Vòng loại", (quiz(),), advance=Advance("r", 3))
    contest = replace(contest, rounds=(heat, *contest.rounds), entries=(Entry("r", "a"), Entry("r", "b")))
    assert prospects(contest) == {"a": "open", "b": "open"}


def test_who_is_not_present_is_not_in_it() -> None:
    contest = points_so_far({"a": "27", "b": "20", "c": "0"}, "c", Advance("f", 1))
    assert prospects(replace(contest, entries=(Entry("r", "c", Status.WITHDRAWN),))) == {"a": "through", "b": "out"}


def small_contest(chance: random.Random) -> tuple[ContestFile, list[tuple[str, str]]]:
    """A contest of few marks (0, 1, 2), all teams' sheets or some of them missing, and the missing (team, judge)."""
    method = chance.choice(list(PanelMethod))
    drops = (1, 0) if method is PanelMethod.TRIMMED else (0, 0)
    deviation = Decimal(1) if method is PanelMethod.OUTLIER else None
    panel = Panel(method, chance.choice(list(PanelOver)), *drops, deviation)
    section = judged("skit", panel, criterion(most="2", step="1"))
    teams, judges = "abcd"[: chance.randint(2, 4)], chance.randint(2, 3)
    marks = {team: [str(chance.randint(0, 2)) for _ in range(judges)] for team in teams}
    rungs = [Rung(RungKind.MAJORITY), Rung(RungKind.FULL_MEAN), Rung(RungKind.CRITERION, "content", "skit")]
    rule = Advance("f", chance.randint(1, 3), chance.choice([0, 0, 1]), chance.choice(list(AtLine)))
    made = contest_of(
        section, marks, advance=rule, tie_break=tuple(chance.sample(rungs, chance.randint(0, 3))),
        judges=tuple(f"g{number + 1}" for number in range(judges)),
        rank_within=chance.choice(list(RankWithin)),
    )  # fmt: skip
    grouped = tuple(Team(team.key, team.title, chance.choice("sh")) for team in made.teams)
    missing = chance.sample([(sheet.team, sheet.judge) for sheet in made.marks], chance.choice([1, 2, 2, 3]))
    kept = tuple(sheet for sheet in made.marks if (sheet.team, sheet.judge) not in missing)
    groups = (Group("s", "Khối sở"), Group("h", "Khối huyện"))
    return with_final(replace(made, teams=grouped, groups=groups, marks=kept)), missing


def every_way_it_can_end(contest: ContestFile, missing: list[tuple[str, str]]) -> Iterator[ContestFile]:
    for marks in product("012", repeat=len(missing)):
        sheets = [
            Sheet("r", team, "skit", judge, {"content": Decimal(mark)})
            for (team, judge), mark in zip(missing, marks, strict=True)
        ]
        yield replace(contest, marks=(*contest.marks, *sheets))


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_no_way_of_ending_proves_it_wrong(start: int) -> None:
    said = {Prospect.THROUGH: 0, Prospect.OUT: 0, Prospect.OPEN: 0}
    for seed in range(start, start + 100):
        contest, missing = small_contest(random.Random(seed))
        found = outlook(contest, "r")
        for ended in every_way_it_can_end(contest, missing):
            result = compute(ended).rounds["r"]
            if any(working.total is None for working in result.workings.values()):
                continue  # by outliers a section may be left without a figure, and then nobody goes on
            for each in found:
                total = result.workings[each.team].total
                assert each.lowest is None or total is None or each.lowest <= total, seed
                assert each.highest is None or total is None or each.highest >= total, seed
                if each.prospect is Prospect.THROUGH:
                    assert each.team in result.advancing, seed
                if each.prospect is Prospect.OUT:
                    assert each.team not in (*result.advancing, *result.on_the_line), seed
                if each.needs is not None and total is not None and total > each.needs:
                    assert each.team in result.advancing, seed
        for each in found:
            said[each.prospect] += 1
    assert min(said.values()) > 5


def test_any_contest_has_an_outlook() -> None:
    for seed in range(150):
        contest = parse(json.dumps(random_contest(seed)))
        results = compute(contest)
        for each in contest.rounds:
            teams = [found.team for found in outlook(contest, each.key, results)]
            assert teams == (sorted(results.rounds[each.key].workings) if each.advance else [])


def test_points_to_come_are_bounded_by_their_scale() -> None:
    contest = points_so_far({"a": "27", "b": "0"}, "b", Advance("f", 1))
    assert Points("r", "b", "quiz", Decimal(0)) not in contest.points
    assert [(each.lowest, each.highest) for each in outlook(contest, "r")] == [(27, 27), (0, 30)]
