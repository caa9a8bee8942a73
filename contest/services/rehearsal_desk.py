"""The rehearsal beside a running server, as the organiser's page starts it, sees it and ends it.

Responsible for a process of its own (`run.py rehearse --hold`) in a folder of its own, on the next port. Writes nothing
into the contest: what is rehearsed leaves no trace in its record.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import httpx

from contest.config import ROOT, Settings
from contest.domain.said import say
from contest.services.refusals import WrongState

FOLDER = "rehearsal"
ASK_S = 1.0
SCREENS = ("stage", "overlay", "mc")


@dataclass(frozen=True, slots=True)
class RehearsalState:
    """Whether it is `off`, `starting` or `on`; while it is on, its address and a link for each role."""

    state: str
    base: str = ""
    links: dict[str, str] | None = None


_started: dict[str, subprocess.Popen[bytes]] = {}


def state_of(settings: Settings) -> RehearsalState:
    """How the rehearsal beside this server is now: as it says itself, if it answers."""
    told = _told(settings)
    if told is not None and _answers(settings):
        return RehearsalState("on", told["base"], told["links"])
    process = _started.get(str(settings.data_dir))
    return RehearsalState("starting" if process is not None and process.poll() is None else "off")


def start(settings: Settings) -> None:
    """Starts it. Raises `WrongState` within a rehearsal, and while one is there already."""
    if settings.rehearsal:
        raise WrongState(say("Đây đã là buổi tập dượt."))
    if not settings.server_file.exists():
        raise WrongState(say("Chỉ mở được buổi tập dượt khi hội thi đang chạy bằng lệnh serve."))
    if state_of(settings).state != "off":
        raise WrongState(say("Buổi tập dượt đang mở. Xin kết thúc trước khi mở buổi mới."))
    command = [sys.executable, str(ROOT / "run.py"), "rehearse", "--hold", "--official", str(settings.data_dir)]
    command += ["--host", settings.host, "--port", str(port_of(settings))]
    _started[str(settings.data_dir)] = subprocess.Popen(  # noqa: S603 - our own launcher, with our own settings
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def stop(settings: Settings) -> None:
    """Asks it to end; it does within a moment. One that is not there stays so."""
    folder = settings.data_dir / FOLDER
    if folder.is_dir():
        (folder / "stop").write_text("", encoding="utf-8")
    process = _started.pop(str(settings.data_dir), None)
    if process is not None and process.poll() is None:
        process.terminate()


def port_of(settings: Settings) -> int:
    """Where a rehearsal beside this server listens: the next port."""
    return settings.port + 1 if settings.port < 65535 else settings.port - 1


def _told(settings: Settings) -> dict[str, Any] | None:
    try:
        told = json.loads((settings.data_dir / FOLDER / "hold.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("links"), dict) and "base" in told else None


def _answers(settings: Settings) -> bool:
    """Whether a rehearsal, and nothing else, answers there."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - recognised, not bound
    try:
        said = httpx.get(f"http://{host}:{port_of(settings)}/healthz", timeout=ASK_S, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(said, dict) and said.get("rehearsal") is True
