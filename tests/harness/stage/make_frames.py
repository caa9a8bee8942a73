"""Writes the frames of tests/harness/stage/frames: every scene with ordinary names, the longest names, ties, gaps and
missing figures. Team names are those of the demo contest; every score, rank and award is invented.

Never reads a database: frames are written out by hand so that a change of the server's projections can't hide in them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUT = HERE / "frames"
Frame = dict[str, Any]

NB = "\u00a0"
WHOLE = (
    *("Quảng Ngãi", "Tuần lễ", "tuyên truyền", "cải cách", "hành chính", "nông nghiệp", "doanh nghiệp", "văn nghệ"),
    *("chào mừng", "đại biểu", "thành phố", "Hội thi", "kết quả", "công bố", "chung kết", "Văn hóa", "Lao động"),
    *("chuyển đổi", "Chuyển đổi"),
)


def whole(text: str) -> str:
    """The text as the house sends it: no line may part these words."""
    for word in WHOLE:
        text = text.replace(word, word.replace(" ", NB))
    return text


SECTION = "Tiểu phẩm tuyên truyền"
LONG_SECTION = "Thuyết trình về giải pháp đẩy mạnh chuyển đổi số ở cơ sở"

TEAMS: dict[str, tuple[str, str | None, str]] = {
    "binh-son": ("Huyện Bình Sơn", "Huyện Bình Sơn", "s"),
    "quang-ngai": ("Thành phố Quảng Ngãi", "TP Quảng Ngãi", "s"),
    "ldtbxh": (f"Sở Lao động{NB}- Thương binh và Xã hội", "Sở LĐ-TB và XH", "m"),
    "dung-quat": ("Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi", "BQL KKT Dung Quất", "l"),
    "mo-duc": ("Huyện Mộ Đức", "Huyện Mộ Đức", "s"),
    "duc-pho": ("Thị xã Đức Phổ", "Thị xã Đức Phổ", "s"),
    "so-noi-vu": ("Sở Nội vụ", "Sở Nội vụ", "s"),
    "tu-nghia": ("Huyện Tư Nghĩa", "Huyện Tư Nghĩa", "s"),
    "nghia-hanh": ("Huyện Nghĩa Hành", "Huyện Nghĩa Hành", "s"),
    "gddt": ("Sở Giáo dục và Đào tạo", "Sở GD và ĐT", "m"),
    "son-tinh": ("Huyện Sơn Tịnh", "Huyện Sơn Tịnh", "s"),
    "ly-son": ("Huyện Lý Sơn", "Huyện Lý Sơn", "s"),
    "so-tu-phap": ("Sở Tư pháp", "Sở Tư pháp", "s"),
    "tra-bong": ("Huyện Trà Bồng", "Huyện Trà Bồng", "s"),
    "ldld": ("Liên đoàn Lao động tỉnh Quảng Ngãi", "LĐLĐ tỉnh", "m"),
    "ba-to": ("Huyện Ba Tơ", "Huyện Ba Tơ", "s"),
    "so-y-te": ("Sở Y tế", "Sở Y tế", "s"),
    "son-ha": ("Huyện Sơn Hà", "Huyện Sơn Hà", "s"),
    "minh-long": ("Huyện Minh Long", "Huyện Minh Long", "s"),
    "son-tay": ("Huyện Sơn Tây", "Huyện Sơn Tây", "s"),
}
DISTRICTS = "Khối huyện, thị xã, thành phố"
OFFICES = "Khối sở, ban, ngành, đoàn thể"
SLOGANS = [
    ("Chuyển đổi số hướng đến cuộc sống tốt đẹp hơn cho người dân!", "s"),
    ("Chào mừng Ngày Chuyển đổi số quốc gia 10/10/2024!", "s"),
    ("Chào mừng Tuần lễ Chuyển đổi số tỉnh Quảng Ngãi năm 2024!", "s"),
    ("Chào mừng Hội thi tuyên truyền cải cách hành chính, chuyển đổi số tỉnh Quảng Ngãi năm 2024!", "m"),
    ("Chuyển đổi số là động lực thực sự tạo ra cơ hội, giá trị mới để thúc đẩy phát triển kinh tế-xã hội!", "m"),
    (
        "Đẩy mạnh chuyển đổi số, cải cách hành chính, cải thiện môi trường đầu tư kinh doanh; huy động và sử dụng "
        "hiệu quả các nguồn lực để thực hiện thắng lợi Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX!",
        "l",
    ),
    (
        f"Phổ cập hạ tầng số và sáng tạo ứng dụng số để phát triển kinh tế số{NB}- Động lực mới cho tăng trưởng "
        "kinh tế và năng suất lao động tỉnh Quảng Ngãi!",
        "l",
    ),
    (
        "Cải cách hành chính xuất phát từ lợi ích của người dân, doanh nghiệp; "
        "lấy người dân, doanh nghiệp làm trung tâm!",
        "l",
    ),
]


def team(key: str, *, short: bool = True) -> Frame:
    """The team object of a frame."""
    name, short_name, size = TEAMS[key]
    district = name.startswith(("Huyện", "Thành phố", "Thị xã"))
    group = DISTRICTS if district else OFFICES
    shown = whole(short_name) if short and short_name else None
    return {"key": key, "name": name, "short": shown, "len": size, "group": group}


def clock(state: str, left_s: float, *, duration_s: int = 720, warning_s: int = 60) -> Frame:
    """A clock; a running one ends in `ends_in_ms`, which the harness turns into `ends_at` when it serves the frame."""
    base: Frame = {"state": state, "duration_ms": duration_s * 1000, "warning_ms": warning_s * 1000, "rate": 1}
    if state == "running":
        return base | {"ends_at": None, "ends_in_ms": int(left_s * 1000), "left_ms": None}
    return base | {"ends_at": None, "left_ms": int(left_s * 1000)}


def holding(slogans: list[int], **more: Any) -> Frame:
    frame: Frame = {
        "scene": "holding",
        "contest": {
            "title": whole("Hội thi tuyên truyền cải cách hành chính, chuyển đổi số tỉnh Quảng Ngãi năm 2024"),
            "short_title": whole("Hội thi CCHC, CĐS tỉnh Quảng Ngãi 2024"),
        },
        "slogans": [{"text": SLOGANS[i][0], "len": SLOGANS[i][1]} for i in slogans],
        "round": "Vòng chung kết",
        "when": "19 giờ 00, ngày 02/10/2024",
        "starts_at": None,
        "theme": f"Chuyển đổi số{NB}- Phát triển kinh tế số",
    }
    return frame | more


def intro(key: str, order: int, **more: Any) -> Frame:
    return {
        "scene": "team",
        "team": team(key),
        "order": order,
        "label": f"Đội thi thứ {order}",
        "round": "Vòng loại",
        "section": SECTION,
    } | more


def performing(key: str, order: int, state: Frame, section: str = SECTION) -> Frame:
    return {
        "scene": "performing",
        "team": team(key),
        "order": order,
        "label": f"Đội thi thứ {order}",
        "section": section,
        "clock": state,
    }


def scoring(key: str, order: int, n: int, of: int = 7) -> Frame:
    return {
        "scene": "scoring",
        "team": team(key),
        "order": order,
        "section": SECTION,
        "sheets": {"in": n, "of": of},
        "say": "Ban giám khảo đang chấm điểm",
    }


MARKS = ["43,25", "44,50", "42,75", "44,00", "45,25", "43,50", "41,50", "43,75", "42,25", "44,25", "43,00"]
STATES = [
    "counted",
    "counted",
    "counted",
    "counted",
    "high",
    "counted",
    "low",
    "counted",
    "counted",
    "counted",
    "counted",
]


def judges(n: int, **special: tuple[str | None, str]) -> list[Frame]:
    made = [{"label": f"GK {i + 1}", "figure": MARKS[i], "state": STATES[i]} for i in range(n)]
    for label, (figure, state) in special.items():
        made[int(label[1:]) - 1].update(figure=figure, state=state)
    return made


RULE = {"kind": "rule", "text": "Bỏ cao nhất và thấp nhất"}
MEAN = {"kind": "mean", "text": "Trung bình 5 phiếu", "figure": "43,60"}
MINUS = {"kind": "minus", "text": "Quá giờ 45 giây", "figure": "−0,25"}


def score(key: str, detail: str, panel: list[Frame], lines: list[Frame], total: str, section: str = SECTION) -> Frame:
    return {
        "scene": "score",
        "team": team(key),
        "order": 4,
        "section": section,
        "detail": detail,
        "judges": panel,
        "lines": lines,
        "caption": "Điểm phần thi",
        "total": total,
    }


POINTS = [
    "91,25", "89,90", "88,75", "88,35", "87,60", "86,95", "86,40", "85,75", "84,80", "84,80",
    "84,15", "83,50", "82,90", "81,25", "81,25", "81,25", "80,60", "79,75", "78,40", "76,95",
]  # fmt: skip
DEDUCTIONS = {"dung-quat", "tu-nghia", "ba-to", "minh-long"}


def rows(
    n: int = 20, *, advancing: int = 6, hidden: int = 0, short: bool = True, points: list[str] | None = None
) -> list[Frame]:
    """Rows of the first n teams; the first `hidden` places are not revealed yet."""
    figures = points or POINTS
    made: list[Frame] = []
    for i, key in enumerate(list(TEAMS)[:n]):
        if i < hidden:
            made.append({"hidden": True})
            continue
        shown = figures[:n]
        made.append(
            {
                "rank": shown.index(figures[i]) + 1,
                "team": team(key, short=short),
                "points": figures[i],
                "advancing": i < advancing,
                "deduction": key in DEDUCTIONS,
                "tied": shown.count(figures[i]) > 1,
                "first": i == 0,
                "hidden": False,
            }
        )
    return made


def standings(
    made: list[Frame],
    layout: str = "all",
    title: str = "Bảng xếp hạng",
    subtitle: str = "Vòng loại · 20 đội",
    **legend: Any,
) -> Frame:
    return {
        "scene": "standings",
        "title": title,
        "subtitle": subtitle,
        "layout": layout,
        "rows": made,
        "legend": {"advancing": "Vào chung kết", "tied": True, "deduction": True} | legend,
    }


def award(prize: str, place: int | None, step: int, key: str | None, total: str | None) -> Frame:
    told = step == 2 and key is not None
    return {
        "scene": "award",
        "prize": prize,
        "place": place,
        "step": step,
        "team": team(key) if told and key else None,
        "total": total if told else None,
        "total_caption": "Tổng điểm",
    }


def podium(*steps: tuple[int, str]) -> Frame:
    prizes = {1: "Giải Nhất toàn đoàn", 2: "Giải Nhì", 3: "Giải Ba"}
    return {
        "scene": "podium",
        "title": "Kết quả chung cuộc",
        "steps": [{"place": p, "prize": prizes[p], "team": team(k)} for p, k in steps],
    }


PROGRAMME = [
    ("19:00", "Đón tiếp đại biểu, văn nghệ chào mừng", "Nhà Văn hóa Lao động tỉnh"),
    ("19:15", "Tuyên bố lý do, giới thiệu đại biểu", None),
    ("19:30", "Phần thi của các đội vào vòng chung kết", None),
    ("21:30", "Tổng kết, công bố kết quả và trao giải", None),
]
LONG_PROGRAMME = [
    (
        "24/09",
        "19:00",
        "Khai mạc Tuần lễ Chuyển đổi số tỉnh Quảng Ngãi năm 2024 và ra quân các Tổ công nghệ số cộng đồng",
        "Quảng trường Phạm Văn Đồng, thành phố Quảng Ngãi",
    ),
    (None, None, "Hội thảo chuyển đổi số trong nông nghiệp tại huyện Nghĩa Hành", None),
    (None, None, "Hội thảo chuyển đổi số trong doanh nghiệp tại huyện Bình Sơn", None),
    (None, None, "Hội thảo chuyển đổi số ở cơ sở tại huyện Sơn Hà", None),
    (
        "01/10",
        "07:30",
        "Vòng loại Hội thi tuyên truyền cải cách hành chính, chuyển đổi số",
        "Nhà Văn hóa Lao động tỉnh",
    ),
    ("02/10", "19:00", "Vòng chung kết, công diễn và trao giải Hội thi; phát trực tiếp", "Nhà Văn hóa Lao động tỉnh"),
    ("10/10", None, "Ngày Chuyển đổi số quốc gia", None),
]
JUDGES = [
    "Nguyễn Thị Ánh Tuyết", "Trần Văn Bình", "Lê Hoàng Phúc", "Phạm Thị Mỹ Hạnh", "Võ Đình Khôi", "Đỗ Thị Ngọc Ẩn",
    "Bùi Quang Huy",
]  # fmt: skip
LONG_JUDGES = [
    "Nhạc sĩ, Nghệ sĩ Nhân dân Nguyễn Hoàng Phương Thảo Nguyên", "Thạc sĩ Huỳnh Thị Diễm Phương",
    "Tiến sĩ Công Tằng Tôn Nữ Thị Ngọc Trân", "Đạo diễn, Nghệ sĩ Ưu tú Trương Nguyễn Hoàng Việt", "Võ Đình Khôi",
]  # fmt: skip


def agenda(lines: list[tuple[Any, ...]], subtitle: str) -> Frame:
    rows = [(None, *line) if len(line) == 3 else line for line in lines]
    return {
        "scene": "programme",
        "title": "Chương trình",
        "subtitle": subtitle,
        "lines": [
            {"day": d, "time": t, "title": whole(title), "place": place and whole(place)} for d, t, title, place in rows
        ],
    }


def panel(names: list[str], called: int | None = None) -> Frame:
    shown = names[:called] if called is not None else names
    size = lambda name: "s" if len(name) <= 20 else "m" if len(name) <= 40 else "l"  # noqa: E731
    return {
        "scene": "jury",
        "title": "Ban giám khảo",
        "subtitle": "Vòng chung kết",
        "of": len(names),
        "one_by_one": called is not None,
        "members": [
            {
                "key": f"j{n}",
                "name": name,
                "len": size(name),
                "role": "Giám khảo" if n else "Trưởng ban giám khảo",
                "head": n == 0,
            }
            for n, name in enumerate(shown)
        ],
    }


def draw(keys: list[str], drawn: int, *, short: bool = True, seed: str | None = None) -> Frame:
    return {
        "scene": "draw",
        "title": "Bốc thăm thứ tự thi",
        "subtitle": "Vòng loại",
        "places": [
            {"turn": n, "team": team(key, short=short) if n <= drawn else None} for n, key in enumerate(keys, 1)
        ],
        "drawn": drawn,
        "seed_digest": "3fa922bc77d011e4a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718",
        "seed": seed,
    }


def favourite(key: str | None, votes: str | None = None) -> Frame:
    return {
        "scene": "favourite",
        "prize": "Đội được khán giả yêu thích nhất",
        "step": 2 if key else 1,
        "team": team(key) if key else None,
        "votes": votes if key else None,
        "caption": "Do khán giả bình chọn",
    }


def message(text: str, size: str, second: str | None = None) -> Frame:
    return {"scene": "message", "text": text, "len": size, "second": second}


def poster(kind: str = "image", name: str = "poster-wide.svg") -> Frame:
    return {
        "url": f"/files/{name}",
        "kind": kind,
        "title": "Áp phích Tuần lễ Chuyển đổi số",
        "width": 1920,
        "height": 1080,
        "duration_ms": 1500 if kind == "video" else None,
    }


def media(file: Frame, **how: bool) -> Frame:
    return {"scene": "media", "media": file, "since": 0, "fill": False, "loop": False, "sound": False} | how


def ceremony() -> dict[str, Frame]:
    """Frames of the ceremony and of what is put between."""
    keys = list(TEAMS)
    return {
        "programme": agenda(PROGRAMME, "Thứ Tư, 02/10/2024"),
        "programme-long": agenda(LONG_PROGRAMME, "Tuần lễ Chuyển đổi số tỉnh Quảng Ngãi"),
        "programme-untimed": agenda([(None, "Văn nghệ chào mừng", None), (None, "Khai mạc", None)], "Hội thi"),
        "jury": panel(JUDGES),
        "jury-long": panel(LONG_JUDGES),
        "jury-eleven": panel([*JUDGES, *LONG_JUDGES[1:]]),
        "jury-step": panel(JUDGES, 3),
        "draw": draw(keys, 20, seed="02102024"),
        "draw-none": draw(keys, 0),
        "draw-half": draw(keys, 11),
        "draw-eight": draw([*keys[2:9], "ldld"], 6),
        "draw-few": draw(keys[:6], 6, seed="Một con số do đại biểu đọc lên từ hàng ghế đầu: 4.021.987"),
        "favourite": favourite("binh-son", "1.234 lượt bình chọn"),
        "favourite-step1": favourite(None),
        "favourite-long": favourite("dung-quat"),
        "message": message(f"Chương{NB}trình tạm dừng ít phút", "s", "Kính mong quý vị đại biểu và khán giả thông cảm"),
        "message-medium": message("Kính mời quý vị đại biểu ổn định chỗ ngồi, chương trình bắt đầu sau ít phút", "m"),
        "message-long": message(
            "Xin mời các đội thi tập trung phía sau cánh gà bên phải; Ban Quản lý Khu kinh tế Dung Quất và các Khu "
            "công nghiệp Quảng Ngãi chuẩn bị. Đề nghị khán giả giữ trật tự, tắt chuông điện thoại và không di chuyển!",
            "l",
            "Ban tổ chức trân trọng cảm ơn",
        ),
        "media": media(poster()),
        "media-tall": media(poster(name="poster-tall.svg")),
        "media-fill": media(poster(name="poster-tall.svg"), fill=True),
        "media-clip": media(poster("video", "clip.webm"), loop=True),
        "media-gone": media(poster(name="nothing.png")),
        "testcard": {
            "scene": "testcard",
            "title": "Hội thi tuyên truyền cải cách hành chính, chuyển đổi số tỉnh Quảng Ngãi năm 2024",
            "letters": "ẪỂỖỔẴẶỆỘỰ gỵ",
            "names": [{"text": TEAMS[key][0], "len": TEAMS[key][2]} for key in ("dung-quat", "ldtbxh", "ldld")],
        },
        "team-photo": intro("dung-quat", 12, photo=poster(name="photo.svg")),
        "team-photo-gone": intro("binh-son", 4, photo=poster(name="nothing.png")),
        "holding-poster": holding([2], starts_in_ms=765_000, posters=[poster()]),
    }


def frames() -> dict[str, Frame]:
    """Every frame by the name of its file."""
    first = list(TEAMS)
    equal = rows(20)
    equal[1]["rank"], equal[1]["points"], equal[1]["tied"], equal[0]["tied"] = 1, "91,25", True, True
    equal[1]["first"] = True
    gaps = rows(8)
    gaps[6].update(rank=None, points=None)
    gaps[7].update(rank=None, points=None, deduction=False)
    many = rows(20) + [
        dict(r, rank=21 + i, points="70,00", advancing=False, tied=False, first=False, deduction=False)
        for i, r in enumerate(rows(6))
    ]
    for i, r in enumerate(many[20:]):
        r["team"] = dict(r["team"], key=f"more-{i}")
    teams_of = lambda keys: [team(k) for k in keys]  # noqa: E731
    return {
        **ceremony(),
        "blank": {"scene": "blank"},
        "holding": holding([0, 1, 2], starts_in_ms=765_000),
        "holding-long": holding([5, 0], starts_in_ms=765_000),
        "holding-all": holding([0, 1, 2, 3, 4, 5], round=None, when=None),
        "holding-medium": holding([4, 3], starts_in_ms=8_765_000),
        "holding-full": holding([2], starts_in_ms=765_000),
        "holding-theme-of-the-day": holding([6, 7], starts_in_ms=765_000),
        "holding-no-slogans": holding([], round="Vòng loại", when="7 giờ 30, ngày 01/10/2024"),
        "team": intro("binh-son", 4),
        "team-medium": intro("ldtbxh", 9),
        "team-long": intro("dung-quat", 12),
        "team-no-group": intro("quang-ngai", 1) | {"team": dict(team("quang-ngai"), group=None)},
        "performing": performing("dung-quat", 12, clock("running", 451.5)),
        "performing-short": performing("binh-son", 4, clock("running", 451.5)),
        "performing-amber": performing("binh-son", 4, clock("running", 47.4)),
        "performing-over": performing("binh-son", 4, clock("running", -45.4)),
        "performing-over-long": performing("dung-quat", 12, clock("stopped", -65), LONG_SECTION),
        "performing-ready": performing("ldtbxh", 9, clock("ready", 720)),
        "performing-paused": performing("mo-duc", 2, clock("paused", 312)),
        "performing-stopped": performing("duc-pho", 3, clock("stopped", 21)),
        "scoring": scoring("dung-quat", 12, 5),
        "scoring-short": scoring("binh-son", 4, 5),
        "scoring-none": scoring("ldtbxh", 9, 0, 5),
        "scoring-eleven": scoring("dung-quat", 12, 10, 11),
        "scoring-fifteen": scoring("binh-son", 4, 12, 15),
        "score": score("dung-quat", "per_judge", judges(7), [RULE, MEAN, MINUS], "43,35"),
        "score-five": score(
            "binh-son",
            "per_judge",
            [dict(j, state="counted") for j in judges(5)],
            [dict(MEAN, text="Trung bình 5 phiếu", figure="43,95")],
            "43,95",
        ),
        "score-missing": score(
            "ldtbxh",
            "per_judge",
            judges(7, j2=(None, "absent"), j4=(None, "recused")),
            [RULE, dict(MEAN, text="Trung bình 3 phiếu"), MINUS],
            "43,35",
        ),
        "score-outlier": score(
            "mo-duc",
            "per_judge",
            judges(9, j5=("12,00", "out"), j7=("41,50", "counted")),
            [{"kind": "rule", "text": "Bỏ phiếu lệch quá 1,5 điểm"}, dict(MEAN, text="Trung bình 8 phiếu")],
            "43,60",
        ),
        "score-eleven": score(
            "dung-quat",
            "per_judge",
            judges(11),
            [
                RULE,
                dict(MEAN, text="Trung bình 9 phiếu"),
                MINUS,
                {"kind": "plus", "text": "Bài hát tự sáng tác về quê hương", "figure": "+0,50"},
            ],
            "43,85",
        ),
        "score-total": score("dung-quat", "total", [], [MINUS], "43,35"),
        "score-bare": score("binh-son", "total", [], [], "46,35"),
        "score-points": score("ldtbxh", "total", [], [], "27", "Kiến thức"),
        "score-hundred": score(
            "dung-quat",
            "total",
            [],
            [dict(MINUS, text="Vượt quá số người quy định trong đội hình", figure="−1,00")],
            "100,00",
            LONG_SECTION,
        ),
        "standings": standings(rows(20)),
        "standings-top6": standings(
            rows(6), "top", "Sáu đội dẫn đầu", "Vòng loại", advancing=None, tied=False, deduction=False
        ),
        "standings-top3": standings(
            rows(3), "top", "Ba đội dẫn đầu", "Vòng loại", advancing=None, tied=False, deduction=False
        ),
        "standings-top10": standings(rows(10), "top", "Mười đội dẫn đầu", "Vòng loại"),
        "standings-final": standings(
            rows(6, advancing=0), title="Bảng xếp hạng", subtitle="Vòng chung kết · 6 đội", advancing=None, tied=False
        ),
        "standings-eight": standings(gaps, subtitle="Vòng loại · 8 đội"),
        "standings-hidden": standings(rows(20, hidden=14)),
        "standings-hidden-top": standings(
            rows(6, hidden=4), "top", "Sáu đội dẫn đầu", "Vòng loại", advancing=None, tied=False
        ),
        "standings-tied-first": standings(equal),
        "standings-no-short": standings(rows(20, short=False)),
        "standings-hundreds": standings(rows(20, points=[str(200 + int(p[:2])) + p[2:] for p in POINTS])),
        "standings-hundreds-top": standings(
            rows(6, points=[str(200 + int(p[:2])) + p[2:] for p in POINTS]), "top", "Sáu đội dẫn đầu", "Chung cuộc"
        ),
        "standings-pages": standings(many, subtitle="Vòng loại · 26 đội"),
        "advancing": {"scene": "advancing", "title": "Sáu đội vào vòng chung kết", "teams": teams_of(first[:6])},
        "advancing-three": {"scene": "advancing", "title": "Ba đội vào vòng chung kết", "teams": teams_of(first[2:5])},
        "advancing-seven": {
            "scene": "advancing",
            "title": "Bảy đội vào vòng chung kết",
            "teams": teams_of([*first[:6], "gddt"]),
        },
        "advancing-twelve": {
            "scene": "advancing",
            "title": "Mười hai đội vào vòng chung kết",
            "teams": teams_of(first[:12]),
        },
        "award": award("Giải Nhất toàn đoàn", 1, 2, "binh-son", "93,40"),
        "award-step1": award("Giải Nhất toàn đoàn", 1, 1, None, None),
        "award-long": award("Giải Nhất toàn đoàn", 1, 2, "dung-quat", "93,40"),
        "award-second": award("Giải Nhì", 2, 2, "ldtbxh", "90,15"),
        "award-third": award("Giải Ba", 3, 2, "dung-quat", "88,15"),
        "award-special": award("Đội được khán giả yêu thích nhất", None, 2, "quang-ngai", None),
        "award-special-long": award("Màn chào hỏi ấn tượng nhất", None, 2, "dung-quat", None),
        "podium": podium((1, "binh-son"), (2, "quang-ngai"), (3, "mo-duc"), (3, "dung-quat")),
        "podium-three-words": podium((1, "minh-long"), (2, "quang-ngai"), (3, "mo-duc"), (3, "binh-son")),
        "podium-city": podium((1, "quang-ngai"), (2, "minh-long"), (3, "mo-duc"), (3, "dung-quat")),
        "podium-long": podium((1, "dung-quat"), (2, "ldtbxh"), (3, "ldld"), (3, "gddt")),
        "podium-third-only": podium((3, "mo-duc")),
        "podium-two-seconds": podium((1, "binh-son"), (2, "dung-quat"), (2, "quang-ngai")),
        "podium-crowd": podium(
            (1, "binh-son"), (2, "dung-quat"), (3, "quang-ngai"), (3, "mo-duc"), (3, "ldtbxh"), (3, "gddt")
        ),
    }


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for name, frame in frames().items():
        whole = {"key": name, "bus": "stage", "held": False} | frame
        (OUT / f"{name}.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
