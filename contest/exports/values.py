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
class PaperCriterion:
    """A line of a blank sheet. `places` is how many decimals its step has, `weight` is `None` where it is 1."""

    title: str
    max: str
    step: str
    weight: str | None
    places: int


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A judge's blank sheet for one performance. `whole` and `places` count the boxes before and after the comma."""

    judge: str
    label: str
    team: str
    section: str
    turn: str
    code: str
    url: str
    criteria: tuple[PaperCriterion, ...]
    whole: int
    most: str
    whole_total: int
    places_total: int


@dataclass(frozen=True, slots=True)
class PaperSheets:
    """Blank sheets of a round, in the order in which they are printed."""

    contest: str
    organiser: str
    round: str
    sheets: tuple[PaperSheet, ...]


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


@dataclass(frozen=True, slots=True)
class MinutesTeam:
    """A line of the minutes' table; `rank` and `total` are empty for who is not ranked, `outcome` then says why."""

    title: str
    rank: str
    tied: bool
    sections: tuple[str, ...]
    total: str
    outcome: str


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """A sheet in the annex. `total` is empty without one; `said` then says why, else what is special about it."""

    label: str
    judge: str
    marks: tuple[str, ...]
    total: str
    receipt: str
    said: str


@dataclass(frozen=True, slots=True)
class MinutesPart:
    """A team's sheets in a section; `said` is its result in words."""

    title: str
    said: str
    criteria: tuple[str, ...]
    lines: tuple[MinutesSheet, ...]


@dataclass(frozen=True, slots=True)
class MinutesSection:
    """A section of the annex with all its teams, in the running order."""

    title: str
    criteria: tuple[str, ...]
    teams: tuple[MinutesPart, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a round. Texts that nobody has given are empty: the document leaves room to write."""

    parent_body: str
    organiser: str
    contest: str
    round: str
    place_and_date: str
    draft: bool
    decision: str
    venue: str
    begins: str
    ends: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    secretaries: str
    guests: str
    counted: int
    number_of_teams: int
    sections: tuple[str, ...]
    teams: tuple[MinutesTeam, ...]
    advancing: str
    notes: tuple[str, ...]
    events: tuple[str, ...]
    remarks: str
    secretary: str
    head: str
    digest: str
    chain: str
    annex: tuple[MinutesSection, ...]
