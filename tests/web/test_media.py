"""The page of posters and clips, and the files as screens load them: parts, types, policies, limits."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from contest.services.house import House
from tests.cast import Cast
from tests.services.test_posters import MP4, picture, zipped
from tests.web.conftest import Browser


@pytest.fixture
def desk(app: Flask, house: House, tmp_path: Path, browser: Browser, cast: Cast) -> Browser:
    """The director's browser on the page of posters."""
    house.folder = tmp_path
    browser.enter(cast.director)
    browser.open("/media/")
    return browser


def form(fields: dict[str, str], content: bytes, name: str) -> tuple[bytes, str]:
    """The body of a form with a file, and its type."""
    boundary, body = encode_multipart(MultiDict(fields | {"file": FileStorage(io.BytesIO(content), name)}))
    return body, f"multipart/form-data; boundary={boundary}"


def send(desk: Browser, content: bytes, name: str = "áp phích.png", title: str = "") -> tuple[int, str]:
    body, kind = form({"csrf_token": desk.csrf, "title": title, "in_loop": "y"}, content, name)
    answer = desk.client.post("/media/", data=body, content_type=kind, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def addresses(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('class="thumb" href="')[1:]]


def test_a_poster_is_handed_in_and_served_whole_and_in_parts(desk: Browser) -> None:
    status, page = send(desk, MP4, "clip.mp4")
    assert status == 200
    assert "<b>clip</b>" in page
    (address,) = addresses(page)
    with desk.client.get(address) as whole:
        assert (whole.status_code, whole.mimetype, whole.data) == (200, "video/mp4", MP4)
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in whole.headers["Cache-Control"]
    with desk.client.get(address, headers={"Range": "bytes=4-7"}) as part:
        assert (part.status_code, part.data) == (206, b"ftyp")
        assert part.headers["Content-Range"] == f"bytes 4-7/{len(MP4)}"
    with desk.client.get(address, headers={"If-None-Match": whole.headers["ETag"]}) as known:
        assert known.status_code == 304


def test_a_file_larger_than_any_form_gets_through(desk: Browser) -> None:
    status, page = send(desk, picture("PNG", (1200, 1200), compress_level=0))
    assert status == 200
    assert "1200 × 1200" in page


def test_what_is_no_picture_is_refused_on_the_page(desk: Browser) -> None:
    status, page = send(desk, zipped(), "ảnh.png", "Tuần lễ")
    assert status == 422
    assert "không phải ảnh PNG" in page
    assert 'value="Tuần lễ"' in page
    assert addresses(page) == []


def test_a_file_beyond_every_limit_is_refused_before_it_is_read(desk: Browser) -> None:
    most = 301 * 1024 * 1024
    answer = desk.client.post(
        "/media/",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"CONTENT_LENGTH": str(most + 1), "wsgi.input": io.BytesIO()},
    )
    assert answer.status_code == 413
    assert "chỉ nhận tệp đến 300 MB" in answer.get_data(as_text=True)


def test_a_stranger_may_send_no_more_than_anybody(app: Flask, house: House, tmp_path: Path) -> None:
    house.folder = tmp_path
    body, kind = form({"title": "x"}, bytes(2_000_000), "x.png")
    answer = app.test_client().post("/media/", data=body, content_type=kind)
    assert answer.status_code in (401, 403, 413)
    assert not (tmp_path / "media").exists()


def test_a_poster_is_moved_taken_out_of_the_loop_and_away(desk: Browser) -> None:
    send(desk, picture("PNG"), title="Một")
    _status, page = send(desk, picture("PNG", (20, 20)), title="Hai")
    first, second = addresses(page)
    token = {"csrf_token": desk.csrf}
    moved = desk.client.post(f"{second}/up", data=token, follow_redirects=True).get_data(as_text=True)
    assert addresses(moved) == [second, first]
    out = desk.client.post(f"{second}/loop", data=token | {"in_loop": "no"}, follow_redirects=True)
    assert out.get_data(as_text=True).count('data-state="published"') == 1
    gone = desk.client.post(f"{second}/remove", data=token, follow_redirects=True).get_data(as_text=True)
    assert addresses(gone) == [first]
    assert desk.client.get(second).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(desk: Browser, tmp_path: Path) -> None:
    _status, page = send(desk, picture("PNG"))
    for kept in (tmp_path / "media").iterdir():
        kept.unlink()
    assert desk.client.get(addresses(page)[0]).status_code == 404
