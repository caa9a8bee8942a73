"""Serves the console and the MC's card over a made-up evening: HTTP, the API's writes and the socket.

Only for looking and for pressing keys while building the pages: `python -m tests.harness.console.server [port]`. It
guards nothing and stores nothing. Besides the product's addresses there are a few of its own, to make things go wrong:
`POST /harness/refuse {"detail"}` (the next write), `/harness/delay {"ms"}` (every write), `/harness/cut {"s"}` (no
sockets for so long), `/harness/lock {"cue"}`, `/harness/stale`, `/harness/show {"linked", …}`, `/harness/anew`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import jinja2

from tests.harness.console.evening import Evening, now_ms
from tests.harness.console.wire import Socket

ROOT = Path(__file__).resolve().parents[3]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
TITLE = "Hội thi CCHC, CĐS tỉnh Quảng Ngãi 2024"
PLACEHOLDER = (
    """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/harness/placeholder.css"><p>{page}</p>"""
)


class Night:
    """The evening, its sockets and what has been told to go wrong."""

    def __init__(self) -> None:
        self.evening = Evening()
        self.lock = threading.RLock()
        self.sockets: list[Socket] = []
        self.refuse: dict[str, Any] | None = None
        self.delay_ms = 0
        self.cut_until = 0.0
        self.done: dict[str, tuple[int, dict[str, Any]]] = {}
        self.log: list[tuple[str, dict[str, Any]]] = []

    def announce(self) -> None:
        with self.lock:
            for socket in list(self.sockets):
                socket.states()


