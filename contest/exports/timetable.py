"""The timetable of a round on paper, to be hung up behind the stage and handed to the teams."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contest.exports.typesetting import Document, typeset


def timetable_pdf(facts: Mapping[str, Any], *, rehearsal: bool = False) -> Document:
    """Return the timetable as a PDF, A4 upright. Raises `TypesetError` when the typesetter fails.

    `facts`: contest, organiser, venue, title, when, days (as `services.timetables.timetable_json` gives them).
    """
    return typeset("timetable", facts, rehearsal=rehearsal)


def timetable_file_name(round_key: str) -> str:
    """Return what the file is called: `lich-thi-vong-loai.pdf`; only letters that any system takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", round_key.lower()).strip("-")
    return f"lich-thi-{plain}.pdf" if plain else "lich-thi.pdf"
