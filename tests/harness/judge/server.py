"""The score pad on a stand-in server: real templates and files, an interface of memory, faults on demand.

    python -m tests.harness.judge.server [--port 5620]

POST /harness/<what> with JSON steers it: `reset`, `performance {sheet, state: open|closed|locked|reopen}`,
`elsewhere {sheet, marks, submitted}`, `asked {sheet, mean_distance}`,
`earlier {shown}`,
`fault {sheet, status, kind, detail, times, after, delay_s}`, `pads {n}`,
`session {judge: key or null}`, `csrf {token}`. GET /harness/log tells the writes that came, GET /harness/state all.
"""

from __future__ import annotations

import argparse
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from tests.harness.judge.world import Refused, World, digest

ROOT = Path(__file__).resolve().parents[3]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


class PinForm(Form):  # type: ignore[misc]
    """What the login page is given."""

    judge = SelectField("Giám khảo", choices=[SelectChoice(f"j{n}", f"Giám khảo {n}") for n in range(1, 8)])
    pin = StringField(
        "Mã PIN", render_kw={"inputmode": "numeric", "maxlength": 6, "autocomplete": "off", "pattern": "[0-9]{6}"}
    )


class House:
    """What all requests share."""

    def __init__(self) -> None:
        self.world = World()
        self.session: str | None = "j3"
        self.csrf = "token-1"
        self.pages = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
        self.pages.globals |= {"_": lambda text: text, "asset": lambda name: f"/assets/harness/{name}"}

    def page(self, name: str, **more: Any) -> bytes:
        """A rendered template."""
        return (
            self.pages.get_template(name).render(contest_title="Hội thi tuyên truyền CCHC, CĐS 2024", **more).encode()
        )

    def pad(self) -> bytes:
        """The score pad with its boot document."""
        boot = {
            "lang": "vi",
            "csrf": self.csrf,
            "judge": {"key": self.session, "name": f"Giám khảo {(self.session or 'j0')[1:]}"},
            "live": {"namespace": "/judge", "topics": [f"judge.{self.session}"], "auth": None},
            "snapshots": [self.world.topic()] if self.session == "j3" else [],
            "store": "harness",
            "worker": "/judge/worker.js",
        }
        return self.page("judge/pad.html", boot=boot)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    house: House

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def handle(self) -> None:
        """A browser that goes away in the middle is no fault of the trial."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        """Pages, files, the interface's reads."""
        world, path = self.house.world, self.path.split("?")[0]
        if path.startswith("/assets/harness/"):
            self._file(path.removeprefix("/assets/harness/"))
        elif path == "/judge/":
            if self.house.session is None:
                self._send(302, b"", "text/html", {"Location": "/judge/login"})
            else:
                self._send(200, self.house.pad(), "text/html; charset=utf-8", {"Content-Security-Policy": POLICY})
        elif path == "/judge/worker.js":
            self._file("js/judge/worker.js")
        elif path == "/judge/login":
            refused = "Mã PIN không đúng." if "refused" in self.path else None
            page = self.house.page("judge/login.html", form=PinForm(), refused=refused)
            self._send(200, page, "text/html; charset=utf-8", {"Content-Security-Policy": POLICY})
        elif path in ("/api/v1/judge/sheets", "/harness/topic", "/api/v1/snapshot/judge.j3"):
            self._read(path)
        elif path == "/harness/log":
            self._json(200, {"log": world.log, "most_in_flight": world.most_in_flight})
        elif path == "/harness/state":
            self._json(200, {"sheets": [s.to_json() for s in world.sheets.values()]})
        else:
            self._json(404, {"type": "/problems/not-found", "detail": "Không có địa chỉ này."})

    def _read(self, path: str) -> None:
        world = self.house.world
        if self.house.session is None:
            self._json(401, {"type": "/problems/unauthorised", "status": 401, "detail": "Cần đăng nhập."})
        elif path.startswith("/api/v1/snapshot/") and self.house.session != "j3":
            self._json(403, {"type": "/problems/forbidden", "status": 403, "detail": "Không có quyền."})
        elif path.endswith("sheets"):
            with world.lock:
                mine = self.house.session == "j3"
                opened = [s.to_json() for s in world.sheets.values() if mine and s.performance_state != "planned"]
            self._json(200, {"sheets": opened})
        else:
            self._json(200, world.topic())

    def do_PUT(self) -> None:
        """A draft."""
        self._write()

    def do_POST(self) -> None:
        """Submissions, recusals, and the trial's own steering."""
        if self.path.startswith("/harness/"):
            self._steer(self.path.removeprefix("/harness/"), json.loads(self._body() or b"{}"))
        elif self.path.startswith("/api/"):
            self._write()
        else:
            self._body()
            self.house.session = None
            self._send(302, b"", "text/html", {"Location": "/judge/login"})

    def _write(self) -> None:
        world, body = self.house.world, self._body()
        _, _, _, _, _, number, *rest = [*self.path.split("/"), ""]
        kind = {"submission": "submission", "recusal": "recusal"}.get(rest[0] if rest else "", "draft")
        key = self.headers.get("Idempotency-Key", "")
        with world.lock:
            world.in_flight += 1
            world.most_in_flight = max(world.most_in_flight, world.in_flight)
        entry = {"sheet": int(number), "kind": kind, "key": key, "body": json.loads(body)}
        world.log.append(entry)
        try:
            entry["status"] = self._answer(int(number), kind, key, body)
        finally:
            with world.lock:
                world.in_flight -= 1

    def _answer(self, sheet: int, kind: str, key: str, body: bytes) -> int:
        world = self.house.world
        fault = self._fault(sheet, kind)
        if fault.get("delay_s"):
            time.sleep(fault["delay_s"])
        if self.house.session is None:
            return self._json(401, {"type": "/problems/unauthorised", "status": 401, "detail": "Cần đăng nhập."})
        if self.headers.get("X-CSRFToken") != self.house.csrf:
            return self._json(403, {"type": "/problems/csrf", "status": 403, "detail": "Trang đã mở quá lâu."})
        if fault.get("status") and not fault.get("after"):
            detail = fault.get("detail", "Thử lỗi.")
            more = {"current": world.sheets[sheet].to_json()} if fault.get("current") else {}
            more |= {"faults": fault["faults"]} if "faults" in fault else {}
            return self._json(
                fault["status"], {"type": f"/problems/{fault.get('kind', 'invalid')}", "detail": detail} | more
            )
        try:
            answer = world.act(key, digest(self.path.encode(), body), sheet, kind, json.loads(body))
        except Refused as no:
            return self._json(no.status, no.body)
        if fault.get("after"):  # done, but the answer is lost on its way: half a head, then silence
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 O")
            return 0
        return self._json(200, answer)

    def _fault(self, sheet: int, kind: str) -> dict[str, Any]:
        world = self.house.world
        with world.lock:
            for fault in world.faults:
                if fault.get("sheet") in (None, sheet) and fault.get("only") in (None, kind) and fault["times"] > 0:
                    fault["times"] -= 1
                    return fault
        return {}

    def _steer(self, what: str, wish: dict[str, Any]) -> None:
        world = self.house.world
        match what:
            case "reset":
                world.reset()
                self.house.session, self.house.csrf = "j3", "token-1"
            case "performance":
                world.set_performance(wish["sheet"], wish["state"])
            case "elsewhere":
                world.write_elsewhere(wish["sheet"], wish["marks"], wish.get("submitted", False))
            case "asked":
                world.ask_to_confer(wish["sheet"], wish["mean_distance"])
            case "earlier":
                world.let_earlier_marks_be_seen(wish["shown"])
            case "fault":
                world.faults = [f for f in world.faults if f["times"] > 0] + [{"times": 1} | wish]
            case "well":
                world.faults = []
            case "pads":
                world.pads, world.rev = wish["n"], world.rev + 1
            case "session":
                self.house.session = wish["judge"]
            case "csrf":
                self.house.csrf = wish["token"]
        self._json(200, {"did": what})

    def _file(self, name: str) -> None:
        path = Path(__file__).with_name("fake_live.js") if name == "js/live.js" else (ROOT / "static" / name).resolve()
        if not path.is_file() or (name != "js/live.js" and ROOT / "static" not in path.parents):
            self._send(404, b"", "text/plain")
            return
        self._send(200, path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _json(self, status: int, document: dict[str, Any]) -> int:
        kind = "application/json" if status < 400 else "application/problem+json"
        self._send(status, json.dumps(document, ensure_ascii=False).encode(), kind)
        return status

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def serve(port: int) -> ThreadingHTTPServer:
    """The server, bound to the loopback, not yet running."""
    handler = type("Bound", (Handler,), {"house": House()})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


def main() -> None:
    """Serves until stopped."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=5620)
    server = serve(options.parse_args().port)
    print(f"http://127.0.0.1:{server.server_port}/judge/")
    server.serve_forever()


if __name__ == "__main__":
    main()
