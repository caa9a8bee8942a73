"""Links, keys and PINs: issuing, recognising, revoking. Tokens leave this house once; only hashes stay here."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Credential, Judge, WebSession
from contest.domain.errors import Fault, Invalid, RuleViolation
from contest.domain.said import say
from contest.services import devices
from contest.services.actor import PERSONS, Actor, Role
from contest.services.house import House, Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound

PIN_DIGITS = 6


class LinkRefused(RuleViolation):
    """The link, key or PIN is unknown, used up or revoked; `why` says which, for the page that explains it."""

    code = "link-refused"

    def __init__(self, message: str, why: str = "unknown") -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Issued:
    """What was handed out: the only moment the token and the PIN exist in the clear."""

    credential_id: int
    role: Role
    name: str
    token: str
    pin: str | None


def token_hash(token: str) -> str:
    """SHA-256 of a random token, in hex. Tokens carry 256 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def pin_hash(secret: bytes, judge_key: str, pin: str) -> str:
    """HMAC of a PIN under the house's secret: six digits alone would be found by trying them all."""
    return hmac.new(secret, f"pin:{judge_key}:{pin}".encode(), hashlib.sha256).hexdigest()


def issue(work: Work, role: Role, name: str, judge_key: str | None = None) -> Issued:
    """A new link for `role`; earlier ones stay good until revoked. Judges get a PIN beside it."""
    work.require(Permission.CARD_ISSUE if role is Role.JUDGE else Permission.LINK_ISSUE)
    judge = None
    if role is Role.JUDGE:
        judge = work.session.scalar(select(Judge).where(Judge.key == judge_key))
        if judge is None:
            raise NotFound(say("Không có giám khảo này trong danh sách."))
    token = secrets.token_urlsafe(32)
    pin = None
    if judge is not None:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    row = Credential(
        role=role.value,
        name=name,
        judge_id=judge.id if judge else None,
        token_hash=token_hash(token),
        pin_hash=pin_hash(work.house.secret, judge.key, pin) if judge and pin else None,
        issued_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.record("issue_link", f"{role.value}:{name}", credential=row.id)
    return Issued(row.id, role, name, token, pin)


def revoke(work: Work, credential_id: int) -> None:
    """Ends a link and every browser that entered with it, from now on; what they have open is cut."""
    work.require(Permission.LINK_ISSUE)
    row = work.session.get(Credential, credential_id)
    if row is None:
        raise NotFound(say("Không có liên kết này."))
    if row.revoked_at is None:
        row.revoked_at = work.now
        work.record("revoke_link", f"{row.role}:{row.name}", credential=row.id)
        work.end(row.id)


def is_good(session: Session, credential_id: int, session_id: int | None = None) -> bool:
    """Whether the link has not been revoked, nor the browser that came in by it."""
    row = session.get(Credential, credential_id)
    device = session.get(WebSession, session_id) if session_id is not None else None
    return row is not None and row.revoked_at is None and (device is None or device.revoked_at is None)


def actor_for_credential(row: Credential, device: str | None = None, session_id: int | None = None) -> Actor:
    """The actor that a credential makes of its bearer."""
    key = row.judge.key if row.judge else None
    return Actor(Role(row.role), row.name, row.id, judge_key=key, device=device, session_id=session_id)


def actor_for_token(session: Session, token: str) -> Actor | None:
    """The bearer of an API token, or None when it is unknown or revoked."""
    row = session.scalar(select(Credential).where(Credential.token_hash == token_hash(token)))
    if row is None or row.revoked_at is not None:
        return None
    return actor_for_credential(row)


def actor_for_session(session: Session, cookie_token: str) -> Actor | None:
    """The person or screen behind a browser's cookie, or None when it is unknown, closed or its link revoked."""
    row = session.scalar(select(WebSession).where(WebSession.token_hash == token_hash(cookie_token)))
    if row is None or row.revoked_at is not None or row.credential.revoked_at is not None:
        return None
    return actor_for_credential(row.credential, devices.shown(row), row.id)


def is_revoked(session: Session, cookie_token: str) -> bool:
    """Whether the cookie's browser was let in once, and its session or its link has been ended since."""
    row = session.scalar(select(WebSession).where(WebSession.token_hash == token_hash(cookie_token)))
    return row is not None and (row.revoked_at is not None or row.credential.revoked_at is not None)


def enter_by_link(house: House, token: str, device: str, present: Sequence[Actor]) -> tuple[Actor, str | None]:
    """The actor and the new cookie token (None: this browser is in already). A person's link logs in once.

    Raises `LinkRefused` when unknown, revoked, or used by another browser before.
    """
    with house.reading() as session:
        actor = actor_for_token(session, token)
        known = session.scalar(select(Credential.id).where(Credential.token_hash == token_hash(token))) is not None
    if actor is None:
        raise LinkRefused(
            say("Đường dẫn này không đúng hoặc đã bị thu hồi. Xin liên hệ Ban tổ chức để nhận đường dẫn mới."),
            why="revoked" if known else "unknown",
        )
    if any(other.credential_id == actor.credential_id for other in present):
        return actor, None
    with house.act(actor) as work:
        row = work.session.get_one(Credential, actor.credential_id)
        if actor.role in PERSONS and row.entered_at is not None:
            raise LinkRefused(
                say(
                    "Đường dẫn này đã được dùng trên một thiết bị khác. Xin liên hệ Ban tổ chức để nhận đường dẫn mới."
                ),
                why="used",
            )
        row.entered_at = work.now
        return actor, _open_session(work, row, device)[0]


def enter_by_pin(house: House, judge_key: str, pin: str, device: str) -> tuple[Actor, str]:
    """The judge and the new cookie token. Raises `LinkRefused` without saying which of the two was wrong."""
    wanted = pin_hash(house.secret, judge_key, pin)
    with house.reading() as session:
        rows = session.scalars(
            select(Credential).join(Judge).where(Judge.key == judge_key, Credential.revoked_at.is_(None))
        ).all()
        found = next((row for row in rows if row.pin_hash and hmac.compare_digest(row.pin_hash, wanted)), None)
    if found is None:
        raise LinkRefused(say("Mã PIN không đúng. Xin kiểm tra lại thẻ giám khảo của mình."))
    with house.act(actor_for_credential(found)) as work:
        row = work.session.get_one(Credential, found.id)
        row.entered_at = work.now
        cookie, opened = _open_session(work, row, device)
        return actor_for_credential(row, device, opened.id), cookie


def issue_cards(work: Work, judge_keys: Sequence[str] | None = None) -> list[Issued]:
    """New links with PINs for these judges, in the panel's order; None: for all. Made to be printed at once."""
    work.require(Permission.CARD_ISSUE)
    judges = work.session.scalars(select(Judge).order_by(Judge.position))
    wanted = [judge for judge in judges if judge_keys is None or judge.key in judge_keys]
    if not wanted:
        raise Invalid([Fault("judges", "missing", say("Xin chọn ít nhất một giám khảo."))])
    return [issue(work, Role.JUDGE, judge.name, judge.key) for judge in wanted]


def _open_session(work: Work, row: Credential, device: str) -> tuple[str, WebSession]:
    cookie = secrets.token_urlsafe(32)
    opened = WebSession(credential_id=row.id, token_hash=token_hash(cookie), opened_at=work.now, device=device)
    work.session.add(opened)
    work.session.flush()
    work.record("enter", f"{row.role}:{row.name}", credential=row.id, device=device)
    if row.judge is not None:
        work.touch("contest")
    return cookie, opened


def leave(house: House, actor: Actor, cookie_token: str) -> None:
    """Closes this browser's session."""
    with house.act(actor) as work:
        row = work.session.scalar(select(WebSession).where(WebSession.token_hash == token_hash(cookie_token)))
        if row is not None and row.revoked_at is None:
            row.revoked_at = work.now
            work.record("leave", f"{row.credential.role}:{row.credential.name}")
            if row.credential.judge is not None:
                work.touch("contest")


def feed_key(secret: bytes) -> str:
    """The key in the address of the data feeds: one for the contest, made from the house's secret."""
    return hmac.new(secret, b"feeds", hashlib.sha256).hexdigest()[:32]
