"""A tablet in a real browser, before a stand-in server that can be told to go wrong."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from contest.cli.chromium import VARIABLE
from tests.harness.judge.server import serve
from tests.harness.judge.tablet import Tablet

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def stand_in() -> Iterator[str]:
    server = serve(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = os.environ.get(VARIABLE) or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        driver = playwright.chromium.launch(
            executable_path=found, args=[*FLAGS, "--host-resolver-rules=MAP tablet.test 127.0.0.1"]
        )
        expect.set_options(timeout=15_000)  # a machine that does much else besides
        driver.new_context().new_page()  # the room beside the tablet: steers while that is offline
        yield driver
        expect.set_options(timeout=5_000)
        driver.close()


@pytest.fixture
def make_tablet(chromium: Browser, stand_in: str) -> Iterator[Any]:
    made: list[Tablet] = []

    def make(width: int = 1024, height: int = 768, **more: Any) -> Tablet:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **more)
        made.append(Tablet(context, stand_in))
        return made[-1]

    make().steer("reset")
    yield make
    for tablet in made:
        assert tablet.faults == []
        tablet.context.close()


@pytest.fixture
def tablet(make_tablet: Any) -> Tablet:
    """A tablet with the first sheet open before it."""
    made: Tablet = make_tablet()
    made.steer("performance", sheet=1, state="open")
    made.open()
    made.at_sheet(1)
    return made
