"""The stage clock as a value: how time left, start, pause, resume and stop follow from each other.

Responsible for the arithmetic of one clock. Time is an argument everywhere; nothing here looks at a clock or ticks.
All times are milliseconds; `left` is time of the contest, which in a rehearsal runs `rate` times as fast as real time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class ClockState(StrEnum):
    """Where the clock stands: not started, running, held for a moment, or done."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of `duration_ms`, turning amber at `warning_ms` left.

    While it runs `ends_at` (epoch) says when it reaches zero, and `left_ms` is None; while it stands it is the other
    way round. A negative `left_ms` is overtime.
    """

    duration_ms: int
    warning_ms: int
    state: ClockState = ClockState.READY
    ends_at: int | None = None
    left_ms: int | None = None
    rate: int = 1

    def left(self, now: int) -> int:
        """Milliseconds of the contest left at `now`; negative is overtime.

        Example: a clock of 300 s at rate 60, started 2 s ago, has 180 s left.
        """
        if self.ends_at is not None:
            return (self.ends_at - now) * self.rate
        return self.duration_ms if self.left_ms is None else self.left_ms

    def used_s(self, now: int) -> int:
        """Whole seconds of the contest used at `now`: a second that has only begun is not counted against a team."""
        return max(0, (self.duration_ms - self.left(now)) // 1000)

    def started(self, now: int) -> Clock:
        """Running from its full duration, or on from where it was paused."""
        left = self.left(now) if self.state is ClockState.PAUSED else self.duration_ms
        return replace(self, state=ClockState.RUNNING, ends_at=now + round(left / self.rate), left_ms=None)

    def paused(self, now: int) -> Clock:
        """Held at what is left at `now`."""
        return replace(self, state=ClockState.PAUSED, ends_at=None, left_ms=self.left(now))

    def stopped(self, now: int) -> Clock:
        """Done, with what was left at `now`."""
        return replace(self, state=ClockState.STOPPED, ends_at=None, left_ms=self.left(now))

    def given(self, ms: int) -> Clock:
        """With so much more time of the contest left (less for a negative one). What was used shrinks by as much."""
        if self.ends_at is not None:
            return replace(self, ends_at=self.ends_at + round(ms / self.rate))
        return replace(self, left_ms=(self.duration_ms if self.left_ms is None else self.left_ms) + ms)

    def bells(self) -> tuple[int, ...]:
        """When the bell rings while it runs (epoch): at the warning, and when time is up."""
        if self.ends_at is None:
            return ()
        warning = (self.ends_at - round(self.warning_ms / self.rate),) if self.warning_ms else ()
        return (*warning, self.ends_at)

    def to_json(self) -> dict[str, Any]:
        """As screens are sent it: an end or what is left, never ticks."""
        return {
            "state": self.state.value,
            "duration_ms": self.duration_ms,
            "warning_ms": self.warning_ms,
            "ends_at": self.ends_at,
            "left_ms": None if self.state is ClockState.RUNNING else self.left(0),
            "rate": self.rate,
        }


def ready_clock(duration_s: int | None, warning_s: int | None, rate: int = 1) -> Clock | None:
    """A clock that was not started, for a section of that duration; None for a section without one."""
    if duration_s is None:
        return None
    return Clock(duration_s * 1000, (warning_s or 0) * 1000, rate=rate)
