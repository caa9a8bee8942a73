"""What had been revealed when, worked out from who took, confirmed and published what; and what was told before.

Responsible for the embargo of a whole evening, on its own: what a take reveals follows from its cue, its step and the
contest's results, never from what the house sent for it.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from tests.browser.listening import Heard, everything

Fact = tuple[str, ...]
"""`("figure", "26.45")`, `("rank", round, team, "2")`, `("prize", title, team)`, `("name", team)`."""

NEVER = float("inf")
NB = "\u00a0"  # keeps words together on a screen, and is no part of a name
SPELT = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{1,4}(?!\d)")
DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)  # coordinates of the page's own ground are no figures
OWN_TEAM = frozenset({"team", "performing", "scoring", "score"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A take: when it was asked for (monotonic seconds), its cue and step, and the house's numbers for it."""

    at: float
    cue: dict[str, Any]
    step: int
    ids: frozenset[int]

    @property
    def scene(self) -> str:
        return str(self.cue["scene"])

    @property
    def is_last(self) -> bool:
        return bool(self.step == self.cue["steps"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a performance ended: each judge's sum in the panel's order, what was added, the result."""

    team: str
    round: str
    marks: frozenset[str]
    sheets: tuple[str, ...]
    adjustments: tuple[str, ...]
    mean: str
    result: str

    @property
    def at_the_end(self) -> set[str]:
        return {*self.sheets, *self.adjustments, self.mean, self.result}


@dataclass(slots=True)
class Told:
    """An evening as its people know it: their acts, each with the moment before it, and its results."""

    names: dict[str, str]
    titles: dict[str, str]
    per_judge: frozenset[str]
    outcomes: dict[int, Outcome]
    standings: dict[str, list[dict[str, Any]]]
    winners: dict[str, list[str]]  # by prize, in the order in which they are called
    prizes: dict[str, str]
    by_section: dict[str, dict[str, str]]  # by a section's prize: its team's result
    taken: list[Taken] = field(default_factory=list)
    locked: dict[int, float] = field(default_factory=dict)
    confirmed: dict[str, float] = field(default_factory=dict)
    published: dict[str, float] = field(default_factory=dict)

    @property
    def figures(self) -> set[str]:
        """Every figure there is to be known, in the interface's spelling."""
        found = {figure for each in self.outcomes.values() for figure in each.at_the_end | each.marks}
        return found | {row["total"] for rows in self.standings.values() for row in rows}

    def reveals(self, take: Taken, *, to_mc: bool = False) -> set[Fact]:
        """What the take puts on air, or on the MC's card, which has a winner as soon as the prize is called."""
        found: set[Fact] = set()
        outcome = self.outcomes.get(take.cue["performance"] or 0)
        if take.scene in OWN_TEAM and outcome is not None:
            found.add(("name", outcome.team))
        match take.scene:
            case "score" if outcome is not None:
                found |= {("figure", each) for each in self._of_score(take, outcome)}
            case "standings":
                found |= self._of_rows(take)
            case "advancing":
                found |= {("name", row["team"]) for row in self.standings[take.cue["round"]] if row["advancing"]}
            case "award" if take.step == 2 or to_mc:
                found |= self._of_award(take)
            case "podium":
                places = [title for title, winners in self.winners.items() if title not in self.by_section]
                won = [(title, team) for title in places for team in self.winners[title]]
                found |= {("prize", *each) for each in won} | {("name", team) for _title, team in won}
        return found

    def _of_score(self, take: Taken, outcome: Outcome) -> set[str]:
        if outcome.round not in self.per_judge:
            return {*outcome.adjustments, outcome.result}
        return outcome.at_the_end if take.is_last else set(outcome.sheets[: take.step])

    def _of_rows(self, take: Taken) -> set[Fact]:
        """From the bottom up, a row a step; teams of one rank come together."""
        key = take.cue["round"]
        rows = self.standings[key]
        hidden = 0 if take.is_last else len(rows) - take.step
        shown = [row for n, row in enumerate(rows) if n >= hidden or row["rank"] == rows[hidden]["rank"]]
        return self._rows(key, shown)

    @staticmethod
    def _rows(key: str, rows: Iterable[dict[str, Any]]) -> set[Fact]:
        found: set[Fact] = set()
        for row in rows:
            found |= {("rank", key, row["team"], str(row["rank"])), ("figure", row["total"]), ("name", row["team"])}
        return found

    def _of_award(self, take: Taken) -> set[Fact]:
        title = self.prizes[take.cue["form"]["award"]]
        team = self.winners[title][take.cue["form"]["winner"] - 1]
        total = {row["team"]: row["total"] for row in self.standings[take.cue["round"]]}[team]
        figure = self.by_section[title].get(team) if title in self.by_section else total
        return {("prize", title, team), ("name", team)} | ({("figure", figure)} if figure else set())

    def known_since(self, *, to_mc: bool = False) -> dict[Fact, float]:
        """When each fact was on air or published first."""
        since: dict[Fact, float] = {}
        for take in self.taken:
            for fact in self.reveals(take, to_mc=to_mc):
                since.setdefault(fact, take.at)
        for key, at in self.published.items():
            for fact in self._rows(key, self.standings[key]):
                since[fact] = min(at, since.get(fact, at))
        return since


def leaks(evening: Told, heard: Iterable[Heard]) -> list[tuple[str, Fact, str]]:
    """Where who was told what too early: the ear, the fact, and the words around it."""
    known, known_to_mc = evening.known_since(), evening.known_since(to_mc=True)
    by_id = {number: take for take in evening.taken for number in take.ids}
    found = []
    for each in heard:
        since = known_to_mc if is_mc(each) else known
        documents = list(_documents(each))
        told = {*_figures(evening, each.text), *_pairs(evening, each, documents)}
        found += [(each.where, fact, _around(each.text, fact)) for fact in told if each.at < _since(since, fact)]
        for frame in _frames(documents):
            found += [(each.where, fact, frame["key"]) for fact in _of_another_take(evening, frame, by_id, each.at)]
    return found


def is_mc(heard: Heard) -> bool:
    """Whether the MC heard it."""
    return heard.where.endswith(("/director", "/mc/"))


def told_to_mc(evening: Told, heard: Iterable[Heard]) -> Iterator[tuple[float, Fact]]:
    """Every figure, rank and winner that the MC was told, and when."""
    for each in heard:
        if is_mc(each):
            documents = list(_documents(each))
            yield from ((each.at, fact) for fact in _figures(evening, each.text))
            yield from ((each.at, fact) for fact in _pairs(evening, each, documents))


def _since(since: dict[Fact, float], fact: Fact) -> float:
    """When the fact was known; a rank that no round is said of, when it was in any."""
    if fact[0] == "rank" and not fact[1]:
        return min((at for each, at in since.items() if each[0] == "rank" and each[2:] == fact[2:]), default=NEVER)
    return since.get(fact, NEVER)


def _figures(evening: Told, text: str) -> set[Fact]:
    """Figures of the contest in any spelling: 17.25, 17,25, 17,250."""
    spelt = {plain(match) for match in SPELT.findall(DRAWN.sub("", text))}
    return {("figure", figure) for figure in spelt & evening.figures}


def _pairs(evening: Told, heard: Heard, documents: list[Any]) -> set[Fact]:
    """Ranks and prizes beside a team: in documents wherever they are objects, in pages as they are read."""
    found: set[Fact] = set()
    keys = {name: key for key, name in evening.names.items()}
    for context, part in _objects(evening, documents, ""):
        team = _team_of(part, keys)
        if part.get("rank") and team:
            found.add(("rank", context, team, str(part["rank"])))
        if part.get("prize") and team:
            found.add(("prize", str(part["prize"]), team))
        if part.keys() == {"label", "value"}:  # a row of the MC's card
            value = str(part["value"]).replace(NB, " ")
            named = next((key for name, key in keys.items() if value.startswith(name)), None)
            label = str(part["label"])
            if named and label in evening.winners:
                found.add(("prize", label, named))
            elif named and label.startswith("Hạng "):
                found.add(("rank", "", named, label.removeprefix("Hạng ")))
    if heard.text.lstrip().startswith("<!"):
        found |= _read(evening, heard.text, keys)
    return found


def _read(evening: Told, page: str, keys: dict[str, str]) -> set[Fact]:
    """What stands side by side in a page, as a reader without scripts has it."""
    text = html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)).replace(NB, " ")
    names, prizes = ("|".join(map(re.escape, sorted(each, key=len, reverse=True))) for each in (keys, evening.winners))
    found: set[Fact] = {
        ("rank", "", keys[m[2]], m[1]) for m in re.finditer(rf"(?:Hạng|Rank)\s+(\d+)\s+({names})", text)
    }
    return found | {("prize", m[1], keys[m[2]]) for m in re.finditer(rf"({prizes})\s+({names})", text)}


