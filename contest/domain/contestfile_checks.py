"""The checks that every place of a contest file shares: type, keys, emptiness, range, duplicates.

Responsible for collecting all faults, never only the first: each check returns the value, or `None` once its fault is
noted, and what depends on it is then left alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from contest.domain.contestfile_faults import at, fault, quoted, shortened
from contest.domain.errors import Fault, NotANumber
from contest.domain.points import on_step, parse_points, plain

MOST_PLACES: Final = 10_000
"""A technical limit: more decimals than any rule asks for, few enough to be written."""

Record = dict[str, object]
Choice = TypeVar("Choice", bound=StrEnum)


class Checks:
    """The faults found so far, and the ways to find more."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def note(self, path: str, code: str, **facts: str) -> None:
        """Note a fault."""
        self.faults.append(fault(path, code, **facts))

    def record(self, value: object, path: str, required: Iterable[str], optional: Iterable[str] = ()) -> Record | None:
        """Return the object there, its missing and unknown keys noted; `None` if it is no object."""
        if not isinstance(value, dict):
            self.note(path, "not_an_object")
            return None
        required, optional = tuple(required), frozenset(optional)
        for name in required:
            if name not in value:
                self.note(at(path, name), "missing")
        for name in value:
            if name not in optional and name not in required:
                self.note(at(path, name), "unknown_key")
        return value

    def items(self, record: Record, name: str, path: str, *, filled: bool = False) -> list[tuple[str, object]]:
        """Return the items of a list with their paths; none if it was left out or is no list."""
        if name not in record:
            return []
        place = at(path, name)
        value = record[name]
        if not isinstance(value, list):
            self.note(place, "not_a_list")
            return []
        if filled and not value:
            self.note(place, "empty")
        return [(f"{place}[{index}]", item) for index, item in enumerate(value)]

    def text(self, value: object, path: str, *, filled: bool = True) -> str | None:
        """Return the string there; not the empty one, unless it may be."""
        if not isinstance(value, str):
            self.note(path, "not_a_text")
            return None
        if filled and not value:
            self.note(path, "empty")
            return None
        return value

    def name(self, record: Record, name: str, path: str, *, filled: bool = True) -> str | None:
        """Return the string of that name; `None` if it was left out."""
        return self.text(record[name], at(path, name), filled=filled) if name in record else None

    def figure(self, record: Record, name: str, path: str) -> Decimal | None:
        """Return the plain decimal of that name."""
        return self.points(record[name], at(path, name)) if name in record else None

    def points(self, value: object, path: str) -> Decimal | None:
        """Return the plain decimal there."""
        try:
            return parse_points(value)  # type: ignore[arg-type]  # it refuses what is no text
        except NotANumber:
            self.note(path, "not_a_number", value=quoted(value))
            return None

    def amount(self, record: Record, name: str, path: str) -> Decimal | None:
        """Return the plain decimal of that name, which must not be negative."""
        value = self.figure(record, name, path)
        if value is not None and value < 0:
            self.note(at(path, name), "negative", value=plain(value))
            return None
        return value

    def count(self, record: Record, name: str, path: str, least: int = 0, most: int | None = None) -> int | None:
        """Return the JSON integer of that name."""
        if name not in record:
            return None
        value = record[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.note(at(path, name), "not_a_count", value=quoted(value), least=str(least))
            return None
        if most is not None and value > most:
            self.note(at(path, name), "too_large", most=str(most))
            return None
        return value

    def choice(self, value: object, path: str, choices: type[Choice]) -> Choice | None:
        """Return which of the choices the string there is."""
        if isinstance(value, str) and value in {str(choice) for choice in choices}:
            return choices(value)
        self.note(path, "not_a_choice", choices=", ".join(choices), value=quoted(value))
        return None

    def option(self, record: Record, name: str, path: str, choices: type[Choice]) -> Choice | None:
        """Return which of the choices the string of that name is."""
        return self.choice(record[name], at(path, name), choices) if name in record else None

    def scale(self, record: Record, path: str) -> Scale | None:
        """Return the `min`, `max` and `step` of a criterion or of a section of points."""
        low, high, step = (self.figure(record, name, path) for name in ("min", "max", "step"))
        if step is not None and step <= 0:
            self.note(at(path, "step"), "not_above_zero", value=plain(step))
            step = None
        if low is not None and high is not None and low > high:
            self.note(at(path, "min"), "min_above_max", value=plain(low), max=plain(high))
            return None
        return Scale(low, high, step)

    def on_scale(self, value: object, path: str, scale: Scale | None) -> None:
        """Note what is wrong with a mark or points: no decimal, out of range, off the step."""
        points = self.points(value, path)
        if points is None or scale is None:
            return
        if (scale.low is not None and points < scale.low) or (scale.high is not None and points > scale.high):
            low = "…" if scale.low is None else plain(scale.low)
            high = "…" if scale.high is None else plain(scale.high)
            self.note(path, "out_of_range", value=shortened(str(value)), min=low, max=high)
        if scale.step is not None and not on_step(points, scale.step):
            self.note(path, "off_step", value=shortened(str(value)), step=plain(scale.step))


class Scale:
    """What a mark may be; `None` where the rule itself is at fault and nothing can be said."""

    __slots__ = ("high", "low", "step")

    def __init__(self, low: Decimal | None, high: Decimal | None, step: Decimal | None) -> None:
        self.low, self.high, self.step = low, high, step


class Once:
    """Notes what comes a second time in a list."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._seen: set[Hashable] = set()

    def see(self, thing: Hashable, path: str) -> bool:
        """Return whether this is the first of its kind; note a duplicate at its path if it is not."""
        if thing in self._seen:
            self._checks.note(path, "duplicate")
            return False
        self._seen.add(thing)
        return True

    def __contains__(self, thing: Hashable) -> bool:
        return thing in self._seen

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._seen)
