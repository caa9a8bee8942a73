"""The rows of people in a plan: whose team each belongs to, who is known, who stands there twice.

Responsible for telling people apart. Two of one team are the same by name, unless their years of birth say otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from contest.db.models import Member
from contest.domain.registration import MOST_MEMBERS, fold
from contest.domain.roster import (
    CellFault,
    Table,
    number_of,
    person_faults,
    role_of,
    tick_text,
    ticked,
    year_of,
)
from contest.domain.said import say
from contest.services.registration.listing import COUNTING
from contest.services.roster.known import Known, begun, changes_of, person_cells
from contest.services.roster.lines import Line, What
from contest.services.roster.reading import Sheet, SheetRow


def person_line(sheet: Sheet, row: SheetRow, teams: Sequence[Line], known: Known) -> Line:
    """The person of that row, with a team or a fault; what becomes of it `settle_people` says."""
    line = begun(sheet, row, row.cells.get("name", ""))
    cells = line.cells
    line.refuse(*person_faults(cells, known.year))
    _home(line, teams, known)
    role = role_of(cells.get("role", ""))
    if role is not None:
        cells["role"] = role.value
    year = year_of(cells.get("birth_year", ""), known.year)
    if year is not None:
        cells["birth_year"] = str(year)
    for key in ("consented", "guardian"):
        mark = ticked(cells.get(key, ""))
        if mark is not None:
            cells[key] = tick_text(mark)
    return line


def _home(line: Line, teams: Sequence[Line], known: Known) -> None:
    """Finds the person's team: by its registration's number, else by its name, the file's own teams first."""
    text, team, unit = (line.cells.get(key, "") for key in ("number", "team", "unit"))
    if text:
        number = number_of(text)
        row = known.rows.get(number) if number is not None else None
        if row is None or row.state not in COUNTING or row.erased_at is not None:
            line.refuse(CellFault("number", text, say("Không có đăng ký số này, hoặc đăng ký đã kết thúc.")))
            return
        line.number = row.id
        line.home = next((n for n, each in enumerate(teams) if each.number == row.id and not each.faults), None)
        return
    if not team:
        line.refuse(CellFault("team", "", say("Xin ghi đội thi.")))
        return
    wanted = (fold(team), fold(unit))
    places = [
        n
        for n, each in enumerate(teams)
        if each.what is not What.DUPLICATE
        and fold(each.cells.get("team") or each.title) == wanted[0]
        and (not unit or fold(each.cells.get("unit", "")) in (wanted[1], ""))
    ]
    good = [n for n in places if teams[n].what is not What.FAULTY]
    numbers = {teams[n].number for n in good} - {None}
    rows = [
        row
        for (of_unit, of_team), found in known.by_name.items()
        for row in found
        if of_team == wanted[0] and (not unit or of_unit == wanted[1]) and row.id not in numbers
    ]
    if len(good) + len(rows) > 1:
        line.refuse(CellFault("team", team, say("Có nhiều đội cùng tên; xin ghi thêm đơn vị hoặc số đăng ký.")))
    elif good:
        line.home, line.number = good[0], teams[good[0]].number
    elif rows:
        line.number = rows[0].id
    elif places:
        words = say("Dòng %(row)s của đội này có lỗi, nên người này chưa nhập được.", row=teams[places[0]].row)
        line.refuse(CellFault("team", team, words))
    else:
        line.refuse(CellFault("team", team, say("Không thấy đội này trong bảng đội, cũng chưa có đăng ký nào.")))


def settle_people(people: Sequence[Line], teams: Sequence[Line], known: Known) -> None:
    """Finds out who is new, known, twice in the file, one too many, or perhaps in another team too."""
    _match(people, teams, known)
    _too_many(people, known)
    _in_other_teams(people, known)


