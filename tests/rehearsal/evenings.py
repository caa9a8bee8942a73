"""Two ways to an evening: the command as people start it, and its script over a server that is listened to."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from contest.cli.rehearsal.crew import Client, Crew
from contest.cli.rehearsal.evening import Evening
from contest.cli.rehearsal.marks import Chance
from contest.cli.rehearse import final_result
from tests.browser.listening import Heard, Listeners, Record
from tests.browser.server import RUN, Server, environ, free_port, links_of

SEED = 1
TEAMS = 3
SPEED = 4000
PATIENCE_S = 240


@dataclass(frozen=True, slots=True)
class Played:
    """How `run.py rehearse --json` ended, and what `run.py links --json` said while it was under way."""

    code: int
    result: dict[str, Any]
    said: str
    links: dict[str, Any]
    contest: dict[str, Any]
    frames: list[str]


@contextmanager
def playing_by_command(folder: Path) -> Iterator[Callable[[], Played]]:
    """Plays an evening by the command, asking for links beside it and following the wall with them.

    Gives what waits for its end: meanwhile another evening may be played.
    """
    port = free_port()
    asked = ["--json", "--data", str(folder), "--port", str(port), "--seed", str(SEED)]
    command = [*RUN, "rehearse", *asked, "--teams", str(TEAMS), "--speed", str(SPEED)]
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        command, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as playing:
        try:
            _wait(playing, base)
            links = links_of(folder)
            record = Record()
            listeners = Listeners(base, record)
            listeners.socket("/stage", links["stage"]["token"])
            bearer = {"Authorization": f"Bearer {links['organiser']['token']}"}
            contest = httpx.get(f"{base}/api/v1/contest", headers=bearer, trust_env=False).json()
            assert playing.poll() is None, "the evening was over before its links were"

            def ended() -> Played:
                result, said = playing.communicate(timeout=PATIENCE_S)
                listeners.close()
                frames = [heard.text for heard in record.all()]
                return Played(playing.returncode, json.loads(result), said, links, contest, frames)

            yield ended
        finally:
            playing.terminate()


def _wait(playing: subprocess.Popen[str], base: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert playing.poll() is None, playing.communicate()
        try:
            if httpx.get(f"{base}/healthz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(base)


@dataclass(frozen=True, slots=True)
class Taken:
    """A take: when it was asked for (monotonic seconds), and what it put on each bus, as the house tells it."""

    at: float
    frames: list[dict[str, Any]]


@dataclass(slots=True)
class Listened:
    """An evening with everything that its audiences were sent, and when each thing was put on air or published."""

    heard: list[Heard]
    taken: list[Taken]
    published: dict[str, float]
    result: dict[str, Any]
    figures: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Noting(Client):
    """A person whose acts that reveal something are noted: when they were begun."""

    taken: list[Taken] = field(default_factory=list)
    published: dict[str, float] = field(default_factory=dict)

    def post(self, path: str, **body: Any) -> Any:
        at = time.monotonic()
        answer = Client.post(self, path, **body)
        if path == "/show/take":
            frames = [Client.get(self, f"/snapshot/{topic}")["data"] for topic in ("stage", "overlay")]
            self.taken.append(Taken(at, frames))
        if path.endswith("/publish"):
            self.published[path.split("/")[2]] = at
        return answer


def listen_to_an_evening(folder: Path) -> Listened:
    """Plays an evening over a server of its own, with ears at stage, stream and audience before anybody acts."""
    server = Server(folder, CONTEST_CLOCK_RATE=str(SPEED))
    links, record = server.links, Record()
    listeners = Listeners(server.base, record)
    for namespace in ("stage", "overlay"):
        listeners.socket(f"/{namespace}", links[namespace]["token"])
        listeners.polling(f"/{namespace}", links[namespace]["token"])
    listeners.socket("/public")
    feeds = [links["feeds"][name].removeprefix(server.base) for name in ("now", "standings")]
    listeners.asking(["/", "/api/v1/contest", *feeds], pause_s=0.25)
    crew = Crew.of(server.base, links)
    director, organiser = _noting(crew.director), _noting(crew.organiser)
    crew.director, crew.organiser = director, organiser
    Evening(crew, Chance(SEED), SPEED, TEAMS, lambda _said: None).play()
    result = final_result(crew)
    figures = _figures(crew)
    crew.close()
    listeners.close()
    server.stop()
    return Listened(record.all(), director.taken, organiser.published, result, figures)


def _noting(client: Client) -> Noting:
    return Noting(client.base, client.token, client.http)


def _figures(crew: Crew) -> dict[str, set[str]]:
    """Every figure of the contest with decimals: marks, sheets, results, totals, by kind."""
    found: dict[str, set[str]] = {"marks": set(), "sheets": set(), "results": set(), "totals": set()}
    for judge in crew.judges.values():
        for sheet in judge.get("/judge/sheets")["sheets"]:
            found["marks"].update(sheet["marks"].values())
            found["sheets"].add(sheet["total"] or "0")
    for each in crew.organiser.get("/contest")["rounds"]:
        for performance in each["performances"]:
            found["results"].add(
                crew.secretary.get(f"/snapshot/performance.{performance['id']}")["data"]["result"] or "0"
            )
        standings = crew.organiser.get(f"/rounds/{each['key']}/standings")["standings"]
        found["totals"].update(row["total"] for row in standings)
    return {kind: {figure for figure in figures if "." in figure} for kind, figures in found.items()}
