"""Scenes of the ceremony around the marks: programme, jury, draw of the running order, the audience's favourite.

Responsible for what of them is revealed at which step. A name still in the urn, a judge who is not called yet, a winner
who is not named yet are not in the scene at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from contest.live.scenes.base import Scene, SceneName, Step, TeamName
from contest.live.words import kept_together, length_class, shown_name

PROGRAMME_TITLE = "Chương trình"
JURY_TITLE = "Ban giám khảo"
DRAW_TITLE = "Bốc thăm thứ tự thi"
BY_AUDIENCE = "Do khán giả bình chọn"
HEAD_JUDGE = "Trưởng ban giám khảo"
JUDGE = "Giám khảo"


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A line of the programme. `day` is `"02/10"`, `time` `"19:00"`; None where it was never announced."""

    day: str | None
    time: str | None
    title: str
    place: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        place = kept_together(shown_name(self.place)) if self.place else None
        title = kept_together(shown_name(self.title))
        return {"day": self.day, "time": self.time, "title": title, "place": place}


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """The lines of one day; `label` is None for what has no date."""

    label: str | None
    lines: tuple[ProgrammeLine, ...]


@dataclass(frozen=True, slots=True)
class Programme(Scene):
    """What comes when. All days at once, or `by_day`: a step a day."""

    name: ClassVar[SceneName] = SceneName.PROGRAMME

    subtitle: str
    days: tuple[ProgrammeDay, ...]
    by_day: bool = False
    title: str = PROGRAMME_TITLE

    @property
    def steps(self) -> int:
        """One, or a step a day."""
        return max(1, len(self.days)) if self.by_day else 1

    def at_step(self, step: Step) -> Programme:
        """That day alone, where days come one by one."""
        return replace(self, days=self.days[step - 1 : step]) if self.by_day else self

    def facts(self) -> dict[str, Any]:
        """Lines in order. One day alone is named in the subtitle, and its lines show only their time."""
        alone = len(self.days) == 1
        lines = [line.to_json() for day in self.days for line in day.lines]
        return {
            "title": self.title,
            "subtitle": (self.days[0].label or self.subtitle) if alone else self.subtitle,
            "lines": [line | {"day": None} for line in lines] if alone else lines,
        }


@dataclass(frozen=True, slots=True)
class JuryMember:
    """A judge as the jury is introduced: the head of the panel is named as such."""

    key: str
    name: str
    head: bool = False

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        name = shown_name(self.name)
        role = HEAD_JUDGE if self.head else JUDGE
        return {"key": self.key, "name": name, "len": length_class(name), "role": role, "head": self.head}


@dataclass(frozen=True, slots=True)
class Jury(Scene):
    """The panel, its head first; all at once, or `one_by_one`: a step a judge. `of` keeps the places still to come."""

    name: ClassVar[SceneName] = SceneName.JURY

    subtitle: str
    members: tuple[JuryMember, ...]
    one_by_one: bool = False
    of: int = 0
    title: str = JURY_TITLE

    @property
    def steps(self) -> int:
        """One, or a step a judge."""
        return max(1, len(self.members)) if self.one_by_one else 1

    def at_step(self, step: Step) -> Jury:
        """The judges called so far; who is not called yet is not in it."""
        shown = self.members[:step] if self.one_by_one else self.members
        return replace(self, members=shown, of=len(self.members))

    def facts(self) -> dict[str, Any]:
        """The judges, and how many places the panel has."""
        return {
            "title": self.title,
            "subtitle": shown_name(self.subtitle),
            "members": [member.to_json() for member in self.members],
            "of": self.of or len(self.members),
            "one_by_one": self.one_by_one,
        }


@dataclass(frozen=True, slots=True)
class Draw(Scene):
    """The running order drawn by lots, name by name. Step 1 shows the empty places and the digest of the sealed seed,
    every step after it one name more, the last one also the seed, so that anyone can draw again.

    `seed_digest` was made public before the draw; None where the order was drawn without a seed.
    """

    name: ClassVar[SceneName] = SceneName.DRAW

    subtitle: str
    order: tuple[TeamName | None, ...]
    seed_digest: str | None = None
    seed: str | None = None
    title: str = DRAW_TITLE

    @property
    def steps(self) -> int:
        """The empty places, then a step a name."""
        return len(self.order) + 1

    def at_step(self, step: Step) -> Draw:
        """The names drawn so far: one less than the step."""
        drawn = step - 1
        seed = self.seed if drawn == len(self.order) else None
        return replace(self, order=self.order[:drawn] + (None,) * (len(self.order) - drawn), seed=seed)

    def facts(self) -> dict[str, Any]:
        """A place a turn, with its team once it is drawn; `drawn` counts them."""
        return {
            "title": shown_name(self.title),
            "subtitle": shown_name(self.subtitle),
            "places": [
                {"turn": turn, "team": team.to_json() if team else None} for turn, team in enumerate(self.order, 1)
            ],
            "drawn": sum(team is not None for team in self.order),
            "seed_digest": self.seed_digest,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class Favourite(Scene):
    """The audience's favourite. Step 1 is the prize alone, and waits; step 2 the team and, where known, its votes."""

    name: ClassVar[SceneName] = SceneName.FAVOURITE

    prize: str
    team: TeamName | None
    votes: str | None = None
    caption: str = BY_AUDIENCE
    step: int = 2

    @property
    def steps(self) -> int:
        """The prize, then the team."""
        return 2

    def at_step(self, step: Step) -> Favourite:
        """At step 1 neither team nor votes are in it."""
        return replace(self, step=2) if step == 2 else replace(self, step=1, team=None, votes=None)

    def facts(self) -> dict[str, Any]:
        """Prize, and from step 2 the team."""
        return {
            "prize": shown_name(self.prize),
            "step": self.step,
            "team": self.team.to_json() if self.team else None,
            "votes": self.votes,
            "caption": self.caption,
        }
