"""Every page: strict headers, nothing inline, its boot document; static files for ever; the house's health; the map."""

from __future__ import annotations

import inspect
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from contest.config import ROOT
from contest.db.models import TopicRev
from contest.services.house import House
from contest.web.assets import build_hash
from tests.cast import Cast, Person
from tests.conftest import Template
from tests.factories import START_MS, FakeClock, opened
from tests.web.conftest import Browser, app_over, close

PAGES = {
    "public": ("/", None),
    "login": ("/login", None),
    "link refused": ("/enter/x", None),
    "judge's login": ("/judge/login", None),
    "preparing a tablet": ("/install", None),
    "not found": ("/nowhere", None),
    "not allowed": ("/organiser/", None),
    "organiser": ("/organiser/", "organiser"),
    "running order": ("/organiser/rounds/vong-loai/order", "organiser"),
    "links": ("/organiser/links", "organiser"),
    "contest": ("/organiser/contest", "organiser"),
    "teams": ("/organiser/teams", "organiser"),
    "panel": ("/organiser/panel", "organiser"),
    "rounds": ("/organiser/rules", "organiser"),
    "rules": ("/organiser/rounds/vong-loai/rules", "organiser"),
    "draws of a round": ("/organiser/rounds/vong-loai/draws", "organiser"),
    "timetable of a round": ("/organiser/rounds/vong-loai/timetable", "organiser"),
    "registrations": ("/organiser/registrations", "organiser"),
    "registration rules": ("/organiser/registration-rules", "organiser"),
    "import": ("/organiser/import", "organiser"),
    "people": ("/organiser/people", "organiser"),
    "check-in": ("/check-in/", "secretary"),
    "sheet of codes": ("/check-in/vong-loai/codes", "secretary"),
    "door of registration": ("/register", None),
    "privacy": ("/privacy", None),
    "draws": ("/draws", None),
    "timetable": ("/timetable", None),
    "secretary": ("/secretary/", "secretary"),
    "receipt": ("/receipts/?code=K7Q4", "auditor"),
    "panel figures": ("/panel/vong-loai", "auditor"),
    "judge": ("/judge/", "judge"),
    "director": ("/director/", "director"),
    "broadcast": ("/director/broadcast", "director"),
    "rehearsal": ("/organiser/rehearsal", "organiser"),
    "mc": ("/mc/", "mc"),
    "stage": ("/stage/", "stage"),
    "overlay": ("/overlay/", "overlay"),
    "stage, mini": ("/stage/?mini=1", "director"),
    "stage, next": ("/stage/?mini=1&bus=next", "director"),
    "overlay, next": ("/overlay/?mini=1&bus=next", "director"),
}
"""Every page there is, and as whom it is opened."""

