"""The tables in which organisers keep teams and people: their columns, and a row of cells read into facts.

Responsible for what stands in which column, how headings, roles and ticks are recognised without marks, and for the
fault of a cell. Knows no file, no database: a row is texts by column, a fault names its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.domain.registration import (
    LONGEST_NAME,
    LONGEST_SHORT,
    LONGEST_TITLE,
    OLDEST,
    MemberRole,
    clean,
    clean_phone,
    fold,
    is_email,
)
from contest.domain.said import say

MOST_ROWS = 2_000
"""So many rows a table may have: a hundred contests of ours."""


class Table(StrEnum):
    """The two tables."""

    TEAMS = "teams"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading, what to write there, an example; `also` are other headings it is known by."""

    key: str
    heading: str
    help: str
    example: str
    needed: bool = False
    also: tuple[str, ...] = ()
    width: int = 18


_NUMBER = Column(
    "number", "Số đăng ký", "Để trống với đội mới. Tệp xuất ra đã có sẵn số: giữ nguyên để sửa đúng đội ấy.", "12",
    also=("so dk", "ma dang ky"), width=13,
)  # fmt: skip
COLUMNS: Mapping[Table, tuple[Column, ...]] = {
    Table.TEAMS: (
        _NUMBER,
        Column(
            "unit", "Đơn vị", "Tên đầy đủ của đơn vị cử đội.", "Sở Nội vụ", needed=True, also=("ten don vi",), width=40
        ),
        Column("unit_type", "Loại đơn vị", "Chọn trong danh sách.", "Sở, ban, ngành", also=("loai",), width=26),
        Column(
            "team", "Đội thi", "Tên đội.", "Sông Trà", needed=True, also=("ten doi", "ten doi thi", "doi"), width=34
        ),
        Column(
            "short",
            "Tên ngắn",
            f"Cho bảng xếp hạng, dài nhất {LONGEST_SHORT} ký tự.",
            "Sở Nội vụ",
            also=("ten goi ngan",),
        ),
        Column(
            "group",
            "Khối, bảng",
            "Chọn trong danh sách.",
            "Khối huyện",
            also=("khoi", "bang", "cum", "khoi thi"),
            width=22,
        ),
        Column(
            "contact",
            "Đầu mối liên hệ",
            "Một người để Ban tổ chức gọi.",
            "Trần Văn Hậu",
            also=("lien he", "nguoi lien he"),
            width=24,
        ),
        Column(
            "phone",
            "Điện thoại",
            "Từ 8 đến 15 chữ số.",
            "0905 123 456",
            also=("so dien thoai", "sdt", "di dong"),
            width=16,
        ),
        Column("email", "Thư điện tử", "Có thể để trống.", "hau@donvi.gov.vn", also=("email", "e mail"), width=26),
    ),
    Table.PEOPLE: (
        _NUMBER,
        Column(
            "unit", "Đơn vị", "Chỉ cần khi hai đơn vị có đội cùng tên.", "Sở Nội vụ", also=("ten don vi",), width=34
        ),
        Column(
            "team",
            "Đội thi",
            "Đúng như ở bảng đội.",
            "Sông Trà",
            needed=True,
            also=("ten doi", "ten doi thi", "doi"),
            width=34,
        ),
        Column(
            "name",
            "Họ và tên",
            "Viết hoa chữ đầu, có dấu.",
            "Lê Thị Đào",
            needed=True,
            also=("ho ten", "thanh vien", "ten thanh vien"),
            width=28,
        ),
        Column(
            "role",
            "Vai trò",
            "Chọn trong danh sách.",
            "đội trưởng",
            needed=True,
            also=("chuc danh", "nhiem vu", "vai"),
            width=20,
        ),
        Column("birth_year", "Năm sinh", "Bốn chữ số; có thể để trống.", "1990", also=("ngay sinh", "nam"), width=11),
        Column(
            "consented", "Đã đồng ý", "Ghi “có” khi người ấy đã đồng ý cho ghi tên.", "có", also=("dong y",), width=12
        ),
        Column(
            "guardian",
            "Người giám hộ đồng ý",
            "Ghi “có” với người còn nhỏ tuổi.",
            "",
            also=("giam ho", "giam ho dong y"),
            width=22,
        ),
    ),
}
ROLE_WORDS: Mapping[str, MemberRole] = {
    "truong doan": MemberRole.HEAD, "lanh doi": MemberRole.HEAD,
    "doi truong": MemberRole.CAPTAIN, "nhom truong": MemberRole.CAPTAIN,
    "chinh thuc": MemberRole.FULL, "thi sinh": MemberRole.FULL, "thanh vien": MemberRole.FULL,
    "thanh vien chinh thuc": MemberRole.FULL, "thi sinh chinh thuc": MemberRole.FULL,
    "du bi": MemberRole.RESERVE, "thanh vien du bi": MemberRole.RESERVE, "thi sinh du bi": MemberRole.RESERVE,
    "dien vien phu hoa": MemberRole.SUPPORT, "phu hoa": MemberRole.SUPPORT, "dien vien": MemberRole.SUPPORT,
}  # fmt: skip
_YES = frozenset({"co", "x", "1", "dong y", "da dong y", "yes", "true", "dung"})
_NO = frozenset({"khong", "0", "no", "false", "chua"})
_TICKS = frozenset("✓✔☑")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4})|(\d{4})-\d{1,2}-\d{1,2}")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula in a text."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in the cell of that column."""

    column: str
    value: str
    message: str


def guarded(text: str) -> str:
    """The text as it goes into a CSV file: an apostrophe keeps a spreadsheet from running it as a formula."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_SIGNS) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and guarded(text) != text else text


