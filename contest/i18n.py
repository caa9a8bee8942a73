"""Languages: Vietnamese is the language of the texts themselves, English a complete catalogue beside it.

Catalogues are compiled at the start of the house and not kept in the repository, so they are never older.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parent / "translations"
DEFAULT = "vi"
LANGUAGES = ("vi", "en")


def compile_catalogues() -> None:
    """Writes each catalogue's compiled form where it is missing or older than its text."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        partial = target.with_suffix(f".{os.getpid()}.part")  # two starts at once write each its own
        with partial.open("wb") as compiled:
            write_mo(compiled, catalogue)
        partial.replace(target)
