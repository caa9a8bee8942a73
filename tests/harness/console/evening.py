"""A made-up contest night of some three hundred cues, for looking at the console without the rest of the house.

Holds a show of two buses that can be taken, held, blacked and undone. Knows no HTTP. Every score in it is invented.
It is not the product's rule of anything: only enough of one to press keys against.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.harness.console.frames import AWARDS, TEAMS, frame_of

Frame = dict[str, Any]
BUSES = ("stage", "stream")
SECTIONS = ["Chào hỏi", "Kiến thức", "Tiểu phẩm tuyên truyền"]
WAIT = "chờ khóa phiếu"


def now_ms() -> int:
    """Epoch milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Evening:
    """The night's state and the acts upon it; `rev` rises with each change, for all topics together."""

    rev: int = 1
    cues: list[Frame] = field(default_factory=list)
    linked: bool = True
    delay_ms: int = 0
    clock: Frame | None = None
    buses: dict[str, Frame] = field(default_factory=dict)
    takes: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    history: dict[str, list[Frame]] = field(default_factory=lambda: {"stage": [], "stream": []})
    screens: list[Frame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._write_cues()
        for bus in BUSES:
            self.buses[bus] = self._bus("start", None, 1)
        self.take("both", self.find("performing", "Huyện Bình Sơn"), 1)
        self.history = {"stage": [dict(self.buses["stage"])], "stream": [dict(self.buses["stream"])]}
        self.clock = {
            "state": "running",
            "duration_ms": 480_000,
            "warning_ms": 60_000,
            "ends_at": now_ms() + 47_000,
            "left_ms": None,
            "rate": 1,
            "performance": self.cue(self.buses["stage"]["cue"])["performance"],
            "team": "Huyện Bình Sơn",
        }
        self._write_screens()

    # ---- the run of show -------------------------------------------------------------------------------------------

    def _write_cues(self) -> None:
        def add(scene: str, title: str, subtitle: str | None, block: tuple[str, str], **more: Any) -> None:
            number = len(self.cues) + 1
            self.cues.append(
                {
                    "id": 1000 + number,
                    "number": number,
                    "scene": scene,
                    "title": title,
                    "subtitle": subtitle,
                    "steps": 1,
                    "note": None,
                    "round": "chung-ket",
                    "performance": None,
                    "wait": None,
                    "block": {"key": block[0], "title": block[1]},
                    **more,
                }
            )

        opening = ("mo-dau", "Khai mạc")
        add(
            "holding",
            "Khẩu hiệu",
            "Đón khách, đếm ngược đến giờ mở màn",
            opening,
            note="Nhạc nền nhỏ dần khi MC bước ra",
        )
        add("blank", "Màn tối", "Văn nghệ chào mừng", opening)
        add("holding", "Khẩu hiệu", "Giới thiệu đại biểu", opening)
        turn = 0
        for order, team in enumerate(TEAMS, start=1):
            block = (f"doi-{order}", f"Lượt {order} · {team}")
            add("team", "Giới thiệu đội thi", team, block)
            for section in SECTIONS:
                turn += 1
                locked = order < 2
                about = f"{team} · {section}"
                add("performing", "Đang thi", about, block, performance=turn, team=team, order=order, section=section)
                add("scoring", "Đang chấm", about, block, performance=turn, team=team, order=order, section=section)
                add(
                    "score",
                    "Điểm phần thi",
                    about,
                    block,
                    performance=turn,
                    team=team,
                    order=order,
                    section=section,
                    wait=None if locked else WAIT,
                )
            if order % 2 == 0:
                add("holding", "Khẩu hiệu", "Trong giờ tổng hợp", block)
            if order % 5 == 0:
                add(
                    "standings", "Bảng xếp hạng", "20 đội, từ dưới lên", ("xep-hang", "Xếp hạng sau năm lượt"), steps=20
                )
        final = ("cong-bo", "Công bố và trao giải")
        add("standings", "Bảng xếp hạng", "20 đội, từ dưới lên", final, steps=20, wait=WAIT)
        add("advancing", "Sáu đội vào vòng chung kết", None, final, wait=WAIT)
        for n in range(60):
            add("holding", "Khẩu hiệu", f"Tư liệu {n + 1}", ("tu-lieu", "Tư liệu và khẩu hiệu"))
        for prize, _ in AWARDS:
            add("award", prize, "công bố, rồi tên đội", final, steps=2, wait=WAIT)
        add("podium", "Bục vinh danh", "Kết quả chung cuộc", final, wait=WAIT)

    def find(self, scene: str, subtitle: str) -> int:
        return next(c["id"] for c in self.cues if c["scene"] == scene and (c["subtitle"] or "").startswith(subtitle))

    def cue(self, cue_id: Any) -> Frame:
        return next(c for c in self.cues if c["id"] == cue_id)

    def _after(self, cue_id: Any, step: int) -> Frame | None:
        if cue_id is None:
            return None
        cue = self.cue(cue_id)
        if step < cue["steps"]:
            return {"cue": cue_id, "step": step + 1}
        at = self.cues.index(cue)
        return {"cue": self.cues[at + 1]["id"], "step": 1} if at + 1 < len(self.cues) else None

    # ---- acts ------------------------------------------------------------------------------------------------------

    def _bus(self, kind: str, cue_id: Any, step: int) -> Frame:
        cue = self.cue(cue_id) if cue_id is not None else None
        return {
            "kind": kind,
            "cue": cue_id,
            "step": step,
            "steps": cue["steps"] if cue else 1,
            "scene": cue["scene"] if cue else "blank",
            "title": cue["title"] if cue else "Màn tối",
            "take": None,
            "taken_at": now_ms(),
            "acted_at": None,
            "stale": False,
        }

    def _each(self, bus: str) -> tuple[str, ...]:
        return BUSES if bus == "both" else (bus,)

    def _put(self, bus: str, make: Any) -> None:
        stamp = now_ms()
        for one in self._each(bus):
            self.history[one].append(dict(self.buses[one]))
            self.buses[one] = {
                **make(one),
                "take": next(self.takes),
                "taken_at": stamp,
                "acted_at": stamp,
                "last": self.buses[one].get("cue") or self.buses[one].get("last"),
            }
        self.rev += 1

    def take(self, bus: str, cue_id: int, step: int) -> None:
        self._put(bus, lambda _one: self._bus("take", cue_id, step))

    def black(self, bus: str) -> None:
        self._put(
            bus, lambda one: {**self._bus("black", None, 1), "came": (self.buses[one]["cue"], self.buses[one]["step"])}
        )

    def hold(self, bus: str) -> None:
        self._put(bus, lambda one: {**self.buses[one], "kind": "hold"})

    def seen(self, bus: str, based_on: Frame | None) -> bool:
        """Whether each bus still stands where the one who pressed saw it."""
        return based_on is None or all(based_on.get(one) == self.buses[one]["take"] for one in self._each(bus))

    def undo(self, bus: str) -> bool:
        if not any(self.history[one] for one in self._each(bus)):
            return False
        for one in self._each(bus):
            if self.history[one]:
                self.buses[one] = self.history[one].pop()
        self.rev += 1
        return True

    # ---- topics ----------------------------------------------------------------------------------------------------

    def show(self) -> Frame:
        buses = {}
        for name, bus in self.buses.items():
            came = (bus["cue"], bus["step"]) if bus["cue"] is not None else bus.get("came", (None, 1))
            nxt = self._after(*came) or ({"cue": self.cues[0]["id"], "step": 1} if came[0] is None else None)
            mine = [s for s in self.screens if s["kind"] == ("stage" if name == "stage" else "overlay")]
            buses[name] = {
                **{k: v for k, v in bus.items() if k not in ("came", "last")},
                "rev": self.rev,
                "next": nxt,
                "can_undo": bool(self.history[name]),
                "screens": {"painted": sum(s["state"] == "good" for s in mine), "of": len(mine)},
            }
        return {
            "linked": self.linked,
            "round": {"key": "chung-ket", "title": "Vòng chung kết"},
            "buses": buses,
            "clock": self.clock,
            "delay_ms": self.delay_ms,
        }

    def _write_screens(self) -> None:
        rows = [
            ("Màn LED chính", "stage", 1920, 1080, "good", 200),
            ("Màn LED trái", "stage", 1080, 1920, "good", 310),
            ("Máy chiếu sảnh", "stage", 1536, 768, "slow", 6400),
            ("Lớp phủ OBS 1", "overlay", 1920, 1080, "good", 180),
            ("Lớp phủ OBS 2", "overlay", 1920, 1080, "good", 220),
            ("Bảng nhắc MC", "mc", 1024, 768, "good", 430),
            ("Màn LED phải", "stage", 1080, 1920, "lost", 178_000),
            ("Màn văn phòng Sở", "stage", 3840, 1080, "good", 900),
        ]
        self.screens = [
            {
                "id": f"s{i}",
                "name": name,
                "kind": kind,
                "width": w,
                "height": h,
                "rev": self.rev,
                "behind": state == "slow",
                "age_ms": age,
                "painted_at": now_ms() - age,
                "rtt": 12,
                "state": state,
                "since": now_ms() - age if state == "lost" else None,
            }
            for i, (name, kind, w, h, state, age) in enumerate(rows)
        ]

    def mc(self) -> Frame:
        on = self.buses["stage"]
        coming = self.show()["buses"]["stage"]["next"]
        after = self.cue(coming["cue"]) if coming else None
        reached = on["cue"] or on.get("came", (self.cues[0]["id"],))[0]
        return {
            "now": self._said(self.cue(reached)),
            "next": self._said(after) if after else None,
            "card": self._card(self.cue(reached), on["step"]) if on["cue"] else None,
            "waiting": "Đã nộp 5/7 phiếu chấm" if self.cue(reached)["scene"] == "scoring" else None,
        }

    def _said(self, cue: Frame) -> Frame:
        lines = [cue.get("team"), cue.get("section")] if cue.get("team") else [cue["subtitle"]]
        if cue["scene"] in ("team", "performing"):
            lines = [f"Đội thi thứ {cue.get('order', 2)}", *lines]
        return {"scene": cue["scene"], "title": cue["title"], "lines": [line for line in lines if line]}

    def _card(self, cue: Frame, step: int) -> Frame | None:
        frame = frame_of(self, "stage", cue, step, "card")
        rows: list[tuple[str, str]] = []
        if cue["scene"] == "score":
            left_out = {"high": " (cao nhất, bỏ)", "low": " (thấp nhất, bỏ)"}
            rows = [(j["label"], j["figure"] + left_out.get(j["state"], "")) for j in frame["judges"]]
            rows += [(line["text"], line.get("figure", "")) for line in frame["lines"]]
            rows.append((frame["caption"], frame["total"]))
            title = f"{cue['team']} · {cue['section']}"
        elif cue["scene"] == "standings":
            shown = [r for r in frame["rows"] if not r["hidden"]]
            rows = [(f"Hạng {r['rank']}", f"{r['team']['name']}: {r['points']}") for r in shown]
            title = "Bảng xếp hạng · Vòng chung kết"
        elif cue["scene"] == "award":
            rows = [(cue["title"], TEAMS[-2]), ("Tổng điểm", "93,40")]
            title = "Trao giải"
        return {"title": title, "rows": [{"label": label, "value": value} for label, value in rows]} if rows else None

    # ---- frames: what a screen on a bus would be sent ----------------------------------------------------------------

    def frame(self, bus: str, coming: bool) -> Frame:
        if coming:
            nxt = self.show()["buses"][bus]["next"]
            return (
                frame_of(self, bus, self.cue(nxt["cue"]), nxt["step"], f"n{nxt['cue']}.{nxt['step']}")
                if nxt
                else {"scene": "blank", "key": "end"}
            )
        on = self.buses[bus]
        if on["cue"] is None:
            return {"scene": "blank", "key": f"b{on['taken_at']}", "bus": bus, "held": False}
        return frame_of(self, bus, self.cue(on["cue"]), on["step"], f"t{on['cue']}.{on['step']}")

    def topic(self, name: str) -> Frame:
        """The envelope of one topic as it is now."""
        bus = "stream" if name.startswith("overlay") else "stage"
        data = {
            "show": self.show,
            "cues": lambda: {
                "cues": [{k: v for k, v in c.items() if k not in ("team", "order", "section")} for c in self.cues]
            },
            "screens": lambda: {"screens": self.screens},
            "mc": self.mc,
        }.get(name, lambda: self.frame(bus, name.endswith(".next")))()
        return {"topic": name, "rev": self.rev, "at": now_ms(), "data": data}
