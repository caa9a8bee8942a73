"""The doors of the tests: the whole application over a copy of the small contest, and browsers to knock with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.app import create_app
from contest.config import AsyncMode, Settings
from contest.extensions import limiter
from contest.services.house import House
from tests.cast import Cast, Person
from tests.conftest import SECRET, Template, url_of
from tests.factories import FakeClock

BOOT_CSRF = re.compile(r'"csrf": ?"([^"]+)"')


def app_over(file: Path, clock: FakeClock) -> Flask:
    """The application over that database file."""
    settings = Settings(file.parent, url_of(file), SECRET, AsyncMode.THREADING, demo=False)
    app = create_app(settings, clock)
    app.config["TESTING"] = False  # errors are answered, as people would see them
    return app


def close(app: Flask) -> None:
    """Gives the files back."""
    app.extensions["house"].database.close()


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """Nobody is kept out for what an earlier test tried."""
    yield
    if limiter.initialized:
        limiter.reset()


@pytest.fixture
def app(database_file: Path, clock: FakeClock) -> Iterator[Flask]:
    """The application over the small contest."""
    made = app_over(database_file, clock)
    yield made
    close(made)


@pytest.fixture
def house(app: Flask) -> House:
    """The house behind the doors: what is done through it is seen through them."""
    found: House = app.extensions["house"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser, or a program without a cookie."""
    return app.test_client()


@pytest.fixture
def make_app(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[[Template], Flask]]:
    """Makes the application over another contest."""
    made: list[Flask] = []

    def make(template: Template) -> Flask:
        file = Path(shutil.copyfile(template.file, tmp_path / f"app-{len(made)}.db"))
        made.append(app_over(file, clock))
        return made[-1]

    yield make
    for each in made:
        close(each)


class Api:
    """Somebody's gear: speaks the interface with a token, and nothing else."""

    def __init__(self, client: FlaskClient, person: Person | None) -> None:
        self.client, self.headers = client, person.bearer if person else {}

    def __call__(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> TestResponse:
        """The answer to a request under `/api/v1`."""
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers={**self.headers, **(headers or {})})

    def get(self, path: str) -> Any:
        """The document there; it must be."""
        return self.expect(200, "GET", path)

    def expect(
        self, status: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """The document of an answer that must have this status."""
        answer = self(method, path, body, headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()


@pytest.fixture
def api(app: Flask) -> Callable[[Person | None], Api]:
    """Gear for whoever; None is somebody unknown."""
    return lambda person: Api(app.test_client(), person)


class Browser:
    """A browser that keeps its cookie, and the CSRF token of the last page it opened."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.csrf = ""

    def open(self, path: str) -> TestResponse:
        """The page there, redirects followed."""
        page = self.client.get(path, follow_redirects=True)
        found = BOOT_CSRF.search(page.get_data(as_text=True))
        if found:
            self.csrf = found.group(1)
        return page

    def enter(self, person: Person) -> TestResponse:
        """Opens the person's link."""
        return self.open(f"/enter/{person.token}")

    def write(self, method: str, path: str, body: Any = None, *, csrf: bool = True) -> TestResponse:
        """A write through the page's own interface."""
        headers = {"X-CSRFToken": self.csrf} if csrf else {}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody's browser."""
    return Browser(app)


@pytest.fixture
def browsers(app: Flask) -> Callable[[], Browser]:
    """As many browsers as a test needs."""
    return lambda: Browser(app)


@pytest.fixture
def judge_api(api: Callable[[Person | None], Api], cast: Cast) -> Api:
    """The tablet of judge 1."""
    return api(cast.judge(1))
