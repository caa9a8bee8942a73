"""The server killed with -9 at random moments while nine judges submit: nothing is lost, nothing doubled.

Some of the kills come while it starts. Some of the ends are Ctrl+C and SIGTERM instead, under the same churn: the first
signal has to be enough.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from socketio import SimpleClient
from socketio.exceptions import SocketIOError

from tests.browser.server import Server
from tests.cast import Cast
from tests.load.hall import QUICK, Device, make_contest, reckon, wait_until

PERFORMANCES_A_KILL = 1.5
MOST_ANSWERS = 40
LONGEST_UP_S = 0.3
LONGEST_START_S = 1.0
END_WITHIN_S = 10
SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class Ends:
    """How the server came to its ends."""

    kills: int = 0
    in_the_start: int = 0
    by_signal: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """The server and the nine devices. `up` is set while the server runs, `enough` at the end."""

    server: Server
    devices: list[Device]
    up: threading.Event
    enough: threading.Event = field(default_factory=threading.Event)

    @property
    def answers(self) -> int:
        """How many answers the judges had so far."""
        return sum(device.statuses.total() for device in self.devices)

    @property
    def is_done(self) -> bool:
        """Whether no judge has a sheet left."""
        return all(device.is_done for device in self.devices)


def come_and_go(room: Room, cast: Cast) -> None:
    """Screens and tablets whose sockets open and close all the time: an end has to come through that as well."""
    doors = [("/stage", cast.stage.token), ("/judge", cast.judge(1).token), ("/public", None)]
    while not room.enough.is_set():
        room.up.wait(1)
        for namespace, token in doors:
            client = SimpleClient()
            try:
                auth = {"token": token} if token else None
                client.connect(
                    room.server.base, namespace=namespace, auth=auth, transports=["websocket"], wait_timeout=2
                )
                client.disconnect()
            except (SocketIOError, OSError, ValueError):
                time.sleep(0.2)


def end_again_and_again(room: Room, ends: Ends, chance: random.Random, kills: int, signals: int) -> None:
    """So many ends in a random order, each followed by a start; every fifth kill comes in the middle of a start."""
    order = ["kill"] * (kills - 1) + ["signal"] * signals  # the last kill comes once the judges are done
    chance.shuffle(order)
    for how in order:
        if how == "kill" and ends.kills >= kills - 1:
            continue
        before = room.answers
        some = before + chance.randint(1, MOST_ANSWERS)
        wait_until(lambda some=some: room.answers >= some or room.is_done, "judges are at work again", 120)
        time.sleep(chance.uniform(0, LONGEST_UP_S))
        room.up.clear()
        if how == "signal":
            ends.by_signal.append(room.server.end_by(SIGNALS[len(ends.by_signal) % 2], END_WITHIN_S))
        else:
            room.server.kill()
            ends.kills += 1
            if chance.random() < 0.2 and ends.kills < kills - 1:
                room.server.begin()
                time.sleep(chance.uniform(0, LONGEST_START_S))
                room.server.kill()
                ends.kills += 1
                ends.in_the_start += 1
        room.server.restart()
        room.up.set()


def run(kills: int, signals: int, seed: int) -> str:
    """The line that says what happened; raises `AssertionError` when a sheet is not as it was acknowledged."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name) / "data"
        cast = make_contest(folder, int((kills + signals) * PERFORMANCES_A_KILL) + 4)
        server, ends, up = Server(folder, **QUICK), Ends(), threading.Event()
        up.set()
        devices = [Device.of(key, server.base, person, seed, up) for key, person in cast.judges.items()]
        room = Room(server, devices, up)
        with ThreadPoolExecutor(len(devices) + 1) as pool:
            jobs = [pool.submit(device.work, room.enough) for device in devices]
            jobs.append(pool.submit(come_and_go, room, cast))
            try:
                end_again_and_again(room, ends, random.Random(seed), kills, signals)
            finally:
                room.enough.set()
                up.set()
            for job in jobs:
                job.result()
        server.kill()
        ends.kills += 1
        faults = [fault for device in devices for fault in device.faults]
        assert not faults, faults
        assert "Traceback" not in server.said, server.said[-3000:]
        held = reckon(folder, devices)
        statuses: Counter[int] = sum((device.statuses for device in devices), Counter())
        tries = sum(device.tries for device in devices)
    slowest = max(ends.by_signal, default=0.0)
    return (
        f"{ends.kills} kills (-9), {ends.in_the_start} of them during a start; {len(ends.by_signal)} ends by one "
        f"signal, the slowest in {slowest:.2f} s. {held['sheets']} sheets acknowledged, all there, none twice; "
        f"{held['replays']} replays, each the same answer; {held['lines']} lines of the record, all well. "
        f"{tries} requests, {tries - statuses.total()} without an answer, {dict(statuses)}."
    )


def main() -> int:
    """The full form; 0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--signals", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.stdout.write(f"{run(arguments.kills, arguments.signals, arguments.seed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
