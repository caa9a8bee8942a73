"""A plan: the rows of a file and what becomes of each. Values alone, which `planning` makes and `doing` carries out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from contest.domain.roster import COLUMNS, CellFault, Table

HEADINGS = {table: {column.key: column.heading for column in columns} for table, columns in COLUMNS.items()}


class What(StrEnum):
    """What happens to a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"  # another row of the file says the same: this one is left out
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it is and what it will be, in people's words; `old` is empty for what is new."""

    key: str
    heading: str
    old: str
    new: str


@dataclass(slots=True)
class Line:
    """A row of the file and what becomes of it.

    `number` is the registration it belongs to, None for a new one; `home` the place of its team's line in `Plan.teams`
    where the file has one; `member` the id of the known member. `cells` are what will be written, by column.
    """

    table: Table
    sheet: str
    row: int
    title: str
    cells: dict[str, str]
    letters: dict[str, str]
    what: What = What.SAME
    number: int | None = None
    home: int | None = None
    member: int | None = None
    changes: list[Change] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, *faults: CellFault) -> None:
        """Adds faults, each named by its cell; a row with a fault is not taken in."""
        for fault in faults:
            cell, heading = f"{self.letters.get(fault.column, '')}{self.row}", HEADINGS[self.table][fault.column]
            said = {"cell": cell, "heading": heading, "value": fault.value, "message": fault.message}
            self.faults.append(said)
            self.what, self.changes = What.FAULTY, []


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an import would do. `fingerprint` is of all of it: the same words are the same plan."""

    teams: tuple[Line, ...]
    people: tuple[Line, ...]

    @property
    def counts(self) -> Mapping[Table, Mapping[What, int]]:
        """How many rows of each table there are of each kind."""
        return {
            Table.TEAMS: Counter(line.what for line in self.teams),
            Table.PEOPLE: Counter(line.what for line in self.people),
        }

    @property
    def faulty(self) -> int:
        """How many rows can't be taken in."""
        return sum(line.what is What.FAULTY for line in (*self.teams, *self.people))

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to do."""
        return any(line.what in (What.NEW, What.CHANGED) for line in (*self.teams, *self.people))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every line."""
        lines = [asdict(line) for line in (*self.teams, *self.people)]
        return hashlib.sha256(json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
