"""Keeps time for what happens by itself: a delayed take that is due, the bell of the clock. Knows no frame.

One timer for both. It runs while something waits, and no longer.
"""

from __future__ import annotations

import logging
import threading

from flask_socketio import SocketIO

from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.show import airing, clock, displays
from contest.services.show.screens import screens_of

LONGEST_SLEEP_S = 0.25  # so that a take that is called off, or a shorter delay, is noticed
TOO_LATE_MS = 5_000
AGAIN_S = 1.0
MOST_FAULTS = 60
TOPICS = frozenset({"show", "overlay"})

log = logging.getLogger(__name__)


class Airing:
    """The timer of one house."""

    def __init__(self, socketio: SocketIO, house: House) -> None:
        self._socketio, self._house = socketio, house
        self._lock = threading.Lock()
        self._running = False
        self._rung = house.now()  # a bell whose time passed while the server was away stays silent

    def heard(self, touched: dict[str, int]) -> None:
        """After each commit: something may have begun to wait."""
        if TOPICS & touched.keys():
            self.look()

    def look(self) -> None:
        """Runs if anything waits; called at the start, for a server that was away."""
        with self._lock:
            if self._running or self._due() is None:
                return
            self._running = True
        self._socketio.start_background_task(self._run)

    def _due(self) -> int | None:
        with self._house.reading() as session:
            coming = (airing.next_airing(session), clock.next_bell(session, self._rung))
            return min((at for at in coming if at is not None), default=None)

    def _run(self) -> None:
        faults = 0
        while faults < MOST_FAULTS:
            try:
                with self._lock:
                    due = self._due()
                    if due is None:
                        self._running = False
                        return
                wait_s = (due - self._house.now()) / 1000
                if wait_s > 0:
                    self._socketio.sleep(min(wait_s, LONGEST_SLEEP_S))
                    continue
                self._ring(due)
                with self._house.act(HOUSE) as work:
                    airing.let_out(work)
            except Exception:
                faults += 1
                log.exception("what was due was not done")
                self._socketio.sleep(AGAIN_S)
        self._running = False  # the next commit has it look again

    def _ring(self, due: int) -> None:
        """Rings once at the warning, twice when time is up, where the screens sound the bell."""
        with self._house.reading() as session:
            if clock.next_bell(session, self._rung) != due:
                return
            self._rung = due
            if self._house.now() - due > TOO_LATE_MS:
                return
            last = clock.next_bell(session, due) is None
            ring(self._house, 2 if last else 1, displays.sounding(session))


def ring(house: House, times: int, screens: list[tuple[str, str]]) -> None:
    """Has these screens sound the bell now."""
    for kind, screen in screens:
        screens_of(house).tell(kind, screen, {"act": "bell", "times": times})
