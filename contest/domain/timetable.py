"""The day's timetable (khung giờ): from the running order, lengths, pauses and breaks to a time for every performance.

Responsible for two times: the planned one, from the round's start alone, and the expected one, which moves when the day
runs late. Pure arithmetic on milliseconds; knows no time zone and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A performance: how long it takes, and when it really began and ended (None: not yet)."""

    id: int
    length_ms: int
    began_at: int | None = None
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A break of the day, from when to when. Nothing is planned into it."""

    starts_at: int
    ends_at: int
    title: str


@dataclass(frozen=True, slots=True)
class Slot:
    """When a performance is planned, and when it is expected by what has happened so far (None: it is over or on)."""

    id: int
    planned_at: int
    expected_at: int | None
    began_at: int | None
    ended_at: int | None


def timetable(
    items: Sequence[Item], *, starts_at: int, pause_ms: int, breaks: Iterable[Break] = (), now: int | None = None
) -> list[Slot]:
    """A slot for every item, in order.

    The first item is planned at `starts_at`, each next one after the length of the one before and the pause; what would
    reach into a break comes after it. Expected: counted on from the last performance that really began, never earlier
    than planned and never in the past (`now`; None leaves that out).
    Example: start 07:30, two items of 5 minutes, pause 2 minutes: 07:30, 07:37. The first began at 07:40: 07:47.
    Source: practice of comparable contests, one list for stage, teams and hall.
    """
    rests = sorted(breaks, key=lambda each: each.starts_at)
    planned, expected = starts_at, starts_at
    slots = []
    for item in items:
        planned = _outside(planned, item.length_ms, rests)
        expected = _outside(max(planned, expected), item.length_ms, rests)
        if item.began_at is not None:
            slots.append(Slot(item.id, planned, None, item.began_at, item.ended_at))
            over = item.ended_at if item.ended_at is not None else _at_least(item.began_at + item.length_ms, now)
            expected = over + pause_ms
        else:
            expected = _outside(_at_least(expected, now), item.length_ms, rests)
            slots.append(Slot(item.id, planned, expected, None, None))
            expected += item.length_ms + pause_ms
        planned += item.length_ms + pause_ms
    return slots


def late_ms(slots: Sequence[Slot]) -> int:
    """How late the day runs: of the next performance that has not begun; 0 when it is on time or all have begun."""
    coming = next((slot for slot in slots if slot.expected_at is not None), None)
    return 0 if coming is None or coming.expected_at is None else max(0, coming.expected_at - coming.planned_at)


def _outside(at: int, length_ms: int, rests: Sequence[Break]) -> int:
    """The first time from `at` on at which something of that length meets no break."""
    for rest in rests:
        if at < rest.ends_at and at + length_ms > rest.starts_at:
            at = rest.ends_at
    return at


def _at_least(at: int, now: int | None) -> int:
    return at if now is None else max(at, now)
