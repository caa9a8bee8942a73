"""What the sound desk plays: the music and clips of each performance, in the order of the stage.

Responsible for joining the running order with what units handed in. Names no person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import PerformanceEntry, Registration, Round, StoredFile
from contest.domain.registration import duration_text
from contest.live.words import shown_name
from contest.services import rounds

PLAYED = ("music", "clip")


@dataclass(frozen=True, slots=True)
class Track:
    """A file to be played; `length` is how long it plays, None where it doesn't say."""

    id: int
    kind: str
    name: str
    length: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A performance as the sound desk sees it."""

    number: int
    section: str
    team: str
    title: str
    needs: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """A round's performances in the order of the stage."""

    title: str
    turns: tuple[Turn, ...]


def music_list(session: Session) -> list[RoundSheet]:
    """Every round that has performances."""
    told = {
        (team_id, entry.section_id): entry
        for team_id, entry in session.execute(
            select(Registration.team_id, PerformanceEntry)
            .join(Registration, PerformanceEntry.registration_id == Registration.id)
            .where(Registration.team_id.is_not(None))
        )
    }
    tracks: dict[int, list[Track]] = defaultdict(list)
    approved = select(StoredFile).where(StoredFile.kind.in_(PLAYED), StoredFile.team_id.is_not(None))
    for file in session.scalars(approved.order_by(StoredFile.id)):
        if file.entry_id is not None:
            length = duration_text(round(file.duration_ms / 1000)) if file.duration_ms else None
            tracks[file.entry_id].append(Track(file.id, file.kind, file.name, length))
    sheets = []
    for row in session.scalars(select(Round).order_by(Round.position)):
        turns = []
        for number, performance in enumerate(rounds.performances(session, row), 1):
            entry = told.get((performance.team_id, performance.section_id))
            turns.append(
                Turn(
                    number,
                    performance.section.title,
                    shown_name(performance.team.title),
                    entry.title if entry else "",
                    entry.needs if entry else "",
                    tuple(tracks[entry.id]) if entry else (),
                )
            )
        if turns:
            sheets.append(RoundSheet(row.title, tuple(turns)))
    return sheets
