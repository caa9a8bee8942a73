"""Who may do what, as one table: a line is a permission, and every role not named in it is refused."""

from __future__ import annotations

import pytest

from contest.services.actor import HOUSE, PUBLIC, Actor, Role
from contest.services.permissions import GRANTS, Forbidden, NotKnown, Permission, may, require

R = Role
DESK = {R.ORGANISER, R.SECRETARY, R.HEAD_JUDGE, R.AUDITOR}
PEOPLE = set(Role) - {R.HOUSE}

TABLE: dict[Permission, set[Role]] = {
    Permission.PUBLIC_READ: PEOPLE,
    Permission.CONTEST_READ: DESK,
    Permission.STANDINGS_READ: DESK,
    Permission.CONTEST_EDIT: {R.ORGANISER},
    Permission.ROUND_OPEN: {R.ORGANISER},
    Permission.ROUND_ORDER: {R.ORGANISER, R.SECRETARY},
    Permission.ROUND_LOCK: {R.SECRETARY},
    Permission.ROUND_CONFIRM: {R.SECRETARY, R.HEAD_JUDGE},
    Permission.ROUND_PUBLISH: {R.ORGANISER},
    Permission.ROUND_CORRECT: {R.ORGANISER, R.SECRETARY},
    Permission.ROUND_ADVANCE: {R.ORGANISER, R.SECRETARY},
    Permission.PERFORMANCE_RUN: {R.SECRETARY},
    Permission.POINTS_ENTER: {R.SECRETARY},
    Permission.ADJUSTMENT_ENTER: {R.SECRETARY},
    Permission.ABSENCE_ENTER: {R.SECRETARY},
    Permission.ENTRY_EDIT: {R.ORGANISER, R.SECRETARY},
    Permission.DECISION_RECORD: {R.HEAD_JUDGE},
    Permission.SHEET_OWN: {R.JUDGE},
    Permission.SHOW_READ: {R.DIRECTOR, R.ORGANISER},
    Permission.SHOW_RUN: {R.DIRECTOR},
    Permission.CLOCK_RUN: {R.DIRECTOR},
    Permission.MC_READ: {R.MC, R.DIRECTOR},
    Permission.STAGE_READ: {R.STAGE, R.DIRECTOR, R.ORGANISER},
    Permission.OVERLAY_READ: {R.OVERLAY, R.DIRECTOR, R.ORGANISER},
    Permission.FEED_READ: {R.FEED},
    Permission.LINK_ISSUE: {R.ORGANISER},
    Permission.CARD_ISSUE: {R.ORGANISER, R.SECRETARY},
    Permission.DEVICE_MANAGE: {R.ORGANISER, R.SECRETARY},
    Permission.JUDGE_CALL: {R.SECRETARY},
    Permission.PAPER_ENTER: {R.SECRETARY},
    Permission.PANEL_REPLACE: {R.SECRETARY},
    Permission.MINUTES_WRITE: {R.SECRETARY},
    Permission.MEDIA_READ: DESK | {R.DIRECTOR, R.MC, R.STAGE, R.OVERLAY},
    Permission.MEDIA_EDIT: {R.ORGANISER, R.DIRECTOR},
    Permission.BROADCAST_RUN: {R.ORGANISER, R.DIRECTOR},
    Permission.REGISTRATION_START: PEOPLE,
    Permission.REGISTRATION_OWN: {R.TEAM, R.ORGANISER},
    Permission.REGISTRATION_REVIEW: {R.ORGANISER},
    Permission.PERSON_ERASE: {R.ORGANISER},
    Permission.AUDIT_READ: {R.ORGANISER, R.AUDITOR},
}


def test_every_permission_and_every_role_is_in_the_table() -> None:
    assert set(TABLE) == set(Permission)
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", sorted(PEOPLE), ids=str)
def test_a_role_may_what_the_table_says_and_nothing_else(role: Role, permission: Permission) -> None:
    actor = Actor(role, "Ai đó", 1, "j1" if role is R.JUDGE else None)
    allowed = role in TABLE[permission]
    assert may(actor, permission) is allowed
    if allowed:
        require(actor, permission)
    else:
        with pytest.raises(NotKnown if role is R.PUBLIC else Forbidden):
            require(actor, permission)


def test_the_house_itself_may_everything() -> None:
    assert all(may(HOUSE, permission) for permission in Permission)


def test_nobody_who_marks_or_shows_may_change_a_result() -> None:
    """Judges, director, MC and screens touch no figure but a judge his own sheet."""
    result = {
        Permission.PERFORMANCE_RUN, Permission.POINTS_ENTER, Permission.ADJUSTMENT_ENTER, Permission.ABSENCE_ENTER,
        Permission.ROUND_LOCK, Permission.ROUND_CONFIRM, Permission.ROUND_PUBLISH, Permission.ROUND_ADVANCE,
        Permission.DECISION_RECORD,
    }  # fmt: skip
    for role in (R.JUDGE, R.DIRECTOR, R.MC, R.STAGE, R.OVERLAY, R.FEED, R.PUBLIC, R.AUDITOR):
        assert not result & GRANTS[role]


def test_the_public_is_asked_who_it_is_and_others_are_refused() -> None:
    with pytest.raises(NotKnown, match="Cần đăng nhập"):
        require(PUBLIC, Permission.SHEET_OWN)
    with pytest.raises(Forbidden, match="không có quyền"):
        require(Actor(R.MC, "MC", 5), Permission.SHEET_OWN)
