"""Which registration somebody may look into, and whether it may be filled in now.

Responsible for the one question that every act on a registration begins with. A unit finds its own registration alone.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from contest.db.models import Registration
from contest.domain.said import say
from contest.services.actor import Actor
from contest.services.house import Work
from contest.services.permissions import Forbidden, Permission, may, require
from contest.services.refusals import NotFound, Stale, WrongState
from contest.services.registration.rules import Window, rules_of

FILLED_IN = ("draft", "returned")


def find(session: Session, actor: Actor, number: int) -> Registration:
    """The registration of that number. Raises `NotKnown`, `Forbidden` (another unit's), `NotFound`."""
    if not may(actor, Permission.REGISTRATION_REVIEW):
        require(actor, Permission.REGISTRATION_OWN)
        if actor.registration_id != number:
            raise Forbidden(say("Đường dẫn này chỉ mở được đăng ký của đơn vị mình."))
    row = session.get(Registration, number)
    if row is None:
        raise NotFound(say("Không có đăng ký này."))
    return row


def may_fill_in(session: Session, actor: Actor, row: Registration, now: int) -> bool:
    """Whether its words may be changed now.

    A draft until the window closes; what the organisers have returned also after it, because they have asked for it.
    The organisers themselves, who take registrations on paper too, at any time before the decision.
    """
    if row.state not in FILLED_IN or row.erased_at is not None:
        return False
    if row.state == "returned" or may(actor, Permission.REGISTRATION_REVIEW):
        return True
    return rules_of(session).window(now) is Window.OPEN


def to_fill_in(work: Work, number: int, based_on: int | None) -> Registration:
    """The registration, to be changed by this act. Raises `WrongState` or `Stale` beside what `find` raises."""
    row = find(work.session, work.actor, number)
    if not may_fill_in(work.session, work.actor, row, work.now):
        raise WrongState(closed_words(row))
    if based_on is not None and based_on != row.version:
        raise Stale(
            say("Đăng ký này vừa được sửa ở một trang khác. Xin xem lại rồi lưu lần nữa."), {"version": row.version}
        )
    return row


def closed_words(row: Registration) -> str:
    """Why it can't be filled in."""
    return {
        "submitted": say("Đăng ký đã gửi. Bấm “Rút về để sửa” nếu cần thay đổi."),
        "approved": say("Đăng ký đã được duyệt. Bấm “Rút về để sửa” nếu cần thay đổi."),
        "refused": say("Đăng ký đã bị từ chối nên không sửa được nữa."),
        "withdrawn": say("Đăng ký đã rút nên không sửa được nữa."),
    }.get(row.state, say("Đã hết hạn đăng ký nên không sửa được nữa. Xin liên hệ Ban tổ chức."))
