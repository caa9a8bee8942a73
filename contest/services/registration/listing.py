"""The organisers' list of registrations: filters, a search that knows no marks, and what looks like a duplicate.

Responsible for what is seen at a glance. Reads and changes nothing; personal data stays in the page of one of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import Registration
from contest.domain.registration import fold
from contest.services.registration.rules import rules_of

COUNTING = ("draft", "submitted", "returned", "approved")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed down to; an empty text asks for everything."""

    words: str = ""
    state: str = ""
    unit_type: str = ""
    group: str = ""
    script: str = ""
    only_suspected: bool = False


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two registrations that may be one, or a person in two teams; `other` is the number of the other registration."""

    what: str
    other: int
    detail: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A registration in the list."""

    row: Registration
    suspicions: Sequence[Suspicion]
    scripts_pending: int


def listed(session: Session, wanted: Filter) -> list[Listed]:
    """Registrations that the filter lets through, those that wait for the organisers first, then the latest."""
    rows = _all(session)
    suspected = suspicions(session, rows)
    shown = [
        Listed(row, suspected.get(row.id, ()), sum(entry.script_state == "pending" for entry in row.performances))
        for row in rows
    ]
    return sorted(
        (each for each in shown if _passes(each, wanted)),
        key=lambda each: (each.row.state != "submitted", -(each.row.submitted_at or each.row.created_at)),
    )


def counts(session: Session) -> Mapping[str, int]:
    """How many registrations are in each state."""
    return Counter(session.scalars(select(Registration.state)))


def suspicions(session: Session, rows: Sequence[Registration] | None = None) -> Mapping[int, Sequence[Suspicion]]:
    """What looks like a duplicate, by the number of the registration. Names are compared without marks and case."""
    live = [row for row in (_all(session) if rows is None else rows) if row.state in COUNTING]
    most = rules_of(session).taking_part.teams_per_unit
    found: dict[int, list[Suspicion]] = defaultdict(list)
    units: dict[str, list[Registration]] = defaultdict(list)
    people: dict[str, dict[int, str]] = defaultdict(dict)
    for row in live:
        if row.unit_fold:
            units[row.unit_fold].append(row)
        for member in row.members:
            if member.name_fold:
                people[member.name_fold][row.id] = member.name
    for same in units.values():
        if len(same) > most:
            for row in same:
                found[row.id] += [Suspicion("unit", o.id, o.unit_name) for o in same if o is not row]
    for where in people.values():
        for number, name in where.items():
            found[number] += [Suspicion("person", other, name) for other in where if other != number]
    return found


def _all(session: Session) -> list[Registration]:
    query = select(Registration).options(selectinload(Registration.members), selectinload(Registration.performances))
    return list(session.scalars(query))


def _passes(each: Listed, wanted: Filter) -> bool:
    row = each.row
    if wanted.state and row.state != wanted.state:
        return False
    if wanted.unit_type and (row.unit_type is None or row.unit_type.key != wanted.unit_type):
        return False
    if wanted.group and (row.group is None or row.group.key != wanted.group):
        return False
    if wanted.script and not any(entry.script_state == wanted.script for entry in row.performances):
        return False
    if wanted.only_suspected and not each.suspicions:
        return False
    sought = fold(wanted.words).split()
    text = " ".join(fold(part) for part in _words_of(row))
    return all(word in text for word in sought)


def _words_of(row: Registration) -> list[str]:
    titles = [entry.title for entry in row.performances]
    return [str(row.id), row.unit_name, row.team_name, row.short_name, *(m.name for m in row.members), *titles]
