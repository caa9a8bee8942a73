"""A delayed stream: which takes still wait, and the act that lets those out whose time has come.

The time is fixed when the cue is taken and kept on disk: a server that was away lets out what is due when it is back.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Take
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.show.buses import TOPIC, VIEWS, BusKey

AIRED_TOPICS = ("show", "public", "cues")


def next_airing(session: Session) -> int | None:
    """When the next take comes on air; None while none waits."""
    return session.scalar(select(func.min(Take.airs_at)).where(Take.aired.is_(False)))


def let_out(work: Work) -> list[Take]:
    """The takes that are on air from now on. They were recorded when they were taken; this only lets time pass."""
    work.require(Permission.SHOW_RUN)
    query = select(Take).where(Take.aired.is_(False), Take.airs_at <= work.now).order_by(Take.id)
    due = list(work.session.scalars(query))
    for take in due:
        take.aired = True
        work.touch(TOPIC[BusKey(take.bus)], *VIEWS[BusKey(take.bus)], *AIRED_TOPICS)
    work.session.flush()
    return due
