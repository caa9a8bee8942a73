"""Floors: the least that the machine itself needs for the same effect, without this product."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path

from contest.cli.benchmarks.figures import Timing

MESSAGE = b"x" * 512


def disk_and_loopback(folder: Path, n: int) -> Timing:
    """One message over loopback TCP, 512 bytes forced to disk, one message back: the least a durable push can take."""
    listener = socket.create_server(("127.0.0.1", 0))
    answering = threading.Thread(target=_answer, args=(listener, folder / "floor.bin", n), daemon=True)
    answering.start()
    timings = []
    with socket.create_connection(listener.getsockname()) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(n):
            start = time.perf_counter()
            client.sendall(MESSAGE)
            _receive(client)
            timings.append((time.perf_counter() - start) * 1000)
    answering.join(5)
    listener.close()
    return Timing.of("loopback TCP + fdatasync", timings)


def _answer(listener: socket.socket, path: Path, n: int) -> None:
    connection, _address = listener.accept()
    with connection, path.open("wb", buffering=0) as file:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(n):
            _receive(connection)
            file.write(MESSAGE)
            getattr(os, "fdatasync", os.fsync)(file.fileno())
            connection.sendall(MESSAGE)


def _receive(connection: socket.socket) -> None:
    left = len(MESSAGE)
    while left:
        left -= len(connection.recv(left))
