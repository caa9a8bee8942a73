"""Each rule of a page in one sentence, with a worked example on made-up marks, as the rules are typed right now.

Responsible for the made-up marks and for which lines are shown. Computes nothing itself: sentences are the domain's,
figures come out of the same standings and the same explanation as real ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contest.domain import rules_words as words
from contest.domain import timing
from contest.domain.contestfile_build import build
from contest.domain.contestfile_records import FORMAT, faults_of
from contest.domain.contestfile_values import ContestFile
from contest.domain.discrepancy import compare, parse_thresholds
from contest.domain.errors import Invalid, NotANumber
from contest.domain.explain import explain
from contest.domain.points import parse_points, vietnamese
from contest.domain.rubric import CarryOver, RankWithin, Rounding, RoundingMode, Stage
from contest.domain.standings import compute, section_breakdown
from contest.domain.time_rule import CutOff, TimeRule, parse_time_rule
from contest.services.rules.document import Json, Rules
from contest.services.rules.samples import TEAMS, full_round, line_of_teams, one_section, sheet_count

UNREADABLE = "Có ô chưa đúng; sửa xong, lời giải thích và ví dụ hiện ở đây."


@dataclass(frozen=True, slots=True)
class Said:
    """A rule in one sentence, and its worked example line by line; no lines where there is nothing to work out."""

    sentence: str
    lines: tuple[str, ...] = ()
    title: str = ""

    def to_json(self) -> Json:
        """Return it for the page."""
        return {"sentence": self.sentence, "title": self.title, "lines": list(self.lines)}


def said(rules: Rules, titles: Mapping[str, str]) -> dict[str, Said]:
    """Return what is said of every rule, by the name of its place on the page. `titles` are the rounds', by key."""
    found: dict[str, Said] = {}
    for n, (section, times) in enumerate(zip(rules.round["sections"], rules.times, strict=True)):
        found[f"sections-{n}"] = _section(rules, section)
        own = times.get("time_rule")
        found[f"sections-{n}-time"] = _time(rules.time_rule if own is None else own, times.get("duration_s"))
    found["rounding"] = _rounding(rules)
    found["time"] = _time(rules.time_rule, next((t["duration_s"] for t in rules.times if _is_whole(t)), 300))
    found["ladder"] = _ladder(rules, titles)
    found["advance"] = _advance(rules, titles)
    found["carry"] = _carry(rules, titles)
    found["discrepancy"] = _discrepancy(rules)
    found["earlier"] = Said(words.earlier_sentence(rules.earlier_marks))
    return found


def _section(rules: Rules, section: Json) -> Said:
    tree = one_section(rules, section)
    if faults_of(tree):
        return Said(UNREADABLE)
    contest = build(tree)
    [rubric_section] = contest.rounds[0].sections
    lines = explain(contest, contest.rounds[0].key, TEAMS[0]["key"]).lines()[1:]
    own = [line for n, line in enumerate(lines) if n == 0 or line.startswith("  ")]
    points = len(own) == 1
    title = "Ví dụ với một đội" if points else f"Ví dụ với {sheet_count(rules, section)} phiếu chấm"
    cut = own if points else [line.strip() for line in own[1:]]
    return Said(words.section_sentence(rubric_section), tuple(cut), title)


def _rounding(rules: Rules) -> Said:
    tree = _round_tree(rules, {"rounding": rules.round.get("rounding")})
    if faults_of(tree):
        return Said(UNREADABLE)
    rounding = build(tree).rounds[0].rounding
    lines = []
    if rounding is not None and rounding.at:
        for figure in ("7.125", "7.135", "83.3333"):
            lines.append(f"{vietnamese(Decimal(figure), None)} thành {_rounded(figure, rounding)}")
    return Said(words.rounding_sentence(rounding), tuple(lines), "Ví dụ")


