"""The checks of a contest file's rounds: sections, criteria, panels, rounding, carry-over, ladder, advancing.

Responsible for every fault in the rules, and for the facts that the records are then checked against. What is itself at
fault leaves no fact behind, so that one mistake is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from contest.domain.contestfile_checks import MOST_PLACES, Checks, Once, Record, Scale
from contest.domain.contestfile_faults import at, quoted
from contest.domain.rubric import (
    Adjust,
    AtLine,
    PanelMethod,
    PanelOver,
    RankStyle,
    RankWithin,
    RoundingMode,
    RungKind,
    SectionKind,
    Stage,
)

_ROUND_OPTIONS: Final = ("rank_style", "rank_within", "rounding", "carry_over", "judges", "tie_break", "advance")
_SECTION_KEYS: Final = {
    SectionKind.JUDGED: (("panel", "criteria"), ("weight", "adjust", "floor", "judges")),
    SectionKind.POINTS: (("min", "max", "step"), ("weight", "adjust", "floor")),
}
_PANEL_KEYS: Final = {PanelMethod.TRIMMED: ("drop_high", "drop_low"), PanelMethod.OUTLIER: ("max_deviation",)}
_RUNG_KEYS: Final = {
    RungKind.SECTION: ("key",),
    RungKind.CRITERION: ("section", "key"),
    RungKind.ROUND: ("key",),
}


@dataclass(slots=True)
class SectionFacts:
    """What records of a section are checked against. `kind` and `judges` are `None` where nothing can be said."""

    kind: SectionKind | None
    scale: Scale | None = None
    criteria: dict[str, Scale | None] = field(default_factory=dict)
    all_criteria_known: bool = True
    judges: frozenset[str] | None = None


@dataclass(slots=True)
class RoundFacts:
    """The sections of a round, and whether all of them could be read."""

    sections: dict[str, SectionFacts] = field(default_factory=dict)
    all_sections_known: bool = True


@dataclass(slots=True)
class RuleFacts:
    """The rounds of a file, and whether all of them could be read."""

    rounds: dict[str, RoundFacts] = field(default_factory=dict)
    all_rounds_known: bool = True


def check_rounds(checks: Checks, file: Record) -> RuleFacts:
    """Return the facts of the file's rounds; note every fault in them."""
    facts = RuleFacts(all_rounds_known=isinstance(file.get("rounds"), list))
    items = checks.items(file, "rounds", "", filled=True)
    keys = [item.get("key") if isinstance(item, dict) else None for _, item in items]
    once = Once(checks)
    for index, (path, item) in enumerate(items):
        required = ("key", "title", "sections")
        record = checks.record(item, path, required, _ROUND_OPTIONS)
        key = None if record is None else checks.name(record, "key", path)
        if record is None or key is None:
            facts.all_rounds_known = False
        if record is None:
            continue
        first = key is None or once.see(key, at(path, "key"))
        checked = _Round(checks, record, path, keys, index).check()
        if key is not None and first:
            facts.rounds[key] = checked
    return facts


