"""Scenes of honour: an award (one winner at a time, in two steps) and the podium."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from contest.live.scenes.base import Scene, SceneName, Step, TeamName

TOTAL_CAPTION = "Tổng điểm"
FINAL_RESULT = "Kết quả chung cuộc"


@dataclass(frozen=True, slots=True)
class Award(Scene):
    """One winner of a prize. Step 1 is the prize alone, and waits; step 2 the winner.

    `place` is None for a special prize, `total` None where none belongs to it.
    """

    name: ClassVar[SceneName] = SceneName.AWARD

    prize: str
    place: int | None
    team: TeamName | None
    total: str | None
    total_caption: str = TOTAL_CAPTION
    step: int = 2

    @property
    def steps(self) -> int:
        """The prize, then the winner."""
        return 2

    def at_step(self, step: Step) -> Award:
        """At step 1 neither team nor total are in it."""
        return replace(self, step=2) if step == 2 else replace(self, step=1, team=None, total=None)

    def facts(self) -> dict[str, Any]:
        """Prize, and from step 2 the winner."""
        return {
            "prize": self.prize,
            "place": self.place,
            "step": self.step,
            "team": self.team.to_json() if self.team else None,
            "total": self.total,
            "total_caption": self.total_caption,
        }


@dataclass(frozen=True, slots=True)
class PodiumStep:
    """A terrace of the podium. Places can be shared, and can be missing."""

    place: int
    prize: str
    team: TeamName

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        return {"place": self.place, "prize": self.prize, "team": self.team.to_json()}


@dataclass(frozen=True, slots=True)
class Podium(Scene):
    """The first three places together, after every award has been given."""

    name: ClassVar[SceneName] = SceneName.PODIUM

    winners: tuple[PodiumStep, ...]
    title: str = FINAL_RESULT

    def facts(self) -> dict[str, Any]:
        """Title and terraces."""
        return {"title": self.title, "steps": [winner.to_json() for winner in self.winners]}
