"""A contest that exists only in memory, so that the desk's pages can be looked at without the product behind them.

Holds the demo's data, answers the desk's acts as the product does (with its refusals), and gives the topics' data.
Every mark in it is invented. Never imports the product.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

JUDGES = [
    "Nguyễn Thị Thu Hà", "Trần Quốc Bảo", "Lê Hoàng Phương", "Phạm Thị Mỹ Duyên",
    "Võ Văn Ái", "Đỗ Thị Ngọc Ẩn", "Huỳnh Thanh Trường",
]  # fmt: skip
CENT = Decimal("0.01")
STARTS = {"vong-loai": 1_727_742_600_000, "chung-ket": 1_727_870_400_000}
STREAMS = [
    {"title": "Fanpage Đài Phát thanh và Truyền hình Quảng Ngãi", "url": "https://example.org/ptq"},
    {"title": "Fanpage Sở Thông tin và Truyền thông", "url": "https://example.org/stttt"},
]
STATE_WORDS = {
    "planned": "chưa mở", "open": "đang diễn ra", "locked": "đã khóa, chờ người thứ hai xác nhận",
    "confirmed": "đã xác nhận, chờ công bố", "published": "đã công bố",
}  # fmt: skip


class Refused(Exception):  # noqa: N818  it is an answer, not an error
    """A problem answer: status, stable type, what to say."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.problem = {"type": f"/problems/{kind}", "title": kind, "status": status, "detail": detail, **more}


