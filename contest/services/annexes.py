"""The annex to a round's minutes: everything that explains its standings, ready for the typesetter.

Responsible for the facts that stand on the paper beside the explanations: who issues it, where and when it was
confirmed, the rules in words, the digest. Who may have it is decided where the round is told: `explanations.tell`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, Contest, Round
from contest.domain.rubric import Round as Rules
from contest.domain.rules_words import (
    advance_sentence,
    carry_sentence,
    ladder_sentence,
    rank_sentence,
    rounding_sentence,
    section_sentence,
)
from contest.exports.values import Annex, TeamPart
from contest.live.words import zone
from contest.services import results, rounds
from contest.services.explanations import Telling

CONFIRMED = ("confirmed", "published")
_PROVINCE = re.compile(r".*(?:^|\s)(?:tỉnh|thành phố)\s+(?P<name>\S.*)", re.IGNORECASE)


def annex(session: Session, telling: Telling) -> Annex:
    """The annex of the round that is told, with judges' names only if it tells them."""
    row, contest = rounds.get(session, telling.round), session.get_one(Contest, 1)
    rules = telling.contest.round(telling.round)
    seated = [seat.judge.key for seat in row.panel]
    return Annex(
        parent_body=contest.parent_body or "",
        organiser=contest.organiser,
        contest=contest.title,
        round=row.title,
        place_and_date=place_and_date(contest, confirmed_on(session, row, contest)),
        provisional=row.state not in CONFIRMED,
        rules=rule_sentences(telling),
        panel=tuple((telling.labels[key], telling.names[key]) for key in seated if key in telling.names),
        sections=tuple(section.title for section in rules.sections),
        teams=tuple(_parts(telling)),
        digest=results.digest(session, telling.round),
    )


def _parts(telling: Telling) -> Iterator[TeamPart]:
    """Every team's explanation. Judges' sheets are let through between two of them: one server does all."""
    for team in telling.teams:
        time.sleep(0)
        yield telling.part(team)
    time.sleep(0)


def rule_sentences(telling: Telling) -> tuple[str, ...]:
    """How the round's standings come about, one sentence a rule."""
    rules: Rules = telling.contest.round(telling.round)
    titles = {each.key: each.title for each in telling.contest.rounds}
    return (
        *(f"{section.title}: {_within(section_sentence(section))}" for section in rules.sections),
        rounding_sentence(rules.rounding),
        *([carry_sentence(rules.carry_over, titles)] if rules.carry_over else []),
        rank_sentence(rules),
        ladder_sentence(rules, titles),
        *([advance_sentence(rules.advance, rules.rank_within, titles)] if rules.advance else []),
    )


def _within(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def confirmed_on(session: Session, row: Round, contest: Contest) -> date | None:
    """The day, in the contest's own time, on which the standings were confirmed; None while they are not."""
    if row.state not in CONFIRMED:
        return None
    query = select(AuditEntry.at).where(AuditEntry.act == "confirm_round", AuditEntry.subject == row.key)
    at_ms = session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone(contest.timezone)).date()


def place_and_date(contest: Contest, day: date | None) -> str:
    """`Quảng Ngãi, ngày 02 tháng 10 năm 2024`; dots to be filled in by hand while there is no date.

    The place is the province or city that the issuing body names. Days below 10 and the months 1 and 2 take a leading
    zero, other months don't (decree 30/2020/NĐ-CP, appendix I).
    """
    found = _PROVINCE.fullmatch(contest.parent_body or "") or _PROVINCE.fullmatch(contest.organiser)
    place = f"{found['name']}, ngày" if found else "Ngày"
    if day is None:
        return f"{place} … tháng … năm {contest.ends_on.year}"
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{place} {day.day:02} tháng {month} năm {day.year}"