class _Round:
    """One round under check, with the keys of all rounds around it."""

    def __init__(self, checks: Checks, record: Record, path: str, keys: list[object], index: int) -> None:
        self.checks, self.record, self.path = checks, record, path
        self.earlier, self.later, self.all = keys[:index], keys[index + 1 :], keys
        self.facts = RoundFacts()

    def check(self) -> RoundFacts:
        checks, record, path = self.checks, self.record, self.path
        checks.name(record, "title", path, filled=False)
        checks.option(record, "rank_style", path, RankStyle)
        checks.option(record, "rank_within", path, RankWithin)
        self._rounding()
        self._carry_over()
        judges = _names(checks, record, "judges", path)
        self._sections(judges)
        for place, item in checks.items(record, "tie_break", path):
            self._rung(place, item)
        self._advance()
        return self.facts

    def _rounding(self) -> None:
        if "rounding" not in self.record:
            return
        checks, path = self.checks, at(self.path, "rounding")
        record = checks.record(self.record["rounding"], path, ("mode", "places", "at"))
        if record is None:
            return
        checks.option(record, "mode", path, RoundingMode)
        checks.count(record, "places", path, most=MOST_PLACES)
        once = Once(checks)
        for place, item in checks.items(record, "at", path):
            stage = checks.choice(item, place, Stage)
            if stage is not None:
                once.see(stage, place)

    def _carry_over(self) -> None:
        once = Once(self.checks)
        for path, item in self.checks.items(self.record, "carry_over", self.path):
            record = self.checks.record(item, path, ("round",), ("weight",))
            if record is None:
                continue
            self.checks.amount(record, "weight", path)
            name = self.checks.name(record, "round", path)
            if name is not None:
                once.see(name, at(path, "round"))
                self._expect_round(name, at(path, "round"), self.earlier, "not_earlier")

    def _expect_round(self, name: str, path: str, among: list[object], code: str) -> None:
        """Note a round that is not among those it must be of, unless one there could not be read."""
        if name in among:
            return
        if name in self.all:
            self.checks.note(path, code, value=quoted(name))
        elif all(isinstance(key, str) for key in self.all):
            self.checks.note(path, "unknown_round", value=quoted(name))

    def _sections(self, judges: frozenset[str] | None) -> None:
        checks, facts = self.checks, self.facts
        facts.all_sections_known = isinstance(self.record.get("sections"), list)
        items = checks.items(self.record, "sections", self.path)
        carried = self.record.get("carry_over")
        if "sections" in self.record and facts.all_sections_known and not items and not carried:
            checks.note(at(self.path, "sections"), "empty")
        once = Once(checks)
        for path, item in items:
            key, section = self._section(path, item, judges)
            if key is None:
                facts.all_sections_known = False
            elif once.see(key, at(path, "key")):
                facts.sections[key] = section

    def _section(self, path: str, item: object, judges: frozenset[str] | None) -> tuple[str | None, SectionFacts]:
        checks = self.checks
        if not isinstance(item, dict):
            checks.note(path, "not_an_object")
            return None, SectionFacts(None)
        kind = checks.option(item, "kind", path, SectionKind)
        every = [_SECTION_KEYS[each] for each in ([kind] if kind is not None else SectionKind)]
        required = every[0][0] if kind is not None else ()
        optional = {name for names in every for part in names for name in part}
        checks.record(item, path, ("key", "title", "kind", *required), optional)
        key = checks.name(item, "key", path)
        checks.name(item, "title", path, filled=False)
        checks.amount(item, "weight", path)
        checks.option(item, "adjust", path, Adjust)
        checks.figure(item, "floor", path)
        facts = SectionFacts(kind, judges=judges)
        if kind is not SectionKind.JUDGED:
            facts.scale = checks.scale(item, path)
        if kind is not SectionKind.POINTS:
            if "judges" in item:
                facts.judges = _names(checks, item, "judges", path)
            self._criteria(item, path, facts)
            if "panel" in item:
                self._panel(item["panel"], at(path, "panel"))
        return key, facts

    def _criteria(self, section: Record, path: str, facts: SectionFacts) -> None:
        checks, once = self.checks, Once(self.checks)
        facts.all_criteria_known = isinstance(section.get("criteria"), list)
        for place, item in checks.items(section, "criteria", path, filled=True):
            record = checks.record(item, place, ("key", "title", "min", "max", "step"), ("weight",))
            key = None if record is None else checks.name(record, "key", place)
            if key is None:
                facts.all_criteria_known = False
            if record is None:
                continue
            checks.name(record, "title", place, filled=False)
            checks.amount(record, "weight", place)
            scale = checks.scale(record, place)
            if key is not None and once.see(key, at(place, "key")):
                facts.criteria[key] = scale

    def _panel(self, value: object, path: str) -> None:
        checks = self.checks
        method = None
        if isinstance(value, dict):
            method = checks.option(value, "method", path, PanelMethod)
        extra = _PANEL_KEYS.get(method, ()) if method is not None else ()
        loose = () if method is not None else tuple(name for names in _PANEL_KEYS.values() for name in names)
        record = checks.record(value, path, ("over", "method", *extra), ("min_judges", *loose))
        if record is None:
            return
        checks.option(record, "over", path, PanelOver)
        checks.amount(record, "max_deviation", path)
        high, low = checks.count(record, "drop_high", path), checks.count(record, "drop_low", path)
        needed = checks.count(record, "min_judges", path, least=1)
        if method is PanelMethod.TRIMMED and None not in (high, low, needed):
            least = (high or 0) + (low or 0) + 1
            if (needed or 0) < least:
                checks.note(at(path, "min_judges"), "too_few_judges", value=quoted(needed), least=quoted(least))

    def _rung(self, path: str, item: object) -> None:
        checks = self.checks
        kind = checks.option(item, "by", path, RungKind) if isinstance(item, dict) else None
        loose = () if kind is not None else ("section", "key")
        record = checks.record(item, path, ("by", *(_RUNG_KEYS.get(kind, ()) if kind is not None else ())), loose)
        if record is None or kind is None:
            return
        if kind is RungKind.ROUND:
            key = checks.name(record, "key", path)
            if key is not None:
                self._expect_round(key, at(path, "key"), self.earlier, "not_earlier")
        elif kind in _RUNG_KEYS:
            self._rung_in_section(record, path, "key" if kind is RungKind.SECTION else "section")

    def _rung_in_section(self, record: Record, path: str, named_by: str) -> None:
        checks = self.checks
        name = checks.name(record, named_by, path)
        key = checks.name(record, "key", path) if named_by == "section" else None
        if name is None:
            return
        section = self.facts.sections.get(name)
        if section is None:
            if self.facts.all_sections_known:
                checks.note(at(path, named_by), "unknown_section", value=quoted(name))
        elif named_by == "section" and section.kind is SectionKind.POINTS:
            checks.note(at(path, named_by), "not_judged", value=quoted(name))
        elif key is not None and section.all_criteria_known and key not in section.criteria:
            checks.note(at(path, "key"), "unknown_criterion", value=quoted(key))

    def _advance(self) -> None:
        if "advance" not in self.record:
            return
        checks, path = self.checks, at(self.path, "advance")
        record = checks.record(self.record["advance"], path, ("to", "top"), ("per_group", "at_line"))
        if record is None:
            return
        to = checks.name(record, "to", path)
        if to is not None:
            self._expect_round(to, at(path, "to"), self.later, "not_later")
        checks.count(record, "top", path, least=1)
        checks.count(record, "per_group", path)
        checks.option(record, "at_line", path, AtLine)


def _names(checks: Checks, record: Record, name: str, path: str) -> frozenset[str] | None:
    """Return a list of judges; `None` when it was left out or one of them can't be read."""
    names, once = [], Once(checks)
    for place, item in checks.items(record, name, path, filled=True):
        text = checks.text(item, place)
        names.append(text)
        if text is not None:
            once.see(text, place)
    read = frozenset(text for text in names if text is not None)
    return read if names and None not in names else None
