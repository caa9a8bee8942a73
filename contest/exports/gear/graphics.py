"""The pieces of the overlay as graphics of their own, and what each kind of playout server is told of them.

Manifests follow EBU OGraf, version 1; template definitions follow SPX.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SCHEMA = "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json"
VERSION = "1.0"
FIRST_LAYER = 5


@dataclass(frozen=True, slots=True)
class Graphic:
    """One graphic: `only` is what the overlay's address calls its pieces; `typed`: it takes a name of its own."""

    key: str
    only: str
    title: str
    about: str
    typed: bool = False
    pages: bool = False

    @property
    def query(self) -> str:
        """What follows the overlay's address to have this piece alone, seen when the gear says so."""
        return f"ctl=external&only={self.only}" if self.only else "ctl=external"


GRAPHICS = (
    Graphic(
        "lower-third",
        "lower",
        "Bảng tên",
        "Tên đội thi và phần thi đang diễn ra. Nhập tên vào ô dữ liệu để hiện người khác: đại biểu, giám khảo, MC.",
        typed=True,
    ),
    Graphic("score-bug", "score", "Bảng điểm", "Điểm vừa công bố của đội thi. Trống khi chưa công bố."),
    Graphic(
        "standings",
        "standings",
        "Dải xếp hạng",
        "Bảng xếp hạng, đội vào vòng trong và kết quả chung cuộc, đúng phần đã công bố.",
        pages=True,
    ),
    Graphic("clock", "clock", "Đồng hồ", "Thời gian còn lại của lượt thi trên sân khấu."),
    Graphic("award", "award", "Bảng trao giải", "Giải thưởng rồi đội đoạt giải, theo lệnh của đạo diễn hội thi."),
)

TYPED_FIELDS = {
    "name": "Tên (để trống: theo hội thi)",
    "unit": "Dòng dưới: chức danh, đơn vị",
}


def manifest(graphic: Graphic) -> dict[str, Any]:
    """The `*.ograf.json` of a graphic."""
    fields = TYPED_FIELDS if graphic.typed else {}
    found: dict[str, Any] = {
        "$schema": SCHEMA,
        "id": f"vn.gov.quangngai.hoi-thi.{graphic.key}",
        "version": VERSION,
        "name": f"Hội thi · {graphic.title}",
        "description": graphic.about,
        "main": f"{graphic.key}.mjs",
        "supportsRealTime": True,
        "supportsNonRealTime": False,
        "stepCount": -1 if graphic.pages else 1,
        "schema": {
            "type": "object",
            "properties": {
                name: {"type": "string", "gddType": "single-line", "title": title, "default": "", "order": order}
                for order, (name, title) in enumerate(fields.items())
            },
        },
    }
    if graphic.pages:
        found["customActions"] = [{"id": "next", "name": "Trang tiếp", "schema": None}]
    return found


def definition(graphic: Graphic, layer: int) -> dict[str, Any]:
    """What SPX reads of a template when it is imported: on which layer it plays, and its fields."""
    fields = TYPED_FIELDS if graphic.typed else {}
    return {
        "description": f"Hội thi · {graphic.title}",
        "playserver": "OVERLAY",
        "playchannel": "1",
        "playlayer": str(layer),
        "webplayout": str(layer),
        "steps": "1",
        "out": "manual",
        "uicolor": "3",
        "dataformat": "json",
        "DataFields": [
            {"field": "comment", "ftype": "instruction", "value": graphic.about},
            *(
                {"field": f"f{number}", "ftype": "textfield", "title": title, "value": ""}
                for number, title in enumerate(fields.values())
            ),
        ],
    }
