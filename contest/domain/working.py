"""A team's way through one round: its sections, what is added, its total.

Responsible for step 3 of the pipeline and for saying why a team has no total. Never compares teams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from contest.domain.aggregate import Unresolved
from contest.domain.contestfile_values import Adjustment, Status
from contest.domain.points import total
from contest.domain.roundbook import RoundBook
from contest.domain.rubric import Round, Stage
from contest.domain.section import SectionBreakdown, round_at


@dataclass(frozen=True, slots=True)
class Carried:
    """What an earlier round adds: its total × weight; `None` when the team is not ranked there."""

    round: str
    weight: Fraction
    total: Fraction | None
    added: Fraction | None


@dataclass(frozen=True, slots=True)
class TeamWorking:
    """Every figure of a present team in a round.

    `before_rounding` is the sum of sections, adjustments that name no section and carry-over; `total` the same after
    stage total. Both are `None` for an unresolved team, and `why` then names each reason with what it is about (a
    section or an earlier round; "" for the team's group).
    """

    team: str
    group: str | None
    status: Status
    sections: Mapping[str, SectionBreakdown]
    adjustments: tuple[Adjustment, ...]
    all_adjustments: tuple[Adjustment, ...]
    carried: tuple[Carried, ...]
    before_rounding: Fraction | None
    total: Fraction | None
    why: tuple[tuple[Unresolved, str], ...]

    @property
    def deductions(self) -> Fraction:
        """The sum of the round's negative adjustments, with and without a section, as recorded."""
        return Fraction(total(each.points for each in self.all_adjustments if each.points < 0))


def work_out(
    contest_round: Round,
    team: str,
    *,
    group: str | None,
    book: RoundBook,
    sections: Mapping[str, SectionBreakdown],
    earlier: Mapping[str, Mapping[str, Fraction]],
) -> TeamWorking:
    """Return a present team's working. `earlier` holds the totals of the ranked teams of every earlier round."""
    loose = book.adjustments_of(team, None)
    why: list[tuple[Unresolved, str]] = []
    if contest_round.needs_groups and group is None:
        why.append((Unresolved.NO_GROUP, ""))
    figure = Fraction(total(adjustment.points for adjustment in loose))
    for key, breakdown in sections.items():
        if breakdown.result is None:
            why.append((breakdown.why or Unresolved.NO_POINTS, key))
        else:
            figure += breakdown.result
    carried = []
    for source in contest_round.carry_over:
        weight, before = Fraction(source.weight), earlier[source.round].get(team)
        added = None if before is None else before * weight
        carried.append(Carried(source.round, weight, before, added))
        if added is None:
            why.append((Unresolved.NO_EARLIER_TOTAL, source.round))
        else:
            figure += added
    known = {section.key for section in contest_round.sections}
    return TeamWorking(
        team=team,
        group=group,
        status=Status.PRESENT,
        sections=sections,
        adjustments=loose,
        all_adjustments=tuple(
            each for each in book.adjustments.get(team, ()) if each.section is None or each.section in known
        ),
        carried=tuple(carried),
        before_rounding=None if why else figure,
        total=None if why else round_at(contest_round.rounding, Stage.TOTAL, figure),
        why=tuple(why),
    )
