"""Who may do what: one table. A route, a socket and an act all ask the same question here."""

from __future__ import annotations

from enum import StrEnum

from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.services.actor import Actor, Role


class Permission(StrEnum):
    """`thing:act`, in the words of the glossary."""

    PUBLIC_READ = "public:read"
    CONTEST_READ = "contest:read"
    CONTEST_EDIT = "contest:edit"
    ROUND_OPEN = "round:open"
    ROUND_ORDER = "round:order"
    ROUND_LOCK = "round:lock"
    ROUND_CONFIRM = "round:confirm"
    ROUND_PUBLISH = "round:publish"
    ROUND_CORRECT = "round:correct"
    ROUND_ADVANCE = "round:advance"
    PERFORMANCE_RUN = "performance:run"  # open, close, lock, reopen
    POINTS_ENTER = "points:enter"
    ADJUSTMENT_ENTER = "adjustment:enter"
    ABSENCE_ENTER = "absence:enter"
    ENTRY_EDIT = "entry:edit"
    DECISION_RECORD = "decision:record"
    SHEET_OWN = "sheet:own"
    STANDINGS_READ = "standings:read"
    SHOW_READ = "show:read"
    SHOW_RUN = "show:run"
    CLOCK_RUN = "clock:run"
    MEDIA_READ = "media:read"
    MEDIA_EDIT = "media:edit"
    MC_READ = "mc:read"
    STAGE_READ = "stage:read"
    OVERLAY_READ = "overlay:read"
    FEED_READ = "feed:read"
    BROADCAST_RUN = "broadcast:run"  # hands the overlay to the station's gear, and takes it back
    LINK_ISSUE = "link:issue"
    CARD_ISSUE = "card:issue"  # judges' links and PINs, and nobody else's
    DEVICE_MANAGE = "device:manage"  # name a judge's device, end its session
    JUDGE_CALL = "judge:call"
    PAPER_ENTER = "paper:enter"
    PANEL_REPLACE = "panel:replace"
    MINUTES_WRITE = "minutes:write"
    REGISTRATION_START = "registration:start"
    REGISTRATION_OWN = "registration:own"  # the one registration of the link
    REGISTRATION_REVIEW = "registration:review"
    PERSON_ERASE = "person:erase"
    AUDIT_READ = "audit:read"


P = Permission
_EVERYONE = {P.PUBLIC_READ, P.REGISTRATION_START}
_SCREENS = _EVERYONE | {P.MEDIA_READ}
_DESK = _SCREENS | {P.CONTEST_READ, P.STANDINGS_READ}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset(_EVERYONE),
    Role.ORGANISER: frozenset(
        _DESK
        | {P.CONTEST_EDIT, P.ROUND_OPEN, P.ROUND_ORDER, P.ROUND_PUBLISH, P.ROUND_ADVANCE, P.ENTRY_EDIT}
        | {P.ROUND_CORRECT}
        | {P.LINK_ISSUE, P.CARD_ISSUE, P.DEVICE_MANAGE, P.SHOW_READ, P.STAGE_READ, P.OVERLAY_READ}
        | {P.AUDIT_READ, P.MEDIA_EDIT, P.BROADCAST_RUN}
        | {P.REGISTRATION_OWN, P.REGISTRATION_REVIEW, P.PERSON_ERASE}
    ),
    Role.SECRETARY: frozenset(
        _DESK
        | {P.ROUND_ORDER, P.ROUND_LOCK, P.ROUND_CONFIRM, P.ROUND_ADVANCE, P.PERFORMANCE_RUN, P.POINTS_ENTER}
        | {P.ADJUSTMENT_ENTER, P.ABSENCE_ENTER, P.ENTRY_EDIT, P.CARD_ISSUE, P.DEVICE_MANAGE, P.JUDGE_CALL}
        | {P.PAPER_ENTER, P.PANEL_REPLACE, P.MINUTES_WRITE, P.ROUND_CORRECT}
    ),
    Role.HEAD_JUDGE: frozenset(_DESK | {P.ROUND_CONFIRM, P.DECISION_RECORD}),
    Role.DIRECTOR: frozenset(
        _SCREENS
        | {P.SHOW_READ, P.SHOW_RUN, P.CLOCK_RUN, P.STAGE_READ, P.OVERLAY_READ, P.MC_READ, P.MEDIA_EDIT}
        | {P.BROADCAST_RUN}
    ),
    Role.MC: frozenset(_SCREENS | {P.MC_READ}),
    Role.STAGE: frozenset(_SCREENS | {P.STAGE_READ}),
    Role.OVERLAY: frozenset(_SCREENS | {P.OVERLAY_READ}),
    Role.AUDITOR: frozenset(_DESK | {P.AUDIT_READ}),
    Role.JUDGE: frozenset(_EVERYONE | {P.SHEET_OWN}),
    Role.FEED: frozenset(_EVERYONE | {P.FEED_READ}),
    Role.TEAM: frozenset(_EVERYONE | {P.REGISTRATION_OWN}),
    Role.HOUSE: frozenset(Permission),
}


class Forbidden(RuleViolation):
    """The actor's role does not have the permission."""

    code = "forbidden"


class NotKnown(RuleViolation):
    """Nobody known asks for something that only known people may do."""

    code = "unauthorised"


def may(actor: Actor, permission: Permission) -> bool:
    """Whether `actor` has `permission`."""
    return permission in GRANTS[actor.role]


def require(actor: Actor, permission: Permission) -> None:
    """Nothing when allowed; raises `NotKnown` (public) or `Forbidden` (somebody else's role)."""
    if may(actor, permission):
        return
    if actor.role is Role.PUBLIC:
        raise NotKnown(say("Cần đăng nhập bằng liên kết hoặc mã PIN của mình."))
    raise Forbidden(say("Vai trò này không có quyền làm việc đó."))