def plain(value: Decimal) -> str:
    """`value` as the interface writes it: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def comma(value: str) -> str:
    """`value` as people write it: two places, decimal comma, true minus."""
    return format(Decimal(value).quantize(CENT), "f").replace(".", ",").replace("-", "−")


@dataclass
class Turn:
    """One performance."""

    id: int
    round: str
    position: int
    turn: int
    team: dict[str, Any]
    section: dict[str, Any]
    state: str = "planned"
    version: int = 0
    sheets: dict[str, dict[str, Any]] = field(default_factory=dict)
    points: str | None = None
    points_version: int = 0
    adjustments: list[dict[str, Any]] = field(default_factory=list)
    proposal: dict[str, str] | None = None
    clock: dict[str, Any] | None = None

    @property
    def judged(self) -> bool:
        return bool(self.section["kind"] == "judged")

    def missing(self) -> list[str]:
        return [key for key, s in self.sheets.items() if s["state"] in {"none", "marking"}] if self.judged else []

    def result(self) -> Decimal | None:
        if self.judged:
            if self.missing():
                return None
            totals = sorted(Decimal(s["total"]) for s in self.sheets.values() if s["state"] == "submitted")
            if len(totals) < 3:
                return None
            kept = totals[1:-1]
            base = (sum(kept, Decimal(0)) / len(kept)).quantize(CENT, ROUND_HALF_UP)
        elif self.points is None:
            return None
        else:
            base = Decimal(self.points)
        return base + sum((Decimal(a["points"]) for a in self.adjustments), Decimal(0))


class World:
    """The contest, its turns and who did what."""

    def __init__(self, file: Path, seed: int = 1) -> None:
        self.document = json.loads(file.read_text(encoding="utf-8"))
        self.chance = random.Random(seed)
        self.revs: dict[str, int] = {}
        self.changed: list[str] = []
        self.judges = [{"key": f"j{n}", "name": name} for n, name in enumerate(JUDGES, 1)]
        self.online = {"j1", "j2", "j3", "j4", "j5", "j7"}
        self.teams = {t["key"]: self._team(t) for t in self.document["teams"]}
        self.rounds: dict[str, dict[str, Any]] = {}
        self.turns: dict[int, Turn] = {}
        self.adjustment_id = 0
        for spec in self.document["rounds"]:
            self.rounds[spec["key"]] = {
                "spec": spec, "state": "planned", "order": [], "seed": None,
                "locked_by": None, "confirmed_by": None, "advancing": None,
            }  # fmt: skip
        self.set_order("vong-loai", list(self.teams), seed=None, checked=False)

    def _team(self, t: dict[str, Any]) -> dict[str, Any]:
        size = len(t["title"])
        group = next(g["title"] for g in self.document["groups"] if g["key"] == t["group"])
        return {
            "key": t["key"], "name": t["title"].replace(" - ", "\u00a0- "), "short": t.get("short_name"),
            "len": "s" if size <= 20 else "m" if size <= 40 else "l", "group": group,
        }  # fmt: skip

    # ---- order ---------------------------------------------------------------------------------------------------
    def frozen(self, key: str) -> bool:
        return any(t.state != "planned" for t in self.of(key))

    def of(self, key: str) -> list[Turn]:
        return sorted((t for t in self.turns.values() if t.round == key), key=lambda t: t.position)

    def set_order(self, key: str, teams: list[str], seed: str | None, *, checked: bool = True) -> dict[str, Any]:
        if checked and self.frozen(key):
            raise Refused(423, "locked", "Thứ tự thi đã cố định vì đã có lượt thi được mở.")
        round_ = self.rounds[key]
        if seed:
            teams = sorted(teams)
            random.Random(seed).shuffle(teams)
        round_["order"], round_["seed"] = teams, seed
        for gone in self.of(key):
            del self.turns[gone.id]
        sections = round_["spec"]["sections"]
        numbered = list(enumerate(teams, 1))
        if round_["spec"]["order_style"] == "section_by_section":
            pairs = [(n, team, s) for s in sections for n, team in numbered]
        else:
            pairs = [(n, team, s) for n, team in numbered for s in sections]
        start = 1 if key == "vong-loai" else 101
        for position, (n, team, section) in enumerate(pairs, 1):
            turn = Turn(start + position - 1, key, position, n, self.teams[team], section)
            if turn.judged:
                turn.sheets = {j["key"]: {"state": "none", "total": None, "receipt": None, "marked": 0,
                                          "of": len(section["criteria"])} for j in self.judges}  # fmt: skip
            self.turns[turn.id] = turn
            self.touch(f"performance.{turn.id}")
        self.touch("contest", f"standings.{key}", "public")
        return self.round(key)

    # ---- acts ----------------------------------------------------------------------------------------------------
    def touch(self, *topics: str) -> None:
        for topic in topics:
            self.revs[topic] = self.revs.get(topic, 0) + 1
            if topic not in self.changed:
                self.changed.append(topic)

    def turned(self, turn: Turn) -> dict[str, Any]:
        turn.version += 1
        self.touch(f"performance.{turn.id}", "contest", f"standings.{turn.round}", "public")
        return self.performance(turn)

    def mark(self, turn: Turn, judge: str, marked: int | None = None) -> None:
        """Has a judge mark some criteria, or (None) submit."""
        sheet = turn.sheets[judge]
        top = sum((Decimal(c["max"]) for c in turn.section["criteria"]), Decimal(0))
        total = Decimal(int(top * self.chance.randint(310, 388) / 100)) / 4
        if marked is None:
            code = "".join(self.chance.choice("23456789ABCDEFGHKMNPQRSTVWXYZ") for _ in range(6))
            sheet.update(state="submitted", total=plain(total), marked=sheet["of"], receipt=f"{code[:4]}-{code[4:]}")
        else:
            sheet.update(state="marking", marked=marked, total=None)

    def perform(self, turn: Turn, act: str, body: dict[str, Any]) -> dict[str, Any]:
        state = turn.state
        if self.rounds[turn.round]["state"] not in {"open"}:
            raise Refused(423, "locked", "Vòng thi chưa mở hoặc đã khóa nên lượt thi này không thay đổi được.")
        if act == "open":
            if state != "planned":
                raise Refused(422, "not-planned", "Lượt thi này đã được mở trước đó.")
            turn.state = "open"
            turn.clock = {"state": "ready", "duration_ms": turn.section["duration_s"] * 1000, "warning_ms": 60000,
                          "ends_at": None, "left_ms": turn.section["duration_s"] * 1000, "rate": 1}  # fmt: skip
        elif act == "close":
            if state != "open":
                raise Refused(422, "not-open", "Lượt thi này không ở trạng thái đang mở.")
            turn.state = "closed"
        elif act == "lock":
            if gone := turn.missing():
                names = ", ".join(self.label(j) for j in gone)
                raise Refused(422, "incomplete", f"Chưa khóa được: còn thiếu phiếu của {names}.")
            if not turn.judged and turn.points is None:
                raise Refused(422, "incomplete", "Chưa khóa được: phần thi này chưa có điểm.")
            if turn.proposal:
                raise Refused(422, "incomplete", "Chưa khóa được: đề xuất trừ điểm thời gian chưa được xử lý.")
            turn.state = "locked"
        elif act == "reopen":
            if not body.get("reason", "").strip():
                fault = {"path": "reason", "code": "required", "message": "Cần ghi rõ lý do mở lại."}
                raise Refused(422, "invalid", "Có mục chưa đúng.", faults=[fault])
            turn.state = "open"
        return self.turned(turn)

    def put_points(self, turn: Turn, body: dict[str, Any]) -> dict[str, Any]:
        if turn.state == "locked":
            raise Refused(423, "locked", "Lượt thi đã khóa.", current=self.performance(turn))
        if body["based_on"] != turn.points_version:
            current = {"points": turn.points, "version": turn.points_version}
            raise Refused(409, "stale", "Điểm vừa được người khác sửa.", current=current)
        value, section = Decimal(body["points"]), turn.section
        if not Decimal(section["min"]) <= value <= Decimal(section["max"]) or value % Decimal(section["step"]):
            fault = {"path": "points", "code": "out_of_range", "message": "Điểm không hợp lệ."}
            raise Refused(422, "invalid", "Có mục chưa đúng.", faults=[fault])
        turn.points, turn.points_version = plain(value), turn.points_version + 1
        return self.turned(turn)

    def adjust(self, turn: Turn, body: dict[str, Any]) -> dict[str, Any]:
        if turn.state == "locked":
            raise Refused(423, "locked", "Lượt thi đã khóa: xin mở lại lượt thi trước khi thêm điểm cộng, điểm trừ.")
        self.adjustment_id += 1
        turn.adjustments.append({"id": self.adjustment_id, "points": body["points"], "reason": body["reason"],
                                 "by": "Lê Thị Minh Nguyệt"})  # fmt: skip
        if turn.proposal:
            turn.proposal = None
        return self.turned(turn)

    def withdraw(self, turn: Turn, adjustment: int) -> dict[str, Any]:
        turn.adjustments = [a for a in turn.adjustments if a["id"] != adjustment]
        return self.turned(turn)

    def absent(self, turn: Turn, body: dict[str, Any]) -> dict[str, Any]:
        turn.sheets[body["judge"]].update(state=body["why"], total=None, marked=0)
        return self.turned(turn)

    def run_round(self, key: str, act: str, who: str) -> dict[str, Any]:
        round_ = self.rounds[key]
        data = self.round(key)
        if act in data["why_not"] and not data["can"][act]:
            raise Refused(409, "wrong-state", data["why_not"][act])
        if act == "confirm" and round_["locked_by"] == who:
            detail = (
                "Người xác nhận phải khác người đã khóa vòng thi. Xin mời thư ký thứ hai hoặc Trưởng ban giám khảo."
            )
            raise Refused(403, "same-person", detail)
        if act == "open":
            round_["state"] = "open"
        elif act == "reopen":
            round_.update(state="open", locked_by=None, confirmed_by=None)
        elif act == "lock":
            round_["state"], round_["locked_by"] = "locked", who
        elif act == "confirm":
            round_["state"], round_["confirmed_by"] = "confirmed", who
        elif act == "publish":
            round_["state"] = "published"
        elif act == "advance":
            sent = self.standings(key)["advancing"]
            round_["advancing"] = sent
            self.set_order(round_["spec"]["advance"]["to"], sent, seed=None)
        self.touch("contest", "public", f"standings.{key}")
        return self.round(key)

    # ---- topics --------------------------------------------------------------------------------------------------
    def label(self, judge: str) -> str:
        return f"GK {judge[1:]}"

    def round(self, key: str) -> dict[str, Any]:
        r = self.rounds[key]
        turns = self.of(key)
        left = sum(t.state != "locked" for t in turns)
        state = r["state"]
        title, advances = r["spec"]["title"], bool(r["spec"]["advance"])
        here = f"{title} {STATE_WORDS[state]}."
        waits = f"Chưa khóa được {title}: còn {left} lượt thi chưa khóa." if left else None
        why = {
            "open": None if state == "planned" and turns else here if turns else f"{title} chưa có đội thi.",
            "lock": waits if state == "open" else here,
            "confirm": None if state == "locked" else here,
            "publish": None if state == "confirmed" else here,
            "advance": None if advances and state in {"confirmed", "published"} else here,
        }
        statuses = r.setdefault("statuses", {})
        teams = [
            {**self.teams[k], "turn": n, "status": statuses.get(k, "present")} for n, k in enumerate(r["order"], 1)
        ]
        through = self.standings(key)["advancing"] if state in {"confirmed", "published"} and advances else None
        return {
            "key": key, "title": r["spec"]["title"], "state": state, "starts_at": STARTS[key],
            "sections": [{k: s[k] for k in ("key", "title", "kind")} for s in r["spec"]["sections"]],
            "judges": [{**j, "label": self.label(j["key"])} for j in self.judges],
            "performances": [t.id for t in turns], "counts": {"locked": len(turns) - left, "of": len(turns)},
            "advancing": None if through is None else [self.teams[k] for k in through], "advances": advances,
            "locked_by": r["locked_by"], "confirmed_by": r["confirmed_by"], "teams": teams, "seed": r["seed"],
            "order_style": r["spec"]["order_style"], "order_frozen": self.frozen(key),
            "can": {a: w is None for a, w in why.items()}, "why_not": {a: w for a, w in why.items() if w},
        }  # fmt: skip

    def performance(self, t: Turn) -> dict[str, Any]:
        result = t.result()
        section = {k: t.section.get(k) for k in ("key", "title", "kind", "min", "max", "step")}
        return {
            "id": t.id, "round": t.round, "order": t.position, "turn": t.turn, "team": t.team, "section": section,
            "state": t.state, "version": t.version, "sheets": t.sheets, "points": t.points,
            "points_version": t.points_version, "adjustments": t.adjustments, "proposal": t.proposal,
            "result": None if result is None else plain(result), "missing": t.missing() if t.state != "planned" else [],
            "clock": t.clock,
        }  # fmt: skip

    def standings(self, key: str) -> dict[str, Any]:
        spec = self.rounds[key]["spec"]
        totals: dict[str, dict[str, Decimal]] = {}
        for t in self.of(key):
            if t.state == "locked" and (result := t.result()) is not None:
                totals.setdefault(t.team["key"], {})[t.section["key"]] = result
        whole = {k: v for k, v in totals.items() if len(v) == len(spec["sections"])}
        ordered = sorted(whole, key=lambda k: (-sum(whole[k].values()), -whole[k]["tieu-pham"]))
        rows = [
            {"team": k, "group": self.teams[k]["group"], "rank": n, "tied": False, "decided_by": "total",
             "total": plain(sum(whole[k].values(), Decimal(0))), "sections": {s: plain(v) for s, v in whole[k].items()}}
            for n, k in enumerate(ordered, 1)
        ]  # fmt: skip
        for a, b in pairwise(rows):
            if a["total"] == b["total"]:
                a["decided_by"] = b["decided_by"] = "section:tieu-pham"
        teams = self.rounds[key]["order"]
        complete = bool(teams) and len(whole) == len(teams)
        top = (spec["advance"] or {}).get("top", 0)
        unranked = [{"team": k, "reason": "unresolved"} for k in sorted(set(teams) - set(whole))]
        return {
            "standings": rows, "unranked": unranked,
            "by_section": {}, "by_criterion": {}, "complete": complete,
            "advancing": ordered[:top] if complete else [], "on_the_line": [],
        }  # fmt: skip

    def contest(self) -> dict[str, Any]:
        judges = [{**j, "online": j["key"] in self.online} for j in self.judges]
        return {"rounds": [self.round(k) for k in self.rounds], "judges": judges}

    def public(self) -> dict[str, Any]:
        c = self.document["contest"]
        rounds = []
        when = {"vong-loai": "07 giờ 30, ngày 01/10/2024", "chung-ket": "19 giờ 00, ngày 02/10/2024"}
        for key, r in self.rounds.items():
            order = [{"turn": n, "team": self.teams[k]} for n, k in enumerate(r["order"], 1)]
            rows = None
            if r["state"] == "published":
                st = self.standings(key)
                rows = [
                    {"rank": s["rank"], "team": self.teams[s["team"]], "points": comma(s["total"]),
                     "advancing": s["team"] in st["advancing"], "tied": s["tied"], "first": s["rank"] == 1}
                    for s in st["standings"]
                ]  # fmt: skip
            sent = [self.teams[k] for k in r["advancing"]] if r["advancing"] and r["state"] == "published" else None
            seen = r["state"] if r["state"] in {"planned", "open", "published"} else "open"
            rounds.append({"key": key, "title": r["spec"]["title"], "state": seen, "when": when[key],
                           "order": order, "standings": rows, "advancing": sent})  # fmt: skip
        programme = [
            {"when": self._day(p), "title": p["title"], "place": p.get("place")} for p in self.document["programme"]
        ]
        live = next((t for t in self.turns.values() if t.state == "open"), None)
        now = {"scene": "performing", "title": live.section["title"], "team": live.team["name"]} if live else None
        facts = (
            "title",
            "short_title",
            "organiser",
            "parent_body",
            "venue",
            "theme",
            "starts_on",
            "ends_on",
            "timezone",
        )
        return {
            "contest": {name: c[name] for name in facts} | {"streams": STREAMS}, "now": now, "rounds": rounds,
            "live": any(r["state"] == "open" for r in rounds), "programme": programme, "awards": self.awards,
        }  # fmt: skip

    awards: list[dict[str, Any]] = []  # noqa: RUF012 (replaced whole, never changed in place)

    def _day(self, p: dict[str, Any]) -> str | None:
        if not p["on_date"]:
            return None
        year, month, day = p["on_date"].split("-")
        text = f"{day}/{month}/{year}"
        return f"{p['at_time'].replace(':', ' giờ ')}, ngày {text}" if p.get("at_time") else text

    def topic(self, name: str) -> dict[str, Any]:
        """One topic's whole state in its envelope."""
        head, _, rest = name.partition(".")
        data = {
            "contest": self.contest, "public": self.public,
            "performance": lambda: self.performance(self.turns[int(rest)]), "standings": lambda: self.standings(rest),
        }[head]()  # fmt: skip
        return {"topic": name, "rev": self.revs.get(name, 1), "at": time.time_ns() // 1_000_000, "data": data}

    def topics(self, namespace: str) -> list[str]:
        if namespace == "/public":
            return ["public"]
        return ["contest", *(f"performance.{i}" for i in self.turns), *(f"standings.{k}" for k in self.rounds)]
