"""The live door: whole topic states out, nothing written in. Writes go over HTTP, where one path checks them all."""

from __future__ import annotations

from dataclasses import dataclass

from flask_socketio import SocketIO

from contest.services.house import House
from contest.sockets.airing import Airing
from contest.sockets.background import Background
from contest.sockets.base import Authenticate
from contest.sockets.bearers import Bearers
from contest.sockets.people import JudgeNamespace, OrganiserNamespace, PublicNamespace
from contest.sockets.presence import Presence
from contest.sockets.publisher import Publisher
from contest.sockets.screens import DirectorNamespace, OverlayNamespace, StageNamespace

NAMESPACES = (
    StageNamespace,
    OverlayNamespace,
    DirectorNamespace,
    JudgeNamespace,
    OrganiserNamespace,
    PublicNamespace,
)


@dataclass(frozen=True, slots=True)
class Live:
    """The live channel of one house at one server."""

    publisher: Publisher
    presence: Presence
    background: Background
    bearers: Bearers

    def wait_idle(self, timeout_s: float = 5.0) -> bool:
        """Whether all that has happened so far has been sent within that time. For who must know, such as a test."""
        return self.background.wait_idle(timeout_s)


def register(socketio: SocketIO, house: House, authenticate: Authenticate) -> Live:
    """Opens every namespace, has each commit of the house published, and cuts off whose link is revoked.

    `socketio` must have been given its application before: the channel stays with that server.
    """
    background = Background(socketio)
    publisher, presence = Publisher(socketio, house, background), Presence(socketio, house, background)
    live = Live(publisher, presence, background, Bearers(socketio.server))
    for namespace in NAMESPACES:
        socketio.on_namespace(
            namespace(house, publisher, presence, background, bearers=live.bearers, authenticate=authenticate)
        )
    house.on_commit(publisher.announce)
    house.on_end(live.bearers.cut)
    airing = Airing(socketio, house)
    house.on_commit(airing.heard)
    airing.look()
    return live
