"""What the fault scripts share: a contest in a data folder, devices that never give up, and the reckoning after.

A device does what the tablet's outbox does: one key for each thing it has to say, sent until there is an answer. It
notes what was acknowledged; the reckoning then asks the data folder, past the server, for every one of these.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from contest.config import load_settings
from contest.db.models import Performance
from contest.services import performances, record, rounds, setup
from contest.services.actor import HOUSE
from contest.services.opening import open_house
from tests.cast import Cast, Person, cast_for
from tests.factories import a_round, act, judged, small_contest

JUDGES = 9
SECTIONS = 4
QUICK = {"PYTHONDONTWRITEBYTECODE": ""}
"""The environment of a server that is started many times: it keeps what it has compiled."""
LONGEST_S = 240
"""How long a device asks for one answer before it calls that a finding: many restarts of a busy machine."""


def make_contest(folder: Path, performances_wanted: int) -> Cast:
    """The people of a contest of nine judges made in `folder`; so many performances, or a few more, are open."""
    teams = -(-performances_wanted // SECTIONS)
    sections = [judged(f"phan-{n}", f"Phần {n}") for n in range(1, SECTIONS + 1)]
    facts = small_contest(teams=teams, judges=JUDGES)
    facts["rounds"] = [
        a_round("vong-loai", "Vòng loại", sections, advance=facts["rounds"][0]["advance"]), *facts["rounds"][1:],
    ]  # fmt: skip
    house = open_house(load_settings({}, data=str(folder), demo=False))
    with house.act(HOUSE) as work:
        setup.load(work, facts)
    cast = cast_for(house)
    act(house, cast.organiser, rounds.open_round, "vong-loai")
    with house.reading() as rows:
        ids = rows.scalars(select(Performance.id).order_by(Performance.id)).all()
    for performance in ids:
        act(house, cast.secretary, performances.open_performance, performance)
    house.database.close()
    return cast


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server acknowledged: this sheet with these marks, as this version, under this receipt."""

    sheet: int
    version: int
    receipt: str
    marks: dict[str, str]


ALWAYS = threading.Event()
ALWAYS.set()


class UnacceptableError(AssertionError):
    """An answer that a judge's device must never get."""


