"""Tables of judging: who performs when, the sheets with their marks, and everything that changes a result."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.contest import Team
from contest.db.models.people import Judge
from contest.db.models.rules import Criterion, Round, Section
from contest.db.types import Instant, Key, PointsValue, Title, Words

PERFORMANCE_STATES = ("planned", "open", "closed", "locked")
ENTRY_STATUSES = ("present", "withdrawn", "no_show", "disqualified")


class Entry(Base):
    """A team's place in a round: its status, its turn of the running order (thứ tự thi, from 1), perhaps a group."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("round_id", "team_id"),
        CheckConstraint(f"status IN {ENTRY_STATUSES}", name="status_known"),
        CheckConstraint("turn IS NULL OR turn > 0", name="turn_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"))
    status: Mapped[Key] = mapped_column(default="present")
    turn: Mapped[int | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("team_group.id"))
    admitted: Mapped[bool] = mapped_column(default=False, server_default=false())  # a wild card: no round sent it

    team: Mapped[Team] = relationship(lazy="joined")


class Performance(Base):
    """One team's turn in one section (lượt thi). `version` rises with every change a client may hold a copy of."""

    __tablename__ = "performance"
    __table_args__ = (
        UniqueConstraint("round_id", "team_id", "section_id"),
        CheckConstraint(f"state IN {PERFORMANCE_STATES}", name="state_known"),
        CheckConstraint("measured_s IS NULL OR measured_s >= 0", name="measured_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="RESTRICT"))
    position: Mapped[int]
    turn: Mapped[int]
    state: Mapped[Key] = mapped_column(default="planned")
    version: Mapped[int] = mapped_column(default=0)
    measured_s: Mapped[int | None]  # what the clock measured; None: no clock was run
    begun_at: Mapped[Instant | None]  # when it was first opened, and first closed or locked: the timetable's real times
    ended_at: Mapped[Instant | None]
    proposal_settled: Mapped[bool] = mapped_column(default=False)  # the secretary has dealt with the overtime proposal

    round: Mapped[Round] = relationship()
    team: Mapped[Team] = relationship(lazy="joined")
    section: Mapped[Section] = relationship(lazy="joined")
    sheets: Mapped[list[Sheet]] = relationship(order_by="Sheet.judge_id", back_populates="performance")
    points: Mapped[PointsEntry | None] = relationship()
    absences: Mapped[list[Absence]] = relationship()


class Sheet(Base):
    """One judge's sheet for one performance (phiếu chấm). `receipt` is set once it is submitted."""

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("performance_id", "judge_id"),
        CheckConstraint("state IN ('draft', 'submitted')", name="state_known"),
        CheckConstraint("(state = 'submitted') = (receipt IS NOT NULL)", name="receipt_when_submitted"),
        CheckConstraint("version >= 0", name="version_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    performance_id: Mapped[int] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"), index=True)
    state: Mapped[Key] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[Key | None]
    submitted_at: Mapped[Instant | None]
    reopened: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # submitted, and may be corrected once
    reopen_reason: Mapped[Words | None]  # why it was opened again; goes onto the version that comes of it
    paper: Mapped[bool] = mapped_column(default=False, server_default=false())  # was ever entered from paper

    performance: Mapped[Performance] = relationship(back_populates="sheets")
    judge: Mapped[Judge] = relationship(lazy="joined")
    marks: Mapped[list[Mark]] = relationship(cascade="all, delete-orphan")


class Mark(Base):
    """One figure on a sheet (điểm tiêu chí). A criterion not marked has no row: it is never zero."""

    __tablename__ = "mark"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="RESTRICT"), primary_key=True)
    points: Mapped[PointsValue]

    criterion: Mapped[Criterion] = relationship(lazy="joined")


class SheetVersion(Base):
    """A sheet as it was submitted, for ever; a later correction adds a version, it overwrites none.

    `by` and `device` say who handed it in and on what; `source` whether from a tablet, from paper or from a contest
    file; `reason` why a submitted sheet was submitted again; `over_draft` the tablet's draft that paper took the
    place of.
    """

    __tablename__ = "sheet_version"
    __table_args__ = (UniqueConstraint("sheet_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="RESTRICT"))
    version: Mapped[int]
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
    receipt: Mapped[Key]
    at: Mapped[Instant]
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    by: Mapped[Title | None]
    device: Mapped[Title | None]
    source: Mapped[Key] = mapped_column(default="tablet", server_default="tablet")
    reason: Mapped[Words | None]
    over_draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Absence(Base):
    """A judge who does not score a performance: absent or recused. Left out of the figures, never zero.

    `replacement_id` is set where the judge is absent because somebody else sits in his place there.
    """

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("performance_id", "judge_id"),
        CheckConstraint("why IN ('absent', 'recused')", name="why_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    performance_id: Mapped[int] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"))
    why: Mapped[Key]
    reason: Mapped[Words | None]
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("replacement.id", ondelete="CASCADE"))

    judge: Mapped[Judge] = relationship(lazy="joined")


class Conferral(Base):
    """What a judge answered after the panel had conferred on a sheet that lay far from the others: changed or kept."""

    __tablename__ = "conferral"
    __table_args__ = (
        UniqueConstraint("sheet_id", "version"),
        CheckConstraint("verdict IN ('asked', 'kept', 'changed')", name="verdict_known"),
        CheckConstraint("verdict <> 'kept' OR note <> ''", name="note_where_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"))
    version: Mapped[int]  # the sheet's version that was found far off
    verdict: Mapped[Key]
    note: Mapped[Words] = mapped_column(default="")
    asked_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]


class PointsEntry(Base):
    """The one figure of a `points` section, entered by the secretary."""

    __tablename__ = "points_entry"

    performance_id: Mapped[int] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"), primary_key=True)
    points: Mapped[PointsValue]
    version: Mapped[int] = mapped_column(default=1)


class Adjustment(Base):
    """A signed change of a result with its reason (điểm trừ, điểm cộng); withdrawn ones stay on record."""

    __tablename__ = "adjustment"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="RESTRICT"))
    performance_id: Mapped[int | None] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"))
    points: Mapped[PointsValue]
    reason: Mapped[Words]
    by: Mapped[Title]
    at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]

    @property
    def counts(self) -> bool:
        """Whether it is part of the result."""
        return self.withdrawn_at is None


class Decision(Base):
    """A recorded decision of the head judge on a tie or on the line, in the contest file's own form."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Instant]
