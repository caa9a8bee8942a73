"""Keeps time for a delayed stream: wakes when the next take is due and has it let out. Knows no frame and no screen."""

from __future__ import annotations

import logging
import threading

from flask_socketio import SocketIO

from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.show import airing

LONGEST_SLEEP_S = 0.25  # so that a take that is called off, or a shorter delay, is noticed
TOPICS = frozenset({"show", "overlay"})

log = logging.getLogger(__name__)


class Airing:
    """The timer of one house's stream. It runs while something waits, and no longer."""

    def __init__(self, socketio: SocketIO, house: House) -> None:
        self._socketio, self._house = socketio, house
        self._lock = threading.Lock()
        self._running = False

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
            return airing.next_airing(session)

    def _run(self) -> None:
        while True:
            with self._lock:
                due = self._due()
                if due is None:
                    self._running = False
                    return
            wait_s = (due - self._house.now()) / 1000
            if wait_s > 0:
                self._socketio.sleep(min(wait_s, LONGEST_SLEEP_S))
                continue
            try:
                with self._house.act(HOUSE) as work:
                    airing.let_out(work)
            except Exception:
                log.exception("a delayed take was not let out")
                self._socketio.sleep(LONGEST_SLEEP_S)
