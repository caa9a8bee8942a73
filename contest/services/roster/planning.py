"""What an import would do, row by row, before it does anything: new, changed, the same, left out, faulty.

Responsible for recognising whose row it is and for the fault of each cell. Reads and changes nothing; `doing` carries
out exactly what stands here, or nothing when the plan has become another one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from contest.db.models import Registration
from contest.domain.registration import clean_phone, fold
from contest.domain.roster import (
    CellFault,
    Table,
    choice,
    number_of,
    phone_of,
    team_faults,
)
from contest.domain.said import joined, say
from contest.services.registration import reviewing
from contest.services.registration.listing import COUNTING
from contest.services.roster.known import Known, begun, changes_of, known_now, team_cells
from contest.services.roster.lines import HEADINGS, Line, Plan, What
from contest.services.roster.people import person_line, settle_people
from contest.services.roster.reading import Sent, Sheet, SheetRow


def plan(session: Session, sent: Sent) -> Plan:
    """What taking in the files would do now."""
    known = known_now(session)
    teams = [
        _team(session, sheet, row, known) for sheet in sent.sheets if sheet.table is Table.TEAMS for row in sheet.rows
    ]
    _twice_teams(teams)
    people = [
        person_line(sheet, row, teams, known)
        for sheet in sent.sheets
        if sheet.table is Table.PEOPLE
        for row in sheet.rows
    ]
    settle_people(people, teams, known)
    return Plan(tuple(teams), tuple(people))


def _team(session: Session, sheet: Sheet, row: SheetRow, known: Known) -> Line:
    line = begun(sheet, row, row.cells.get("team") or row.cells.get("unit", ""))
    cells = line.cells
    found = _registration(line, known)
    if line.faults:
        return line
    line.refuse(*team_faults(cells, is_new=found is None))
    for key, titles in (("group", known.groups), ("unit_type", known.kinds)):
        if cells.get(key) and not titles:
            line.notes.append(
                say(
                    "%(column)s: hội thi chưa có danh sách nào để chọn, nên bỏ qua ô này.",
                    column=HEADINGS[Table.TEAMS][key],
                )
            )
            cells[key] = ""
        elif cells.get(key):
            chosen = choice(cells[key], titles)
            if chosen is None:
                there = ", ".join(titles.values())
                line.refuse(CellFault(key, cells[key], say("Không có trong danh sách: %(there)s.", there=there)))
            else:
                cells[key] = titles[chosen]
    if line.faults:
        return line
    old = team_cells(found) if found else {}
    if cells.get("phone"):
        plain = clean_phone(cells["phone"])
        cells["phone"] = (plain if plain == old.get("phone") else phone_of(cells["phone"])) or ""
    line.number = found.id if found else None
    line.title = cells.get("team") or old.get("team", "")
    line.changes = changes_of(Table.TEAMS, old, cells)
    line.what = What.NEW if found is None else What.CHANGED if line.changes else What.SAME
    if found is None:
        _note_new_team(session, line, known)
    return line


def _registration(line: Line, known: Known) -> Registration | None:
    """The registration that the team's row is about; None for a new one, or with a fault in the line."""
    text = line.cells.get("number", "")
    if not text:
        same = known.by_name.get((fold(line.cells.get("unit", "")), fold(line.cells.get("team", ""))), [])
        if len(same) > 1:
            words = say("Có nhiều đăng ký cùng đơn vị và tên đội; xin ghi số đăng ký.")
            line.refuse(CellFault("number", "", words))
        return same[0] if len(same) == 1 else None
    number = number_of(text)
    found = known.rows.get(number) if number is not None else None
    if found is None:
        line.refuse(CellFault("number", text, say("Không có đăng ký số này. Với đội mới, xin để trống.")))
    elif found.state not in COUNTING or found.erased_at is not None:
        line.refuse(CellFault("number", text, say("Đăng ký này đã rút, bị từ chối hoặc đã xóa dữ liệu.")))
    return found


def _note_new_team(session: Session, line: Line, known: Known) -> None:
    unit = fold(line.cells.get("unit", ""))
    others = known.by_unit.get(unit, [])
    if len(others) >= known.most_teams:
        named = joined(
            ", ",
            [
                say("số %(number)s (%(team)s)", number=each.id, team=each.team_name or say("chưa có tên đội"))
                for each in others
            ],
        )
        line.notes.append(say("Đơn vị này đã có đăng ký %(named)s.", named=named))
    names = {fold(line.cells.get("team", "")), unit} - {""}
    for team in reviewing.teams_to_take_over(session):
        if {fold(team.title), fold(team.short_name or "")} & names:
            line.notes.append(say("Khi duyệt sẽ gắn với đội có sẵn trong danh sách: %(team)s.", team=team.title))
            return


def _twice_teams(teams: Sequence[Line]) -> None:
    """A team that the file names twice: the later row is left out when it says the same, else it is faulty."""
    first: dict[tuple[str, ...], Line] = {}
    for line in teams:
        if line.faults:
            continue
        who = (str(line.number),) if line.number else (fold(line.cells["unit"]), fold(line.cells["team"]))
        known = first.setdefault(who, line)
        if known is line:
            continue
        line.changes, line.notes = [], [say("Trùng với dòng %(row)s.", row=known.row)]
        if {k: v for k, v in line.cells.items() if v} == {k: v for k, v in known.cells.items() if v}:
            line.what = What.DUPLICATE
        else:
            words = say("Đội này đã có ở dòng %(row)s, với nội dung khác. Xin giữ một dòng.", row=known.row)
            line.refuse(CellFault("team", line.title, words))
