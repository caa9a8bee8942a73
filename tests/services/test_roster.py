"""Import and export of teams and people: seen before it is done, done as it was seen, or not at all."""

from __future__ import annotations

import csv
import io
import struct
import time
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from contest.db.models import AuditEntry, Member, Registration, Round, Team
from contest.domain.errors import Invalid
from contest.domain.roster import COLUMNS, MOST_ROWS, Table, guarded, headings, unguarded
from contest.exports.workbooks import csv_table, workbook
from contest.services import rounds
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import Stale, WrongState
from contest.services.roster import apart, doing, planning, reading, tables
from contest.services.roster.lines import Plan, What
from contest.services.roster.reading import Sent
from tests.cast import Cast
from tests.factories import act
from tests.registering import open_window, row_of, submitted

HEADS = {table: [column.heading for column in columns] for table, columns in COLUMNS.items()}
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Hữu", "Thanh")
GIVEN = ("An", "Ánh", "Bình", "Châu", "Dũng", "Đào", "Hòa", "Hưng", "Khuê", "Mỹ", "Nghĩa", "Phượng", "Quỳnh", "Thủy")
PHONE = 905_000_000
ROLES = ("Trưởng đoàn", "doi truong", "chính thức", "CHINH THUC", "Thí sinh", "dự bị", "phu hoa")
FEW = [["", "Sở Nội vụ", "", "Nội vụ", "", "huyện", "An", "0905123456", ""]]
FEW_PEOPLE = [["", "", "Nội vụ", "Lê Thị Đào", "đội trưởng", "1990", "có", ""]]


def book(teams: list[list[Any]], people: list[list[Any]], **heads: list[str]) -> bytes:
    """A workbook as somebody would type it."""
    made = Workbook()
    made.remove(made.active)
    for title, head, rows in (
        ("Đội", heads.get("teams", HEADS[Table.TEAMS]), teams),
        ("Người", heads.get("people", HEADS[Table.PEOPLE]), people),
    ):
        sheet = made.create_sheet(title)
        sheet.append(head)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(content: bytes, name: str = "danh-sach.xlsx") -> Sent:
    """The tables of that file."""
    return reading.taken_in([(io.BytesIO(content), name)])


def planned(house: House, what: Sent) -> Plan:
    """What importing it would do."""
    with house.reading() as rows:
        return planning.plan(rows, what)


def carried_out(house: House, cast: Cast, what: Sent, state: str = "submitted", **more: Any) -> doing.Done:
    """The import, as it was just seen."""
    plan = planned(house, what)
    return act(house, cast.organiser, doing.carry_out, what, fingerprint=plan.fingerprint, state=state, **more)


def person(n: int) -> str:
    """A name that nobody else of the three hundred has."""
    return f"{FAMILY[n % 8]} {MIDDLE[n // 8 % 6]} {GIVEN[n // 48 % 14]} {GIVEN[(n * 5 + n // 14) % 14]}"


def untidy(text: str, n: int) -> str:
    """The text as it comes out of other people's files: composed or not, with stray spaces."""
    formed = unicodedata.normalize("NFD" if n % 2 else "NFC", text)
    return f"  {formed.replace(' ', chr(0xA0) + ' ', 1)} " if n % 3 == 0 else formed


