"""The card for the station's technician: one page to hang beside the mixer, with every address and its QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO

import segno

from contest.exports.typesetting import Document, typeset

FILE_NAME = "the-ky-thuat-truyen-hinh.pdf"


@dataclass(frozen=True, slots=True)
class CardAddress:
    """An address of the card, with what it is for."""

    title: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is on the card. `settings` are pairs of what the mixer calls it and how it must stand."""

    contest: str
    settings: Sequence[tuple[str, str]]
    addresses: Sequence[CardAddress]
    notes: Sequence[str]
    rehearsal: bool = False


def card_pdf(card: Card) -> Document:
    """Return the card as a PDF. Raises `TypesetError` when the typesetter fails."""
    facts = asdict(card)
    for address in facts["addresses"]:
        address["qr"] = _qr(address["url"])
    return typeset("broadcast-card", facts)


def _qr(url: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
