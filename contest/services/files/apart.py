"""`python -m contest.services.files.apart KINDS SOURCE FOLDER`: looks into one file, makes it safe, and ends.

A process of its own, because decoders of pictures and films are where hostile files do harm, and because a large poster
takes a second of processor time that judges must not wait for. Writes the safe file and `found.json` into FOLDER:
the facts of the file, or `{"refused": reason}`. Rasters are drawn anew, drawings are turned into a raster, so nothing
of what was sent but its picture is ever served; a clip is kept as it is, once its container is understood to its end.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from contest.services.files.ends import HEAD_BYTES, form_of, is_alone
from contest.services.files.kinds import FORMATS, JPEG, PNG, WEBP, Format, Kind

POLITENESS = 10
MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 60
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 3840  # no wall of ours has more
SVG_SIDE = 2560
FONTS = Path(__file__).resolve().parents[2] / "exports" / "fonts"
PLAYED = {"AVC", "AV1", "VP8", "VP9"}
Facts = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The file is not taken; the text is the reason's code."""


def look_into(kinds: frozenset[Kind], source: Path, folder: Path) -> Facts:
    """The facts of the file, whose safe form is in `folder` now. Raises `Refused`."""
    with source.open("rb") as file:
        form = FORMATS.get(form_of(file.read(HEAD_BYTES)) or "")
    if form is None or form.kind not in kinds:
        raise Refused("kind")
    if source.stat().st_size > form.most_bytes:
        raise Refused(f"large-{form.name}")
    if not is_alone(source, form.name):
        raise Refused("two-in-one")
    if form.kind is Kind.VIDEO:
        return _film(form, source, folder)
    return _drawing(source, folder) if form.name == "svg" else _raster(form, source, folder)


def _raster(form: Format, source: Path, folder: Path) -> Facts:
    """The picture drawn anew: upright, at most as large as a wall, without anything that was hidden in the file."""
    from PIL import Image, ImageCms, ImageOps  # noqa: PLC0415 - for this process alone

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=[form.name.upper()]) as opened:
            opened.load()
            profile = opened.info.get("icc_profile")
            picture: Any = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (OSError, SyntaxError, ValueError, TypeError) as fault:
        raise Refused("broken") from fault
    clear = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # an odd profile is left out, the picture stays
            into = ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(BytesIO(profile)), into) or picture
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    kept = form if not (form is JPEG and clear) else PNG
    how = {JPEG.name: {"quality": 92}, WEBP.name: {"quality": 92, "method": 4}}.get(kept.name, {})
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    clean.save(folder / "safe", kept.name.upper(), **how)
    return _facts(kept, *clean.size)


def _drawing(source: Path, folder: Path) -> Facts:
    """The drawing as a raster: what it says in scripts, links and styles is never run and never served.

    The typesetter that sets our documents draws it, in a folder where nothing else lies.
    """
    import typst  # noqa: PLC0415 - tens of megabytes, for this process alone
    from PIL import Image  # noqa: PLC0415

    room = folder / "drawing"
    room.mkdir()
    (room / "it.svg").write_bytes(source.read_bytes())
    (room / "page.typ").write_text('#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("it.svg")\n')

    def drawn(points_per_inch: float) -> Any:
        content = typst.compile(
            str(room / "page.typ"), root=str(room), font_paths=[str(FONTS)], format="png", ppi=points_per_inch
        )
        return Image.open(BytesIO(content if isinstance(content, bytes) else content[0]))

    try:
        small = drawn(36.0)
        picture = drawn(36.0 * SVG_SIDE / max(small.size))
    except (typst.TypstError, RuntimeError, ValueError, OSError) as fault:
        raise Refused("links" if "linked image" in str(fault) else "broken") from fault
    picture.save(folder / "safe", "PNG")
    return _facts(PNG, *picture.size)


def _film(form: Format, source: Path, folder: Path) -> Facts:
    """The clip as it came, once it is known to hold one film that browsers play."""
    from pymediainfo import MediaInfo  # noqa: PLC0415 - a native library, for this process alone

    tracks = MediaInfo.parse(str(source)).tracks
    whole = next((track for track in tracks if track.track_type == "General"), None)
    film = next((track for track in tracks if track.track_type == "Video"), None)
    if whole is None or whole.format != {"mp4": "MPEG-4", "webm": "WebM"}[form.name]:
        raise Refused("kind")
    if film is None or not film.width or not film.height:
        raise Refused("no-picture")
    if film.format not in PLAYED:
        raise Refused("codec")
    size = (film.width, film.height)
    turned = str(film.rotation or "0").split(".", maxsplit=1)[0] in ("90", "270")
    source.replace(folder / "safe")
    length = film.duration or whole.duration
    width, height = reversed(size) if turned else size
    return _facts(form, width, height) | {"duration_ms": round(float(length)) if length else None}


def _facts(form: Format, width: int, height: int) -> Facts:
    return {"format": form.name, "width": width, "height": height, "duration_ms": None}


def _keep_small() -> None:
    """Ends this process, and only it, when a file makes it grow or run without end."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits; there the clock alone ends it
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main(arguments: Sequence[str]) -> int:
    """Return 0 after writing what was found; a file that breaks its decoder ends the process otherwise."""
    kinds, source, folder = arguments
    _keep_small()
    try:
        found = look_into(frozenset(Kind(each) for each in kinds.split(",")), Path(source), Path(folder))
    except Refused as answer:
        found = {"refused": str(answer)}
    (Path(folder) / "found.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
