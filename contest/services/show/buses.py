"""The two buses (kênh): what is on air on each, where its run of show stands, and what comes next.

Responsible for reading buses and the cues around them. Never takes anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, select
from sqlalchemy.orm import Session

from contest.db.models import Bus, Cue, Take
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.live.topics import TopicKind, screen_topic


class BusKey(StrEnum):
    """The hall's bus and the stream's."""

    STAGE = "stage"
    STREAM = "stream"


class TakeKind(StrEnum):
    """How the picture came on air: a cue was taken, the bus was blacked out, or the picture was held."""

    TAKE = "take"
    BLACK = "black"
    HOLD = "hold"


TOPIC = {BusKey.STAGE: TopicKind.STAGE.value, BusKey.STREAM: TopicKind.OVERLAY.value}
NEXT_TOPIC = {BusKey.STAGE: TopicKind.STAGE_NEXT.value, BusKey.STREAM: TopicKind.OVERLAY_NEXT.value}
VIEWS = {
    BusKey.STAGE: (screen_topic("stage"), screen_topic("standings")),
    BusKey.STREAM: (screen_topic("stream"),),
}
"""What screens show of a bus that were sent to it."""

NAMES = {BusKey.STAGE: "sân khấu", BusKey.STREAM: "truyền hình"}


def last_take(session: Session, key: BusKey) -> Take | None:
    """The take where the bus's run of show stands; None before the first. On a delayed bus it may not be on air yet."""
    row = session.get(Bus, key.value)
    return row.take if row is not None else None


def take_on_air(session: Session, key: BusKey) -> Take | None:
    """The take that is on air on the bus; None before the first."""
    return aired(session, last_take(session, key))


def aired(session: Session, take: Take | None) -> Take | None:
    """The newest that is on air of a take and those before it."""
    while take is not None and not take.aired:
        take = session.get(Take, take.previous_id) if take.previous_id is not None else None
    return take


def pending(session: Session, key: BusKey) -> list[Take]:
    """The takes of a delayed bus that are not on air yet, the one to come first at the head."""
    take, found = last_take(session, key), []
    while take is not None and not take.aired:
        found.append(take)
        take = session.get(Take, take.previous_id) if take.previous_id is not None else None
    return found[::-1]


def bus_row(session: Session, key: BusKey) -> Bus:
    """The bus, for an act on it; one that was never used is made here."""
    row = session.get(Bus, key.value)
    if row is None:
        row = Bus(key=key.value)
        session.add(row)
        session.flush()
    return row


def keys_named(name: str) -> tuple[BusKey, ...]:
    """The buses that a request names: `stage`, `stream` or `both`. Raises `Invalid`."""
    if name == "both":
        return tuple(BusKey)
    try:
        return (BusKey(name),)
    except ValueError:
        fault = Fault(
            "bus", "unknown", say("Kênh phải là “stage” (sân khấu), “stream” (truyền hình) hoặc “both” (cả hai).")
        )
        raise Invalid([fault]) from None


def about(take: Take | None) -> dict[str, Any]:
    """What the house remembers of the cue that a take stands at, also when that cue is gone; never sent to a screen."""
    found: dict[str, Any] = take.frame.get("about", {}) if take else {}
    return found


def next_up(session: Session, take: Take | None) -> tuple[Cue, int] | None:
    """What a take without a cue of its own takes: the next step of the cue, else the next cue; None at the end.

    A blacked-out or held bus goes on from the cue that it had reached.
    """
    cue = take.cue if take else None
    if take is not None and cue is not None and cue.deleted_at is None and take.step < about(take).get("steps", 1):
        return cue, take.step + 1
    reached = cue.position if cue is not None else about(take).get("position")
    query = select(Cue).where(Cue.deleted_at.is_(None)).order_by(Cue.position).limit(1)
    if reached is not None:
        query = query.where(Cue.position > reached)
    following = session.scalar(query)
    return (following, 1) if following is not None else None


def chain(take: Take | None) -> CTE:
    """The take and those before it, back to the first: what was undone is not among them."""
    steps = select(Take.id, Take.previous_id).where(Take.id == (take.id if take else -1)).cte(recursive=True)
    return steps.union_all(select(Take.id, Take.previous_id).join(steps, Take.id == steps.c.previous_id))


def standing_cues(session: Session) -> set[int]:
    """Ids of the cues at which a bus stands, or will once its delay is over."""
    takes = [take for key in BusKey for take in (take_on_air(session, key), *pending(session, key))]
    return {take.cue_id for take in takes if take is not None and take.cue_id is not None}


def delay_ms(session: Session) -> int:
    """How long after a take the stream shows it."""
    row = session.get(Bus, BusKey.STREAM.value)
    return row.delay_ms if row is not None else 0
