"""Calls for a judge's attention (gọi giám khảo): the desk's words on the judge's tablet, until the judge has seen them.

Responsible for one call at a time for each judge. A call never stops or changes anything on a sheet.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Judge, JudgeCall
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services.house import Work
from contest.services.permissions import Forbidden, Permission
from contest.services.refusals import NotFound

LONGEST = 160


def call_judge(work: Work, judge_key: str, words: str) -> JudgeCall:
    """The call, on the judge's tablets now. A newer call takes the place of one that was not seen."""
    work.require(Permission.JUDGE_CALL)
    judge = _judge(work.session, judge_key)
    words = " ".join(words.split())
    if not words:
        raise Invalid([Fault("words", "missing", say("Xin ghi lời nhắn cho giám khảo."))])
    if len(words) > LONGEST:
        raise Invalid([Fault("words", "too_long", say("Lời nhắn dài nhất %(longest)s ký tự.", longest=LONGEST))])
    before = open_call(work.session, judge.id)
    if before is not None and before.words == words:
        return before
    if before is not None:
        before.withdrawn_at = work.now
    call = JudgeCall(judge_id=judge.id, judge=judge, words=words, by=work.actor.name, at=work.now)
    work.session.add(call)
    work.session.flush()
    _changed(work, "call_judge", call, words=words)
    return call


def withdraw_call(work: Work, judge_key: str) -> None:
    """Takes the judge's open call back; nothing where there is none."""
    work.require(Permission.JUDGE_CALL)
    call = open_call(work.session, _judge(work.session, judge_key).id)
    if call is not None:
        call.withdrawn_at = work.now
        _changed(work, "withdraw_call", call)


def see_call(work: Work, call_id: int) -> JudgeCall:
    """The call, seen by its judge."""
    work.require(Permission.SHEET_OWN)
    call = work.session.get(JudgeCall, call_id)
    if call is None:
        raise NotFound(say("Không có lời nhắn này."))
    if work.actor.judge_key is not None and call.judge.key != work.actor.judge_key:
        raise Forbidden(say("Đây là lời nhắn cho giám khảo khác."))
    if call.seen_at is None:
        call.seen_at = work.now
        _changed(work, "see_call", call)
    return call


def open_call(session: Session, judge_id: int) -> JudgeCall | None:
    """The call that the judge has not seen and nobody has taken back, or None."""
    query = select(JudgeCall).where(
        JudgeCall.judge_id == judge_id, JudgeCall.seen_at.is_(None), JudgeCall.withdrawn_at.is_(None)
    )
    return session.scalar(query.order_by(JudgeCall.id.desc()).limit(1))


def told_json(session: Session, judge_id: int) -> dict[str, Any] | None:
    """What the judge's tablet shows of an open call, or None."""
    call = open_call(session, judge_id)
    return None if call is None else {"id": call.id, "words": call.words, "at": call.at}


def last_calls(session: Session) -> dict[str, dict[str, Any]]:
    """The last call of each judge that was not taken back, by the judge's key: the desk sees when it was seen."""
    rows = session.scalars(select(JudgeCall).where(JudgeCall.withdrawn_at.is_(None)).order_by(JudgeCall.id))
    return {
        row.judge.key: {"id": row.id, "words": row.words, "by": row.by, "at": row.at, "seen_at": row.seen_at}
        for row in rows
    }


def _judge(session: Session, key: str) -> Judge:
    judge = session.scalar(select(Judge).where(Judge.key == key))
    if judge is None:
        raise NotFound(say("Không có giám khảo này trong danh sách."))
    return judge


def _changed(work: Work, act: str, call: JudgeCall, **details: str) -> None:
    work.session.flush()
    work.record(act, f"judge:{call.judge.key}", call=call.id, **details)
    work.touch("contest", f"judge.{call.judge.key}")
