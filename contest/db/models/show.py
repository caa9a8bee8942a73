"""Tables of the show: the run of show, what each bus has taken, the stage clock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.judging import Performance
from contest.db.models.rules import Round
from contest.db.types import Instant, Key, Title, Words


class Cue(Base):
    """A cue (lệnh) of the run of show: a scene with its parameters, in `steps` steps.

    A planned cue has its plan's key in `params`; what the director changed of it stands in `own` and outlives the next
    plan. One `made_by_hand` is no plan's. `part` is the key of the round in whose part of the list the cue stands.
    """

    __tablename__ = "cue"
    __table_args__ = (CheckConstraint("steps > 0", name="steps_above_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(index=True)
    scene: Mapped[Key]
    title: Mapped[Title]
    subtitle: Mapped[Title] = mapped_column(default="")
    steps: Mapped[int] = mapped_column(default=1)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[Words | None]  # for the crew
    mc_note: Mapped[Words | None]
    planned_s: Mapped[int | None]  # the director's own planned length; None: as the scene usually takes
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    made_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted_at: Mapped[Instant | None]  # out of the list, and out of every new plan, until it is put back
    part: Mapped[Key | None]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"))

    round: Mapped[Round | None] = relationship(lazy="joined")
    performance: Mapped[Performance | None] = relationship()


class Take(Base):
    """A take (phát): the frozen scene data that went on a bus. Later edits of the contest don't change it."""

    __tablename__ = "take"
    __table_args__ = (
        CheckConstraint("kind IN ('take', 'black', 'hold')", name="kind_known"),
        CheckConstraint("bus IN ('stage', 'stream')", name="bus_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bus: Mapped[Key]
    kind: Mapped[Key]
    cue_id: Mapped[int | None] = mapped_column(ForeignKey("cue.id", ondelete="SET NULL"))
    step: Mapped[int] = mapped_column(default=1)
    frame: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("take.id"))
    at: Mapped[Instant]
    airs_at: Mapped[Instant | None]  # when a delayed bus lets it out; None: at once, or called off before that
    aired: Mapped[bool] = mapped_column(default=True, server_default=true())
    by: Mapped[Title]
    override_reason: Mapped[Words | None]

    cue: Mapped[Cue | None] = relationship()


class Bus(Base):
    """A bus (kênh): hall or stream, with its last take; None before the first. `delay_ms` later it is on air."""

    __tablename__ = "bus"
    __table_args__ = (
        CheckConstraint("key IN ('stage', 'stream')", name="key_known"),
        CheckConstraint("delay_ms BETWEEN 0 AND 120000", name="delay_in_range"),
    )

    key: Mapped[Key] = mapped_column(primary_key=True)
    take_id: Mapped[int | None] = mapped_column(ForeignKey("take.id"))
    delay_ms: Mapped[int] = mapped_column(default=0, server_default="0")

    take: Mapped[Take | None] = relationship(lazy="joined")


class StageClock(Base):
    """The one stage clock. `ends_at` while it runs, `left_ms` while it stands; negative means overtime."""

    __tablename__ = "stage_clock"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("state IN ('ready', 'running', 'paused', 'stopped')", name="state_known"),
        CheckConstraint("(state = 'running') = (ends_at IS NOT NULL)", name="ends_at_while_running"),
        CheckConstraint("rate > 0", name="rate_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("performance.id", ondelete="SET NULL"))
    state: Mapped[Key] = mapped_column(default="ready")
    duration_ms: Mapped[int]
    warning_ms: Mapped[int]
    ends_at: Mapped[Instant | None]
    left_ms: Mapped[int | None]
    auto_bell: Mapped[bool] = mapped_column(default=True, server_default=true())  # rings at the warning and at zero
    rate: Mapped[int] = mapped_column(default=1)  # above 1 in a rehearsal only: contest time per real time


class ScreenSetting(Base):
    """What the director has settled for one screen (màn hình): its name, what it shows, whether it sounds the bell.

    `shows` is None for the page's own bus. Kept by the id that the screen keeps on its device: it comes back as it was.
    """

    __tablename__ = "screen_setting"

    kind: Mapped[Key] = mapped_column(primary_key=True)
    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Title | None]
    shows: Mapped[Key | None]
    sound: Mapped[bool] = mapped_column(default=False, server_default=false())
