"""`run.py rank FILE`: a table for people, JSON for programs, one line a fault and nothing else for bad input."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from contest.cli.rank import main

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"


def test_json_is_the_whole_result_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES / "tie-break-ladder.json"), "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == json.loads((CASES / "tie-break-ladder.expected.json").read_text("utf-8"))
    assert printed.err == ""


def test_the_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES / "dense-ranks-and-decisions.json")]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[:6] == [
        "Đồng hạng liền bậc và quyết định của trưởng ban",
        "",
        "Vòng loại",
        "Hạng  Đội thi  Kiến thức  Tổng điểm  Phân định bằng",
        "   1  Đội DA          27         27  tổng điểm                vào Bán kết",
        "  2=  Đội E           25         25  bằng nhau ở mọi bậc xét  vào Bán kết",
    ]
    assert "Bán kết (chưa hoàn tất)" in printed.out
    assert "chờ quyết định" in printed.out


def test_unranked_teams_and_groups_are_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES / "who-is-ranked.json")]) == 0
    assert "   -  Đội E                          bị loại do vi phạm\n" in capsys.readouterr().out
    assert main([str(CASES / "groups-and-best-others.json")]) == 0
    assert "  2=  Đội S2   Khối sở, ngành         26" in capsys.readouterr().out


def test_columns_stand_straight_whatever_the_letters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contest = json.loads((CASES / "quang-nam-2024-final.json").read_text("utf-8"))
    titles = ["Đội tuyển 日本", unicodedata.normalize("NFD", "Huyện Mộ Đức"), "A\nB\tC"]
    for team, title in zip(contest["teams"], titles, strict=True):
        team["title"] = title
    file = tmp_path / "contest.json"
    file.write_text(json.dumps(contest), "utf-8")
    assert main([str(file)]) == 0
    rows = capsys.readouterr().out.splitlines()[3:7]
    assert any("Huyện Mộ Đức" in row for row in rows)
    assert any("A B C" in row for row in rows)
    starts = {row.index("tổng điểm") + sum(unicodedata.east_asian_width(c) in "WF" for c in row) for row in rows[1:]}
    assert len(starts) == 1


def test_every_fault_has_a_line_and_standard_output_stays_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contest = json.loads((CASES / "tie-break-ladder.json").read_text("utf-8"))
    contest["marks"][14]["marks"]["content"] = "9.3"
    contest["teams"][1]["key"] = ""
    del contest["title"]
    file = tmp_path / "contest.json"
    file.write_text(json.dumps(contest), "utf-8")
    assert main([str(file), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "title: is missing",
        "teams[1].key: must not be empty",
        "marks[14].marks.content: 9.3 is not a multiple of 0.5",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"\xff\xfe", b"[" * 100_000], ids=["empty", "no JSON", "no UTF-8", "too deep"]
)
def test_what_is_no_json_is_one_line(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "contest.json"
    file.write_bytes(content)
    assert main([str(file), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\0b"], ids=["no such file", "a folder", "no name at all"])
def test_a_file_that_cannot_be_read_is_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{tmp_path}/{name}"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a", "--jsn"]], ids=["none", "two files", "unknown option"])
def test_wrong_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


def test_ranking_needs_a_bare_interpreter_only() -> None:
    """The proof has to run anywhere: no package, and nothing of the product but the rules and the command line."""
    code = (
        "import sys; from contest.cli.rank import main; code = main(sys.argv[1:]);"
        "house = {'contest', '__main__', *sys.stdlib_module_names};"
        "foreign = {name.split('.')[0] for name in sys.modules} - house;"
        "rooms = {'.'.join(name.split('.')[:2]) for name in sys.modules if name.startswith('contest.')};"
        "print(sorted(foreign), sorted(rooms), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}",
         str(CASES / "tie-break-ladder.json"), "--json"],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stderr == "[] ['contest.cli', 'contest.config', 'contest.domain']\n"
    assert json.loads(done.stdout)["format"] == "contest-standings/1"
