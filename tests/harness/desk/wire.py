"""A Socket.IO endpoint in a few lines, over WebSocket only: enough for the pages of the desk to be looked at.

Speaks Engine.IO 4 and Socket.IO 5 text packets. Never keeps anything for a client that is away, as the real one.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
Snapshot = Callable[[str], list[dict[str, Any]]]


class Hub:
    """All open sockets, and the one way to send to those of a namespace."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.sockets: set[Socket] = set()
        self.lock = threading.Lock()

    def emit(self, namespace: str, envelope: dict[str, Any]) -> None:
        """Sends one topic's state to everyone in `namespace`."""
        with self.lock:
            sockets = [s for s in self.sockets if s.namespace == namespace]
        for socket in sockets:
            socket.event("state", envelope)

    def drop(self) -> None:
        """Cuts every socket, as a network does."""
        with self.lock:
            sockets = list(self.sockets)
        for socket in sockets:
            socket.close()


class Socket:
    """One WebSocket, served in the thread of its request until it ends."""

    def __init__(self, hub: Hub, request: BaseHTTPRequestHandler) -> None:
        self.hub = hub
        self.request = request
        self.namespace = ""
        self.writing = threading.Lock()
        self.alive = True

    def serve(self) -> None:
        key = self.request.headers["Sec-WebSocket-Key"]
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        self.request.send_response(101)
        self.request.send_header("Upgrade", "websocket")
        self.request.send_header("Connection", "Upgrade")
        self.request.send_header("Sec-WebSocket-Accept", accept)
        self.request.end_headers()
        self.request.close_connection = True
        hello = {"sid": "x", "upgrades": [], "pingInterval": 20000, "pingTimeout": 20000, "maxPayload": 1000000}
        self.send("0" + json.dumps(hello))
        threading.Thread(target=self.ping, daemon=True).start()
        try:
            while (text := self.read()) is not None:
                self.handle(text)
        except OSError:
            pass
        finally:
            self.close()

    def ping(self) -> None:
        while self.alive:
            time.sleep(15)
            self.send("2")

    def handle(self, text: str) -> None:
        if text.startswith("40"):
            self.namespace = text[2:].partition(",")[0]
            with self.hub.lock:
                self.hub.sockets.add(self)
            self.send(f'40{self.namespace},{{"sid":"x"}}')
            for envelope in self.hub.snapshot(self.namespace):
                self.event("state", envelope)
        elif text.startswith("42"):
            head, _, body = text.partition("[")
            name, *_rest = json.loads("[" + body)
            number = head.rpartition(",")[2]
            if name == "time" and number:
                self.send(f"43{self.namespace},{number}[{time.time_ns() // 1_000_000}]")

    def event(self, name: str, data: Any) -> None:
        self.send(f"42{self.namespace},{json.dumps([name, data], ensure_ascii=False)}")

    def send(self, text: str) -> None:
        data = text.encode()
        size = len(data)
        head = b"\x81"
        if size < 126:
            head += bytes([size])
        elif size < 65536:
            head += b"\x7e" + struct.pack(">H", size)
        else:
            head += b"\x7f" + struct.pack(">Q", size)
        try:
            with self.writing:
                self.request.wfile.write(head + data)
                self.request.wfile.flush()
        except (OSError, ValueError):
            self.alive = False

    def read(self) -> str | None:
        """The next text message; None at the end. Fragments do not occur with these short messages."""
        while True:
            head = self.request.rfile.read(2)
            if len(head) < 2:
                return None
            opcode, size = head[0] & 15, head[1] & 127
            if size == 126:
                size = struct.unpack(">H", self.request.rfile.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.request.rfile.read(8))[0]
            mask = self.request.rfile.read(4)
            body = bytes(b ^ mask[i % 4] for i, b in enumerate(self.request.rfile.read(size)))
            if opcode == 8:
                return None
            if opcode == 1:
                return body.decode()

    def close(self) -> None:
        self.alive = False
        with self.hub.lock:
            self.hub.sockets.discard(self)
        with contextlib.suppress(OSError):
            self.request.connection.shutdown(2)