def forty_teams() -> tuple[bytes, list[str], list[str]]:
    """Forty teams and three hundred people, five people twice, one in two teams, three faulty rows; and the names."""
    names = [f"Đội sông số {n}" for n in range(1, 41)]
    teams: list[list[Any]] = [
        ["", untidy(f"Xã Nghĩa {n}", n), "xa phuong", untidy(team, n), "", "KHỐI HUYỆN", person(900 + n), PHONE + n, ""]
        for n, team in enumerate(names, 1)
    ]  # fmt: skip
    folk = [person(n) for n in range(300)]
    assert len(set(folk)) == 300
    people: list[list[Any]] = [
        ["", "", untidy(names[n % 40], n + 1), untidy(folk[n], n), ROLES[n // 40 % len(ROLES)], 1980 + n % 20, "x", ""]
        for n in range(300)
    ]
    people += [["", "", *people[n][2:3], untidy(folk[n], n + 1), *people[n][4:]] for n in range(5)]
    people.append(["", "", names[1], folk[0], "dự bị", "", "x", ""])  # folk[0] is in team 0
    people += [
        ["", "", names[2], "Lê Văn Sai", "thủ quỹ", 1990, "x", ""],
        ["", "", names[3], "Lê Văn Già", "dự bị", 1890, "x", ""],
        ["", "", "Đội không có", "Lê Văn Lạc", "dự bị", 1990, "x", ""],
    ]
    return book(teams, people), names, folk


def test_forty_teams_and_three_hundred_people(house: House, cast: Cast) -> None:
    open_window(house, cast)
    content, names, folk = forty_teams()
    what = sent(content)
    plan = planned(house, what)
    assert plan.counts[Table.TEAMS] == {What.NEW: 40}
    assert plan.counts[Table.PEOPLE] == {What.NEW: 301, What.DUPLICATE: 5, What.FAULTY: 3}
    faults = [(line.sheet, fault["cell"], fault["value"]) for line in plan.people for fault in line.faults]
    assert faults == [("Người", "E308", "thủ quỹ"), ("Người", "F309", "1890"), ("Người", "C310", "Đội không có")]
    assert next(line.notes for line in plan.people if line.what is What.DUPLICATE) == [
        "Trùng với dòng 2: cùng đội, cùng tên."
    ]
    assert sum("Có thể cũng ở đội khác" in " ".join(line.notes) for line in plan.people) == 2
    with pytest.raises(WrongState, match="3 dòng có lỗi"):
        carried_out(house, cast, what, "approved")
    assert _counts(house) == (0, 0, 4), "nothing half imported"
    done = carried_out(house, cast, what, "approved", leave_faulty=True)
    assert done == doing.Done(40, 0, 301, 0, 3)
    with house.reading() as rows:
        kept = {row.team_name: row for row in rows.scalars(select(Registration))}
        assert list(kept) == names
        assert {row.state for row in kept.values()} == {"approved"}
        assert {row.contact.phone for row in kept.values() if row.contact} == {f"0{PHONE + n}" for n in range(1, 41)}
        assert {row.group.key for row in kept.values() if row.group} == {"huyen"}
        found = {member.name for row in kept.values() for member in row.members}
        assert found == set(folk), "composed, without stray spaces"
        assert {row.team.title for row in kept.values() if row.team} == set(names)
        first = rows.scalars(select(Round).order_by(Round.position)).first()
        assert first is not None
        assert len(rounds.entries(rows, first)) == 44
        lines = " ".join(str(line.details) + line.subject for line in rows.scalars(select(AuditEntry)))
    assert not [name for name in folk if name in lines], "the record names nobody"
    again = planned(house, what)
    assert again.counts[Table.TEAMS] == {What.SAME: 40}
    assert again.counts[Table.PEOPLE] == {What.SAME: 301, What.DUPLICATE: 5, What.FAULTY: 3}
    with house.reading() as rows:
        out, chosen = tables.roster(rows), tables.lists(rows)
    back = planned(house, sent(workbook(chosen.groups, chosen.kinds, out.teams, out.people)))
    assert back.counts == {Table.TEAMS: {What.SAME: 40}, Table.PEOPLE: {What.SAME: 301}}, "out and in again"


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv with commas"])
def test_what_goes_out_and_comes_in_again_changes_nothing(house: House, cast: Cast, form: str) -> None:
    open_window(house, cast)
    submitted(house)
    unit = ["", "Sở Tài chính", "Sở, ban, ngành", "=HYPERLINK(1)", "+Tài", "Khối huyện", "'-An", "905123456", "a@b.vn"]
    member = ["", "", "=HYPERLINK(1)", "@Đào", "dự bị", "", "không", ""]
    carried_out(house, cast, sent(workbook(["Khối huyện"], [], [unit], [member])), "approved")
    with house.reading() as rows:
        found = tables.roster(rows)
    if form == "xlsx":
        what = sent(workbook(["Khối huyện"], [], found.teams, found.people, (found.performances, found.taking_part)))
    else:
        comma = "," if "commas" in form else ";"
        both = ((Table.TEAMS, found.teams), (Table.PEOPLE, found.people))
        what = reading.taken_in([(io.BytesIO(csv_table(table, each, comma)), f"{table}.csv") for table, each in both])
    plan = planned(house, what)
    assert plan.counts == {Table.TEAMS: {What.SAME: 2}, Table.PEOPLE: {What.SAME: 5}}
    assert not plan.changes_anything


def test_a_change_is_shown_with_what_it_was_and_keeps_the_state(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = submitted(house)
    member = next(each for each in row_of(house, begun.number).members if each.name == "Nguyễn An")
    people = [
        [begun.number, "", "", "Nguyễn An", "dự bị", 1995, "", ""],
        [begun.number, "", "", "Tô Mới", "dự bị", "", "", ""],
    ]
    what = sent(book([[begun.number, "", "", "", "Sông Trà", "", "", "0999 888 777", ""]], people))
    plan = planned(house, what)
    assert [(c.heading, c.old, c.new) for c in plan.teams[0].changes] == [
        ("Tên ngắn", "Sở LĐ", "Sông Trà"),
        ("Điện thoại", "0905123456", "0999888777"),
    ]
    assert [(c.heading, c.old, c.new) for c in plan.people[0].changes] == [
        ("Vai trò", "chính thức", "dự bị"),
        ("Năm sinh", "", "1995"),
    ]
    carried_out(house, cast, what, "approved")
    row = row_of(house, begun.number)
    assert (row.state, row.short_name, row.team_name) == ("submitted", "Sông Trà", "Sông Trà")
    changed = next(each for each in row.members if each.id == member.id)
    assert (changed.role, changed.birth_year, changed.consented) == ("dự bị", 1995, True), "an empty cell says nothing"
    assert [each.name for each in row.members][-1] == "Tô Mới"
    assert len(row.members) == 5, "nobody is taken off a list by an import"


def test_what_was_shown_is_what_is_done(house: House, cast: Cast) -> None:
    open_window(house, cast)
    what = sent(book(FEW, FEW_PEOPLE))
    seen = planned(house, what).fingerprint
    submitted(house, unit="Sở Nội vụ", team="Nội vụ")
    with pytest.raises(Stale):
        act(house, cast.organiser, doing.carry_out, what, fingerprint=seen, state="approved")
    assert _counts(house)[0] == 1
    with pytest.raises(Forbidden):
        act(house, cast.secretary, doing.carry_out, what, fingerprint=seen, state="approved")


def test_a_team_of_the_list_is_taken_over(house: House, cast: Cast) -> None:
    open_window(house, cast)
    what = sent(book([["", "Xã A", "", "ĐỘI SỐ 2", "", "", "", "", ""]], []))
    assert planned(house, what).teams[0].notes == ["Khi duyệt sẽ gắn với đội có sẵn trong danh sách: Đội số 2."]
    carried_out(house, cast, what, "approved")
    row = row_of(house, 1)
    assert (row.team.key if row.team else "", _counts(house)[2]) == ("d2", 4)


@pytest.mark.parametrize(
    ("teams", "people", "told"),
    [
        (
            [["7", "A", "", "B", "", "", "", "", ""]], [],
            [("A2", "Không có đăng ký số này. Với đội mới, xin để trống.")],
        ),
        ([["", "A", "", "", "", "", "", "12", "x"]], [], [
            ("D2", "Ô trống: xin ghi đội thi."), ("H2", "Số điện thoại cần từ 8 đến 15 chữ số, ví dụ 0905 123 456."),
            ("I2", "Địa chỉ thư chưa đúng, ví dụ ten@donvi.gov.vn."),
        ]),
        ([["", "A", "trại", "B", "x" * 21, "Khối C", "", "", ""]], [], [
            ("E2", "Dài nhất 20 ký tự; hiện có 21."), ("F2", "Không có trong danh sách: Khối huyện."),
            ("C2", "Không có trong danh sách: Sở, ban, ngành, Xã, phường."),
        ]),
        (FEW * 2, [], []),
        ([FEW[0], [*FEW[0][:4], "Khác", *FEW[0][5:]]], [], [
            ("D3", "Đội này đã có ở dòng 2, với nội dung khác. Xin giữ một dòng."),
        ]),
        ([["", "A", "", "B", "", "sai", "", "", ""]], [["", "", "B", "An", "dự bị", "", "", ""]], [
            ("F2", "Không có trong danh sách: Khối huyện."),
            ("C2", "Dòng 2 của đội này có lỗi, nên người này chưa nhập được."),
        ]),
        ([*FEW, ["", "Sở B", "", "Nội vụ", "", "", "", "", ""]], FEW_PEOPLE, [
            ("C2", "Có nhiều đội cùng tên; xin ghi thêm đơn vị hoặc số đăng ký."),
        ]),
        (FEW, [*FEW_PEOPLE, ["", "", "Nội vụ", "Lê Thị Dao", "dự bị", "", "ừ", ""]], [
            ("G3", "Chỉ ghi “có” hoặc “không”."),
        ]),
        (FEW, [*FEW_PEOPLE, ["", "", "Nội vụ", "Lê Thị Dao", "dự bị", "", "", ""]], [
            ("D3", "Giống dòng 2 (chỉ khác dấu: Lê Thị Đào). Nếu là hai người, xin ghi năm sinh của cả hai."),
        ]),
    ],
)  # fmt: skip
def test_faults_are_told_by_cell(
    house: House, cast: Cast, teams: list[list[str]], people: list[list[str]], told: list[tuple[str, str]]
) -> None:
    open_window(house, cast)
    plan = planned(house, sent(book(teams, people)))
    found = [(fault["cell"], fault["message"]) for line in (*plan.teams, *plan.people) for fault in line.faults]
    assert found == told


def test_a_contest_without_kinds_of_units_asks_for_none(house: House) -> None:
    line = planned(house, sent(book([["", "A", "Sở, ban, ngành", "B", "", "", "", "", ""]], []))).teams[0]
    assert (line.what, line.cells["unit_type"], len(line.notes)) == (What.NEW, "", 1)


def test_two_people_of_one_name_are_two_by_their_years(house: House, cast: Cast) -> None:
    open_window(house, cast)
    people = [["", "", "Nội vụ", "Lê An", "dự bị", year, "", ""] for year in (1990, 1991, 1990)]
    assert [line.what for line in planned(house, sent(book(FEW, people))).people] == [
        What.NEW,
        What.NEW,
        What.DUPLICATE,
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["HO VA TEN", "vai tro", "Đội"],
        ["Đội thi *", "Họ tên", "Chức danh", "Ghi chú"],
        ["stt", "ten doi", unicodedata.normalize("NFD", "Họ và tên"), "Vai trò:"],
    ],
)
def test_headings_are_known_without_marks(head: list[str]) -> None:
    found = headings(head)
    assert found is not None
    assert found[0] is Table.PEOPLE
    assert {"team", "name", "role"} <= set(found[1].values())


@pytest.mark.parametrize("text", ["=1+1", "+84905", "-5", "@SUM(A1)", "'=1", "''", "An", "", "'", "'An"])
def test_a_formula_goes_out_as_text_and_comes_back(text: str) -> None:
    out = guarded(text)
    assert not out.startswith(("=", "+", "-", "@"))
    assert unguarded(out) == text


def test_csv_opens_right_in_excel() -> None:
    content = csv_table(Table.PEOPLE, [["1", "Sở Nội vụ", "=cmd|' /C calc'!A0", "Lê; Đào", "dự bị", "", "có", ""]])
    assert content.startswith(b"\xef\xbb\xbf")
    line = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1]
    assert line[2:4] == ["'=cmd|' /C calc'!A0", "Lê; Đào"]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    content = workbook(["Khối huyện"], ["Sở"], [["", "=1+1", "", "-2", "", "", "", "+84", ""]])
    sheet = load_workbook(io.BytesIO(content))["Đội thi"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]][1:4:2] == [("=1+1", "s"), ("-2", "s")]


