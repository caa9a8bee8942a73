"""Scenes that are put between: the director's own words, a poster or a clip, the test card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from contest.live.scenes.base import Scene, SceneName
from contest.live.words import kept_together, length_class, shown_name, slogan_class

HARDEST_LETTERS = "ẪỂỖỔẴẶỆỘỰ gỵ"
"""Capitals that leave the line box above and below: what a screen cuts, it cuts here."""


@dataclass(frozen=True, slots=True)
class Message(Scene):
    """Words of the director: `"Chương trình tạm dừng ít phút"`, with a second line where there is more to say."""

    name: ClassVar[SceneName] = SceneName.MESSAGE

    text: str
    second: str | None = None

    def facts(self) -> dict[str, Any]:
        """The words, in one of three sizes by their length."""
        text = kept_together(shown_name(self.text))
        second = kept_together(shown_name(self.second)) if self.second else None
        return {"text": text, "len": slogan_class(text), "second": second}


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A poster or a clip as screens load it. `kind` is `image` or `video`, sizes in px; `duration_ms` of clips."""

    url: str
    kind: str
    title: str
    width: int
    height: int
    duration_ms: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        return {
            "url": self.url,
            "kind": self.kind,
            "title": shown_name(self.title),
            "width": self.width,
            "height": self.height,
            "duration_ms": self.duration_ms,
        }


@dataclass(frozen=True, slots=True)
class Media(Scene):
    """A poster or a clip over the whole wall. `since` (epoch ms) lets a screen that comes late join a running clip.

    With `fill` it covers the wall and may lose its edges; without, it is shown whole. `sound` is a wish: a browser that
    nobody touched may refuse it.
    """

    name: ClassVar[SceneName] = SceneName.MEDIA

    media: MediaFile
    since: int
    fill: bool = False
    loop: bool = False
    sound: bool = False

    def facts(self) -> dict[str, Any]:
        """The file and how it is shown."""
        return {
            "media": self.media.to_json(),
            "since": self.since,
            "fill": self.fill,
            "loop": self.loop,
            "sound": self.sound,
        }


@dataclass(frozen=True, slots=True)
class TestCard(Scene):
    """What a technician looks at before the evening: grid, corners, sharpness, the longest names of this contest."""

    __test__ = False  # no test of pytest's, whatever its name

    name: ClassVar[SceneName] = SceneName.TESTCARD

    title: str
    names: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Names and the letters that stand out of their line; size and clock are the screen's own to tell."""
        names = [shown_name(name) for name in self.names]
        return {
            "title": shown_name(self.title),
            "names": [{"text": name, "len": length_class(name)} for name in names],
            "letters": HARDEST_LETTERS,
        }
