"""Cards, blank sheets and minutes as pictures: no blank page, no missing letter, one page for each sheet."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
import typst

from contest.exports.cards import cards_pdf
from contest.exports.paper import paper_file_name, paper_pdf
from contest.exports.qr import qr_svg
from contest.exports.typesetting import DOCUMENTS, FONTS
from contest.exports.values import (
    Card,
    Cards,
    Minutes,
    MinutesPart,
    MinutesSection,
    MinutesSheet,
    MinutesTeam,
    PaperCriterion,
    PaperSheet,
    PaperSheets,
)

CARDS = Cards(
    "Hội thi nhỏ năm 2024", "Sở Thông tin và Truyền thông", "http://10.0.0.1:5000/judge/login",
    tuple(Card(f"Giám khảo {n}", f"http://10.0.0.1:5000/enter/{'x' * 43}", "482913") for n in range(7)),
)  # fmt: skip
LINE = MinutesSheet("GK 1", "Ổ Ẫn Ỵ", ("7,25", "5"), "12,25", "K7Q4-M2", "phiếu giấy")
AWAY = MinutesSheet("GK 2", "Lê Văn Hai", (), "", "", "xin không chấm: cùng cơ quan")
MINUTES = Minutes(
    parent_body="Ủy ban nhân dân tỉnh", organiser="Sở Thông tin và Truyền thông", contest="Hội thi nhỏ năm 2024",
    round="Vòng loại", place_and_date="Quảng Ngãi, ngày 02 tháng 10 năm 2024", draft=False, decision="", venue="",
    begins="", ends="", present=("Ổ Ẫn Ỵ (GK 1)",), absent=(), secretaries="", guests="", counted=2, number_of_teams=2,
    sections=("Màn chào hỏi",), teams=(MinutesTeam("Đội số 1", "1", False, ("12,25",), "12,25", "vào vòng trong"),
    MinutesTeam("Đội số 2", "", False, (), "", "vắng")), advancing="Đội số 1", notes=("Không làm tròn.",), events=(),
    remarks="", secretary="", head="", digest="0123456789abcdef" * 4, chain="fedcba9876543210" * 4,
    annex=(MinutesSection("Màn chào hỏi", ("Nội dung", "Phong cách"), (
        MinutesPart("1. Đội số 1", "điểm của ban 12,25", ("Nội dung", "Phong cách"), (LINE, AWAY)),
        MinutesPart("Đội số 2", "vắng", (), ()))),),
)  # fmt: skip


def pictures(template: str, facts: dict[str, Any]) -> list[bytes]:
    """The document's pages, set here instead of in a process of its own."""
    found = typst.compile(
        str(DOCUMENTS / f"{template}.typ"), root=str(DOCUMENTS), font_paths=[str(FONTS)], ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)}, format="svg",
    )  # fmt: skip
    return found if isinstance(found, list) else [found]


def sheet(number: int, criteria: int = 3) -> PaperSheet:
    lines = tuple(PaperCriterion(f"Tiêu chí {n}", "8", "0,25", None, 2) for n in range(criteria))
    return PaperSheet(
        "Nguyễn Thị Hạnh", "GK 1", f"Đội số {number}", "Màn chào hỏi", str(number), f"{number}-3-K4",
        f"http://10.0.0.1:5000/paper/{number}-3-K4", lines, 1, "24", 2, 2,
    )  # fmt: skip


def blanks(*of: PaperSheet) -> PaperSheets:
    return PaperSheets("Hội thi nhỏ năm 2024", "Sở Thông tin và Truyền thông", "Vòng loại", of)


def with_qr(facts: dict[str, Any], name: str) -> dict[str, Any]:
    for each in facts[name]:
        each["qr"] = qr_svg(each.pop("url"))
    return facts


def test_seven_cards_take_two_pages() -> None:
    assert cards_pdf(CARDS).content.startswith(b"%PDF-1.7")
    assert len(pictures("cards", with_qr(asdict(CARDS), "cards"))) == 2


@pytest.mark.parametrize("criteria", [1, 3, 8, 12])
def test_a_blank_sheet_takes_one_page(criteria: int) -> None:
    facts = with_qr(asdict(blanks(sheet(1, criteria), sheet(2, criteria))), "sheets")
    assert len(pictures("paper", facts)) == 2


def test_blank_sheets_are_a_pdf_with_a_sensible_name() -> None:
    assert paper_pdf(blanks(sheet(1))).content.startswith(b"%PDF-1.7")
    assert paper_file_name("vong-loai", "chao-hoi", "", "j1") == "phieu-giay-vong-loai-chao-hoi-j1.pdf"


@pytest.mark.parametrize("draft", [True, False])
def test_minutes_begin_on_their_first_page(draft: bool) -> None:
    """Head, title and table stand together: what is set for a draft must not push them apart."""
    pages = pictures("minutes", asdict(replace(MINUTES, draft=draft)))
    assert len(pages) == 2, "the minutes and their annex, nothing before them"
