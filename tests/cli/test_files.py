"""`export` and `import` as a person types them: one file out, one file in, one line where it can't be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.app import create_app
from contest.cli.main import main
from contest.config import AsyncMode, Settings
from contest.domain.contestfile import parse
from contest.domain.standings import compute
from contest.extensions import limiter
from contest.services import accounts
from contest.services.actor import HOUSE, Role
from tests.conftest import Template, url_of
from tests.launcher.running import complaint, run

CASES = sorted(p for p in (Path(__file__).parents[1] / "cases").glob("*.json") if not p.stem.endswith(".expected"))
CASE = CASES[0]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("CONTEST_DATA", "CONTEST_DATABASE_URL", "CONTEST_SECRET_KEY", "CONTEST_ASYNC_MODE"):
        monkeypatch.delenv(name, raising=False)
    yield
    if limiter.initialized:
        limiter.reset()


@pytest.fixture
def data(tmp_path: Path, played_template: Template) -> Path:
    """A data folder with a played contest."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(played_template.file, folder / "contest.db")
    return folder


def standings_served(data: Path, keys: list[str]) -> dict[str, Any]:
    """What the running product answers to GET standings, by round."""
    app = create_app(Settings(data, url_of(data / "contest.db"), "s" * 43, AsyncMode.THREADING, demo=False))
    house = app.extensions["house"]
    with house.act(HOUSE) as work:
        token = accounts.issue(work, Role.SECRETARY, "Thư ký").token
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    answers = {key: client.get(f"/api/v1/rounds/{key}/standings", headers=headers) for key in keys}
    house.database.close()
    return {key: answer.get_json() for key, answer in answers.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_product_serves_the_standings_that_rank_prints(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, exported = tmp_path / "data", tmp_path / "exported.json"
    assert main(["import", str(case), "--data", str(data)]) == 0
    assert main(["export", str(exported), "--data", str(data)]) == 0
    capsys.readouterr()
    assert main(["rank", str(case), "--json"]) == 0
    ranked = capsys.readouterr().out
    assert main(["rank", str(exported), "--json"]) == 0
    assert capsys.readouterr().out == ranked
    rounds = json.loads(ranked)["rounds"]
    assert standings_served(data, list(rounds)) == rounds


def test_a_contest_goes_out_and_in_by_the_launcher(data: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    out = run("export", str(first), "--data", str(data))
    assert (out.returncode, out.stderr) == (0, "")
    other = tmp_path / "other"
    into = run("import", str(first), "--data", str(other))
    assert (into.returncode, into.stderr) == (0, "")
    assert "Hội thi nhỏ năm 2024" in into.stdout
    assert "Vòng loại: đã khóa, chờ người thứ hai xác nhận" in into.stdout
    assert run("export", str(second), "--data", str(other)).returncode == 0
    assert second.read_bytes() == first.read_bytes()
    assert compute(parse(first.read_bytes())).rounds["vong-loai"].complete


def test_a_file_at_fault_has_a_line_for_every_fault_and_makes_no_folder(tmp_path: Path) -> None:
    document = json.loads(CASE.read_text("utf-8"))
    document["teams"][0]["key"] = ""
    del document["title"]
    file, data = tmp_path / "bad.json", tmp_path / "data"
    file.write_text(json.dumps(document), "utf-8")
    ended, ranked = run("import", str(file), "--data", str(data)), run("rank", str(file))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == ranked.stderr
    assert len(ended.stderr.splitlines()) >= 2
    assert not data.exists()


def test_a_figure_too_fine_for_the_product_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads((CASE.parent / "quang-nam-2024-final.json").read_text("utf-8"))
    document["rounds"][0]["sections"][0]["weight"] = "0.1234567"
    file = tmp_path / "fine.json"
    file.write_text(json.dumps(document), "utf-8")
    assert main(["import", str(file), "--data", str(tmp_path / "data")]) == 2
    line = "rounds[0].sections[0].weight: 0.1234567 has more than 6 decimals, which can't be imported\n"
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\0b"], ids=["no such file", "a folder", "no name at all"])
def test_what_cannot_be_read_is_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", f"{tmp_path}/{name}", "--data", str(tmp_path / "data")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_contest_that_is_there_stays(data: Path) -> None:
    before = (data / "contest.db").read_bytes()
    assert "không bị ghi đè" in complaint(run("import", str(CASE), "--data", str(data)))
    assert (data / "contest.db").read_bytes() == before


@pytest.mark.parametrize("name", ["export", "backup"])
def test_a_folder_without_a_contest_is_one_line_and_stays_as_it_is(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, str(tmp_path / "out"), "--data", str(tmp_path / "nowhere")]) == 2
    printed = capsys.readouterr()
    assert (printed.out, len(printed.err.splitlines())) == ("", 1)
    assert list(tmp_path.iterdir()) == []


def test_an_export_takes_the_place_of_an_older_one_only(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "out.json", tmp_path / "other.txt"
    other.write_text("figures")
    assert main(["export", str(file), "--data", str(data)]) == 0
    assert main(["export", str(file), "--data", str(data)]) == 0
    assert main(["export", str(other), "--data", str(data)]) == 2
    assert other.read_text() == "figures"
    assert main(["export", str(tmp_path / "no" / "folder.json"), "--data", str(data)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_database_that_is_none_is_one_line(data: Path, tmp_path: Path) -> None:
    (data / "contest.db").write_bytes(b"not a database at all" * 100)
    assert "Không dùng được cơ sở dữ liệu" in complaint(run("export", str(tmp_path / "x.json"), "--data", str(data)))
