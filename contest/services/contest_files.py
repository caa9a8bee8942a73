"""The contest as a contest file, out and in: what the minutes publish comes out of this file alone.

Responsible for the two acts of exporting and importing. An import is one act with one line in the record, and proves
itself before it is kept: the rows must rank to the same text as the file. It never replaces anything people have done.
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contest.db.base import Base
from contest.db.models import (
    AuditEntry,
    Bus,
    Contest,
    Credential,
    IdempotentAnswer,
    Round,
    SheetVersion,
    StageClock,
    TopicRev,
    WebSession,
)
from contest.db.queries.contest_file import contest_file
from contest.domain import contestfile
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.roundbook import books_of
from contest.domain.said import say
from contest.domain.standings import compute
from contest.services import setup
from contest.services.actor import Role
from contest.services.house import Work
from contest.services.importing import limits, records, rules
from contest.services.importing.states import RoundReading
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState

IMPORTED = "import_contest"
BEFORE_WORK = frozenset({"set_up_contest", "issue_link", "revoke_link", "enter", "leave"})
"""Acts after which the demo contest is still as it was loaded."""

STAYS = frozenset(
    model.__tablename__ for model in (AuditEntry, Credential, WebSession, IdempotentAnswer, TopicRev, Bus, StageClock)
)
"""Tables that outlive the demo contest: who did what, who holds which link, how far each topic has been told."""


class Unfaithful(RuleViolation):
    """The rows would not rank as the file does; nothing of it is kept."""

    code = "unfaithful"


def parse_for_import(data: bytes) -> contestfile.ContestFile:
    """The contest that the file holds. Raises `Invalid` with every fault, of the format and of what can be kept."""
    contest = contestfile.parse(data)
    faults = limits.faults_of(contest)
    if faults:
        raise Invalid(faults)
    return contest


def export_text(session: Session) -> str:
    """The whole contest as the canonical text of a contest file.

    Raises `NotFound` without a contest, `Invalid` where the contest is not ready to be ranked (no round, no team).
    """
    if setup.is_empty(session):
        raise NotFound(say("Chưa có hội thi nào để xuất. / There is no contest to export."))
    contest = contest_file(session)
    faults = contestfile.check(contest)
    if faults:
        raise Invalid(faults)
    return contestfile.dump(contest)


def import_contest(work: Work, contest: contestfile.ContestFile, sha256: str) -> dict[str, str]:
    """The state of every round, by key, once the contest is in. `sha256` is that of the file, for the record.

    Raises `WrongState` when the database holds a contest in which something has been done.
    """
    work.require(Permission.CONTEST_EDIT)
    replaced = not setup.is_empty(work.session)
    if replaced:
        _clear_demo(work)
    cast = rules.add_contest(work.session, contest, work.now)
    results, books = compute(contest), books_of(contest)
    for rule in contest.rounds:
        records.add_round(work, cast, RoundReading(contest, rule, books[rule.key], results))
    records.add_decisions(work, cast, contest)
    work.session.expire_all()
    if compute(contest_file(work.session)).text() != results.text():
        raise Unfaithful(say("Dữ liệu đã nhập không cho đúng kết quả của tệp, nên không có gì được lưu."))
    sheets, receipts = imported_receipts(work.session, work.now)
    work.record(
        IMPORTED,
        contest.title,
        sha256=sha256,
        rounds=len(contest.rounds),
        teams=len(contest.teams),
        sheets=sheets,
        receipts=receipts,
        replaced_demo=replaced,
    )
    work.touch("contest", "public", "cues", "show", "mc", *(f"judge.{key}" for key in cast.judges))
    return {row.key: row.state for row in work.session.scalars(select(Round).order_by(Round.position))}


def imported_receipts(session: Session, at: int) -> tuple[int, str]:
    """How many sheets an import at that moment brought, and the SHA-256 over their receipts, by sheet."""
    query = (
        select(SheetVersion.sheet_id, SheetVersion.receipt)
        .where(
            SheetVersion.at == at,
            SheetVersion.version == records.FIRST_VERSION,
            SheetVersion.credential_id.is_(None),
        )
        .order_by(SheetVersion.sheet_id)
    )
    found = [list(row) for row in session.execute(query)]
    return len(found), hashlib.sha256(json.dumps(found, separators=(",", ":")).encode()).hexdigest()


def _clear_demo(work: Work) -> None:
    """Takes the demo contest away, rows and all, if nothing has been done with it."""
    session = work.session
    done = session.execute(select(AuditEntry.act, AuditEntry.role)).all()
    set_up = session.scalar(
        select(func.count()).where(AuditEntry.act == "set_up_contest", AuditEntry.subject == _demo_title())
    )
    untouched = all(act in BEFORE_WORK and role != Role.JUDGE for act, role in done)
    if not (set_up and untouched):
        title = session.get_one(Contest, 1).title
        raise WrongState(
            say(
                "Thư mục dữ liệu này đã có hội thi “%(title)s” và không bị ghi đè: hãy chọn một "
                "thư mục khác bằng --data. / There is a contest here already; it is not replaced.",
                title=title,
            )
        )
    # Links of the demo's judges end with them; nobody has come in by one.
    session.execute(delete(Credential).where(Credential.role == Role.JUDGE.value))
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in STAYS:
            session.execute(delete(table))
    session.expire_all()


def _demo_title() -> str:
    text = resources.files("contest.services.demo").joinpath(setup.DEMO).read_text(encoding="utf-8")
    return str(json.loads(text)["contest"]["title"])
