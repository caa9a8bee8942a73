"""`python -m contest.exports.render TEMPLATE FACTS.json DOCUMENT.pdf`: sets one document and ends.

The only module that loads the typesetter, so that the server never does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from contest.exports.typesetting import DOCUMENTS, FONTS

POLITENESS = 10  # of two cores the judges' server goes first
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # written into the file as its age, so that equal facts give equal bytes


def main(arguments: Sequence[str]) -> int:
    """Return 0 after writing the document; the typesetter's complaint is an exception, so the process ends with 1."""
    import typst  # noqa: PLC0415 - tens of megabytes, for this process alone

    template, source, target = arguments
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    content = typst.compile(
        str(DOCUMENTS / f"{template}.typ"),
        root=str(DOCUMENTS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": Path(source).read_text(encoding="utf-8")},
        pdf_standards=["a-2a"],
        timestamp=int(NO_TIME.timestamp()),
    )
    Path(target).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
