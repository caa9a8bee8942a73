"""The minutes of a round as a PDF in the form of official documents, with every sheet as annex."""

from __future__ import annotations

import re
from dataclasses import asdict

from contest.exports.typesetting import Document, typeset
from contest.exports.values import Minutes


def minutes_pdf(minutes: Minutes, *, rehearsal: bool = False) -> Document:
    """Return the minutes as a PDF. Raises `TypesetError` when the typesetter fails."""
    return typeset("minutes", asdict(minutes), rehearsal=rehearsal)


def minutes_file_name(round_key: str, *, draft: bool) -> str:
    """Return what the file is called: `bien-ban-vong-loai.pdf`, `ban-nhap-bien-ban-vong-loai.pdf`."""
    plain = re.sub(r"[^a-z0-9]+", "-", round_key.lower()).strip("-")
    return f"{'ban-nhap-' if draft else ''}bien-ban{f'-{plain}' if plain else ''}.pdf"
