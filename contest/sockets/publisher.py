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
from contest.sockets.background import Background

EVENT = "state"
URGENT = (TopicKind.STAGE, TopicKind.OVERLAY, TopicKind.PERFORMANCE, TopicKind.JUDGE, TopicKind.SHOW)

log = logging.getLogger(__name__)


class Publisher:
    """Publishes the topics of one house through one server."""

    def __init__(self, socketio: SocketIO, house: House, background: Background) -> None:
        self._house, self._background = house, background
        self._server = socketio.server
        self._screens = screens_of(house)
        self._lock = threading.Lock()
        self._touched: set[str] = set()
        self._sent: dict[str, int] = {}  # the revision of each topic that went out last
        self._working = False

    def announce(self, touched: dict[str, int]) -> None:
        """Has these topics published soon. Called after each commit; returns at once."""
        with self._lock:
            self._touched.update(touched)
            if self._working:
                return
            self._working = True
        self._background.start(self._work)

    def send(self, namespace: str, to: str, state: dict[str, Any]) -> None:
        """Sends a topic's state to everybody in a room, or to one connection: encoded once, queued for each."""
        self._screens.on_air(state["topic"], state["rev"], self._house.now())
        self._server.emit(EVENT, state, namespace=namespace, to=to)

    def order(self, namespace: str, to: str, event: str, words: dict[str, Any]) -> None:
        """Tells one connection to do something; nothing of it is state."""
        self._server.emit(event, words, namespace=namespace, to=to)

    def _work(self) -> None:
        while True:
            with self._lock:
                batch, self._touched = sorted(self._touched, key=_urgency), set()
                if not batch:
                    self._working = False
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
                if state["rev"] <= self._sent.get(name, -1):
                    continue  # a commit was read before it was announced: what it changed is out already
                self._sent[name] = state["rev"]
                for door in doors:
                    self.send(door, parse_topic(name).room, state)
                self._background.sleep(0)  # lets the sockets write before the next topic is built

    def _is_heard(self, namespace: str, name: str) -> bool:
        room = parse_topic(name).room
        return bool(self._server.manager.rooms.get(namespace, {}).get(room))


def _urgency(name: str) -> tuple[int, str]:
    kind = parse_topic(name).kind
    return (URGENT.index(kind) if kind in URGENT else len(URGENT), name)
