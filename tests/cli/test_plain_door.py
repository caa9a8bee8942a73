"""The plain door beside https: the page that prepares a tablet comes through it, and nothing of the contest does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest

from contest.cli.plain_door import open_plain_door


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says what it was asked, and with which cookie."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['PATH_INFO']} {environ.get('HTTP_COOKIE', '-')}".encode()]


@pytest.fixture(scope="module")
def door() -> Iterator[httpx.Client]:
    opened = open_plain_door(app, "127.0.0.1", 0, 5443)
    with httpx.Client(base_url=f"http://127.0.0.1:{opened.server_port}", trust_env=False) as client:
        yield client
    opened.shutdown()
    opened.server_close()


@pytest.mark.parametrize("path", ["/install", "/install/root.crt", "/assets/abc/css/page.css"])
def test_what_prepares_a_tablet_comes_through(door: httpx.Client, path: str) -> None:
    answer = door.get(path, headers={"Cookie": "contest=secret"})
    assert (answer.status_code, answer.text) == (200, f"{path} -")  # and no session with it


@pytest.mark.parametrize("path", ["/judge/", "/enter/abc", "/api/v1/contest", "/installed", "/socket.io/"])
def test_everything_else_is_sent_over_to_https(door: httpx.Client, path: str) -> None:
    answer = door.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"https://127.0.0.1:5443{path}")


def test_whoever_types_the_bare_address_finds_the_page(door: httpx.Client) -> None:
    assert door.get("/").headers["Location"] == "/install"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_written_through_it(door: httpx.Client, method: str) -> None:
    assert door.request(method, "/api/v1/judge/sheets/1", json={}).status_code == 405
    assert door.request(method, "/install").status_code == 405
