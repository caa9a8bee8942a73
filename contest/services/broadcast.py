"""The key of the station's gear (chìa khóa của đài): one address for all that lay the overlay over a picture.

Responsible for making that key, finding it again and taking it back. The key is the token of an ordinary overlay link,
but it follows from the house's secret and the link's number, so that the technician's page can show it at any time
although only its hash is stored. It opens the overlay and the feeds, and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Credential
from contest.services import accounts
from contest.services.actor import Actor, Role
from contest.services.house import Work
from contest.services.permissions import Permission, may

HOLDER = "Thiết bị của đài truyền hình"
KEY_LENGTH = 40


def gear_key(session: Session, secret: bytes) -> str | None:
    """The key in force; None before the first and after it was taken back."""
    query = select(Credential).where(Credential.role == Role.OVERLAY.value, Credential.revoked_at.is_(None))
    for row in session.scalars(query.order_by(Credential.id.desc())):
        key = _derived(secret, row.id)
        if hmac.compare_digest(row.token_hash, accounts.token_hash(key)):
            return key
    return None


def renew_key(work: Work) -> str:
    """A new key for the station's gear; the one before ends with it."""
    work.require(Permission.BROADCAST_RUN)
    _revoke(work)
    row = Credential(
        role=Role.OVERLAY.value,
        name=HOLDER,
        token_hash=accounts.token_hash(secrets.token_urlsafe(32)),
        issued_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    key = _derived(work.house.secret, row.id)
    row.token_hash = accounts.token_hash(key)
    work.record("issue_link", f"{row.role}:{row.name}", credential=row.id)
    return key


def _revoke(work: Work) -> None:
    old = gear_key(work.session, work.house.secret)
    if old is None:
        return
    row = work.session.scalars(select(Credential).where(Credential.token_hash == accounts.token_hash(old))).one()
    row.revoked_at = work.now
    work.record("revoke_link", f"{row.role}:{row.name}", credential=row.id)


def gear_of(session: Session, key: str) -> Actor | None:
    """Who shows the overlay by this key: the station's gear, or any overlay link; None for a key that opens nothing."""
    actor = accounts.actor_for_token(session, key)
    return actor if actor is not None and may(actor, Permission.OVERLAY_READ) else None


def _derived(secret: bytes, credential_id: int) -> str:
    return hmac.new(secret, f"gear:{credential_id}".encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]
