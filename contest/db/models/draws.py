"""The table of draws (bốc thăm): announced, carried out, put into force, and never overwritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.rules import Round, Section
from contest.db.types import Instant, Key, Title, Words

DRAW_STATES = ("announced", "drawn", "applied", "void")
DRAW_KINDS = ("order", "packets")
DRAW_METHODS = ("seed", "hand")


class Draw(Base):
    """One draw of a round: of its running order, or of the question packets of a section.

    By `seed`: the seed (sealed: nobody is shown it before the draw, only its digest) and what was `spoken` in the hall
    decide; by `hand`: real lots were drawn and typed in, `note` says how and before whom. `lots` and `rules` are those
    of the announcement. `outcome`: keys of teams in order, or `[team, packet]` pairs.
    """

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint(f"state IN {DRAW_STATES}", name="state_known"),
        CheckConstraint(f"kind IN {DRAW_KINDS}", name="kind_known"),
        CheckConstraint(f"method IN {DRAW_METHODS}", name="method_known"),
        CheckConstraint("(method = 'seed') = (seed IS NOT NULL)", name="seed_where_drawn_by_it"),
        CheckConstraint("(kind = 'packets') = (section_id IS NOT NULL)", name="section_where_packets"),
        CheckConstraint("state NOT IN ('drawn', 'applied') OR drawn_at IS NOT NULL", name="drawn_when"),
        CheckConstraint("method <> 'hand' OR note <> ''", name="note_where_by_hand"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    kind: Mapped[Key]
    method: Mapped[Key]
    state: Mapped[Key]
    seed: Mapped[Title | None]
    sealed: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str | None] = mapped_column(String(64))
    spoken: Mapped[Title | None]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    lots: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    packets: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[Words] = mapped_column(default="")
    by: Mapped[Title]
    announced_at: Mapped[Instant]
    drawn_at: Mapped[Instant | None]
    applied_at: Mapped[Instant | None]

    round: Mapped[Round] = relationship(lazy="joined")
    section: Mapped[Section | None] = relationship(lazy="joined")
