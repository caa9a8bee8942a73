"""The registration rules as data: the window, who may take part, which files, when personal data goes.

Responsible for reading them into the values of `contest.domain.registration` and for the one act that changes them.
Times are typed in the contest's own time and kept as instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Registration, RegistrationRules, Round, Section, UnitType
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import (
    FILE_RULES,
    LARGEST_MB,
    ROLE_RANGES,
    FileKind,
    FileRule,
    MemberRole,
    Range,
    TakingPart,
    clean,
)
from contest.domain.said import say
from contest.live.words import zone
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.rules.editing import key_for

USUAL_UNIT_TYPES = (
    "Sở, ban, ngành", "Mặt trận, đoàn thể, hội", "Xã, phường, đặc khu", "Doanh nghiệp", "Trường học",
    "Lực lượng vũ trang", "Đơn vị khác",
)  # fmt: skip
MOST_OF_A_ROLE = 60
MOST_TEAMS = 20
MOST_TYPES = 60


class Window(StrEnum):
    """Whether units may register now."""

    UNSET = "unset"
    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rules:
    """The registration rules. `sections` are ids of the sections that units say what they will show in."""

    version: int
    opens_at: int | None
    closes_at: int | None
    erase_on: date | None
    taking_part: TakingPart
    sections: tuple[int, ...]
    year: int

    def window(self, now: int) -> Window:
        """Whether units may register at that moment; the closing minute itself is too late."""
        if self.opens_at is None or self.closes_at is None:
            return Window.UNSET
        if now < self.opens_at:
            return Window.BEFORE
        return Window.OPEN if now < self.closes_at else Window.CLOSED

    def to_json(self) -> dict[str, Any]:
        """The rules as a registration keeps them from the moment of its submission."""
        return {"version": self.version, "closes_at": self.closes_at} | document_of(self.taking_part, self.sections)


@dataclass(frozen=True, slots=True)
class Typed:
    """The rules as the organisers type them; figures and moments are still texts."""

    opens: str
    closes: str
    erase_on: date | None
    teams_per_unit: str
    roles: Mapping[str, tuple[str, str]]
    files: Mapping[str, tuple[bool, bool, str]]
    guardian_below: str
    birth_year_needed: bool
    script_approval: bool
    sections: Sequence[int]
    unit_types: str


def rules_of(session: Session) -> Rules:
    """The rules as they stand; the usual ones, without a window, where the organisers have set none."""
    row = session.get(RegistrationRules, 1)
    contest = session.get(Contest, 1)
    document = row.document if row else {}
    chosen = document.get("sections")
    offered = [section.id for section in sections_offered(session)]
    return Rules(
        version=row.version if row else 0,
        opens_at=row.opens_at if row else None,
        closes_at=row.closes_at if row else None,
        erase_on=row.erase_on if row else None,
        taking_part=taking_part_of(document),
        sections=tuple(i for i in offered if chosen is None or i in chosen),
        year=contest.starts_on.year if contest else datetime.now(UTC).year,
    )


def sections_offered(session: Session) -> list[Section]:
    """The judged sections of every round: those in which a team shows something of its own."""
    query = select(Section).join(Round, Section.round_id == Round.id).where(Section.kind == "judged")
    return list(session.scalars(query.order_by(Round.position, Section.position)))


def unit_types(session: Session) -> list[UnitType]:
    """The kinds of units in their order."""
    return list(session.scalars(select(UnitType).order_by(UnitType.position)))


def document_of(rules: TakingPart, sections: Sequence[int]) -> dict[str, Any]:
    """The rules of taking part as they are kept."""
    return {
        "teams_per_unit": rules.teams_per_unit,
        "roles": {role.value: [r.least, r.most] for role, r in rules.roles.items()},
        "files": {kind.value: [f.taken, f.needed, f.most_mb] for kind, f in rules.files.items()},
        "guardian_below": rules.guardian_below,
        "birth_year_needed": rules.birth_year_needed,
        "script_approval": rules.script_approval,
        "sections": list(sections),
    }


def taking_part_of(document: Mapping[str, Any]) -> TakingPart:
    """The rules of taking part from what is kept; what is missing there is as usual."""
    usual = TakingPart()
    roles = document.get("roles", {})
    files = document.get("files", {})
    return TakingPart(
        teams_per_unit=document.get("teams_per_unit", usual.teams_per_unit),
        roles={role: Range(*roles[role.value]) if role.value in roles else r for role, r in ROLE_RANGES.items()},
        files={kind: FileRule(*files[kind.value]) if kind.value in files else f for kind, f in FILE_RULES.items()},
        guardian_below=document.get("guardian_below", usual.guardian_below),
        birth_year_needed=document.get("birth_year_needed", usual.birth_year_needed),
        script_approval=document.get("script_approval", usual.script_approval),
    )


def set_rules(work: Work, typed: Typed) -> Rules:
    """The rules from now on. Raises `Invalid` with every fault by field. What was submitted keeps its own rules."""
    work.require(Permission.CONTEST_EDIT)
    session = work.session
    where = zone(session.get_one(Contest, 1).timezone)
    faults: list[Fault] = []
    opens, closes = _moment(typed.opens, "opens", where, faults), _moment(typed.closes, "closes", where, faults)
    if not faults and (opens is None) != (closes is None):
        faults.append(Fault("closes" if closes is None else "opens", "empty", say("Xin ghi cả lúc mở và lúc đóng.")))
    elif opens is not None and closes is not None and closes <= opens:
        faults.append(Fault("closes", "before_start", say("Lúc đóng phải sau lúc mở.")))
    last_day = session.get_one(Contest, 1).ends_on
    if typed.erase_on is not None and typed.erase_on <= last_day:
        faults.append(
            Fault(
                "erase_on", "too_early", say("Ngày xóa phải sau ngày thi cuối (%(day)s).", day=f"{last_day:%d/%m/%Y}")
            )
        )
    rules = _taking_part(typed, faults)
    titles = [clean(line) for line in typed.unit_types.splitlines() if clean(line)]
    faults += _faults_of_types(titles)
    if faults:
        raise Invalid(faults)
    row = session.get(RegistrationRules, 1)
    if row is None:
        row = RegistrationRules(id=1, version=0, document={})
        session.add(row)
    offered = {section.id for section in sections_offered(session)}
    row.opens_at, row.closes_at, row.erase_on = opens, closes, typed.erase_on
    row.document = document_of(rules, [i for i in typed.sections if i in offered])
    row.version += 1
    _set_unit_types(session, titles)
    session.flush()
    work.record("set_registration_rules", f"version {row.version}", **row.document, opens_at=opens, closes_at=closes)
    work.touch("public")
    return rules_of(session)


def _moment(text: str, path: str, where: Any, faults: list[Fault]) -> int | None:
    if not text.strip():
        return None
    try:
        local = datetime.fromisoformat(text.strip())
        return int(local.replace(tzinfo=where).timestamp() * 1000)
    except (ValueError, OverflowError):
        faults.append(Fault(path, "no_moment", say("Xin chọn ngày và giờ.")))
        return None


def _whole(text: str, path: str, least: int, most: int, faults: list[Fault]) -> int:
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and least <= int(plain[:9]) <= most:
        return int(plain)
    faults.append(Fault(path, "out_of_range", say("Xin ghi một số từ %(least)s đến %(most)s.", least=least, most=most)))
    return least


def _taking_part(typed: Typed, faults: list[Fault]) -> TakingPart:
    roles: dict[MemberRole, Range] = {}
    for role in MemberRole:
        least, most = typed.roles[role.value]
        at = f"roles.{role.value}"
        found = Range(
            _whole(least, f"{at}.least", 0, MOST_OF_A_ROLE, faults),
            _whole(most, f"{at}.most", 0, MOST_OF_A_ROLE, faults),
        )
        if found.least > found.most:
            faults.append(Fault(f"{at}.most", "below_least", say("Số nhiều nhất nhỏ hơn số ít nhất.")))
        roles[role] = found
    files: dict[FileKind, FileRule] = {}
    for kind in FileKind:
        taken, needed, most_mb = typed.files[kind.value]
        size = _whole(most_mb, f"files.{kind.value}.most_mb", 1, LARGEST_MB[kind], faults)
        files[kind] = FileRule(taken, taken and needed, size)
    age = _whole(typed.guardian_below, "guardian_below", 0, 18, faults) if typed.guardian_below.strip() else 0
    teams = _whole(typed.teams_per_unit, "teams_per_unit", 1, MOST_TEAMS, faults)
    return TakingPart(teams, roles, files, age or None, typed.birth_year_needed, typed.script_approval)


def _faults_of_types(titles: Sequence[str]) -> list[Fault]:
    if len(titles) > MOST_TYPES:
        return [Fault("unit_types", "too_many", say("Nhiều nhất %(most_types)s loại đơn vị.", most_types=MOST_TYPES))]
    if any(len(title) > 120 for title in titles):
        return [Fault("unit_types", "too_long", say("Mỗi loại đơn vị dài nhất 120 ký tự."))]
    if len({title.casefold() for title in titles}) < len(titles):
        return [Fault("unit_types", "duplicate", say("Có loại đơn vị ghi hai lần."))]
    return []


def _set_unit_types(session: Session, titles: Sequence[str]) -> None:
    """The kinds as listed; one whose title stays keeps its row, so registrations that chose it stay with it."""
    have = {row.title: row for row in unit_types(session)}
    for title, row in have.items():
        if title not in titles:
            session.query(Registration).filter_by(unit_type_id=row.id).update({"unit_type_id": None})
            session.delete(row)
    session.flush()
    for number, row in enumerate((row for title, row in have.items() if title in titles), 1):
        row.position = -number
    session.flush()
    taken = {row.key for title, row in have.items() if title in titles}
    for number, title in enumerate(titles, 1):
        kept = have.get(title)
        if kept is None:
            key = key_for(title, taken, "don-vi")
            taken.add(key)
            session.add(UnitType(key=key, title=title, position=number))
        else:
            kept.position = number
