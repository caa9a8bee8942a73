"""What every scene is: a name, a number of steps, and what of it is revealed at each.

The embargo lives in `at_step`: it returns a scene that no longer holds what is not revealed yet. Whatever is sent to a
screen has gone through `cut_to_step`, so a screen can't leak what it was never sent.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, NewType, Self, TypeVar

from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.live.words import kept_together, length_class, shown_name

Step = NewType("Step", int)
"""A step of a cue, from 1."""


class SceneName(StrEnum):
    """The scenes of the hall and the stream."""

    BLANK = "blank"
    HOLDING = "holding"
    PROGRAMME = "programme"
    JURY = "jury"
    DRAW = "draw"
    TEAM = "team"
    PERFORMING = "performing"
    SCORING = "scoring"
    SCORE = "score"
    STANDINGS = "standings"
    ADVANCING = "advancing"
    AWARD = "award"
    PODIUM = "podium"
    FAVOURITE = "favourite"
    MESSAGE = "message"
    MEDIA = "media"
    TESTCARD = "testcard"


class NoSuchStep(RuleViolation):
    """The cue has fewer steps."""

    code = "no-such-step"
    default_message = say("Lệnh này không có bước đó.")


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team as screens write it. `short` stands in the rows of a long table, None where the team gave none."""

    key: str
    name: str
    short: str | None = None
    group: str | None = None

    def to_json(self) -> dict[str, Any]:
        """With its length class, which chooses one of three sizes of type."""
        name = shown_name(self.name)
        return {
            "key": self.key,
            "name": name,
            "short": kept_together(shown_name(self.short)) if self.short else None,
            "len": length_class(name),
            "group": shown_name(self.group) if self.group else None,
        }


@dataclass(frozen=True, slots=True)
class Scene(ABC):
    """A scene with all that it will have shown after its last step."""

    name: ClassVar[SceneName]

    @property
    def steps(self) -> int:
        """How many steps it is revealed in."""
        return 1

    def at_step(self, step: Step) -> Self:  # noqa: ARG002 - most scenes are whole at their only step
        """The scene as revealed at `step`, holding nothing else."""
        return self

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """What it shows, ready-made for drawing."""

    def to_json(self) -> dict[str, Any]:
        """The frame, without the parts that only a bus knows (its key, whether it is held)."""
        return {"scene": self.name.value, **self.facts()}


SceneT = TypeVar("SceneT", bound=Scene)


def cut_to_step(scene: SceneT, step: int) -> SceneT:
    """The scene as revealed at `step`. Raises `NoSuchStep` for a step that it does not have."""
    if not 1 <= step <= scene.steps:
        raise NoSuchStep
    return scene.at_step(Step(step))
