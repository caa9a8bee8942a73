"""A contest file as a value: teams, entries, raw marks, absences, points, adjustments, decisions, and the rules.

Responsible for the shape of what a contest file holds, so that the running product can put one together from its rows.
Holds nothing derived. Never checks: `contestfile.parse` does, and `contestfile.check` for one made in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contest.domain.rubric import Round


class Status(StrEnum):
    """What became of a team in a round; only a present one is ranked."""

    PRESENT = "present"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    DISQUALIFIED = "disqualified"


class Why(StrEnum):
    """Why a judge has no sheet for a performance; neither is a zero."""

    RECUSED = "recused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Group:
    """A set of teams that may be ranked by itself (khối, bảng)."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Team:
    """What competes. `group` is its group where no entry says otherwise; `None`: it has none."""

    key: str
    title: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A team's status in one round, and perhaps its group there; it can admit a team that was not sent."""

    round: str
    team: str
    status: Status = Status.PRESENT
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One judge's marks for one performance: a figure for every criterion of the section."""

    round: str
    team: str
    section: str
    judge: str
    marks: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Absence:
    """A judge who owes no sheet for a performance."""

    round: str
    team: str
    section: str
    judge: str
    why: Why


@dataclass(frozen=True, slots=True)
class Points:
    """A team's figure in a section of kind points."""

    round: str
    team: str
    section: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Signed points with a reason, in a section or (`section=None`) in the round as a whole."""

    round: str
    team: str
    points: Decimal
    reason: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided: an `order` of teams (those of one inner tuple stay equal), or who is `through` and `out`.

    An order is `(("bs", "mđ"), ("lý",))`. A decision has an order, or names at least one team through or out.
    """

    round: str
    by: str
    reason: str
    order: tuple[tuple[str, ...], ...] = ()
    through: tuple[str, ...] = ()
    out: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every team that the decision speaks of."""
        return frozenset((*(team for equals in self.order for team in equals), *self.through, *self.out))


@dataclass(frozen=True, slots=True)
class ContestFile:
    """A contest's rules, teams and raw marks, and nothing derived.

    Order has meaning in `rounds` (as they are held), `groups` (as their standings are listed) and `decisions` (of
    several, the last), and in nothing else.
    """

    title: str
    rounds: tuple[Round, ...]
    teams: tuple[Team, ...]
    groups: tuple[Group, ...] = ()
    entries: tuple[Entry, ...] = ()
    marks: tuple[Sheet, ...] = ()
    absences: tuple[Absence, ...] = ()
    points: tuple[Points, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def round(self, key: str) -> Round:
        """Return the round of that key; `KeyError` if there is none."""
        for contest_round in self.rounds:
            if contest_round.key == key:
                return contest_round
        raise KeyError(key)
