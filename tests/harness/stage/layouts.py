"""Looks over every frame at every shape of screen: nothing cut, nothing overlapping, nothing under the least size.

    python -m tests.harness.stage.layouts [stage|overlay] [--frames a,b] [--sizes 1920x1080,…] [--pictures DIR]

Prints one line a fault; exit code 1 if there is one. `faults(page)` serves tests that drive a page of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.harness.stage.serve import HERE, server

SIZES = {"stage": ["1280x720", "1920x1080", "3840x1080", "1536x768", "1080x1920"], "overlay": ["1280x720", "1920x1080"]}
CHECK = (HERE / "layout_check.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def faults(page: Page) -> dict[str, Any]:
    """The result of layout_check.js on a page as it stands."""
    found: dict[str, Any] = page.evaluate(CHECK)
    return found


def painted(page: Page, patience_s: float = 8) -> bool:
    """Whether the page has said that a frame is on the glass; asked repeatedly, as the page's policy forbids eval."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if page.evaluate("() => Boolean(globalThis.harness?.sent.some((e) => e[0] === 'painted'))"):
            return True
        page.wait_for_timeout(50)
    return False


@contextmanager
def running_server() -> Iterator[str]:
    """A harness server on a free port; gives its address."""
    httpd = server()
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()


def frame_names() -> list[str]:
    """Every frame there is."""
    return sorted(p.stem for p in (HERE / "frames").glob("*.json"))


def open_still(page: Page, base: str, which: str) -> None:
    """Opens "stage" or "overlay" standing still; frames are put on it one after the other."""
    page.goto(f"{base}/{which}/?frame=blank&still")
    assert painted(page)


def look_over(page: Page, name: str) -> list[str]:
    """The faults of one frame on an open page at its present size, one line each."""
    page.evaluate(
        """async (name) => {
          await harness.load(name);
          const shown = [...document.querySelectorAll('.shown-file, .photo')];
          await Promise.all(shown.map((f) => f.decode?.().catch(() => {})));
          await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
        }""",
        name,
    )
    return [json.dumps(fault, ensure_ascii=False) for fault in faults(page)["faults"]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Look over every frame at every shape of screen.")
    parser.add_argument("page", nargs="?", default="stage", choices=["stage", "overlay"])
    parser.add_argument("--frames")
    parser.add_argument("--sizes")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    args = parser.parse_args()
    names = args.frames.split(",") if args.frames else frame_names()
    sizes = args.sizes.split(",") if args.sizes else SIZES[args.page]
    bad = 0
    with running_server() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=args.chromium, args=FLAGS)
        page = browser.new_page()
        noise: list[str] = []
        page.on("console", lambda m: noise.append(m.text) if "404 (Not Found)" not in m.text else None)
        page.on("pageerror", lambda e: noise.append(str(e)))
        for size in sizes:
            width, height = map(int, size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            open_still(page, base, args.page)
            for name in names:
                lines = look_over(page, name) + [f"console: {n}" for n in noise]
                noise.clear()
                bad += len(lines)
                for line in lines:
                    print(f"{name} {size} {line}")
                if args.pictures:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    picture = args.pictures / f"{args.page}-{name}-{size}.png"
                    page.screenshot(path=picture, omit_background=args.page == "overlay")
        browser.close()
    print(f"{len(names)} frames, {len(sizes)} sizes, {bad} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
