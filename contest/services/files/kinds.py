"""Which files are taken for which purpose, how large, and how their types are written.

Responsible for the lists alone. What a file really is, `checking` finds out from its content, never from its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """What a file is to a screen."""

    IMAGE = "image"
    VIDEO = "video"


class Purpose(StrEnum):
    """What a file is there for. `team_photo` belongs to one team, its `subject`."""

    POSTER = "poster"
    TEAM_PHOTO = "team_photo"


@dataclass(frozen=True, slots=True)
class Format:
    """A form that files are taken in and kept in; `most_bytes` is what may be sent."""

    name: str
    kind: Kind
    mime: str
    suffix: str
    most_bytes: int


PNG = Format("png", Kind.IMAGE, "image/png", ".png", 25 * MEGABYTE)
JPEG = Format("jpeg", Kind.IMAGE, "image/jpeg", ".jpg", 25 * MEGABYTE)
WEBP = Format("webp", Kind.IMAGE, "image/webp", ".webp", 25 * MEGABYTE)
SVG = Format("svg", Kind.IMAGE, "image/svg+xml", ".svg", 5 * MEGABYTE)
MP4 = Format("mp4", Kind.VIDEO, "video/mp4", ".mp4", 300 * MEGABYTE)
WEBM = Format("webm", Kind.VIDEO, "video/webm", ".webm", 300 * MEGABYTE)
FORMATS = {each.name: each for each in (PNG, JPEG, WEBP, SVG, MP4, WEBM)}

ACCEPTED: dict[Purpose, frozenset[Kind]] = {
    Purpose.POSTER: frozenset(Kind),
    Purpose.TEAM_PHOTO: frozenset({Kind.IMAGE}),
}
MOST_BYTES: dict[Purpose, int] = {
    purpose: max(each.most_bytes for each in FORMATS.values() if each.kind in kinds)
    for purpose, kinds in ACCEPTED.items()
}
"""The largest file that a purpose may be sent, whatever its form."""

MOST_FILES = 300
LEAST_FREE_BYTES = 300 * MEGABYTE  # the record of the evening needs room more than a poster does
