"""Judges' cards to be printed and cut: a QR code that logs in, a PIN for when it can't be scanned.

Responsible for the one document that holds links in the clear: it is set, handed out, and kept nowhere.
"""

from __future__ import annotations

from dataclasses import asdict

from contest.exports.qr import qr_svg
from contest.exports.typesetting import Document, typeset
from contest.exports.values import Cards

CARDS_FILE_NAME = "the-giam-khao.pdf"


def cards_pdf(sheet: Cards, *, rehearsal: bool = False) -> Document:
    """Return the sheet of cards as a PDF, six to a page. Raises `TypesetError` when the typesetter fails."""
    facts = asdict(sheet)
    for card in facts["cards"]:
        card["qr"] = qr_svg(card.pop("url"))
        card["pin"] = f"{card['pin'][:3]} {card['pin'][3:]}"
    return typeset("cards", facts, secret=True, rehearsal=rehearsal)
