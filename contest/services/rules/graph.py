"""Acts on the graph of rounds: a round more, a round less, another order. Only while nothing that they touch has begun.

Responsible for rounds as a list and for what each sends to the next. A round's own rules are `changing`'s.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest.db.models import Award, Cue, Judge, Performance, Round, RoundJudge
from contest.domain.contestfile_records import faults_of
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.rules.checking import LONGEST_TITLE, contest_tree
from contest.services.rules.editing import key_for
from contest.services.rules.field import all_rounds, has_begun, senders, settle_field
from contest.services.show.cues import regenerate_round

MOST_ROUNDS = 30


def add_round(work: Work, title: str) -> Round:
    """The new round, the last of all, with no section yet; everybody judges, and every team takes part."""
    work.require(Permission.CONTEST_EDIT)
    title = title.strip()
    every = all_rounds(work.session)
    faults = []
    if not title:
        faults.append(Fault("title", "empty", say("Xin đặt tên vòng thi.")))
    elif len(title) > LONGEST_TITLE:
        faults.append(
            Fault("title", "too_long", say("Tên dài nhất %(longest_title)s ký tự.", longest_title=LONGEST_TITLE))
        )
    if len(every) >= MOST_ROUNDS:
        faults.append(
            Fault("title", "too_many", say("Hội thi có nhiều nhất %(most_rounds)s vòng.", most_rounds=MOST_ROUNDS))
        )
    if faults:
        raise Invalid(faults)
    row = Round(
        key=key_for(title, (each.key for each in every), "vong-thi"),
        title=title,
        position=max((each.position for each in every), default=0) + 1,
        state="planned",
        order_style="section_by_section",
        rounding={"mode": "half_up", "places": 2, "at": ["aggregate", "section", "total"]},
        tie_break=[],
        carry_over=[],
        reveal_when="per_team",
        reveal_detail="total",
        panel=[
            RoundJudge(judge_id=judge.id, position=n)
            for n, judge in enumerate(work.session.scalars(select(Judge).order_by(Judge.position)), 1)
        ],
    )
    work.session.add(row)
    settle_field(work)
    regenerate_round(work, row.key)
    _changed(work, "add_round", row)
    return row


def remove_round(work: Work, key: str) -> None:
    """Takes a round away that has not begun. Others that named it must first be set right."""
    work.require(Permission.CONTEST_EDIT)
    session = work.session
    row = rounds.get(session, key)
    if has_begun(session, row):
        raise WrongState(say("%(row)s đã bắt đầu, không bỏ được.", row=row.title))
    if session.scalar(select(Award.id).where(Award.round_id == row.id).limit(1)) is not None:
        raise WrongState(say("%(row)s có giải thưởng, không bỏ được.", row=row.title))
    naming = [each.title for each in all_rounds(session) if each.id != row.id and _names(each, key)]
    if naming:
        raise WrongState(
            say(
                "Thể lệ của %(names)s còn nhắc đến %(row)s. Xin sửa ở đó trước.", names=", ".join(naming), row=row.title
            )
        )
    before = senders(session)
    title = row.title
    session.execute(delete(Cue).where(Cue.round_id == row.id))
    session.execute(delete(Performance).where(Performance.round_id == row.id))
    session.delete(row)
    session.flush()
    settle_field(work, before)
    work.record("remove_round", key, title=title)
    _touch_all(work)


def move_round(work: Work, key: str, by: int) -> Round:
    """The round, so many places later (or earlier). Refused where a round would then name one on the wrong side."""
    work.require(Permission.CONTEST_EDIT)
    session = work.session
    row = rounds.get(session, key)
    every = all_rounds(session)
    at = every.index(row)
    to = max(0, min(len(every) - 1, at + by))
    if to == at:
        return row
    for each in every[min(at, to) : max(at, to) + 1]:
        if has_begun(session, each):
            raise WrongState(say("%(each)s đã bắt đầu, thứ tự các vòng được giữ cố định.", each=each.title))
    already = _wrong_sides(session)
    every.insert(to, every.pop(at))
    for number, each in enumerate(every, 1):
        each.position = -number
    session.flush()
    for number, each in enumerate(every, 1):
        each.position = number
    session.flush()
    if _wrong_sides(session) > already:
        raise WrongState(say("%(row)s không dời được: thể lệ cho đội đi từ vòng trước sang vòng sau.", row=row.title))
    for each in every:
        regenerate_round(work, each.key)
    _changed(work, "move_round", row, position=to + 1)
    return row


def _wrong_sides(session: Session) -> int:
    """How often a round names one that is not on the side where it must be."""
    return sum(each.code in ("not_earlier", "not_later") for each in faults_of(contest_tree(session)))


def _names(row: Round, key: str) -> bool:
    return (
        (row.advance or {}).get("to") == key
        or any(each["round"] == key for each in row.carry_over)
        or {"by": "round", "key": key} in row.tie_break
    )


def _changed(work: Work, act: str, row: Round, **details: object) -> None:
    work.session.flush()
    work.record(act, row.key, title=row.title, **details)
    _touch_all(work)


def _touch_all(work: Work) -> None:
    keys = [row.key for row in all_rounds(work.session)]
    work.touch("contest", "cues", "show", "mc", "public", *(f"standings.{key}" for key in keys))
