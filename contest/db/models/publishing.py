"""Tables of what was made public: every version of a published result, and the corrections behind the later ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.types import Instant, Title, Words


class Publication(Base):
    """A version of a round's published result, for ever. `file` is the whole contest file as it stood: whoever ranks it
    gets what was published. `affects` is what the version changed, empty in the first."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        CheckConstraint("version > 0", name="version_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    version: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[Title]
    reason: Mapped[Words | None]  # None for the first version
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))  # of the round's standings
    affects: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Correction(Base):
    """A correction (đính chính) of a published result: open until its result is published again, or found unchanged."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_not_empty"),
        CheckConstraint("version IS NULL OR ended_at IS NOT NULL", name="version_when_ended"),
        Index("ix_correction_one_open", "round_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    reason: Mapped[Words]
    by: Mapped[Title]
    at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    version: Mapped[int | None]  # the publication that it led to; None: nothing had to be changed
