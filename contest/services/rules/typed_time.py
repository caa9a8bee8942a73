"""Durations and time rules as people type them: `5:00`, a table of steps, so much for every minute.

Responsible for both ways between what is typed and the JSON of a time rule. Never judges: what can't be read stays.
"""

from __future__ import annotations

import re
from typing import Any

from contest.domain.errors import NotANumber
from contest.domain.points import parse_entry, plain
from contest.services.rules.document import Json

Tree = dict[str, Any]
_CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)")


def read_duration(text: str | None) -> int | str | None:
    """Return the seconds of `5:00`, or of `5` (whole minutes); as typed when it is neither, `None` when empty."""
    text = (text or "").strip()
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    return int(text) * 60 if text.isascii() and text.isdigit() and len(text) < 4 else text


def duration_typed(seconds: object) -> str:
    """Return seconds as `5:00`."""
    return f"{seconds // 60}:{seconds % 60:02}" if isinstance(seconds, int) else ""


def durations_typed(times: Json) -> Tree:
    """Return a section's duration and warning as they are typed."""
    return {"duration": duration_typed(times.get("duration_s")), "warning": duration_typed(times.get("warning_s"))}


def read_time(tree: Tree, path: str, field: str) -> tuple[Json, dict[str, str]]:
    """Return the time rule's JSON object (empty: no rule) and the field of every path in it."""
    names = {path: f"{field}-shape"}
    rule: Json = {}
    shape = tree["shape"]
    if shape == "cutoff":
        rule["shape"] = "cutoff"
    elif shape in ("steps", "units"):
        rule |= {"shape": shape, "over": _amounts(tree, "", shape, path=f"{path}.over", field=field, names=names)}
    if tree["under"] in ("steps", "units"):
        duration = read_duration(tree["min_duration"])
        names[f"{path}.minimum.duration_s"] = f"{field}-min_duration"
        rule["minimum"] = {
            "duration_s": "" if duration is None else duration,
            "shape": tree["under"],
            "under": _amounts(tree, "under_", tree["under"], path=f"{path}.minimum.under", field=field, names=names),
        }
    return rule, names


def time_tree(rule: Json | None) -> Tree:
    """Return what the page shows of a time rule."""
    rule = rule or {}
    minimum = rule.get("minimum") or {}
    tree: Tree = {"shape": rule.get("shape", "none"), "under": minimum.get("shape", "none")}
    tree |= _amounts_tree("", rule.get("over"))
    tree |= _amounts_tree("under_", minimum.get("under"))
    return tree | {"min_duration": duration_typed(minimum.get("duration_s"))}


def _amounts(tree: Tree, prefix: str, shape: str, *, path: str, field: str, names: dict[str, str]) -> Any:
    if shape == "steps":
        steps = []
        for n, each in enumerate(tree[f"{prefix}steps"]):
            at = f"{field}-{prefix}steps-{n}"
            names |= {f"{path}[{n}].from_s": f"{at}-from_s", f"{path}[{n}].points": f"{at}-points"}
            steps.append({"from_s": _seconds(each["from_s"]), "points": _deduction(each["points"])})
        names[path] = f"{field}-{'under' if prefix else 'shape'}"
        return steps
    units: Json = {"unit_s": _seconds(tree[f"{prefix}unit_s"]), "count": tree[f"{prefix}count"]}
    units["points"] = _deduction(tree[f"{prefix}points"])
    if (tree[f"{prefix}cap"] or "").strip():
        units["cap"] = _deduction(tree[f"{prefix}cap"])
    names |= {f"{path}.{name}": f"{field}-{prefix}{name}" for name in ("unit_s", "count", "points", "cap")}
    return units


def _amounts_tree(prefix: str, amounts: Any) -> Tree:
    units: Json = amounts if isinstance(amounts, dict) else {}
    steps = amounts if isinstance(amounts, list) else [{"from_s": 1, "points": ""}]
    return {
        f"{prefix}steps": [{"from_s": str(s["from_s"]), "points": _positive(str(s["points"]))} for s in steps],
        f"{prefix}unit_s": str(units.get("unit_s", 60)),
        f"{prefix}count": units.get("count", "full"),
        f"{prefix}points": _positive(units.get("points", "")),
        f"{prefix}cap": _positive(units.get("cap", "")),
    }


def _seconds(text: str | None) -> int | str:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def _deduction(text: str | None) -> str:
    """Return typed points as a deduction: 0,25 and −0,25 both take a quarter off."""
    text = (text or "").strip()
    try:
        figure = parse_entry(text)
    except NotANumber:
        return text
    return plain(-abs(figure))


def _positive(points: str) -> str:
    return points.removeprefix("-").replace(".", ",")
