"""A held rehearsal: the real product with made-up scores beside the official contest, which it can't touch."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contest.config import REHEARSAL_MARK, SettingsError, load_settings
from contest.db.models import AuditEntry, Credential, Sheet, Team
from contest.exports.annex import annex_pdf
from contest.services import accounts, annexes, explanations, rounds
from contest.services.actor import HOUSE
from contest.services.opening import REHEARSAL_ACT, open_house
from tests.browser.server import RUN, environ, free_port
from tests.cast import Cast
from tests.conftest import Template
from tests.factories import FakeClock, act, settle

PATIENCE_S = 90


def until(what: Callable[[], Any]) -> Any:
    """The first answer that is one."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError


@dataclass(frozen=True)
class Held:
    """A rehearsal under way, as its people reach it."""

    base: str
    links: dict[str, str]
    official: Path

    def get(self, who: str, path: str) -> Any:
        return httpx.get(f"{self.base}/api/v1{path}", headers=self._bearer(who), trust_env=False).json()

    def take(self, **what: Any) -> httpx.Response:
        body = {"bus": "both", **what}
        return httpx.post(f"{self.base}/api/v1/show/take", json=body, headers=self._bearer("director"), trust_env=False)

    def cue(self, scene: str) -> dict[str, Any]:
        cues = self.get("director", "/snapshot/cues")["data"]["cues"]
        return next(dict(cue) for cue in cues if cue["scene"] == scene)

    def _bearer(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.links[who].rpartition('/')[2]}"}


def bytes_of(folder: Path) -> tuple[str, int, str]:
    """Of the official database: its bytes, when it was written last, and the head of its record as `verify` says it."""
    file = folder / "contest.db"
    found = hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns
    asked = [*RUN, "verify", "--data", str(folder), "--json"]
    said = subprocess.run(asked, env=environ(), capture_output=True, encoding="utf-8", timeout=60, check=False)
    return *found, json.loads(said.stdout)["head"]


