"""Scenes without figures of merit: blank, holding, team, performing, scoring.

`performing` and `scoring` have one living part each (the clock, the number of sheets); it is added when a frame goes
out, so what was frozen at the take holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from contest.live.scenes.base import Scene, SceneName, TeamName
from contest.live.scenes.inserts import MediaFile
from contest.live.words import kept_together, shown_name, slogan_class

SCORING_TEXT = "Ban giám khảo đang chấm điểm"


@dataclass(frozen=True, slots=True)
class Blank(Scene):
    """Nothing but the ground."""

    name: ClassVar[SceneName] = SceneName.BLANK

    def facts(self) -> dict[str, Any]:
        """Nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan of the holding scene."""

    text: str

    def to_json(self) -> dict[str, Any]:
        """With its length class."""
        text = kept_together(shown_name(self.text))
        return {"text": text, "len": slogan_class(text)}


@dataclass(frozen=True, slots=True)
class Holding(Scene):
    """What the hall reads and sees while it waits: slogans, and posters and clips that turn over between them.

    `starts_at` (epoch ms) is counted down to; None: there is no countdown.
    """

    name: ClassVar[SceneName] = SceneName.HOLDING

    title: str
    short_title: str
    theme: str
    slogans: tuple[Slogan, ...]
    round: str | None = None
    when: str | None = None
    starts_at: int | None = None
    posters: tuple[MediaFile, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Contest, slogans, and what begins when."""
        return {
            "contest": {name: kept_together(shown_name(getattr(self, name))) for name in ("title", "short_title")},
            "slogans": [slogan.to_json() for slogan in self.slogans],
            "posters": [poster.to_json() for poster in self.posters],
            "round": self.round,
            "when": self.when,
            "starts_at": self.starts_at,
            "theme": shown_name(self.theme),
        }


@dataclass(frozen=True, slots=True)
class TeamIntro(Scene):
    """Introduces a team with its turn; `section` is None when it comes on for all its sections.

    `photo` is the team's picture or sign; None where it gave none.
    """

    name: ClassVar[SceneName] = SceneName.TEAM

    team: TeamName
    order: int
    round: str
    section: str | None = None
    photo: MediaFile | None = None

    def facts(self) -> dict[str, Any]:
        """Team, turn, round."""
        return {
            "team": self.team.to_json(),
            "order": self.order,
            "label": turn_label(self.order),
            "round": shown_name(self.round),
            "section": shown_name(self.section) if self.section else None,
            "photo": self.photo.to_json() if self.photo else None,
        }


@dataclass(frozen=True, slots=True)
class Performing(Scene):
    """A team at work; its clock is a living part."""

    name: ClassVar[SceneName] = SceneName.PERFORMING

    team: TeamName
    order: int
    section: str

    def facts(self) -> dict[str, Any]:
        """Team, turn, section."""
        return {
            "team": self.team.to_json(),
            "order": self.order,
            "label": turn_label(self.order),
            "section": shown_name(self.section),
        }


@dataclass(frozen=True, slots=True)
class Scoring(Scene):
    """The jury marks; how many sheets are in is a living part. No figure of a mark, nor whose sheet is missing."""

    name: ClassVar[SceneName] = SceneName.SCORING

    team: TeamName
    order: int
    section: str

    def facts(self) -> dict[str, Any]:
        """Team, turn, section."""
        return {
            "team": self.team.to_json(),
            "order": self.order,
            "section": shown_name(self.section),
            "say": SCORING_TEXT,
        }


def turn_label(order: int) -> str:
    """`"Đội thi thứ 4"`."""
    return f"Đội thi thứ {order}"
