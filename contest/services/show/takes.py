"""The director's acts on the buses: take, undo, black, hold, link. Every one is recorded.

A take is frozen: what goes on air is stored with it, and later changes of the contest don't reach the picture until it
is taken again. Each act does one thing always; repeating *black* or *hold* changes nothing. On a stream with a delay a
take comes on air later (see `airing`); black, hold and undo act at once, and call off what still waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contest.db.models import Bus, Contest, Cue, Take
from contest.domain.errors import Fault, Invalid, RuleViolation
from contest.domain.said import say
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, Stale, WrongState
from contest.services.show import frames, gates
from contest.services.show.buses import (
    NAMES,
    NEXT_TOPIC,
    TOPIC,
    VIEWS,
    BusKey,
    TakeKind,
    about,
    aired,
    bus_row,
    keys_named,
    next_up,
    pending,
)
from contest.services.show.on_air import shown

SHOW_TOPICS = ("show", "mc", "public")
LONGEST_DELAY_MS = 120_000


class NothingToUndo(RuleViolation):
    """There is no take to go back from."""

    code = "nothing-to-undo"


def take(
    work: Work,
    bus: str,
    cue_id: int | None = None,
    step: int | None = None,
    override_reason: str | None = None,
    *,
    based_on: Mapping[str, Any] | None = None,
) -> list[Take]:
    """The takes that went on air, one for each bus. Without a cue: the next step, or else the next cue.

    `based_on` says which take was the last on each bus when the key was pressed: if it is another one now, somebody
    else was faster, and nothing is taken that the one who pressed has not seen. Raises `Stale` then.

    Raises `NotConfirmed` for figures that are not locked and confirmed, unless `override_reason` says why they are
    shown all the same; that is recorded. Raises `NoFigures` or `NoWinner` where there is nothing to show.
    """
    work.require(Permission.SHOW_RUN)
    rows = _rows(work, bus)
    _seen(rows, based_on)
    cue, at = _chosen(work, rows[0], cue_id, step)
    waits = gates.waits_for(cue)
    reason = (override_reason or "").strip() or None
    if waits is not None and reason is None:
        raise gates.refusal(cue)
    frame = frames.frozen(work.session, cue, at, work.now)
    work.session.info["fresh_frames"] = {(cue.id, at): frame}  # as fresh as can be: it is not built again to compare
    if cue.steps != frame["about"]["steps"]:
        cue.steps = frame["about"]["steps"]
        work.touch("cues")
    override = reason if waits is not None else None
    taken = [_made(work, row, TakeKind.TAKE, frame, cue=cue, step=at, override=override) for row in rows]
    _put(work, rows, taken)
    work.record(
        "take_cue",
        f"{cue.title} · {cue.subtitle}",
        bus=_names(rows),
        cue=cue.id,
        scene=cue.scene,
        step=at,
        takes=[each.id for each in taken],
        override=override,
        **({"stream_delay_ms": late} if (late := max(row.delay_ms for row in rows)) else {}),
    )
    return taken


def undo(work: Work, bus: str, based_on: Mapping[str, Any] | None = None) -> list[Bus]:
    """The buses, back at the take before. One with nothing to undo stays. What still waits for its delay is called off.

    `based_on` as in `take`: only what the one who pressed saw is undone.
    """
    work.require(Permission.SHOW_RUN)
    rows = _rows(work, bus)
    _seen(rows, based_on)
    undone = [row for row in rows if row.take is not None]
    if not undone:
        raise NothingToUndo(say("Không còn lệnh nào để hoàn tác trên kênh này."))
    gone = [row.take_id for row in undone]
    before = [row.take.previous_id if row.take else None for row in undone]
    for row in undone:
        _call_off([row.take] if row.take is not None else [])
    _put(work, undone, [work.session.get(Take, each) if each is not None else None for each in before])
    work.touch("cues")
    work.record("undo_take", _names(undone), takes=gone, now=[row.take_id for row in undone])
    return undone


def black(work: Work, bus: str) -> list[Bus]:
    """The buses, blacked out at once. The run of show stays where the picture was; undo brings the picture back."""
    work.require(Permission.SHOW_RUN)
    rows = [row for row in _rows(work, bus) if _waiting(work, row) or _kind(work, row) != TakeKind.BLACK]
    if rows:
        _stand(work, rows, TakeKind.BLACK, [dict(frames.BLANK) for _row in rows])
        work.record("black_out", _names(rows))
    return rows


def hold(work: Work, bus: str) -> list[Bus]:
    """The buses, their picture standing still: clock and sheets stop on it. The next take, or undo, ends it."""
    work.require(Permission.SHOW_RUN)
    rows = [row for row in _rows(work, bus) if aired(work.session, row.take) is not None]
    if not rows:
        raise WrongState(say("Kênh này chưa phát gì để giữ hình."))
    rows = [row for row in rows if _waiting(work, row) or _kind(work, row) != TakeKind.HOLD]
    if rows:
        on_air = [aired(work.session, row.take) for row in rows]
        pictures = [_still(shown(work.session, each), work.now) for each in on_air if each is not None]
        _stand(work, rows, TakeKind.HOLD, pictures)
        work.record("hold_picture", _names(rows))
    return rows


def delay(work: Work, delay_ms: int) -> Bus:
    """The stream, which from now on shows each take so much later. What was taken before keeps its own time."""
    work.require(Permission.SHOW_RUN)
    if not 0 <= delay_ms <= LONGEST_DELAY_MS:
        raise Invalid([Fault("delay_ms", "out_of_range", say("Độ trễ phải từ 0 đến 120 giây."))])
    row = bus_row(work.session, BusKey.STREAM)
    if row.delay_ms != delay_ms:
        work.record("delay_stream", NAMES[BusKey.STREAM], delay_ms=delay_ms, before=row.delay_ms)
        row.delay_ms = delay_ms
        work.touch("show")
    return row


def link(work: Work, linked: bool) -> None:
    """From now on the console's keys act on both buses, or on one. What is on air does not change."""
    work.require(Permission.SHOW_RUN)
    contest = work.session.get_one(Contest, 1)
    if contest.buses_linked == linked:
        return
    contest.buses_linked = linked
    work.record("link_buses" if linked else "unlink_buses", "sân khấu + truyền hình")
    work.touch("show", *NEXT_TOPIC.values())


