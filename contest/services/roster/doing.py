"""The import itself: a plan that somebody has seen, carried out in one transaction, or nothing of it.

Responsible for doing what was shown and nothing else. New rows become registrations that the organisers enter for the
units, through the acts of registration; what is there already is changed and keeps its state. Nobody is written to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from contest.db.models import Contact, Group, Registration, UnitType
from contest.domain.roster import ticked
from contest.domain.said import say
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Stale, WrongState
from contest.services.registration import filling, reviewing, submitting
from contest.services.registration.changes import Changes, subject
from contest.services.registration.codes import code_hash, new_code
from contest.services.registration.rules import rules_of
from contest.services.roster.lines import Line, Plan, What
from contest.services.roster.planning import plan
from contest.services.roster.reading import Sent

ON_PAPER = "giấy"
"""The version of the notice where the organisers enter what a unit gave them by other ways than the page."""
SUBMITTED, APPROVED = "submitted", "approved"
BEFORE = ("submitted", "approved")


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did: how many registrations are new and changed, and how many people."""

    new: int
    changed: int
    people_new: int
    people_changed: int
    left_out: int


def carry_out(work: Work, sent: Sent, *, fingerprint: str, state: str, leave_faulty: bool = False) -> Done:
    """Does what the plan of that fingerprint says. New registrations get `state`: submitted or approved.

    Raises `Stale` when the plan would be another one by now, and `WrongState` while a row is faulty unless
    `leave_faulty` says that those are to be left out.
    """
    work.require(Permission.REGISTRATION_REVIEW)
    now = plan(work.session, sent)
    if now.fingerprint != fingerprint:
        raise Stale(say("Dữ liệu đăng ký vừa thay đổi, nên bảng xem trước đã được tính lại. Xin xem lại rồi nhập."))
    if now.faulty and not leave_faulty:
        raise WrongState(
            say("Còn %(faulty)s dòng có lỗi. Xin sửa trong tệp, hoặc chọn bỏ qua những dòng đó.", faulty=now.faulty)
        )
    wanted = APPROVED if state == APPROVED else SUBMITTED
    people = _by_team(now)
    rows = {line.row: _team(work, line) for line in now.teams if line.what in (What.NEW, What.CHANGED)}
    touched: dict[int, tuple[Registration, str]] = {}
    for line in now.teams:
        if line.row in rows:
            row, before = rows[line.row]
            touched[row.id] = (row, wanted if line.what is What.NEW else before)
    for (number, place), lines in people.items():
        changing = [line for line in lines if line.what in (What.NEW, What.CHANGED)]
        if not changing:
            continue
        row = work.session.get_one(Registration, number) if number else rows[now.teams[place or 0].row][0]
        if row.id not in touched:
            touched[row.id] = (row, _open(work, row))
        filling.save_members(work, row.id, _members(row, changing))
    _hand_in(work, list(touched.values()))
    new, changed, people_new, people_changed = (
        sum(line.what is what for line in lines) for lines in (now.teams, now.people) for what in _DOING
    )
    done = Done(new, changed, people_new, people_changed, now.faulty)
    kept = {table.value: {what.value: n for what, n in found.items() if n} for table, found in now.counts.items()}
    work.record("import_registrations", "registrations", digest=sent.digest, state=wanted, rows=kept)
    return done


_DOING = (What.NEW, What.CHANGED)


def _by_team(now: Plan) -> Mapping[tuple[int | None, int | None], list[Line]]:
    found: dict[tuple[int | None, int | None], list[Line]] = defaultdict(list)
    for line in now.people:
        if line.what not in (What.FAULTY, What.DUPLICATE):
            found[line.number, None if line.number else line.home].append(line)
    return found


def _team(work: Work, line: Line) -> tuple[Registration, str]:
    """The registration with what the line says, and the state it had; a new one is begun."""
    row = work.session.get_one(Registration, line.number) if line.number else _begin(work)
    before = _open(work, row)
    written = {change.key: change.new for change in line.changes}
    if not written.keys().isdisjoint(("unit", "unit_type", "group")):
        filling.save_unit(work, row.id, _unit(work, row, written))
    if not written.keys().isdisjoint(("team", "short")):
        typed = {"team_name": written.get("team", row.team_name), "short_name": written.get("short", row.short_name)}
        filling.save_team(work, row.id, typed)
    if not written.keys().isdisjoint(("contact", "phone", "email")):
        contact = row.contact or Contact(name="", phone="", email="")
        typed = {
            "name": written.get("contact", contact.name), "phone": written.get("phone", contact.phone),
            "email": written.get("email", contact.email),
        }  # fmt: skip
        filling.save_contact(work, row.id, typed)
    return row, before


def _begin(work: Work) -> Registration:
    """A registration that the organisers enter; its code is known to nobody until they issue one."""
    row = Registration(
        code_hash=code_hash(work.house.secret, new_code()),
        consent_version=ON_PAPER, consented_at=work.now, created_at=work.now, updated_at=work.now, contact=Contact(),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.record("start_registration", subject(row.id), consent=ON_PAPER)
    return row


def _open(work: Work, row: Registration) -> str:
    """Opens the registration for changes; the state it is to have again afterwards."""
    before = row.state
    if before in BEFORE:
        submitting.take_back(work, row.id)
    return before


def _unit(work: Work, row: Registration, written: Mapping[str, str]) -> dict[str, Any]:
    kind, group = row.unit_type, row.group
    if "unit_type" in written:
        kind = work.session.scalar(select(UnitType).where(UnitType.title == written["unit_type"]))
    if "group" in written:
        group = work.session.scalar(select(Group).where(Group.title == written["group"]))
    return {
        "unit_name": written.get("unit", row.unit_name),
        "unit_type": kind.key if kind else "",
        "group": group.key if group else "",
    }


def _members(row: Registration, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The whole list of members with the lines in it: known ones in their place, new ones at the end."""
    of_member = {line.member: line for line in lines if line.member is not None}
    typed = []
    for member in row.members:
        facts = {
            "id": str(member.id), "name": member.name, "role": member.role,
            "birth_year": str(member.birth_year or ""), "consented": member.consented,
            "guardian_consented": member.guardian_consented,
        }  # fmt: skip
        line = of_member.get(member.id)
        typed.append(facts | (_written(line) if line else {}))
    empty = {"id": "", "birth_year": "", "consented": False, "guardian_consented": False}
    return typed + [empty | _written(line) for line in lines if line.member is None]


def _written(line: Line) -> dict[str, Any]:
    cells = {change.key: change.new for change in line.changes}
    facts: dict[str, Any] = {key: cells[key] for key in ("name", "role", "birth_year") if key in cells}
    for key, name in (("consented", "consented"), ("guardian", "guardian_consented")):
        if key in cells:
            facts[name] = bool(ticked(cells[key]))
    return facts


def _hand_in(work: Work, rows: Sequence[tuple[Registration, str]]) -> None:
    """Hands in what was handed in before or is new, and admits what is to take part. What is still missing stays told
    on the registration's own page: the organisers have the paper."""
    admitted = False
    for row, state in rows:
        if state not in BEFORE:
            continue
        changes = Changes(work, row, "submit_registration")
        changes.set("state", SUBMITTED)
        row.submitted_at = row.submitted_at or work.now
        row.rules = rules_of(work.session).to_json()
        changes.tell()
        if state == APPROVED:
            free = [] if row.team is not None else reviewing.teams_to_take_over(work.session)
            reviewing.admit(work, row, reviewing.likely_team(row, free))
            admitted = True
    if admitted:
        reviewing.tell_of_teams(work)
