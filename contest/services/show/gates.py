"""What a cue waits for before it may be taken: a score for its lock, a result for its confirmation by two people."""

from __future__ import annotations

from sqlalchemy.orm import object_session

from contest.db.models import Cue
from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.live.scenes import SceneName
from contest.services import publications

NEEDS_LOCK = frozenset({SceneName.SCORE})
NEEDS_CONFIRMATION = frozenset({SceneName.STANDINGS, SceneName.ADVANCING, SceneName.AWARD, SceneName.PODIUM})
CONFIRMED = frozenset({"confirmed", "published"})


class NotConfirmed(RuleViolation):
    """The figures of a cue are not locked or not confirmed; taking it all the same needs a reason."""

    code = "not-confirmed"


def waits_for(cue: Cue) -> str | None:
    """What the cue waits for, in the words of the console; None when it may be taken."""
    performance, row, session = cue.performance, cue.round, object_session(cue)
    shaken = (
        row is not None
        and session is not None
        and cue.scene in NEEDS_CONFIRMATION
        and row.key in publications.unsettled(session)
    )
    states = performance.state if performance else None, row.state if row else None
    return waiting(cue.scene, *states, shaken=shaken)


def waiting(scene: str, performance_state: str | None, round_state: str | None, *, shaken: bool = False) -> str | None:
    """What a scene waits for while its performance and its round are in these states; None when it may be shown.

    `shaken` says that an earlier round is being corrected on which this round's result rests.
    """
    if scene in NEEDS_LOCK and performance_state != "locked":
        return say("chờ khóa phiếu")
    if scene in NEEDS_CONFIRMATION and shaken:
        return say("chờ đính chính vòng trước")
    if scene in NEEDS_CONFIRMATION and round_state not in CONFIRMED:
        return say("chờ xác nhận kết quả")
    return None


def refusal(cue: Cue) -> NotConfirmed:
    """Why the cue can't be taken now, in words that say what to do."""
    override = say("Nếu buộc phải phát ngay, xin ghi lý do.")
    if cue.scene == SceneName.SCORE and cue.performance is not None:
        name = f"{cue.performance.team.title} · {cue.performance.section.title}"
        return NotConfirmed(
            say("Chưa công bố được điểm: lượt thi %(name)s chưa khóa phiếu. %(override)s", name=name, override=override)
        )
    title = cue.round.title if cue.round else say("vòng thi")
    if cue.round is not None and cue.round.state in CONFIRMED:
        return NotConfirmed(
            say(
                "Chưa công bố được: kết quả vòng trước %(title)s đang được đính chính. %(override)s",
                title=title,
                override=override,
            )
        )
    return NotConfirmed(
        say(
            "Chưa công bố được: kết quả %(title)s chưa được hai người xác nhận. %(override)s",
            title=title,
            override=override,
        )
    )
