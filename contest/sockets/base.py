"""What every namespace does: let in who may see its topics, send snapshots, answer what time it is.

Nothing is written through a socket; whatever comes in is about presence and time alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace
from sqlalchemy.orm import Session

from contest.live.topics import parse_topic
from contest.services import accounts, topics
from contest.services.actor import Actor, Role
from contest.services.house import House
from contest.services.permissions import Permission, may
from contest.sockets.background import Background
from contest.sockets.bearers import Bearers
from contest.sockets.presence import Presence, line_of
from contest.sockets.publisher import Publisher

WELCOME_AGAIN_S = 0.002

Authenticate = Callable[[str | None, Permission | None], Actor]
"""Who connects: the bearer of the token, else the browser's own role that has the permission, else the public."""


class LiveNamespace(Namespace):  # type: ignore[misc]  # the framework's class has no types
    """A namespace of the live channel. `permissions`: any one of them lets its bearer in."""

    door: ClassVar[topics.Namespace]
    permissions: ClassVar[tuple[Permission, ...]]

    def __init__(
        self,
        house: House,
        publisher: Publisher,
        presence: Presence,
        background: Background,
        *,
        bearers: Bearers,
        authenticate: Authenticate,
    ) -> None:
        super().__init__(self.door.value)
        self.house, self.presence, self._bearers = house, presence, bearers
        self._publisher, self._background, self._authenticate = publisher, background, authenticate

    def on_connect(self, auth: Any = None) -> None:
        """Lets in who may see something here, and has the welcome follow; refuses everybody else."""
        actor = self._actor(auth)
        if not any(may(actor, permission) for permission in self.permissions):
            raise Refused("unauthorised" if actor.role is Role.PUBLIC else "forbidden")
        connection = connection_id()
        self._bearers.came(self.door.value, connection, actor)
        self.asked(connection, auth if isinstance(auth, dict) else {})
        self.came(connection, actor)
        self._background.start(lambda: self._welcome(connection, actor))

    def _welcome(self, connection: str, actor: Actor) -> None:
        """Joins the rooms of what the bearer may see, then sends each topic's state.

        In that order: what changes in between is sent twice rather than missed, and the revision tells. Not before the
        client has been told that it is in: what comes earlier it takes for news, and would play it as such.
        """
        server = self.socketio.server
        while not server.manager.is_connected(connection, self.door.value):
            if line_of(server, connection, self.door.value) is None:
                return  # gone before it was in
            self._background.sleep(WELCOME_AGAIN_S)
        with self.house.reading() as session:
            if actor.credential_id is not None and not accounts.is_good(session, actor.credential_id, actor.session_id):
                server.disconnect(connection, namespace=self.door.value)  # revoked while it was being let in
                return
            names = self.names_for(session, connection, actor)
        try:
            for room in {parse_topic(name).room for name in names}:
                server.enter_room(connection, room, namespace=self.door.value)
        except ValueError:
            return  # gone again
        with self.house.reading() as session:
            for name in names:
                self._publisher.send(self.door.value, connection, topics.envelope(self.house, name, session))
                self._background.sleep(0)

    def on_disconnect(self, _reason: Any = None) -> None:
        """Forgets the connection."""
        self._bearers.left(self.door.value, connection_id())
        self.left(connection_id())

    def on_time(self, _sent: Any = None) -> int:
        """The server's time in epoch milliseconds."""
        now = self.house.now()
        self.presence.screens.heard(connection_id(), now)
        return now

    def asked(self, connection: str, auth: Mapping[str, Any]) -> None:
        """Somebody who has been let in said this while connecting."""

    def names_for(self, session: Session, connection: str, actor: Actor) -> list[str]:  # noqa: ARG002 - for screens
        """The topics that the connection hears: those of its namespace that the actor may see."""
        return topics.namespace_topics(session, self.door.value, actor)

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
