"""Which state an imported contest is in: as far as its marks say, and never further.

Responsible for the state of each performance and round. What people have to do, confirming and publishing, a file can't
have done for them. Pure: reads values, writes no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from contest.domain.contestfile import ContestFile
from contest.domain.results import Reason, Results
from contest.domain.roundbook import Place, RoundBook
from contest.domain.rubric import JudgedSection, Round
from contest.domain.section import break_down


class RoundReading:
    """What the file says of one round: who is in it, what is recorded, how far it is."""

    def __init__(self, contest: ContestFile, rule: Round, book: RoundBook, results: Results) -> None:
        self.rule, self.book = rule, book
        self.result = results.rounds[rule.key]
        self.present = frozenset(self.result.workings)
        senders = [each.key for each in contest.rounds if each.advance is not None and each.advance.to == rule.key]
        self.is_sent_to = bool(senders)
        self._field_is_known = all(results.rounds[key].complete for key in senders)

    @cached_property
    def recorded(self) -> frozenset[Place]:
        """The sections and teams with a sheet, an absence, points or an adjustment."""
        book = self.book
        adjusted = {
            (each.section, team) for team, all_of in book.adjustments.items() for each in all_of if each.section
        }
        return frozenset({*book.sheets, *book.absences, *book.points, *adjusted})

    @property
    def state(self) -> str:
        """`planned` while its field is not known or nothing is recorded, `open` while something is missing, else
        `locked`: it then waits to be confirmed by people."""
        if not self.result.teams or not self._field_is_known:
            return "planned"
        if all(line.reason is not Reason.UNRESOLVED for line in self.result.unranked):
            return "locked"
        # A round without sections has no performance to be opened for: it waits, open, for the rounds it adds up.
        return "open" if self.recorded or self.book.adjustments or not self.rule.sections else "planned"

    @property
    def teams(self) -> frozenset[str]:
        """The teams that get a place in the running order.

        Teams that a round sends are not put into one that has not begun: sending them on is an act of people.
        """
        if self.is_sent_to and self.state == "planned":
            return frozenset(self.book.entries)
        return frozenset(self.result.teams)

    @cached_property
    def judges(self) -> Mapping[str, tuple[str, ...]]:
        """The judges of each judged section, as the ranking sees them."""
        return {
            section.key: self.book.judges_of(self.rule, section, self.result.teams)
            for section in self.rule.sections
            if isinstance(section, JudgedSection)
        }

    def performance_state(self, place: Place) -> str:
        """`locked` where the figure is complete; else `open` in a round that is, and `closed` where nobody waits."""
        if place not in self.recorded:
            return "planned"
        section_key, team = place
        section = self.rule.section(section_key)
        judges = self.judges.get(section_key, ())
        if break_down(section, team, self.book, judges, self.rule.rounding).result is not None:
            return "locked"
        return "open" if self.state == "open" and team in self.present else "closed"

    def owing(self, place: Place) -> tuple[str, ...]:
        """The judges with neither a sheet nor an absence there."""
        done = {*self.book.sheets.get(place, ()), *self.book.absences.get(place, ())}
        return tuple(judge for judge in self.judges.get(place[0], ()) if judge not in done)
