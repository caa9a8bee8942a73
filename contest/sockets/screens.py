"""Namespaces of screens and consoles: stage, overlay, director (with the MC). They say what they painted."""

from __future__ import annotations

from typing import Any, ClassVar

from contest.services.permissions import Permission
from contest.services.topics import Namespace
from contest.sockets.base import LiveNamespace, connection_id
from contest.sockets.presence import SCREEN_TOPICS


class ScreenNamespace(LiveNamespace):
    """A namespace whose clients may be screens: those that say hello are registered, others (miniatures) are not."""

    screen_kind: ClassVar[str]

    def on_hello(self, words: Any = None) -> None:
        """A screen says who it is."""
        if not isinstance(words, dict) or words.get("page") != self.screen_kind:
            return
        if self.presence.screens.hello(connection_id(), self.door.value, words, self.house.now()):
            self.presence.changed(*SCREEN_TOPICS)
        self.presence.look_after()

    def on_painted(self, words: Any = None) -> None:
        """A screen has a state on the glass."""
        if not isinstance(words, dict):
            return
        now = self.house.now()
        if self.presence.screens.painted(connection_id(), words.get("topic"), words.get("rev"), now):
            self.presence.changed(*SCREEN_TOPICS)

    def left(self, connection: str) -> None:
        """A screen's connection is closed."""
        if self.presence.screens.gone(connection, self.house.now()):
            self.presence.changed(*SCREEN_TOPICS)


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
