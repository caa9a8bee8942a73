"""The rules of a round in plain Vietnamese, one sentence a rule, for those who set them and those they apply to.

Responsible for saying what a rule will do. Never applies one, and never words a result: `wording` and `explain` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from contest.domain.points import total, vietnamese
from contest.domain.rubric import (
    Adjust,
    Advance,
    AtLine,
    CarryOver,
    Criterion,
    JudgedSection,
    Panel,
    PanelMethod,
    PanelOver,
    RankStyle,
    RankWithin,
    Round,
    Rounding,
    RoundingMode,
    Rung,
    RungKind,
    Section,
    Stage,
)
from contest.domain.wording import criterion_title, digits, section_title

_STAGES: Final = {
    Stage.AGGREGATE: "điểm của ban giám khảo",
    Stage.WEIGHTED: "từng tiêu chí sau khi nhân hệ số",
    Stage.SECTION: "điểm phần thi",
    Stage.TOTAL: "tổng điểm",
}
_RUNGS: Final = {
    RungKind.DEDUCTIONS: "đội bị trừ điểm ít hơn",
    RungKind.FULL_MEAN: "đội có trung bình của tất cả các phiếu (kể cả phiếu đã bỏ) cao hơn",
    RungKind.MAJORITY: "đội được đa số giám khảo chấm cao hơn",
    RungKind.DECISION: "quyết định của Trưởng ban giám khảo, có ghi biên bản",
}
_AT_LINE: Final = {
    AtLine.ALL: "tất cả các đội đó đều vào",
    AtLine.NONE: "không đội nào trong số đó được vào, chỗ để trống",
    AtLine.ASK: "chờ Trưởng ban giám khảo quyết định đội nào vào",
}


def section_sentence(section: Section) -> str:
    """Return what a section gives at most and how its figure comes about."""
    if not isinstance(section, JudgedSection):
        low, high, step = (vietnamese(each, None) for each in (section.min, section.max, section.step))
        said = f"Thư ký nhập một con số từ {low} đến {high}, theo bước {step}."
        return said + _weight(section)
    most = vietnamese(total(each.max * each.weight for each in section.criteria), None)
    said = f"Mỗi giám khảo chấm {len(section.criteria)} tiêu chí, phiếu cao nhất {most} điểm. "
    return said + panel_sentence(section.panel) + _weight(section)


def panel_sentence(panel: Panel) -> str:
    """Return how the marks of a panel become one figure, and how many are needed."""
    by_sheet = panel.over is PanelOver.SHEET
    what = "tổng điểm các phiếu" if by_sheet else "điểm các giám khảo, riêng từng tiêu chí"
    one = "phiếu" if by_sheet else "điểm"
    match panel.method:
        case PanelMethod.MEAN:
            said = f"Lấy trung bình cộng {what}"
        case PanelMethod.SUM:
            said = f"Cộng {what}; không được thiếu giám khảo nào"
        case PanelMethod.MEDIAN:
            said = f"Lấy trung vị {what}: {one} đứng giữa, hoặc trung bình hai {one} đứng giữa"
        case PanelMethod.TRIMMED:
            ends = ((panel.drop_high, "cao nhất"), (panel.drop_low, "thấp nhất"))
            dropped = " và ".join(f"{number} {one} {end}" for number, end in ends if number)
            said = f"Lấy trung bình {what}" + (f" sau khi bỏ {dropped}" if dropped else "")
        case PanelMethod.OUTLIER:
            far = "" if panel.max_deviation is None else f" {vietnamese(panel.max_deviation, None)} điểm"
            said = f"Lấy trung bình {what}, bỏ mọi {one} lệch quá{far} so với trung bình chung, rồi lấy trung bình lại"
    needed = panel.judges_needed
    return said + (f"; cần ít nhất {needed} phiếu." if needed > 1 else ".")


def criteria_sentence(criteria: tuple[Criterion, ...]) -> str:
    """Return the criteria on one line: title, greatest mark, step."""
    return "; ".join(
        f"{each.title} {vietnamese(each.min, None)}–{vietnamese(each.max, None)} bước {vietnamese(each.step, None)}"
        for each in criteria
    )


def rounding_sentence(rounding: Rounding | None) -> str:
    """Return where figures are rounded, to how many places, and where a half goes."""
    if rounding is None or not rounding.at:
        return "Không làm tròn ở bước nào: điểm được giữ đúng đến hết."
    stages = [_STAGES[stage] for stage in Stage if stage in rounding.at]
    half = "số 5 thì làm tròn lên" if rounding.mode is RoundingMode.HALF_UP else "số 5 thì làm tròn về chữ số chẵn"
    return f"Làm tròn {', '.join(stages)} {digits(rounding.places)}; {half}."


def rank_sentence(contest_round: Round) -> str:
    """Return how shared ranks are counted, and what has standings of its own."""
    after = "1, 2, 2, 4" if contest_round.rank_style is RankStyle.SKIPPING else "1, 2, 2, 3"
    where = "cả vòng" if contest_round.rank_within is RankWithin.ROUND else "riêng từng khối, bảng"
    return f"Xếp hạng {where} theo tổng điểm, cao nhất đứng đầu; có đồng hạng thì đếm {after}."


def ladder_sentence(contest_round: Round, titles: Mapping[str, str]) -> str:
    """Return what is looked at, one after the other, when totals are equal. `titles` are the rounds', by key."""
    if not contest_round.tie_break:
        return "Các đội bằng tổng điểm thì đồng hạng."
    first, *rest = (rung_sentence(rung, contest_round, titles) for rung in contest_round.tie_break)
    said = f"Bằng tổng điểm thì xét: {first}" + "".join(f"; vẫn bằng thì {each}" for each in rest)
    return f"{said}; hết bậc xét mà vẫn bằng thì đồng hạng."


