"""The code of a registration: the only key a unit has, written in its private link and on its confirmation.

Twelve signs of Crockford's 32, so 60 bits of chance; only its HMAC under the house's secret is kept. Guessing is
limited at the door and every wrong try is a line of the record, without the code.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Registration
from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.services.actor import PUBLIC, Actor, Role
from contest.services.house import House

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
ARRIVAL_LENGTH = 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class CodeRefused(RuleViolation):
    """No registration has that code."""

    code = "link-refused"
    why = "unknown"


def new_code() -> str:
    """A code that nobody has yet."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def plain_code(typed: str) -> str:
    """The code as it was made, from what somebody typed: any case, with or without dashes; O is 0, I and L are 1."""
    return "".join(c for c in typed.upper().translate(_MISREAD) if c in SIGNS)[: LENGTH + 1]


def shown_code(code: str) -> str:
    """The code as people read it: `K7Q4-M2XP-9TRA`."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def code_hash(secret: bytes, code: str) -> str:
    """What is kept of a code."""
    return hmac.new(secret, f"registration:{code}".encode(), hashlib.sha256).hexdigest()


def arrival_code(secret: bytes, registration_id: int) -> str:
    """What the confirmation shows at the door of the hall: number and a mark that only this house can make.

    It opens nothing: whoever sees it on somebody's paper learns the number of a registration. Example: `12-7QX4M`.
    """
    digest = hmac.new(secret, f"arrival:{registration_id}".encode(), hashlib.sha256).digest()
    mark = "".join(SIGNS[byte % 32] for byte in digest[:ARRIVAL_LENGTH])
    return f"{registration_id}-{mark}"


def registration_of_arrival(secret: bytes, typed: str) -> int | None:
    """The number of the registration whose arrival code that is; None for what is none."""
    number, _dash, mark = typed.strip().upper().partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        return None
    wanted = arrival_code(secret, int(number)).partition("-")[2]
    return int(number) if hmac.compare_digest(wanted, mark.translate(_MISREAD).strip()) else None


def actor_of(registration_id: int) -> Actor:
    """The unit of that registration."""
    return Actor(Role.TEAM, f"Đăng ký số {registration_id}", registration_id=registration_id)


def actor_for_code(session: Session, secret: bytes, code: str) -> Actor | None:
    """The unit that holds this code, or None."""
    plain = plain_code(code)
    if len(plain) != LENGTH:
        return None
    found = session.scalar(select(Registration.id).where(Registration.code_hash == code_hash(secret, plain)))
    return actor_of(found) if found is not None else None


def bearer_of(secret: bytes, row: Registration) -> str:
    """A token for programs that speak for a unit: 256 bits that nobody can guess, good as long as its code is.

    The code itself is no token: tries of codes go through `enter` alone, where they are limited and recorded.
    """
    mark = hmac.new(secret, f"bearer:{row.id}:{row.code_hash}".encode(), hashlib.sha256).hexdigest()
    return f"{row.id}.{mark}"


def actor_for_bearer(session: Session, secret: bytes, token: str) -> Actor | None:
    """The unit that a program speaks for, or None."""
    number, dot, _mark = token.partition(".")
    if not (dot and number.isascii() and number.isdigit() and len(number) <= 12):
        return None
    row = session.get(Registration, int(number))
    if row is None or not hmac.compare_digest(bearer_of(secret, row).encode(), token.encode()):
        return None
    return actor_of(row.id)


def enter(house: House, typed: str) -> Actor:
    """The unit that opens its registration with a code. Raises `CodeRefused`; the try stays in the record."""
    with house.reading() as rows:
        actor = actor_for_code(rows, house.secret, typed)
    if actor is None:
        with house.act(PUBLIC) as work:
            work.record("refuse_registration_code", "registration")
        raise CodeRefused(
            say("Mã này không đúng. Xin xem lại trên phiếu xác nhận, hoặc hỏi Ban tổ chức để nhận mã mới.")
        )
    return actor
