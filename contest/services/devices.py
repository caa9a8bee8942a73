"""Judges' devices: which browsers have come in, what people call them, and ending the session of a lost one.

Responsible for sessions as the desk sees them. What a device still holds stays on it: ending a session takes no mark.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Credential, WebSession
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services.actor import Role
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound

LONGEST_NAME = 60
SEEN_AGAIN_MS = 5_000  # a device that writes all the time is not noted more often


def shown(row: WebSession) -> str:
    """What the device is called in lists and in the record: its name, then browser and system."""
    return f"{row.name} ({row.device})" if row.name else row.device


def devices_of(session: Session) -> dict[str, list[dict[str, Any]]]:
    """The devices of each judge that are let in, first come first, by the judge's key."""
    query = (
        select(WebSession)
        .join(Credential, WebSession.credential_id == Credential.id)
        .where(Credential.role == Role.JUDGE.value, Credential.revoked_at.is_(None), WebSession.revoked_at.is_(None))
        .order_by(WebSession.id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.scalars(query):
        if row.credential.judge is not None:
            found.setdefault(row.credential.judge.key, []).append(_device_json(row))
    return found


def _device_json(row: WebSession) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "device": row.device,
        "opened_at": row.opened_at,
        "last_seen_at": row.last_seen_at,
    }


def name_device(work: Work, device_id: int, name: str) -> WebSession:
    """The device, called so from now on; an empty name takes its name away."""
    work.require(Permission.DEVICE_MANAGE)
    row = _judges_device(work, device_id)
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise Invalid(
            [Fault("name", "too_long", say("Tên máy dài nhất %(longest_name)s ký tự.", longest_name=LONGEST_NAME))]
        )
    if (row.name or "") != name:
        before, row.name = row.name, name or None
        work.record("name_device", _subject(row), device=row.device, name=row.name, before=before)
        work.touch("contest")
    return row


def revoke_device(work: Work, device_id: int, reason: str) -> WebSession:
    """The device, let in no more: its session is over at once. The judge's card stays good for another device."""
    work.require(Permission.DEVICE_MANAGE)
    row = _judges_device(work, device_id)
    if not reason.strip():
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do thu hồi máy này."))])
    if row.revoked_at is None:
        row.revoked_at = work.now
        work.record("revoke_device", _subject(row), device=shown(row), reason=reason.strip())
        work.end_device(row.id)
        work.touch("contest", f"judge.{row.credential.judge.key if row.credential.judge else ''}")
    return row


def seen(work: Work) -> None:
    """Notes that the actor's device has just written something."""
    row = work.session.get(WebSession, work.actor.session_id) if work.actor.session_id is not None else None
    if row is not None and work.now - (row.last_seen_at or 0) > SEEN_AGAIN_MS:
        row.last_seen_at = work.now


def _judges_device(work: Work, device_id: int) -> WebSession:
    row = work.session.get(WebSession, device_id)
    if row is None or row.credential.judge is None:
        raise NotFound(say("Không có máy này trong danh sách máy của giám khảo."))
    return row


def _subject(row: WebSession) -> str:
    return f"{row.credential.role}:{row.credential.name}"