def _rounded(figure: str, rounding: Rounding) -> str:
    """Return the figure after the rounding, worked out by the house's own pipeline: one section of points."""
    rule = {"mode": str(RoundingMode(rounding.mode)), "places": rounding.places, "at": [str(Stage.TOTAL)]}
    section = {"key": "s", "title": "s", "kind": "points", "min": "0", "max": "100", "step": "0.0001"}
    tree = _file({"key": "r", "title": "r", "rounding": rule, "sections": [section]})
    tree["points"] = [{"round": "r", "team": TEAMS[0]["key"], "section": "s", "points": figure}]
    contest = build(tree)
    total = explain(contest, "r", TEAMS[0]["key"]).facts.standing
    return "" if total is None else vietnamese(total.total, None)


def _time(rule: Json | None, duration_s: Any) -> Said:
    try:
        read = parse_time_rule(rule)
    except Invalid:
        return Said(UNREADABLE)
    allowed = duration_s if isinstance(duration_s, int) and duration_s > 0 else 300
    lines = []
    for measured in _durations(read, allowed):
        proposal = timing.propose(read, measured, allowed)
        outcome = "không trừ điểm" if proposal is None else proposal.reason
        if proposal is not None and not proposal.is_note:
            outcome = f"{proposal.reason}: {vietnamese(proposal.points, None)}"
        lines.append(f"Thi {timing.duration(measured)}: {outcome}")
    return Said(timing.sentence(read), tuple(lines), f"Ví dụ khi được {timing.duration(allowed)}")


def _durations(rule: TimeRule, allowed: int) -> list[int]:
    """Return durations worth showing: a little too long, a minute, two and more; too short where that is a rule."""
    found = []
    if rule.minimum is not None:
        found += [max(1, rule.minimum.duration_s - 75), max(1, rule.minimum.duration_s - 20)]
    if isinstance(rule.over, CutOff):
        found.append(allowed + 40)
    elif rule.over is not None:
        found += [allowed + 20, allowed + 65, allowed + 150]
    return sorted(set(found))


def _ladder(rules: Rules, titles: Mapping[str, str]) -> Said:
    rungs = [each for each in rules.round.get("tie_break", ()) if each.get("by") != "round"]
    tree = _round_tree(rules, {"tie_break": rungs})
    whole = _round_tree(rules, {"tie_break": rules.round.get("tie_break", [])}, earlier=list(titles))
    if faults_of(tree) or faults_of(whole):
        return Said(UNREADABLE)
    contest_round = build(whole).rounds[-1]
    sentence = f"{words.rank_sentence(contest_round)} {words.ladder_sentence(contest_round, titles)}"
    tied = full_round(build(tree))
    if tied is None:
        return Said(sentence)
    lines = explain(tied, tied.rounds[0].key, TEAMS[0]["key"]).lines()
    start = next((n for n, line in enumerate(lines) if line.startswith("Bằng tổng điểm")), None)
    shown = () if start is None else (lines[0], *lines[start:])
    return Said(sentence, tuple(shown), "Ví dụ khi hai đội bằng tổng điểm")


def _advance(rules: Rules, titles: Mapping[str, str]) -> Said:
    advance = rules.round.get("advance")
    if advance is None:
        return Said(words.advance_sentence(None, _within(rules), titles))
    contest = line_of_teams(advance, str(rules.round.get("rank_within", "round")))
    if contest is None:
        return Said(UNREADABLE)
    rule = contest.rounds[0].advance
    sentence = words.advance_sentence(rule, contest.rounds[0].rank_within, titles)
    return Said(sentence, _row_of_teams(contest), "Ví dụ, hai đội bằng nhau ở vạch")


def _row_of_teams(contest: ContestFile) -> tuple[str, ...]:
    """Return the made-up teams in rank order, each with what becomes of it."""
    result = compute(contest).rounds[contest.rounds[0].key]
    names = {team.key: team.title for team in contest.teams}
    lines = []
    for each in result.standings:
        outcome = "vào vòng sau" if each.team in result.advancing else "dừng lại"
        outcome = "chờ quyết định" if each.team in result.on_the_line else outcome
        lines.append(f"Hạng {each.rank}: {names[each.team]}, {vietnamese(each.total, None)} điểm: {outcome}")
    return tuple(lines)


