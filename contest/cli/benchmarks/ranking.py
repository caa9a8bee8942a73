"""The ranking alone, in this process: 60 teams × 9 judges × 5 sections × 6 criteria, and how it grows."""

from __future__ import annotations

import random
import time
from decimal import Decimal
from typing import Any

from contest.cli.benchmarks.figures import Timing
from contest.domain import contestfile_values as values
from contest.domain import rubric
from contest.domain.standings import compute

JUDGES, SECTIONS, CRITERIA = 9, 5, 6
SIZES = (60, 125, 250, 500, 1000)


def contest_of(teams: int) -> values.ContestFile:
    """A made-up contest of that many teams, every sheet in, with ties enough to climb the whole ladder."""
    chance = random.Random(teams)  # noqa: S311 - made-up marks
    criteria = tuple(
        rubric.Criterion(f"c{n}", f"Tiêu chí {n}", Decimal(0), Decimal(10), Decimal("0.25")) for n in range(CRITERIA)
    )
    panel = rubric.Panel(rubric.PanelMethod.TRIMMED, drop_high=1, drop_low=1)
    sections = tuple(rubric.JudgedSection(f"s{n}", f"Phần {n}", panel, criteria) for n in range(SECTIONS))
    ladder = (
        rubric.Rung(rubric.RungKind.SECTION, "s0"),
        rubric.Rung(rubric.RungKind.MAJORITY),
        rubric.Rung(rubric.RungKind.DECISION),
    )
    rounding = rubric.Rounding(rubric.RoundingMode.HALF_UP, 2, frozenset(rubric.Stage))
    judges = tuple(f"j{n}" for n in range(JUDGES))
    rule = rubric.Round("r", "Vòng", sections, rounding=rounding, judges=judges, tie_break=ladder)
    keys = [f"t{n:04d}" for n in range(teams)]
    marks = tuple(
        values.Sheet("r", team, s.key, judge, {c.key: Decimal(chance.randint(24, 40)) / 4 for c in criteria})
        for team in keys
        for s in sections
        for judge in judges
    )
    return values.ContestFile("Đo tốc độ", (rule,), tuple(values.Team(key, key) for key in keys), marks=marks)


def rows(*, quick: bool) -> list[dict[str, Any]]:
    """A row for each size; the floor is reading and adding up every mark once."""
    found = []
    for teams in SIZES[:2] if quick else SIZES:
        contest = contest_of(teams)
        runs = 3 if quick else max(3, 600 // teams)
        found.append(_timed(f"rank {teams} teams × 9 × 5 × 6", contest, runs))
    return found


def _timed(name: str, contest: values.ContestFile, runs: int) -> dict[str, Any]:
    ranked, added = [], []
    for _ in range(runs):
        start = time.perf_counter()
        compute(contest)
        ranked.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        sum((mark for sheet in contest.marks for mark in sheet.marks.values()), Decimal(0))
        added.append((time.perf_counter() - start) * 1000)
    thing, floor = Timing.of(name, ranked), Timing.of("every mark added once", added)
    ratio = thing.percentile(0.5) / floor.percentile(0.5)
    return thing.to_json() | {"floor": floor.to_json(), "ratio_p50": round(ratio, 1)}
