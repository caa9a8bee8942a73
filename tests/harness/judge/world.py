"""A judge's sheets as the interface promises them, held in memory: versions, receipts, refusals, repeated keys.

For developing and trying the score pad without the house. Uses the domain's own rules for marks and receipts; knows no
database, no permissions, no other judges' figures.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contest.domain import sheet as rules
from contest.domain.errors import Invalid
from contest.domain.points import plain
from contest.domain.rubric import Criterion

SKIT = (
    "tieu-pham",
    "Tiểu phẩm tuyên truyền",
    (
        ("noi-dung", "Nội dung, thông điệp cải cách hành chính, chuyển đổi số", "20", "0.25", "1"),
        ("kich-ban", "Kịch bản, tính sáng tạo", "10", "0.25", "1"),
        ("dien-xuat", "Diễn xuất", "12", "0.25", "1"),
        ("dao-cu", "Đạo cụ, âm thanh, trang phục", "8", "0.25", "1"),
    ),
)
SIX = (
    "sau-tieu-chi",
    "Thuyết trình ứng dụng chuyển đổi số tại đơn vị",
    (
        ("dung", "Đúng quy định, đúng thẩm quyền, đúng thời hạn giải quyết", "15", "0.25", "1"),
        ("lap-luan", "Lập luận chặt chẽ, ví dụ thuyết phục từ thực tế đơn vị", "10", "0.5", "1"),
        ("ky-nang", "Kỹ năng số, cách thể hiện", "5", "0.25", "1"),
        ("nguyen", "Trả lời câu hỏi phụ của Ban giám khảo", "10", "1", "1"),
        ("phong-cach", "Phong cách, trang phục", "4", "0.25", "1"),
        ("thoi-gian", "Giữ đúng thời gian", "6", "0.25", "1"),
    ),
)
NINE = ("chin-tieu-chi", "Năng khiếu", tuple((f"c{n}", f"Tiêu chí thứ {n}", "10", "0.1", "2") for n in range(1, 10)))
THREE = (
    "chao-hoi",
    "Màn chào hỏi",
    (
        ("noi-dung", "Nội dung giới thiệu", "8", "0.25", "1"),
        ("sang-tao", "Hình thức, sáng tạo", "8", "0.25", "1"),
        ("phong-cach", "Phong cách, trang phục", "4", "0.25", "1"),
    ),
)
TURNS = (
    ("Huyện Bình Sơn", None, SKIT, 4),
    ("Huyện Lý Sơn", None, SKIT, 5),
    ("Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi", "BQL KKT Dung Quất", SKIT, 6),
    ("Sở Giáo dục và Đào tạo", "Sở GD và ĐT", SIX, 7),
    ("Liên đoàn Lao động tỉnh Quảng Ngãi", "LĐLĐ tỉnh", NINE, 8),
    ("Thành phố Quảng Ngãi", "TP Quảng Ngãi", THREE, 9),
    ("Huyện Mộ Đức", None, SIX, 4),
    ("Ban Dân tộc và Tôn giáo tỉnh", None, SIX, 5),
    ("Huyện Sơn Tịnh", None, SIX, 6),
)


class Refused(Exception):  # noqa: N818 - the field's word
    """An answer that is no: status and problem document."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"type": f"/problems/{kind}", "title": "Chưa làm được", "status": status, "detail": detail} | more


