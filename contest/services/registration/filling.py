"""What a unit writes into its registration, step by step. Each step is an act; what is refused changes nothing.

Responsible for lengths and forms of what is typed, one fault a field. What is still missing is no fault here: a draft
may be half written. That is asked when it is submitted (`submitting`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from contest.db.models import Contact, Group, Member, PerformanceEntry, Registration, UnitType
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import (
    LONGEST_NAME,
    LONGEST_NEEDS,
    LONGEST_SHORT,
    LONGEST_TITLE,
    MOST_MEMBERS,
    OLDEST,
    MemberRole,
    clean,
    clean_lines,
    clean_phone,
    duration_text,
    fold,
    is_email,
    seconds_of,
)
from contest.domain.said import say
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.registration.changes import Changes, subject
from contest.services.registration.codes import code_hash, new_code
from contest.services.registration.finding import to_fill_in
from contest.services.registration.rules import Window, rules_of

NOTICE_VERSION = "1"
"""Which text of the privacy notice is agreed to; it rises when the text changes in what it asks for."""

Row = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Started:
    """A registration that was just begun: the only moment at which the house knows its code."""

    number: int
    code: str


def start(work: Work, *, consented: bool) -> Started:
    """A new registration. Raises `Invalid` without the explicit consent, `WrongState` outside of the window."""
    work.require(Permission.REGISTRATION_START)
    if rules_of(work.session).window(work.now) is not Window.OPEN:
        raise WrongState(say("Hiện không trong thời gian đăng ký."))
    if not consented:
        words = say("Xin đọc thông báo và đánh dấu vào ô đồng ý để bắt đầu.")
        raise Invalid([Fault("consent", "no_consent", words)])
    code = new_code()
    row = Registration(
        code_hash=code_hash(work.house.secret, code),
        consent_version=NOTICE_VERSION,
        consented_at=work.now,
        created_at=work.now,
        updated_at=work.now,
        contact=Contact(),
    )
    work.session.add(row)
    work.session.flush()
    work.record("start_registration", subject(row.id), consent=NOTICE_VERSION)
    return Started(row.id, code)


def save_unit(work: Work, number: int, typed: Row, based_on: int | None = None) -> Registration:
    """The unit: its kind, its name, its group."""
    row = to_fill_in(work, number, based_on)
    faults: list[Fault] = []
    name = _line(typed, "unit_name", LONGEST_TITLE, faults)
    kind, group = _kind(work, typed["unit_type"], faults), _group(work, typed["group"], faults)
    _stop_at(faults)
    changes = Changes(work, row, "save_registration_unit")
    changes.note("unit_type", row.unit_type.title if row.unit_type else None, kind.title if kind else None)
    changes.note("group", row.group.title if row.group else None, group.title if group else None)
    changes.set("unit_name", name)
    row.unit_type, row.group, row.unit_fold = kind, group, fold(name)
    changes.tell()
    return row


def save_team(work: Work, number: int, typed: Row, based_on: int | None = None) -> Registration:
    """The team: its name, and the short name it would like on the wall."""
    row = to_fill_in(work, number, based_on)
    faults: list[Fault] = []
    name = _line(typed, "team_name", LONGEST_TITLE, faults)
    short = _line(typed, "short_name", LONGEST_SHORT, faults)
    _stop_at(faults)
    changes = Changes(work, row, "save_registration_team")
    changes.set("team_name", name)
    changes.set("short_name", short)
    changes.tell()
    return row


def save_contact(work: Work, number: int, typed: Row, based_on: int | None = None) -> Registration:
    """The one person whom the organisers can reach."""
    row = to_fill_in(work, number, based_on)
    faults: list[Fault] = []
    name = _line(typed, "name", LONGEST_NAME, faults)
    phone = clean(typed["phone"])
    if phone and clean_phone(phone) is None:
        words = say("Số điện thoại chưa đúng: cần từ 8 đến 15 chữ số, ví dụ 0905 123 456.")
        faults.append(Fault("phone", "no_phone", words))
    email = clean(typed["email"])
    if email and not is_email(email):
        faults.append(Fault("email", "no_email", say("Địa chỉ thư chưa đúng, ví dụ ten@donvi.gov.vn.")))
    _stop_at(faults)
    contact = row.contact or Contact()
    row.contact = contact
    changes = Changes(work, row, "save_registration_contact")
    for field, value in (("name", name), ("phone", clean_phone(phone) or ""), ("email", email)):
        changes.note(f"contact.{field}", getattr(contact, field), value)
        setattr(contact, field, value)
    changes.tell()
    return row


def save_members(work: Work, number: int, typed: Sequence[Row], based_on: int | None = None) -> Registration:
    """The members as listed, in that order; a line with nothing in it is left out. One with an `id` is a known one."""
    row = to_fill_in(work, number, based_on)
    rules, faults = rules_of(work.session), []
    have = {str(member.id): member for member in row.members}
    kept: list[Member] = []
    changes = Changes(work, row, "save_registration_members")
    written = [clean(line["name"]) or line["id"] in have or line["birth_year"] for line in typed]
    lines = [(n, line) for n, line in enumerate(typed) if written[n]]
    if len(lines) > MOST_MEMBERS:
        faults.append(
            Fault("members", "too_many", say("Nhiều nhất %(most_members)s người.", most_members=MOST_MEMBERS))
        )
    for n, line in lines:
        facts = _member(n, line, rules.year, faults)
        if faults:
            continue
        member = have.get(line["id"]) or Member(name="", name_fold="", role=facts["role"])
        where = f"members[{len(kept) + 1}]"
        for field, value in facts.items():
            changes.note(f"{where}.{field}", getattr(member, field) if member.id else None, value)
            setattr(member, field, value)
        member.name_fold, member.position = fold(member.name), len(kept) + 1
        kept.append(member)
    _stop_at(faults)
    for gone in [member for member in row.members if member not in kept]:
        changes.note("members.removed", gone.name or "–", None)
    row.members[:] = kept
    changes.tell(count=len(kept))
    return row


def save_performances(work: Work, number: int, typed: Sequence[Row], based_on: int | None = None) -> Registration:
    """What the team will show, a line for each section that is asked for (`section`: its id)."""
    row = to_fill_in(work, number, based_on)
    faults: list[Fault] = []
    asked = rules_of(work.session).sections
    changes = Changes(work, row, "save_registration_performances")
    for n, line in enumerate(typed):
        if line["section"] not in asked:
            continue
        title = _line(line, "title", LONGEST_TITLE, faults, f"performances[{n}].")
        needs = clean_lines(line["needs"])
        if len(needs) > LONGEST_NEEDS:
            faults.append(
                Fault(
                    f"performances[{n}].needs",
                    "too_long",
                    say("Dài nhất %(longest_needs)s ký tự.", longest_needs=LONGEST_NEEDS),
                )
            )
        duration = seconds_of(line["duration"]) if clean(line["duration"]) else None
        if clean(line["duration"]) and duration is None:
            words = say("Xin ghi số phút, hoặc phút:giây, ví dụ 7:30.")
            faults.append(Fault(f"performances[{n}].duration", "no_duration", words))
        if faults:
            continue
        entry = entry_for(row, line["section"])
        for field, old, new in (
            ("title", entry.title, title), ("needs", entry.needs, needs),
            ("duration", duration_text(entry.duration_s), duration_text(duration)),
        ):  # fmt: skip
            changes.note(f"performances[{n + 1}].{field}", old, new)
        entry.title, entry.needs, entry.duration_s, entry.position = title, needs, duration, n + 1
    _stop_at(faults)
    changes.tell()
    return row


def entry_for(row: Registration, section_id: int) -> PerformanceEntry:
    """What the registration says of that section; a new line where it says nothing yet."""
    for entry in row.performances:
        if entry.section_id == section_id:
            return entry
    entry = PerformanceEntry(section_id=section_id, position=len(row.performances) + 1, title="", needs="")
    row.performances.append(entry)
    return entry


def _member(n: int, line: Row, this_year: int, faults: list[Fault]) -> dict[str, Any]:
    path = f"members[{n}]."
    name = _line(line, "name", LONGEST_NAME, faults, path)
    if line["role"] not in list(MemberRole):
        faults.append(Fault(f"{path}role", "unknown", say("Xin chọn vai trò.")))
    year, text = None, clean(str(line["birth_year"]))
    if text:
        if text.isascii() and text.isdigit() and OLDEST <= int(text[:6]) <= this_year:
            year = int(text)
        else:
            words = say("Năm sinh là bốn chữ số, từ %(oldest)s đến %(this_year)s.", oldest=OLDEST, this_year=this_year)
            faults.append(Fault(f"{path}birth_year", "no_year", words))
    return {
        "name": name,
        "role": line["role"],
        "birth_year": year,
        "consented": bool(line["consented"]),
        "guardian_consented": bool(line["guardian_consented"]),
    }


def _line(typed: Row, field: str, longest: int, faults: list[Fault], path: str = "") -> str:
    text = clean(typed[field])
    if len(text) > longest:
        faults.append(
            Fault(
                f"{path}{field}",
                "too_long",
                say("Dài nhất %(longest)s ký tự; hiện có %(n)s.", longest=longest, n=len(text)),
            )
        )
    return text


def _kind(work: Work, key: str, faults: list[Fault]) -> UnitType | None:
    return _chosen(lambda: work.session.scalar(select(UnitType).where(UnitType.key == key)), key, "unit_type", faults)


def _group(work: Work, key: str, faults: list[Fault]) -> Group | None:
    return _chosen(lambda: work.session.scalar(select(Group).where(Group.key == key)), key, "group", faults)


def _chosen(look: Callable[[], T | None], key: str, path: str, faults: list[Fault]) -> T | None:
    if not key:
        return None
    found = look()
    if found is None:
        faults.append(Fault(path, "unknown", say("Xin chọn trong danh sách.")))
    return found


def _stop_at(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(faults)
