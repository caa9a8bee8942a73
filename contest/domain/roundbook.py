"""What is recorded for one round, found by section and team.

Responsible for turning a contest file's flat lists into what each round needs, once. Never judges what counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from contest.domain.contestfile_values import Adjustment, ContestFile, Decision, Entry, Sheet, Why
from contest.domain.rubric import JudgedSection, Round

Place = tuple[str, str]
"""A section and a team."""


@dataclass(slots=True)
class RoundBook:
    """The records of a round: sheets and absences by section and team, then judge; points; adjustments by team."""

    sheets: dict[Place, dict[str, Sheet]] = field(default_factory=lambda: defaultdict(dict))
    absences: dict[Place, dict[str, Why]] = field(default_factory=lambda: defaultdict(dict))
    points: dict[Place, Decimal] = field(default_factory=dict)
    adjustments: dict[str, list[Adjustment]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, Entry] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def adjustments_of(self, team: str, section: str | None) -> tuple[Adjustment, ...]:
        """Return the team's adjustments in a section, or (`None`) those that name no section."""
        return tuple(each for each in self.adjustments.get(team, ()) if each.section == section)

    def judges_of(self, contest_round: Round, section: JudgedSection, teams: Collection[str]) -> tuple[str, ...]:
        """Return the judges of a section, in order: its own list, else the round's; with neither, those with a sheet
        or an absence there for any team of the round, whatever its status, by code point."""
        named = contest_round.judges_named_for(section)
        if named:
            return named
        seen: set[str] = set()
        for team in teams:
            seen.update(self.sheets.get((section.key, team), ()), self.absences.get((section.key, team), ()))
        return tuple(sorted(seen))


def books_of(contest: ContestFile) -> Mapping[str, RoundBook]:
    """Return the book of every round of the file."""
    books = {contest_round.key: RoundBook() for contest_round in contest.rounds}
    for sheet in contest.marks:
        books[sheet.round].sheets[sheet.section, sheet.team][sheet.judge] = sheet
    for absence in contest.absences:
        books[absence.round].absences[absence.section, absence.team][absence.judge] = absence.why
    for points in contest.points:
        books[points.round].points[points.section, points.team] = points.points
    for adjustment in contest.adjustments:
        books[adjustment.round].adjustments[adjustment.team].append(adjustment)
    for entry in contest.entries:
        books[entry.round].entries[entry.team] = entry
    for decision in contest.decisions:
        books[decision.round].decisions.append(decision)
    return books