@pytest.fixture(scope="module")
def official(played_template: Template, small_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An official contest in the middle: its first round is confirmed, and its finals have their field."""
    folder = tmp_path_factory.mktemp("official")
    shutil.copyfile(played_template.file, folder / "contest.db")
    house = open_house(load_settings({}, data=str(folder), demo=False), FakeClock())
    cast: Cast = small_template.cast
    settle(house, cast)
    act(house, cast.organiser, rounds.advance, "vong-loai")
    house.database.close()
    return folder


@pytest.fixture(scope="module")
def before(official: Path) -> tuple[str, int, str]:
    bytes_of(official)  # opened once, so that nothing is left to be put in order
    return bytes_of(official)


@pytest.fixture(scope="module")
def held(official: Path, before: tuple[str, int, str]) -> Iterator[Held]:
    port = free_port()
    command = [*RUN, "rehearse", "--hold", "--official", str(official), "--host", "127.0.0.1", "--port", str(port)]
    told = official / "rehearsal" / "hold.json"
    with subprocess.Popen(command, env=environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until(lambda: told.exists() or process.poll() is not None)
        assert process.poll() is None, process.stderr
        facts = json.loads(told.read_text("utf-8"))
        yield Held(facts["base"], facts["links"], official)
        process.terminate()
        _out, said = process.communicate(timeout=30)
    assert (process.returncode, said.decode()) == (0, "")
    assert not told.exists()


def test_it_has_the_facts_of_the_contest_and_nothing_that_anybody_did(held: Held) -> None:
    public = httpx.get(f"{held.base}/api/v1/contest", trust_env=False).json()
    assert len(public["teams"]) == 4
    assert {each["state"] for each in public["rounds"]} <= {"planned", "open"}
    house = open_house(load_settings({}, data=str(held.official / "rehearsal"), demo=False))
    with house.reading() as rows:
        assert rows.query(Team).count() == 4
        names = {row.name for row in rows.query(Credential)}
        first = rows.query(AuditEntry).order_by(AuditEntry.id).first()
        assert first is not None
        assert first.act == REHEARSAL_ACT
        assert "Thư ký Hạnh" not in names
    house.database.close()


def test_stand_ins_mark_what_the_director_takes_and_every_word_says_rehearsal(
    held: Held, before: tuple[str, int, str]
) -> None:
    scoring = held.cue("scoring")
    assert held.take(cue=scoring["id"]).is_success
    score = next(
        cue
        for cue in held.get("director", "/snapshot/cues")["data"]["cues"]
        if cue["scene"] == "score" and cue["performance"] == scoring["performance"]
    )
    until(lambda: held.take(cue=score["id"]).is_success)
    total = until(lambda: held.get("director", "/snapshot/overlay")["data"].get("total"))

    jar = httpx.Client(trust_env=False, follow_redirects=True)
    stage = jar.get(held.links["stage"])
    assert "TẬP DƯỢT" in stage.text
    assert [name for name in jar.cookies if name == "contest"] == []
    for page in (jar.get(f"{held.base}/"), jar.get(held.links["mc"]), jar.get(held.links["organiser"])):
        assert 'class="rehearsal-frame"' in page.text
        assert page.text.index("TẬP DƯỢT ·") < page.text.index("</title>")
    key = open_feed(held)
    row = jar.get(f"{held.base}/feeds/{key}/now.json").json()[0]
    assert (row["total"], row["rehearsal"]) == (total, "TẬP DƯỢT")
    assert jar.get(f"{held.base}/healthz").json()["rehearsal"] is True
    jar.close()

    standings = held.cue("standings")
    assert held.take(cue=standings["id"]).status_code == 422, "nothing is confirmed yet"
    held.take(cue=score["id"])
    last = [cue for cue in held.get("director", "/snapshot/cues")["data"]["cues"] if cue["id"] < standings["id"]]
    held.take(cue=last[-1]["id"])
    until(lambda: held.take(cue=standings["id"]).is_success)
    rows = held.get("director", "/snapshot/stage")["data"]["rows"]
    assert len(rows) == 4
    assert bytes_of(held.official) == before

    bearer = {"Authorization": f"Bearer {held.links['secretary'].rpartition('/')[2]}"}
    handed_out = httpx.get(f"{held.base}/explain/{standings['round']}/annex.pdf", headers=bearer, trust_env=False)
    assert handed_out.headers["ETag"] == f'"{annex_of(held, standings["round"])[:32]}"', "an annex without the mark"


def annex_of(held: Held, key: str) -> str:
    """The digest of that round's annex as a rehearsal's."""
    house = open_house(load_settings({}, data=str(held.official / "rehearsal"), demo=False))
    with house.reading() as rows:
        facts = annexes.annex(rows, explanations.tell(rows, HOUSE, key))
    house.database.close()
    return annex_pdf(facts, rehearsal=True).digest


def open_feed(held: Held) -> str:
    settings = load_settings({}, data=str(held.official / "rehearsal"), demo=False)
    return accounts.feed_key(settings.secret_key.encode())


def test_a_rehearsal_opens_no_official_database_and_an_official_house_no_rehearsals(held: Held, tmp_path: Path) -> None:
    marked, plain = tmp_path / "marked", tmp_path / "plain"
    for folder in (marked, plain):
        folder.mkdir()
    (marked / REHEARSAL_MARK).write_text("", encoding="utf-8")
    official = held.official / "contest.db"
    shutil.copyfile(official, marked / "contest.db")
    with pytest.raises(SettingsError, match="hội thi chính thức"):
        open_house(load_settings({}, data=str(marked), demo=False))
    elsewhere = {"CONTEST_DATABASE_URL": f"sqlite:///{official.as_posix()}"}
    (marked / "contest.db").unlink()
    with pytest.raises(SettingsError, match="hội thi chính thức"):
        open_house(load_settings(elsewhere, data=str(marked), demo=False))

    made_up = f"sqlite:///{(held.official / 'rehearsal' / 'contest.db').as_posix()}"
    with pytest.raises(SettingsError, match="tập dượt"):
        open_house(load_settings({"CONTEST_DATABASE_URL": made_up}, data=str(plain), demo=False))
    served = subprocess.run(
        [*RUN, "serve", "--data", str(plain), "--port", str(free_port())],
        env=environ(CONTEST_DATABASE_URL=made_up), capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (served.returncode, served.stdout) == (2, "")
    assert "tập dượt" in served.stderr
    with open_house(load_settings({}, data=str(held.official), demo=False)).reading() as rows:
        assert rows.query(Sheet).count() > 0
