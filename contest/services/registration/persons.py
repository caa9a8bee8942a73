"""What the house holds about a person: found, given out on request, erased; and what goes by itself after the contest.

Responsible for personal data as the law on it sees it: members, contacts, and every trace of them in the history, in
remarks and in letters. Results, teams and the record chain hold none of it and stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import (
    Contest,
    OutgoingMail,
    Registration,
    RegistrationChange,
    ReviewRemark,
)
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import clean, fold, spoken_role
from contest.domain.said import say
from contest.live.words import zone
from contest.services.files import handed_in
from contest.services.files.receiving import shown_file_name
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound
from contest.services.registration.changes import subject
from contest.services.registration.rules import rules_of

ERASED = "[đã xóa]"
SHORTEST = 3
PERSONAL_FIELDS = ("members", "contact")


@dataclass(frozen=True, slots=True)
class Found:
    """A person in one registration. `roles` are in people's words; `only_traces`: nothing but history is left."""

    registration: int
    name: str
    unit: str
    team: str
    roles: tuple[str, ...]
    only_traces: bool


def find_person(session: Session, words: str) -> list[Found]:
    """Everybody whose name, telephone number or address holds the words; names are compared without marks and case.

    Raises `Invalid` for fewer than three letters: nobody leafs through everybody.
    """
    sought = fold(words)
    if len(sought) < SHORTEST:
        raise Invalid([Fault("words", "too_short", say("Xin ghi ít nhất %(shortest)s chữ.", shortest=SHORTEST))])
    found: dict[tuple[int, str], Found] = {}
    for row in _all(session):
        for name, role in _people(row):
            reached = row.contact is not None and name == row.contact.name and _reaches(row, words)
            if sought in fold(name) or reached:
                known = found.get((row.id, fold(name)))
                roles = (*(known.roles if known else ()), role)
                found[row.id, fold(name)] = Found(row.id, name, row.unit_name, row.team_name, roles, only_traces=False)
        for name in _traces(session, row):
            if sought in fold(name) and (row.id, fold(name)) not in found:
                found[row.id, fold(name)] = Found(row.id, name, row.unit_name, row.team_name, (), only_traces=True)
    return sorted(found.values(), key=lambda each: (fold(each.name), each.registration))


def give_out(work: Work, number: int, name: str) -> dict[str, Any]:
    """All that is held about a person in one registration, as the person may ask for it. The record has no name."""
    work.require(Permission.PERSON_ERASE)
    row = _get(work.session, number)
    who = fold(name)
    held: dict[str, Any] = {
        "registration": row.id,
        "unit": row.unit_name,
        "team": row.team_name,
        "consent": {"version": row.consent_version, "at": _iso(row.consented_at)},
        "member": [
            {
                "name": m.name, "role": m.role, "birth_year": m.birth_year, "consented": m.consented,
                "guardian_consented": m.guardian_consented,
            }
            for m in row.members
            if m.name_fold == who
        ],
        "contact": None,
        "history": [
            {"at": _iso(c.at), "by": c.by, "field": c.field, "old": c.old, "new": c.new}
            for c in _changes_about(work.session, row, who)
        ],
        "remarks": [
            {"at": _iso(r.at), "by": r.by, "text": r.text} for r in row.remarks if who in fold(r.text)
        ],
        "files": [{"kind": f.kind, "name": f.name, "stored_at": _iso(f.stored_at)} for f in row.files],
    }  # fmt: skip
    if row.contact is not None and fold(row.contact.name) == who:
        held["contact"] = {"name": row.contact.name, "phone": row.contact.phone, "email": row.contact.email}
    work.record("give_out_person", subject(row.id))
    return held


def erase_person(work: Work, number: int, name: str, *, with_photo: bool = False) -> None:
    """Erases a person from one registration with every trace; the team, its results and the record stay.

    Raises `NotFound` when nobody of that name is there. `with_photo` takes the team's photo away too.
    """
    work.require(Permission.PERSON_ERASE)
    row, who = _get(work.session, number), fold(name)
    about = _changes_about(work.session, row, who)
    members = [member for member in row.members if member.name_fold == who and who]
    is_contact = row.contact is not None and bool(who) and fold(row.contact.name) == who
    if not members and not is_contact and not about:
        raise NotFound(say("Không còn dữ liệu nào về người này trong đăng ký đó."))
    names = {member.name for member in members} | {clean(name)}
    for member in members:
        member.name, member.name_fold, member.birth_year, member.erased_at = "", "", None, work.now
    for change in about:
        change.old = change.new = None
    if is_contact and row.contact is not None:
        row.contact.name = row.contact.phone = row.contact.email = ""
        _erase_letters(work.session, row.id)
    for remark in row.remarks:
        remark.text = _without(remark.text, names)
    for entry in row.performances:
        entry.needs, entry.script_remark = _without(entry.needs, names), _without(entry.script_remark, names)
    files = handed_in.all_of(work.session, row)
    for file in files:
        if who in fold(file.name):
            file.name = shown_file_name(file.kind, file.media_type)
    if with_photo:
        handed_in.forget(work, [file for file in files if file.kind == "photo"])
    row.version += 1
    work.session.flush()
    kinds = [kind for kind, there in (("member", members), ("contact", is_contact), ("photo", with_photo)) if there]
    work.record("erase_person", subject(row.id), kinds=kinds)
    if with_photo:
        work.touch("contest", "public", "cues", "show", "stage.next", "overlay.next")


