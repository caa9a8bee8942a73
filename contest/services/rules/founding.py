"""Acts that set up a contest by hand: its facts, its groups and teams, its judges.

Responsible for what a contest needs before it has rules. What already takes part in something that has begun stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from contest.db.models import (
    Bus,
    Contest,
    Credential,
    Entry,
    Group,
    Judge,
    Performance,
    RoundJudge,
    SectionJudge,
    StageClock,
    Team,
)
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.rules.editing import key_for
from contest.services.rules.field import all_rounds, has_begun, settle_field
from contest.services.rules.people import Row, faults_of_rows, reorder

TIMEZONE = "Asia/Ho_Chi_Minh"
LONGEST = 300
TEXTS = ("title", "short_title", "organiser", "parent_body", "venue", "theme")
NEEDED = ("title", "short_title", "organiser", "venue")


def set_facts(work: Work, texts: dict[str, str], starts_on: date | None, ends_on: date | None) -> Contest:
    """The contest with these facts; made, with its buses and its clock, where there was none. Raises `Invalid`."""
    work.require(Permission.CONTEST_EDIT)
    clean = {name: (texts.get(name) or "").strip() for name in TEXTS}
    faults = [Fault(name, "empty", say("Xin điền ô này.")) for name in NEEDED if not clean[name]]
    faults += [
        Fault(name, "too_long", say("Dài nhất %(longest)s ký tự.", longest=LONGEST))
        for name in TEXTS
        if len(clean[name]) > LONGEST
    ]
    if starts_on is None or ends_on is None:
        days = (("starts_on", starts_on), ("ends_on", ends_on))
        faults += [Fault(name, "empty", say("Xin chọn ngày.")) for name, day in days if day is None]
    elif ends_on < starts_on:
        faults.append(Fault("ends_on", "before_start", say("Ngày kết thúc phải từ ngày bắt đầu trở đi.")))
    if faults or starts_on is None or ends_on is None:
        raise Invalid(faults)
    session = work.session
    row = session.get(Contest, 1)
    if row is None:
        row = Contest(id=1, **clean, timezone=TIMEZONE, starts_on=starts_on, ends_on=ends_on, streams=[])
        session.add_all([row, Bus(key="stage"), Bus(key="stream")])
        session.add(StageClock(id=1, state="ready", duration_ms=0, warning_ms=0, left_ms=0))
    for name, text in clean.items():
        setattr(row, name, text)
    row.starts_on, row.ends_on = starts_on, ends_on
    session.flush()
    work.record("set_contest_facts", row.title, **clean, starts_on=str(starts_on), ends_on=str(ends_on))
    work.touch("contest", "public", "stage", "overlay", "show", "cues", "mc", "screens")
    return row


def set_teams(work: Work, groups: Sequence[Row], teams: Sequence[Row]) -> None:
    """Groups and teams as listed, in that order; those without a key are new. Every fault at once, by field.

    A team or group that takes part in a round that has begun can be renamed but not removed.
    """
    work.require(Permission.CONTEST_EDIT)
    faults = faults_of_rows(groups, "groups", "title", say("khối, bảng")) + faults_of_rows(
        teams, "teams", "title", say("đội")
    )
    if faults:
        raise Invalid(faults)
    session = work.session
    have = {row.key: row for row in session.scalars(select(Group))}
    by_typed: dict[str, Group] = {}
    kept_groups: list[Group] = []
    for facts in groups:
        row = have.get(facts["key"])
        if row is None or facts["key"].startswith("~"):
            row = Group(key=key_for(facts["title"], {*have, *(g.key for g in kept_groups)}, "khoi"), title="")
        row.title = facts["title"].strip()
        by_typed[facts["key"]] = row
        kept_groups.append(row)
    reorder(session, list(have.values()), kept_groups)
    kept_teams = _teams(work, teams, by_typed)
    kept = {id(row) for row in kept_groups}
    for group in have.values():
        if id(group) not in kept:
            if session.scalar(select(Entry.id).where(Entry.group_id == group.id).limit(1)) is not None:
                raise WrongState(say("%(group)s đang được dùng trong một vòng thi, không bỏ được.", group=group.title))
            session.delete(group)
    session.flush()
    settle_field(work)
    for each in all_rounds(session):
        if not has_begun(session, each):
            rounds.plan_performances(work, each)
    work.record("set_teams", "teams", groups=[g.title for g in kept_groups], teams=[t.title for t in kept_teams])
    work.touch("contest", "public", "cues", "show", "mc", *(f"standings.{r.key}" for r in all_rounds(session)))


def _teams(work: Work, teams: Sequence[Row], groups: dict[str, Group]) -> list[Team]:
    session = work.session
    have = {row.key: row for row in session.scalars(select(Team))}
    kept: list[Team] = []
    for facts in teams:
        row = have.get(facts["key"])
        if row is None:
            row = Team(key=key_for(facts["title"], {*have, *(t.key for t in kept)}, "doi"), title="-")
        row.title = facts["title"].strip()
        row.short_name = facts["short_name"].strip() or None
        group = groups.get(facts["group"])
        if row.id is not None and row.group_id != (group.id if group else None):
            _must_not_have_begun(work, row, say("đổi khối, bảng"))
        row.group_id = group.id if group else None
        row.assumed = False
        kept.append(row)
    listed = {id(row) for row in kept}
    for row in have.values():
        if id(row) in listed:
            continue
        _must_not_have_begun(work, row, say("bỏ"))
        session.execute(delete(Performance).where(Performance.team_id == row.id))
        session.execute(delete(Entry).where(Entry.team_id == row.id))
        session.delete(row)
    session.flush()
    reorder(session, [row for row in have.values() if id(row) in listed], kept)
    return kept


def _must_not_have_begun(work: Work, team: Team, what: str) -> None:
    taking_part = set(work.session.scalars(select(Entry.round_id).where(Entry.team_id == team.id)))
    for row in all_rounds(work.session):
        if row.id in taking_part and has_begun(work.session, row):
            raise WrongState(
                say("%(team)s dự %(row)s đã bắt đầu, không %(what)s được.", team=team.title, row=row.title, what=what)
            )


def set_panel(work: Work, people: Sequence[Row]) -> None:
    """The judges as listed, in that order; those without a key are new. One at most is the head."""
    work.require(Permission.CONTEST_EDIT)
    faults = faults_of_rows(people, "people", "name", say("giám khảo"))
    heads = [n for n, facts in enumerate(people) if facts["head"]]
    faults += [Fault(f"people[{n}].head", "duplicate", say("Ban giám khảo có một Trưởng ban.")) for n in heads[1:]]
    if faults:
        raise Invalid(faults)
    session = work.session
    have = {row.key: row for row in session.scalars(select(Judge))}
    kept: list[Judge] = []
    for facts in people:
        row = have.get(facts["key"])
        if row is None:
            numbers = {*have, *(judge.key for judge in kept)}
            key = next(f"j{n}" for n in range(1, len(numbers) + 2) if f"j{n}" not in numbers)
            row = Judge(key=key, name="-")
        row.name, row.head = facts["name"].strip(), bool(facts["head"])
        kept.append(row)
    listed = {id(row) for row in kept}
    for row in have.values():
        if id(row) not in listed:
            _remove_judge(work, row)
    session.flush()
    reorder(session, [row for row in have.values() if id(row) in listed], kept)
    work.record("set_panel", "judges", judges=[judge.name for judge in kept])
    work.touch("contest", "public", "mc", "cues", *(f"judge.{judge.key}" for judge in kept))


def _remove_judge(work: Work, row: Judge) -> None:
    session = work.session
    for seat in (RoundJudge, SectionJudge):
        if session.scalar(select(seat.position).where(seat.judge_id == row.id).limit(1)) is not None:
            raise WrongState(
                say("%(row)s có tên trong ban giám khảo của một vòng thi. Xin bỏ ở trang thể lệ trước.", row=row.name)
            )
    if session.scalar(select(Credential.id).where(Credential.judge_id == row.id).limit(1)) is not None:
        raise WrongState(say("%(row)s đã được cấp thẻ đăng nhập, nên vẫn giữ trong danh sách.", row=row.name))
    session.delete(row)


def listed_teams(rows: Any) -> dict[str, list[Row]]:
    """Groups and teams as the page lists them."""
    groups = list(rows.scalars(select(Group).order_by(Group.position)))
    by_id = {group.id: group.key for group in groups}
    return {
        "groups": [{"key": group.key, "title": group.title} for group in groups],
        "teams": [
            {
                "key": team.key,
                "title": team.title,
                "short_name": team.short_name or "",
                "group": by_id[team.group_id] if team.group_id else "",
            }
            for team in rows.scalars(select(Team).order_by(Team.position))
        ],
    }


def listed_people(rows: Any) -> dict[str, list[Row]]:
    """The judges as the page lists them."""
    query = select(Judge).order_by(Judge.position)
    return {"people": [{"key": j.key, "name": j.name, "head": j.head} for j in rows.scalars(query)]}