def _match(people: Sequence[Line], teams: Sequence[Line], known: Known) -> None:
    """Finds out for each team who is new, who is known, who stands in the file twice."""
    homes: dict[tuple[int | None, int | None], list[Line]] = defaultdict(list)
    for line in people:
        if line.what is not What.FAULTY:
            homes[line.number, None if line.number else line.home].append(line)
    for (number, _place), lines in homes.items():
        members = list(known.rows[number].members) if number else []
        free = {member.id: member for member in members if member.name_fold}
        seen: dict[str, list[Line]] = defaultdict(list)
        alone = Counter(fold(line.cells["name"]) for line in lines)
        for line in lines:
            who = fold(line.cells["name"])
            if _is_twice(line, seen[who]):
                continue
            seen[who].append(line)
            member = _member(line, [m for m in free.values() if m.name_fold == who], alone=alone[who] == 1)
            if member is None:
                line.what, line.changes = What.NEW, changes_of(Table.PEOPLE, {}, line.cells)
                continue
            del free[member.id]
            line.member = member.id
            line.changes = changes_of(Table.PEOPLE, person_cells(known.rows[number or 0], member), line.cells)
            line.what = What.CHANGED if line.changes else What.SAME
    for line in people:
        if line.home is not None and not line.cells.get("team"):
            line.cells["team"] = teams[line.home].title


def _member(line: Line, same: Sequence[Member], *, alone: bool) -> Member | None:
    year = line.cells.get("birth_year", "")
    exact = [member for member in same if str(member.birth_year or "") == year]
    if exact:
        return exact[0]
    open_ = [member for member in same if not year or not member.birth_year or alone]
    return open_[0] if len(open_) == 1 else None


def _is_twice(line: Line, before: Sequence[Line]) -> bool:
    """Whether an earlier row of the same team is the same person; then this row is left out, or faulty."""
    name, year = line.cells["name"].casefold(), line.cells.get("birth_year", "")
    for other in before:
        other_year = other.cells.get("birth_year", "")
        if year and other_year and year != other_year:
            continue
        line.changes = []
        same_name = other.cells["name"].casefold() == name
        if same_name and other.cells.get("role") == line.cells.get("role"):
            line.what = What.DUPLICATE
            line.notes.append(say("Trùng với dòng %(row)s: cùng đội, cùng tên.", row=other.row))
        else:
            about = (
                say("cùng tên nhưng khác vai trò")
                if same_name
                else say("chỉ khác dấu: %(name)s", name=other.cells["name"])
            )
            words = say(
                "Giống dòng %(row)s (%(about)s). Nếu là hai người, xin ghi năm sinh của cả hai.",
                row=other.row,
                about=about,
            )
            line.refuse(CellFault("name", line.title, words))
        return True
    return False


def _too_many(people: Sequence[Line], known: Known) -> None:
    counts: Counter[tuple[int | None, int | None]] = Counter()
    for line in people:
        if line.what is not What.NEW:
            continue
        where = (line.number, None if line.number else line.home)
        counts[where] += 1
        have = len(known.rows[line.number].members) if line.number else 0
        if have + counts[where] > MOST_MEMBERS:
            line.refuse(
                CellFault(
                    "name", line.title, say("Mỗi đội nhiều nhất %(most_members)s người.", most_members=MOST_MEMBERS)
                )
            )


def _in_other_teams(people: Sequence[Line], known: Known) -> None:
    """Notes who seems to be in two teams; the organisers decide, nothing is held back."""
    places: dict[str, list[tuple[object, str, str]]] = defaultdict(list)
    for line in people:
        if line.what not in (What.FAULTY, What.DUPLICATE):
            where: object = line.number or f"new {line.home}"
            told: str = say("dòng %(row)s (%(team)s)", row=line.row, team=line.cells.get("team", ""))
            places[fold(line.cells["name"])].append((where, line.cells.get("birth_year", ""), told))
    for row in known.rows.values():
        if row.state in COUNTING:
            for member in row.members:
                if member.name_fold in places:
                    told = say("đăng ký số %(number)s (%(team)s)", number=row.id, team=row.team_name)
                    places[member.name_fold].append((row.id, str(member.birth_year or ""), told))
    for line in people:
        if line.what in (What.FAULTY, What.DUPLICATE):
            continue
        mine, year = line.number or f"new {line.home}", line.cells.get("birth_year", "")
        for where, other_year, told in places[fold(line.cells["name"])]:
            if where != mine and not (year and other_year and year != other_year):
                line.notes.append(say("Có thể cũng ở đội khác: %(told)s.", told=told))
                break
