"""What is registered, as the rows of a file are compared with it; and a registration in the words of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import Group, Member, Registration
from contest.domain.registration import fold
from contest.domain.roster import (
    Table,
    tick_text,
)
from contest.services.registration.listing import COUNTING
from contest.services.registration.rules import rules_of, unit_types
from contest.services.roster.lines import HEADINGS, Change, Line
from contest.services.roster.reading import Sheet, SheetRow


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered, as the rows are compared with it."""

    rows: Mapping[int, Registration]
    by_name: Mapping[tuple[str, str], list[Registration]]
    by_unit: Mapping[str, list[Registration]]
    groups: Mapping[str, str]
    kinds: Mapping[str, str]
    year: int
    most_teams: int


def team_cells(row: Registration) -> dict[str, str]:
    """What the teams' table says of a registration."""
    contact = row.contact
    return {
        "number": str(row.id),
        "unit": row.unit_name,
        "unit_type": row.unit_type.title if row.unit_type else "",
        "team": row.team_name,
        "short": row.short_name,
        "group": row.group.title if row.group else "",
        "contact": contact.name if contact else "",
        "phone": contact.phone if contact else "",
        "email": contact.email if contact else "",
    }


def person_cells(row: Registration, member: Member) -> dict[str, str]:
    """What the people's table says of a member."""
    return {
        "number": str(row.id),
        "unit": row.unit_name,
        "team": row.team_name,
        "name": member.name,
        "role": member.role,
        "birth_year": str(member.birth_year or ""),
        "consented": tick_text(member.consented),
        "guardian": tick_text(member.guardian_consented),
    }


def known_now(session: Session) -> Known:
    """What is registered now."""
    query = select(Registration).options(selectinload(Registration.members), selectinload(Registration.contact))
    rows = list(session.scalars(query.order_by(Registration.id)))
    by_name: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    by_unit: dict[str, list[Registration]] = defaultdict(list)
    for row in rows:
        if row.state in COUNTING and row.erased_at is None:
            by_name[fold(row.unit_name), fold(row.team_name)].append(row)
            by_unit[row.unit_fold].append(row)
    rules = rules_of(session)
    return Known(
        {row.id: row for row in rows},
        by_name,
        by_unit,
        {group.key: group.title for group in session.scalars(select(Group).order_by(Group.position))},
        {kind.key: kind.title for kind in unit_types(session)},
        rules.year,
        rules.taking_part.teams_per_unit,
    )


def begun(sheet: Sheet, row: SheetRow, title: str) -> Line:
    """The line of that row, before anything is known of it."""
    return Line(sheet.table, sheet.name, row.row, title, dict(row.cells), sheet.letters)


def changes_of(table: Table, old: Mapping[str, str], cells: Mapping[str, str]) -> list[Change]:
    """What differs. An empty cell says nothing: what is there stays."""
    of_team = ("unit", "team") if table is Table.PEOPLE else ()
    return [
        Change(key, heading, old.get(key, ""), cells[key])
        for key, heading in HEADINGS[table].items()
        if key != "number" and key not in of_team and cells.get(key) and cells[key] != old.get(key, "")
    ]
