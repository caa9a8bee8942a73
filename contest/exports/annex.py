"""The annex to the minutes: why every team of a round has its rank, as a PDF in the form of official documents.

Responsible for the name and the content of the file. Layout: appendix I of decree 30/2020/NĐ-CP, in
`documents/official.typ`.
"""

from __future__ import annotations

import re
from dataclasses import asdict

from contest.exports.typesetting import Document, typeset
from contest.exports.values import Annex


def annex_pdf(annex: Annex, *, rehearsal: bool = False) -> Document:
    """Return the annex as a PDF. Raises `TypesetError` when the typesetter fails."""
    facts = asdict(annex)
    for team, part in zip(facts["teams"], annex.teams, strict=True):
        for section, section_part in zip(team["sections"], part.sections, strict=True):
            for line, sheet in zip(section["sheets"], section_part.sheets, strict=True):
                line["left_out"] = sheet.left_out
    return typeset("annex", facts, rehearsal=rehearsal)


def annex_file_name(round_key: str) -> str:
    """Return what the file is called: `phu-luc-xep-hang-vong-loai.pdf`; only letters that any system takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", round_key.lower()).strip("-")
    return f"phu-luc-xep-hang-{plain}.pdf" if plain else "phu-luc-xep-hang.pdf"
