"""The director's acts on the stage clock: start or go on, pause, stop. What it measured stands with the performance.

The clock proposes; whether points are taken off for overtime is the secretary's to say.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Performance, StageClock
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.live.clock import Clock, ClockState, ready_clock
from contest.live.topics import performance_topic
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Locked, NotFound, WrongState
from contest.services.show.buses import BusKey, about, last_take
from contest.services.show.clock_face import clock_value
from contest.services.show.on_air import on_air_topics

MOST_GIVEN_MS = 3_600_000


class ClockRunning(WrongState):
    """The clock runs for another performance."""


def start(work: Work, performance_id: int | None = None) -> StageClock:
    """The clock, running for that performance; paused it goes on from where it stood, stopped it begins anew.

    Without a performance it is the one on air, else the open one. A clock already running for it stays as it is.
    """
    work.require(Permission.CLOCK_RUN)
    row = _row(work)
    performance = _performance(work, performance_id)
    same = row.performance_id == performance.id
    if row.state == ClockState.RUNNING:
        if same:
            return row
        name = _running_for(work, row)
        raise ClockRunning(say("Đồng hồ đang chạy cho %(name)s. Xin dừng lại trước khi bắt đầu lượt khác.", name=name))
    if performance.state == "locked":
        raise Locked(say("Lượt thi này đã khóa, không tính giờ lại được."))
    ready = ready_clock(performance.section.duration_s, performance.section.warning_s, work.house.clock_rate)
    if ready is None:
        raise WrongState(say("Phần thi %(section)s không quy định thời gian.", section=performance.section.title))
    resumed = same and row.state == ClockState.PAUSED
    _write(row, performance, (clock_value(row) if resumed else ready).started(work.now))
    _recorded(work, "resume_clock" if resumed else "start_clock", row, performance)
    return row


def pause(work: Work) -> StageClock:
    """The clock, held for a moment."""
    work.require(Permission.CLOCK_RUN)
    row = _row(work)
    if row.state == ClockState.PAUSED:
        return row
    if row.state != ClockState.RUNNING:
        raise WrongState(say("Đồng hồ chưa chạy."))
    return _halt(work, row, "pause_clock", clock_value(row).paused(work.now))


def stop(work: Work) -> StageClock:
    """The clock, done: what it measured stands with the performance."""
    work.require(Permission.CLOCK_RUN)
    row = _row(work)
    if row.state == ClockState.STOPPED:
        return row
    if row.state == ClockState.READY:
        raise WrongState(say("Đồng hồ chưa chạy."))
    return _halt(work, row, "stop_clock", clock_value(row).stopped(work.now))


def give(work: Work, ms: int, reason: str) -> StageClock:
    """The clock with so much more time, or less: for a lamp that failed, not for a team that asks. It is recorded.

    The section's own length stays, so what was given is not counted as used.
    """
    work.require(Permission.CLOCK_RUN)
    faults = []
    if not 0 < abs(ms) <= MOST_GIVEN_MS:
        faults.append(Fault("ms", "out_of_range", say("Thời gian thêm hoặc bớt phải từ 1 giây đến 60 phút.")))
    if not reason.strip():
        faults.append(Fault("reason", "missing", say("Xin ghi lý do thêm hoặc bớt giờ.")))
    if faults:
        raise Invalid(faults)
    row = _row(work)
    performance = work.session.get(Performance, row.performance_id) if row.performance_id is not None else None
    if performance is None or row.state not in (ClockState.RUNNING, ClockState.PAUSED):
        raise WrongState(say("Chỉ thêm hoặc bớt giờ khi đồng hồ đang chạy hoặc tạm dừng."))
    _write(row, performance, clock_value(row).given(ms))
    if row.state == ClockState.PAUSED:
        _measure(performance, clock_value(row).used_s(work.now))
    work.session.flush()
    name = f"{performance.round.key}/{performance.team.key}/{performance.section.key}"
    work.record("give_time", name, ms=ms, reason=reason.strip(), left_ms=clock_value(row).left(work.now))
    work.touch("show", "screen.clock", performance_topic(performance.id), *on_air_topics(work.session, performance.id))
    return row


def ring(work: Work) -> None:
    """The bell, rung by hand; the door has the screens that sound it told."""
    work.require(Permission.CLOCK_RUN)
    work.record("ring_bell", "chuông")


def set_auto_bell(work: Work, on: bool) -> StageClock:
    """Whether the bell rings by itself at the warning and when time is up."""
    work.require(Permission.CLOCK_RUN)
    row = _row(work)
    if row.auto_bell != on:
        row.auto_bell = on
        work.record("set_auto_bell", "chuông", on=on)
        work.touch("show")
    return row


def next_bell(session: Session, after: int) -> int | None:
    """When the running clock rings by itself next, later than `after`; None when it does not."""
    row = session.get(StageClock, 1)
    if row is None or not row.auto_bell:
        return None
    return min((at for at in clock_value(row).bells() if at > after), default=None)


def _halt(work: Work, row: StageClock, act: str, clock: Clock) -> StageClock:
    performance = work.session.get(Performance, row.performance_id) if row.performance_id is not None else None
    _write(row, performance, clock)
    if performance is None:
        work.session.flush()
        work.record(act, "đồng hồ sân khấu")
        work.touch("show", "screen.clock")
        return row
    _measure(performance, clock.used_s(work.now))
    _recorded(work, act, row, performance, measured_s=performance.measured_s)
    return row


def _measure(performance: Performance, used_s: int) -> None:
    """Another duration than before is another proposal, which nobody has dealt with yet. A locked figure stays."""
    if performance.state == "locked" or performance.measured_s == used_s:
        return
    performance.measured_s = used_s
    performance.proposal_settled = False
    performance.version += 1


def _row(work: Work) -> StageClock:
    row = work.session.get(StageClock, 1)
    if row is None:
        row = StageClock(id=1, state=ClockState.READY.value, duration_ms=0, warning_ms=0, left_ms=0)
        work.session.add(row)
        work.session.flush()
    return row


def _performance(work: Work, performance_id: int | None) -> Performance:
    if performance_id is not None:
        found = work.session.get(Performance, performance_id)
        if found is None:
            raise NotFound(say("Không có lượt thi này."))
        return found
    for key in BusKey:
        take = last_take(work.session, key)
        on_air = about(take).get("performance")
        if take is not None and on_air is not None and take.frame["scene"] in ("team", "performing"):
            found = work.session.get(Performance, on_air)
            if found is not None:
                return found
    opened = work.session.scalar(
        select(Performance).where(Performance.state == "open").order_by(Performance.id).limit(1)
    )
    if opened is None:
        raise WrongState(say("Chưa có lượt thi nào trên sân khấu hoặc đang mở để tính giờ."))
    return opened


def _running_for(work: Work, row: StageClock) -> str:
    performance = work.session.get(Performance, row.performance_id) if row.performance_id is not None else None
    return f"{performance.team.title} · {performance.section.title}" if performance else "một lượt thi khác"


def _write(row: StageClock, performance: Performance | None, clock: Clock) -> None:
    row.performance_id = performance.id if performance else None
    row.state = clock.state.value
    row.duration_ms = clock.duration_ms
    row.warning_ms = clock.warning_ms
    row.ends_at = clock.ends_at
    row.left_ms = clock.left_ms
    row.rate = clock.rate


def _recorded(work: Work, act: str, row: StageClock, performance: Performance, **details: int | None) -> None:
    work.session.flush()
    name = f"{performance.round.key}/{performance.team.key}/{performance.section.key}"
    work.record(act, name, left_ms=clock_value(row).left(work.now), **details)
    work.touch("show", "screen.clock", performance_topic(performance.id), *on_air_topics(work.session, performance.id))
