"""Serves the desk's, the organiser's and the public pages over an invented contest, for looking at them.

    python -m tests.harness.desk.server [--scene mid] [--port 5640]

Same templates, same content policy, same addresses as the product; `POST /_fake/<scene>` goes to another moment,
`POST /_fake/judge` has a judge mark, `POST /_fake/drop` cuts the sockets.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import jinja2
import wtforms

from tests.harness.desk.scenes import SCENES
from tests.harness.desk.wire import Hub, Socket
from tests.harness.desk.world import Refused, World

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "contest/services/demo/quang-ngai-2024.json"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self'; form-action 'self'; base-uri 'none'"
)
QR = "data:image/svg+xml," + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 29 29'><path d='M4 4h7v7H4zM18 4h7v7h-7zM4 18h7v7H4z"
    "M13 5h2v2h-2zM14 9h2v3h-2zM17 13h2v2h-2zM21 14h3v2h-3zM13 17h2v3h-2zM17 18h3v2h-3zM22 19h2v4z'/></svg>"
)


START = 1_727_744_520_000
HOUR = 3_600_000
LINKS = [
    (4, "judge", "Giám khảo", "Nguyễn Thị Thu Hà", START, START + HOUR, False),
    (3, "judge", "Giám khảo", "Trần Quốc Bảo", START, None, False),
    (2, "secretary", "Thư ký", "Lê Thị Minh Nguyệt", START - HOUR, START + 2 * HOUR, False),
    (1, "director", "Đạo diễn", "Phòng máy Nhà Văn hóa", START - 9 * HOUR, START - 8 * HOUR, True),
]
ISSUED = {"url": "http://192.168.1.10:5000/enter/4fJ2q8VbY0pZ", "pin": "482913", "qr_svg_data_uri": QR}


class LinkForm(wtforms.Form):
    """Stands in for the product's form of the same fields."""

    who = wtforms.SelectField(
        "Cấp cho", choices=[("secretary", "Thư ký"), ("director", "Đạo diễn"), ("judge:j1", "Nguyễn Thị Thu Hà")]
    )
    name = wtforms.StringField(
        "Tên ghi trên liên kết", [wtforms.validators.Length(max=100, message="Tên dài nhất 100 ký tự.")]
    )

    def hidden_tag(self) -> str:
        return ""


def environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(lambda s: s, lambda s, p, n: s if n == 1 else p, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(asset=lambda path: f"/assets/dev/{path}", csrf_token=lambda: "fake-token")
    return env


class Stage:
    """The world now, and who listens."""

    def __init__(self, scene: str) -> None:
        self.lock = threading.RLock()
        self.env = environment()
        self.hub = Hub(self.snapshot)
        self.refuse: dict[str, Any] = {}
        self.go(scene)

    def go(self, scene: str) -> None:
        with self.lock:
            revs = {k: v + 1 for k, v in self.world.revs.items()} if hasattr(self, "world") else {}
            self.world = World(DEMO)
            self.world.revs = revs
            SCENES[scene](self.world)
            for topic in [*self.world.topics("/organiser"), "public"]:
                self.world.touch(topic)
            self.announce()

    def snapshot(self, namespace: str) -> list[dict[str, Any]]:
        with self.lock:
            return [self.world.topic(t) for t in self.world.topics(namespace)]

    def announce(self) -> None:
        changed, self.world.changed = self.world.changed, []
        public = set(self.world.topics("/public"))
        known = set(self.world.topics("/organiser"))
        for topic in changed:
            if topic in public:
                self.hub.emit("/public", self.world.topic(topic))
            elif topic in known:
                self.hub.emit("/organiser", self.world.topic(topic))


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stage: Stage

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name upstream)
        pass

    @property
    def who(self) -> str:
        second = "who=second" in (self.headers.get("Cookie") or "")
        return "Bùi Đức Thịnh" if second else "Lê Thị Minh Nguyệt"

    @property
    def role(self) -> str:
        found = re.search(r"role=(\w+)", self.headers.get("Cookie") or "")
        return found[1] if found else "secretary"

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def json(self, data: Any, status: int = 200, kind: str = "application/json") -> None:
        self.answer(status, json.dumps(data, ensure_ascii=False).encode(), kind)

    def page(self, template: str, **context: Any) -> None:
        c = self.stage.world.document["contest"]
        context.setdefault("boot", self.boot(None))
        html = self.stage.env.get_template(template).render(contest_title=c["short_title"], **context)
        self.answer(200, html.encode(), "text/html; charset=utf-8")

    def boot(self, namespace: str | None) -> dict[str, Any]:
        query = parse_qs(urlsplit(self.path).query)
        boot: dict[str, Any] = {
            "csrf": "fake-token",
            "lang": query.get("lang", ["vi"])[0],
            "name": self.who,
            "role": self.role,
        }
        boot |= {"live": None, "snapshots": []}
        if namespace:
            topics = self.stage.world.topics(namespace)
            boot["live"] = {"namespace": namespace, "topics": topics, "auth": None}
            boot["snapshots"] = self.stage.snapshot(namespace)
        return boot

    # ---- pages ---------------------------------------------------------------------------------------------------
    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/socket.io/"):
            Socket(self.stage.hub, self).serve()
        elif path.startswith("/assets/dev/"):
            file = ROOT / "static" / path.removeprefix("/assets/dev/")
            if file.is_file() and ".." not in path:
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                self.answer(200, file.read_bytes(), "text/javascript" if file.suffix == ".js" else kind)
            else:
                self.answer(404, b"", "text/plain")
        else:
            with self.stage.lock:
                self.get(path)

    def get(self, path: str) -> None:
        world = self.stage.world
        if path == "/":
            self.page("public/home.html", boot=self.boot("/public"), page=world.public())
        elif path == "/secretary/":
            self.page("secretary/desk.html", boot=self.boot("/organiser"))
        elif path == "/organiser/":
            self.page("organiser/home.html", boot=self.boot("/organiser"), page=self.organiser())
        elif m := re.fullmatch(r"/organiser/rounds/([^/]+)/order", path):
            key = m[1]
            r = world.rounds[key]
            entries = [{"turn": n, "team": world.teams[t], "status": "present"} for n, t in enumerate(r["order"], 1)]
            page = {
                "key": key,
                "title": r["spec"]["title"],
                "state": r["state"],
                "seed": r["seed"],
                "frozen": world.frozen(key),
            }
            self.page(
                "organiser/order.html", boot=self.boot("/organiser") | {"round": key}, round=page, entries=entries
            )
        elif path == "/organiser/links":
            self.links(LinkForm())
        elif path == "/login":
            self.page("auth/login.html")
        elif m := re.fullmatch(r"/enter/(\w+)", path):
            self.page("auth/enter.html", why=m[1])
        elif m := re.fullmatch(r"/errors/(\d+)", path):
            self.page(f"errors/{m[1]}.html")
        elif m := re.fullmatch(r"/api/v1/snapshot/(.+)", path):
            self.json(world.topic(m[1]))
        else:
            self.page("errors/404.html")

    def organiser(self) -> dict[str, Any]:
        world = self.stage.world
        groups = [
            {
                "title": g["title"],
                "teams": [t | {"assumed": False} for t in world.teams.values() if t["group"] == g["title"]],
            }
            for g in world.document["groups"]
        ]
        judges = [{**j, "head": n == 0} for n, j in enumerate(world.judges)]
        public = world.public()
        return {"contest": public["contest"], "groups": groups, "judges": judges, "programme": public["programme"]}

    def links(self, form: LinkForm, issued: dict[str, Any] | None = None) -> None:
        rows = [
            dict(zip(("id", "role", "role_name", "name", "issued", "last_seen", "revoked"), row, strict=True))
            for row in LINKS
        ]
        self.page("organiser/links.html", form=form, links=rows, issued=issued)

    # ---- writes --------------------------------------------------------------------------------------------------
    def do_POST(self) -> None:
        self.write("POST")

    def do_PUT(self) -> None:
        self.write("PUT")

    def do_DELETE(self) -> None:
        self.write("DELETE")

    def write(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        with self.stage.lock:
            if path == "/organiser/links":
                form = LinkForm(_Multi(parse_qs(raw.decode(), keep_blank_values=True)))
                good = form.validate()
                self.links(form, ISSUED | {"name": form.name.data or "GK 1"} if good else None)
                return
            body = json.loads(raw or b"{}") if "json" in (self.headers.get("Content-Type") or "") else {}
            try:
                self.admit(path)
                answer = self.act(method, path, body)
            except Refused as refused:
                self.json(refused.problem, refused.status, "application/problem+json")
            else:
                self.json(answer)
                self.stage.announce()

    def admit(self, path: str) -> None:
        """Nothing when a write carries what the interface wants; raises otherwise, or what is to be refused next."""
        carried = self.headers.get("X-CSRFToken") == "fake-token" and self.headers.get("Idempotency-Key")
        if path.startswith("/api/") and not carried:
            raise Refused(403, "forbidden", "Thiếu mã bảo vệ của trang: xin tải lại trang.")
        if refusal := self.stage.refuse.pop("next", None):
            raise Refused(**refusal)

    def act(self, method: str, path: str, body: dict[str, Any]) -> Any:
        world = self.stage.world
        if m := re.fullmatch(r"/_fake/(\w+)", path):
            return self.fake(m[1], body)
        if m := re.fullmatch(r"/api/v1/rounds/([^/]+)/order", path):
            return world.set_order(m[1], body["teams"], body.get("seed"))
        if m := re.fullmatch(r"/api/v1/rounds/([^/]+)/entries/(.+)", path):
            world.rounds[m[1]].setdefault("statuses", {})[m[2]] = body["status"]
            world.touch("contest")
            return world.round(m[1])
        if m := re.fullmatch(r"/api/v1/rounds/([^/]+)/(\w+)", path):
            return world.run_round(m[1], m[2], self.who)
        if not (m := re.fullmatch(r"/api/v1/performances/(\d+)/(\w+)(?:/([^/]+))?", path)):
            raise Refused(404, "not-found", "Không có địa chỉ này.")
        turn = world.turns[int(m[1])]
        what, item = m[2], m[3]
        if what == "points":
            return world.put_points(turn, body)
        if what == "adjustments":
            return world.withdraw(turn, int(item)) if method == "DELETE" else world.adjust(turn, body)
        if what == "absences":
            if method == "DELETE":
                turn.sheets[item].update(state="none", total=None, marked=0)
                return world.turned(turn)
            return world.absent(turn, body)
        if what == "proposal":
            turn.proposal = None
            return world.turned(turn)
        return world.perform(turn, what, body)

    def fake(self, what: str, body: dict[str, Any]) -> Any:
        world = self.stage.world
        if what == "judge":
            turn = world.turns[body["performance"]]
            world.mark(turn, body["judge"], body.get("marked"))
            world.turned(turn)
        elif what == "drop":
            self.stage.hub.drop()
        elif what == "refuse":
            self.stage.refuse["next"] = body
        elif what == "points":
            turn = world.turns[body["performance"]]
            turn.points, turn.points_version = body["points"], turn.points_version + 1
            world.turned(turn)
        else:
            self.stage.go(what)
        return {}


class _Multi(dict[str, list[str]]):
    """What WTForms wants of form data."""

    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


def serve(scene: str, port: int) -> ThreadingHTTPServer:
    """The server, ready to serve."""
    handler = type("Handler", (Request,), {"stage": Stage(scene)})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scene", choices=sorted(SCENES), default="mid")
    parser.add_argument("--port", type=int, default=5640)
    given = parser.parse_args()
    serve(given.scene, given.port).serve_forever()
