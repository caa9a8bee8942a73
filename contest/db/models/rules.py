"""Tables of the rules: rounds, sections, criteria, panels, awards. `contest.domain` says what they do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.people import Judge
from contest.db.types import Instant, Key, Points, PointsValue, Title

ROUND_STATES = ("planned", "open", "locked", "confirmed", "published")


class Round(Base):
    """A round (vòng thi) with the rules that its standings follow.

    `rounding`, `tie_break`, `carry_over`, `advance` hold the documents of the contest file as they stand there.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint(f"state IN {ROUND_STATES}", name="state_known"),
        CheckConstraint("rank_style IN ('1224', '1223')", name="rank_style_known"),
        CheckConstraint("rank_within IN ('round', 'group')", name="rank_within_known"),
        CheckConstraint("order_style IN ('section_by_section', 'team_by_team')", name="order_style_known"),
        CheckConstraint("reveal_when IN ('per_team', 'at_end')", name="reveal_when_known"),
        CheckConstraint("reveal_detail IN ('total', 'per_judge')", name="reveal_detail_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    position: Mapped[int] = mapped_column(unique=True)
    starts_at: Mapped[Instant | None]
    state: Mapped[Key] = mapped_column(default="planned")
    order_style: Mapped[Key]
    rank_style: Mapped[Key] = mapped_column(default="1224")
    rank_within: Mapped[Key] = mapped_column(default="round")
    rounding: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    tie_break: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    carry_over: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    advance: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    time_rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reveal_when: Mapped[Key]
    reveal_detail: Mapped[Key]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    rules_version: Mapped[int] = mapped_column(default=1, server_default="1")
    # how far marks may lie apart before the panel confers: {"from_mean": "2", "spread": "4"}; None: never asked
    discrepancy: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # whether a judge sees, beside the sheet under way, what he gave the teams before in the same section
    earlier_marks: Mapped[bool] = mapped_column(default=False, server_default=false())
    # {"pause_s": 120, "breaks": [{"starts_at", "ends_at", "title"}]}; None: the usual pause, no breaks
    timetable: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    order_seed: Mapped[Title | None]  # seed of the drawn running order; None when it was set by hand

    sections: Mapped[list[Section]] = relationship(
        order_by="Section.position", back_populates="round", cascade="all, delete-orphan"
    )
    panel: Mapped[list[RoundJudge]] = relationship(order_by="RoundJudge.position", cascade="all, delete-orphan")


class Section(Base):
    """A section (phần thi): judged by the panel, or one figure of points from the secretary."""

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("round_id", "key"),
        UniqueConstraint("round_id", "position"),
        CheckConstraint("kind IN ('judged', 'points')", name="kind_known"),
        CheckConstraint("adjust IN ('after_weight', 'before_weight')", name="adjust_known"),
        CheckConstraint("(kind = 'judged') = (panel IS NOT NULL)", name="panel_where_judged"),
        CheckConstraint(
            "kind = 'judged' OR (min IS NOT NULL AND max IS NOT NULL AND step IS NOT NULL)", name="range_where_points"
        ),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
        CheckConstraint("step IS NULL OR step > 0", name="step_above_zero"),
        CheckConstraint("min IS NULL OR min <= max", name="min_not_above_max"),
        CheckConstraint("duration_s IS NULL OR duration_s > 0", name="duration_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    key: Mapped[Key]
    title: Mapped[Title]
    position: Mapped[int]
    kind: Mapped[Key]
    weight: Mapped[PointsValue] = mapped_column(default=Decimal(1))
    adjust: Mapped[Key] = mapped_column(default="after_weight")
    floor: Mapped[Decimal | None] = mapped_column(Points)
    panel: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    min: Mapped[Decimal | None] = mapped_column(Points)
    max: Mapped[Decimal | None] = mapped_column(Points)
    step: Mapped[Decimal | None] = mapped_column(Points)
    duration_s: Mapped[int | None]
    warning_s: Mapped[int | None]
    time_rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None: the round's

    round: Mapped[Round] = relationship(back_populates="sections")
    criteria: Mapped[list[Criterion]] = relationship(order_by="Criterion.position", cascade="all, delete-orphan")
    panel_judges: Mapped[list[SectionJudge]] = relationship(
        order_by="SectionJudge.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """A criterion (tiêu chí) of the score sheet."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("section_id", "key"),
        UniqueConstraint("section_id", "position"),
        CheckConstraint("min <= max", name="min_not_above_max"),
        CheckConstraint("step > 0", name="step_above_zero"),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    key: Mapped[Key]
    title: Mapped[Title]
    position: Mapped[int]
    min: Mapped[PointsValue]
    max: Mapped[PointsValue]
    step: Mapped[PointsValue]
    weight: Mapped[PointsValue] = mapped_column(default=Decimal(1))


class RoundJudge(Base):
    """A judge's place on the panel (ban giám khảo) of a round; `position` gives the label GK 1, GK 2 …"""

    __tablename__ = "round_judge"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int]

    judge: Mapped[Judge] = relationship(lazy="joined")


class SectionJudge(Base):
    """A judge's place on a section's own panel; a section without any is judged by the round's panel."""

    __tablename__ = "section_judge"
    __table_args__ = (UniqueConstraint("section_id", "position"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int]

    judge: Mapped[Judge] = relationship(lazy="joined")


class RulesVersion(Base):
    """The rules of a round as they stood: one row for every version that was in force once judging had begun."""

    __tablename__ = "rules_version"
    __table_args__ = (UniqueConstraint("round_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[Instant]
    by: Mapped[Title]
    reason: Mapped[Title | None]  # None for the first version
    document: Mapped[dict[str, Any]] = mapped_column(JSON)  # the round as the contest file writes it
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # ranks before and after, team by team


class Award(Base):
    """An award (giải) of a round. `count` None means all who are left; `by` says how a special prize is found."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("count IS NULL OR count > 0", name="count_above_zero"),
        CheckConstraint("kind IN ('place', 'section', 'hand')", name="kind_known"),
        CheckConstraint("(kind = 'section') = (section_key IS NOT NULL)", name="section_where_by_section"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    position: Mapped[int]
    kind: Mapped[Key]
    count: Mapped[int | None]
    section_key: Mapped[Key | None]
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))  # kind hand only: named by the organiser
    evidence: Mapped[Title | None]
