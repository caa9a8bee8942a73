"""From totals to ranks: equal teams go down the ladder together, and what stays equal shares its rank.

Responsible for ranks, shared ranks and what decided them. Never advances anybody, and never orders equals: within a
shared rank teams are merely listed by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from contest.domain.rubric import RankStyle, Rung
from contest.domain.tiebreak import Evidence, Teams, by_figure, split

TOTAL = "total"
DECISION = "decision"
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Tier:
    """Teams that share a rank (mostly one), by key, and what decided it."""

    rank: int
    teams: Teams
    decided_by: str

    @property
    def tied(self) -> bool:
        """Whether the rank is shared."""
        return len(self.teams) > 1


@dataclass(frozen=True, slots=True)
class _Open:
    """A set of equals on its way down; `decided_by` is empty while nothing has."""

    teams: Teams
    decided_by: str = ""


def rank(
    totals: Mapping[str, Fraction], ladder: Iterable[Rung], style: RankStyle, evidence: Evidence
) -> tuple[Tier, ...]:
    """Return the tiers of the ranked teams, best first.

    Example, style 1224: 91 90 90 88 are ranked 1, 2, 2, 4; with a rung that parts the two, 1, 2, 3, 4.
    """
    tiers = [_Open(teams, TOTAL if len(teams) == 1 else "") for teams in by_figure(totals)]
    for rung in ladder:
        tiers = [below for tier in tiers for below in _descend(tier, rung, evidence)]
    ranks = _ranks((tier.teams for tier in tiers), style)
    return tuple(
        Tier(number, tier.teams, tier.decided_by or UNRESOLVED) for number, tier in zip(ranks, tiers, strict=True)
    )


def rank_by(figures: Mapping[str, Fraction], style: RankStyle) -> tuple[tuple[int, Teams], ...]:
    """Return ranks by a figure alone, highest first, without a ladder."""
    sets = by_figure(figures)
    return tuple(zip(_ranks(sets, style), sets, strict=True))


def _descend(tier: _Open, rung: Rung, evidence: Evidence) -> Iterator[_Open]:
    """Yield what a rung makes of a set of equals."""
    if tier.decided_by:
        yield tier
        return
    parts = split(rung, tier.teams, evidence)
    for part in parts:
        if len(part.teams) == 1:
            yield _Open(part.teams, rung.label)
        else:
            yield _Open(part.teams, DECISION if part.final else "")


def _ranks(sets: Iterable[Teams], style: RankStyle) -> Iterator[int]:
    """Yield the rank of each set: 1 + the teams above (1224), or 1 + the ranks above (1223)."""
    above = 0
    for teams in sets:
        yield above + 1
        above += len(teams) if style is RankStyle.SKIPPING else 1
