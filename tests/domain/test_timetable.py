"""The day's timetable: planned from the start, expected from what happened, breaks kept free."""

from __future__ import annotations

from contest.domain.timetable import Break, Item, late_ms, timetable

MINUTE = 60_000
START = 450 * MINUTE  # 07:30


def at(text: str) -> int:
    """A time of day in milliseconds."""
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE


def items(count: int, minutes: int = 5, **begun: tuple[str, str | None]) -> list[Item]:
    """Performances of one length; `i1=("07:40", "07:46")` says when the first began and ended."""
    made = []
    for n in range(1, count + 1):
        began, ended = begun.get(f"i{n}", (None, None))
        made.append(Item(n, minutes * MINUTE, at(began) if began else None, at(ended) if ended else None))
    return made


def said(found: list, what: str) -> list[str | None]:  # type: ignore[type-arg]
    """The times as people read them."""
    times = [getattr(slot, what) for slot in found]
    return [None if each is None else f"{each // MINUTE // 60:02}:{each // MINUTE % 60:02}" for each in times]


def test_each_follows_the_one_before_and_the_pause() -> None:
    found = timetable(items(3), starts_at=START, pause_ms=2 * MINUTE)
    assert said(found, "planned_at") == said(found, "expected_at") == ["07:30", "07:37", "07:44"]
    assert late_ms(found) == 0


def test_what_would_reach_into_a_break_comes_after_it() -> None:
    lunch = [Break(at("07:40"), at("08:30"), "Nghỉ giải lao")]
    found = timetable(items(3), starts_at=START, pause_ms=2 * MINUTE, breaks=lunch)
    assert said(found, "planned_at") == ["07:30", "08:30", "08:37"]


def test_a_late_beginning_moves_all_that_follow() -> None:
    found = timetable(items(3, i1=("07:40", None)), starts_at=START, pause_ms=2 * MINUTE, now=at("07:41"))
    assert said(found, "planned_at") == ["07:30", "07:37", "07:44"]
    assert said(found, "expected_at") == [None, "07:47", "07:54"]
    assert late_ms(found) == 10 * MINUTE


def test_one_that_goes_on_too_long_moves_the_next_minute_by_minute() -> None:
    found = timetable(items(2, i1=("07:30", None)), starts_at=START, pause_ms=2 * MINUTE, now=at("07:50"))
    assert said(found, "expected_at") == [None, "07:52"]


def test_what_has_ended_counts_with_its_real_end() -> None:
    found = timetable(items(2, i1=("07:30", "07:33")), starts_at=START, pause_ms=2 * MINUTE, now=at("07:33"))
    assert said(found, "expected_at") == [None, "07:37"], "never earlier than it was announced"


def test_nothing_is_expected_in_the_past() -> None:
    found = timetable(items(2), starts_at=START, pause_ms=0, now=at("09:00"))
    assert said(found, "expected_at") == ["09:00", "09:05"]
    assert late_ms(found) == 90 * MINUTE


def test_the_delay_is_made_up_by_a_long_break() -> None:
    rest = [Break(at("07:40"), at("09:00"), "Nghỉ")]
    found = timetable(items(2, i1=("07:35", "07:45")), starts_at=START, pause_ms=MINUTE, breaks=rest, now=at("07:46"))
    assert said(found, "expected_at") == [None, "09:00"]
    assert late_ms(found) == 0


def test_no_performances_no_slots() -> None:
    assert timetable([], starts_at=START, pause_ms=0) == []
    assert late_ms([]) == 0
