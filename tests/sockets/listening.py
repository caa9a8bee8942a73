"""Listening to the live channel in a test: connecting as somebody, and waiting for what is sent."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_socketio import SocketIO, SocketIOTestClient

from contest.services.house import House
from contest.sockets import register
from contest.web.guard import actor_for_socket

PATIENCE_S = 30  # a machine that does much else besides


class Channel:
    """The live channel of a house, with clients but without a server between."""

    def __init__(self, house: House) -> None:
        self.app = Flask("channel")
        self.app.secret_key = "of the tests"
        self.app.extensions["house"] = house
        self.socketio = SocketIO()
        self.socketio.init_app(self.app, async_mode="threading", manage_session=False)
        self.live = register(self.socketio, house, actor_for_socket)
        self._clients: list[tuple[SocketIOTestClient, str]] = []

    def connect(self, namespace: str, token: str | None = None, **words: str) -> SocketIOTestClient:
        """A client that asked to be let in; `is_connected(namespace)` says whether it was. `words` say who it is."""
        auth = {"token": token, **words} if token is not None else None
        client = self.socketio.test_client(self.app, namespace=namespace, auth=auth)
        self._clients.append((client, namespace))
        return client

    def settle(self) -> None:
        """Waits until everything that was announced has been sent; presence is announced by an act of its own."""
        assert self.live.wait_idle(PATIENCE_S)

    def states(self, client: SocketIOTestClient, namespace: str) -> list[dict[str, Any]]:
        """The states sent to the client since last asked."""
        self.settle()
        return [event["args"][0] for event in client.get_received(namespace) if event["name"] == "state"]

    def sent_until_cut(self, client: SocketIOTestClient) -> list[Any]:
        """Everything sent since last asked to a client that the server has cut off."""
        self.settle()
        return list(client.queue)

    def close(self) -> None:
        """Closes every client and waits for what that sets off."""
        for client, namespace in self._clients:
            if client.is_connected(namespace):
                client.disconnect(namespace)
        self.settle()
