"""What a person typed on the rules' page, as the document; and the document, as what the page shows.

Responsible for reading figures, durations and choices without judging them: what can't be read stays as it was typed,
so that the checks name it and nothing is lost. Also for which field each JSON path of the document came from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from contest.domain.errors import NotANumber
from contest.domain.points import parse_entry, plain
from contest.domain.rubric import PanelMethod, Stage
from contest.services.rules.document import Json, Rules
from contest.services.rules.typed_time import durations_typed, read_duration, read_time, time_tree

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """The document that was typed, and for every JSON path in it the name of its field."""

    rules: Rules
    names: dict[str, str]

    def field_of(self, path: str) -> str | None:
        """Return the name of the field that a fault belongs to: the path's own, else that of what it is in."""
        while path:
            if path in self.names:
                return self.names[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return None


def figure(text: str | None) -> str | None:
    """Return a typed figure as a plain decimal; as it is when it is none, `None` when nothing was typed."""
    text = (text or "").strip()
    if not text:
        return None
    try:
        return plain(parse_entry(text))
    except NotANumber:
        return text


def count(text: str | None) -> int | str | None:
    """Return a typed whole number; as it is when it is none, `None` when nothing was typed."""
    text = (text or "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def rung_of(text: str | None) -> Json:
    """Return the rung that a choice of the ladder stands for; one without a kind when it stands for none."""
    try:
        by, *where = json.loads(text or "[]")
    except ValueError:
        return {"by": ""}
    return {"by": by} | dict(zip(("section", "key") if len(where) > 1 else ("key",), where, strict=False))


def rung_typed(rung: Json) -> str:
    """Return the choice of the ladder for a rung: keys may hold any character, so it is a JSON list."""
    return json.dumps([rung[name] for name in ("by", "section", "key") if name in rung], ensure_ascii=False)


def shown(figure: str | None) -> str:
    """Return a plain decimal as people type it: a comma, no dots between thousands."""
    return "" if figure is None else figure.replace(".", ",")


class _Reader:
    """The way through a tree: writes values into the document and remembers where each came from."""

    def __init__(self, key: str, zone: ZoneInfo) -> None:
        self.key, self.zone = key, zone
        self.names: dict[str, str] = {}

    def put(self, record: Json, path: str, name: str, value: object, field: str) -> None:
        self.names[f"{path}.{name}"] = field
        if value is not None:
            record[name] = value

    def read(self, tree: Tree) -> Rules:
        contest_round: Json = {"key": self.key, "title": tree["title"].strip()}
        self.names["round.title"] = "title"
        for name in ("rank_style", "rank_within"):
            self.put(contest_round, "round", name, tree[name], name)
        self._rounding(contest_round, tree)
        self._carry(contest_round, tree)
        self.names["round.judges"] = "judges"
        contest_round["sections"] = [self._section(n, each) for n, each in enumerate(tree["sections"])]
        self.names["round.sections"] = "sections"
        needs_panel = any(each["kind"] == "judged" and not each.get("judges") for each in contest_round["sections"])
        if tree["judges"] or needs_panel:
            contest_round["judges"] = list(tree["judges"] or [])
        rungs = [self._rung(n, each) for n, each in enumerate(tree["ladder"])]
        if rungs:
            contest_round["tie_break"] = rungs
        self._advance(contest_round, tree)
        times = tuple(self._times(n, each) for n, each in enumerate(tree["sections"]))
        shared = self._round_time(tree), self._discrepancy(tree), bool(tree["earlier_marks"])
        return Rules(contest_round, times, self._stage(tree), *shared)

    def _rounding(self, contest_round: Json, tree: Tree) -> None:
        at = [str(stage) for stage in Stage if tree[f"at_{stage}"]]
        if not at:
            return
        rounding: Json = {"mode": tree["round_mode"], "at": at}
        self.names |= {"round.rounding.mode": "round_mode"}
        self.put(rounding, "round.rounding", "places", count(tree["round_places"]), "round_places")
        contest_round["rounding"] = rounding

    def _carry(self, contest_round: Json, tree: Tree) -> None:
        carried: list[Json] = []
        for n, each in enumerate(tree["carry"]):
            if each["how"] not in ("sum", "weighted"):
                continue
            path, record = f"round.carry_over[{len(carried)}]", {"round": each["round"]}
            self.names[f"{path}.round"] = f"carry-{n}-how"
            weight = (figure(each["weight"]) or "") if each["how"] == "weighted" else "1"
            self.put(record, path, "weight", weight, f"carry-{n}-weight")
            carried.append(record)
        if carried:
            contest_round["carry_over"] = carried

    def _section(self, n: int, tree: Tree) -> Json:
        path, field = f"round.sections[{n}]", f"sections-{n}"
        self.names[path] = self.names[f"{path}.key"] = f"{field}-title"
        section: Json = {"key": tree["key"], "title": tree["title"].strip(), "kind": tree["kind"]}
        for name in ("title", "kind"):
            self.names[f"{path}.{name}"] = f"{field}-{name}"
        self.put(section, path, "weight", figure(tree["weight"]) or "1", f"{field}-weight")
        self.put(section, path, "adjust", tree["adjust"], f"{field}-adjust")
        self.put(section, path, "floor", figure(tree["floor"]), f"{field}-floor")
        if tree["kind"] == "points":
            for name in ("min", "max", "step"):
                self.put(section, path, name, figure(tree[name]), f"{field}-{name}")
            return section
        if tree["judges"]:
            section["judges"] = list(tree["judges"])
        self.names[f"{path}.judges"] = f"{field}-judges"
        section["panel"] = self._panel(f"{path}.panel", field, tree)
        section["criteria"] = [self._criterion(path, field, m, each) for m, each in enumerate(tree["criteria"])]
        self.names[f"{path}.criteria"] = f"{field}-title"
        return section

    def _panel(self, path: str, field: str, tree: Tree) -> Json:
        panel: Json = {}
        for name in ("over", "method"):
            self.put(panel, path, name, tree[name], f"{field}-{name}")
        if tree["method"] == PanelMethod.TRIMMED:
            for name in ("drop_high", "drop_low"):
                self.put(panel, path, name, count(tree[name]), f"{field}-{name}")
        if tree["method"] == PanelMethod.OUTLIER:
            self.put(panel, path, "max_deviation", figure(tree["max_deviation"]), f"{field}-max_deviation")
        self.put(panel, path, "min_judges", count(tree["min_judges"]), f"{field}-min_judges")
        return panel

    def _criterion(self, path: str, field: str, m: int, tree: Tree) -> Json:
        path, field = f"{path}.criteria[{m}]", f"{field}-criteria-{m}"
        criterion: Json = {"key": tree["key"], "title": tree["title"].strip()}
        self.names[path] = self.names[f"{path}.key"] = self.names[f"{path}.title"] = f"{field}-title"
        for name in ("min", "max", "step"):
            self.put(criterion, path, name, figure(tree[name]), f"{field}-{name}")
        self.put(criterion, path, "weight", figure(tree["weight"]) or "1", f"{field}-weight")
        return criterion

    def _rung(self, n: int, tree: Tree) -> Json:
        path, field = f"round.tie_break[{n}]", f"ladder-{n}-rung"
        self.names[path] = field
        self.names |= {f"{path}.{name}": field for name in ("by", "section", "key")}
        return rung_of(tree["rung"])

    def _advance(self, contest_round: Json, tree: Tree) -> None:
        if not tree["advance_to"]:
            return
        advance: Json = {"to": tree["advance_to"], "at_line": tree["advance_at_line"]}
        for name in ("to", "at_line"):
            self.names[f"round.advance.{name}"] = f"advance_{name}"
        self.put(advance, "round.advance", "top", count(tree["advance_top"]), "advance_top")
        self.put(advance, "round.advance", "per_group", count(tree["advance_per_group"]) or 0, "advance_per_group")
        contest_round["advance"] = advance

    def _times(self, n: int, tree: Tree) -> Json:
        path, field = f"times[{n}]", f"sections-{n}"
        times: Json = {"time_rule": None}
        for name, typed in (("duration_s", "duration"), ("warning_s", "warning")):
            self.names[f"{path}.{name}"] = f"{field}-{typed}"
            times[name] = read_duration(tree[typed])
        if tree["own_time"] == "own":
            times["time_rule"], names = read_time(tree["time"], f"{path}.time_rule", f"{field}-time")
            self.names |= names
        return times

    def _round_time(self, tree: Tree) -> Json | None:
        rule, names = read_time(tree["time"], "time_rule", "time")
        self.names |= names
        return rule or None

    def _stage(self, tree: Tree) -> Json:
        stage = {name: tree[name] for name in ("order_style", "reveal_when", "reveal_detail")}
        self.names |= {f"stage.{name}": name for name in (*stage, "starts_at")}
        starts = (tree["starts"] or "").strip()
        moment: int | str | None = None
        if starts:
            try:
                moment = int(datetime.fromisoformat(starts).replace(tzinfo=self.zone).timestamp() * 1000)
            except (ValueError, OverflowError):
                moment = starts
        self.names["stage.starts_at"] = "starts"
        return {**stage, "starts_at": moment}

    def _discrepancy(self, tree: Tree) -> Json | None:
        found: Json = {}
        for name in ("from_mean", "spread"):
            self.put(found, "discrepancy", name, figure(tree[name]), name)
        return found or None


def read(tree: Tree, key: str, zone: ZoneInfo) -> Typed:
    """Return the document of a page's tree, for the round of that key."""
    reader = _Reader(key, zone)
    return Typed(reader.read(tree), reader.names)


def tree_of(rules: Rules, earlier: list[str], zone: ZoneInfo) -> Tree:
    """Return what the page shows of the rules. `earlier` are the keys of the rounds before this one."""
    contest_round, rounding = rules.round, rules.round.get("rounding")
    carried = {each["round"]: each["weight"] for each in contest_round.get("carry_over", ())}
    advance, starts = contest_round.get("advance") or {}, rules.stage["starts_at"]
    tree: Tree = {
        "title": contest_round["title"],
        "starts": "" if starts is None else datetime.fromtimestamp(starts / 1000, zone).strftime("%Y-%m-%dT%H:%M"),
        **{name: rules.stage[name] for name in ("order_style", "reveal_when", "reveal_detail")},
        "judges": list(contest_round.get("judges", ())),
        "rank_style": contest_round.get("rank_style", "1224"),
        "rank_within": contest_round.get("rank_within", "round"),
        "round_mode": rounding["mode"] if rounding else "half_up",
        "round_places": str(rounding["places"]) if rounding else "2",
        "carry": [
            {
                "round": key,
                "how": ("none" if key not in carried else "sum" if carried[key] == "1" else "weighted"),
                "weight": shown(carried.get(key)),
            }
            for key in earlier
        ],
        "advance_to": advance.get("to", ""),
        "advance_top": str(advance.get("top", "")),
        "advance_per_group": str(advance.get("per_group", "") or ""),
        "advance_at_line": advance.get("at_line", "all"),
        "ladder": [{"rung": rung_typed(each)} for each in contest_round.get("tie_break", ())],
        "time": time_tree(rules.time_rule),
        **{name: shown((rules.discrepancy or {}).get(name)) for name in ("from_mean", "spread")},
        "earlier_marks": rules.earlier_marks,
        "sections": [
            _section_tree(section, times) for section, times in zip(contest_round["sections"], rules.times, strict=True)
        ],
    }
    for stage in Stage:
        tree[f"at_{stage}"] = rounding is not None and str(stage) in rounding["at"]
    return tree


def _section_tree(section: Json, times: Json) -> Tree:
    panel = section.get("panel", {})
    return {
        **{name: section[name] for name in ("key", "title", "kind")},
        "weight": shown(section.get("weight", "1")),
        "adjust": section.get("adjust", "after_weight"),
        **{name: shown(section.get(name)) for name in ("floor", "min", "max", "step")},
        "over": panel.get("over", "sheet"),
        "method": panel.get("method", "mean"),
        **{name: str(panel.get(name, 1)) for name in ("drop_high", "drop_low")},
        "max_deviation": shown(panel.get("max_deviation")),
        "min_judges": str(panel.get("min_judges", "")),
        "judges": list(section.get("judges", ())),
        "criteria": [
            {"key": each["key"], "title": each["title"]}
            | {name: shown(each.get(name, "1")) for name in ("min", "max", "step", "weight")}
            for each in section.get("criteria", ())
        ],
        **durations_typed(times),
        "own_time": "round" if times.get("time_rule") is None else "own",
        "time": time_tree(times.get("time_rule")),
    }
