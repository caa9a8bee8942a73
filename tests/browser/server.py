"""A real server for a test: `run.py serve` as a process of its own, over a data folder of its own, as in a hall.

Responsible for starting it, killing it, starting it again at the same place, and for saying whether it ended well.
"""

from __future__ import annotations

import json
import os
import random
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
RUN = (sys.executable, str(ROOT / "run.py"))
START_S = 60
END_S = 5


def free_port() -> int:
    """A port of loopback that nobody listens on.

    Taken from below those that systems hand out for connections: while a server is down, none of those can sit on it.
    """
    for port in random.sample(range(20_000, 29_000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port below 29000")


def environ(**own: str) -> dict[str, str]:
    """The environment of a command of the product: none of the settings around the tests, its packages from here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}
    return {**kept, "CONTEST_NO_VENV": "1", **own}


def links_of(folder: Path) -> dict[str, Any]:
    """What `run.py links --json` says for a data folder: new links for everybody."""
    asked = subprocess.run(
        [*RUN, "links", "--json", "--data", str(folder)],
        env=environ(), capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    links: dict[str, Any] = json.loads(asked.stdout)
    return links


class Server:
    """The server of one data folder, always at the same port."""

    def __init__(
        self, folder: Path, host: str = "127.0.0.1", *, started: bool = True, tls: bool = False, **own: str
    ) -> None:
        self.folder, self.host, self.port = folder, host, free_port()
        self.tls = tls
        self.base = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self.states: dict[str, Any] = {}  # who has come in once: the cookies of that browser
        self._environ = environ(**own)
        self._log = folder.with_name(f"{folder.name}.log")
        self._process: subprocess.Popen[bytes] | None = None
        if started:
            self.start()

    @cached_property
    def links(self) -> dict[str, Any]:
        """Links, keys and PINs of everybody, from the command."""
        return links_of(self.folder)

    @property
    def trust(self) -> ssl.SSLContext | bool:
        """What a program has to trust: over https the root that the server made for itself, and nothing else."""
        return ssl.create_default_context(cafile=self.folder / "tls" / "root.pem") if self.tls else True

    @property
    def pid(self) -> int:
        """The number of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Starts it and waits until pages can be served."""
        self.begin()
        self.wait_until_healthy()

    def begin(self) -> None:
        """Starts it and waits for nothing."""
        command = [*RUN, "serve", "--host", self.host, "--port", str(self.port), "--data", str(self.folder)]
        command += ["--tls", "--install-port", "0"] if self.tls else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environ, stdout=subprocess.DEVNULL, stderr=log)

    def wait_until_healthy(self) -> None:
        """Waits until pages can be served; fails when it ends instead."""
        assert self._process is not None
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert self._process.poll() is None, self._log.read_text("utf-8")
            try:
                if httpx.get(f"{self.base}/healthz", trust_env=False, verify=self.trust).is_success:
                    return
            except (httpx.TransportError, FileNotFoundError):
                time.sleep(0.02)
        raise TimeoutError(f"{self.base} does not answer")

    def kill(self) -> None:
        """Ends it as a power cut does: nothing is said, nothing is put in order."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end_by(self, signal: int, within_s: float) -> float:
        """How long it took to end by that one signal, in seconds; fails when it does not, or not with 0."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal)
        try:
            code = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still there {within_s} s after signal {signal}") from None
        assert code == 0, f"ended with {code}: {self._log.read_text('utf-8')[-2000:]}"
        return time.monotonic() - began

    @property
    def said(self) -> str:
        """What it has complained of so far."""
        return self._log.read_text("utf-8")

    def restart(self) -> None:
        """Starts it again after a kill."""
        self.start()

    def on_disk(self, query: str) -> list[tuple[object, ...]]:
        """What the data folder holds, read past the server."""
        rows = sqlite3.connect(f"file:{self.folder / 'contest.db'}?mode=ro", uri=True)
        try:
            return rows.execute(query).fetchall()
        finally:
            rows.close()

    def stop(self) -> None:
        """Ends it; fails when it has complained of anything until now. How it ends is for the launcher's tests."""
        assert self._process is not None
        said = self._log.read_text("utf-8")
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()
        assert "Traceback" not in said, said
