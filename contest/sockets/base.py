"""What every namespace does: let in who may see its topics, send snapshots, answer what time it is.

Nothing is written through a socket; whatever comes in is about presence and time alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace, join_room

from contest.live.topics import parse_topic
from contest.services import topics
from contest.services.actor import Actor, Role
from contest.services.house import House
from contest.services.permissions import Permission, may
from contest.sockets.presence import Presence
from contest.sockets.publisher import send_snapshot

Authenticate = Callable[[str | None, Permission | None], Actor]
"""Who connects: the bearer of the token, else the browser's own role that has the permission, else the public."""


class LiveNamespace(Namespace):  # type: ignore[misc]  # the framework's class has no types
    """A namespace of the live channel. `permissions`: any one of them lets its bearer in."""

    door: ClassVar[topics.Namespace]
    permissions: ClassVar[tuple[Permission, ...]]

    def __init__(self, house: House, presence: Presence, authenticate: Authenticate) -> None:
        super().__init__(self.door.value)
        self.house, self.presence, self._authenticate = house, presence, authenticate

    def on_connect(self, auth: Any = None) -> None:
        """Joins the rooms of what the bearer may see, then sends each topic's state; refuses who may see nothing here.

        In that order: what changes in between is sent twice rather than missed, and the revision tells.
        """
        actor = self._actor(auth)
        if not any(may(actor, permission) for permission in self.permissions):
            raise Refused("unauthorised" if actor.role is Role.PUBLIC else "forbidden")
        connection = connection_id()
        with self.house.reading() as session:
            names = topics.namespace_topics(session, self.door.value, actor)
        for room in {parse_topic(name).room for name in names}:
            join_room(room)
        self.came(connection, actor)
        with self.house.reading() as session:
            for name in names:
                self.send_state(connection, topics.envelope(self.house, name, session))

    def on_disconnect(self, _reason: Any = None) -> None:
        """Forgets the connection."""
        self.left(connection_id())

    def on_time(self, _sent: Any = None) -> int:
        """The server's time in epoch milliseconds."""
        now = self.house.now()
        self.presence.screens.heard(connection_id(), now)
        return now

    def send_state(self, connection: str, state: dict[str, Any]) -> None:
        """Sends one state to one connection."""
        self.presence.screens.on_air(state["topic"], state["rev"], self.house.now())
        send_snapshot(self.socketio, self.door.value, connection, state)

    def came(self, connection: str, actor: Actor) -> None:
        """Somebody has been let in."""

    def left(self, connection: str) -> None:
        """Somebody's connection is closed."""

    def _actor(self, auth: Any) -> Actor:
        token = auth.get("token") if isinstance(auth, dict) else None
        token = token if isinstance(token, str) and token else None
        found = [self._authenticate(token, permission) for permission in self.permissions]
        for actor, permission in zip(found, self.permissions, strict=True):
            if may(actor, permission):
                return actor
        return found[0]


def connection_id() -> str:
    """The connection that the present event came from."""
    return str(request.sid)  # type: ignore[attr-defined]  # set by Flask-SocketIO
