"""The house's time: the time of day as it was at the start, carried on by a clock that nobody can set.

A system clock that is set in mid-evening moves no stage clock and no delayed take. While neither runs the house takes
over the corrected time of day. A server that is started again on a machine that has not been off goes on in the time
that it had, for as long as a clock runs.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, StageClock, Take

STEP_MS = 2_000  # less than this is drift, more is somebody setting the clock
BOOT_FILE = Path("/proc/sys/kernel/random/boot_id")

log = logging.getLogger(__name__)


def wall_ms() -> int:
    """The system's time of day in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """Milliseconds of a clock that is never set, and that goes on while the machine sleeps where the system has one."""
    source = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.clock_gettime_ns(source) if source is not None else time.monotonic_ns()) // 1_000_000


def boot_id() -> str | None:
    """Which run of this machine it is; None where the system does not say."""
    try:
        return BOOT_FILE.read_text("ascii").strip() or None
    except OSError:
        return None


class Timekeeper:
    """Time in epoch milliseconds, kept in `file` across restarts."""

    def __init__(
        self,
        file: Path | None = None,
        *,
        wall: Callable[[], int] = wall_ms,
        steady: Callable[[], int] = steady_ms,
        boot: str | None = None,
    ) -> None:
        self._file, self._wall, self._steady, self._boot = file, wall, steady, boot
        self._fresh = wall() - steady()
        kept = self._kept()
        self._anchor = self._fresh if kept is None else kept
        self._keep()

    def __call__(self) -> int:
        """The time now."""
        return self._anchor + self._steady()

    @property
    def apart_ms(self) -> int:
        """How far the system's time of day is ahead of the house's."""
        return self._wall() - self()

    def settle(self, session: Session) -> None:
        """Takes over the time of day that somebody has set, unless something runs that must not jump.

        The record never goes back in time: a time of day before its last line is not believed until it has passed that.
        """
        if abs(self.apart_ms) <= STEP_MS or is_running(session):
            return
        if self._wall() < (session.scalar(select(func.max(AuditEntry.at))) or 0):
            return
        log.warning("the system's clock was set by %d ms; the house follows it now", self.apart_ms)
        self._anchor = self._wall() - self._steady()
        self._keep()

    def _kept(self) -> int | None:
        """Where the time stood before a restart of the server, if the machine has been on since."""
        if self._file is None or self._boot is None:
            return None
        try:
            found = json.loads(self._file.read_text("utf-8"))
            return int(found["anchor"]) if found["boot"] == self._boot else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self) -> None:
        if self._file is None or self._boot is None or self._kept() == self._anchor:
            return
        try:
            self._file.write_text(json.dumps({"boot": self._boot, "anchor": self._anchor}), "utf-8")
        except OSError:
            log.warning("the time could not be kept in %s", self._file.name)


def is_running(session: Session) -> bool:
    """Whether a stage clock runs or a take waits for its delay."""
    clock = session.get(StageClock, 1)
    waits = select(Take.id).where(Take.aired.is_(False), Take.airs_at.is_not(None)).limit(1)
    return (clock is not None and clock.state == "running") or session.scalar(waits) is not None
