"""The table of arrivals: which team was checked in for which round, by whom, when."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db.base import Base
from contest.db.types import Instant, Key, Title

ARRIVAL_STATES = ("present", "late", "no_show", "withdrawn")


class Arrival(Base):
    """Where a team of a round stands on the day. No row: it has not come yet. Undone, the row goes."""

    __tablename__ = "arrival"
    __table_args__ = (
        CheckConstraint(f"state IN {ARRIVAL_STATES}", name="state_known"),
        UniqueConstraint("round_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    state: Mapped[Key]
    at: Mapped[Instant]
    by: Mapped[Title]