@dataclass(slots=True)
class Device:
    """One judge's device. `receipts` is what was acknowledged, `keys` every key that was answered well, `problems` what
    passing refusals were called, `faults` what must not be. `up` is set while it is worth dialing: a tablet is woken by
    its socket."""

    key: str
    base: str
    token: str
    chance: random.Random
    up: threading.Event
    pace_s: float = 0.03
    receipts: list[Receipt] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    tries: int = 0
    is_done: bool = False
    replays: int = 0
    faults: list[str] = field(default_factory=list)
    problems: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    _http: httpx.Client | None = None

    @classmethod
    def of(cls, key: str, base: str, person: Person, seed: int, up: threading.Event | None = None) -> Device:
        """The device of that judge."""
        return cls(key, base, person.token, random.Random(f"{seed}:{key}"), up or ALWAYS)

    def work(self, enough: threading.Event) -> None:
        """Marks and submits sheet after sheet until there is enough or none is left; what goes wrong is in `faults`."""
        try:
            for sheet in self.sheets():
                if enough.is_set():
                    return
                if sheet["state"] == "draft":
                    self.mark(sheet)
        except (UnacceptableError, httpx.HTTPError) as fault:
            self.faults.append(f"{self.key}: {fault!r}")
        finally:
            self.is_done = True
            self.close()

    def sheets(self) -> list[dict[str, Any]]:
        """The judge's own sheets."""
        return list(self._until_answered("GET", "/judge/sheets", None, None).json()["sheets"])

    def mark(self, sheet: dict[str, Any]) -> Receipt:
        """One sheet: half of it as a draft, then all of it submitted. Now and then the same request comes once more."""
        marks = {c["key"]: str(self.chance.randrange(0, int(c["max"]) * 4 + 1) / 4) for c in sheet["criteria"]}
        first = dict(list(marks.items())[:1])
        path = f"/judge/sheets/{sheet['id']}"
        draft = self.write("PUT", path, {"marks": first, "based_on": sheet["version"]})
        time.sleep(self.chance.uniform(0, self.pace_s))
        done = self.write("POST", f"{path}/submission", {"marks": marks, "based_on": draft["version"]})
        if not (done["state"] == "submitted" and done["receipt"]):
            raise UnacceptableError(f"{done['state']} without a receipt")
        self.receipts.append(Receipt(done["id"], done["version"], done["receipt"], done["marks"]))
        time.sleep(self.chance.uniform(0, self.pace_s))
        return self.receipts[-1]

    def write(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a write, and each replay of it the same answer."""
        key = uuid.UUID(int=self.chance.getrandbits(128)).hex
        answer = self._until_answered(method, path, body, key)
        self.keys.add(key)
        if self.chance.random() < 0.25:
            self.replays += 1
            again = self._until_answered(method, path, body, key)
            if again.json() != answer.json():
                raise UnacceptableError(f"the replay of {method} {path} got another answer: {again.text}")
        found: dict[str, Any] = answer.json()
        return found

    def _until_answered(self, method: str, path: str, body: Any, key: str | None) -> httpx.Response:
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end:
            self.tries += 1
            try:
                answer = self.send(method, path, body, key)
            except httpx.TransportError:
                time.sleep(self.chance.uniform(0.01, 0.05))
                self.up.wait(1)
                continue
            self.statuses[answer.status_code] += 1
            if answer.is_success:
                return answer
            if answer.status_code < 500 or "Retry-After" not in answer.headers:
                raise UnacceptableError(f"{method} {path}: {answer.status_code} {answer.text}")
            self.problems.add(answer.json()["type"])
            time.sleep(0.5)  # sooner than it is asked to: the figures are about the server, not about waiting
        raise UnacceptableError(f"{method} {path}: no answer in {LONGEST_S} s")

    def send(self, method: str, path: str, body: Any, key: str | None, timeout_s: float = 12) -> httpx.Response:
        """One request, once."""
        if self._http is None:
            headers = {"Authorization": f"Bearer {self.token}"}
            self._http = httpx.Client(base_url=f"{self.base}/api/v1", headers=headers, trust_env=False, verify=False)
        headers = {"Idempotency-Key": key} if key else {}
        return self._http.request(method, path, json=body, headers=headers, timeout=timeout_s)

    def close(self) -> None:
        """Hangs up."""
        if self._http is not None:
            self._http.close()
            self._http = None


def reckon(folder: Path, devices: list[Device]) -> dict[str, int]:
    """What the data folder holds, counted, once it bears out every receipt; `AssertionError` for what it does not.

    Reads past the server: rows by SQL, the record by the product's own verification.
    """
    receipts = [receipt for device in devices for receipt in device.receipts]
    with closing(sqlite3.connect(folder / "contest.db")) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
        on_disk = {
            (sheet, version, receipt): json.loads(marks)
            for sheet, version, receipt, marks in rows.execute(
                "SELECT sheet_id, version, receipt, marks FROM sheet_version"
            )
        }
        lost = [each for each in receipts if on_disk.get((each.sheet, each.version, each.receipt)) != each.marks]
        assert not lost, f"acknowledged and not there: {lost[:3]} and {len(lost)} in all"
        submitted, twice = rows.execute(
            "SELECT count(*), (SELECT count(*) FROM"
            " (SELECT 1 FROM sheet_version GROUP BY sheet_id HAVING count(*) > 1))"
            " FROM sheet WHERE state = 'submitted'"
        ).fetchone()
        lines, subjects = rows.execute(
            "SELECT count(*), count(DISTINCT subject) FROM audit_entry WHERE act = 'submit_sheet'"
        ).fetchone()
        assert twice == 0, f"{twice} sheets are there twice"
        assert submitted == len(on_disk) == lines == subjects, (submitted, len(on_disk), lines, subjects)
        assert submitted == len({each.sheet for each in receipts}) == len(receipts), (submitted, len(receipts))
        answers = {key for (key,) in rows.execute("SELECT key FROM idempotent_answer")}
        given = set().union(*(device.keys for device in devices))
        assert answers == given, "an answer is stored that nobody was given"
    house = open_house(load_settings({}, data=str(folder), demo=False))
    with house.reading() as session:
        found = record.verify(session)
    house.database.close()
    assert found.is_well, [each.line for each in found.findings]
    replays = sum(each.replays for each in devices)
    return {"sheets": submitted, "lines": found.checked["acts"], "replays": replays}


def wait_until(holds: Callable[[], bool], what: str, timeout_s: float = 30) -> float:
    """How long it took, in seconds, until that held; raises `AssertionError` when it never does."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < timeout_s, f"not within {timeout_s} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began
