"""Tables of the record: who did what, answers already given, and the revision of every live topic."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from contest.db.base import Base
from contest.db.types import Instant, Key, Title


class AuditEntry(Base):
    """One act, chained: `digest` is over the entry and the digest before it, so a line can't be taken out unseen."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Instant]
    act: Mapped[Key]
    role: Mapped[Key]
    actor: Mapped[Title]
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    subject: Mapped[Title]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class IdempotentAnswer(Base):
    """The stored answer to a write, so that repeating its key repeats the answer and not the act."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("credential_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id", ondelete="CASCADE"))
    key: Mapped[Key]
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[Instant]


class TopicRev(Base):
    """The revision of a live topic: rises with each act that touches it, survives restarts, never goes back."""

    __tablename__ = "topic_rev"

    topic: Mapped[Key] = mapped_column(primary_key=True)
    rev: Mapped[int] = mapped_column(default=0)