def environment() -> jinja2.Environment:
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True)
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    env.globals.update(
        _=lambda text, **values: text % values if values else text, asset=lambda path: f"/assets/harness/{path}"
    )
    return env


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    night: Night

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        return

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def json(self, status: int, data: Any) -> None:
        kind = "application/json" if status < 400 else "application/problem+json"
        self.answer(status, json.dumps(data, ensure_ascii=False).encode(), kind)

    def page(self, template: str, namespace: str, topics: list[str]) -> None:
        evening = self.night.evening
        boot = {
            "csrf": "harness",
            "lang": "vi",
            "timezone": "Asia/Ho_Chi_Minh",
            "mini": "mini=1" in self.path,
            "live": {"namespace": namespace, "topics": topics, "auth": None},
            "snapshots": [evening.topic(t) for t in topics],
        }
        html = environment().get_template(template).render(boot=boot, contest_title=TITLE)
        self.answer(200, html.encode(), "text/html; charset=utf-8")

    def do_GET(self) -> None:
        url = urlparse(self.path)
        query = parse_qs(url.query)
        if url.path == "/socket.io/":
            self.socket()
        elif url.path == "/director/":
            self.page("director/console.html", "/director", ["show", "cues", "screens"])
        elif url.path == "/mc/":
            self.page("mc/card.html", "/director", ["mc"])
        elif url.path in ("/stage/", "/overlay/"):
            page = url.path.strip("/")
            coming = query.get("bus") == ["next"]
            if (ROOT / "templates" / page / "index.html").exists():
                self.page(
                    f"{page}/index.html", "/director" if coming else f"/{page}", [f"{page}.next" if coming else page]
                )
            else:
                self.answer(200, PLACEHOLDER.format(page=page).encode(), "text/html; charset=utf-8")
        elif url.path.startswith("/api/v1/snapshot/"):
            self.json(200, self.night.evening.topic(url.path.rsplit("/", 1)[1]))
        elif url.path == "/harness/log":
            self.json(200, self.night.log)
        elif url.path == "/harness/placeholder.css":
            self.answer(200, b"html{background:#12306f;color:#fff;font:700 12vw sans-serif}", "text/css")
        else:
            path = (ROOT / "static" / url.path.removeprefix("/assets/harness/")).resolve()
            if path.is_file() and path.is_relative_to(ROOT / "static"):
                kind = (
                    "text/javascript"
                    if path.suffix == ".js"
                    else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                )
                self.answer(200, path.read_bytes(), kind)
            else:
                self.json(404, {"type": "/problems/not-found", "title": "Không có", "status": 404})

    def socket(self) -> None:
        key = self.headers.get("Sec-WebSocket-Key")
        if not key or time.monotonic() < self.night.cut_until:
            self.json(503, {"type": "/problems/away", "status": 503})
            return
        accept = base64.b64encode(
            hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        ).decode()
        self.send_response(101)
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        Socket(self, self.night).run()

    def do_POST(self) -> None:
        night, path = self.night, urlparse(self.path).path
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if path.startswith("/harness/"):
            self.tamper(path.rsplit("/", 1)[1], body)
            return
        if self.headers.get("X-CSRFToken") != "harness" or not self.headers.get("Idempotency-Key"):
            self.json(403, {"type": "/problems/csrf", "status": 403, "detail": "Trang này đã mở quá lâu, hãy tải lại."})
            return
        time.sleep(night.delay_ms / 1000)
        key = self.headers["Idempotency-Key"]
        with night.lock:
            night.log.append((path, body))
            status, data = night.done.get(key) or self.write(path, body)
            night.done[key] = (status, data)
        if status == 200:
            night.announce()
        self.json(status, data)

    def do_PUT(self) -> None:
        self.do_POST()

    def tamper(self, what: str, body: dict[str, Any]) -> None:
        night = self.night
        if what == "refuse":
            night.refuse = body
        elif what == "delay":
            night.delay_ms = body["ms"]
        elif what == "cut":
            night.cut_until = time.monotonic() + body["s"]
            for socket in list(night.sockets):
                socket.close()
        elif what == "lock":
            night.evening.cue(body["cue"])["wait"] = None
            night.evening.rev += 1
            night.announce()
        elif what == "stale":
            night.evening.buses["stage"]["stale"] = True
            night.evening.rev += 1
            night.announce()
        elif what == "show":
            for name, value in body.items():
                setattr(night.evening, name, value)
            night.evening.rev += 1
            night.announce()
        elif what == "anew":
            rev = night.evening.rev
            night.evening = Evening()
            night.evening.rev += rev
            night.refuse, night.delay_ms, night.log = None, 0, []
            night.announce()
        self.json(200, {})

    def write(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        evening = self.night.evening
        if self.night.refuse:
            detail, self.night.refuse = self.night.refuse["detail"], None
            return 422, {"type": "/problems/invalid", "title": "Không nhận", "status": 422, "detail": detail}
        act = path.removeprefix("/api/v1/")
        if act in ("show/take", "show/undo") and not evening.seen(body["bus"], body.get("based_on")):
            return 409, {"type": "/problems/stale", "status": 409, "detail": "Một bàn đạo diễn khác vừa phát trước."}
        if act == "show/take":
            cue = evening.cue(body["cue"])
            if cue["wait"] and not (body.get("override") or {}).get("reason"):
                return 422, {
                    "type": "/problems/not-confirmed",
                    "title": "Chưa xác nhận",
                    "status": 422,
                    "detail": f"Chưa khóa điểm của {cue['subtitle']}: còn thiếu phiếu của GK 4 và GK 6.",
                }
            evening.take(body["bus"], body["cue"], body["step"])
        elif act == "show/black":
            evening.black(body["bus"])
        elif act == "show/hold":
            evening.hold(body["bus"])
        elif act == "show/undo":
            if not evening.undo(body["bus"]):
                return 409, {
                    "type": "/problems/nothing-to-undo",
                    "status": 409,
                    "detail": "Không còn lần phát nào để hoàn lại.",
                }
        elif act == "show/linked":
            evening.linked = body["linked"]
            evening.rev += 1
        elif act.startswith("clock/"):
            return self.clock(act.rsplit("/", 1)[1], body)
        else:
            return 404, {"type": "/problems/not-found", "status": 404, "detail": "Không có địa chỉ này."}
        return 200, evening.show() | {"rev": evening.rev}

    def clock(self, act: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        evening = self.night.evening
        clock = evening.clock
        if act == "start":
            if clock and clock["state"] == "running" and clock["performance"] == body.get("performance"):
                return 409, {"type": "/problems/clock", "status": 409, "detail": "Đồng hồ đang chạy rồi."}
            fresh = not clock or (body.get("performance") not in (None, clock["performance"]))
            team = next((c.get("team") for c in evening.cues if c["performance"] == body.get("performance")), None)
            left = 480_000 if fresh or clock["left_ms"] is None else clock["left_ms"]
            base = (
                {
                    "duration_ms": 480_000,
                    "warning_ms": 60_000,
                    "rate": 1,
                    "performance": body["performance"],
                    "team": team,
                }
                if fresh
                else clock
            )
            evening.clock = {**base, "state": "running", "ends_at": now_ms() + left, "left_ms": None}
        elif not clock or clock["state"] not in ("running", "paused"):
            return 409, {"type": "/problems/clock", "status": 409, "detail": "Đồng hồ chưa chạy."}
        else:
            left = clock["ends_at"] - now_ms() if clock["state"] == "running" else clock["left_ms"]
            evening.clock = {
                **clock,
                "state": "paused" if act == "pause" else "stopped",
                "ends_at": None,
                "left_ms": left,
            }
        evening.rev += 1
        return 200, evening.show() | {"rev": evening.rev}


def serve(port: int) -> ThreadingHTTPServer:
    """A server bound to loopback with a night of its own; the caller runs it."""
    handler = type("NightHandler", (Handler,), {"night": Night()})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 5630).serve_forever()
