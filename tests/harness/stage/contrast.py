"""How well words stand off from what lies behind them, and whether the overlay is clear where it draws nothing.

Measured on the pixels of the page with its letters taken away, motif included: a word's colour against its whole box,
from the darkest to the lightest hundredth. The stream is laid over white and over black.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from tests.harness.stage.layouts import faults

LEAST = 4.5
HIDE = """(off) => {
  const root = document.documentElement;
  if (!root.dataset.sheet) {
    document.styleSheets[0].insertRule(
      ".no-ink * { color: transparent !important; transition: none !important; animation: none !important }", 0);
    root.dataset.sheet = "yes";
  }
  root.classList.toggle("no-ink", off);
}"""
CURVE = [(v / 255 / 12.92) if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]

Pixel = tuple[int, ...]


def luminance(pixel: Pixel) -> float:
    """Relative luminance as WCAG 2 defines it."""
    return 0.2126 * CURVE[pixel[0]] + 0.7152 * CURVE[pixel[1]] + 0.0722 * CURVE[pixel[2]]


def ratio(a: float, b: float) -> float:
    """The contrast of two luminances."""
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def behind(page: Page, *, clear: bool) -> Image.Image:
    """The page without its letters."""
    page.evaluate(HIDE, True)
    picture = Image.open(BytesIO(page.screenshot(omit_background=clear)))
    page.evaluate(HIDE, False)
    return picture.convert("RGBA" if clear else "RGB")


def weak_words(page: Page, which: str) -> list[str]:
    """Every word of the page as it stands whose contrast is below the least, one line each."""
    words = faults(page)["words"]
    picture = behind(page, clear=which == "overlay")
    grounds = [picture]
    if which == "overlay":
        grounds = [Image.new("RGBA", picture.size, video) for video in ("white", "black")]
        for ground in grounds:
            ground.alpha_composite(picture)
    return [line for ground in grounds for word in words for line in _weak(ground.convert("RGB"), word)]


def _weak(ground: Image.Image, word: dict[str, Any]) -> list[str]:
    box = (
        max(0, word["left"]),
        max(0, word["top"]),
        min(ground.width, word["right"]),
        min(ground.height, word["bottom"]),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return []
    own = luminance(tuple(int(n) for n in re.findall(r"\d+", word["colour"])[:3]))
    part = ground.crop(box)
    part.thumbnail((160, 60), Image.Resampling.NEAREST)
    shades = sorted(luminance(pixel) for pixel in part.get_flattened_data())
    ends = shades[len(shades) // 100], shades[-1 - len(shades) // 100]
    worst = min(ratio(own, end) for end in ends)
    return [] if worst >= LEAST else [f"{word['text']}: {worst:.1f}"]


def stray_pixels(page: Page) -> list[str]:
    """What the overlay draws outside its plates, or outside the safe area."""
    plates = faults(page)["plates"]
    alpha = Image.open(BytesIO(page.screenshot(omit_background=True))).convert("RGBA").getchannel("A")
    unit = alpha.width / 1920
    found = []
    drawn = alpha.point(lambda a: 255 if a > 2 else 0).getbbox()
    if drawn is not None:
        safe = (96 * unit - 2, 54 * unit - 2, alpha.width - 96 * unit + 2, alpha.height - 54 * unit + 2)
        if drawn[0] < safe[0] or drawn[1] < safe[1] or drawn[2] > safe[2] or drawn[3] > safe[3]:
            found.append(f"outside the safe area: {drawn}")
    for plate in plates:
        alpha.paste(0, (plate["left"] - 2, plate["top"] - 2, plate["right"] + 2, plate["bottom"] + 2))
    if alpha.point(lambda a: 255 if a > 2 else 0).getbbox() is not None:
        found.append(f"outside the plates: {alpha.getbbox()}")
    return found
