"""Awards (giải): who wins what, from a round's results.

Responsible for dealing the places out in the order of standings, for special prizes by a section, and for those that
people name by hand. Never invents an order: teams that share a rank share the prize.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from contest.domain.results import RoundResult, Standing


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
    of an award don't hold all of them, all of them get this award, and what they took is missing below. A round that
    is ranked within groups is awarded within groups: each group has all the place awards.
    Example: counts 1, 1, 2 and ranks 1, 2, 2, 4, 5 give one first, two second prizes and one third (rank 4).
    Source: practice of comparable contests, which name two first prizes (docs/decisions/0006).
    """
    counts = [award.count for award in awards if award.kind is AwardKind.PLACE]
    shares: list[list[str]] = [[] for _ in counts]
    for standings in _ranked_together(result):
        for share, teams in zip(shares, _deal(counts, standings), strict=True):
            share.extend(teams)
    dealt = iter(enumerate(shares, 1))
    found: list[AwardResult] = []
    for award in awards:
        if award.kind is AwardKind.PLACE:
            place, teams = next(dealt)
            found.append(AwardResult(award, place, tuple(teams)))
        else:
            found.append(AwardResult(award, None, _special(award, result)))
    return tuple(found)


def _ranked_together(result: RoundResult) -> list[list[Standing]]:
    """Return the standings in the lists that were ranked by themselves: the round's one, or one for every group."""
    if not result.within_groups:
        return [list(result.standings)]
    return [list(standings) for _, standings in groupby(result.standings, key=lambda standing: standing.group)]


def _deal(counts: Sequence[int | None], standings: Sequence[Standing]) -> Iterator[list[str]]:
    """Yield the teams of each place award, from the first rank down."""
    taken = meant = 0
    for count in counts:
        meant = len(standings) if count is None else meant + count
        until = max(taken, min(meant, len(standings)))
        while taken < until < len(standings) and standings[until].rank == standings[until - 1].rank:
            until += 1
        yield [standing.team for standing in standings[taken:until]]
        taken = until


def _special(award: Award, result: RoundResult) -> tuple[str, ...]:
    """Return who wins a special prize: the first by the section, all of them if equal; or the one named."""
    if award.kind is AwardKind.HAND:
        return (award.winner,) if award.winner is not None else ()
    placings = result.by_section.get(award.section or "", ())
    return tuple(placing.team for placing in placings if placing.rank == 1)
