"""The page that prepares a tablet: what it hands out, to whom it shows what, and what it says without https."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient

from contest.app import create_app
from contest.authority import Doors, certificate_files, root_of
from contest.config import AsyncMode, Settings
from tests.conftest import SECRET, url_of
from tests.factories import FakeClock
from tests.web.conftest import close

IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 Chrome/127.0 Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/127.0 Safari/537.36"
SECURE, PLAIN = "https://192.168.1.20:5000", "http://192.168.1.20:5001"


@pytest.fixture
def over_tls(database_file: Path, clock: FakeClock) -> Iterator[Flask]:
    """The application as `serve --tls` runs it, with an authority made on the spot."""
    folder = database_file.parent
    certificate_files(folder, "0.0.0.0", ["192.168.1.20"])
    settings = Settings(folder, url_of(database_file), SECRET, AsyncMode.THREADING, demo=False)
    app = create_app(replace(settings, tls=True), clock)
    app.extensions["doors"] = Doors(SECURE, PLAIN)
    yield app
    close(app)


def page(app: Flask, agent: str = LAPTOP) -> str:
    answer = app.test_client().get("/install", headers={"User-Agent": agent})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_another_device_is_given_the_address_to_carry(over_tls: Flask) -> None:
    text = page(over_tls)
    assert f"{PLAIN}/install" in text
    assert "data:image/svg+xml" in text
    assert f'href="{SECURE}/judge/"' in text


@pytest.mark.parametrize(("agent", "system"), [(IPAD, "apple"), (ANDROID, "android")], ids=["iPad", "Android"])
def test_a_tablet_sees_its_own_steps_and_no_code_to_scan(over_tls: Flask, agent: str, system: str) -> None:
    text = page(over_tls, agent)
    assert f'data-system="{system}"' in text
    assert "data:image/svg+xml" not in text


def test_the_fingerprint_on_the_page_is_that_of_what_is_handed_out(over_tls: Flask) -> None:
    root = root_of(over_tls.extensions["settings"].data_dir)
    assert root is not None
    assert root.fingerprint in page(over_tls)
    answer = over_tls.test_client().get("/install/root.crt")
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert answer.data == root.der
    assert x509.load_der_x509_certificate(answer.data).subject.rfc4514_string().count("Hội thi") == 2


def test_an_ipad_is_given_a_profile_with_the_root_and_nothing_else(over_tls: Flask) -> None:
    answer = over_tls.test_client().get("/install/ipad.mobileconfig")
    assert answer.mimetype == "application/x-apple-aspen-config"
    profile = plistlib.loads(answer.data)
    assert profile["PayloadType"] == "Configuration"
    assert not profile["PayloadRemovalDisallowed"]
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadContent"] == over_tls.test_client().get("/install/root.crt").data
    assert over_tls.test_client().get("/install/ipad.mobileconfig").data == answer.data


def test_no_key_is_ever_handed_out(over_tls: Flask) -> None:
    client = over_tls.test_client()
    for path in ("/install", "/install/root.crt", "/install/ipad.mobileconfig"):
        assert b"PRIVATE" not in client.get(path).data
    for path in ("/install/root-key.pem", "/install/../tls/key.pem", "/install/key.pem"):
        assert client.get(path).status_code == 404


def test_with_a_certificate_of_ones_own_nothing_has_to_be_installed(over_tls: Flask) -> None:
    folder = over_tls.extensions["settings"].data_dir / "tls"
    (folder / "root.pem").unlink()
    text = page(over_tls)
    assert 'data-testid="nothing-to-install"' in text
    assert over_tls.test_client().get("/install/root.crt").status_code == 404


def test_on_plain_http_it_says_what_is_missing_and_how_to_keep_the_screen_lit(client: FlaskClient) -> None:
    text = client.get("/install").get_data(as_text=True)
    assert 'data-testid="plain"' in text
    assert "Tự động khóa" in text
    assert client.get("/install/root.crt").status_code == 404
