"""Everything registered, as the tables that an import takes: exported today and imported tomorrow it changes nothing.

Responsible for which rows stand in the tables and in which order: units and people as Vietnamese lists sort them. Who
takes a table away is in the record, what stands in it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import Contest, Group, PerformanceEntry, Registration, Section, Team
from contest.domain.name_order import person_key, unit_key
from contest.domain.registration import duration_text
from contest.domain.roster import COLUMNS, Table
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.registration.listing import COUNTING
from contest.services.registration.rules import unit_types
from contest.services.roster.known import person_cells, team_cells

Rows = list[list[str]]
STATE_WORDS = {"draft": "đang soạn", "submitted": "đã gửi", "returned": "cần bổ sung", "approved": "đã duyệt"}


@dataclass(frozen=True, slots=True)
class Lists:
    """What cells can be chosen from."""

    groups: list[str]
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class Roster:
    """The tables: teams, people, what each team shows, and the teams that take part."""

    contest: str
    teams: Rows
    people: Rows
    performances: Rows
    taking_part: Rows


def lists(session: Session) -> Lists:
    """The groups and the kinds of units of this contest."""
    groups = [group.title for group in session.scalars(select(Group).order_by(Group.position))]
    return Lists(groups, [kind.title for kind in unit_types(session)])


def take_out(work: Work, form: str) -> Roster:
    """The tables, for who may review registrations; the record has who took which form of them and how many rows."""
    work.require(Permission.REGISTRATION_REVIEW)
    found = roster(work.session)
    work.record("export_registrations", "registrations", form=form, teams=len(found.teams), people=len(found.people))
    return found


def roster(session: Session) -> Roster:
    """The tables as they stand now. What was withdrawn, refused or erased is not in them."""
    query = (
        select(Registration)
        .where(Registration.state.in_(COUNTING), Registration.erased_at.is_(None))
        .options(selectinload(Registration.members), selectinload(Registration.performances))
        .options(selectinload(Registration.contact))
    )
    rows = sorted(session.scalars(query), key=lambda row: (unit_key(row.unit_name), unit_key(row.team_name), row.id))
    sections = {section.id: section.title for section in session.scalars(select(Section))}
    people = [
        person_cells(row, member)
        for row in rows
        for member in sorted(row.members, key=lambda each: person_key(each.name))
        if member.name
    ]
    contest = session.get(Contest, 1)
    return Roster(
        contest=contest.title if contest else "",
        teams=[[*_in_order(Table.TEAMS, team_cells(row)), STATE_WORDS[row.state]] for row in rows],
        people=[_in_order(Table.PEOPLE, cells) for cells in people],
        performances=[
            [
                str(row.id),
                row.team_name,
                sections[each.section_id],
                each.title,
                duration_text(each.duration_s),
                each.needs,
            ]
            for row in rows
            for each in row.performances
            if each.title or each.needs
        ],
        taking_part=[
            [team.key, team.title, team.short_name or "", team.unit_name or "", team.group.title if team.group else ""]
            for team in sorted(session.scalars(select(Team)), key=lambda each: unit_key(each.title))
        ],
    )


def _shown(row: Registration, entry: PerformanceEntry, section: str) -> list[str]:
    return [str(row.id), row.team_name, section, entry.title, duration_text(entry.duration_s), entry.needs]


def _in_order(table: Table, cells: dict[str, str]) -> list[str]:
    return [cells[column.key] for column in COLUMNS[table]]
