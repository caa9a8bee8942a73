"""The table of posters and clips. The files themselves lie in the data folder, named by their key."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db.base import Base
from contest.db.types import Instant, Key, Title

SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}


class Poster(Base):
    """A poster or a clip (áp phích, clip) that screens show, in the holding loop or as a scene of its own."""

    __tablename__ = "poster"
    __table_args__ = (
        CheckConstraint("kind IN ('image', 'video')", name="kind_known"),
        CheckConstraint("size > 0", name="size_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Key] = mapped_column(unique=True)  # random: who was not told it does not guess it
    title: Mapped[Title]
    kind: Mapped[Key]
    mime: Mapped[Key]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    duration_ms: Mapped[int | None]
    position: Mapped[int]
    in_loop: Mapped[bool] = mapped_column(default=False)  # turns over between the slogans of the holding scene
    added_at: Mapped[Instant]
    added_by: Mapped[Title]

    @property
    def file_name(self) -> str:
        """The name under which it lies in the data folder."""
        return self.key + SUFFIXES[self.mime]