def rung_sentence(rung: Rung, contest_round: Round, titles: Mapping[str, str]) -> str:
    """Return which team a rung puts first."""
    if rung.by is RungKind.SECTION:
        return f"đội có điểm phần thi {section_title(contest_round, rung.key or '')} cao hơn"
    if rung.by is RungKind.CRITERION:
        return f"đội có điểm tiêu chí {criterion_title(contest_round, rung.label)} cao hơn"
    if rung.by is RungKind.ROUND:
        return f"đội có tổng điểm {titles.get(rung.key or '', rung.key)} cao hơn"
    return _RUNGS[rung.by]


def advance_sentence(advance: Advance | None, within: RankWithin, titles: Mapping[str, str]) -> str:
    """Return who goes on, and what happens to equal teams at the line."""
    if advance is None:
        return "Vòng này không chọn đội vào vòng sau."
    to = titles.get(advance.to, advance.to)
    if advance.per_group:
        best = "đội đứng đầu" if advance.per_group == 1 else f"{advance.per_group} đội đứng đầu"
        who = f"{best} mỗi khối, bảng, rồi các đội còn lại có điểm cao nhất cho đủ {advance.top} đội"
    elif within is RankWithin.GROUP:
        who = f"{advance.top} đội đứng đầu mỗi khối, bảng"
    else:
        who = f"{advance.top} đội đứng đầu"
    return f"Vào {to}: {who}. Nếu bằng nhau ở vạch, {_AT_LINE[advance.at_line]}."


def carry_sentence(carried: tuple[CarryOver, ...], titles: Mapping[str, str]) -> str:
    """Return what earlier rounds add to this one."""
    if not carried:
        return "Mọi đội bắt đầu vòng này từ 0 điểm."
    parts = [
        f"tổng điểm {titles.get(each.round, each.round)}"
        + ("" if each.weight == 1 else f" × {vietnamese(each.weight, None)}")
        for each in carried
    ]
    return f"Tổng điểm vòng này được cộng thêm {' và '.join(parts)}."


def discrepancy_sentence(from_mean: Decimal | None, spread: Decimal | None) -> str:
    """Return when the panel is asked to confer before a performance can be locked."""
    said = []
    if from_mean is not None:
        said.append(f"một phiếu lệch hơn {vietnamese(from_mean, None)} điểm so với trung bình")
    if spread is not None:
        said.append(f"phiếu cao nhất và thấp nhất cách nhau hơn {vietnamese(spread, None)} điểm")
    if not said:
        return "Không đặt ngưỡng: chênh lệch giữa các phiếu không bao giờ giữ lượt thi lại."
    return f"Ban giám khảo hội ý trước khi khóa lượt thi khi {' hoặc '.join(said)}."


def earlier_sentence(shown: bool) -> str:
    """Return what a judge sees of the own earlier marks while marking."""
    if not shown:
        return "Khi đang chấm, giám khảo chỉ thấy phiếu của đội đang thi, không có điểm đã chấm các đội trước bên cạnh."
    return (
        "Khi đang chấm, bên cạnh từng tiêu chí, giám khảo thấy điểm chính mình đã nộp cho các đội thi trước "
        "trong cùng phần thi; không ai thấy điểm của giám khảo khác."
    )


def _weight(section: Section) -> str:
    said = ""
    if section.weight != 1:
        when = "trước khi cộng, trừ" if section.adjust is Adjust.AFTER_WEIGHT else "sau khi cộng, trừ"
        said += f" Điểm phần thi nhân hệ số {vietnamese(section.weight, None)} ({when})."
    if section.floor is not None:
        said += f" Không thấp hơn {vietnamese(section.floor, None)} điểm."
    return said
