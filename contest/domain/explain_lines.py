"""A team's rank, explained in plain Vietnamese, line by line, so that anybody can follow it with a pencil.

Responsible for the words only; every figure comes from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from contest.domain.contestfile_values import Adjustment
from contest.domain.explain_facts import Facts, Neighbour, Outcome, RungStep
from contest.domain.points import Figure, ends, vietnamese
from contest.domain.rubric import Adjust, JudgedSection, PanelMethod, PanelOver, Rounding, RungKind, Section
from contest.domain.section import CriterionLine, JudgeState, SectionBreakdown
from contest.domain.wording import REASONS, WHY_UNRESOLVED, decided_by, digits, method

_STATES = {
    JudgeState.HIGH: "cao nhất, không tính",
    JudgeState.LOW: "thấp nhất, không tính",
    JudgeState.OUT: "lệch quá mức cho phép, không tính",
    JudgeState.ABSENT: "vắng, không có phiếu",
    JudgeState.RECUSED: "không chấm đội này",
    JudgeState.MISSING: "chưa nộp phiếu",
}
_INDENT = "  "


def lines_of(facts: Facts, judge_names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the explanation; judges by the names given, else by their keys."""
    names = judge_names or {}
    lines = [_headline(facts)]
    working = facts.working
    if working is not None:
        for section in facts.round.sections:
            lines += _section(section, working.sections[section.key], facts.round.rounding, names)
        lines += _total(facts)
    lines += _ranking(facts)
    lines += _following(facts)
    return tuple(lines)


def shown(figure: Figure) -> str:
    """Return the figure for the eye: in full, or with “≈” when its decimals never end."""
    return ("" if ends(figure) else "≈ ") + vietnamese(figure, None)


def _headline(facts: Facts) -> str:
    who = f"{facts.titles[facts.team]}, {facts.round.title}"
    if facts.standing is None:
        return f"{who}: không xếp hạng ({REASONS[facts.reason]})." if facts.reason else f"{who}: không xếp hạng."
    shared = " (đồng hạng)" if facts.standing.tied else ""
    return f"{who}: hạng {facts.standing.rank}{shared} trong {facts.among} đội, {_points(facts.standing.total)}."


def _points(total: Fraction) -> str:
    return f"tổng điểm {shown(total)}"


# --- a section -------------------------------------------------------------------------------------------------------
def _section(
    section: Section, broken: SectionBreakdown, rounding: Rounding | None, names: Mapping[str, str]
) -> list[str]:
    if isinstance(section, JudgedSection):
        lines = [f"{section.title} ({method(section.panel)}):"]
        lines += [_INDENT + _judge(line.judge, line.total, line.state, names) for line in broken.judges]
        if section.panel.over is PanelOver.CRITERION:
            lines += [
                _INDENT + _criterion(section, line, rounding, names)
                for line in broken.criteria
                if line.figure is not None
            ]
    else:
        if broken.result is not None and broken.result == broken.aggregate:
            return [f"{section.title} (điểm do thư ký nhập): {shown(broken.result)}."]
        lines = [f"{section.title} (điểm do thư ký nhập):"]
    if broken.why is not None or broken.aggregate is None or broken.aggregate_rounded is None:
        why = WHY_UNRESOLVED[broken.why] if broken.why else "chưa có điểm"
        return [*lines, f"{_INDENT}Chưa có điểm phần thi: {why}."]
    lines.append(_INDENT + _aggregate(section, broken, rounding))
    lines += [_INDENT + each for each in _weighing(section, broken)]
    if broken.floored and broken.floor is not None:
        lines.append(f"{_INDENT}Thấp hơn điểm sàn nên lấy điểm sàn {vietnamese(broken.floor, None)}.")
    before = Fraction(broken.floor) if broken.floored and broken.floor is not None else broken.adjusted
    if broken.result is not None and before is not None:
        lines.append(f"{_INDENT}Điểm phần thi: {_rounding(before, broken.result, rounding)}.")
    return lines


def _judge(judge: str, total: Decimal | None, state: JudgeState, names: Mapping[str, str]) -> str:
    name = names.get(judge, f"Giám khảo {judge}")
    said = _STATES.get(state)
    if total is None:
        return f"{name}: {said}"
    return f"{name}: {shown(total)}" + (f" ({said})" if said else "")


def _criterion(section: JudgedSection, line: CriterionLine, rounding: Rounding | None, names: Mapping[str, str]) -> str:
    criterion = next(each for each in section.criteria if each.key == line.key)
    dropped = [
        f"{names.get(judge, judge)} {word}"
        for judges, word in ((line.high, "cao nhất"), (line.low, "thấp nhất"), (line.out, "lệch quá mức"))
        for judge in judges
    ]
    said = f"{criterion.title}: " + _rounding(line.figure, line.rounded, rounding)
    if line.weighted is not None and (criterion.weight != 1 or line.weighted != line.weighted_rounded):
        weighted = _rounding(line.weighted, line.weighted_rounded, rounding)
        said += f"; × hệ số {vietnamese(criterion.weight, None)} = {weighted}"
    return said + (f" (không tính {', '.join(dropped)})" if dropped else "")


