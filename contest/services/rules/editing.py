"""Rows of a form added, taken away and moved, on the tree of what is typed; and keys for what is new.

Responsible for structure alone: what is typed in the rows is carried along untouched. Works without JavaScript: each
button of the page names one step, `sections.0.criteria.2.up`.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from contest.domain.rubric import RungKind
from contest.services.rules.typed import rung_of, rung_typed
from contest.services.rules.typed_time import time_tree

Tree = dict[str, Any]
NEW = "~"
"""A key that begins so is not stored yet; it gets a lasting one from its title when the form is saved."""


def new_criterion() -> Tree:
    """Return a criterion as the page offers it."""
    return {"key": "", "title": "", "min": "0", "max": "10", "step": "0,25", "weight": "1"}


def new_section(kind: str = "judged") -> Tree:
    """Return a section as the page offers it."""
    return {
        "key": "", "title": "", "kind": kind, "weight": "1", "adjust": "after_weight", "floor": "",
        "min": "0", "max": "30", "step": "1", "over": "sheet", "method": "mean", "drop_high": "1", "drop_low": "1",
        "max_deviation": "1,5", "min_judges": "", "judges": [], "duration": "5:00", "warning": "1:00",
        "own_time": "round", "time": time_tree(None), "criteria": [new_criterion()],
    }  # fmt: skip


NEW_ROWS: dict[str, Callable[[str], Tree]] = {
    "sections": new_section,
    "criteria": lambda _kind: new_criterion(),
    "ladder": lambda _kind: {"rung": rung_typed({"by": "decision"})},
    "steps": lambda _kind: {"from_s": "", "points": ""},
    "under_steps": lambda _kind: {"from_s": "", "points": ""},
    "groups": lambda _kind: {"key": "", "title": ""},
    "teams": lambda _kind: {"key": "", "title": "", "short_name": "", "group": ""},
    "people": lambda _kind: {"key": "", "name": "", "head": False},
}


def edit(tree: Tree, step: str) -> Tree:
    """Return the tree after one step: `sections.add:points`, `ladder.1.up`, `ladder.1.to:0`, `ladder.1.remove`.

    A step that leads nowhere changes nothing.
    """
    tree = copy.deepcopy(tree)
    *way, last = step.split(".")
    act, _, told = last.partition(":")
    place: Any = tree
    trail: list[Any] = []
    for part in way:
        trail.append(place)
        try:
            place = place[int(part)] if isinstance(place, list) else place[part]
        except (KeyError, ValueError, IndexError):
            return tree
    if act == "add" and isinstance(place, list) and way[-1] in NEW_ROWS:
        place.append(NEW_ROWS[way[-1]](told or "judged"))
    elif trail and isinstance(trail[-1], list):
        _move(trail[-1], int(way[-1]), act, told)
    return name_new(tree)


def _move(rows: list[Any], at: int, act: str, told: str) -> None:
    if act == "remove":
        del rows[at]
        return
    wanted = {"up": at - 1, "down": at + 1, "to": int(told) if told.isdigit() else at}.get(act, at)
    rows.insert(max(0, min(len(rows) - 1, wanted)), rows.pop(at))


def name_new(tree: Tree) -> Tree:
    """Gives sections, criteria and groups without a key one for the time being, so that others can point at them."""
    sections = tree.get("sections", [])
    for rows in (sections, tree.get("groups", []), *(section["criteria"] for section in sections)):
        taken = {row["key"] for row in rows}
        for row in rows:
            if not row["key"]:
                row["key"] = next(f"{NEW}{n}" for n in range(1, len(rows) + 2) if f"{NEW}{n}" not in taken)
                taken.add(row["key"])
    return tree


def settle_keys(tree: Tree) -> Tree:
    """Return the tree with lasting keys for what is new, made of its titles; rungs that point there follow."""
    tree = name_new(copy.deepcopy(tree))
    sections: dict[str, str] = {}
    criteria: dict[tuple[str, str], str] = {}
    for section in tree["sections"]:
        before = section["key"]
        if before.startswith(NEW):
            section["key"] = key_for(section["title"], (each["key"] for each in tree["sections"]), "phan-thi")
        sections[before] = section["key"]
        for criterion in section["criteria"]:
            old = criterion["key"]
            if old.startswith(NEW):
                taken = (each["key"] for each in section["criteria"])
                criterion["key"] = key_for(criterion["title"], taken, "tieu-chi")
            criteria[before, old] = criterion["key"]
    for row in tree["ladder"]:
        rung = rung_of(row["rung"])
        if rung["by"] == RungKind.SECTION:
            rung["key"] = sections.get(rung.get("key", ""), rung.get("key", ""))
        elif rung["by"] == RungKind.CRITERION:
            place = (rung.get("section", ""), rung.get("key", ""))
            rung |= {"section": sections.get(place[0], place[0]), "key": criteria.get(place, place[1])}
        row["rung"] = rung_typed(rung)
    return tree


def key_for(title: str, taken: Iterable[str], otherwise: str) -> str:
    """Return a key made of the title's letters that is not taken: `Màn chào hỏi` is `man-chao-hoi`."""
    taken = set(taken)
    letters = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c))).strip("-")
    key = plain[:60].strip("-") or otherwise
    number = 2
    found = key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found