@dataclass
class Sheet:
    """One sheet; the performance's facts are kept with it, because here each performance has but this one judge."""

    id: int
    judge: str
    team: tuple[str, str | None]
    section: tuple[str, str, tuple[tuple[str, str, str, str, str], ...]]
    order: int
    performance_state: str = "planned"
    marks: dict[str, Decimal] = field(default_factory=dict)
    state: str = "draft"
    version: int = 0
    receipt: str | None = None
    editable: bool = False
    asked: dict[str, str] | None = None
    earlier_marks: bool = False

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The rubric as the rules know it."""
        return tuple(
            Criterion(k, title, Decimal(0), Decimal(most), Decimal(step), Decimal(weight))
            for k, title, most, step, weight in self.section[2]
        )

    def to_json(self) -> dict[str, Any]:
        """The sheet as the API tells it."""
        complete = not rules.check_complete(self.criteria, self.marks)
        return {
            "id": self.id,
            "performance": {
                "id": self.id,
                "round": {"key": "vong-loai", "title": "Vòng loại"},
                "section": {"key": self.section[0], "title": self.section[1]},
                "team": {"key": f"t{self.id}", "name": self.team[0], "short": self.team[1]},
                "order": self.order,
                "state": self.performance_state,
            },
            "criteria": [
                {"key": c.key, "title": c.title} | {n: plain(getattr(c, n)) for n in ("min", "max", "step", "weight")}
                for c in self.criteria
            ],
            "marks": {key: plain(mark) for key, mark in self.marks.items()},
            "state": self.state,
            "version": self.version,
            "total": plain(rules.sheet_total(self.criteria, self.marks)) if complete else None,
            "receipt": self.receipt,
            "recorded": self.state == "submitted" and self.performance_state == "locked",
            "editable": self.editable,
            "asked": self.asked,
            "earlier_marks": self.earlier_marks,
        }


class World:
    """All sheets of the house, and what a trial wants to go wrong."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Everything as at the beginning: nothing open."""
        with self.lock:
            self.sheets = {n: Sheet(n, "j3", (t, s), section, o) for n, (t, s, section, o) in enumerate(TURNS, start=1)}
            self.rev = getattr(self, "rev", 0) + 1
            self.answers: dict[str, tuple[str, dict[str, Any]]] = {}
            self.faults: list[dict[str, Any]] = []
            self.log: list[dict[str, Any]] = []
            self.pads = 1
            self.in_flight = 0
            self.most_in_flight = 0

    def set_performance(self, sheet_id: int, state: str) -> None:
        """Opens, closes, locks a performance, or opens it again."""
        with self.lock:
            sheet = self.sheets[sheet_id]
            if state == "reopen":
                sheet.performance_state, sheet.editable = "open", sheet.state in ("draft", "submitted")
            else:
                sheet.performance_state = state
                sheet.editable = state == "open" and sheet.state == "draft"
            self.rev += 1

    def let_earlier_marks_be_seen(self, yes: bool) -> None:
        """The rule of the round."""
        with self.lock:
            for sheet in self.sheets.values():
                sheet.earlier_marks = yes
            self.rev += 1

    def ask_to_confer(self, sheet_id: int, mean_distance: str) -> None:
        """The panel confers on a sheet that was handed in."""
        with self.lock:
            sheet = self.sheets[sheet_id]
            sheet.asked, sheet.editable = {"mean_distance": mean_distance}, True
            self.rev += 1

    def write_elsewhere(self, sheet_id: int, marks: dict[str, str], submitted: bool = False) -> None:
        """The same judge, on another tablet."""
        with self.lock:
            sheet = self.sheets[sheet_id]
            self._write(sheet, rules.check_marks(sheet.criteria, marks), "submitted" if submitted else "draft")

    def topic(self) -> dict[str, Any]:
        """The envelope of `judge.j3`."""
        with self.lock:
            shown = [s for s in self.sheets.values() if s.performance_state != "planned"]
            opened = [s for s in shown if s.performance_state == "open"]
            waiting = [s for s in opened if s.state == "draft"]
            current = (waiting or opened or [None])[-1]
            data = {
                "judge": {"key": "j3", "name": "Giám khảo 3"},
                "current": current.id if current else None,
                "sheets": [s.to_json() for s in shown],
                "pads": self.pads,
            }
            return {"topic": "judge.j3", "rev": self.rev, "at": int(time.time() * 1000), "data": data}

    def act(self, key: str, digest: str, sheet_id: int, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """The sheet after the act; repeating a key repeats the answer. Raises `Refused`."""
        with self.lock:
            if key in self.answers:
                known, answer = self.answers[key]
                if known != digest:
                    raise Refused(422, "key-reused", "Idempotency-Key này đã dùng cho một yêu cầu khác.")
                return answer
            sheet = self.sheets.get(sheet_id)
            if sheet is None:
                raise Refused(404, "not-found", "Không có phiếu chấm này.")
            if kind == "recusal":
                self._must_be_editable(sheet)
                sheet.state, sheet.editable = "recused", False
                self.rev += 1
            else:
                self._take_marks(sheet, kind, body)
            answer = sheet.to_json()
            self.answers[key] = (digest, answer)
            return answer

    def _take_marks(self, sheet: Sheet, kind: str, body: dict[str, Any]) -> None:
        try:
            marks = rules.check_marks(sheet.criteria, body.get("marks", {}))
        except Invalid as bad:
            raise Refused(422, "invalid", "Có chỗ chưa đúng.", faults=faults_of(bad.faults)) from bad
        if kind == "submission" and sheet.state == "submitted" and marks == sheet.marks:
            return
        self._must_be_editable(sheet)
        missing = rules.check_complete(sheet.criteria, marks) if kind == "submission" else ()
        if missing:
            raise Refused(422, "invalid", "Phiếu chưa đủ tiêu chí.", faults=faults_of(missing))
        if kind == "draft" and marks == sheet.marks:
            return
        if body.get("based_on") != sheet.version:
            detail = f"Phiếu trên máy chủ đã là bản {sheet.version}, thay đổi này dựa trên bản {body.get('based_on')}."
            raise Refused(409, "stale", detail, current=sheet.to_json())
        self._write(sheet, marks, "submitted" if kind == "submission" else "draft")

    def _write(self, sheet: Sheet, marks: dict[str, Decimal], state: str) -> None:
        sheet.marks, sheet.state = marks, state
        sheet.version += 1
        sheet.receipt = rules.receipt(sheet.id, sheet.judge, sheet.version, marks) if state == "submitted" else None
        sheet.editable = state == "draft" and sheet.performance_state == "open"
        self.rev += 1

    def _must_be_editable(self, sheet: Sheet) -> None:
        if sheet.editable:
            return
        words = {"locked": "Lượt thi này đã khóa. Muốn sửa, xin đề nghị Ban thư ký mở lại."}
        detail = words.get(
            sheet.performance_state, "Lượt thi này đã đóng chấm. Xin báo Ban thư ký nếu phiếu còn thiếu."
        )
        if sheet.state == "submitted":
            detail = "Phiếu đã nộp. Muốn sửa, xin đề nghị Ban thư ký mở lại."
        raise Refused(423, "locked", detail, current=sheet.to_json())


def faults_of(faults: Any) -> list[dict[str, str]]:
    """Faults as the interface lists them."""
    return [{"path": f.path, "code": f.code, "message": f.message} for f in faults]


def digest(*parts: bytes) -> str:
    """What tells one request from another under the same key."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
