"""Made-up contests that show a rule at work: one team before a panel, two teams with equal totals, a row of teams.

Responsible for marks that look like a real panel's, the same every time. Computes no result: `contest.domain` does.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from contest.domain.contestfile_build import build
from contest.domain.contestfile_records import FORMAT, faults_of
from contest.domain.contestfile_values import ContestFile, Points, Sheet
from contest.domain.points import EXACT, plain
from contest.domain.rubric import Criterion, JudgedSection, PointsSection, Section
from contest.domain.standings import compute
from contest.services.rules.document import Json, Rules

TEAMS: Final = ({"key": "a", "title": "Đội A"}, {"key": "b", "title": "Đội B"})
SHEETS: Final = 7
MOST_TEAMS: Final = 12
_SHARES: Final = tuple(map(Decimal, ("0.84", "0.88", "0.79", "0.93", "0.86", "0.55", "0.81", "0.9", "0.77", "0.87")))
_SWING: Final = tuple(map(Decimal, ("0", "0.04", "-0.05", "0.02", "-0.03", "0.06")))


def sheet_count(rules: Rules, section: Json) -> int:
    """Return how many sheets the example has: the panel's, or seven where none is chosen yet."""
    return len(section.get("judges") or rules.round.get("judges") or ()) or SHEETS


def one_section(rules: Rules, section: Json) -> Json:
    """Return a contest file's tree: the section alone, one team, a sheet of every judge (or the one figure)."""
    section = {name: value for name, value in section.items() if name != "judges"}
    section["title"] = section["title"] or "Phần thi này"
    alone: Json = {"key": "r", "title": "r", "sections": [section]}
    if rules.round.get("rounding") is not None:
        alone["rounding"] = rules.round["rounding"]
    tree: Json = {"format": FORMAT, "title": "", "rounds": [alone], "teams": [dict(TEAMS[0])]}
    if faults_of(tree):
        return tree
    contest = with_marks(build(tree), sheet_count(rules, rules.round["sections"][_index(rules, section)]))
    tree["marks"] = [
        {
            "round": sheet.round, "team": sheet.team, "section": sheet.section, "judge": sheet.judge,
            "marks": {key: plain(mark) for key, mark in sheet.marks.items()},
        }
        for sheet in contest.marks
    ]  # fmt: skip
    tree["points"] = [
        {"round": p.round, "team": p.team, "section": p.section, "points": plain(p.points)} for p in contest.points
    ]
    return tree


def with_marks(contest: ContestFile, judges: int) -> ContestFile:
    """Return the contest with the same marks for every team in every section of its first round."""
    first, marks, points = contest.rounds[0], [], []
    for team in contest.teams:
        for section in first.sections:
            if isinstance(section, PointsSection):
                figure = on_scale(section, Decimal("0.8"))
                points.append(Points(first.key, team.key, section.key, figure))
                continue
            for judge in range(judges):
                sheet = {
                    criterion.key: on_scale(criterion, _SHARES[judge % len(_SHARES)] + _SWING[(judge + n * 2) % 6])
                    for n, criterion in enumerate(section.criteria)
                }
                marks.append(Sheet(first.key, team.key, section.key, str(judge + 1), sheet))
    return replace(contest, marks=tuple(marks), points=tuple(points))


def on_scale(scale: Criterion | PointsSection, share: Decimal) -> Decimal:
    """Return the figure at that share of the scale, on its step and within its range where there is such a one."""
    wanted = scale.min + (scale.max - scale.min) * share
    figure = EXACT.multiply(wanted // scale.step, scale.step)
    return figure + scale.step if figure < scale.min else figure


def full_round(contest: ContestFile) -> ContestFile | None:
    """Return the contest with two teams of equal totals that a rung of its ladder separates; `None` if none is found.

    Team B has what A has but for one step more in one place and one step less in another.
    """
    alike = with_marks(contest, SHEETS)
    places = [(s, c) for s in contest.rounds[0].sections for c in _scales(s)][:12]
    for more in places:
        for less in places:
            if more is less:
                continue
            tried = _shifted(_shifted(alike, *more, 1), *less, -1)
            if tried is None or faults_in(tried):
                continue
            standings = compute(tried).rounds[contest.rounds[0].key].standings
            if len({each.total for each in standings}) == 1 and standings[0].decided_by not in ("total", "unresolved"):
                return tried
    return alike if len(alike.rounds[0].sections) > 0 and not faults_in(alike) else None


def faults_in(contest: ContestFile) -> bool:
    """Whether a made-up mark fell out of its range."""
    scales = {(s.key, scale.key): scale for s in contest.rounds[0].sections for scale in _scales(s)}
    marks = [(sheet.section, key, mark) for sheet in contest.marks for key, mark in sheet.marks.items()]
    marks += [(each.section, each.section, each.points) for each in contest.points]
    return any(not scales[s, key].min <= mark <= scales[s, key].max for s, key, mark in marks)


def line_of_teams(advance: Json, rank_within: str) -> ContestFile | None:
    """Return a contest of one round of points whose teams fall by two, two of them equal at the line; `None` when the
    rule can't be read."""
    top = advance.get("top")
    number = min((top if isinstance(top, int) else 1) + 3, MOST_TEAMS)
    section = {"key": "s", "title": "s", "kind": "points", "min": "0", "max": "100", "step": "1"}
    groups = [{"key": "g1", "title": "Bảng A"}, {"key": "g2", "title": "Bảng B"}]
    teams = [
        {"key": f"{n:02}", "title": f"Đội {chr(65 + n)} ({groups[n % 2]['title']})", "group": groups[n % 2]["key"]}
        for n in range(number)
    ]
    here = {"key": "~r", "title": "r", "sections": [section], "advance": advance, "rank_within": rank_within}
    after = {"key": advance.get("to", ""), "title": "", "sections": [section]}
    tree: Json = {"format": FORMAT, "title": "", "rounds": [here, after], "groups": groups, "teams": teams}
    if faults_of(tree):
        return None
    equal = min(advance["top"], number - 1)
    step = 2 if rank_within == "group" else 1
    figures = [Decimal(96 - 2 * n) for n in range(number)]
    if step == 1 and 0 < equal < number:
        figures[equal] = figures[equal - 1]
    points = tuple(Points("~r", team["key"], "s", figures[n]) for n, team in enumerate(teams))
    return replace(build(tree), points=points)


def _scales(section: Section) -> tuple[Criterion | PointsSection, ...]:
    return section.criteria if isinstance(section, JudgedSection) else (section,)


def _shifted(
    contest: ContestFile | None, section: Section, scale: Criterion | PointsSection, steps: int
) -> ContestFile | None:
    if contest is None:
        return None
    if isinstance(section, PointsSection):
        points = [
            replace(each, points=each.points + section.step * steps)
            if (each.team, each.section) == (TEAMS[1]["key"], section.key)
            else each
            for each in contest.points
        ]
        return replace(contest, points=tuple(points))
    marks = [
        replace(each, marks={**each.marks, scale.key: each.marks[scale.key] + scale.step * steps})
        if (each.team, each.section) == (TEAMS[1]["key"], section.key)
        else each
        for each in contest.marks
    ]
    return replace(contest, marks=tuple(marks))


def _index(rules: Rules, section: Json) -> int:
    return next(n for n, each in enumerate(rules.round["sections"]) if each["key"] == section["key"])
