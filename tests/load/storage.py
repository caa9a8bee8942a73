"""The database in use, or its disk full, while nine judges submit: honest answers, nothing half written.

Measures what everybody else notices meanwhile (a screen's socket, a judge who reads), and sees to it that the server
goes on by itself once there is room again.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
from socketio import SimpleClient
from socketio.exceptions import SocketIOError

from tests.browser.server import Server
from tests.cast import Cast
from tests.load.disks import a_disk
from tests.load.hall import QUICK, Device, make_contest, reckon, wait_until

PERFORMANCES, MANY_PERFORMANCES = 24, 120
WARM_BYTES = 4_000_000  # of 1,000 pages, when SQLite brings the log over
"""A log that has been brought over once: from then on a full disk strikes in the middle of a checkpoint."""
WORST_READ_S = 10.0
"""More than a busy machine makes anybody wait; nine writers who wait inside SQLite hold everybody up for longer."""


class Bystanders:
    """A screen's socket and a judge's tablet that only look: what is the longest they waited?"""

    def __init__(self, base: str, cast: Cast) -> None:
        self._base, self._cast = base, cast
        self._enough = threading.Event()
        self.worst_s = {"socket": 0.0, "reading": 0.0}
        self.looks = {"socket": 0, "reading": 0}

    def __enter__(self) -> Bystanders:
        self._pool = ThreadPoolExecutor(2)
        self._jobs = [self._pool.submit(self._socket), self._pool.submit(self._reading)]
        return self

    def __exit__(self, *_fault: object) -> None:
        self._enough.set()
        for job in self._jobs:
            job.result()
        self._pool.shutdown()

    def forget(self) -> None:
        """Counts from here on: the fault begins."""
        self.worst_s, self.looks = dict.fromkeys(self.worst_s, 0.0), dict.fromkeys(self.looks, 0)

    def _socket(self) -> None:
        client = SimpleClient()
        client.connect(
            self._base, namespace="/stage", auth={"token": self._cast.stage.token}, transports=["websocket"],
            wait_timeout=20,
        )  # fmt: skip
        while not self._enough.is_set():
            with self._timed("socket"):
                while not self._enough.is_set():
                    with contextlib.suppress(SocketIOError):  # a line that broke is dialed again: that counts
                        client.call("time", timeout=5)
                        break
        client.disconnect()

    def _reading(self) -> None:
        headers = self._cast.judge(9).bearer
        with httpx.Client(base_url=self._base, headers=headers, trust_env=False, verify=False, timeout=30) as http:
            while not self._enough.is_set():
                with self._timed("reading"):
                    assert http.get("/api/v1/snapshot/judge.j9").status_code == 200

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.worst_s[what] = max(self.worst_s[what], time.monotonic() - began)
        self.looks[what] += 1
        time.sleep(0.03)

    def __str__(self) -> str:
        each = (f"{what} {self.looks[what]} times, at worst {s * 1000:.0f} ms" for what, s in self.worst_s.items())
        return ", ".join(each)


class Hall:
    """Nine judges at a server, each submitting until it is enough."""

    def __init__(self, server: Server, cast: Cast, seed: int) -> None:
        self.server, self.cast = server, cast
        self.devices = [Device.of(key, server.base, person, seed) for key, person in cast.judges.items()]
        self._enough = threading.Event()

    def __enter__(self) -> Hall:
        self._pool = ThreadPoolExecutor(len(self.devices))
        self._jobs = [self._pool.submit(device.work, self._enough) for device in self.devices]
        return self

    def __exit__(self, *_fault: object) -> None:
        self._enough.set()
        for job in self._jobs:
            job.result()
        self._pool.shutdown()

    @property
    def receipts(self) -> int:
        """How many sheets were acknowledged so far."""
        return sum(len(device.receipts) for device in self.devices)

    def kinds(self) -> set[str]:
        """What the refusals so far were called."""
        return set().union(*(device.problems for device in self.devices))

    def all_refused(self) -> bool:
        """Whether every device has been told that the server could not write."""
        return all(device.problems for device in self.devices)

    def ready(self) -> tuple[int, str | None]:
        """What /readyz says: its status, and the fault that it names."""
        answer = httpx.get(f"{self.server.base}/readyz", trust_env=False, timeout=20)
        return answer.status_code, answer.json().get("fault")

    def halves(self) -> int:
        """How many submitted sheets lack their version or their line of the record at this moment."""
        (found,) = self.server.on_disk(
            "SELECT abs((SELECT count(*) FROM sheet WHERE state = 'submitted') - (SELECT count(*) FROM sheet_version))"
            " + abs((SELECT count(*) FROM sheet_version)"
            " - (SELECT count(*) FROM audit_entry WHERE act = 'submit_sheet'))"
        )
        return int(str(found[0]))

    def reckoning(self) -> str:
        """The words for what the data folder holds."""
        self.server.kill()
        faults = [fault for device in self.devices for fault in device.faults]
        assert not faults, faults
        assert "Traceback" not in self.server.said, self.server.said[-3000:]
        held = reckon(self.server.folder, self.devices)
        return f"{held['sheets']} sheets acknowledged, all there, none twice; {held['replays']} replays"


def in_use(hold_s: float, seed: int = 1) -> str:
    """Another process holds the write lock for `hold_s`, and until every judge was told so."""
    with tempfile.TemporaryDirectory(prefix="in-use-") as name:
        folder = Path(name) / "data"
        cast = make_contest(folder, PERFORMANCES)
        hall = Hall(Server(folder, **QUICK), cast, seed)
        with Bystanders(hall.server.base, cast) as bystanders, hall:
            wait_until(lambda: hall.receipts > 0, "a first sheet")
            with closing(sqlite3.connect(folder / "contest.db", isolation_level=None, timeout=30)) as other:
                other.execute("BEGIN EXCLUSIVE")
                bystanders.forget()
                began, before = time.monotonic(), hall.receipts
                assert hall.ready() == (503, "in-use")
                wait_until(hall.all_refused, "every judge is told that the server is busy")
                time.sleep(max(0.0, hold_s - (time.monotonic() - began)))
                assert hall.halves() == 0
                held_s, during = time.monotonic() - began, hall.receipts - before
                other.execute("ROLLBACK")
            after_s = wait_until(lambda: hall.receipts >= before + len(hall.devices), "sheets come in again")
            assert hall.ready() == (200, None)
        assert hall.kinds() == {"/problems/busy"}, hall.kinds()
        assert max(bystanders.worst_s.values()) < WORST_READ_S, str(bystanders)
        told = hall.reckoning()
    found = f"In use for {held_s:.1f} s ({during} sheets meanwhile), going on after {after_s:.2f} s"
    return f"{found}. {told}. {bystanders}."


def full(hold_s: float, *, warm: bool, seed: int = 1) -> str:
    """The disk is full for `hold_s`, and until judges were told so. `warm`: full when the log has gone round once."""
    with tempfile.TemporaryDirectory(prefix="full-") as name, a_disk(Path(name)) as disk:
        cast = make_contest(disk.folder, MANY_PERFORMANCES if warm else PERFORMANCES)
        hall = Hall(Server(disk.folder, **QUICK), cast, seed)
        server = hall.server
        try:
            with Bystanders(server.base, cast) as bystanders, hall:
                log = disk.folder / "contest.db-wal"
                enough = WARM_BYTES if warm else 0
                wait_until(lambda: hall.receipts > 0 and log.stat().st_size >= enough, "the log is long enough", 120)
                disk.fill(server.pid)
                bystanders.forget()
                began = time.monotonic()
                wait_until(hall.all_refused, "every judge is told that there is no room", 60)
                wait_until(lambda: hall.ready()[0] == 503, "/readyz says no")
                fault = hall.ready()[1]
                time.sleep(hold_s)
                assert httpx.get(f"{server.base}/healthz", trust_env=False).status_code == 200
                assert hall.halves() == 0
                held_s, before, log_bytes = time.monotonic() - began, hall.receipts, log.stat().st_size
                disk.free(server.pid)
                after_s = wait_until(lambda: hall.receipts >= before + len(hall.devices), "sheets come in again")
                wait_until(lambda: hall.ready() == (200, None), "/readyz says yes")
            expected = {"tmpfs": ("full", "/problems/disk-full")}.get(
                disk.name, ("unavailable", "/problems/storage-unavailable")
            )
            assert (fault, *hall.kinds()) == expected, (fault, hall.kinds())
            assert max(bystanders.worst_s.values()) < WORST_READ_S, str(bystanders)
            told = hall.reckoning()
        finally:
            server.kill()
    return (
        f"Disk full ({disk.name}{', log gone round' if warm else ''}, log {log_bytes / 1e6:.1f} MB) "
        f"for {held_s:.1f} s, going on after {after_s:.2f} s. {told}. {bystanders}."
    )


def start_when_full(seed: int = 1) -> str:
    """Killed while the disk is full, and started again: it serves or says why not; with room it has everything."""
    with tempfile.TemporaryDirectory(prefix="full-") as name, a_disk(Path(name)) as disk:
        if disk.name != "tmpfs":
            return f"A start on a full disk is not tried: no file system may be mounted here ({disk.name})."
        cast = make_contest(disk.folder, PERFORMANCES)
        hall = Hall(Server(disk.folder, **QUICK), cast, seed)
        with hall:
            wait_until(lambda: hall.receipts >= 2 * len(hall.devices), "some sheets")
        hall.server.kill()
        disk.fill(hall.server.pid)
        hall.server.begin()
        served = True
        try:
            hall.server.wait_until_healthy()
        except AssertionError:
            served = False
        said = hall.server.said.strip()
        hall.server.kill()
        disk.free(hall.server.pid)
        hall.server.start()
        told = hall.reckoning()
    with contextlib.suppress(IndexError):
        said = said.splitlines()[-1]
    return f"Started on a full disk: {'served' if served else f'refused with “{said}”'}; with room: {told}."


def main() -> int:
    """The full form, or the short one; 0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="only as long as it takes to be told")
    short = (lambda: in_use(0), lambda: full(0, warm=False))
    whole = (lambda: in_use(10), lambda: full(10, warm=False), lambda: full(10, warm=True), start_when_full)
    for line in short if parser.parse_args().short else whole:
        sys.stdout.write(f"{line()}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