def _aggregate(section: Section, broken: SectionBreakdown, rounding: Rounding | None) -> str:
    figure, near = broken.aggregate, broken.aggregate_rounded
    if not isinstance(section, JudgedSection):
        return f"Điểm: {_rounding(figure, near, rounding)}"
    if section.panel.over is PanelOver.CRITERION:
        return f"Cộng các tiêu chí: {_rounding(figure, near, rounding)}"
    kept = sum(line.state is JudgeState.COUNTED for line in broken.judges)
    what = {
        PanelMethod.SUM: f"Cộng {kept} phiếu",
        PanelMethod.MEDIAN: f"Trung vị của {kept} phiếu",
    }.get(section.panel.method, f"Trung bình {kept} phiếu")
    return f"{what}: {_rounding(figure, near, rounding)}"


def _weighing(section: Section, broken: SectionBreakdown) -> list[str]:
    """Return the lines of weight and adjustments, in the order in which they are applied."""
    weight = f"Hệ số phần thi: × {vietnamese(section.weight, None)}"
    adjustments = [_adjustment(each) for each in broken.adjustments]
    if section.weight == 1:
        return adjustments
    if section.adjust is Adjust.BEFORE_WEIGHT:
        after = "" if broken.adjusted is None else f" = {shown(broken.adjusted)}"
        return [*adjustments, weight + after]
    return [weight + ("" if broken.weighted is None else f" = {shown(broken.weighted)}"), *adjustments]


def _adjustment(adjustment: Adjustment) -> str:
    return f"{adjustment.reason}: {vietnamese(adjustment.points, None, signed=True)}"


def _rounding(before: Fraction | None, after: Fraction | None, rounding: Rounding | None) -> str:
    """Return the figure, and what it was rounded to when the rules round here and it changes."""
    if before is None:
        return "chưa có"
    if after is None or after == before or rounding is None:
        return shown(before)
    return f"{shown(before)}, làm tròn {digits(rounding.places)}: {shown(after)}"


# --- the total and the rank ------------------------------------------------------------------------------------------
def _total(facts: Facts) -> list[str]:
    working = facts.working
    if working is None:
        return []
    lines = [f"Cả vòng: {_adjustment(each)}" for each in working.adjustments]
    for carried in working.carried:
        title = facts.round_titles[carried.round]
        if carried.total is None or carried.added is None:
            lines.append(f"Điểm mang từ {title}: không có, vì đội không được xếp hạng ở vòng đó")
        else:
            weight = "" if carried.weight == 1 else f" × {vietnamese(carried.weight, None)} = {shown(carried.added)}"
            lines.append(f"Điểm mang từ {title}: {shown(carried.total)}{weight}")
    if working.before_rounding is None:
        about = {section.key: section.title for section in facts.round.sections} | dict(facts.round_titles)
        whys = [WHY_UNRESOLVED[why] + (f" ({about.get(key, key)})" if key else "") for why, key in working.why]
        return [*lines, f"Chưa có tổng điểm: {'; '.join(whys)}."]
    total = _rounding(working.before_rounding, working.total, facts.round.rounding)
    return [*lines, f"Tổng điểm: {total}."]


def _ranking(facts: Facts) -> list[str]:
    if facts.standing is None:
        return []
    lines = []
    if facts.equals:
        lines.append(f"Bằng tổng điểm với {_titles(facts, facts.equals)}.")
        lines += [_rung(facts, step) for step in facts.ladder]
    if facts.sharing:
        why = "quyết định giữ đồng hạng" if facts.standing.decided_by == "decision" else "không bậc xét nào phân định"
        lines.append(f"Đồng hạng {facts.standing.rank} với {_titles(facts, facts.sharing)}: {why}.")
    lines += _neighbours(facts, facts.above, "Xếp sau")
    lines += _neighbours(facts, facts.below, "Xếp trước")
    return lines


def _rung(facts: Facts, step: RungStep) -> str:
    end = "" if step.splits else "; vẫn bằng nhau"
    if step.rung.by is RungKind.DECISION:
        if step.decision is None:
            return "Xét quyết định: chưa có quyết định nào nêu đủ các đội này."
        order = "; ".join(_titles(facts, part, " = ") for part in step.parts)
        return f"Quyết định của {step.decision.by} ({step.decision.reason}): {order}{end}."
    what = f"Xét {decided_by(step.rung.label, facts.round, dict(facts.round_titles))}"
    if step.figures is None:
        return f"{what}: có đội không có số liệu này nên không phân định."
    unit = " lần thắng" if step.rung.by is RungKind.MAJORITY else ""
    figures = step.figures
    told = "; ".join(f"{facts.titles[team]} {shown(figures[team])}{unit}" for part in step.parts for team in part)
    return f"{what}: {told}{end}."


def _neighbours(facts: Facts, neighbours: Sequence[Neighbour], how: str) -> list[str]:
    return [
        f"{how} {facts.titles[each.team]} (hạng {each.rank}, {_points(each.total)}) "
        f"theo {decided_by(each.decided_by, facts.round, dict(facts.round_titles))}."
        for each in neighbours
    ]


def _following(facts: Facts) -> list[str]:
    rule = facts.round.advance
    if rule is None or facts.standing is None:
        return []
    to = facts.round_titles[rule.to]
    return [
        {
            Outcome.ADVANCES: f"Được vào {to}.",
            Outcome.ON_THE_LINE: f"Bằng nhau ở suất cuối vào {to}: chờ quyết định của ban giám khảo.",
            Outcome.NOT_YET: f"Chưa xét vào {to}, vì vòng thi chưa hoàn tất.",
            Outcome.STAYS: f"Không vào {to}.",
        }[facts.outcome]
    ]


def _titles(facts: Facts, teams: Sequence[str], between: str = ", ") -> str:
    return between.join(facts.titles[team] for team in teams)
