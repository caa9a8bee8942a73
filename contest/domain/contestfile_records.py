"""The checks of a contest file's records: teams, entries, marks, absences, points, adjustments, decisions.

Responsible for every fault outside the rules. A reference to something that itself could not be read is not held
against the record.
"""

from __future__ import annotations

from contest.domain.contestfile_checks import Checks, Once, Record
from contest.domain.contestfile_faults import at, quoted
from contest.domain.contestfile_json import repeated_names
from contest.domain.contestfile_rules import RoundFacts, RuleFacts, SectionFacts, check_rounds
from contest.domain.contestfile_values import Status, Why
from contest.domain.errors import Fault
from contest.domain.rubric import SectionKind

FORMAT = "contest-scores/1"

_LISTS = ("groups", "entries", "marks", "absences", "points", "adjustments", "decisions")


def faults_of(tree: object) -> list[Fault]:
    """Return everything that is wrong with a contest file, given as a tree of JSON values; empty when it is good."""
    checks = Checks()
    checks.faults += repeated_names(tree)
    file = checks.record(tree, "", ("format", "title", "rounds", "teams"), _LISTS)
    if file is not None:
        _Records(checks, file).check()
    return checks.faults


class _Records:
    """A file under check, and what its records may refer to."""

    def __init__(self, checks: Checks, file: Record) -> None:
        self.checks, self.file = checks, file
        self.rules = RuleFacts()
        self.groups: set[str] | None = None
        self.teams: set[str] | None = None
        self.sheets = Once(checks)

    def check(self) -> None:
        checks, file = self.checks, self.file
        if "format" in file and file["format"] != FORMAT:
            checks.note("format", "unknown_format", value=quoted(file["format"]))
        checks.name(file, "title", "", filled=False)
        self.rules = check_rounds(checks, file)
        self.groups = self._keyed("groups", ("key", "title"))
        self.teams = self._keyed("teams", ("key", "title"), ("group",), filled=True)
        self._entries()
        self._marks()
        self._absences()
        self._points()
        self._adjustments()
        self._decisions()

    def _keyed(
        self, name: str, required: tuple[str, ...], optional: tuple[str, ...] = (), *, filled: bool = False
    ) -> set[str] | None:
        """Return the keys of the list, `None` if one of them could not be read."""
        checks, once = self.checks, Once(self.checks)
        keys: list[str | None] = []
        for path, item in checks.items(self.file, name, "", filled=filled):
            record = checks.record(item, path, required, optional)
            key = None if record is None else checks.name(record, "key", path)
            keys.append(key)
            if record is None:
                continue
            if key is not None:
                once.see(key, at(path, "key"))
            checks.name(record, "title", path, filled=False)
            if "group" in optional:
                self._group(record, path)
        left_out = name not in self.file and not filled
        readable = (left_out or isinstance(self.file.get(name), list)) and None not in keys
        return {key for key in keys if key is not None} if readable else None

    def _group(self, record: Record, path: str) -> None:
        group = self.checks.name(record, "group", path)
        if group is not None and self.groups is not None and group not in self.groups:
            self.checks.note(at(path, "group"), "unknown_group", value=quoted(group))

    def _team(self, record: Record, path: str) -> str | None:
        team = self.checks.name(record, "team", path)
        if team is not None:
            self._expect_team(team, at(path, "team"))
        return team

    def _expect_team(self, team: str, path: str) -> None:
        if self.teams is not None and team not in self.teams:
            self.checks.note(path, "unknown_team", value=quoted(team))

    def _round(self, record: Record, path: str) -> tuple[str | None, RoundFacts | None]:
        key = self.checks.name(record, "round", path)
        facts = None if key is None else self.rules.rounds.get(key)
        if key is not None and facts is None and self.rules.all_rounds_known:
            self.checks.note(at(path, "round"), "unknown_round", value=quoted(key))
        return key, facts

    def _section(
        self, record: Record, path: str, facts: RoundFacts | None, kind: SectionKind | None
    ) -> tuple[str | None, SectionFacts | None]:
        key = self.checks.name(record, "section", path)
        if key is None or facts is None:
            return key, None
        section = facts.sections.get(key)
        if section is None:
            if facts.all_sections_known:
                self.checks.note(at(path, "section"), "unknown_section", value=quoted(key))
        elif kind is not None and section.kind is not None and section.kind is not kind:
            code = "not_judged" if kind is SectionKind.JUDGED else "not_points"
            self.checks.note(at(path, "section"), code, value=quoted(key))
            return key, None
        return key, section

    def _entries(self) -> None:
        once = Once(self.checks)
        for path, item in self.checks.items(self.file, "entries", ""):
            record = self.checks.record(item, path, ("round", "team", "status"), ("group",))
            if record is None:
                continue
            contest_round, _ = self._round(record, path)
            team = self._team(record, path)
            self.checks.option(record, "status", path, Status)
            self._group(record, path)
            if contest_round is not None and team is not None:
                once.see((contest_round, team), path)

    def _seat(self, record: Record, path: str) -> tuple[tuple[str, str, str, str] | None, SectionFacts | None]:
        """Return round, team, section and judge of a mark or an absence, and the section's facts."""
        contest_round, facts = self._round(record, path)
        team = self._team(record, path)
        section, found = self._section(record, path, facts, SectionKind.JUDGED)
        judge = self.checks.name(record, "judge", path)
        if judge is not None and found is not None and found.judges is not None and judge not in found.judges:
            self.checks.note(at(path, "judge"), "not_on_panel", value=quoted(judge))
        if contest_round is None or team is None or section is None or judge is None:
            return None, found
        return (contest_round, team, section, judge), found

    def _marks(self) -> None:
        for path, item in self.checks.items(self.file, "marks", ""):
            record = self.checks.record(item, path, ("round", "team", "section", "judge", "marks"))
            if record is None:
                continue
            seat, section = self._seat(record, path)
            if seat is not None:
                self.sheets.see(seat, path)
            if "marks" in record:
                self._sheet(record["marks"], at(path, "marks"), section)

    def _sheet(self, value: object, path: str, section: SectionFacts | None) -> None:
        checks = self.checks
        if not isinstance(value, dict):
            checks.note(path, "not_an_object")
            return
        criteria = section.criteria if section is not None else {}
        known = section is not None and section.all_criteria_known and section.kind is not None
        for key in criteria:
            if key not in value:
                checks.note(at(path, key), "missing")
        for key, mark in value.items():
            if key not in criteria and known:
                checks.note(at(path, key), "unknown_criterion", value=quoted(key))
            checks.on_scale(mark, at(path, key), criteria.get(key))

    def _absences(self) -> None:
        once = Once(self.checks)
        for path, item in self.checks.items(self.file, "absences", ""):
            record = self.checks.record(item, path, ("round", "team", "section", "judge", "why"))
            if record is None:
                continue
            seat, _ = self._seat(record, path)
            self.checks.option(record, "why", path, Why)
            if seat is not None:
                once.see(seat, path)
                if seat in self.sheets:
                    self.checks.note(path, "sheet_and_absence")

    def _points(self) -> None:
        once = Once(self.checks)
        for path, item in self.checks.items(self.file, "points", ""):
            record = self.checks.record(item, path, ("round", "team", "section", "points"))
            if record is None:
                continue
            contest_round, facts = self._round(record, path)
            team = self._team(record, path)
            section, found = self._section(record, path, facts, SectionKind.POINTS)
            if "points" in record:
                self.checks.on_scale(record["points"], at(path, "points"), found.scale if found is not None else None)
            if contest_round is not None and team is not None and section is not None:
                once.see((contest_round, team, section), path)

    def _adjustments(self) -> None:
        for path, item in self.checks.items(self.file, "adjustments", ""):
            record = self.checks.record(item, path, ("round", "team", "points", "reason"), ("section",))
            if record is None:
                continue
            _, facts = self._round(record, path)
            self._team(record, path)
            self._section(record, path, facts, None)
            self.checks.figure(record, "points", path)
            self.checks.name(record, "reason", path)

    def _decisions(self) -> None:
        for path, item in self.checks.items(self.file, "decisions", ""):
            if not isinstance(item, dict):
                self.checks.note(path, "not_an_object")
                continue
            by_line = "order" not in item and ("through" in item or "out" in item)
            record = self.checks.record(
                item, path, ("round", "by", "reason", *(("through", "out") if by_line else ("order",)))
            )
            if record is None:
                continue
            self._round(record, path)
            self.checks.name(record, "by", path)
            self.checks.name(record, "reason", path)
            if by_line:
                self._through_and_out(record, path)
            else:
                self._order(record, path)

    def _order(self, record: Record, path: str) -> None:
        once = Once(self.checks)
        for place, item in self.checks.items(record, "order", path, filled=True):
            if isinstance(item, list):
                if not item:
                    self.checks.note(place, "empty")
                for index, inner in enumerate(item):
                    self._decided(inner, f"{place}[{index}]", once)
            else:
                self._decided(item, place, once)

    def _through_and_out(self, record: Record, path: str) -> None:
        once = Once(self.checks)
        for name in ("through", "out"):
            for place, item in self.checks.items(record, name, path):
                self._decided(item, place, once)
        if record.get("through") == [] and record.get("out") == []:
            self.checks.note(path, "empty")

    def _decided(self, value: object, path: str, once: Once) -> None:
        team = self.checks.text(value, path)
        if team is not None:
            self._expect_team(team, path)
            once.see(team, path)
