"""What the documents are made of: figures that are already decided, words that are already said.

Responsible for the shape of values only. Every figure is the text that people read (`"43,25"`, `"−0,25"`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A judge's sheet in a section: what was marked, its total, what became of it.

    `name` is `None` where judges go by their label alone. `marks` has one figure a criterion, or is empty without a
    sheet; `total` is then `None`. `said` is what became of it in words, `""` when it simply counts.
    """

    label: str
    name: str | None
    marks: tuple[str, ...]
    total: str | None
    state: str
    said: str

    @property
    def left_out(self) -> bool:
        """Whether there is a sheet that was not counted."""
        return self.state in ("high", "low", "out")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the way from marks to rank: what is done, and the figure that comes of it (`None`: words only)."""

    text: str
    figure: str | None


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section of a team: its rule, its sheets, each step to its result (`None`: there is none yet)."""

    key: str
    title: str
    method: str
    criteria: tuple[str, ...]
    sheets: tuple[SheetLine, ...]
    steps: tuple[Step, ...]
    result: str | None


@dataclass(frozen=True, slots=True)
class NeighbourLine:
    """A team of the next rank above or below, and what separates the two, in words."""

    team: str
    title: str
    rank: int
    total: str
    by: str


@dataclass(frozen=True, slots=True)
class TeamPart:
    """Why a team has its rank. `rank` and `total` are `None` for one that is not ranked; `standing` says why.

    `headline` is the whole of it in one sentence; `total_steps` lead from the sections' results to the total,
    `ranking` from the total to the rank and to what follows from it.
    """

    key: str
    title: str
    headline: str
    standing: str
    rank: int | None
    tied: bool
    among: int
    total: str | None
    sections: tuple[SectionPart, ...]
    total_steps: tuple[Step, ...]
    ranking: tuple[str, ...]
    above: tuple[NeighbourLine, ...]
    below: tuple[NeighbourLine, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Card:
    """A judge's card: who comes in with it, the link and the PIN, which exist in the clear only while it is made."""

    name: str
    url: str
    pin: str


@dataclass(frozen=True, slots=True)
class Cards:
    """A sheet of judges' cards. `enter` is the page where a PIN is typed, as people would type its address."""

    contest: str
    organiser: str
    enter: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of a round: every team's explanation, with the rules and what the round's own record says.

    `place_and_date` is the line of an official document; `digest` the SHA-256 of the standings; `provisional` whether
    they are not confirmed yet. `panel` names the judges by label; empty where only labels are told.
    """

    parent_body: str
    organiser: str
    contest: str
    round: str
    place_and_date: str
    provisional: bool
    rules: tuple[str, ...]
    panel: tuple[tuple[str, str], ...]
    sections: tuple[str, ...]
    teams: tuple[TeamPart, ...]
    digest: str
