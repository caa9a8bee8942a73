"""Takes every state of the score pad at every size, for looking at.

python -m tests.harness.judge.album FOLDER [POSE…]
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from contest.cli.chromium import ensure_chromium
from tests.harness.judge.conftest import FLAGS
from tests.harness.judge.poses import POSES, SIZES
from tests.harness.judge.server import serve
from tests.harness.judge.tablet import Tablet


def main(folder: Path, wanted: list[str]) -> None:
    """Writes `<pose>-<width>x<height>.png` for each."""
    import os  # noqa: PLC0415

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


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
