"""The frames that the made-up evening's screens get: one for each scene, every score invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.harness.console.evening import Evening

Frame = dict[str, Any]
TEAMS = """Huyện Tư Nghĩa|Huyện Bình Sơn|Huyện Mộ Đức|Huyện Ba Tơ|Huyện Lý Sơn|Huyện Minh Long|Huyện Nghĩa Hành
Huyện Sơn Hà|Huyện Sơn Tây|Huyện Sơn Tịnh|Huyện Trà Bồng|Thị xã Đức Phổ|Thành phố Quảng Ngãi|Sở Nội vụ|Sở Tư pháp
Sở Y tế|Sở Giáo dục và Đào tạo|Sở Lao động – Thương binh và Xã hội
Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi|Liên đoàn Lao động tỉnh""".replace("\n", "|").split(
    "|"
)
SHORT = {17: "Sở LĐ-TB và XH", 16: "Sở GD và ĐT", 18: "BQL KKT Dung Quất", 19: "LĐLĐ tỉnh", 12: "TP Quảng Ngãi"}
AWARDS = [("Giải Ba toàn đoàn", 3), ("Giải Nhì toàn đoàn", 2), ("Giải Nhất toàn đoàn", 1)]
SHEETS = "43,25 counted|44,00 counted|45,50 high|43,00 counted|42,00 low|43,75 counted|44,00 counted"
TITLE = "Hội thi tuyên truyền cải cách hành chính, chuyển đổi số tỉnh Quảng Ngãi năm 2024"
READY = {"state": "ready", "duration_ms": 480_000, "warning_ms": 60_000, "ends_at": None, "left_ms": 480_000, "rate": 1}


def team_of(name: str) -> Frame:
    """The team as frames carry it."""
    length = "s" if len(name) <= 20 else "m" if len(name) <= 40 else "l"
    short = SHORT.get(TEAMS.index(name), name)
    return {"key": name, "name": name.replace(" –", "\u00a0–"), "short": short, "len": length, "group": None}


def frame_of(evening: Evening, bus: str, cue: Frame, step: int, key: str) -> Frame:
    """What a screen of that bus would be sent for the cue at that step."""
    base = {"scene": cue["scene"], "key": key, "bus": bus, "held": evening.buses[bus]["kind"] == "hold"}
    order = cue.get("order", 2)
    name = cue.get("team") or (cue["subtitle"] if cue["subtitle"] in TEAMS else TEAMS[1])
    who = {"team": team_of(name), "order": order, "label": f"Đội thi thứ {order}", "section": cue.get("section")}
    clock = evening.clock if evening.clock and evening.clock["performance"] == cue["performance"] else READY
    named = step > 1
    more: dict[str, Frame] = {
        "holding": {
            "contest": {"title": TITLE, "short_title": "Hội thi CCHC, CĐS tỉnh Quảng Ngãi 2024"},
            "slogans": [{"text": "Chuyển đổi số hướng đến cuộc sống tốt đẹp hơn cho người dân!", "len": "m"}],
            "round": "Vòng chung kết",
            "when": None,
            "starts_at": None,
            "theme": "Chuyển đổi số – Phát triển kinh tế số",
        },
        "team": {**who, "round": "Vòng chung kết"},
        "performing": {**who, "clock": clock},
        "scoring": {**who, "sheets": {"in": 5, "of": 7}, "say": "Ban giám khảo đang chấm điểm"},
        "score": {**who, **_score()},
        "standings": {
            "title": "Bảng xếp hạng",
            "subtitle": "Vòng chung kết",
            "layout": "all",
            "rows": [_row(rank) if rank > len(TEAMS) - step else {"hidden": True} for rank in range(1, len(TEAMS) + 1)],
            "legend": {"advancing": "Vào chung kết", "tied": False, "deduction": True},
        },
        "advancing": {"title": "Sáu đội vào vòng chung kết", "teams": [team_of(team) for team in TEAMS[:6]]},
        "award": {
            "prize": cue["title"],
            "place": dict(AWARDS).get(cue["title"]),
            "step": step,
            "team": team_of(TEAMS[1]) if named else None,
            "total": "93,40" if named else None,
            "total_caption": "Tổng điểm",
        },
        "podium": {
            "title": "Kết quả chung cuộc",
            "steps": [{"place": place, "prize": prize, "team": team_of(TEAMS[place])} for prize, place in AWARDS],
        },
    }
    return {**base, **more.get(cue["scene"], {})}


def _score() -> Frame:
    sheets = [sheet.split() for sheet in SHEETS.split("|")]
    return {
        "detail": "per_judge",
        "judges": [
            {"label": f"GK {n}", "figure": figure, "state": state} for n, (figure, state) in enumerate(sheets, 1)
        ],
        "lines": [
            {"kind": "rule", "text": "Bỏ cao nhất và thấp nhất"},
            {"kind": "mean", "text": "Trung bình 5 phiếu", "figure": "43,60"},
            {"kind": "minus", "text": "Quá giờ 45 giây", "figure": "−0,25"},
        ],
        "caption": "Điểm phần thi",
        "total": "43,35",
    }


def _row(rank: int) -> Frame:
    return {
        "rank": rank,
        "team": team_of(TEAMS[rank - 1]),
        "points": f"{95 - rank},25",
        "advancing": rank <= 6,
        "deduction": rank == 4,
        "tied": False,
        "first": rank == 1,
        "hidden": False,
    }
