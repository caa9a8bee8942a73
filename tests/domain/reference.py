"""A second ranking, written from the description of the contest file alone, to compare the first one with.

It shares no code with `contest.domain`: fractions from the first mark on, plain dicts, recursion where the product
iterates, and no thought of speed. It takes a faultless contest file as JSON values and returns a `contest-standings/1`
object.
"""

from fractions import Fraction
from itertools import groupby
from math import floor

NO = object()  # no figure, and the reason does not matter here


def rank_contest(file):
    out, rounds = {}, {r["key"]: r for r in file["rounds"]}
    for key, rnd in rounds.items():
        senders = [r for r in file["rounds"] if r.get("advance", {}).get("to") == key]
        out[key] = _rank_round(file, rnd, senders, out)
    shown = {key: {k: v for k, v in value.items() if k != "totals"} for key, value in out.items()}
    return {"format": "contest-standings/1", "rounds": shown}


def show(x):
    digits = 6
    for places in range(400):
        if (x * 10**places).denominator == 1:
            digits = places
            break
    scaled = floor(abs(x) * 10**digits + Fraction(1, 2))
    if scaled == 0:
        return "0"
    text = str(scaled).zfill(digits + 1)
    whole, decimals = text[: len(text) - digits], text[len(text) - digits :].rstrip("0")
    return ("-" if x < 0 else "") + whole + ("." + decimals if decimals else "")


def nearest(x, rules, stage):
    if rules is None or stage not in rules["at"]:
        return x
    unit = Fraction(1, 10 ** rules["places"])
    below = floor(x / unit)
    rest = x / unit - below
    if rest == Fraction(1, 2):
        if rules["mode"] == "half_even":
            return (below if below % 2 == 0 else below + 1) * unit
        return (below + 1 if x > 0 else below) * unit
    return (below if rest < Fraction(1, 2) else below + 1) * unit