def headings(cells: Sequence[str]) -> tuple[Table, dict[int, str]] | None:
    """The table whose heading this row is, and the column of each place; None for a row that is no heading.

    Headings are recognised without marks, case and stray signs (`HO VA TEN *`); people's tables have a name and a role.
    """
    for table in (Table.PEOPLE, Table.TEAMS):
        known = {fold(name): column.key for column in COLUMNS[table] for name in (column.heading, *column.also)}
        places: dict[int, str] = {}
        for place, cell in enumerate(cells):
            key = known.get(fold(cell))
            if key is not None and key not in places.values():
                places[place] = key
        found = set(places.values())
        if table is Table.PEOPLE and {"name", "role"} <= found:
            return table, places
        if table is Table.TEAMS and {"unit", "team"} <= found and "name" not in found:
            return table, places
    return None


def without_heading(table: Table, found: Iterator[str] | Sequence[str]) -> list[str]:
    """The headings of needed columns that a table lacks."""
    there = set(found)
    return [column.heading for column in COLUMNS[table] if column.needed and column.key not in there]


def team_faults(cells: Mapping[str, str], *, is_new: bool) -> Iterator[CellFault]:
    """What is wrong with the cells of a team, but for what only the database knows."""
    longest = {"unit": LONGEST_TITLE, "team": LONGEST_TITLE, "short": LONGEST_SHORT, "contact": LONGEST_NAME}
    yield from _needed(Table.TEAMS, cells, is_new=is_new)
    yield from _too_long(cells, longest)
    phone, email = cells.get("phone", ""), cells.get("email", "")
    if phone and phone_of(phone) is None:
        yield CellFault("phone", phone, say("Số điện thoại cần từ 8 đến 15 chữ số, ví dụ 0905 123 456."))
    if email and not is_email(email):
        yield CellFault("email", email, say("Địa chỉ thư chưa đúng, ví dụ ten@donvi.gov.vn."))


def person_faults(cells: Mapping[str, str], this_year: int) -> Iterator[CellFault]:
    """What is wrong with the cells of a person, but for the team."""
    yield from _needed(Table.PEOPLE, cells, is_new=True, but=("team",))
    yield from _too_long(cells, {"name": LONGEST_NAME})
    role, year = cells.get("role", ""), cells.get("birth_year", "")
    if role and role_of(role) is None:
        yield CellFault("role", role, say("Không có vai trò này. Các vai trò: %(roles)s.", roles=", ".join(MemberRole)))
    if year and year_of(year, this_year) is None:
        words = say("Năm sinh là bốn chữ số, từ %(oldest)s đến %(this_year)s.", oldest=OLDEST, this_year=this_year)
        yield CellFault("birth_year", year, words)
    for key in ("consented", "guardian"):
        if cells.get(key) and ticked(cells[key]) is None:
            yield CellFault(key, cells[key], say("Chỉ ghi “có” hoặc “không”."))


def number_of(text: str) -> int | None:
    """The number of a registration; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:12]) > 0 and len(text) <= 12 else None


def role_of(text: str) -> MemberRole | None:
    """The role of those words, written with marks or without."""
    return ROLE_WORDS.get(fold(text))


def year_of(text: str, this_year: int) -> int | None:
    """The year of birth in the text: `1990`, also the year of a whole date; None for what is none."""
    dated = _DATE.fullmatch(text)
    plain = (dated[1] or dated[2]) if dated else text
    return int(plain) if re.fullmatch(r"\d{4}", plain) and OLDEST <= int(plain) <= this_year else None


def ticked(text: str) -> bool | None:
    """Whether the cell is ticked: `có`, `x`, ✓ or `không`; None for other words."""
    words = fold(text)
    if words in _YES or text in _TICKS:
        return True
    return False if words in _NO else None


def tick_text(value: bool) -> str:
    """A tick as the tables write it."""
    return "có" if value else "không"


def phone_of(text: str) -> str | None:
    """The telephone number; a spreadsheet that took it for a figure has lost its first 0, which is put back."""
    plain = clean_phone(text)
    return f"0{plain}" if plain and len(plain) == 9 and plain[0] in "235789" else plain


def choice(text: str, titles: Mapping[str, str]) -> str | None:
    """The key whose title the text is, without marks and case and with or without its kind: `huyện` is `Khối huyện`."""
    wanted = fold(text)
    for key, title in titles.items():
        if wanted in (fold(title), fold(key)):
            return key
    short = {key: fold(title).split(" ", 1) for key, title in titles.items()}
    found = [key for key, (first, *rest) in short.items() if first in ("khoi", "bang", "cum") and rest == [wanted]]
    return found[0] if len(found) == 1 else None


def cleaned(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells as they are kept: composed, single spaces, without the apostrophe that guards a formula."""
    return {key: unguarded(clean(value)) for key, value in cells.items()}


def _needed(table: Table, cells: Mapping[str, str], *, is_new: bool, but: tuple[str, ...] = ()) -> Iterator[CellFault]:
    if not is_new:
        return
    for column in COLUMNS[table]:
        if column.needed and column.key not in but and not cells.get(column.key):
            yield CellFault(column.key, "", say("Ô trống: xin ghi %(what)s.", what=column.heading.lower()))


def _too_long(cells: Mapping[str, str], longest: Mapping[str, int]) -> Iterator[CellFault]:
    for key, most in longest.items():
        value = cells.get(key, "")
        if len(value) > most:
            words = say("Dài nhất %(most)s ký tự; hiện có %(n)s.", most=most, n=len(value))
            yield CellFault(key, value[:60] + "…", words)
