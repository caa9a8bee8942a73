"""People at the JSON interface: what they do there, and what they are refused."""

from __future__ import annotations

import ssl
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.browser.server import Server


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a token of their own."""

    http: httpx.Client

    @classmethod
    def of(cls, base: str, token: str | None, trust: ssl.SSLContext | bool = True) -> Person:
        """The bearer of `token`; without one, anybody."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return cls(httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=30, trust_env=False, verify=trust))

    def get(self, path: str) -> Any:
        return self._well(self.http.get(path))

    def post(self, path: str, **body: Any) -> Any:
        return self._well(self._write("POST", path, body))

    def put(self, path: str, **body: Any) -> Any:
        return self._well(self._write("PUT", path, body))

    def refused(self, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Status and problem of a write that the house says no to."""
        answer = self._write(method, path, body)
        assert answer.is_error, answer.text
        return answer.status_code, answer.json()

    def snapshot(self, topic: str) -> Any:
        """The data of a live topic now."""
        return self.get(f"/snapshot/{topic}")["data"]

    def _write(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.http.request(method, path, json=body or None, headers={"Idempotency-Key": uuid.uuid4().hex})

    @staticmethod
    def _well(answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
        return answer.json()


@dataclass(frozen=True, slots=True)
class Turn:
    """One performance as the tests speak of it."""

    id: int
    team: str
    section: str


@dataclass(slots=True)
class Crew:
    """Everybody who works at a contest, at the interface."""

    organiser: Person
    secretary: Person
    second: Person
    director: Person
    public: Person
    judges: dict[str, Person]
    _used: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, server: Server) -> Crew:
        """The crew of that server's contest."""
        links, base = server.links, server.base
        people: dict[str, Any] = {
            name: Person.of(base, links[name]["token"], server.trust) for name in ("organiser", "secretary", "director")
        }
        people["second"] = Person.of(base, links["second_secretary"]["token"], server.trust)
        judges = {judge["key"]: Person.of(base, judge["token"], server.trust) for judge in links["judges"]}
        return cls(**people, public=Person.of(base, None, server.trust), judges=judges)

    def close(self) -> None:
        for person in (self.organiser, self.secretary, self.second, self.director, self.public, *self.judges.values()):
            person.http.close()

    def round(self, key: str) -> dict[str, Any]:
        """The round as the desk sees it."""
        found: dict[str, Any] = next(r for r in self.secretary.snapshot("contest")["rounds"] if r["key"] == key)
        return found

    def turns(self, round_key: str, section: str | None = None) -> list[Turn]:
        """The round's performances in order, or those of one section."""
        rounds = self.organiser.get("/contest")["rounds"]
        rows = next(r["performances"] for r in rounds if r["key"] == round_key)
        found = [Turn(p["id"], p["team"], p["section"]) for p in sorted(rows, key=lambda p: p["order"])]
        return [turn for turn in found if section in (None, turn.section)]

    def fresh_turn(self, section: str, round_key: str = "vong-loai") -> Turn:
        """A performance that no test of this contest has used yet, open for marks."""
        turn = next(t for t in self.turns(round_key, section) if t.id not in self._used)
        self._used.add(turn.id)
        self.secretary.post(f"/performances/{turn.id}/open")
        return turn

    def performance(self, turn: Turn) -> dict[str, Any]:
        """The performance as the desk sees it."""
        found: dict[str, Any] = self.secretary.snapshot(f"performance.{turn.id}")
        return found

    def sheet(self, judge: str, turn: Turn) -> dict[str, Any]:
        """The judge's own sheet for that performance."""
        sheets = self.judges[judge].get("/judge/sheets")["sheets"]
        found: dict[str, Any] = next(s for s in sheets if s["performance"]["id"] == turn.id)
        return found

    def submit(self, judge: str, turn: Turn, *marks: str) -> dict[str, Any]:
        """The sheet that the judge has handed in with these marks, in the order of the criteria."""
        sheet = self.sheet(judge, turn)
        figures = {criterion["key"]: mark for criterion, mark in zip(sheet["criteria"], marks, strict=True)}
        path = f"/judge/sheets/{sheet['id']}/submission"
        answer: dict[str, Any] = self.judges[judge].post(path, marks=figures, based_on=sheet["version"])
        return answer

    def cue(self, scene: str, turn: Turn | None = None) -> dict[str, Any]:
        """The first cue of that scene, or that performance's."""
        cues = self.director.snapshot("cues")["cues"]
        wanted = (c for c in cues if c["scene"] == scene and (turn is None or c["performance"] == turn.id))
        return dict(next(wanted))

    def take(self, scene: str, turn: Turn | None = None, *, step: int = 1, bus: str = "both") -> dict[str, Any]:
        """The cue of that scene, taken."""
        cue = self.cue(scene, turn)
        self.director.post("/show/take", bus=bus, cue=cue["id"], step=step)
        return cue
