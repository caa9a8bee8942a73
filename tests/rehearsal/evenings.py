"""Two ways to an evening: the command as people start it, and its script over a server that is listened to."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from contest.cli.rehearsal.crew import Client, Crew
from contest.cli.rehearsal.evening import Evening
from contest.cli.rehearsal.marks import Chance
from contest.cli.rehearse import final_result
from contest.config import ROOT
from tests.browser.listening import Heard, Listeners, Record
from tests.browser.server import RUN, Server, environ, free_port, links_of
from tests.rehearsal.revealed import Outcome, Taken, Told, plain

SEED = 1
TEAMS = 3
SPEED = 4000
PATIENCE_S = 240
FORMS = ("json", "csv", "xml")
MC_SOCKET = "/director"
DEMO = ROOT / "contest" / "services" / "demo" / "quang-ngai-2024.json"
REVEALING = frozenset({"score", "standings", "advancing", "award", "podium"})


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
            playing.send_signal(signal.SIGINT)  # as people end it: its server ends with it


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


@dataclass(slots=True)
class Listened:
    """An evening with everything that its audiences were sent, and what its people did and when."""

    heard: list[Heard]
    evening: Told
    result: dict[str, Any]


@dataclass(slots=True)
class Noting(Client):
    """A person whose acts are noted, each with the moment before it began."""

    acts: list[tuple[float, str]] = field(default_factory=list)

    def post(self, path: str, **body: Any) -> Any:
        self.acts.append((time.monotonic(), path))
        return Client.post(self, path, **body)

    def when(self, act: str) -> dict[str, float]:
        """When the act was done first to each: `{"vong-loai": …}` of `/rounds/vong-loai/publish`."""
        found: dict[str, float] = {}
        for at, path in self.acts:
            if path.endswith(f"/{act}"):
                found.setdefault(path.split("/")[2], at)
        return found


@dataclass(slots=True)
class Director(Noting):
    """The director, whose takes are noted, and who looks up at the wall and the stream before going on.

    Right before a take that reveals something the whole crowd asks again.
    """

    record: Record = field(default_factory=Record)
    crowd: list[Callable[[], None]] = field(default_factory=list)
    cues: dict[int, dict[str, Any]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)

    def patch(self, path: str, **body: Any) -> Any:
        return self._call("PATCH", path, body)

    def post(self, path: str, **body: Any) -> Any:
        if path != "/show/take":
            return Noting.post(self, path, **body)
        cue, step = self.cues[body["cue"]], body["step"]
        if cue["scene"] in REVEALING and step in (1, cue["steps"]):
            for ask in self.crowd:
                ask()
        at, before = time.monotonic(), len(self.record.all())
        answer = Noting.post(self, path, **body)
        ids = {bus: facts["take"] for bus, facts in answer["buses"].items()}
        self.taken.append(Taken(at, cue, step, frozenset(ids.values())))
        seen = {("socket /stage", f'"key":"t{ids["stage"]}"'), ("socket /overlay", f'"key":"t{ids["stream"]}"')}
        self.record.wait_for(
            lambda heard: all(
                any(each.where == where and key in each.text for each in heard[before:]) for where, key in seen
            )
        )
        return answer


class RowByRow(Evening):
    """The evening as it is always played, but for its standings: they are shown a row at a time."""

    def cues(self, key: str) -> list[dict[str, Any]]:
        director = self.crew.director
        assert isinstance(director, Director)
        for cue in Evening.cues(self, key):
            if cue["scene"] == "standings" and not cue["form"].get("reveal"):
                director.patch(f"/show/cues/{cue['id']}", params={"reveal": "row_by_row"})
        found = Evening.cues(self, key)
        director.cues |= {cue["id"]: cue for cue in found}
        return found


def listen_to_an_evening(folder: Path) -> Listened:
    """Plays an evening over a server of its own, with ears at stage, stream, audience and MC before anybody acts."""
    server = Server(folder, CONTEST_CLOCK_RATE=str(SPEED))
    links, record = server.links, Record()
    listeners = Listeners(server.base, record)
    tokens = {name: links[name]["token"] for name in ("stage", "overlay", "mc")}
    for namespace, token in (("stage", tokens["stage"]), ("overlay", tokens["overlay"]), ("public", None)):
        listeners.socket(f"/{namespace}", token)
        listeners.polling(f"/{namespace}", token)
    listeners.socket(MC_SOCKET, tokens["mc"])
    feeds = [links["feeds"][name].removeprefix(server.base).removesuffix("json") for name in ("now", "standings")]
    public = ["/", "/api/v1/contest", "/api/v1/snapshot/public", *(feed + form for feed in feeds for form in FORMS)]
    crowd = [listeners.asking(public, pause_s=1)]
    crowd += [listeners.asking([f"/{name}/"], token, pause_s=1) for name, token in tokens.items()]
    crew = Crew.of(server.base, links)
    director = Director(*_device(crew.director), record=record, crowd=crowd)
    organiser, secretary, second = (Noting(*_device(each)) for each in (crew.organiser, crew.secretary, crew.second))
    crew.director, crew.organiser, crew.secretary, crew.second = director, organiser, secretary, second
    RowByRow(crew, Chance(SEED), SPEED, TEAMS, lambda _said: None).play()
    for ask in crowd:
        ask()
    result = final_result(crew)
    told = replace(
        _told(crew, result),
        taken=director.taken,
        locked={int(each): at for each, at in secretary.when("lock").items() if each.isdigit()},
        confirmed=second.when("confirm"),
        published=organiser.when("publish"),
    )
    crew.close()
    listeners.close()
    server.stop()
    return Listened(record.all(), told, result)


def _device(client: Client) -> tuple[str, str, httpx.Client]:
    return client.base, client.token, client.http


def _told(crew: Crew, result: dict[str, Any]) -> Told:
    """The evening's results, from who may know them."""
    plan = json.loads(DEMO.read_text(encoding="utf-8"))
    standings = {
        key: [row | {"advancing": row["team"] in each["advancing"]} for row in each["standings"]]
        for key, each in result["rounds"].items()
    }
    titles = {award["key"]: award["title"] for award in plan["awards"]}
    last = list(standings)[-1]
    named = {award["key"]: award["winner"] for award in crew.organiser.get("/awards")["awards"]}
    winners: dict[str, list[str]] = {}
    by_section: dict[str, dict[str, str]] = {}
    left = [row["team"] for row in standings[last]]
    for award in plan["awards"]:
        title = award["title"]
        if award["kind"] == "place":
            winners[title] = list(reversed(left[: award["count"]]))
            left = left[len(winners[title]) :]
        elif award["kind"] == "section":
            best = result["rounds"][last]["by_section"][award["section"]][0]
            winners[title], by_section[title] = [best["team"]], {best["team"]: best["result"]}
        else:
            winners[title], by_section[title] = [named[award["key"]]], {}
    return Told(
        names={row["team"]: result["teams"][row["team"]] for rows in standings.values() for row in rows},
        titles=result["titles"],
        per_judge=frozenset(each["key"] for each in plan["rounds"] if each["reveal"]["detail"] == "per_judge"),
        outcomes=dict(_outcomes(crew)),
        standings=standings,
        winners=winners,
        prizes=titles,
        by_section=by_section,
    )


def _outcomes(crew: Crew) -> Iterator[tuple[int, Outcome]]:
    """How every performance ended, as the desk and its judges know it."""
    marks: dict[int, set[str]] = {}
    for judge in crew.judges.values():
        for sheet in judge.get("/judge/sheets")["sheets"]:
            marks.setdefault(sheet["performance"]["id"], set()).update(sheet["marks"].values())
    for each in crew.organiser.get("/contest")["rounds"]:
        for performance in each["performances"]:
            facts = crew.secretary.get(f"/snapshot/performance.{performance['id']}")["data"]
            if facts["result"] is None:
                continue
            adjustments = [Decimal(row["points"]) for row in facts["adjustments"]]
            sheets = [cell["total"] for cell in facts["sheets"].values()]
            yield (
                performance["id"],
                Outcome(
                    team=performance["team"],
                    round=each["key"],
                    marks=frozenset(map(plain, marks.get(performance["id"], ()))),
                    sheets=tuple(plain(total) if total else "" for total in sheets),
                    adjustments=tuple(plain(str(points)) for points in adjustments),
                    mean=plain(str(Decimal(facts["result"]) - sum(adjustments))),
                    result=plain(facts["result"]),
                ),
            )
