"""What a ranking gave, round by round, and its one JSON form `contest-standings/1`.

Responsible for the shape of results. Computes nothing: `standings.compute` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from contest.domain.contestfile_json import write_json
from contest.domain.points import plain
from contest.domain.working import TeamWorking

FORMAT = "contest-standings/1"

Json = dict[str, object]


class Reason(StrEnum):
    """Why a team of a round is not ranked; a status goes before."""

    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    DISQUALIFIED = "disqualified"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranked team: rank, whether it shares it, exact total, what decided the rank, section results by key."""

    team: str
    group: str | None
    rank: int
    tied: bool
    total: Fraction
    decided_by: str
    sections: Mapping[str, Fraction]

    def to_json(self) -> Json:
        """Return the standing as the output writes it."""
        return {
            "team": self.team,
            "group": self.group,
            "rank": self.rank,
            "tied": self.tied,
            "total": plain(self.total),
            "decided_by": self.decided_by,
            "sections": {key: plain(result) for key, result in self.sections.items()},
        }


@dataclass(frozen=True, slots=True)
class Unranked:
    """A team of the round that is not ranked, and why."""

    team: str
    reason: Reason

    def to_json(self) -> Json:
        """Return the line as the output writes it."""
        return {"team": self.team, "reason": str(self.reason)}


@dataclass(frozen=True, slots=True)
class Placing:
    """A ranked team by one section's result or one criterion's figure."""

    team: str
    rank: int
    tied: bool
    result: Fraction

    def to_json(self) -> Json:
        """Return the placing as the output writes it."""
        return {"team": self.team, "rank": self.rank, "tied": self.tied, "result": plain(self.result)}


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The result of one round.

    `standings` in rank order (within groups: by the order of groups, then rank); `unranked` by key; `by_section` and
    `by_criterion` for special prizes; `advancing` and `on_the_line` in the order of standings. Not part of the JSON
    form: `workings`, each figure on the way for every present team, and `within_groups`, whether each group is ranked
    by itself.
    """

    key: str
    standings: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]
    by_section: Mapping[str, tuple[Placing, ...]]
    by_criterion: Mapping[str, Mapping[str, tuple[Placing, ...]]]
    complete: bool
    advancing: tuple[str, ...]
    on_the_line: tuple[str, ...]
    workings: Mapping[str, TeamWorking] = field(repr=False)
    within_groups: bool = False

    @property
    def teams(self) -> tuple[str, ...]:
        """Every team of the round, ranked ones first."""
        return (*(standing.team for standing in self.standings), *(line.team for line in self.unranked))

    def standing(self, team: str) -> Standing | None:
        """Return the team's standing; `None` if it is not ranked here."""
        return next((standing for standing in self.standings if standing.team == team), None)

    def to_json(self) -> Json:
        """Return the round as the output writes it."""
        return {
            "standings": [standing.to_json() for standing in self.standings],
            "unranked": [line.to_json() for line in self.unranked],
            "by_section": {key: _placings(placings) for key, placings in self.by_section.items()},
            "by_criterion": {
                section: {key: _placings(placings) for key, placings in criteria.items()}
                for section, criteria in self.by_criterion.items()
            },
            "complete": self.complete,
            "advancing": list(self.advancing),
            "on_the_line": list(self.on_the_line),
        }


@dataclass(frozen=True, slots=True)
class Results:
    """The results of every round, in the order they are held."""

    rounds: Mapping[str, RoundResult]

    def to_json(self) -> Json:
        """Return the whole as a `contest-standings/1` object."""
        return {"format": FORMAT, "rounds": {key: result.to_json() for key, result in self.rounds.items()}}

    def text(self) -> str:
        """Return the one text of these results, the same bytes everywhere, ended by a line feed."""
        return write_json(self.to_json(), indent=1) + "\n"


def _placings(placings: tuple[Placing, ...]) -> list[Json]:
    return [placing.to_json() for placing in placings]
