"""The minutes of a round (biên bản): what people wrote for them, and all that the record itself says.

Responsible for the facts on the paper. A draft until the round is confirmed; every figure comes from the one function
that ranks, every sheet with the receipt that its judge was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Adjustment, AuditEntry, Contest, Credential, Judge, Performance, Round, RoundMinutes
from contest.db.queries.panels import labelled
from contest.domain.errors import Fault, Invalid
from contest.domain.points import vietnamese
from contest.domain.results import Reason, RoundResult
from contest.domain.said import say
from contest.exports.values import Minutes, MinutesTeam
from contest.live.words import signed_text, when_text
from contest.services import annexes, explanations, results, rounds
from contest.services.actor import Actor
from contest.services.house import Work
from contest.services.minutes_annex import annex_sections, corrected
from contest.services.permissions import Permission

FIELDS = ("decision", "venue", "begins", "ends", "secretaries", "guests", "remarks", "secretary", "head")
LONGEST = 2_000
OUTCOMES = {
    Reason.WITHDRAWN: "rút khỏi vòng thi",
    Reason.NO_SHOW: "vắng",
    Reason.DISQUALIFIED: "bị loại",
    Reason.UNRESOLVED: "chưa đủ điểm",
}
SECRETARY_ROLE = "secretary"


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything of a round that the minutes are made of, read once."""

    session: Session
    row: Round
    contest: Contest
    result: RoundResult
    names: Mapping[str, str]
    labels: Mapping[str, str]


def write_minutes(work: Work, round_key: str, facts: Mapping[str, str]) -> RoundMinutes:
    """What people know of the round's minutes: `FIELDS`, each a text that may be empty. Raises `Invalid`."""
    work.require(Permission.MINUTES_WRITE)
    row = rounds.get(work.session, round_key)
    kept = {name: facts.get(name, "").strip() for name in FIELDS}
    faults = [
        Fault(name, "too_long", say("Dài nhất %(longest)s ký tự.", longest=LONGEST))
        for name, text in kept.items()
        if len(text) > LONGEST
    ]
    if faults:
        raise Invalid(faults)
    found = work.session.get(RoundMinutes, row.id)
    if found is None:
        found = RoundMinutes(round_id=row.id, facts={}, by="", at=work.now)
        work.session.add(found)
    if found.facts != kept:
        found.facts, found.by, found.at = kept, work.actor.name, work.now
        work.session.flush()
        work.record("write_minutes", row.key, **kept)
    return found


def facts_of(session: Session, round_key: str) -> dict[str, str]:
    """What was written for the minutes; where nothing was, what the record knows."""
    row, contest = rounds.get(session, round_key), session.get_one(Contest, 1)
    kept = session.get(RoundMinutes, row.id)
    known = _known(session, row, contest)
    written = kept.facts if kept is not None else {}
    return {name: written.get(name) or known[name] for name in FIELDS}


def minutes(session: Session, actor: Actor, round_key: str) -> Minutes:
    """The round's minutes. `draft` until it is confirmed. Raises what `explanations.tell` raises."""
    told = explanations.tell(session, actor, round_key)
    row, contest = rounds.get(session, round_key), session.get_one(Contest, 1)
    opening = Opening(
        session=session,
        row=row,
        contest=contest,
        result=told.results.rounds[round_key],
        names={team.key: team.title for team in told.contest.teams},
        labels={key: label for key, (label, _judge) in labelled(row).items()},
    )
    facts = facts_of(session, round_key)
    present, absent = _people(opening)
    draft = row.state not in annexes.CONFIRMED
    return Minutes(
        parent_body=contest.parent_body or "",
        organiser=contest.organiser,
        contest=contest.title,
        round=row.title,
        place_and_date=annexes.place_and_date(contest, annexes.confirmed_on(session, row, contest)),
        draft=draft,
        **{name: facts[name] for name in FIELDS},
        present=tuple(present),
        absent=tuple(absent),
        counted=len(rounds.counted(session, row)),
        number_of_teams=sum(entry.status == "present" for entry in rounds.entries(session, row)),
        sections=tuple(section.title for section in row.sections),
        teams=tuple(_teams(opening)),
        advancing=_advancing(opening),
        notes=annexes.rule_sentences(told),
        events=tuple(_events(opening)),
        digest=results.digest(session, round_key),
        chain=_chain(session, row, draft),
        annex=annex_sections(session, row, opening.result, opening.labels),
    )


