"""Presence: tells the registry of screens what the sockets hear, and the consoles when that changes.

Many small changes become one announcement. While screens are connected they are looked round every second, for time
alone can make one slow.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from flask_socketio import SocketIO

from contest.db.faults import storage_fault
from contest.services import topics
from contest.services.house import House
from contest.services.show.pads import pads_of
from contest.services.show.screens import screens_of
from contest.sockets.background import Background

GATHER_S = 0.15
LOOK_ROUND_S = 1.0
AGAIN_S = 1.0
SCREEN_TOPICS = ("screens", "show")
JUDGE_TOPICS = ("contest",)

log = logging.getLogger(__name__)


class Presence:
    """The presence of one house's screens and tablets."""

    def __init__(self, socketio: SocketIO, house: House, background: Background) -> None:
        self._socketio, self._house, self._background = socketio, house, background
        self._server = socketio.server
        self.screens = screens_of(house)
        self.pads = pads_of(house)
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self._gathering = False
        self._looking = False

    def changed(self, *names: str) -> None:
        """Has these topics announced in a moment, together with what else changes until then."""
        with self._lock:
            self._changed.update(names)
            if self._gathering:
                return
            self._gathering = True
        self._background.start(self._announce)

    def look_after(self) -> None:
        """Sees to it that connected screens are looked round."""
        with self._lock:
            if self._looking:
                return
            self._looking = True
        self._socketio.start_background_task(self._look_round)

    def _announce(self) -> None:
        self._background.sleep(GATHER_S)
        with self._lock:
            names, self._changed = sorted(self._changed), set()
            self._gathering = False
        try:
            topics.announce(self._house, *names)
        except Exception as fault:
            if storage_fault(fault) is None:
                log.exception("presence was not announced")
                return
            log.error("presence is announced later, the storage does not take it: %s", storage_fault(fault))  # noqa: TRY400
            self._background.sleep(AGAIN_S)
            self.changed(*names)

    def _look_round(self) -> None:
        while True:
            self._socketio.sleep(LOOK_ROUND_S)
            now = self._house.now()
            connections = self.screens.connections()
            for namespace, connection in connections:
                if self._answers(namespace, connection):
                    self.screens.heard(connection, now)
            if self.screens.look_round(now):
                self.changed(*SCREEN_TOPICS)
            with self._lock:
                if not connections:
                    self._looking = False
                    return

    def _answers(self, namespace: str, connection: str) -> bool:
        """Whether the connection has answered its last ping: one that is asked and silent has not been heard."""
        socket = self._server.eio.sockets.get(line_of(self._server, connection, namespace))
        return socket is not None and (socket.last_ping is None or time.time() - socket.last_ping < LOOK_ROUND_S)


def line_of(server: Any, connection: str, namespace: str) -> str | None:
    """The line that carries a connection of a namespace; None once it is gone."""
    try:
        line: str | None = server.manager.eio_sid_from_sid(connection, namespace)
    except KeyError:  # the namespace's last connection went meanwhile
        return None
    return line