def erase_after_the_contest(work: Work) -> int:
    """How many registrations were rid of personal data, its day having come in the contest's own time; 0 before it.

    Of registrations with a team stay the team's facts and its members' names and roles, for certificates; contacts,
    years of birth and the values of the history go. Registrations without a team go altogether.
    """
    work.require(Permission.PERSON_ERASE)
    session = work.session
    if not is_due(session, work.now):
        return 0
    day = rules_of(session).erase_on
    due = list(session.scalars(select(Registration).where(Registration.erased_at.is_(None))))
    for row in due:
        if row.team_id is None:
            handed_in.forget(work, row.files)
            session.delete(row)
        else:
            _rid(session, row, work.now)
    session.flush()
    if due:
        work.record("erase_personal_data", "registrations", count=len(due), day=str(day))
    return len(due)


def is_due(session: Session, now: int) -> bool:
    """Whether the day of erasing has come and something is left to erase."""
    day, contest = rules_of(session).erase_on, session.get(Contest, 1)
    if day is None or contest is None:
        return False
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone(contest.timezone)).date()
    left = select(Registration.id).where(Registration.erased_at.is_(None)).limit(1)
    return today >= day and session.scalar(left) is not None


def _rid(session: Session, row: Registration, now: int) -> None:
    for member in row.members:
        member.birth_year = None
    if row.contact is not None:
        row.contact.name = row.contact.phone = row.contact.email = ""
    for change in session.scalars(select(RegistrationChange).where(RegistrationChange.registration_id == row.id)):
        change.old = change.new = None
    session.execute(delete(ReviewRemark).where(ReviewRemark.registration_id == row.id))
    session.execute(delete(OutgoingMail).where(OutgoingMail.registration_id == row.id))
    row.erased_at = now


def _all(session: Session) -> list[Registration]:
    query = select(Registration).options(selectinload(Registration.members), selectinload(Registration.contact))
    return list(session.scalars(query.order_by(Registration.id)))


def _get(session: Session, number: int) -> Registration:
    row = session.get(Registration, number)
    if row is None:
        raise NotFound(say("Không có đăng ký này."))
    return row


def _people(row: Registration) -> list[tuple[str, str]]:
    people = [(member.name, spoken_role(member.role)) for member in row.members if member.name]
    if row.contact is not None and row.contact.name:
        people.append((row.contact.name, say("đầu mối liên hệ")))
    return people


def _reaches(row: Registration, words: str) -> bool:
    digits = re.sub(r"\D", "", words)
    contact = row.contact
    if contact is None:
        return False
    return (len(digits) >= SHORTEST and digits in contact.phone) or clean(words).casefold() == contact.email.casefold()


def _personal_changes(session: Session, row: Registration) -> list[RegistrationChange]:
    about = or_(*(RegistrationChange.field.startswith(field) for field in PERSONAL_FIELDS))
    return list(session.scalars(select(RegistrationChange).where(RegistrationChange.registration_id == row.id, about)))


def _traces(session: Session, row: Registration) -> set[str]:
    """Names that stand in the history."""
    named = [c for c in _personal_changes(session, row) if c.field.endswith((".name", ".removed"))]
    return {value for change in named for value in (change.old, change.new) if value and value != ERASED}


def _changes_about(session: Session, row: Registration, who: str) -> list[RegistrationChange]:
    """Changes that hold the person's name, and those of the same line of the list: a year of birth has no name."""
    if not who:
        return []
    every = select(RegistrationChange).where(RegistrationChange.registration_id == row.id)
    changes = list(session.scalars(every))
    naming = [c for c in changes if who in fold(c.old or "") or who in fold(c.new or "")]
    personal = [c for c in naming if c.field.startswith(PERSONAL_FIELDS) and not c.field.endswith(".removed")]
    lines = {change.field.partition(".")[0] for change in personal}
    return [c for c in changes if c in naming or c.field.partition(".")[0] in lines]


def _without(text: str, names: set[str]) -> str:
    for name in names:
        if name:
            text = re.sub(re.escape(name), ERASED, text, flags=re.IGNORECASE)
    return text


def _erase_letters(session: Session, number: int) -> None:
    session.execute(delete(OutgoingMail).where(OutgoingMail.registration_id == number))


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
