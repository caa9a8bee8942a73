"""Tables of the secretary's desk: entries from paper, calls to judges, refused submissions, replacements, minutes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.judging import Performance, Sheet
from contest.db.models.people import Judge
from contest.db.types import Instant, Key, Title, Words


class PaperEntry(Base):
    """What one secretary read off a paper sheet. None is ever changed: reading it again adds another.

    `after_version` is the sheet's last submitted version at that time (0: none): entries for one sheet of paper share
    it. `credential_id` tells the two people apart whose entries must agree.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (CheckConstraint("after_version >= 0", name="after_version_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="RESTRICT"), index=True)
    after_version: Mapped[int]
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"))
    by: Mapped[Title]
    device: Mapped[Title | None]
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Instant]

    sheet: Mapped[Sheet] = relationship()


class JudgeCall(Base):
    """The desk calls for a judge's attention, in the secretary's words; the judge says that they were seen."""

    __tablename__ = "judge_call"
    __table_args__ = (CheckConstraint("words <> ''", name="words_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="CASCADE"), index=True)
    words: Mapped[Title]
    by: Mapped[Title]
    at: Mapped[Instant]
    seen_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]

    judge: Mapped[Judge] = relationship(lazy="joined")


class SheetRefusal(Base):
    """The last submission of a sheet that the house refused; gone as soon as one is taken."""

    __tablename__ = "sheet_refusal"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[Key]
    detail: Mapped[Words]
    device: Mapped[Title | None]
    at: Mapped[Instant]


class Replacement(Base):
    """A judge of a round replaced by a substitute from a performance on; both keep what they have handed in.

    The absences that follow from it point here: the panel of every performance is then the round's, less those absent.
    """

    __tablename__ = "replacement"
    __table_args__ = (
        CheckConstraint("judge_id <> substitute_id", name="two_people"),
        CheckConstraint("reason <> ''", name="reason_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"))
    performance_id: Mapped[int] = mapped_column(ForeignKey("performance.id", ondelete="CASCADE"))
    reason: Mapped[Words]
    by: Mapped[Title]
    at: Mapped[Instant]

    judge: Mapped[Judge] = relationship(foreign_keys=[judge_id], lazy="joined")
    substitute: Mapped[Judge] = relationship(foreign_keys=[substitute_id], lazy="joined")
    performance: Mapped[Performance] = relationship(foreign_keys=[performance_id])


class RoundMinutes(Base):
    """What only people know of a round's minutes: the decision that set up the panel, guests, remarks."""

    __tablename__ = "round_minutes"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[Title]
    at: Mapped[Instant]
