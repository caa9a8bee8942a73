"""The director's acts on the buses: take, undo, black, hold, link. Every one is recorded.

A take is frozen: what goes on air is stored with it, and later changes of the contest don't reach the picture until it
is taken again. Each act does one thing always; repeating *black* or *hold* changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contest.db.models import Bus, Contest, Cue, Take
from contest.domain.errors import RuleViolation
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.show import frames, gates
from contest.services.show.buses import NAMES, NEXT_TOPIC, TOPIC, BusKey, TakeKind, about, bus_row, keys_named, next_up
from contest.services.show.on_air import shown

SHOW_TOPICS = ("show", "mc", "public")


class NothingToUndo(RuleViolation):
    """There is no take to go back from."""

    code = "nothing-to-undo"


def take(
    work: Work, bus: str, cue_id: int | None = None, step: int | None = None, override_reason: str | None = None
) -> list[Take]:
    """The takes that went on air, one for each bus. Without a cue: the next step, or else the next cue.

    Raises `NotConfirmed` for figures that are not locked and confirmed, unless `override_reason` says why they are
    shown all the same; that is recorded. Raises `NoFigures` or `NoWinner` where there is nothing to show.
    """
    work.require(Permission.SHOW_RUN)
    rows = _rows(work, bus)
    cue, at = _chosen(work, rows[0], cue_id, step)
    waits = gates.waits_for(cue)
    reason = (override_reason or "").strip() or None
    if waits is not None and reason is None:
        raise gates.refusal(cue)
    frame = frames.frozen(work.session, cue, at, work.now)
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
    )
    return taken


def undo(work: Work, bus: str) -> list[Bus]:
    """The buses, back at the take before. One with nothing to undo stays."""
    work.require(Permission.SHOW_RUN)
    undone = [row for row in _rows(work, bus) if row.take is not None]
    if not undone:
        raise NothingToUndo("Không còn lệnh nào để hoàn tác trên kênh này.")
    gone = [row.take_id for row in undone]
    before = [row.take.previous_id if row.take else None for row in undone]
    _put(work, undone, [work.session.get(Take, each) if each is not None else None for each in before])
    work.record("undo_take", _names(undone), takes=gone, now=[row.take_id for row in undone])
    return undone


def black(work: Work, bus: str) -> list[Bus]:
    """The buses, blacked out at once. The run of show stays where it was; undo brings the picture back."""
    work.require(Permission.SHOW_RUN)
    rows = [row for row in _rows(work, bus) if row.take is None or row.take.kind != TakeKind.BLACK]
    if rows:
        _put(work, rows, [_standing(work, row, TakeKind.BLACK, dict(frames.BLANK)) for row in rows])
        work.record("black_out", _names(rows))
    return rows


def hold(work: Work, bus: str) -> list[Bus]:
    """The buses, their picture standing still: clock and sheets stop on it. The next take, or undo, ends it."""
    work.require(Permission.SHOW_RUN)
    rows = [row for row in _rows(work, bus) if row.take is not None]
    if not rows:
        raise WrongState("Kênh này chưa phát gì để giữ hình.")
    rows = [row for row in rows if row.take is not None and row.take.kind != TakeKind.HOLD]
    if rows:
        pictures = [_still(shown(work.session, row.take), work.now) for row in rows if row.take is not None]
        _put(
            work,
            rows,
            [_standing(work, row, TakeKind.HOLD, picture) for row, picture in zip(rows, pictures, strict=True)],
        )
        work.record("hold_picture", _names(rows))
    return rows


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
        if cue is None:
            raise NotFound("Không có lệnh này trong kịch bản.")
        return cue, step or 1
    if step is not None and row.take is not None and row.take.cue is not None:
        return row.take.cue, step
    coming = next_up(work.session, row.take)
    if coming is None:
        raise WrongState("Đã hết kịch bản, không còn lệnh tiếp theo.")
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
    return Take(
        bus=row.key,
        kind=kind.value,
        cue=cue,
        step=step,
        frame=frame,
        previous_id=row.take_id,
        at=work.now,
        by=work.actor.name,
        override_reason=override,
    )


def _standing(work: Work, row: Bus, kind: TakeKind, picture: dict[str, Any]) -> Take:
    """A take that leaves the run of show where it stands."""
    cue, step = (row.take.cue, row.take.step) if row.take else (None, 1)
    return _made(work, row, kind, picture | {"about": about(row.take)}, cue=cue, step=step)


def _put(work: Work, rows: Sequence[Bus], pictures: Sequence[Take | None]) -> None:
    """Puts each picture on its bus; None is the start, before any take."""
    work.session.add_all(picture for picture in pictures if picture is not None)
    work.session.flush()
    for row, picture in zip(rows, pictures, strict=True):
        row.take = picture
        key = BusKey(row.key)
        work.touch(TOPIC[key], NEXT_TOPIC[key], *SHOW_TOPICS)
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
