"""Blank score sheets as a PDF: one file for a round, a section or a judge, a page for each sheet."""

from __future__ import annotations

import re
from dataclasses import asdict

from contest.exports.qr import qr_svg
from contest.exports.typesetting import Document, typeset
from contest.exports.values import PaperSheets


def paper_pdf(sheets: PaperSheets, *, rehearsal: bool = False) -> Document:
    """Return the blank sheets as a PDF. Raises `TypesetError` when the typesetter fails."""
    facts = asdict(sheets)
    for sheet in facts["sheets"]:
        sheet["qr"] = qr_svg(sheet.pop("url"))
    return typeset("paper", facts, rehearsal=rehearsal)


def paper_file_name(*parts: str) -> str:
    """Return what the file is called: `phieu-giay-vong-loai-chao-hoi.pdf`; only letters that any system takes."""
    plain = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts]
    return "-".join(["phieu-giay", *filter(None, plain)]) + ".pdf"