def test_the_template_explains_and_offers_lists() -> None:
    made = load_workbook(io.BytesIO(workbook(["Khối huyện"], ["Sở, ban, ngành"])))
    assert made.sheetnames == ["Đội thi", "Thành viên", "Hướng dẫn", "Danh mục"]
    rules = {str(rule.sqref): rule.formula1 for rule in made["Thành viên"].data_validations.dataValidation}
    assert rules[f"E2:E{MOST_ROWS + 1}"] == "='Danh mục'!$A$2:$A$6"
    assert [cell.value for cell in made["Danh mục"]["A"]][1:] == [
        "trưởng đoàn", "đội trưởng", "chính thức", "dự bị", "diễn viên phụ họa",
    ]  # fmt: skip
    told = {row[1].value for row in made["Hướng dẫn"].iter_rows(min_row=2)}
    assert {column.heading for columns in COLUMNS.values() for column in columns} <= told
    assert [sheet.rows for sheet in sent(workbook(["Khối huyện"], [])).sheets] == [(), ()]


def test_vietnamese_order_of_the_export(house: House, cast: Cast) -> None:
    open_window(house, cast)
    units = ("Sở Y tế", "Huyện Đức Phổ", "Sở Công Thương", "Thành phố Dung Quất")
    teams = [["", unit, "", f"Đội {n}", "", "", "", "", ""] for n, unit in enumerate(units)]
    people = [
        ["", "", "Đội 0", name, "dự bị", "", "", ""] for name in ("Bùi Đào", "Võ An", "Trần Dũng", "Ngô Ân", "Lê An")
    ]
    carried_out(house, cast, sent(book(teams, people)))
    with house.reading() as rows:
        found = tables.roster(rows)
    assert [row[1] for row in found.teams] == ["Sở Công Thương", "Thành phố Dung Quất", "Huyện Đức Phổ", "Sở Y tế"]
    assert [row[3] for row in found.people] == ["Lê An", "Võ An", "Ngô Ân", "Trần Dũng", "Bùi Đào"]


