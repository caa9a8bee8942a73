"""The picture of a team as screens load it: its photo, else its logo. Only of teams that take part.

Responsible for choosing it and for its address. Its title is the team's name: what a file was called may name somebody.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import StoredFile, Team
from contest.live.scenes import MediaFile

SHOWN = ("photo", "logo")


def address(file_id: int) -> str:
    """Where a file that was handed in is loaded from, by who may have it."""
    return f"/files/{file_id}"


def team_picture(session: Session, team: Team) -> MediaFile | None:
    """The team's picture; None where it gave none."""
    query = select(StoredFile).where(StoredFile.team_id == team.id, StoredFile.kind.in_(SHOWN))
    files = {file.kind: file for file in session.scalars(query.order_by(StoredFile.id))}
    file = next((files[kind] for kind in SHOWN if kind in files), None)
    if file is None:
        return None
    return MediaFile(address(file.id), "image", team.title, file.width or 0, file.height or 0)
