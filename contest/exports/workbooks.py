"""Workbooks and CSV files of teams and people: values in, bytes out.

Responsible for how a table looks in Excel and LibreOffice: headings that stay in sight, lists to choose from, what each
column is for; text is text, so nothing in a cell is ever run as a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from contest.domain.registration import MemberRole
from contest.domain.roster import COLUMNS, MOST_ROWS, Column, Table, guarded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
TITLES = {Table.TEAMS: "Đội thi", Table.PEOPLE: "Thành viên"}
STATE = "Trạng thái (chỉ để xem)"
LISTS, HELP = "Danh mục", "Hướng dẫn"
_HEAD = PatternFill("solid", fgColor="0A1A3F")
_NEEDED = PatternFill("solid", fgColor="14408A")
_WHITE = Font(name="Arial", size=11, bold=True, color="FFFFFF")
_PLAIN = Font(name="Arial", size=11)
_TOP = Alignment(vertical="top", wrap_text=True)
_TEXT = "@"
_PERFORMANCES = ("Của đăng ký", "Tên đội", "Phần thi", "Tiết mục", "Thời lượng", "Yêu cầu kỹ thuật")
_TAKING_PART = ("Mã đội", "Tên trên màn hình", "Tên ở bảng điểm", "Của đơn vị", "Xếp trong khối")


def workbook(
    groups: Sequence[str],
    kinds: Sequence[str],
    teams: Iterable[Sequence[str]] = (),
    people: Iterable[Sequence[str]] = (),
    more: tuple[Iterable[Sequence[str]], Iterable[Sequence[str]]] | None = None,
) -> bytes:
    """Return an XLSX with the two tables; without rows it is the template. `more`: what teams show, who takes part."""
    book = Workbook(write_only=True)
    choices = {"role": [role.value for role in MemberRole], "group": list(groups), "unit_type": list(kinds)}
    choices |= {"consented": ["có", "không"], "guardian": ["có", "không"]}
    _table(book, Table.TEAMS, teams, choices, with_state=more is not None)
    _table(book, Table.PEOPLE, people, choices)
    if more is not None:
        _plain(book, "Tiết mục", _PERFORMANCES, more[0], (12, 34, 24, 40, 12, 60))
        _plain(book, "Danh sách dự thi", _TAKING_PART, more[1], (18, 40, 24, 40, 24))
    _help(book)
    _lists(book, choices)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_table(table: Table, rows: Iterable[Sequence[str]], delimiter: str = ";") -> bytes:
    """Return a CSV file that Excel opens right: UTF-8 with its mark, no text that would be run as a formula."""
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    headings = [column.heading for column in COLUMNS[table]]
    writer.writerow([*headings, STATE] if table is Table.TEAMS else headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _table(book: Any, table: Table, rows: Iterable[Sequence[str]], choices: Any, *, with_state: bool = False) -> None:
    sheet = book.create_sheet(TITLES[table])
    columns = COLUMNS[table]
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        if choices.get(column.key):
            sheet.data_validations.append(_one_of(column, get_column_letter(place), list(choices), choices))
    if with_state:
        sheet.column_dimensions[get_column_letter(len(columns) + 1)].width = 24
    heads = [_cell(sheet, column.heading, head=_NEEDED if column.needed else _HEAD) for column in columns]
    sheet.append([*heads, _cell(sheet, STATE, head=_HEAD)] if with_state else heads)
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _one_of(column: Column, letter: str, order: list[str], choices: Any) -> DataValidation:
    """A list to choose from; other words are warned of, not refused: the import recognises them without marks too."""
    at = get_column_letter(order.index(column.key) + 1)
    among = f"{quote_sheetname(LISTS)}!${at}$2:${at}${len(choices[column.key]) + 1}"
    rule = DataValidation(type="list", formula1=f"={among}", allow_blank=True, errorStyle="warning")
    rule.promptTitle, rule.prompt = column.heading[:32], column.help[:255]
    rule.showInputMessage = rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    return rule


def _plain(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, text, head=_HEAD) for text in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _help(book: Any) -> None:
    """What each column is for, and what the import does with it."""
    rows: list[Sequence[str]] = []
    for table, columns in COLUMNS.items():
        for column in columns:
            needed = "cần có" if column.needed else ""
            rows.append((f"Bảng {TITLES[table].lower()}", column.heading, column.help, needed, column.example))
    for rule in (
        "Ô để trống giữ nguyên điều đã ghi trong hệ thống; không có dòng nào bị xóa khi nhập.",
        f"Mỗi bảng nhiều nhất {MOST_ROWS} dòng. Không cần giữ thứ tự các cột hay các dòng.",
    ):
        rows.append(("Cả hai bảng", "", rule, "", ""))
    _plain(book, HELP, ("Bảng", "Cột", "Ghi gì", "Bắt buộc", "Ví dụ"), rows, (14, 24, 70, 12, 26))


def _lists(book: Any, choices: dict[str, list[str]]) -> None:
    sheet = book.create_sheet(LISTS)
    headings = {column.key: column.heading for columns in COLUMNS.values() for column in columns}
    sheet.append([_cell(sheet, f"Chọn: {headings[key]}", head=_HEAD) for key in choices])
    for place in range(max(len(each) for each in choices.values())):
        sheet.append([_cell(sheet, each[place] if place < len(each) else "") for each in choices.values()])
    for place in range(1, len(choices) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 26


def _cell(sheet: Any, text: str, head: PatternFill | None = None) -> Any:
    if text.startswith("'"):
        text = guarded(text)  # the import takes one apostrophe off what would be a formula
    cell = WriteOnlyCell(sheet, value=text)
    cell.number_format = _TEXT
    if text:
        cell.data_type = "s"  # never a formula, whatever it begins with
    cell.font, cell.alignment = (_WHITE, Alignment(vertical="center")) if head else (_PLAIN, _TOP)
    if head:
        cell.fill = head
    return cell
