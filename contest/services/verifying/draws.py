"""Draws against their seeds: an outcome that its own seed does not give was changed afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Draw
from contest.domain.lots import commitment
from contest.services.draw_records import outcome_of
from contest.services.verifying.findings import Finding


def draw_findings(session: Session) -> Iterator[Finding]:
    """A finding for every draw whose outcome or whose digest does not follow from its seed."""
    for row in session.scalars(select(Draw).where(Draw.method == "seed").order_by(Draw.id)):
        name = f"bốc thăm {row.id}, {row.round.title}"
        if row.digest != commitment(row.seed or ""):
            yield Finding("draw_digest", name, "dấu niêm phong không phải của mã đã ghi")
        if row.outcome is not None and outcome_of(row) != row.outcome:
            yield Finding("draw_outcome", name, "kết quả không phải là kết quả mà mã cho ra")
