"""The annex as a file: a sound PDF without a blank page, in the fonts of the house, the same for the same facts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import typst

from contest.exports import typesetting
from contest.exports.annex import annex_file_name, annex_pdf
from contest.exports.typesetting import DOCUMENTS, FONTS, TypesetError, typeset
from contest.exports.values import Annex, SectionPart, SheetLine, Step, TeamPart


def sheet(number: int, state: str = "counted", said: str = "") -> SheetLine:
    return SheetLine(f"GK {number}", None, ("8", "4,5"), "12,5", state, said)


def team(number: int, *, ranked: bool = True) -> TeamPart:
    sheets = (sheet(1, "high", "cao nhất, không tính"), sheet(2), SheetLine("GK 3", None, (), None, "absent", "vắng"))
    section = SectionPart(
        "chao-hoi", "Màn chào hỏi", "trung bình các phiếu", ("Nội dung", "Phong cách"), sheets,
        (Step("Trung bình 1 phiếu", "12,5"), Step("Quá giờ #set *1* $x$", "−0,25"), Step("Điểm phần thi", "12,25")),
        "12,25",
    )  # fmt: skip
    return TeamPart(
        key=f"d{number}", title=f"Đội số {number}", headline=f"Đội số {number}, Vòng loại: hạng {number}.",
        standing="" if ranked else "chưa đủ điểm", rank=number if ranked else None, tied=False, among=30,
        total="12,25" if ranked else None, sections=(section,), total_steps=(Step("Tổng điểm", "12,25"),),
        ranking=("Không vào Vòng chung kết.",), above=(), below=(), outcome="stays",
    )  # fmt: skip


def paper(*teams: TeamPart, provisional: bool = False) -> Annex:
    return Annex(
        parent_body="Ủy ban nhân dân tỉnh Quảng Ngãi", organiser="Sở Thông tin và Truyền thông tỉnh Quảng Ngãi",
        contest="Hội thi nhỏ năm 2024", round="Vòng loại", place_and_date="Quảng Ngãi, ngày 02 tháng 10 năm 2024",
        provisional=provisional, rules=("Không làm tròn ở bước nào.",), panel=(), sections=("Màn chào hỏi",),
        teams=teams, digest="0123456789abcdef" * 4,
    )  # fmt: skip


def pages(annex: Annex, **more: bool) -> list[bytes]:
    """The annex's pages as pictures, set here instead of in a process of its own."""
    facts = asdict(annex) | more
    for each in facts["teams"]:
        for section in each["sections"]:
            for line in section["sheets"]:
                line["left_out"] = line["state"] in ("high", "low", "out")
    found = typst.compile(
        str(DOCUMENTS / "annex.typ"), root=str(DOCUMENTS), font_paths=[str(FONTS)], ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)}, format="svg",
    )  # fmt: skip
    return found if isinstance(found, list) else [found]


def test_the_annex_is_a_pdf_for_the_archive() -> None:
    content = annex_pdf(paper(team(1), team(2, ranked=False))).content
    assert content.startswith(b"%PDF-1.7")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"pdfaid" in content
    assert b"LiberationSerif" in content


def test_the_same_facts_are_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    annex = paper(team(3))
    first = annex_pdf(annex)
    monkeypatch.setattr(typesetting.subprocess, "Popen", lambda *_a, **_k: pytest.fail("it was set before"))
    assert annex_pdf(annex) == first


def test_the_same_facts_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = annex_pdf(paper(team(4))).content
    typesetting._kept.clear()
    assert annex_pdf(paper(team(4))).content == first


def test_other_facts_are_another_document() -> None:
    assert annex_pdf(paper(team(5))).digest != annex_pdf(paper(team(5), provisional=True)).digest


@pytest.mark.parametrize("teams", [0, 1, 30])
def test_no_page_is_blank(teams: int) -> None:
    found = pages(paper(*(team(number) for number in range(1, teams + 1))))
    assert all(len(page) > 3_000 for page in found)
    assert len(found) == 1 if teams < 2 else len(found) > 3


TURNED = b"matrix(0.848"  # cos 32°: words across the page


def test_every_page_of_a_rehearsal_says_that_its_figures_are_made_up() -> None:
    annex = paper(*(team(number) for number in range(1, 6)))
    found = pages(annex, rehearsal=True)
    assert len(found) == len(pages(annex)) > 1
    assert all(TURNED in page for page in found)
    assert not any(TURNED in page for page in pages(annex))
    assert annex_pdf(annex, rehearsal=True).digest != annex_pdf(annex).digest


def test_no_document_of_a_rehearsal_goes_without_its_mark() -> None:
    for template in DOCUMENTS.glob("*.typ"):
        assert template.stem == "official" or "made-up(facts)" in template.read_text("utf-8"), template.name


def test_only_so_many_documents_are_kept() -> None:
    for number in range(typesetting.KEPT + 2):
        typesetting._kept[f"{number}"] = b""
    annex_pdf(paper(team(6)))
    assert len(typesetting._kept) == typesetting.KEPT
    typesetting._kept.clear()


def test_what_can_not_be_set_is_refused_with_the_typesetters_words() -> None:
    with pytest.raises(TypesetError, match="annex"):
        typeset("annex", {"nothing": "here"})
    with pytest.raises(TypesetError, match="no-such"):
        typeset("no-such", {})


def test_text_that_looks_like_markup_stays_text() -> None:
    annex = paper(replace(team(7), ranking=("*đậm* #panic() $x$ `y` @z <a> https://example.vn // hết",)))
    assert annex_pdf(annex).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("vong-loai", "phu-luc-xep-hang-vong-loai.pdf"),
        ("../Vòng 1\r\n", "phu-luc-xep-hang-v-ng-1.pdf"),
        ("…", "phu-luc-xep-hang.pdf"),
    ],
)
def test_a_file_name_is_plain(key: str, name: str) -> None:
    assert annex_file_name(key) == name


def test_the_fonts_are_the_ones_that_were_taken_with_their_licence() -> None:
    folder = Path(FONTS)
    listed = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    there = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()}
    assert listed == {name: digest for name, digest in there.items() if name != "SHA256SUMS"}
    assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE").read_text(encoding="utf-8")
