"""The running order (thứ tự thi) of a round: set by hand, or put down as lots gave it. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from contest.db.models import Round
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState


def set_order(work: Work, key: str, teams: Sequence[str]) -> Round:
    """The round with that running order, set by hand. Lots are drawn by `contest.services.draws`."""
    work.require(Permission.ROUND_ORDER)
    row = rounds.get(work.session, key)
    must_be_movable(work.session, row)
    if faults := order_faults(work.session, row, teams):
        raise Invalid(faults)
    return put_in_order(work, row, teams, None)


def must_be_movable(session: Session, row: Round) -> None:
    """Nothing while the running order may change; raises `WrongState` once a performance was opened."""
    if any(p.state != "planned" for p in rounds.performances(session, row)):
        raise WrongState(say("Đã có lượt thi mở, nên thứ tự thi của vòng này không đổi được nữa."))


def order_faults(session: Session, row: Round, teams: Sequence[str]) -> list[Fault]:
    """What keeps these keys from being the whole field, each present team once."""
    by_key = {e.team.key: e for e in rounds.entries(session, row) if e.status == "present"}
    faults = [
        Fault(f"teams[{n}]", "unknown", say("“%(t)s” không dự vòng này.", t=t))
        for n, t in enumerate(teams)
        if t not in by_key
    ]
    faults += [
        Fault(f"teams[{n}]", "duplicate", say("%(team)s có hai lần trong danh sách.", team=by_key[t].team.title))
        for n, t in enumerate(teams)
        if t in by_key and t in teams[:n]
    ]
    faults += [
        Fault("teams", "missing", say("Thiếu %(team)s trong danh sách.", team=entry.team.title))
        for t, entry in by_key.items()
        if t not in teams
    ]
    return faults


def put_in_order(work: Work, row: Round, order: Sequence[str], seed: str | None) -> Round:
    """The round in that order, which is the whole field. `seed`: the one it was drawn from; None: by hand.

    Raises `WrongState` once a performance was opened, `Invalid` when the field is another by now.
    """
    must_be_movable(work.session, row)
    if faults := order_faults(work.session, row, order):
        raise Invalid(faults)
    for entry in rounds.entries(work.session, row):
        entry.turn = order.index(entry.team.key) + 1 if entry.team.key in order else None
    row.order_seed = seed
    work.session.flush()
    rounds.plan_performances(work, row)
    work.record("set_order", row.key, order=list(order), seed=seed)
    work.touch("contest", "public")
    return row
