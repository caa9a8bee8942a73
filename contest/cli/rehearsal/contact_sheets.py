"""Contact sheets: every scene at every shape of screen, with ordinary names, the longest, ties and gaps.

The pages are the server's own; their frames are those that the tests look over. Each tile says which frame it is.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from contest.cli.benchmarks.scenes import CHANNEL
from contest.config import ROOT

HARNESS = ROOT / "tests" / "harness" / "stage"
CLIPS = ROOT / "tests" / "services" / "clips"
SHAPES = ((1280, 720), (1920, 1080), (3840, 1080), (1536, 768), (1080, 1920))
TILE_AREA = 400 * 225
SHEET_WIDTH = 2000
LABEL_PX = 20
QUALITY = 70
FRAMES = (
    *("blank", "holding", "holding-long", "programme", "programme-long", "jury", "jury-long", "jury-step", "draw-none"),
    *("draw-half", "draw", "draw-few", "team", "team-long", "team-photo", "performing", "performing-amber"),
    *("performing-over-long", "scoring", "scoring-fifteen", "score", "score-missing", "score-eleven", "score-total"),
    *("standings", "standings-tied-first", "standings-eight", "standings-hidden", "standings-top6", "advancing"),
    *("advancing-twelve", "award-step1", "award", "award-long", "podium", "podium-third-only", "podium-crowd"),
    *("favourite-step1", "favourite", "favourite-long", "message", "message-long", "media", "media-tall", "testcard"),
)
SHOW = """async (frame) => {
  const dated = structuredClone(frame);
  if (dated.starts_in_ms != null) { dated.starts_at = Date.now() + dated.starts_in_ms; delete dated.starts_in_ms; }
  const clock = dated.clock;
  if (clock?.ends_in_ms != null) { clock.ends_at = Date.now() + clock.ends_in_ms; delete clock.ends_in_ms; }
  bench.take(dated);
  await new Promise((done) => setTimeout(done, 120));
  const files = [...document.querySelectorAll("img.shown-file, img.photo")];
  await Promise.all(files.map((file) => file.decode().catch(() => {})));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def take_sheets(browser: Any, links: dict[str, Any], out: Path) -> list[str]:
    """The names of the sheets that were taken: one a shape of the hall's screen, and one of the stream's overlay."""
    taken = []
    for width, height in SHAPES:
        name = f"scenes-{width}x{height}"
        _sheet(browser, "stage", f"{links['stage']['url']}?still", (width, height), out / f"{name}.jpg")
        taken.append(name)
    _sheet(browser, "overlay", f"{links['overlay']['url']}?still", (1920, 1080), out / "scenes-overlay.jpg")
    return [*taken, "scenes-overlay"]


def _sheet(browser: Any, topic: str, url: str, size: tuple[int, int], target: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - tens of megabytes, for this command alone

    page = _page(browser, topic, url, size)
    scale = (TILE_AREA / (size[0] * size[1])) ** 0.5
    tile = (round(size[0] * scale), round(size[1] * scale))
    columns = max(1, SHEET_WIDTH // (tile[0] + 4))
    rows = -(-len(FRAMES) // columns)
    sheet = Image.new("RGB", (columns * (tile[0] + 4), rows * (tile[1] + LABEL_PX + 4)), "#20242c")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for number, name in enumerate(FRAMES):
        frame = json.loads((HARNESS / "frames" / f"{name}.json").read_text(encoding="utf-8"))
        page.evaluate(SHOW, frame)
        with Image.open(BytesIO(page.screenshot(omit_background=topic == "overlay"))) as shot:
            seen = Image.new("RGBA", shot.size, "#6b7a8c")
            seen.alpha_composite(shot.convert("RGBA"))
        at = (number % columns * (tile[0] + 4), number // columns * (tile[1] + LABEL_PX + 4))
        sheet.paste(seen.convert("RGB").resize(tile, Image.Resampling.LANCZOS), at)
        pen.text((at[0] + 4, at[1] + tile[1] + 3), name, fill="white", font=font)
    sheet.save(target, "JPEG", quality=QUALITY, optimize=True)
    page.close()


def _page(browser: Any, topic: str, url: str, size: tuple[int, int]) -> Any:
    """The page with its channel played from here; posters and clips come from the tests' own."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    client = CHANNEL.read_text(encoding="utf-8").replace('"stage"', json.dumps(topic))
    page.route("**/socket.io.esm.min.js", lambda route: route.fulfill(body=client, content_type="text/javascript"))
    page.route("**/files/*", _file)
    page.goto(url)
    for _ in range(200):
        if page.evaluate("() => Boolean(globalThis.bench)"):
            break
        page.wait_for_timeout(100)
    return page


def _file(route: Any) -> None:
    name = route.request.url.rpartition("/")[2]
    path = CLIPS / name if name.endswith((".webm", ".mp4")) else HARNESS / "files" / name
    if path.is_file():
        route.fulfill(path=path)
    else:
        route.fulfill(status=404)
