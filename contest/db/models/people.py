"""Tables of people and their keys. Tokens and PINs are kept only as hashes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.db.base import Base
from contest.db.types import Instant, Key, Title

ROLES = (
    "organiser", "secretary", "head_judge", "director", "mc", "stage", "overlay", "auditor", "judge", "feed",
)  # fmt: skip


class Judge(Base):
    """A judge (giám khảo); `name` is what screens and documents show."""

    __tablename__ = "judge"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[Title]
    position: Mapped[int] = mapped_column(unique=True)
    head: Mapped[bool] = mapped_column(default=False)


class Credential(Base):
    """A link, key or PIN that was handed out. Good until revoked; a person's link logs in once."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role_known"),
        CheckConstraint("(role = 'judge') = (judge_id IS NOT NULL)", name="judge_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Key]
    name: Mapped[Title]
    judge_id: Mapped[int | None] = mapped_column(ForeignKey("judge.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(64))
    issued_at: Mapped[Instant]
    entered_at: Mapped[Instant | None]  # when the link logged somebody in
    last_seen_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]

    judge: Mapped[Judge | None] = relationship(lazy="joined")


class WebSession(Base):
    """A browser that entered with a credential; the cookie holds a random token of which this is the hash."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[Instant]
    device: Mapped[Title]  # browser and system in short words, no address
    name: Mapped[Title | None]  # what people call the device: "iPad bàn 3"
    last_seen_at: Mapped[Instant | None]  # when it last wrote something
    revoked_at: Mapped[Instant | None]

    credential: Mapped[Credential] = relationship(lazy="joined")
