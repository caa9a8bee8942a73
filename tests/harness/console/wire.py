"""Just enough Engine.IO 4 over a websocket for the vendored client: states out, time answered, the rest ignored."""

from __future__ import annotations

import contextlib
import json
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.harness.console.server import Night

TOPICS = {
    "/director": ["show", "cues", "screens", "stage", "overlay", "stage.next", "overlay.next", "mc"],
    "/stage": ["stage"],
    "/overlay": ["overlay"],
}


class Socket:
    """One websocket: frames in and out, and the namespace it has joined."""

    def __init__(self, handler: BaseHTTPRequestHandler, night: Night) -> None:
        self.inp, self.out, self.raw, self.night = handler.rfile, handler.wfile, handler.connection, night
        self.namespace = ""
        self.sending = threading.Lock()

    def send(self, text: str, opcode: int = 1) -> None:
        data = text.encode()
        size = len(data)
        head = bytes([0x80 | opcode]) + (
            bytes([size])
            if size < 126
            else struct.pack("!BH", 126, size)
            if size < 65536
            else struct.pack("!BQ", 127, size)
        )
        with self.sending, contextlib.suppress(OSError, ValueError):  # a page that has gone hears nothing more
            self.out.write(head + data)
            self.out.flush()

    def receive(self) -> str | None:
        head = self.inp.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return None
        size = head[1] & 127
        if size == 126:
            size = struct.unpack("!H", self.inp.read(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self.inp.read(8))[0]
        mask = self.inp.read(4)
        data = self.inp.read(size)
        return bytes(b ^ mask[i % 4] for i, b in enumerate(data)).decode("utf-8", "replace")

    def event(self, name: str, data: Any) -> None:
        self.send(f"42{self.namespace},{json.dumps([name, data], ensure_ascii=False)}")

    def states(self) -> None:
        try:
            for topic in TOPICS.get(self.namespace, []):
                self.event("state", self.night.evening.topic(topic))
        except OSError:
            self.close()

    def close(self) -> None:
        if self in self.night.sockets:
            self.night.sockets.remove(self)
        try:
            self.raw.shutdown(2)
        except OSError:
            return

    def run(self) -> None:
        self.send(
            "0"
            + json.dumps({"sid": "h", "upgrades": [], "pingInterval": 25000, "pingTimeout": 20000, "maxPayload": 10**6})
        )
        with self.night.lock:
            self.night.sockets.append(self)
        threading.Thread(target=self._ping, daemon=True).start()
        while (text := self.receive()) is not None:
            if text.startswith("40"):
                self.namespace = text[2:].split(",")[0]
                self.send(f'40{self.namespace},{{"sid":"h"}}')
                with self.night.lock:
                    self.states()
            elif text.startswith("42"):
                head, _, body = text[2:].partition("[")
                number = head.partition(",")[2]
                if number and json.loads("[" + body)[0] == "time":
                    self.send(f"43{self.namespace},{number}[{time.time() * 1000}]")
        self.close()

    def _ping(self) -> None:
        while self in self.night.sockets:
            time.sleep(20)
            try:
                self.send("2")
            except OSError:
                self.close()