def _known(session: Session, row: Round, contest: Contest) -> dict[str, str]:
    """What the record says of the fields that people may overwrite."""
    opened = session.scalar(
        select(AuditEntry.at)
        .where(AuditEntry.act == "open_performance", AuditEntry.subject.startswith(f"{row.key}/", autoescape=True))
        .order_by(AuditEntry.id)
        .limit(1)
    )
    ended = session.scalar(
        select(AuditEntry.at)
        .where(AuditEntry.act.in_(("confirm_round", "lock_round")), AuditEntry.subject == row.key)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    people = [session.get(Credential, each) for each in (row.locked_by_id, row.confirmed_by_id) if each is not None]
    secretaries = [each.name for each in people if each is not None and each.role == SECRETARY_ROLE]
    head = session.scalar(select(Judge.name).where(Judge.head).order_by(Judge.position).limit(1))
    return {
        "decision": "",
        "venue": contest.venue or "",
        "begins": when_text(opened, contest.timezone) if opened is not None else "",
        "ends": when_text(ended, contest.timezone) if ended is not None else "",
        "secretaries": ", ".join(dict.fromkeys(secretaries)),
        "guests": "",
        "remarks": "",
        "secretary": secretaries[0] if secretaries else "",
        "head": head or "",
    }


def _people(opening: Opening) -> tuple[list[str], list[str]]:
    """The panel: who was there for any performance, and who for none."""
    owed: dict[str, list[str | None]] = {}
    for performance in rounds.counted(opening.session, opening.row):
        why = {absence.judge.key: absence.why for absence in performance.absences}
        for judge, (_label, _person) in labelled(opening.row).items():
            owed.setdefault(judge, []).append(why.get(judge))
    present: list[str] = []
    absent: list[str] = []
    for key, (label, person) in labelled(opening.row).items():
        words = f"{person.name} ({label}{', Trưởng ban' if person.head else ''})"
        (absent if owed.get(key) and all(why == "absent" for why in owed[key]) else present).append(words)
    return present, absent


def _teams(opening: Opening) -> Iterator[MinutesTeam]:
    sections = [section.key for section in opening.row.sections]
    for each in opening.result.standings:
        figures = tuple(
            vietnamese(each.sections[key]) if each.sections.get(key) is not None else "" for key in sections
        )
        outcome = "vào vòng trong" if each.team in opening.result.advancing else ""
        rank = f"{each.rank}{'*' if each.tied else ''}"
        yield MinutesTeam(opening.names[each.team], rank, each.tied, figures, vietnamese(each.total), outcome)
    for line in opening.result.unranked:
        yield MinutesTeam(opening.names[line.team], "", False, (), "", OUTCOMES[line.reason])


def _advancing(opening: Opening) -> str:
    return ", ".join(opening.names[key] for key in opening.result.advancing)


def _events(opening: Opening) -> Iterator[str]:
    """What did not go by itself: who did not score and why, points added or taken, corrections, decisions."""
    for performance in rounds.performances(opening.session, opening.row):
        place = f"{performance.team.title}, phần {performance.section.title}"
        for absence in performance.absences:
            if absence.replacement_id is None:
                how = "xin không chấm" if absence.why == "recused" else "vắng"
                why = f": {absence.reason}" if absence.reason else ""
                yield f"{absence.judge.name} {how} lượt của {place}{why}"
        yield from corrected(opening.session, performance, place)
    yield from _replaced(opening)
    yield from _adjusted(opening)
    yield from _decided(opening)


def _replaced(opening: Opening) -> Iterator[str]:
    lines = select(AuditEntry.details).where(AuditEntry.act == "replace_judge", AuditEntry.subject == opening.row.key)
    judges = {judge.key: judge.name for judge in opening.session.scalars(select(Judge))}
    for details in opening.session.scalars(lines.order_by(AuditEntry.id)):
        first = opening.session.get(Performance, details["performance"])
        since = f" từ lượt của {first.team.title}, phần {first.section.title}" if first is not None else ""
        leaving = judges.get(details["judge"], details["judge"])
        yield f"{details['name']} ngồi thay {leaving}{since}: {details['reason']}"


def _adjusted(opening: Opening) -> Iterator[str]:
    rows = select(Adjustment).where(Adjustment.round_id == opening.row.id, Adjustment.withdrawn_at.is_(None))
    teams = {each.team_id: each.team for each in rounds.entries(opening.session, opening.row)}
    for row in opening.session.scalars(rows.order_by(Adjustment.id)):
        performance = opening.session.get(Performance, row.performance_id) if row.performance_id else None
        part = f", phần {performance.section.title}" if performance is not None else ""
        yield f"{teams[row.team_id].title}{part}: {signed_text(row.points)} điểm, {row.reason}"


def _decided(opening: Opening) -> Iterator[str]:
    lines = select(AuditEntry).where(AuditEntry.act == "record_decision", AuditEntry.subject == opening.row.key)
    for entry in opening.session.scalars(lines.order_by(AuditEntry.id)):
        document = entry.details
        parts = []
        if document.get("order"):
            places = [[item] if isinstance(item, str) else item for item in document["order"]]
            parts.append(" → ".join(" = ".join(opening.names.get(key, key) for key in place) for place in places))
        for side, words in (("through", "vào vòng trong"), ("out", "không vào")):
            if document.get(side):
                parts.append(f"{', '.join(opening.names.get(key, key) for key in document[side])} {words}")
        yield f"Quyết định của {document['by']}: {'; '.join(parts)}. Lý do: {document['reason']}"


def _chain(session: Session, row: Round, draft: bool) -> str:
    """The record's digest when the round was confirmed; of a draft the last there is."""
    query = select(AuditEntry.digest)
    if not draft:
        query = query.where(AuditEntry.act == "confirm_round", AuditEntry.subject == row.key)
    return session.scalar(query.order_by(AuditEntry.id.desc()).limit(1)) or ""
