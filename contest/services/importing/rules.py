"""The contest's own rows from a contest file: facts, groups, teams, judges, rounds with their rules.

Responsible for what the format does not say: names of judges, order on stage, what is revealed when. Writes no record
of anything that happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from contest.db.models import (
    Bus,
    Contest,
    Criterion,
    Group,
    Judge,
    Round,
    RoundJudge,
    Section,
    SectionJudge,
    StageClock,
    Team,
)
from contest.domain import contestfile, rubric

ZONE = "Asia/Ho_Chi_Minh"
JUDGE = "Giám khảo"

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """The rows that records refer to, by the keys of the file."""

    groups: Mapping[str, Group]
    teams: Mapping[str, Team]
    judges: Mapping[str, Judge]
    rounds: Mapping[str, Round]


def add_contest(session: Session, contest: contestfile.ContestFile, now_ms: int) -> Cast:
    """The rows of the contest and its rules, flushed. The database must hold no contest."""
    day = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(ZONE)).date()
    session.add(
        Contest(
            id=1,
            title=contest.title,
            short_title=contest.title,
            organiser="",
            parent_body="",
            venue="",
            theme="",
            timezone=ZONE,
            starts_on=day,
            ends_on=day,
            streams=[],
        )
    )
    _add_show(session)
    groups = {g.key: Group(key=g.key, title=g.title, position=n) for n, g in enumerate(contest.groups, 1)}
    judges = {
        key: Judge(key=key, name=judge_name(key), position=n, head=False)
        for n, key in enumerate(judge_keys(contest), 1)
    }
    session.add_all([*groups.values(), *judges.values()])
    session.flush()
    teams = {
        t.key: Team(key=t.key, title=t.title, position=n, group_id=groups[t.group].id if t.group else None)
        for n, t in enumerate(contest.teams, 1)
    }
    # The canonical text holds each rule's document as a row keeps it: whole, its defaults written out.
    documents = json.loads(contestfile.dump(contest))["rounds"]
    rounds = {
        each.key: _round(n, each, document, judges)
        for n, (each, document) in enumerate(zip(contest.rounds, documents, strict=True), 1)
    }
    session.add_all([*teams.values(), *rounds.values()])
    session.flush()
    return Cast(groups, teams, judges, rounds)


def judge_keys(contest: contestfile.ContestFile) -> list[str]:
    """Every judge the file names: panels in their order, then those known only by a sheet or an absence."""
    panels = (
        [*each.judges, *chain.from_iterable(s.judges for s in each.sections if isinstance(s, rubric.JudgedSection))]
        for each in contest.rounds
    )
    others = {sheet.judge for sheet in contest.marks} | {absence.judge for absence in contest.absences}
    return list(dict.fromkeys([*chain.from_iterable(panels), *sorted(others)]))


def judge_name(key: str) -> str:
    """What a judge is called who has but a key: `Giám khảo j1`."""
    return key if key.startswith(JUDGE) else f"{JUDGE} {key}"


def _add_show(session: Session) -> None:
    """Both buses and the stage clock, where they are not there yet."""
    for key in ("stage", "stream"):
        if session.get(Bus, key) is None:
            session.add(Bus(key=key))
    if session.get(StageClock, 1) is None:
        session.add(StageClock(id=1, state="ready", duration_ms=0, warning_ms=0, left_ms=0))


def _round(position: int, rule: rubric.Round, document: Document, judges: Mapping[str, Judge]) -> Round:
    return Round(
        key=rule.key,
        title=rule.title,
        position=position,
        order_style="section_by_section",
        rank_style=str(rule.rank_style),
        rank_within=str(rule.rank_within),
        rounding=document.get("rounding"),
        tie_break=document.get("tie_break", []),
        carry_over=document.get("carry_over", []),
        advance=document.get("advance"),
        reveal_when="at_end",
        reveal_detail="per_judge",
        sections=[
            _section(n, section, facts, judges)
            for n, (section, facts) in enumerate(zip(rule.sections, document["sections"], strict=True), 1)
        ],
        panel=[RoundJudge(judge_id=judges[key].id, position=n) for n, key in enumerate(rule.judges, 1)],
    )


def _section(position: int, rule: rubric.Section, document: Document, judges: Mapping[str, Judge]) -> Section:
    row = Section(
        key=rule.key,
        title=rule.title,
        position=position,
        kind=str(rule.kind),
        weight=rule.weight,
        adjust=str(rule.adjust),
        floor=rule.floor,
    )
    if not isinstance(rule, rubric.JudgedSection):
        row.min, row.max, row.step = rule.min, rule.max, rule.step
        return row
    row.panel = document["panel"]
    row.criteria = [
        Criterion(key=c.key, title=c.title, position=n, min=c.min, max=c.max, step=c.step, weight=c.weight)
        for n, c in enumerate(rule.criteria, 1)
    ]
    row.panel_judges = [SectionJudge(judge_id=judges[key].id, position=n) for n, key in enumerate(rule.judges, 1)]
    return row