ANSWERS = PAGES | {
    "api": ("/api/v1/contest", None),
    "problem": ("/api/v1/judge/sheets", None),
    "openapi": ("/api/v1/openapi.json", None),
    "health": ("/healthz", None),
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


class Markup(HTMLParser):
    """What a page holds that its policy would forbid, and what it points at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.data: dict[str, str] = {}
        self._within: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.faults += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        self.faults += [f"<{tag} {name}={value}>" for name, value in attrs if (value or "").startswith("javascript:")]
        if tag == "style" or (tag == "script" and not given.get("src") and given.get("type") != "application/json"):
            self.faults.append(f"<{tag}>")
        self.ids += [value for name, value in attrs if name == "id" and value]
        for name in ("src", "href", "action"):
            if given.get(name):
                self.addresses.append(given[name] or "")
        self._within = given.get("id") if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._within:
            self.data[self._within] = data

    def handle_endtag(self, tag: str) -> None:
        self._within = None


def fetch(client: FlaskClient, address: str) -> tuple[int, Headers, bytes]:
    """Status, headers and content of a file."""
    with client.get(address) as answer:
        return answer.status_code, answer.headers, answer.get_data()


@pytest.fixture(scope="module")
def looked_at(small_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that is only looked at: the first performance is under way."""
    file = Path(shutil.copyfile(small_template.file, tmp_path_factory.mktemp("pages") / "contest.db"))
    app = app_over(file, FakeClock())
    opened(app.extensions["house"], small_template.cast)
    yield app
    close(app)


@pytest.fixture
def open_page(looked_at: Flask, cast: Cast) -> Callable[[str, str | None], TestResponse]:
    """Opens an address as one of the roles."""

    def opening(path: str, role: str | None) -> TestResponse:
        headers = cast.by_role()[role].bearer if role else {}
        return looked_at.test_client().get(path, headers={"Accept": "text/html", **headers})

    return opening


@pytest.mark.parametrize(("path", "role"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_the_strict_headers(
    open_page: Callable[[str, str | None], TestResponse], path: str, role: str | None
) -> None:
    headers = open_page(path, role).headers
    found = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip())
    assert {name: found.get(name) for name in POLICY} == POLICY
    assert not re.search(r"unsafe-|\*|https?:|nonce-", headers["Content-Security-Policy"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"].upper() == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert f"camera={'(self)' if path == '/check-in/' else '()'}" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == ("public, max-age=1" if path == "/" else "no-store")


@pytest.mark.parametrize(("path", "role"), PAGES.values(), ids=PAGES)
def test_every_page_is_whole_and_holds_nothing_inline(
    open_page: Callable[[str, str | None], TestResponse], path: str, role: str | None
) -> None:
    page = open_page(path, role)
    assert page.status_code in (200, 401, 404)
    html = page.get_data(as_text=True)
    markup = Markup(html)
    assert markup.faults == []
    assert [each for each in set(markup.ids) if markup.ids.count(each) > 1] == [], "a label would lead to another field"
    assert [each for each in markup.addresses if re.match(r"https?:|//", each)] == []
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert "{{" not in html
    assert "{%" not in html
    for name, data in markup.data.items():
        assert json.loads(data) is not None, name


def test_the_label_of_the_packets_seed_led_to_the_seed_of_the_order(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.organiser)
    ids = Markup(browser.open("/organiser/rounds/vong-loai/draws").get_data(as_text=True)).ids
    assert {"seed", "packets-seed"} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("path", "role"), PAGES.values(), ids=PAGES)
def test_every_file_that_a_page_names_is_there(
    open_page: Callable[[str, str | None], TestResponse], looked_at: Flask, path: str, role: str | None
) -> None:
    client = looked_at.test_client()
    markup = Markup(open_page(path, role).get_data(as_text=True))
    files = [each for each in markup.addresses if each.startswith("/assets/")]
    missing = [each for each in files if fetch(client, each)[0] != 200]
    assert missing == []
    assert files or path in ("/enter/x",)


class TestTheBootDocument:
    def boot(self, page: TestResponse) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(Markup(page.get_data(as_text=True)).data["boot"])
        return found

    @pytest.mark.parametrize(
        ("path", "role", "namespace", "topics"),
        [
            ("/", None, "/public", ["public"]),
            ("/judge/", "judge", "/judge", ["judge.j2"]),
            ("/director/", "director", "/director", ["show", "cues", "screens"]),
            ("/mc/", "mc", "/director", ["mc"]),
            ("/stage/", "stage", "/stage", ["stage"]),
            ("/overlay/", "overlay", "/overlay", ["overlay"]),
            ("/stage/?mini=1", "director", "/director", ["stage"]),
            ("/overlay/?mini=1&bus=next", "director", "/director", ["overlay.next"]),
            ("/organiser/", "organiser", "/organiser", ["contest"]),
        ],
    )
    def test_names_its_topics_and_brings_a_snapshot_of_each(
        self,
        open_page: Callable[[str, str | None], TestResponse],
        path: str,
        role: str | None,
        namespace: str,
        topics: list[str],
    ) -> None:
        boot = self.boot(open_page(path, role))
        assert (boot["live"]["namespace"], boot["live"]["topics"]) == (namespace, topics)
        assert [each["topic"] for each in boot["snapshots"]] == topics
        assert all(set(each) == {"topic", "rev", "at", "data"} for each in boot["snapshots"])
        assert bool(boot["csrf"]) is (path != "/")  # the public page is the same for everybody: it carries no token
        assert boot["lang"] == "vi"

    def test_of_the_desk_holds_every_performance(self, open_page: Callable[[str, str | None], TestResponse]) -> None:
        boot = self.boot(open_page("/secretary/", "secretary"))
        assert {f"performance.{n}" for n in range(1, 9)} <= {each["topic"] for each in boot["snapshots"]}
        assert boot["round"] == "vong-loai"

    def test_of_a_page_holds_no_token(self, browser: Browser, cast: Cast) -> None:
        for person in cast.by_role().values():
            assert person.token not in browser.enter(person).get_data(as_text=True)

    def test_speaks_english_when_asked(self, app: Flask) -> None:
        client = app.test_client()
        assert self.boot(client.get("/?lang=en"))["lang"] == "en"
        assert self.boot(client.get("/"))["lang"] == "en"
        assert self.boot(client.get("/?lang=vi"))["lang"] == "vi"
        assert self.boot(client.get("/?lang=<script>"))["lang"] == "vi"


class TestStaticFiles:
    @pytest.fixture
    def address(self, client: FlaskClient) -> str:
        found = re.search(r"/assets/[0-9a-f]{12}/css/tokens\.css", client.get("/").get_data(as_text=True))
        assert found
        return found.group()

    def test_are_kept_for_ever(self, client: FlaskClient, address: str) -> None:
        status, headers, content = fetch(client, address)
        assert (status, content) == (200, (ROOT / "static/css/tokens.css").read_bytes())
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_of_another_build_are_not_there(self, client: FlaskClient, address: str) -> None:
        for other in ("000000000000", "x", address.split("/")[2][:-1]):
            assert fetch(client, f"/assets/{other}/css/tokens.css")[0] == 404

    @pytest.mark.parametrize(
        "name", ["../run.py", "%2e%2e/run.py", "css/../../run.py", "/etc/passwd", "css", "nothing"]
    )
    def test_are_only_those_of_the_folder(self, client: FlaskClient, address: str, name: str) -> None:
        assert fetch(client, address.replace("css/tokens.css", name))[0] in (404, 308)

    def test_change_their_address_with_their_content(self, tmp_path: Path) -> None:
        (tmp_path / "a.css").write_text("a")
        first = build_hash(tmp_path)
        assert build_hash(tmp_path) == first
        (tmp_path / "a.css").write_text("b")
        second = build_hash(tmp_path)
        (tmp_path / "a.css").rename(tmp_path / "b.css")
        assert len({first, second, build_hash(tmp_path)}) == 3

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("js/live.js", "text/javascript"), ("css/scenes.css", "text/css"), ("media/icon.svg", "image/svg+xml")],
    )
    def test_are_of_the_kind_that_browsers_want(self, client: FlaskClient, address: str, name: str, kind: str) -> None:
        assert fetch(client, address.replace("css/tokens.css", name))[1]["Content-Type"].startswith(kind)


class TestHealth:
    def test_of_the_house_is_told_at_once(self, client: FlaskClient) -> None:
        answer = client.get("/healthz")
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "time": START_MS})

    def test_of_the_database_is_tried_and_leaves_no_trace(self, client: FlaskClient, house: House) -> None:
        with house.reading() as rows:
            before = {row.topic: row.rev for row in rows.query(TopicRev)}
        assert client.get("/readyz").get_json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200
        with house.reading() as rows:
            assert {row.topic: row.rev for row in rows.query(TopicRev)} == before

    def test_of_a_database_that_takes_no_writes_is_503(
        self, client: FlaskClient, house: House, database_file: Path
    ) -> None:
        house.database.close()
        database_file.write_bytes(b"this is no database" * 100)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["type"]) == (503, "/problems/not-ready")
        assert client.get("/healthz").status_code == 200


