"""Journeys through the product as people make them: a real server, real links, a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from contest.cli.chromium import ensure_chromium
from tests.browser.people import Crew
from tests.browser.server import Server
from tests.browser.watching import People

PATIENCE_MS = 15_000
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for all journeys; without one they fail."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium(os.environ), args=FLAGS)
        yield browser
        browser.close()
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo contest, for the tests of one module."""
    made = Server(tmp_path_factory.mktemp("contest") / "data")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def crew(server: Server) -> Iterator[Crew]:
    """Everybody of that contest at the interface."""
    made = Crew.of(server)
    yield made
    made.close()


@pytest.fixture
def people(chromium: Browser, server: Server) -> Iterator[People]:
    """The people of one test at their pages; afterwards none of these may have complained."""
    made = People(chromium, server)
    yield made
    made.close()


@pytest.fixture
def make_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Makes a server for one test alone."""
    made: list[Server] = []

    def make(**own: str) -> Server:
        made.append(Server(tmp_path_factory.mktemp("contest") / "data", **own))
        return made[-1]

    yield make
    for each in made:
        each.stop()