def test_ten_thousand_rows_are_refused_at_once(tmp_path: Path) -> None:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Người")
    sheet.append(HEADS[Table.PEOPLE])
    for n in range(10_000):
        sheet.append(["", "", f"Đội {n % 40}", f"Người số {n}", "dự bị", 1990, "có", ""])
    made.save(tmp_path / "many.xlsx")
    began = time.process_time()
    with pytest.raises(apart.Refused, match="rows"):
        apart.read(tmp_path / "many.xlsx")
    assert time.process_time() - began < 5
    with pytest.raises(Invalid, match=f"mỗi bảng nhiều nhất {MOST_ROWS} dòng"):
        sent((tmp_path / "many.xlsx").read_bytes())


def bomb() -> bytes:
    """A workbook of a few kilobytes that says it is of gigabytes."""
    content = bytearray(book(FEW, []))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 3_900_000_000)
    return bytes(content)


def inflating() -> bytes:
    """A workbook whose sheet is zeros and little else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(FEW, []))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        new.writestr("xl/worksheets/sheet9.xml", b"0" * 30_000_000)
    return out.getvalue()


def entities() -> bytes:
    """A workbook whose cells multiply themselves."""
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(FEW, []))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = laughs.encode() + text.replace(b"<t>", b"<t>&b;", 1)
            new.writestr(part.filename, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Tệp rỗng"),
        (b"PK\x03\x04" + b"\0" * 50, "Tệp bị hỏng"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "Excel kiểu cũ"),
        (b"%PDF-1.7\n\0\0", "không phải bảng tính"),
        ("Đơn vị;Đội thi\nSở;Đội".encode("cp1258", "replace") + b"\xff", "không theo mã UTF-8"),
        (b"a;b\n1;2\n", "Không thấy bảng nào"),
        ("Họ và tên;Vai trò\nAn;dự bị\n".encode(), "thiếu cột “Đội thi”"),
        (b"x" * (5 * 1024 * 1024 + 1), "chỉ nhận đến 5 MB"),
        (bomb(), "lớn bất thường|Tệp bị hỏng"),
        (inflating(), "lớn bất thường"),
        (entities(), "Tệp bị hỏng"),
    ],
    ids=["empty", "cut", "old", "pdf", "coding", "no table", "column", "large", "bomb", "inflating", "entities"],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, told: str) -> None:
    with pytest.raises(Invalid, match=told) as refusal:
        sent(content, "x.csv")
    assert refusal.value.faults[0].path == "files"


def test_csv_is_read_as_spreadsheets_write_it() -> None:
    for text, coding in (
        ("\ufeffĐơn vị;Đội thi\r\nSở A;Đội A\r\n", "utf-8"),
        ("Đơn vị,Đội thi\nSở A,Đội A\n", "utf-8"),
        ("Đơn vị\tĐội thi\r\nSở A\tĐội A\r\n", "utf-16"),
        ("\n\nDanh sách đội\nĐơn vị;Đội thi\nSở A;Đội A\n", "utf-8"),
    ):
        (sheet,) = sent(text.encode(coding), "doi.csv").sheets
        assert [row.cells for row in sheet.rows] == [{"unit": "Sở A", "team": "Đội A"}]


def _counts(house: House) -> tuple[int, int, int]:
    with house.reading() as rows:
        first, second, third = (rows.scalar(select(func.count()).select_from(t)) for t in (Registration, Member, Team))
    return first or 0, second or 0, third or 0
