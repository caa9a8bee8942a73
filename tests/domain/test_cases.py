"""Published score tables and cases worked by hand: the whole result, value by value (sources: tests/cases/README)."""

import json
from pathlib import Path

import pytest

from contest.domain.contestfile import dump, parse
from contest.domain.standings import compute

CASES = sorted(
    path for path in (Path(__file__).parents[1] / "cases").glob("*.json") if not path.stem.endswith(".expected")
)


def test_all_cases_are_here() -> None:
    assert len(CASES) == 19


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_its_published_outcome(path: Path) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))
    assert compute(parse(path.read_bytes())).to_json() == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_can_be_exported_and_ranked_again(path: Path) -> None:
    contest = parse(path.read_bytes())
    exported = dump(contest)
    again = parse(exported)
    assert dump(again) == exported
    assert compute(again).to_json() == compute(contest).to_json()