def panel_method(panel, marks, absent):
    """The panel's figure for the marks that count, or NO."""
    least = panel.get("min_judges")
    method = panel["method"]
    if least is None:
        least = panel["drop_high"] + panel["drop_low"] + 1 if method == "trimmed" else 1
    n = len(marks)
    if n < least or (method == "sum" and absent):
        return NO
    marks = sorted(marks)
    if method == "sum":
        return sum(marks)
    if method == "median":
        return marks[n // 2] if n % 2 else (marks[n // 2 - 1] + marks[n // 2]) / 2
    if method == "trimmed":
        marks = marks[panel["drop_low"] : n - panel["drop_high"]]
    if method == "outlier":
        middle = sum(marks) / n
        marks = [m for m in marks if abs(m - middle) <= Fraction(panel["max_deviation"])]
    return sum(marks) / len(marks) if marks else NO


def _records(file, name, round_key):
    return [x for x in file.get(name, []) if x["round"] == round_key]


def _rank_round(file, rnd, senders, done):
    key, rules = rnd["key"], rnd.get("rounding")
    entries = {e["team"]: e for e in _records(file, "entries", key)}
    field = {t for s in senders for t in done[s["key"]]["advancing"]} if senders else {t["key"] for t in file["teams"]}
    teams = sorted(field | set(entries))
    own_group = {t["key"]: t.get("group") for t in file["teams"]}
    group = {t: entries.get(t, {}).get("group") or own_group[t] for t in teams}
    status = {t: entries[t]["status"] if t in entries else "present" for t in teams}
    present = [t for t in teams if status[t] == "present"]
    advance = rnd.get("advance")
    apart = rnd.get("rank_within", "round") == "group"
    groups_matter = apart or (advance and advance.get("per_group", 0) > 0)

    sheets, absent = {}, set()
    for m in _records(file, "marks", key):
        sheets[m["section"], m["team"], m["judge"]] = {k: Fraction(v) for k, v in m["marks"].items()}
    for a in _records(file, "absences", key):
        absent.add((a["section"], a["team"], a["judge"]))
    points = {(p["section"], p["team"]): Fraction(p["points"]) for p in _records(file, "points", key)}
    adjustments = _records(file, "adjustments", key)

    def judges_of(section):
        named = section.get("judges") or rnd.get("judges")
        if named:
            return named
        return sorted({j for s, t, j in [*sheets, *absent] if s == section["key"] and t in teams})

    def sheet_total(section, team, judge):
        marks = sheets[section["key"], team, judge]
        return sum((marks[c["key"]] * Fraction(c.get("weight", "1")) for c in section["criteria"]), Fraction(0))

    def counted(section, team):
        return [j for j in judges_of(section) if (section["key"], team, j) in sheets]

    def absences(section, team):
        return sum((section["key"], team, j) in absent for j in judges_of(section))

    def criterion_figure(section, team, criterion):
        marks = [sheets[section["key"], team, j][criterion["key"]] for j in counted(section, team)]
        return panel_method(section["panel"], marks, absences(section, team))

    def section_result(section, team):
        weight = Fraction(section.get("weight", "1"))
        if section["kind"] == "points":
            figure = points.get((section["key"], team), NO)
        else:
            if len(counted(section, team)) + absences(section, team) < len(judges_of(section)):
                return NO
            if section["panel"]["over"] == "sheet":
                totals = [sheet_total(section, team, j) for j in counted(section, team)]
                figure = panel_method(section["panel"], totals, absences(section, team))
                if figure is not NO:
                    figure = nearest(figure, rules, "aggregate")
            else:
                figure = Fraction(0)
                for c in section["criteria"]:
                    part = criterion_figure(section, team, c)
                    if part is NO:
                        return NO
                    figure += nearest(
                        nearest(part, rules, "aggregate") * Fraction(c.get("weight", "1")), rules, "weighted"
                    )
        if figure is NO:
            return NO
        extra = sum(
            (Fraction(a["points"]) for a in adjustments if a["team"] == team and a.get("section") == section["key"]),
            Fraction(0),
        )
        if section.get("adjust", "after_weight") == "before_weight":
            figure = (figure + extra) * weight
        else:
            figure = figure * weight + extra
        if "floor" in section:
            figure = max(figure, Fraction(section["floor"]))
        return nearest(figure, rules, "section")

    sections = {s["key"]: s for s in rnd["sections"]}
    results = {t: {s: section_result(sections[s], t) for s in sections} for t in present}

    def round_total(team):
        if groups_matter and group[team] is None:
            return NO
        parts = list(results[team].values())
        parts += [Fraction(a["points"]) for a in adjustments if a["team"] == team and "section" not in a]
        for c in rnd.get("carry_over", []):
            before = done[c["round"]]["totals"].get(team, NO)
            parts.append(NO if before is NO else before * Fraction(c.get("weight", "1")))
        if any(p is NO for p in parts):
            return NO
        return nearest(sum(parts, Fraction(0)), rules, "total")

    totals = {t: round_total(t) for t in present}
    ranked = [t for t in present if totals[t] is not NO]
    decisions = _records(file, "decisions", key)
    judged = [s for s in rnd["sections"] if s["kind"] == "judged"]

    # --- the ladder -------------------------------------------------------------------------------------------------
    def judge_sum(team, judge):
        return sum((sheet_total(s, team, judge) * Fraction(s.get("weight", "1")) for s in judged), Fraction(0))

    def figure_on(rung, team, among):
        by = rung["by"]
        if by == "section":
            return results[team][rung["key"]]
        if by == "criterion":
            section = sections[rung["section"]]
            return criterion_figure(section, team, next(c for c in section["criteria"] if c["key"] == rung["key"]))
        if by == "deductions":
            mine = [Fraction(a["points"]) for a in adjustments if a["team"] == team]
            return sum((p for p in mine if p < 0), Fraction(0))
        if by == "full_mean":
            figure = Fraction(0)
            for s in judged:
                all_totals = [sheet_total(s, team, j) for j in counted(s, team)]
                if not all_totals:
                    return NO
                figure += sum(all_totals) / len(all_totals) * Fraction(s.get("weight", "1"))
            return figure
        if by == "round":
            return done[rung["key"]]["totals"].get(team, NO)
        everyone = {j for s in judged for j in judges_of(s)}
        full = [j for j in everyone if all((s["key"], t, j) in sheets for s in judged for t in among)]
        return sum(judge_sum(team, j) > judge_sum(other, j) for j in full for other in among if other != team)

    def down(among, rungs, last):
        """Yield (teams, decided_by) for a set of equals, best first."""
        if len(among) == 1:
            yield among, last
            return
        if not rungs:
            yield among, "unresolved"
            return
        rung, rest = rungs[0], rungs[1:]
        if rung["by"] == "decision":
            for d in reversed(decisions):
                listed = [x if isinstance(x, list) else [x] for x in d.get("order", [])]
                if set(among) <= {t for x in listed for t in x}:
                    for x in listed:
                        equals = sorted(set(x) & set(among))
                        if equals:
                            yield equals, "decision"
                    return
            yield from down(among, rest, last)
            return
        figures = {t: figure_on(rung, t, among) for t in among}
        if any(v is NO for v in figures.values()):
            yield from down(among, rest, last)
            return
        name = rung["by"]
        if name in ("section", "round"):
            name += ":" + rung["key"]
        elif name == "criterion":
            name += ":" + rung["section"] + "/" + rung["key"]
        for part in _sets(figures):
            yield from down(part, rest, name)

    def ranking(of):
        tiers = []
        for part in _sets({t: totals[t] for t in of}):
            tiers += down(part, rnd.get("tie_break", []), "total")
        return tiers

    style = rnd.get("rank_style", "1224")
    group_order = [g["key"] for g in file.get("groups", [])]
    if apart:
        lists = {g: ranking([t for t in ranked if group[t] == g]) for g in group_order}
        standing_lists = list(lists.values())
    else:
        standing_lists = [ranking(ranked)]
        whole = standing_lists[0]
        lists = {}
        for g in group_order:
            mine = [([t for t in tier if group[t] == g], by) for tier, by in whole]
            lists[g] = [(tier, by) for tier, by in mine if tier]
    standings = []
    for tiers in standing_lists:
        for number, (tier, by) in zip(_numbers([t for t, _ in tiers], style), tiers, strict=True):
            for t in tier:
                standings.append(
                    {
                        "team": t, "group": group[t], "rank": number, "tied": len(tier) > 1, "total": show(totals[t]),
                        "decided_by": by, "sections": {s: show(results[t][s]) for s in sections},
                    }
                )  # fmt: skip

    # --- advancing --------------------------------------------------------------------------------------------------
    through, waiting, out = set(), set(), set()

    def line(tiers, places):
        for tier in tiers:
            if places <= 0:
                return
            if len(tier) <= places:
                through.update(tier)
                places -= len(tier)
                continue
            rule = advance.get("at_line", "all")
            if rule == "all":
                through.update(tier)
            elif rule == "ask":
                ask(tier, places)
            return

    def ask(tier, places):
        for d in reversed(decisions):
            order = [x if isinstance(x, list) else [x] for x in d.get("order", [])]
            named = {t for x in order for t in x} | set(d.get("through", [])) | set(d.get("out", []))
            if not set(tier) <= named:
                continue
            if order:
                taken = []
                for x in order:
                    mine = [t for t in x if t in tier]
                    if len(taken) + len(mine) > places and len(taken) < places:
                        break  # equal across the last place
                    if len(taken) < places:
                        taken += mine
                if len(taken) == places:
                    through.update(taken)
                    return
                waiting.update(tier)
                return
            through.update(t for t in tier if t in d["through"])
            out.update(t for t in tier if t not in d["through"])
            return
        waiting.update(tier)

    sure = len(ranked) == len(present) and all(done[s["key"]]["complete"] for s in senders)
    if advance and sure:
        if advance.get("per_group", 0):
            for g in group_order:
                line([tier for tier, _ in lists[g]], advance["per_group"])
            if not waiting:
                left = [[t for t in tier if t not in through and t not in out] for tier, _ in ranking(ranked)]
                line([tier for tier in left if tier], advance["top"] - len(through))
        elif apart:
            for g in group_order:
                line([tier for tier, _ in lists[g]], advance["top"])
        else:
            line([tier for tier, _ in standing_lists[0]], advance["top"])
    order = [s["team"] for s in standings]

    def prizes(figures):
        known = {t: f for t, f in figures.items() if f is not NO}
        tiers = _sets(known)
        return [
            {"team": t, "rank": number, "tied": len(tier) > 1, "result": show(known[t])}
            for number, tier in zip(_numbers(tiers, style), tiers, strict=True)
            for t in tier
        ]

    return {
        "standings": standings,
        "unranked": [
            {"team": t, "reason": "unresolved" if status[t] == "present" else status[t]}
            for t in teams
            if t not in ranked
        ],
        "by_section": {s: prizes({t: results[t][s] for t in ranked}) for s in sections},
        "by_criterion": {
            s["key"]: {
                c["key"]: prizes({t: criterion_figure(s, t, c) for t in ranked}) for c in s["criteria"]
            }
            for s in judged
        },
        "complete": sure and not waiting,
        "advancing": [t for t in order if t in through],
        "on_the_line": [t for t in order if t in waiting],
        "totals": {t: totals[t] for t in ranked},
    }  # fmt: skip


def _sets(figures):
    """Teams in sets of equal figures, highest first, each by key."""
    by_figure = sorted(figures, key=lambda t: (-figures[t], t))
    return [list(tier) for _, tier in groupby(by_figure, key=lambda t: figures[t])]


def _numbers(tiers, style):
    above_teams = above_ranks = 0
    numbers = []
    for tier in tiers:
        numbers.append(1 + (above_teams if style == "1224" else above_ranks))
        above_teams, above_ranks = above_teams + len(tier), above_ranks + 1
    return numbers
