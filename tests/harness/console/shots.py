"""Pictures of both pages over the made-up evening: `python -m tests.harness.console.shots FOLDER [console] [card]`."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.harness.console.server import serve

PORT = 5631
BASE = f"http://127.0.0.1:{PORT}"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = [(1280, 800), (1440, 900), (1920, 1080)]


def open_page(page: Page, path: str, width: int, height: int, wait_ms: int = 1800) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(BASE + path)
    page.wait_for_timeout(wait_ms)


def act(page: Page, path: str, body: str = "{}") -> None:
    page.request.post(f"{BASE}/harness/{path}", data=body, headers={"Content-Type": "application/json"})


def console(page: Page, out: Path) -> None:
    for width, height in SIZES:
        act(page, "anew")
        open_page(page, "/director/", width, height)
        page.screenshot(path=out / f"console-{width}x{height}.png")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    page.screenshot(path=out / "console-picked-1920x1080.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Escape")
    act(page, "show", '{"linked": false, "delay_ms": 4000}')
    page.keyboard.press("2")
    page.keyboard.press("b")
    act(page, "stale")
    page.wait_for_timeout(600)
    act(page, "refuse", '{"detail": "Đồng hồ của lượt thi này đã được thư ký chốt. Hãy gọi thư ký mở lại lượt thi."}')
    page.keyboard.press("x")
    page.wait_for_timeout(600)
    page.screenshot(path=out / "console-apart-1440x900.png")
    act(page, "anew")
    page.wait_for_timeout(300)
    page.keyboard.press("Space")
    page.wait_for_timeout(600)
    page.keyboard.press("Space")
    page.wait_for_timeout(900)
    page.screenshot(path=out / "console-override-1440x900.png")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("ly son diem")
    page.wait_for_timeout(300)
    page.screenshot(path=out / "console-filter-1440x900.png")
    page.keyboard.press("Escape")
    act(page, "cut", '{"s": 4}')
    page.wait_for_timeout(900)
    page.screenshot(path=out / "console-lost-1440x900.png")


def put_on_air(page: Page, cue: int, step: int = 1) -> None:
    body = {"bus": "both", "cue": cue, "step": step, "override": {"reason": "thử"}}
    headers = {"Content-Type": "application/json", "X-CSRFToken": "harness", "Idempotency-Key": f"{cue}.{step}"}
    page.request.post(f"{BASE}/api/v1/show/take", data=json.dumps(body), headers=headers)


def card(page: Page, out: Path) -> None:
    act(page, "anew")
    cues = page.request.get(f"{BASE}/api/v1/snapshot/cues").json()["data"]["cues"]
    first = {
        scene: next(c["id"] for c in cues[20:] if c["scene"] == scene)
        for scene in ("team", "scoring", "score", "standings", "award")
    }
    for scene, cue in first.items():
        put_on_air(page, cue, 20 if scene == "standings" else 1)
        for width, height in [(1024, 768), (768, 1024), (390, 844), (844, 390)]:
            open_page(page, "/mc/", width, height, 700)
            page.screenshot(path=out / f"mc-{scene}-{width}x{height}.png", full_page=True)


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    server = serve(PORT)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        page.on("console", lambda m: print("console:", m.type, m.text))
        page.on("pageerror", lambda e: print("error:", e))
        for draw in (console, card):
            if len(sys.argv) < 3 or draw.__name__ in sys.argv[2:]:
                draw(page, out)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
