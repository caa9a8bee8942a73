"""First start: fills an empty database with a contest. Never touches a database that holds one."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import (
    Award,
    Bus,
    Contest,
    Criterion,
    Entry,
    Group,
    Judge,
    ProgrammeItem,
    Round,
    RoundJudge,
    Section,
    Slogan,
    StageClock,
    Team,
)
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.rounds import plan_performances
from contest.services.show.cues import regenerate_round

DEMO = "quang-ngai-2024.json"


def is_empty(session: Session) -> bool:
    """Whether no contest has been set up in this database."""
    return session.scalar(select(Contest.id)) is None


def load_demo(work: Work) -> None:
    """The demo contest: groups, twenty teams, two rounds with rules, panel of seven, awards, slogans, programme."""
    work.require(Permission.CONTEST_EDIT)
    text = resources.files("contest.services.demo").joinpath(DEMO).read_text(encoding="utf-8")
    load(work, json.loads(text))


def load(work: Work, facts: dict[str, Any]) -> None:
    """A whole contest from its facts, in the form of the demo's file."""
    session = work.session
    contest = dict(facts["contest"])
    zone = ZoneInfo(contest["timezone"])
    for day in ("starts_on", "ends_on"):
        contest[day] = date.fromisoformat(contest[day])
    session.add(Contest(id=1, **contest))
    session.add_all(Slogan(position=n, text=text) for n, text in enumerate(facts["slogans"], 1))
    session.add_all(_programme_item(n, item) for n, item in enumerate(facts["programme"], 1))
    groups = {g["key"]: Group(position=n, **g) for n, g in enumerate(facts["groups"], 1)}
    judges = [Judge(position=n, **j) for n, j in enumerate(facts["judges"], 1)]
    session.add_all([*groups.values(), *judges])
    session.flush()
    teams = []
    for n, t in enumerate(facts["teams"], 1):
        group = groups[t["group"]] if t["group"] else None
        rest = {k: v for k, v in t.items() if k != "group"}
        teams.append(Team(position=n, group_id=group.id if group else None, **rest))
    session.add_all(teams)
    session.add_all([Bus(key="stage"), Bus(key="stream")])
    session.add(StageClock(id=1, state="ready", duration_ms=0, warning_ms=0, left_ms=0))
    session.flush()
    rounds = [_round(n, r, judges, zone) for n, r in enumerate(facts["rounds"], 1)]
    session.add_all(rounds)
    session.flush()
    awards_round = next(r for r in rounds if r.key == facts["awards_round"])
    session.add_all(_award(n, a, awards_round.id) for n, a in enumerate(facts["awards"], 1))
    first = rounds[0]
    for turn, team in enumerate(teams, 1):
        session.add(Entry(round_id=first.id, team_id=team.id, turn=turn))
    session.flush()
    plan_performances(work, first)
    for row in rounds:
        regenerate_round(work, row.key)
    work.record("set_up_contest", contest["title"], teams=len(teams), rounds=len(rounds))
    work.touch("contest", "public", "cues", "show")


def _programme_item(position: int, item: dict[str, Any]) -> ProgrammeItem:
    on_date = date.fromisoformat(item["on_date"]) if item["on_date"] else None
    return ProgrammeItem(
        position=position, on_date=on_date, at_time=item["at_time"], title=item["title"], place=item["place"]
    )


def _round(position: int, facts: dict[str, Any], judges: list[Judge], zone: ZoneInfo) -> Round:
    starts = datetime.fromisoformat(facts["starts"]).replace(tzinfo=zone)
    return Round(
        key=facts["key"],
        title=facts["title"],
        position=position,
        starts_at=int(starts.timestamp() * 1000),
        order_style=facts["order_style"],
        rank_style=facts["rank_style"],
        rank_within=facts["rank_within"],
        rounding=facts["rounding"],
        tie_break=facts["tie_break"],
        carry_over=facts["carry_over"],
        advance=facts["advance"],
        time_rule=facts["time_rule"],
        reveal_when=facts["reveal"]["when"],
        reveal_detail=facts["reveal"]["detail"],
        sections=[_section(n, s) for n, s in enumerate(facts["sections"], 1)],
        panel=[RoundJudge(judge_id=judge.id, position=n) for n, judge in enumerate(judges, 1)],
    )


def _section(position: int, facts: dict[str, Any]) -> Section:
    limits = {name: Decimal(facts[name]) for name in ("min", "max", "step", "floor") if facts.get(name) is not None}
    criteria = [
        Criterion(
            key=c["key"],
            title=c["title"],
            position=n,
            **{name: Decimal(c[name]) for name in ("min", "max", "step", "weight")},
        )
        for n, c in enumerate(facts.get("criteria", []), 1)
    ]
    return Section(
        key=facts["key"],
        title=facts["title"],
        position=position,
        kind=facts["kind"],
        weight=Decimal(facts["weight"]),
        adjust=facts.get("adjust", "after_weight"),
        panel=facts.get("panel"),
        duration_s=facts.get("duration_s"),
        warning_s=facts.get("warning_s"),
        criteria=criteria,
        **limits,
    )


def _award(position: int, facts: dict[str, Any], round_id: int) -> Award:
    return Award(
        round_id=round_id,
        key=facts["key"],
        title=facts["title"],
        position=position,
        kind=facts["kind"],
        count=facts.get("count"),
        section_key=facts.get("section"),
    )
