"""Bearers: which open connection belongs to which link and browser, so that what is revoked is cut at once.

Responsible for that one list. It decides nothing: who may come in is asked when they come.
"""

from __future__ import annotations

import threading
from typing import Any

from contest.services.actor import Actor


class Bearers:
    """The connections of one server, each with who was let in by which link and browser; the public has none."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._links: dict[tuple[str, str], Actor] = {}

    def came(self, namespace: str, connection: str, actor: Actor) -> None:
        """Somebody has been let in."""
        if actor.credential_id is not None:
            with self._lock:
                self._links[namespace, connection] = actor

    def left(self, namespace: str, connection: str) -> None:
        """Somebody's connection is closed."""
        with self._lock:
            self._links.pop((namespace, connection), None)

    def cut(self, ended: frozenset[int], devices: frozenset[int] = frozenset()) -> None:
        """Closes every connection of these links and of these browsers."""
        with self._lock:
            gone = [
                place
                for place, actor in self._links.items()
                if actor.credential_id in ended or actor.session_id in devices
            ]
        for namespace, connection in gone:
            self._server.disconnect(connection, namespace=namespace)
