"""The house that acts run in: database, time, secret, and the one way to write: `House.act`."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.config import Smtp
from contest.db.models import AuditEntry, TopicRev
from contest.db.session import Database
from contest.services.actor import Actor
from contest.services.permissions import Permission, require
from contest.services.timekeeping import Timekeeper

log = logging.getLogger(__name__)

Listener = Callable[[dict[str, int]], None]
EndListener = Callable[[frozenset[int], frozenset[int]], None]


@dataclass(slots=True)
class Work:
    """One act under way: its session, who acts, when, and which live topics it changes."""

    session: Session
    actor: Actor
    now: int
    house: House
    topics: dict[str, int] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    ended_devices: set[int] = field(default_factory=set)
    _done: list[Callable[[], object]] = field(default_factory=list)
    _undone: list[Callable[[], object]] = field(default_factory=list)

    def after_commit(self, then: Callable[[], object]) -> None:
        """Has `then` called once the act is on disk: for what is no row, such as a file that goes away with its row."""
        self._done.append(then)

    def undo_by(self, undo: Callable[[], object]) -> None:
        """Has `undo` called if the act does not come to its end: for what is no row and was made already."""
        self._undone.append(undo)

    def require(self, permission: Permission) -> None:
        """Nothing when the actor may; raises otherwise."""
        require(self.actor, permission)

    def touch(self, *topics: str) -> None:
        """Says that the state of `topics` changes with this act; they are sent out after the commit, never before."""
        for topic in topics:
            self.topics.setdefault(topic, 0)

    def end(self, credential_id: int) -> None:
        """Says that this link lets nobody in any more; what its bearers have open is cut after the commit."""
        self.ended.add(credential_id)

    def end_device(self, session_id: int) -> None:
        """Says that this one browser is let in no more; its link stays good for others."""
        self.ended_devices.add(session_id)

    def record(self, act: str, subject: str, **details: Any) -> None:
        """Adds the act to the record chain. `details` holds no contact or other personal data."""
        before = self.session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)) or ""
        entry = AuditEntry(
            at=self.now,
            act=act,
            role=self.actor.role.value,
            actor=self.actor.name,
            credential_id=self.actor.credential_id,
            subject=subject,
            details=details,
            digest="",
        )
        entry.digest = chain_digest(before, entry)
        self.session.add(entry)
        self.session.flush()


def chain_digest(before: str, entry: AuditEntry) -> str:
    """SHA-256, in hex, over the digest before it and the entry's own facts in canonical JSON."""
    facts = [entry.at, entry.act, entry.role, entry.actor, entry.subject, entry.details]
    text = before + json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class House:
    """What every act needs, and the only writer: one transaction, then the listeners hear which topics changed."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], int],
        secret: bytes,
        clock_rate: int = 1,
        folder: Path | None = None,
        smtp: Smtp | None = None,
        rehearsal: bool = False,
    ) -> None:
        self.database = database
        self.folder = folder  # the data folder, for what is kept as files; None in a house without any
        self.smtp = smtp  # where letters are handed over; None: the house writes none
        self.letters_wait: Callable[[], None] = lambda: None  # called when a letter was put into the outbox
        self.now = now
        self.secret = secret
        self.clock_rate = clock_rate
        self.rehearsal = rehearsal  # all of it is made up; screens say so
        self._listeners: list[Listener] = []
        self._end_listeners: list[EndListener] = []

    def on_commit(self, listener: Listener) -> None:
        """Has `listener` called with `{topic: rev}` after every commit that touched topics."""
        self._listeners.append(listener)

    def on_end(self, listener: EndListener) -> None:
        """Has `listener` called with the links and browsers (ids) that an act has ended, after its commit."""
        self._end_listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking."""
        with self.database.reading() as session:
            yield session

    @contextmanager
    def act(self, actor: Actor) -> Iterator[Work]:
        """A `Work` in one write transaction. Leaving it well commits, then announces; an exception undoes all."""
        with self.database.writing() as session:
            if isinstance(self.now, Timekeeper):
                self.now.settle(session)
            # The time is asked once the turn to write has come: lines of the record never go back in time.
            work = Work(session=session, actor=actor, now=self.now(), house=self)
            try:
                yield work
                raise_revs(session, work.topics)
                session.commit()
            except BaseException:
                _call(work._undone)
                raise
        _call(work._done)
        if work.ended or work.ended_devices:
            self._tell_ended(frozenset(work.ended), frozenset(work.ended_devices))
        if work.topics:
            self._announce(work.topics)

    def _announce(self, topics: dict[str, int]) -> None:
        """Tells every listener. The act is on disk by now: a push that fails is no reason to call it refused."""
        for listener in self._listeners:
            try:
                listener(dict(topics))
            except Exception:
                log.exception("a listener failed on %s", ", ".join(sorted(topics)))

    def _tell_ended(self, ended: frozenset[int], devices: frozenset[int]) -> None:
        """Tells whoever holds something open for these links or browsers, before anything else is sent to them."""
        for listener in self._end_listeners:
            try:
                listener(ended, devices)
            except Exception:
                log.exception("what was open was not cut: links %s, devices %s", sorted(ended), sorted(devices))


def _call(steps: list[Callable[[], object]]) -> None:
    """Calls each. The act has ended by now, well or not: a step that fails is told to the log and changes nothing."""
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("a step after an act failed")


def raise_revs(session: Session, topics: dict[str, int]) -> None:
    """Raises the stored revision of each topic by one and writes the new one into `topics`."""
    if not topics:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = insert(TopicRev).values([{"topic": topic, "rev": 1} for topic in sorted(topics)])
    raised = rows.on_conflict_do_update(index_elements=[TopicRev.topic], set_={"rev": TopicRev.rev + 1})
    for topic, rev in session.execute(raised.returning(TopicRev.topic, TopicRev.rev)):
        topics[topic] = rev