class TestOpenApi:
    @pytest.fixture
    def document(self, client: FlaskClient) -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
        return found

    def operations(self, document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, item in document["paths"].items():
            for method, operation in item.items():
                yield path, method, operation

    def test_lists_every_route(self, app: Flask, document: dict[str, Any]) -> None:
        routes = {
            (re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/api/v1/")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        assert {(path, method) for path, method, _operation in self.operations(document)} == routes

    def test_is_openapi_3_1_by_its_shape(self, document: dict[str, Any]) -> None:
        assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
        assert {"title", "version"} <= set(document["info"])
        assert set(document) <= {"openapi", "info", "paths", "components", "security", "servers", "tags"}
        ids = [operation["operationId"] for _path, _method, operation in self.operations(document)]
        assert len(ids) == len(set(ids))
        for path, method, operation in self.operations(document):
            assert path.startswith("/")
            assert method in ("get", "put", "post", "patch", "delete")
            assert operation["summary"]
            assert operation["responses"]
            assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in operation["responses"])
            assert all("description" in response for response in operation["responses"].values())
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert all(p["required"] and "schema" in p for p in operation.get("parameters", []) if p["in"] == "path")
            if "requestBody" in operation:
                assert "schema" in operation["requestBody"]["content"]["application/json"]

    def test_resolves_every_reference(self, document: dict[str, Any]) -> None:
        for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
            found: Any = document
            for part in reference.split("/"):
                found = found[part]
            assert found

    def test_describes_the_body_of_every_write_that_reads_one(self, app: Flask, document: dict[str, Any]) -> None:
        for path, method, operation in self.operations(document):
            named = (v for name, v in app.view_functions.items() if name.replace(".", "_") == operation["operationId"])
            source = inspect.getsource(inspect.unwrap(next(named)))
            reads = "Body()" in source or "_bus()" in source
            assert ("requestBody" in operation) is reads, (method, path)

    def test_says_what_success_looks_like(self, document: dict[str, Any]) -> None:
        statuses = {
            f"{method} {path.removeprefix('/api/v1')}": set(operation["responses"])
            for path, method, operation in self.operations(document)
        }
        assert "201" in statuses["post /performances/{performance_id}/adjustments"]
        assert "201" in statuses["post /performances/{performance_id}/absences"]
        assert "200" in statuses["get /judge/sheets"]


def test_who_is_known_already_goes_on_from_the_first_page(browser: Browser, cast: Cast) -> None:
    """The public page is everybody's; a judge finds his pad at its address."""
    people: list[Person] = [cast.judge(1), cast.organiser]
    for person in people:
        browser.enter(person)
    assert browser.open("/").status_code == 200
    assert browser.open("/judge/").request.path == "/judge/"
