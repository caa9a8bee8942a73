"""What must hold for every contest: order of input never matters, a better mark never harms, one file one answer."""

import json
import os
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contest.domain.contestfile import ContestFile, dump, parse
from contest.domain.errors import Fault, Invalid
from contest.domain.standings import compute

from .random_contests import contest
from .reference import rank_contest

SEEDS = st.integers(min_value=0, max_value=10**9)
steady = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
ROOT = Path(__file__).parents[2]


def read(file: object) -> ContestFile:
    return parse(json.dumps(file))


def one_round_of(file: dict) -> dict:
    """The file's first round alone, whose figures depend on no other."""
    first = file["rounds"][0]
    first.pop("advance", None)
    kept = {name: [record for record in file.get(name, []) if record["round"] == first["key"]]
            for name in ("entries", "marks", "absences", "points", "adjustments", "decisions")}  # fmt: skip
    return {**file, "rounds": [first], **kept}


@steady
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(seed: int, chance: random.Random) -> None:
    file = contest(seed)
    before = compute(read(file)).to_json()
    for name in ("teams", "entries", "marks", "absences", "points", "adjustments"):
        chance.shuffle(file.get(name, []))
    for contest_round in file["rounds"]:
        chance.shuffle(contest_round["sections"])
        chance.shuffle(contest_round.get("judges", []))
        chance.shuffle(contest_round.get("carry_over", []))
        for section in contest_round["sections"]:
            chance.shuffle(section.get("criteria", []))
            chance.shuffle(section.get("judges", []))
    assert compute(read(file)).to_json() == before


@steady
@given(SEEDS, st.sampled_from(["mean", "sum", "median", "trimmed"]), st.randoms(use_true_random=False))
def test_raising_one_mark_never_lowers_that_teams_place(seed: int, method: str, chance: random.Random) -> None:
    file = one_round_of(contest(seed))
    first = file["rounds"][0]
    for section in first["sections"]:
        if section["kind"] == "judged":
            dropped = {"drop_high": 1, "drop_low": 1} if method == "trimmed" else {}
            section["panel"] = {"over": section["panel"]["over"], "method": method, **dropped}
    # A decision, and a majority of those a majority left, speak of sets of teams, not of figures.
    first["tie_break"] = [
        rung for index, rung in enumerate(first["tie_break"])
        if rung["by"] != "decision" and {"by": "majority"} not in [rung, *first["tie_break"][:index]]
    ] + ([{"by": "majority"}] if chance.random() < 0.5 else [])  # fmt: skip
    assume(file["marks"])
    before = compute(read(file)).rounds[first["key"]]
    sheet = chance.choice(file["marks"])
    section = next(each for each in first["sections"] if each["key"] == sheet["section"])
    criterion = chance.choice(section["criteria"])
    mark, step, most = (Decimal(x) for x in (sheet["marks"][criterion["key"]], criterion["step"], criterion["max"]))
    room = int((most - mark) / step)
    assume(room > 0)
    sheet["marks"][criterion["key"]] = format(mark + step * chance.randint(1, room), "f")
    after = compute(read(file)).rounds[first["key"]]
    stood, stands = before.standing(sheet["team"]), after.standing(sheet["team"])
    assert (stood is None) == (stands is None)
    if stood is not None and stands is not None:
        assert stands.rank <= stood.rank
        assert stands.total >= stood.total


@steady
@given(SEEDS)
def test_export_import_export_is_byte_identical(seed: int) -> None:
    contest_file = read(contest(seed))
    exported = dump(contest_file)
    again = parse(exported)
    assert dump(again) == exported
    assert compute(again).text() == compute(contest_file).text()


def test_a_hundred_runs_give_one_answer() -> None:
    texts = {compute(read(contest(seed))).text() for seed in [11] for _ in range(100)}
    assert len(texts) == 1


@pytest.mark.parametrize("case", ["tie-break-ladder", "lines-of-groups"])
def test_every_interpreter_gives_the_same_bytes(case: str) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", "import sys; from contest.cli.rank import main; sys.exit(main(sys.argv[1:]))",
             str(ROOT / "tests" / "cases" / f"{case}.json"), "--json"],
            check=True, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed},
        ).stdout
        for hash_seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


JUNK = st.sampled_from(
    [None, True, 0, 1, -1, 3, 2.5, 10**30, "", "0", "1", "-1", "x", "1e3", "0.0001", "NaN", "a\nb", "\ud800", [], {},
     ["a"], [["a"]], {"a": "1"}, "ask", "judged", "points", "decision", "group", "sum", "r0", "s0", "c0"]
)  # fmt: skip


@steady
@given(SEEDS, st.integers(1, 4), st.data())
def test_a_damaged_file_is_refused_or_ranked_like_any_other(seed: int, wounds: int, data: st.DataObject) -> None:
    file = contest(seed)
    for _ in range(wounds):
        damage(file, data)
    text = json.dumps(file)
    faults = faults_in(text)
    for fault in faults or ():
        assert fault.path
        assert fault.message
        assert len(fault.line.splitlines()) == 1
    if faults is None:
        read_back = parse(text)
        assert compute(read_back).to_json() == rank_contest(file)
        assert dump(parse(dump(read_back))) == dump(read_back)
    else:
        assert faults


def faults_in(text: str) -> tuple[Fault, ...] | None:
    """The faults that a text is refused with; `None` when it is taken."""
    try:
        parse(text)
    except Invalid as refusal:
        return refusal.faults
    return None


def damage(tree: object, data: st.DataObject) -> None:
    """Change one place of the tree: put junk there, take it away, name something unknown, or give it twice."""
    while True:
        if isinstance(tree, dict):
            keys = list(tree)
        elif isinstance(tree, list):
            keys = list(range(len(tree)))
        else:
            return
        act = data.draw(st.sampled_from(["down", "down", "down", "junk", "away", "more"]))
        if act == "more" or not keys:
            junk = data.draw(JUNK)
            if isinstance(tree, dict):
                tree[data.draw(st.sampled_from(["extra", "weight", "group", "a.b", "order", "judges"]))] = junk
            else:
                tree.append(data.draw(st.sampled_from(tree)) if tree else junk)
            return
        key = data.draw(st.sampled_from(keys))
        if act == "junk" or (act == "down" and not isinstance(tree[key], dict | list)):
            tree[key] = data.draw(JUNK)
            return
        if act == "away":
            del tree[key]
            return
        tree = tree[key]
