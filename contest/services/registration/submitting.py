"""Handing a registration in, taking it back, withdrawing it; and what is still missing before it can be handed in.

Responsible for the states that the unit itself moves: draft or returned → submitted → draft, and withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Registration, Section
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import FileKind, MemberRole, Person, member_faults
from contest.domain.said import say
from contest.services.house import Work
from contest.services.permissions import Permission, may
from contest.services.refusals import WrongState
from contest.services.registration import letters
from contest.services.registration.changes import Changes
from contest.services.registration.finding import find, to_fill_in
from contest.services.registration.leaving import leave
from contest.services.registration.rules import Rules, Window, rules_of

STEPS = ("unit", "team", "members", "contact", "performances")
LIVE = ("submitted", "returned", "approved")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a registration still needs, and the step at which it is filled in."""

    step: str
    message: str


def missing(session: Session, row: Registration) -> list[Missing]:
    """Everything that stands between the registration and its submission, in the order of the steps."""
    rules = rules_of(session)
    found = [*_unit(row), *_team(session, row, rules), *_members(row, rules), *_contact(row)]
    return found + _performances(session, row, rules)


def submit(work: Work, number: int, *, confirmed: bool, link: str | None = None) -> Registration:
    """The registration, handed in with the rules of this moment. Raises `Invalid` while something is missing.

    `confirmed` is the unit's word that all is true and that everybody named was told; never taken for granted.
    """
    row = to_fill_in(work, number, None)
    faults = [Fault(each.step, "missing", each.message) for each in missing(work.session, row)]
    if not confirmed:
        faults.append(Fault("confirmed", "not_confirmed", say("Xin đánh dấu vào ô xác nhận trước khi gửi.")))
    if faults:
        raise Invalid(faults)
    changes = Changes(work, row, "submit_registration")
    changes.set("state", "submitted")
    row.submitted_at = work.now
    row.rules = rules_of(work.session).to_json()
    changes.tell()
    letters.submitted(work, row, link)
    return row


def take_back(work: Work, number: int) -> Registration:
    """The registration, a draft again to be corrected. Only while the window is open: then it has to be sent again."""
    row = find(work.session, work.actor, number)
    if row.state not in ("submitted", "approved"):
        raise WrongState(say("Chỉ rút về được đăng ký đã gửi hoặc đã duyệt."))
    is_open = rules_of(work.session).window(work.now) is Window.OPEN
    if not is_open and not may(work.actor, Permission.REGISTRATION_REVIEW):
        raise WrongState(say("Đã hết hạn đăng ký nên không rút về sửa được. Xin liên hệ Ban tổ chức."))
    changes = Changes(work, row, "take_registration_back")
    changes.set("state", "draft")
    changes.tell()
    return row


def withdraw(work: Work, number: int) -> Registration:
    """The registration, withdrawn for good; its team leaves the running orders. Raises `WrongState` once a round that
    it takes part in has begun."""
    row = find(work.session, work.actor, number)
    if row.state in ("withdrawn", "refused"):
        raise WrongState(say("Đăng ký này đã kết thúc."))
    leave(work, row, "Đơn vị rút đăng ký")
    changes = Changes(work, row, "withdraw_registration")
    changes.set("state", "withdrawn")
    changes.tell()
    letters.withdrawn(work, row)
    return row


def _unit(row: Registration) -> list[Missing]:
    return [] if row.unit_name else [Missing("unit", say("Xin ghi tên đơn vị."))]


def _team(session: Session, row: Registration, rules: Rules) -> list[Missing]:
    found = [] if row.team_name else [Missing("team", say("Xin ghi tên đội thi."))]
    if row.unit_fold:
        others = select(func.count(Registration.id)).where(
            Registration.unit_fold == row.unit_fold, Registration.state.in_(LIVE), Registration.id != row.id
        )
        most = rules.taking_part.teams_per_unit
        if (session.scalar(others) or 0) >= most:
            words = say("Đơn vị này đã đăng ký đủ %(most)s đội. Nếu cần thay đổi, xin liên hệ Ban tổ chức.", most=most)
            found.append(Missing("unit", words))
    for kind, what in ((FileKind.PHOTO, say("Xin gửi ảnh đội.")), (FileKind.LOGO, say("Xin gửi biểu trưng."))):
        rule = rules.taking_part.files[kind]
        if rule.taken and rule.needed and not _has_file(row, kind):
            found.append(Missing("team", what))
    return found


def _members(row: Registration, rules: Rules) -> list[Missing]:
    people = [Person(m.name, MemberRole(m.role), m.birth_year, m.consented, m.guardian_consented) for m in row.members]
    if not people:
        return [Missing("members", say("Chưa có thành viên nào trong danh sách."))]
    return [Missing("members", fault.message) for fault in member_faults(people, rules.taking_part, rules.year)]


def _contact(row: Registration) -> list[Missing]:
    contact = row.contact
    found = [] if contact and contact.name else [Missing("contact", say("Xin ghi tên đầu mối liên hệ."))]
    if contact is None or not contact.phone:
        found.append(Missing("contact", say("Xin ghi số điện thoại liên hệ.")))
    return found


def _performances(session: Session, row: Registration, rules: Rules) -> list[Missing]:
    found: list[Missing] = []
    told = {entry.section_id: entry for entry in row.performances}
    for section_id in rules.sections:
        section = session.get_one(Section, section_id)
        entry = told.get(section_id)
        if entry is None or not entry.title:
            found.append(Missing("performances", say("%(section)s: xin ghi tên tiết mục.", section=section.title)))
        for kind, what in (
            (FileKind.MUSIC, say("%(section)s: xin gửi nhạc.", section=section.title)),
            (FileKind.CLIP, say("%(section)s: xin gửi phim nền.", section=section.title)),
            (FileKind.SCRIPT, say("%(section)s: xin gửi kịch bản.", section=section.title)),
        ):
            rule = rules.taking_part.files[kind]
            if rule.taken and rule.needed and not _has_file(row, kind, entry.id if entry else None):
                found.append(Missing("performances", what))
    return found


def _has_file(row: Registration, kind: FileKind, entry_id: int | None = None) -> bool:
    team_wide = kind in (FileKind.PHOTO, FileKind.LOGO)
    return any(file.kind == kind and (team_wide or file.entry_id == entry_id) for file in row.files)
