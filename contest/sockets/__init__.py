"""The live door: whole topic states out, nothing written in. Writes go over HTTP, where one path checks them all."""

from __future__ import annotations

from flask_socketio import SocketIO

from contest.services.house import House
from contest.sockets.base import Authenticate
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


def register(socketio: SocketIO, house: House, authenticate: Authenticate) -> Publisher:
    """Opens every namespace and has each commit of the house published; returns the publisher.

    `socketio` must have been given its application before: the publisher stays with that server.
    """
    publisher = Publisher(socketio, house)
    presence = Presence(socketio, house)
    for namespace in NAMESPACES:
        socketio.on_namespace(namespace(house, presence, authenticate))
    house.on_commit(publisher.announce)
    return publisher
