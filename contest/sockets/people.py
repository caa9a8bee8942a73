"""Namespaces of people: judges, the desk (organiser, secretary, head judge, auditor), the public."""

from __future__ import annotations

from typing import Any, ClassVar

from contest.live.topics import judge_topic
from contest.services.actor import Actor
from contest.services.permissions import Permission
from contest.services.topics import Namespace
from contest.sockets.base import LiveNamespace, connection_id
from contest.sockets.presence import JUDGE_TOPICS


class JudgeNamespace(LiveNamespace):
    """Judges' tablets: each hears its own sheets. The desk sees whose tablet is connected, and how it fares."""

    door: ClassVar[Namespace] = Namespace.JUDGE
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.SHEET_OWN,)

    def came(self, connection: str, actor: Actor) -> None:
        """A judge's tablet is here."""
        if actor.judge_key is not None:
            self.presence.pads.came(connection, actor, self.house.now())
            self.presence.changed(*JUDGE_TOPICS, judge_topic(actor.judge_key))

    def left(self, connection: str) -> None:
        """A judge's tablet is gone."""
        judge_key = self.presence.pads.left(connection)
        if judge_key is not None:
            self.presence.changed(*JUDGE_TOPICS, judge_topic(judge_key))

    def on_pulse(self, words: Any = None) -> None:
        """A tablet tells how it fares; the answer lets it measure the way."""
        if isinstance(words, dict) and self.presence.pads.pulse(connection_id(), words, self.house.now()):
            self.presence.changed(*JUDGE_TOPICS)


class OrganiserNamespace(LiveNamespace):
    """The desk's board: rounds, performances, standings."""

    door: ClassVar[Namespace] = Namespace.ORGANISER
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.CONTEST_READ,)


class PublicNamespace(LiveNamespace):
    """Phones of the audience: published facts."""

    door: ClassVar[Namespace] = Namespace.PUBLIC
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.PUBLIC_READ,)
