"""The contest file `contest-scores/1`: from text to values and back.

Responsible for reading it with all its faults at once, and for its one canonical text. Never ranks: `standings` does.
The proof format: what the minutes publish must come out of this file alone, on any machine.
"""

from __future__ import annotations

from contest.domain.contestfile_build import build
from contest.domain.contestfile_json import read_json
from contest.domain.contestfile_records import FORMAT, faults_of
from contest.domain.contestfile_values import (
    Absence,
    Adjustment,
    ContestFile,
    Decision,
    Entry,
    Group,
    Points,
    Sheet,
    Status,
    Team,
    Why,
)
from contest.domain.contestfile_write import canonical
from contest.domain.errors import Fault, Invalid

__all__ = [
    "FORMAT",
    "Absence",
    "Adjustment",
    "ContestFile",
    "Decision",
    "Entry",
    "Group",
    "Points",
    "Sheet",
    "Status",
    "Team",
    "Why",
    "check",
    "dump",
    "parse",
    "reread",
]


def parse(text: str | bytes) -> ContestFile:
    """Return the contest file that the text holds. Raises `Invalid` with every fault, each at its JSON path."""
    tree = read_json(text)
    faults = faults_of(tree)
    if faults:
        raise Invalid(faults)
    return build(tree)


def reread(text: str) -> ContestFile:
    """Return the contest that `dump` wrote, without looking for faults: what was once ranked must rank again."""
    return build(read_json(text))


def dump(contest: ContestFile) -> str:
    """Return the contest file's canonical text: `dump(parse(dump(x)))` is `dump(x)`, byte for byte."""
    return canonical(contest)


def check(contest: ContestFile) -> tuple[Fault, ...]:
    """Return every fault of a contest file that was made in code; empty when it can be exported and ranked."""
    return tuple(faults_of(read_json(canonical(contest))))
