"""The two buses (kênh): what is on air on each, where its run of show stands, and what comes next.

Responsible for reading buses and the cues around them. Never takes anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Bus, Cue, Take
from contest.domain.errors import Fault, Invalid
from contest.live.topics import TopicKind


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
NAMES = {BusKey.STAGE: "sân khấu", BusKey.STREAM: "truyền hình"}


def take_on_air(session: Session, key: BusKey) -> Take | None:
    """The take that is on air on the bus; None before the first."""
    row = session.get(Bus, key.value)
    return row.take if row is not None else None


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
        fault = Fault("bus", "unknown", "Kênh phải là “stage” (sân khấu), “stream” (truyền hình) hoặc “both” (cả hai).")
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
    if take is not None and cue is not None and take.step < cue.steps:
        return cue, take.step + 1
    reached = cue.position if cue is not None else about(take).get("position")
    query = select(Cue).order_by(Cue.position).limit(1)
    if reached is not None:
        query = query.where(Cue.position > reached)
    following = session.scalar(query)
    return (following, 1) if following is not None else None


def standing_cues(session: Session) -> set[int]:
    """Ids of the cues at which a bus stands."""
    takes = (take_on_air(session, key) for key in BusKey)
    return {take.cue_id for take in takes if take is not None and take.cue_id is not None}
