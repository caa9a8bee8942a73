"""Answers already given: repeating a write under the same key repeats the answer, not the act."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from contest.db.models import IdempotentAnswer
from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.services.house import Work

KEY_LENGTH = 120


class KeyReused(RuleViolation):
    """The same key came with another request."""

    code = "key-reused"


def find(work: Work, key: str | None, request_digest: str) -> IdempotentAnswer | None:
    """The stored answer of this actor for `key`, or None. Raises `KeyReused` when the request is another one."""
    if key is None or work.actor.credential_id is None:
        return None
    if not 0 < len(key) <= KEY_LENGTH:
        raise KeyReused(say("Idempotency-Key phải có từ 1 đến %(key_length)s ký tự.", key_length=KEY_LENGTH))
    row = work.session.scalar(
        select(IdempotentAnswer).where(
            IdempotentAnswer.credential_id == work.actor.credential_id, IdempotentAnswer.key == key
        )
    )
    if row is not None and row.request_digest != request_digest:
        raise KeyReused(say("Idempotency-Key này đã dùng cho một yêu cầu khác."))
    return row


def keep(work: Work, key: str | None, request_digest: str, status: int, body: dict[str, Any]) -> None:
    """Stores the answer in the act's own transaction: act and answer are on disk together or not at all."""
    if key is None or work.actor.credential_id is None:
        return
    work.session.add(
        IdempotentAnswer(
            credential_id=work.actor.credential_id,
            key=key,
            request_digest=request_digest,
            status=status,
            body=body,
            at=work.now,
        )
    )
