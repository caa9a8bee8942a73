"""The words of results for people: reasons, rungs, methods, in plain Vietnamese.

Responsible for saying the same thing the same way on every page, document and terminal. Decides nothing.
"""

from __future__ import annotations

from typing import Final

from contest.domain.aggregate import Unresolved
from contest.domain.points import vietnamese
from contest.domain.results import Reason
from contest.domain.rubric import JudgedSection, Panel, PanelMethod, PanelOver, Round

REASONS: Final = {
    Reason.WITHDRAWN: "rút lui",
    Reason.NO_SHOW: "vắng mặt",
    Reason.DISQUALIFIED: "bị loại do vi phạm",
    Reason.UNRESOLVED: "chưa đủ điểm",
}
"""Why a team is not ranked."""

WHY_UNRESOLVED: Final = {
    Unresolved.MISSING_JUDGES: "còn giám khảo chưa nộp phiếu",
    Unresolved.ABSENCE_IN_SUM: "cộng điểm cả ban thì không thể thiếu giám khảo nào",
    Unresolved.TOO_FEW_JUDGES: "không đủ số phiếu tối thiểu",
    Unresolved.NOTHING_LEFT: "sau khi loại các điểm lệch không còn phiếu nào",
    Unresolved.NO_POINTS: "thư ký chưa nhập điểm",
    Unresolved.NO_GROUP: "đội chưa được xếp vào khối, bảng nào",
    Unresolved.NO_EARLIER_TOTAL: "đội không có điểm ở vòng trước",
}
"""Why there is no figure."""

_DECIDED: Final = {
    "total": "tổng điểm",
    "deductions": "điểm trừ",
    "full_mean": "trung bình của tất cả các phiếu",
    "majority": "đa số giám khảo",
    "decision": "quyết định của ban giám khảo",
    "unresolved": "bằng nhau ở mọi bậc xét",
}


def method(panel: Panel) -> str:
    """Return how a panel's marks become one figure: `bỏ 1 phiếu cao nhất và 1 phiếu thấp nhất, lấy trung bình`."""
    what = "phiếu" if panel.over is PanelOver.SHEET else "điểm"
    match panel.method:
        case PanelMethod.MEAN:
            return f"trung bình các {what}"
        case PanelMethod.SUM:
            return f"cộng tất cả các {what}"
        case PanelMethod.MEDIAN:
            return f"trung vị các {what}"
        case PanelMethod.TRIMMED:
            dropped = [
                f"{number} {what} {end}"
                for number, end in ((panel.drop_high, "cao nhất"), (panel.drop_low, "thấp nhất"))
                if number
            ]
            rest = f"trung bình các {what}" + (" còn lại" if dropped else "")
            return f"bỏ {' và '.join(dropped)}, lấy {rest}" if dropped else rest
        case PanelMethod.OUTLIER:
            deviation = "" if panel.max_deviation is None else vietnamese(panel.max_deviation, None)
            return f"bỏ {what} lệch quá {deviation} so với trung bình, lấy trung bình các {what} còn lại"


def digits(places: int) -> str:
    """Return to what a figure is rounded: `đến 2 chữ số thập phân`, `đến hàng đơn vị`."""
    return f"đến {places} chữ số thập phân" if places else "đến hàng đơn vị"


def decided_by(label: str, contest_round: Round, titles: dict[str, str]) -> str:
    """Return in words what decided a rank. `titles` are those of the contest's rounds, by key."""
    kind, _, key = label.partition(":")
    if kind == "section":
        return f"điểm phần thi {section_title(contest_round, key)}"
    if kind == "criterion":
        return f"điểm tiêu chí {criterion_title(contest_round, label)}"
    if kind == "round":
        return f"tổng điểm {titles.get(key, key)}"
    return _DECIDED[kind]


def section_title(contest_round: Round, key: str) -> str:
    """Return the section's title."""
    return next((section.title for section in contest_round.sections if section.key == key), key)


def criterion_title(contest_round: Round, label: str) -> str:
    """Return the title of the criterion of a label `criterion:section/key`, with its section's.

    Keys may hold any character, so the label is looked for, not taken apart.
    """
    for section in contest_round.sections:
        if isinstance(section, JudgedSection):
            for criterion in section.criteria:
                if label == f"criterion:{section.key}/{criterion.key}":
                    return f"{criterion.title} ({section.title})"
    return label
