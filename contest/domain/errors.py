"""What can be wrong with what people give the rules, by name.

Responsible for the one base class that doors turn into an answer, and for the fault: a place, a stable code and
words for people. Never decides what is wrong; the rules do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from contest.domain.said import joined, say


class RuleViolation(Exception):  # noqa: N818 - the field's word; its kinds are named after what happened
    """A rule of the contest that was broken: `code` for machines (stable), `message` in Vietnamese for people."""

    code: str = "rule_violation"
    default_message: ClassVar[str] = say("Thao tác không đúng quy định của hội thi.")

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        self.message = message if message is not None else self.default_message
        if code is not None:
            self.code = code
        super().__init__(self.message)


class NotANumber(RuleViolation):
    """A text that is no figure, where a figure was wanted."""

    code = "not_a_number"
    default_message = say("Giá trị không phải là một con số.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at one place.

    `path` is a JSON path (`marks[14].marks.content`), `code` is stable, `message` is Vietnamese for people, and
    `english` the same in the words of the contest file's description, for the command line ("" where there are none).
    """

    path: str
    code: str
    message: str
    english: str = ""

    @property
    def line(self) -> str:
        """The fault on one line, as the command line prints it."""
        return f"{self.path}: {self.english or self.message}"


class Invalid(RuleViolation):
    """All the faults of what was given, at once; never an empty list."""

    code = "invalid"

    def __init__(self, faults: Iterable[Fault], message: str | None = None) -> None:
        self.faults = tuple(faults)
        super().__init__(message or joined("; ", [fault.message for fault in self.faults]) or None)