def _within(rules: Rules) -> RankWithin:
    return RankWithin.GROUP if rules.round.get("rank_within") == "group" else RankWithin.ROUND


def _carry(rules: Rules, titles: Mapping[str, str]) -> Said:
    carried = []
    try:
        carried = [CarryOver(c["round"], parse_points(c["weight"])) for c in rules.round.get("carry_over", ())]
    except NotANumber:
        return Said(UNREADABLE)
    if not carried:
        return Said(words.carry_sentence((), titles))
    section = {"key": "s", "title": "Vòng này", "kind": "points", "min": "0", "max": "100", "step": "1"}
    before = [{"key": c.round, "title": titles.get(c.round, c.round), "sections": [section]} for c in carried]
    here = {"key": "~r", "title": "r", "sections": [section], "carry_over": rules.round["carry_over"]}
    tree = _file(*before, here)
    points = [*((each["key"], "80") for each in before), ("~r", "75")]
    tree["points"] = [{"round": r, "team": TEAMS[0]["key"], "section": "s", "points": p} for r, p in points]
    if faults_of(tree):
        return Said(UNREADABLE)
    lines = explain(build(tree), "~r", TEAMS[0]["key"]).lines()
    shown = tuple(line for line in lines if line.startswith(("Vòng này", "Điểm mang từ", "Tổng điểm")))
    return Said(words.carry_sentence(tuple(carried), titles), shown, "Ví dụ với một đội")


def _discrepancy(rules: Rules) -> Said:
    try:
        thresholds = parse_thresholds(rules.discrepancy)
    except Invalid:
        return Said(UNREADABLE)
    sentence = words.discrepancy_sentence(thresholds.from_mean, thresholds.spread)
    readable = (one_section(rules, each) for each in rules.round["sections"] if each["kind"] != "points")
    tree = next((each for each in readable if not faults_of(each)), None)
    if not thresholds or tree is None:
        return Said(sentence)
    contest = build(tree)
    [section] = contest.rounds[0].sections
    broken = section_breakdown(contest, contest.rounds[0].key, TEAMS[0]["key"], section.key)
    totals = {line.judge: line.total for line in broken.judges if line.total is not None}
    lines = []
    for sheet in compare(totals, thresholds).sheets:
        far = vietnamese(sheet.from_mean, signed=True)
        asked = ": cần hội ý" if sheet.why else ""
        lines.append(f"Giám khảo {sheet.judge}: {vietnamese(sheet.total, None)}, so với trung bình {far}{asked}")
    return Said(sentence, tuple(lines), f"Ví dụ với {len(totals)} phiếu {section.title}")


def _round_tree(rules: Rules, more: Json, earlier: list[str] | None = None) -> Json:
    """Return a file with this round alone (and rounds that it may name before it), without what leads out of it."""
    contest_round = {k: v for k, v in rules.round.items() if k not in ("advance", "carry_over", "judges", "tie_break")}
    contest_round |= {name: value for name, value in more.items() if value}
    before = [{"key": key, "title": key, "sections": [_POINTS]} for key in earlier or () if key != rules.round["key"]]
    sections = contest_round["sections"] or [_POINTS]
    bare = [{name: value for name, value in each.items() if name != "judges"} for each in sections]
    return _file(*before, contest_round | {"sections": bare, "title": contest_round["title"] or "Vòng này"})


_POINTS = {"key": "~points", "title": "Điểm", "kind": "points", "min": "0", "max": "100", "step": "1"}


def _file(*rounds: Json) -> Json:
    return {"format": FORMAT, "title": "", "rounds": list(rounds), "teams": [dict(team) for team in TEAMS[:2]]}


def _is_whole(times: Json) -> bool:
    return isinstance(times.get("duration_s"), int)
