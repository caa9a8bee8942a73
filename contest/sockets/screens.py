"""Namespaces of screens and consoles: stage, overlay, director (with the MC). They say what they painted.

A screen says who it is when it connects, so it hears from the first word what it was sent to show and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from contest.live.topics import screen_topic
from contest.services import topics
from contest.services.actor import Actor
from contest.services.permissions import Permission
from contest.services.show.displays import Settings, settings_of
from contest.services.topics import Namespace
from contest.sockets.base import LiveNamespace, connection_id
from contest.sockets.presence import SCREEN_TOPICS

ORDER = "screen"


class ScreenNamespace(LiveNamespace):
    """A namespace whose clients may be screens: those that say hello are registered, others (miniatures) are not."""

    screen_kind: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._who: dict[str, str] = {}  # connection → id of the screen, said while connecting
        self._hears: dict[str, str] = {}  # connection → the view that it was sent to
        self.presence.screens.on_order(self._carry_out)

    def asked(self, connection: str, auth: Mapping[str, Any]) -> None:
        """Remembers which screen connects."""
        who = auth.get("screen")
        if isinstance(who, str) and auth.get("page") == self.screen_kind:
            self._who[connection] = who

    def names_for(self, session: Session, connection: str, actor: Actor) -> list[str]:
        """The one topic that the screen was sent to, else those of its namespace."""
        settled = self._settings(session, connection)
        if settled.shows is None or settled.shows.value == HOME.get(self.screen_kind):
            return topics.namespace_topics(session, self.door.value, actor)
        self._hears[connection] = screen_topic(settled.shows.value)
        return [self._hears[connection]]

    def on_hello(self, words: Any = None) -> None:
        """A screen says who it is; it is told what is settled for it."""
        if not isinstance(words, dict) or words.get("page") != self.screen_kind:
            return
        connection, screens = connection_id(), self.presence.screens
        if isinstance(words.get("screen"), str):
            self._who[connection] = words["screen"]
        if screens.hello(connection, self.door.value, words, self.house.now(), self._heard_by(connection)):
            self.presence.changed(*SCREEN_TOPICS)
        self.presence.look_after()
        with self.house.reading() as session:
            settled = self._settings(session, connection)
        self._order(connection, {"act": "settings", **settled.to_json()})

    def on_painted(self, words: Any = None) -> None:
        """A screen has a state on the glass."""
        if not isinstance(words, dict):
            return
        now = self.house.now()
        if self.presence.screens.painted(connection_id(), words.get("topic"), words.get("rev"), now):
            self.presence.changed(*SCREEN_TOPICS)

    def left(self, connection: str) -> None:
        """A screen's connection is closed."""
        self._who.pop(connection, None)
        self._hears.pop(connection, None)
        if self.presence.screens.gone(connection, self.house.now()):
            self.presence.changed(*SCREEN_TOPICS)

    def _settings(self, session: Session, connection: str) -> Settings:
        who = self._who.get(connection)
        return settings_of(session, self.screen_kind, who) if who is not None else Settings()

    def _heard_by(self, connection: str) -> str:
        return self._hears.get(connection, HOME_TOPIC[self.screen_kind])

    def _order(self, connection: str, order: dict[str, Any]) -> None:
        self._publisher.order(self.door.value, connection, ORDER, order)

    def _carry_out(self, kind: str, screen: str, order: dict[str, Any]) -> None:
        """An order for a screen of this namespace, to each of its connections."""
        if kind != self.screen_kind:
            return
        for namespace, connection in self.presence.screens.connections_of(kind, screen):
            if namespace != self.door.value:
                continue
            if order["act"] == "settings":
                self._send_elsewhere(connection, screen)
            else:
                self._order(connection, order)

    def _send_elsewhere(self, connection: str, screen: str) -> None:
        """Has the connection hear what the screen is sent to now, and no more what it heard before."""
        with self.house.reading() as session:
            settled = settings_of(session, self.screen_kind, screen)
            home = settled.shows is None or settled.shows.value == HOME.get(self.screen_kind)
            wanted = (
                HOME_TOPIC[self.screen_kind] if home or settled.shows is None else screen_topic(settled.shows.value)
            )
            heard = self._heard_by(connection)
            self._order(connection, {"act": "settings", **settled.to_json()})
            if wanted == heard:
                return
            server = self.socketio.server
            server.leave_room(connection, heard, namespace=self.door.value)
            server.enter_room(connection, wanted, namespace=self.door.value)
            self._hears[connection] = wanted
            self.presence.screens.sent_to(self.screen_kind, screen, wanted, self.house.now())
            self._publisher.send(self.door.value, connection, topics.envelope(self.house, wanted, session))
        self.presence.changed(*SCREEN_TOPICS)


HOME = {"stage": "stage", "overlay": "stream"}
HOME_TOPIC = {"stage": "stage", "overlay": "overlay", "mc": "mc"}


class StageNamespace(ScreenNamespace):
    """The hall's screens."""

    door: ClassVar[Namespace] = Namespace.STAGE
    screen_kind: ClassVar[str] = "stage"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.STAGE_READ, Permission.SHOW_READ)


class OverlayNamespace(ScreenNamespace):
    """The stream's overlay."""

    door: ClassVar[Namespace] = Namespace.OVERLAY
    screen_kind: ClassVar[str] = "overlay"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.OVERLAY_READ, Permission.SHOW_READ)


class DirectorNamespace(ScreenNamespace):
    """The director's console with its miniatures, and the MC's page, which gets its own topic alone."""

    door: ClassVar[Namespace] = Namespace.DIRECTOR
    screen_kind: ClassVar[str] = "mc"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.SHOW_READ, Permission.MC_READ)
