"""Takes pictures of the desk's, the organiser's and the public pages at the sizes people have, to be looked at.

    python -m tests.harness.desk.look FOLDER [--chromium /usr/bin/chromium] [--port 5641]

Fails when a page writes an error to its console or breaks the content policy. Judges nothing else.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.harness.desk.scenes import SCENES
from tests.harness.desk.server import serve

DESK = ((1366, 768), (1920, 1080))
HAND = ((390, 844), (1366, 768))
VIEWS = (
    ("mid", "/secretary/", DESK, "secretary"), ("quiz", "/secretary/", DESK, "secretary"),
    ("locked", "/secretary/", DESK, "secretary"), ("final", "/secretary/", DESK, "secretary"),
    ("before", "/organiser/", HAND, "organiser"), ("locked", "/organiser/", HAND, "organiser"),
    ("before", "/organiser/rounds/vong-loai/order", HAND, "organiser"), ("mid", "/organiser/links", HAND, "organiser"),
    ("before", "/", HAND, "public"), ("final", "/", HAND, "public"), ("over", "/", HAND, "public"),
    ("mid", "/login", HAND, "public"), ("mid", "/enter/used", HAND, "public"), ("mid", "/errors/404", HAND, "public"),
)  # fmt: skip


def picture(browser: Browser, base: str, folder: Path, view: tuple[str, str, tuple[int, int], str]) -> list[str]:
    """What the page complained of; the picture is in `folder`."""
    scene, path, (width, height), role = view
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "role", "value": role, "url": base}])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{path}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{path}: {error}"))
    page.goto(base + path)
    page.wait_for_timeout(900)
    name = f"{scene}{path.replace('/', '-').rstrip('-')}-{width}.png"
    page.screenshot(path=folder / name, full_page=role != "secretary")
    context.close()
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description="Pictures of the desk, the organiser's pages and the public page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--port", type=int, default=5641)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    server = serve("mid", given.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stage = server.RequestHandlerClass.stage
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"])
        for scene in SCENES:
            views = [view for view in VIEWS if view[0] == scene]
            if views:
                stage.go(scene)
            for _scene, path, sizes, role in views:
                for size in sizes:
                    said += picture(browser, f"http://127.0.0.1:{given.port}", given.folder, (scene, path, size, role))
        browser.close()
    sys.stdout.write("".join(f"{line}\n" for line in said) or f"{given.folder}\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
