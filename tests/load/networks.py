"""Networks as bad as a hall's at its worst: a fifth is lost, all of it comes late, and time and again it is gone.

Made by the kernel (`tc netem` between two network namespaces) where the machine allows it, else by a proxy of our own
that does to a connection what those losses do to it: late, later still, cut in the middle of an answer, silent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

LOSS = 0.20
DELAY_S = 0.3
OUTAGE_S = 5.0
BETWEEN_OUTAGES_S = 6.0


class Network(Protocol):
    """The way between a tablet and the server. `base` is where the tablet finds the server, `browser` what it runs."""

    name: str
    base: str
    browser: str
    outages: int

    def worsen(self) -> None:
        """From now on it is bad."""

    def mend(self) -> None:
        """It is good again."""


class Proxy:
    """A proxy on loopback. Good until it is told otherwise; loses nothing that TCP would not lose."""

    name = "proxy"
    CHUNK = 1448
    RESEND_S = 0.9  # what a lost segment costs at this delay; twice as much when its repetition is lost too
    CUT = 0.03
    TORN = 0.3

    def __init__(self, server: str, browser: str, seed: int) -> None:
        self.browser, self.outages = browser, 0
        self.late = self.cut = 0
        self._chance = random.Random(seed)
        self._server = urlsplit(server)
        self._bad, self._lines = False, set[asyncio.StreamWriter]()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.base = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def worsen(self) -> None:
        """From now on it is bad."""
        self._bad = True
        self._outages = asyncio.run_coroutine_threadsafe(self._come_and_go(), self._loop)

    def mend(self) -> None:
        """It is good again."""
        self._bad = False
        self._outages.cancel()
        self._loop.call_soon_threadsafe(self._there.set)

    def close(self) -> None:
        """Hangs up everything."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _end(self) -> None:
        self._listening.close()
        for line in list(self._lines):
            line.transport.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _listen(self) -> str:
        self._there = asyncio.Event()
        self._there.set()
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    async def _come_and_go(self) -> None:
        """Outages: nothing comes through, and some connections do not outlive it."""
        while True:
            await asyncio.sleep(BETWEEN_OUTAGES_S * self._chance.uniform(0.5, 1.2))
            self._there.clear()
            self.outages += 1
            for line in list(self._lines):
                if self._chance.random() < self.TORN:
                    self._tear(line)
            await asyncio.sleep(OUTAGE_S)
            self._there.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._there.wait()  # a knock that is not heard is repeated until it is
        try:
            up_reader, up_writer = await asyncio.open_connection(self._server.hostname, self._server.port)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, up_writer}
        try:
            await asyncio.gather(self._carry(reader, up_writer, False), self._carry(up_reader, writer, True))
        except (OSError, asyncio.CancelledError):
            pass  # cut, or the end of the proxy
        finally:
            for line in (writer, up_writer):
                self._lines.discard(line)
                line.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, chunk = await under_way.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await self._there.wait()
                if self._bad and answers and chunk and self._chance.random() < self.CUT:
                    writer.write(chunk[: len(chunk) // 2])
                    await writer.drain()
                    self._tear(writer)
                    raise ConnectionAbortedError
                if not chunk:
                    with contextlib.suppress(OSError):
                        writer.write_eof()
                    return
                writer.write(chunk)
                await writer.drain()

        delivering = asyncio.ensure_future(deliver())
        due = 0.0
        try:
            while not delivering.done():
                chunk = await reader.read(self.CHUNK if self._bad else 1 << 16)
                due = max(due, time.monotonic() + self._lateness())  # nothing overtakes within a connection
                under_way.put_nowait((due, chunk))
                if not chunk:
                    break
            await delivering
        finally:
            delivering.cancel()

    def _lateness(self) -> float:
        if not self._bad:
            return 0.0
        late, again = DELAY_S, self.RESEND_S
        while self._chance.random() < LOSS:
            self.late += 1
            late, again = late + again, min(again * 2, 8)
        return late

    def _tear(self, line: asyncio.StreamWriter) -> None:
        self.cut += 1
        line.transport.abort()

    def __str__(self) -> str:
        return f"proxy ({self.late} segments late as if lost, {self.cut} connections cut, {self.outages} outages)"


class Namespace:
    """A network namespace for the tablet, two virtual cards between it and the server, `netem` on both of them."""

    name = "netem"

    def __init__(self, browser: str, folder: Path) -> None:
        self._space, number = f"hall-{os.getpid()}", os.getpid() % 250
        self._cards = (f"h{os.getpid()}s", f"h{os.getpid()}t")
        self.host, tablet = f"10.231.{number}.1", f"10.231.{number}.2"
        self.outages = 0
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None
        self._tablet = tablet
        wrapper = folder / "browser-in-the-hall"
        wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {self._space} "{browser}" "$@"\n')
        wrapper.chmod(0o700)
        self.browser, self.base = str(wrapper), ""

    def open(self) -> None:
        """Makes namespace and cards; raises `CalledProcessError` where that is not allowed."""
        ip("netns", "add", self._space)
        ip("link", "add", self._cards[0], "type", "veth", "peer", "name", self._cards[1], "netns", self._space)
        ip("addr", "add", f"{self.host}/30", "dev", self._cards[0])
        ip("link", "set", self._cards[0], "up")
        ip("-n", self._space, "addr", "add", f"{self._tablet}/30", "dev", self._cards[1])
        ip("-n", self._space, "link", "set", self._cards[1], "up")
        ip("-n", self._space, "link", "set", "lo", "up")

    def try_out(self) -> None:
        """Nothing when the cards can be made bad; raises `CalledProcessError` where the kernel has no netem."""
        self._shape(LOSS)
        self._good()

    def worsen(self) -> None:
        """From now on it is bad."""
        self._shape(LOSS)
        self._thread = threading.Thread(target=self._come_and_go)
        self._thread.start()

    def mend(self) -> None:
        """It is good again."""
        self._enough.set()
        if self._thread is not None:
            self._thread.join()
        self._good()

    def close(self) -> None:
        """Gives the cards and the namespace back."""
        self._enough.set()
        subprocess.run(["ip", "link", "del", self._cards[0]], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", self._space], check=False, capture_output=True)

    def _come_and_go(self) -> None:
        while not self._enough.wait(BETWEEN_OUTAGES_S):
            self._shape(1)
            self.outages += 1
            self._enough.wait(OUTAGE_S)
            self._shape(LOSS)

    def _good(self) -> None:
        for inside in (False, True):
            self._tc(inside, "del", "root")

    def _shape(self, loss: float) -> None:
        late = f"{DELAY_S * 1000:.0f}ms"
        for inside in (False, True):
            self._tc(inside, "replace", "root", "netem", "delay", late, "loss", f"{loss:.0%}")

    def _tc(self, inside: bool, act: str, *order: str) -> None:
        where = ["-n", self._space] if inside else []
        subprocess.run(
            ["tc", *where, "qdisc", act, "dev", self._cards[inside], *order], check=True, capture_output=True
        )

    def __str__(self) -> str:
        how = f"{LOSS:.0%} lost, {DELAY_S * 1000:.0f} ms each way, {self.outages} outages"
        return f"tc netem in a network namespace ({how})"


def ip(*order: str) -> None:
    """Runs `ip`."""
    subprocess.run(["ip", *order], check=True, capture_output=True)


@contextlib.contextmanager
def a_namespace(browser: str, folder: Path) -> Iterator[Namespace | None]:
    """A namespace whose cards can be made bad; None where the machine does not allow that."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("ip") and shutil.which("tc")):
        yield None
        return
    made = Namespace(browser, folder)
    try:
        made.open()
        made.try_out()
    except (OSError, subprocess.CalledProcessError):
        made.close()
        yield None
        return
    try:
        yield made
    finally:
        made.close()
