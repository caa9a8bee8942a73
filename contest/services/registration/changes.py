"""What changed in a registration: who, when, which field, from what to what.

Values may be personal, so they lie in rows that can be erased; the record chain gets the names of the fields alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Registration, RegistrationChange
from contest.services.house import Work

LONGEST = 2_000


@dataclass(slots=True)
class Changes:
    """The changes of one act on one registration, told at its end."""

    work: Work
    row: Registration
    act: str
    fields: list[str] = field(default_factory=list)

    def set(self, name: str, value: Any) -> None:
        """Gives a field of the registration its value and notes what it was."""
        self.note(name, getattr(self.row, name), value)
        setattr(self.row, name, value)

    def note(self, name: str, old: Any, new: Any) -> None:
        """Notes a change, if it is one."""
        before, after = _text(old), _text(new)
        if before == after:
            return
        self.fields.append(name)
        self.work.session.add(
            RegistrationChange(
                registration_id=self.row.id, at=self.work.now, by=self.work.actor.name, act=self.act,
                field=name, old=before, new=after,
            )
        )  # fmt: skip

    def tell(self, **details: Any) -> bool:
        """Whether anything changed; if so the registration has a new version and the act a line in the record."""
        if not self.fields:
            return False
        self.row.version += 1
        self.row.updated_at = self.work.now
        self.work.session.flush()
        self.work.record(self.act, subject(self.row.id), fields=sorted(set(self.fields)), **details)
        return True


def subject(registration_id: int) -> str:
    """How the record names a registration."""
    return f"registration {registration_id}"


def history(session: Session, registration_id: int) -> list[RegistrationChange]:
    """Every change of a registration, the latest first."""
    query = select(RegistrationChange).where(RegistrationChange.registration_id == registration_id)
    return list(session.scalars(query.order_by(RegistrationChange.id.desc())))


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "có" if value else None
    return str(value)[:LONGEST]
