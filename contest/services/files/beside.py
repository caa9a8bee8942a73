"""`python -m contest.services.files.beside WHAT SOURCE [TARGET]`: makes what lies beside a file that was found safe.

`small` draws a picture at the size of a list; `length` says how long a recording plays and whether it holds a film. A
process of its own for the reasons of `apart`: decoders are where files do harm, and judges don't wait for them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

POLITENESS = 10
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 30
SMALL_SIDE = 480


def small(source: Path, target: Path) -> None:
    """Writes the picture again, its longer side at most `SMALL_SIDE`, in the form it has."""
    from PIL import Image  # noqa: PLC0415 - for this process alone

    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as picture:
        form = picture.format or "PNG"
        picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
        picture.info.clear()
        picture.save(target, form)


def length(source: Path) -> dict[str, int | bool | None]:
    """How long the recording plays in milliseconds (None: it doesn't say), and what it holds."""
    from pymediainfo import MediaInfo  # noqa: PLC0415 - a native library, for this process alone

    tracks = MediaInfo.parse(str(source)).tracks
    kinds = {track.track_type for track in tracks}
    told = next((track.duration for track in tracks if track.duration), None)
    return {"duration_ms": round(float(told)) if told else None, "sound": "Audio" in kinds, "film": "Video" in kinds}


def main(arguments: Sequence[str]) -> int:
    """Return 0 when it was made; a file that breaks its decoder ends the process otherwise."""
    what, source, *target = arguments
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if what == "small":
        small(Path(source), Path(target[0]))
    else:
        sys.stdout.write(json.dumps(length(Path(source))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
