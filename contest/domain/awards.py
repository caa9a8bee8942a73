"""Awards (giải): who wins what, from a round's results.

Responsible for dealing the places out in the order of standings, for special prizes by a section, and for those that
people name by hand. Never invents an order: teams that share a rank share the prize.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.domain.results import RoundResult


class AwardKind(StrEnum):
    """How an award finds its winners: by place in the standings, by a section's result, or named by hand."""

    PLACE = "place"
    SECTION = "section"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Award:
    """An award. `count` is how many a place award is meant for, `None`: all who are left.

    `section` names the section of kind `section`, `winner` the team of kind `hand` (`None`: not named yet).
    """

    key: str
    title: str
    kind: AwardKind
    count: int | None = None
    section: str | None = None
    winner: str | None = None


@dataclass(frozen=True, slots=True)
class AwardResult:
    """An award with its teams, in the order of standings. `place`: 1 for the first place award; `None`: special."""

    award: Award
    place: int | None
    teams: tuple[str, ...]


def allocate(awards: Sequence[Award], result: RoundResult) -> tuple[AwardResult, ...]:
    """Return every award with its winners, in the order given.

    Place awards are dealt out from the first rank down. Teams that share a rank are never parted: when the places left
    of an award don't hold all of them, all of them get this award, and what they took is missing below.
    Example: counts 1, 1, 2 and ranks 1, 2, 2, 4, 5 give one first, two second prizes and one third (rank 4).
    Source: practice of comparable contests, which name two first prizes (docs/decisions/0006).
    """
    waiting = [standing.team for standing in result.standings]
    ranks = {standing.team: standing.rank for standing in result.standings}
    found: list[AwardResult] = []
    taken = places = meant = 0
    for award in awards:
        if award.kind is not AwardKind.PLACE:
            found.append(AwardResult(award, None, _special(award, result)))
            continue
        places += 1
        meant = len(waiting) if award.count is None else meant + award.count
        until = max(taken, min(meant, len(waiting)))
        while taken < until < len(waiting) and ranks[waiting[until]] == ranks[waiting[until - 1]]:
            until += 1
        found.append(AwardResult(award, places, tuple(waiting[taken:until])))
        taken = until
    return tuple(found)


def _special(award: Award, result: RoundResult) -> tuple[str, ...]:
    """Return who wins a special prize: the first by the section, all of them if equal; or the one named."""
    if award.kind is AwardKind.HAND:
        return (award.winner,) if award.winner is not None else ()
    placings = result.by_section.get(award.section or "", ())
    return tuple(placing.team for placing in placings if placing.rank == 1)
