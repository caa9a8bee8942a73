"""A QR code as a drawing for documents: black on nothing, without a margin of its own."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return the text as the SVG of a QR code; the document leaves the white around it."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return drawn.getvalue().decode()
