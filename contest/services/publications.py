"""What was made public: every version of a round's published result, each with the contest file that it came out of.

Responsible for one rule: the public, its feeds and its explanations see the version that was published last, whatever
is being corrected meanwhile. Ranks nothing itself: a version is its file, ranked by the one function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, Correction, Publication, Round
from contest.db.queries.contest_file import contest_file
from contest.domain import contestfile
from contest.domain import contestfile_values as values
from contest.domain.contestfile_values import ContestFile
from contest.domain.standings import Results, RoundResult, compute
from contest.services.house import Work
from contest.services.results import digest_of

FIRST = 1
KEPT_IN_MEMORY = 8

Record = TypeVar(
    "Record", bound=values.Entry | values.Sheet | values.Absence | values.Points | values.Adjustment | values.Decision
)


@dataclass(frozen=True, slots=True)
class Published:
    """A round's result as the public has it: the contest file it comes out of, ranked; which version, when, why."""

    round: str
    contest: ContestFile
    results: Results
    version: int
    at: int | None
    reason: str | None

    @property
    def result(self) -> RoundResult:
        """The round's own result."""
        return self.results.rounds[self.round]


def published(session: Session, row: Round) -> Published | None:
    """The version of the round that was published last; None before the first."""
    kept = newest(session, row)
    if kept is not None:
        contest, results = _ranked(kept.file)
        return Published(row.key, contest, results, kept.version, kept.at, kept.reason)
    if row.state != "published":
        return None
    contest = contest_file(session)  # published before versions were kept, and not corrected since
    return Published(row.key, contest, compute(contest), FIRST, None, None)


def is_published(session: Session, row: Round) -> bool:
    """Whether the public has a result of the round, perhaps one that is being corrected."""
    return row.state == "published" or newest_id(session, row) is not None


def newest(session: Session, row: Round) -> Publication | None:
    """The newest kept version of the round's published result."""
    query = select(Publication).where(Publication.round_id == row.id).order_by(Publication.version.desc())
    return session.scalar(query.limit(1))


def newest_id(session: Session, row: Round) -> int | None:
    """The id of that version, without its file."""
    return session.scalar(select(func.max(Publication.id)).where(Publication.round_id == row.id))


def versions(session: Session, row: Round) -> list[Publication]:
    """Every kept version, newest first."""
    query = select(Publication).where(Publication.round_id == row.id).order_by(Publication.version.desc())
    return list(session.scalars(query))


def contest_of(kept: Publication) -> ContestFile:
    """The contest file that a version came out of."""
    return _ranked(kept.file)[0]


def open_correction_of(session: Session, row: Round) -> Correction | None:
    """The correction under way in the round, or None."""
    return session.scalar(select(Correction).where(Correction.round_id == row.id, Correction.ended_at.is_(None)))


def being_corrected(session: Session) -> frozenset[str]:
    """Keys of the rounds whose published result is being corrected."""
    query = select(Round.key).join(Correction, Correction.round_id == Round.id).where(Correction.ended_at.is_(None))
    return frozenset(session.scalars(query))


def unsettled(session: Session) -> frozenset[str]:
    """Keys of the rounds whose result rests on a round that is being corrected, and so may still change with it."""
    shaken = set(being_corrected(session))
    if not shaken:
        return frozenset()
    corrected = frozenset(shaken)
    for row in session.scalars(select(Round).order_by(Round.position)):  # a round rests on earlier ones only
        if shaken & _rests_on(session, row):
            shaken.add(row.key)
    return frozenset(shaken) - corrected


def _rests_on(session: Session, row: Round) -> set[str]:
    """Keys of the rounds that this one takes teams or figures from."""
    senders = session.scalars(select(Round).where(Round.position < row.position))
    keys = {each.key for each in senders if each.advance and each.advance["to"] == row.key}
    keys |= {each["round"] for each in row.carry_over}
    return keys | {rung["key"] for rung in row.tie_break if rung["by"] == "round"}


def without_correction(session: Session, row: Round) -> tuple[ContestFile, ContestFile]:
    """The contest as it stands, and the same with this round's rules and records as they were published last."""
    now, before = contest_file(session), published(session, row)
    if before is None:
        return now, now

    def own_as_before(records: tuple[Record, ...], published_ones: tuple[Record, ...]) -> tuple[Record, ...]:
        others = tuple(each for each in records if each.round != row.key)
        return (*others, *(each for each in published_ones if each.round == row.key))

    old = before.contest
    return now, replace(
        now,
        rounds=tuple(old.round(each.key) if each.key == row.key else each for each in now.rounds),
        entries=own_as_before(now.entries, old.entries),
        marks=own_as_before(now.marks, old.marks),
        absences=own_as_before(now.absences, old.absences),
        points=own_as_before(now.points, old.points),
        adjustments=own_as_before(now.adjustments, old.adjustments),
        decisions=own_as_before(now.decisions, old.decisions),
    )


def has_changed(session: Session, row: Round) -> bool:
    """Whether anything of the round is other than it was published last, if only a mark that moves no total."""
    now, before = without_correction(session, row)
    return contestfile.dump(now) != contestfile.dump(before)


def keep(work: Work, row: Round, reason: str | None = None, affects: dict[str, Any] | None = None) -> Publication:
    """The round's present result, kept as the next version of what is public."""
    contest = contest_file(work.session)
    before = newest(work.session, row)
    kept = Publication(
        round_id=row.id,
        version=before.version + 1 if before else FIRST,
        at=work.now,
        by=work.actor.name,
        reason=reason,
        file=contestfile.dump(contest),
        digest=digest_of(compute(contest).rounds[row.key]),
        affects=affects or {},
    )
    work.session.add(kept)
    work.session.flush()
    return kept


def keep_first(work: Work, row: Round) -> Publication:
    """The newest kept version; of a round published before versions were kept its result as it stands, as the first."""
    kept = newest(work.session, row)
    if kept is None:
        kept = keep(work, row)
        line = select(AuditEntry).where(AuditEntry.act == "publish_round", AuditEntry.subject == row.key)
        found = work.session.scalar(line.order_by(AuditEntry.id.desc()).limit(1))
        if found is not None:
            kept.at, kept.by = found.at, found.actor
    return kept


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _ranked(file: str) -> tuple[ContestFile, Results]:
    contest = contestfile.reread(file)
    return contest, compute(contest)
