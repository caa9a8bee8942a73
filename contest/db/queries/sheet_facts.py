"""What the desk knows of a performance's sheets beside their marks: versions, refusals, entries from paper.

Three queries for a whole performance: its line of the board is built with every mark that comes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import PaperEntry, SheetRefusal, SheetVersion


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet: how often it was submitted, its last refusal, who has entered the paper that is being entered."""

    versions: int = 0
    last: int = 0
    refusal: SheetRefusal | None = None
    entering: set[int] = field(default_factory=set)


def sheet_facts(session: Session, sheets: Iterable[int]) -> dict[int, SheetFacts]:
    """The facts of these sheets, by id."""
    found = {sheet: SheetFacts() for sheet in sheets}
    if not found:
        return found
    versions = select(SheetVersion.sheet_id, func.count(), func.max(SheetVersion.version))
    for sheet, count, last in session.execute(
        versions.where(SheetVersion.sheet_id.in_(found)).group_by(SheetVersion.sheet_id)
    ):
        found[sheet].versions, found[sheet].last = count, last
    for refusal in session.scalars(select(SheetRefusal).where(SheetRefusal.sheet_id.in_(found))):
        found[refusal.sheet_id].refusal = refusal
    for entry in session.scalars(select(PaperEntry).where(PaperEntry.sheet_id.in_(found))):
        if entry.after_version == found[entry.sheet_id].last:
            found[entry.sheet_id].entering.add(entry.credential_id)
    return found
