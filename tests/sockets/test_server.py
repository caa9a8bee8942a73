"""The live channel over a real server and real sockets, as a screen in the hall has it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from socketio import SimpleClient
from socketio.exceptions import ConnectionError as Refused
from werkzeug.serving import BaseWSGIServer, make_server

from contest.services import accounts
from contest.services.house import House
from tests.factories import act
from tests.live.evening import Evening
from tests.sockets.listening import Channel

PORTS = range(5660, 5670)


class Server:
    """The channel of a house at a port of this machine; `stop` is what a power cut is to its clients."""

    def __init__(self, house: House) -> None:
        self.channel = Channel(house)
        self._server = _listening(self.channel)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        """Closes the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.channel.settle()


def _listening(channel: Channel) -> BaseWSGIServer:
    for port in PORTS:
        try:
            return make_server("127.0.0.1", port, channel.app, threaded=True)
        except (OSError, SystemExit):
            continue
    raise RuntimeError(f"no free port among {PORTS}")


@pytest.fixture
def server(evening: Evening) -> Iterator[Server]:
    server = Server(evening.house)
    yield server
    server.stop()


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[..., SimpleClient]]:
    """Connects to a namespace with a token; the client is closed with the test."""
    clients: list[SimpleClient] = []

    def connected(namespace: str, token: str | None = None) -> SimpleClient:
        client = SimpleClient()
        auth = {"token": token} if token else None
        client.connect(server.url, namespace=namespace, auth=auth, transports=["websocket"], wait_timeout=5)
        clients.append(client)
        return client

    yield connected
    for client in clients:
        client.disconnect()


def next_state(client: SimpleClient, topic: str) -> dict[str, Any]:
    """The next state of that topic; others are passed over."""
    while True:
        event, *words = client.receive(timeout=5)
        if event == "state" and words[0]["topic"] == topic:
            return dict(words[0])


def test_a_wall_is_sent_its_picture_and_each_take(evening: Evening, connect: Callable[..., SimpleClient]) -> None:
    wall = connect("/stage", evening.cast.stage.token)
    assert next_state(wall, "stage")["data"]["scene"] == "blank"
    evening.take()
    state = next_state(wall, "stage")
    assert (state["rev"], state["data"]) == (evening.rev("stage"), evening.topic("stage"))


def test_time_is_acknowledged(evening: Evening, connect: Callable[..., SimpleClient]) -> None:
    wall = connect("/stage", evening.cast.stage.token)
    assert wall.call("time", timeout=5) == evening.clock.now


def test_a_screen_that_paints_is_seen_on_the_console(evening: Evening, connect: Callable[..., SimpleClient]) -> None:
    console = connect("/director", evening.cast.director.token)
    wall = connect("/stage", evening.cast.stage.token)
    rev = next_state(wall, "stage")["rev"]
    wall.emit("hello", {"screen": "led-1", "page": "stage", "width": 1920, "height": 1080})
    wall.emit("painted", {"topic": "stage", "rev": rev})
    while True:
        seen = next_state(console, "screens")["data"]["screens"]
        if seen and seen[0]["rev"] == rev:
            break
    assert (seen[0]["id"], seen[0]["state"]) == ("led-1", "good")


def test_strangers_and_other_roles_are_refused(evening: Evening, connect: Callable[..., SimpleClient]) -> None:
    for namespace, token in (("/stage", None), ("/director", "made-up"), ("/stage", evening.cast.overlay.token)):
        with pytest.raises(Refused):
            connect(namespace, token)


def test_the_socket_of_a_revoked_link_is_closed_by_the_server(
    evening: Evening, connect: Callable[..., SimpleClient]
) -> None:
    wall = connect("/stage", evening.cast.stage.token)
    next_state(wall, "stage")
    act(evening.house, evening.cast.organiser, accounts.revoke, evening.cast.stage.actor.credential_id)
    end = time.monotonic() + 10
    while wall.connected and time.monotonic() < end:
        time.sleep(0.02)
    assert not wall.connected


def test_after_a_restart_a_screen_finds_its_scene_and_revisions_go_on(evening: Evening) -> None:
    first = Server(evening.house)
    with closing(first.channel):
        evening.take()
        evening.take()
        rev, picture = evening.rev("stage"), evening.topic("stage")
    first.stop()
    evening.reopen()
    second = Server(evening.house)
    wall = SimpleClient()
    wall.connect(second.url, namespace="/stage", auth={"token": evening.cast.stage.token}, transports=["websocket"])
    state = next_state(wall, "stage")
    assert (state["rev"], state["data"]) == (rev, picture)
    evening.take()
    assert next_state(wall, "stage")["rev"] > rev
    wall.disconnect()
    second.stop()
