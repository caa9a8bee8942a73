"""When each cue is planned to go on air: from the time at which its round starts, and the lengths of those before it.

Pure arithmetic on values; knows no row. All times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contest.live.scenes import SceneName

USUAL_S = {
    SceneName.TEAM: 20,
    SceneName.PERFORMING: 300,
    SceneName.SCORING: 60,
    SceneName.SCORE: 25,
    SceneName.STANDINGS: 60,
    SceneName.ADVANCING: 60,
    SceneName.AWARD: 90,
    SceneName.PODIUM: 120,
}
TOTALLING_S = 900
OTHERWISE_S = 30


@dataclass(frozen=True, slots=True)
class Slot:
    """A cue as the schedule sees it. `opens_at`: it waits for its round, which starts then; the next one starts it."""

    id: int
    length_s: int
    opens_at: int | None = None


def usual_length_s(scene: str, key: str | None, section_s: int | None) -> int:
    """How long a cue of that scene usually stands: a performance as long as its section, totalling a quarter hour."""
    if scene == SceneName.PERFORMING and section_s is not None:
        return section_s
    if scene == SceneName.HOLDING:
        return TOTALLING_S if (key or "").endswith("/totals") else OTHERWISE_S
    return USUAL_S.get(SceneName(scene), OTHERWISE_S)


def planned(slots: Iterable[Slot]) -> Iterator[tuple[int, int | None]]:
    """Each cue's id with its planned time; None before the first known start of a round.

    Example: a round that starts at 19:00, an introduction of 20 s: its performance is planned for 19:00:20.
    """
    at: int | None = None
    for slot in slots:
        if slot.opens_at is not None:
            yield slot.id, slot.opens_at - slot.length_s * 1000
            at = slot.opens_at
            continue
        yield slot.id, at
        if at is not None:
            at += slot.length_s * 1000
