"""The confirmation of a registration as a PDF: for the unit to keep, and to show at the door of the hall.

Responsible for the name and the content of the file. Layout: `documents/registration.typ`.
"""

from __future__ import annotations

from typing import Any

from contest.exports.typesetting import Document, typeset


def confirmation_pdf(facts: dict[str, Any], *, rehearsal: bool = False) -> Document:
    """Return the confirmation as a PDF. Raises `TypesetError` when the typesetter fails."""
    return typeset("registration", facts, rehearsal=rehearsal)


def confirmation_file_name(number: int) -> str:
    """Return what the file is called: `phieu-dang-ky-7.pdf`."""
    return f"phieu-dang-ky-{number}.pdf"
