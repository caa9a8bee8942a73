"""Tables of the contest itself: what it is called, who takes part, what the hall reads while it waits."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.types import Key, Title, Words


class Contest(Base):
    """The one contest of this data folder (hội thi)."""

    __tablename__ = "contest"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Title]
    short_title: Mapped[Title]
    organiser: Mapped[Title]
    parent_body: Mapped[Title]
    venue: Mapped[Title]
    theme: Mapped[Words]
    timezone: Mapped[Key]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    streams: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # links of the broadcast: title, url
    buses_linked: Mapped[bool] = mapped_column(default=True)


class Slogan(Base):
    """A slogan (khẩu hiệu) of the holding scene."""

    __tablename__ = "slogan"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    text: Mapped[Words]


class ProgrammeItem(Base):
    """A line of the programme; `on_date` or `at_time` is None where it was never announced."""

    __tablename__ = "programme_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    on_date: Mapped[date | None]
    at_time: Mapped[str | None] = mapped_column()
    title: Mapped[Title]
    place: Mapped[Title | None]


class Group(Base):
    """A group of teams (khối, bảng)."""

    __tablename__ = "team_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    position: Mapped[int] = mapped_column(unique=True)


class Team(Base):
    """A team (đội thi). `short_name` is what a row of the twenty-row standings shows."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    short_name: Mapped[Title | None]
    position: Mapped[int] = mapped_column(unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("team_group.id", ondelete="RESTRICT"))
    assumed: Mapped[bool] = mapped_column(default=False)  # not a published fact, the organiser checks it
    unit_name: Mapped[Title | None]  # the unit that sends the team; None where only the team's name is known

    group: Mapped[Group | None] = relationship(lazy="joined")