def _rows(work: Work, bus: str) -> list[Bus]:
    """The buses that an act names: one, or `both`. Linking is the console's: it names both while they are linked.

    A named bus means that bus alone, so that a black of the hall never blacks out the stream.
    """
    return [bus_row(work.session, key) for key in keys_named(bus)]


def _chosen(work: Work, row: Bus, cue_id: int | None, step: int | None) -> tuple[Cue, int]:
    """The cue and step to take, seen from the bus that was named."""
    if cue_id is not None:
        cue = work.session.get(Cue, cue_id)
        if cue is None or cue.deleted_at is not None:
            raise NotFound(say("Không có lệnh này trong kịch bản."))
        return cue, step or 1
    if step is not None and row.take is not None and row.take.cue is not None:
        return row.take.cue, step
    coming = next_up(work.session, row.take)
    if coming is None:
        raise WrongState(say("Đã hết kịch bản, không còn lệnh tiếp theo."))
    return coming if step is None else (coming[0], step)


def _made(
    work: Work,
    row: Bus,
    kind: TakeKind,
    frame: dict[str, Any],
    *,
    cue: Cue | None,
    step: int,
    override: str | None = None,
) -> Take:
    late = row.delay_ms if kind is TakeKind.TAKE else 0
    return Take(
        bus=row.key,
        kind=kind.value,
        cue=cue,
        step=step,
        frame=frame,
        previous_id=row.take_id,
        at=work.now,
        airs_at=work.now + late if late else None,
        aired=not late,
        by=work.actor.name,
        override_reason=override,
    )


def _seen(rows: Sequence[Bus], based_on: Mapping[str, Any] | None) -> None:
    """Nothing while each bus stands where the one who pressed saw it; raises `Stale` otherwise."""
    for row in rows:
        if based_on is not None and row.key in based_on and based_on[row.key] != row.take_id:
            raise Stale(say("Một bàn đạo diễn khác vừa phát trước. Chưa phát gì thêm: xin xem lại khung đang phát."))


def _kind(work: Work, row: Bus) -> str | None:
    take = aired(work.session, row.take)
    return take.kind if take is not None else None


def _waiting(work: Work, row: Bus) -> bool:
    return bool(pending(work.session, BusKey(row.key)))


def _call_off(takes: Iterable[Take]) -> None:
    """Takes that still wait for their delay will not come on air."""
    for each in takes:
        if not each.aired:
            each.airs_at = None


def _stand(work: Work, rows: Sequence[Bus], kind: TakeKind, pictures: Sequence[dict[str, Any]]) -> None:
    """Puts a picture on each bus at once, and leaves the run of show at what was on air; nothing waits any more."""
    made: list[Take] = []
    for row, picture in zip(rows, pictures, strict=True):
        _call_off(pending(work.session, BusKey(row.key)))
        row.take = aired(work.session, row.take)
        work.session.flush()
        cue, step = (row.take.cue, row.take.step) if row.take else (None, 1)
        made.append(_made(work, row, kind, picture | {"about": about(row.take)}, cue=cue, step=step))
    _put(work, rows, made)


def _put(work: Work, rows: Sequence[Bus], pictures: Sequence[Take | None]) -> None:
    """Puts each picture on its bus; None is the start, before any take. What waits for its delay changes no screen."""
    work.session.add_all(picture for picture in pictures if picture is not None)
    work.session.flush()
    for row, picture in zip(rows, pictures, strict=True):
        was = aired(work.session, row.take)
        row.take = picture
        key = BusKey(row.key)
        work.touch(NEXT_TOPIC[key], *SHOW_TOPICS)
        if aired(work.session, picture) is not was:
            work.touch(TOPIC[key], *VIEWS[key])
    work.session.flush()


def _still(picture: dict[str, Any], now: int) -> dict[str, Any]:
    """The picture with its clock stopped at what it shows at this moment."""
    clock = picture.get("clock")
    if not clock or clock["ends_at"] is None:
        return picture
    left = (clock["ends_at"] - now) * clock["rate"]
    return picture | {"clock": clock | {"state": "paused", "ends_at": None, "left_ms": left}}


def _names(rows: Iterable[Bus]) -> str:
    return " + ".join(NAMES[BusKey(row.key)] for row in rows)
