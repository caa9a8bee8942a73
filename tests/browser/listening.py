"""Listeners that keep every byte: sockets over both transports, and whatever else an audience may ask for.

They speak the protocol by hand, so that nothing is decoded, merged or left out before it is kept.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import websocket

PATH = "/socket.io/?EIO=4&transport="
SEPARATOR = "\x1e"  # between packets of one polling answer
PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """Some bytes as text, when they were here (monotonic seconds), and from where."""

    at: float
    where: str
    text: str


class Record:
    """Everything that some audiences were sent, in the order of its arrival."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._lock = threading.Lock()
        self._more = threading.Condition(self._lock)

    def keep(self, where: str, text: str) -> None:
        with self._more:
            self._heard.append(Heard(time.monotonic(), where, text))
            self._more.notify_all()

    def all(self) -> list[Heard]:
        with self._lock:
            return list(self._heard)

    def wait_for(self, is_there: Callable[[list[Heard]], bool]) -> None:
        """Waits until what was heard so far satisfies `is_there`."""
        with self._more:
            assert self._more.wait_for(lambda: is_there(self._heard), PATIENCE_S), self._heard[-5:]


class Listeners:
    """Listeners in threads of their own, until they are closed."""

    def __init__(self, base: str, record: Record) -> None:
        self.base, self.record = base, record
        self._threads: list[threading.Thread] = []
        self._ends: list[Callable[[], object]] = []
        self._over = threading.Event()

    def socket(self, namespace: str, token: str | None = None) -> None:
        """Listens to a namespace over a websocket."""
        address = self.base.replace("http", "ws", 1) + PATH + "websocket"
        line = websocket.create_connection(address, timeout=PATIENCE_S)
        where = f"socket {namespace}"
        line.recv()
        line.send(_hello(namespace, token))

        def listen() -> None:
            with contextlib.suppress(websocket.WebSocketException, OSError):
                while not self._over.is_set():
                    text = line.recv()
                    if text == "2":
                        line.send("3")
                    elif text:
                        self.record.keep(where, text)

        self._ends.append(line.shutdown)
        self._start(listen)

    def polling(self, namespace: str, token: str | None = None) -> None:
        """Listens to a namespace over long polling, as behind a proxy that knows no websockets."""
        http = httpx.Client(base_url=self.base, timeout=PATIENCE_S, trust_env=False)
        where = f"polling {namespace}"
        opened = http.get(f"{PATH}polling").text
        line = f"{PATH}polling&sid={json.loads(opened[1:])['sid']}"
        http.post(line, content=_hello(namespace, token))

        def listen() -> None:
            with contextlib.suppress(httpx.TransportError):
                while not self._over.is_set():
                    answer = http.get(line)
                    if answer.is_error:
                        return
                    for packet in answer.text.split(SEPARATOR):
                        if packet == "2":
                            http.post(line, content="3")
                        else:
                            self.record.keep(where, packet)

        # By a line of its own: the listener's may have ended by then.
        self._ends.append(lambda: httpx.post(self.base + line, content="1", timeout=PATIENCE_S, trust_env=False))
        self._start(listen, http.close)

    def asking(self, paths: list[str], token: str | None = None, pause_s: float = 0.05) -> Callable[[], None]:
        """Asks for these addresses over and over, as a crowd that reloads does; gives what asks for all of them now."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        http = httpx.Client(base_url=self.base, timeout=PATIENCE_S, headers=headers, trust_env=False)

        def ask() -> None:
            for path in paths:
                self.record.keep(f"asked {path}", http.get(path).text)

        def go_on() -> None:
            while not self._over.wait(pause_s):
                ask()

        self._start(go_on, http.close)
        return ask

    def close(self) -> None:
        """Ends every listener."""
        self._over.set()
        for end in self._ends:
            with contextlib.suppress(httpx.TransportError, websocket.WebSocketException, OSError):
                end()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _start(self, listen: Callable[[], None], after: Callable[[], None] = lambda: None) -> None:
        def run() -> None:
            try:
                listen()
            finally:
                after()

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()


def states(heard: Heard) -> Iterator[dict[str, Any]]:
    """The live states in a packet of a socket: `{"topic", "rev", "at", "data"}`."""
    start = heard.text.find('["state",')
    if start >= 0 and heard.where.startswith(("socket", "polling")):
        _name, state = json.loads(heard.text[start:])
        yield state


def everything(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside of a document, however deep."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from everything(each)


def _hello(namespace: str, token: str | None) -> str:
    return f"40{namespace},{json.dumps({'token': token} if token else {})}"
