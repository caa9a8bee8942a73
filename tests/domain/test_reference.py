"""Two thousand random contests, ranked by the product and by the second implementation: not one figure differs."""

import json
from collections import Counter

import pytest

from contest.domain.contestfile import parse
from contest.domain.standings import compute

from .random_contests import contest
from .reference import rank_contest

BATCH = 100


@pytest.mark.parametrize("start", range(0, 800, BATCH), ids=lambda start: f"contests {start} to {start + BATCH - 1}")
def test_both_implementations_agree(start: int) -> None:
    for seed in range(start, start + BATCH):
        file = contest(seed)
        assert compute(parse(json.dumps(file))).to_json() == rank_contest(file), f"contest({seed})"


def test_the_random_contests_use_every_rule() -> None:
    """What the comparison is worth: each of these has to happen often enough to be compared."""
    seen: Counter[str] = Counter()
    for seed in range(300):
        file = contest(seed)
        for contest_round in file["rounds"]:
            seen.update(rules_of(contest_round))
        for result in rank_contest(file)["rounds"].values():
            seen.update("decided by " + standing["decided_by"].split(":")[0] for standing in result["standings"])
            seen.update("tied" for standing in result["standings"] if standing["tied"])
            seen.update(line["reason"] for line in result["unranked"])
            seen.update(["complete" if result["complete"] else "incomplete"])
            seen.update(["on the line"] if result["on_the_line"] else [])
    wanted = {
        *(f"decided by {rung}" for rung in ("total", "unresolved", "section", "criterion", "deductions", "full_mean")),
        *("decided by majority", "decided by round", "decided by decision", "tied", "complete", "incomplete"),
        *("withdrawn", "no_show", "disqualified", "unresolved", "on the line"),
        *(f"{over} {method}" for over in ("sheet", "criterion")
          for method in ("mean", "sum", "median", "trimmed", "outlier")),
        *("points", "floor", "before_weight", "half_up", "half_even", "aggregate", "weighted", "section", "total"),
        *("1223", "group", "carry_over", "panel of the round", "panel of the section", "no panel by name"),
        *("at_line all", "at_line none", "at_line ask", "per_group", "per_group in round", "no sections"),
    }  # fmt: skip
    assert {name for name in wanted if seen[name] < 2} == set()


def rules_of(contest_round: dict) -> list[str]:
    rules = [contest_round.get("rank_style", "1224"), contest_round.get("rank_within", "round")]
    rules += ["carry_over"] if contest_round.get("carry_over") else []
    rounding = contest_round.get("rounding")
    rules += [rounding["mode"], *rounding["at"]] if rounding else []
    rules += ["panel of the round" if contest_round.get("judges") else "no panel by name"]
    rules += [] if contest_round["sections"] else ["no sections"]
    for section in contest_round["sections"]:
        rules += [name for name in ("floor",) if name in section]
        rules += [section.get("adjust", "after_weight")]
        rules += ["panel of the section"] if "judges" in section else []
        panel = section.get("panel")
        rules += [f"{panel['over']} {panel['method']}"] if panel else ["points"]
    advance = contest_round.get("advance")
    if advance:
        rules += [f"at_line {advance.get('at_line', 'all')}"]
        if advance.get("per_group"):
            rules += ["per_group", "per_group in " + contest_round.get("rank_within", "round")]
    return rules
