"""The publisher: sends every topic that an act touched, after its commit, to those who listen. The only caller of emit.

One worker at a time builds and sends, so a topic's states leave in the order of their revisions; while it is busy, more
touches of a topic become one state, the newest. An act never waits for it, and nothing is lost with a state that is
never sent: the next one is whole, and whoever connects gets a snapshot.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from flask_socketio import SocketIO

from contest.live.topics import TopicKind, parse_topic
from contest.services import topics
from contest.services.house import House
from contest.services.show.screens import screens_of

EVENT = "state"
URGENT = (TopicKind.STAGE, TopicKind.OVERLAY, TopicKind.PERFORMANCE, TopicKind.JUDGE, TopicKind.SHOW)

log = logging.getLogger(__name__)


class Publisher:
    """Publishes the topics of one house through one server."""

    def __init__(self, socketio: SocketIO, house: House) -> None:
        self._socketio, self._house = socketio, house
        self._server = socketio.server
        self._screens = screens_of(house)
        self._idle = threading.Condition()
        self._touched: set[str] = set()
        self._working = False

    def announce(self, touched: dict[str, int]) -> None:
        """Has these topics published soon. Called after each commit; returns at once."""
        with self._idle:
            self._touched.update(touched)
            if self._working:
                return
            self._working = True
        self._socketio.start_background_task(self._work)

    def wait_idle(self, timeout_s: float = 5.0) -> bool:
        """Whether everything announced so far has been sent within that time."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._working, timeout_s)

    def _work(self) -> None:
        while True:
            with self._idle:
                batch, self._touched = sorted(self._touched, key=_urgency), set()
                if not batch:
                    self._working = False
                    self._idle.notify_all()
                    return
            try:
                self._publish(batch)
            except Exception:
                log.exception("topics were not published: %s", ", ".join(batch))

    def _publish(self, batch: list[str]) -> None:
        """Builds and sends each topic that anybody hears, all from one moment of the database."""
        with self._house.reading() as session:
            for name in batch:
                doors = [door for door in topics.namespaces_of(name) if self._is_heard(door, name)]
                if not doors:
                    continue
                try:
                    state = topics.envelope(self._house, name, session)
                except Exception:
                    log.exception("topic %s was not built", name)
                    continue
                self._screens.on_air(name, state["rev"], self._house.now())
                for door in doors:
                    self._send(door, parse_topic(name).room, state)
                self._socketio.sleep(0)  # lets the sockets write before the next topic is built

    def _is_heard(self, namespace: str, name: str) -> bool:
        room = parse_topic(name).room
        return bool(self._server.manager.rooms.get(namespace, {}).get(room))

    def _send(self, namespace: str, room: str, state: dict[str, Any]) -> None:
        """Sends a state to everybody in the room: encoded once, queued for each."""
        self._server.emit(EVENT, state, namespace=namespace, to=room)


def send_snapshot(socketio: SocketIO, namespace: str, connection: str, state: dict[str, Any]) -> None:
    """Sends a topic's present state to one who has just connected."""
    socketio.server.emit(EVENT, state, namespace=namespace, to=connection)


def _urgency(name: str) -> tuple[int, str]:
    kind = parse_topic(name).kind
    return (URGENT.index(kind) if kind in URGENT else len(URGENT), name)
