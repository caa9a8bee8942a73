"""The chain of the record: every line's digest is over the line and the digest before it.

Responsible for telling which line was changed, or after which one a line is gone. Knows no act.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry
from contest.services.house import chain_digest
from contest.services.verifying.findings import Finding


def chain_findings(session: Session) -> Iterator[Finding]:
    """A finding for every line that does not follow from the one before it, first line first."""
    before = ""
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)).yield_per(1000):
        if entry.digest != chain_digest(before, entry):
            yield Finding(
                "chain_broken",
                f"biên bản, dòng {entry.id}",
                f"không khớp với dòng trước ({_when(entry.at)}, {entry.act}, {entry.actor}): "
                "dòng này đã bị sửa, hoặc có dòng bị xóa hay chèn ngay trước nó",
            )
        before = entry.digest


def head(session: Session) -> str:
    """The digest of the last line; "" without a line. Whoever has noted it down can tell if lines were cut off."""
    return session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)) or ""


def _when(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%d/%m/%Y %H:%M:%S UTC")