def _of_another_take(evening: Told, frame: dict[str, Any], by_id: dict[int, Taken], at: float) -> Iterator[Fact]:
    """What a picture holds that the take it names does not reveal: figures, names, rows that are not turned yet."""
    number = frame["key"].removeprefix("t")
    take = by_id.get(int(number)) if number.isdigit() else None
    allowed = evening.reveals(take) if take is not None and at >= take.at else set()
    text = json.dumps(frame, ensure_ascii=False).replace(NB, " ")
    yield from _figures(evening, text) - allowed
    for key, name in evening.names.items():
        if (name in text or f'"{key}"' in text) and ("name", key) not in allowed:
            yield ("name", key)
    for row in frame.get("rows", []):
        if row["hidden"] and row != {"hidden": True}:
            yield ("hidden", json.dumps(row, ensure_ascii=False))


def _frames(documents: list[Any]) -> Iterator[dict[str, Any]]:
    """Pictures of the hall and the stream."""
    for value in documents:
        for part in everything(value):
            if part.get("topic") in ("stage", "overlay") and "data" in part:
                yield part["data"]


def _objects(evening: Told, documents: list[Any], context: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object, with the round that it stands in, as far as the document says."""
    rounds = {title: key for key, title in evening.titles.items()} | {key: key for key in evening.titles}
    for value in documents:
        if isinstance(value, dict):
            own = next(
                (rounds[v] for n in ("key", "round") if isinstance(v := value.get(n), str) and v in rounds), context
            )
            yield own, value
            yield from _objects(evening, list(value.values()), own)
        elif isinstance(value, list):
            yield from _objects(evening, value, context)


def _team_of(part: dict[str, Any], keys: dict[str, str]) -> str | None:
    team = part.get("team")
    if isinstance(team, dict):
        return str(team["key"])
    return keys.get(team) or (team if team in keys.values() else None) if isinstance(team, str) else None


def _documents(heard: Heard) -> Iterator[Any]:
    """Every document in some bytes: a socket's state, a page's data blocks, JSON, CSV, XML."""
    text = heard.text
    start = text.find('["state",')
    if heard.where.startswith(("socket", "polling")):
        if start >= 0:
            yield json.loads(text[start:])[1]
    elif heard.where.endswith(".csv"):
        yield list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    elif heard.where.endswith(".xml"):
        yield [{field.tag: field.text or "" for field in row} for row in ET.fromstring(text)]
    elif text.lstrip().startswith("<!"):
        for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL):
            yield json.loads(block)
    elif text.startswith(("{", "[")):
        yield json.loads(text)


def _around(text: str, fact: Fact) -> str:
    """Some words where the fact's last part stands, to be found again."""
    place = max(0, text.find(fact[-1].replace(".", ",")))
    return text[max(0, place - 80) : place + 80]


def plain(figure: str) -> str:
    """The figure as the interface writes it: a point, no zeros behind, no sign."""
    whole, _mark, part = figure.replace(",", ".").lstrip("-−+").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole
