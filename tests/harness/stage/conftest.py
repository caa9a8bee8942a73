"""A browser before the pages of hall and stream, with the harness at the other end of their channel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from contest.cli.chromium import VARIABLE
from tests.harness.stage.layouts import FLAGS, running_server
from tests.harness.stage.screen import Screen


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = os.environ.get(VARIABLE) or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def screen(chromium: Browser, base: str) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    made = Screen(context.new_page(), base)
    yield made
    context.close()
    assert not made.noise
