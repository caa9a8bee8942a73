"""Takes every state of the score pad at every size, for looking at.

    python -m tests.harness.judge.album FOLDER [POSE…]

With all poses it also joins them to one sheet a size, `pad-<width>x<height>.png`: so are those of `docs/pictures` made.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from contest.cli.chromium import ensure_chromium
from tests.harness.judge.conftest import FLAGS
from tests.harness.judge.poses import POSES, SIZES
from tests.harness.judge.server import serve
from tests.harness.judge.tablet import Tablet

SHEET_AREA = 420 * 315
ACROSS = 6
GAP = 8
GROUND = "#16264a"
COLOURS = 96


def main(folder: Path, wanted: list[str]) -> None:
    """Writes `<pose>-<width>x<height>.png` for each."""
    folder.mkdir(parents=True, exist_ok=True)
    server = serve(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    with sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP tablet.test 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=ensure_chromium(os.environ), args=[*FLAGS, rules])
        browser.new_context().new_page()
        for pose in POSES:
            if wanted and pose.__name__ not in wanted:
                continue
            width, height = SIZES[0]
            tablet = Tablet(browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN"), base)
            tablet.steer("reset")
            pose(tablet)
            for width, height in SIZES:
                tablet.page.set_viewport_size({"width": width, "height": height})
                tablet.page.wait_for_timeout(150)
                tablet.page.screenshot(path=folder / f"{pose.__name__}-{width}x{height}.png")
            assert tablet.faults == []
            tablet.context.close()
        browser.close()
    server.shutdown()
    for size in SIZES if not wanted else ():
        join(folder, *size)


def join(folder: Path, width: int, height: int) -> None:
    """Puts the pictures of one size on one sheet, in the order of the poses."""
    scale = (SHEET_AREA / (width * height)) ** 0.5
    wide, high = round(width * scale), round(height * scale)
    across = ACROSS if width > height else ACROSS + 3
    rows = -(-len(POSES) // across)
    sheet = Image.new("RGB", (across * (wide + GAP) + GAP, rows * (high + GAP) + GAP), GROUND)
    for n, pose in enumerate(POSES):
        with Image.open(folder / f"{pose.__name__}-{width}x{height}.png") as one:
            tile = one.convert("RGB").resize((wide, high), Image.Resampling.LANCZOS)
        sheet.paste(tile, (GAP + n % across * (wide + GAP), GAP + n // across * (high + GAP)))
    sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"pad-{width}x{height}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
