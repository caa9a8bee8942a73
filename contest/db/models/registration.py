"""Tables of registration: what a unit says of its team before the contest, and what the organisers answer.

Everything personal lies here and nowhere else: names of members, years of birth, the one contact, changes of these. The
record chain names a registration by its number, so all of it can be erased and the record stays whole.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.models.contest import Group, Team
from contest.db.types import Instant, Key, Title, Words

STATES = ("draft", "submitted", "returned", "approved", "refused", "withdrawn")
MEMBER_ROLES = ("trưởng đoàn", "đội trưởng", "chính thức", "dự bị", "diễn viên phụ họa")
SCRIPT_STATES = ("pending", "approved", "returned")
FILE_KINDS = ("photo", "logo", "music", "clip", "script")
MAIL_STATES = ("waiting", "sent", "failed")


class UnitType(Base):
    """A kind of unit (sở, ban, ngành; xã, phường; doanh nghiệp …): data, because they change with the law."""

    __tablename__ = "unit_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    position: Mapped[int] = mapped_column(unique=True)


class RegistrationRules(Base):
    """The one set of registration rules: the window, the day on which personal data is erased, and the rest as data.

    Without a row, or without both ends of the window, registration is closed. `document` is read and written by
    `contest.services.registration.rules` alone.
    """

    __tablename__ = "registration_rules"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR opens_at < closes_at", name="opens_before_closing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    opens_at: Mapped[Instant | None]
    closes_at: Mapped[Instant | None]
    erase_on: Mapped[date | None]
    document: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Registration(Base):
    """A unit's registration of one team (đăng ký dự thi). Its number for people is its id.

    `code_hash` is of the code in the private link; `unit_fold` is the unit's name as it is compared; `rules` are the
    registration rules as they were when it was submitted; `team_id` is the team that its approval made or took over.
    """

    __tablename__ = "registration"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[Key] = mapped_column(default="draft")
    version: Mapped[int] = mapped_column(default=1)
    unit_type_id: Mapped[int | None] = mapped_column(ForeignKey("unit_type.id", ondelete="SET NULL"))
    unit_name: Mapped[Title] = mapped_column(default="")
    unit_fold: Mapped[Title] = mapped_column(default="", index=True)
    team_name: Mapped[Title] = mapped_column(default="")
    short_name: Mapped[Title] = mapped_column(default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("team_group.id", ondelete="SET NULL"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"), unique=True)
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    consent_version: Mapped[Key]
    consented_at: Mapped[Instant]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]
    submitted_at: Mapped[Instant | None]
    decided_at: Mapped[Instant | None]
    erased_at: Mapped[Instant | None]

    unit_type: Mapped[UnitType | None] = relationship(lazy="joined")
    group: Mapped[Group | None] = relationship(lazy="joined")
    team: Mapped[Team | None] = relationship(lazy="joined")
    contact: Mapped[Contact | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    members: Mapped[list[Member]] = relationship(
        order_by="Member.position", cascade="all, delete-orphan", passive_deletes=True
    )
    performances: Mapped[list[PerformanceEntry]] = relationship(
        order_by="PerformanceEntry.position", cascade="all, delete-orphan", passive_deletes=True
    )
    files: Mapped[list[StoredFile]] = relationship(
        order_by="StoredFile.id", cascade="all, delete-orphan", passive_deletes=True
    )
    remarks: Mapped[list[ReviewRemark]] = relationship(
        order_by="ReviewRemark.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Member(Base):
    """A member of the team. `consented` and `guardian_consented` are what the unit declares, ticked by hand.

    An erased member keeps its place and role: `name` is empty and `erased_at` says when.
    """

    __tablename__ = "registration_member"
    __table_args__ = (
        CheckConstraint(f"role IN {MEMBER_ROLES}", name="role_known"),
        Index("ix_registration_member_name_fold", "name_fold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[Title]
    name_fold: Mapped[Title]
    role: Mapped[Key]
    birth_year: Mapped[int | None]
    consented: Mapped[bool] = mapped_column(default=False)
    guardian_consented: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[Instant | None]


class Contact(Base):
    """The one person whom the organisers can reach (đầu mối liên hệ)."""

    __tablename__ = "registration_contact"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[Title] = mapped_column(default="")
    phone: Mapped[Key] = mapped_column(default="")
    email: Mapped[Title] = mapped_column(default="")


class PerformanceEntry(Base):
    """What the team will show in one section. `script_state` is None while no script was handed in."""

    __tablename__ = "performance_entry"
    __table_args__ = (
        CheckConstraint(f"script_state IN {SCRIPT_STATES}", name="script_state_known"),
        CheckConstraint("duration_s > 0", name="duration_positive"),
        UniqueConstraint("registration_id", "section_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[Title] = mapped_column(default="")
    duration_s: Mapped[int | None]
    needs: Mapped[Words] = mapped_column(default="")
    script_state: Mapped[Key | None]
    script_remark: Mapped[Words] = mapped_column(default="")


class StoredFile(Base):
    """A file that was handed in, by its content's digest; the bytes lie in the data folder (see `services.files`).

    `team_id` is set once the team it belongs to takes part: only then may a screen show its photo and logo.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint(f"kind IN {FILE_KINDS}", name="kind_known"),
        CheckConstraint("bytes > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("performance_entry.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"), index=True)
    kind: Mapped[Key]
    name: Mapped[Title]
    media_type: Mapped[Key]
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    thumb_sha256: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]  # how long music or a clip plays; None where it doesn't say
    stored_at: Mapped[Instant]


class ReviewRemark(Base):
    """What the organisers wrote to the unit: with a return, a refusal, a script."""

    __tablename__ = "review_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    at: Mapped[Instant]
    by: Mapped[Title]
    act: Mapped[Key]
    text: Mapped[Words]


class RegistrationChange(Base):
    """One field that changed, by whom and when. Erasable: the record chain has only the field's name."""

    __tablename__ = "registration_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    at: Mapped[Instant]
    by: Mapped[Title]
    act: Mapped[Key]
    field: Mapped[Title]
    old: Mapped[Words | None]
    new: Mapped[Words | None]


class OutgoingMail(Base):
    """A letter that waits to be sent, written in the act's own transaction. Its address goes once it was sent."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (CheckConstraint(f"state IN {MAIL_STATES}", name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    state: Mapped[Key] = mapped_column(default="waiting", index=True)
    address: Mapped[Title]
    subject: Mapped[Title]
    body: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[Title | None]  # why it was not sent, without the address
    created_at: Mapped[Instant]
    next_try_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
