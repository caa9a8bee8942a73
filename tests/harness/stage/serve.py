"""A tiny server for looking at scenes without a contest: the real templates, styles and scripts, fed by frames.

    python -m tests.harness.stage.serve [--port 5610]

GET /                         a list of all frames
GET /stage/?frame=NAME        the hall's screen standing in that frame (add &still, &safe=, &mini=1)
GET /overlay/?frame=NAME      the stream's overlay (add &bg=)
In the page `harness.load("NAME")` or `harness.state(frame)` sends a further frame as the live channel would,
`harness.offline()` and `.online()` cut and mend the line: fake_socket.js stands in for the Socket.IO client, everything
else is the product's own.

Never touches a database or a socket. The headers are those of the product's pages, so a breach of their policy shows.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
STATIC = ROOT / "static"
CLIPS = ROOT / "tests" / "services" / "clips"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self'; base-uri 'none'; form-action 'self'"
)
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


def load(name: str) -> dict[str, Any]:
    """A frame by name, its `…_in_ms` fields turned into moments counted from now."""
    frame: dict[str, Any] = json.loads((HERE / "frames" / f"{name}.json").read_text(encoding="utf-8"))
    return dated(frame)


def dated(frame: dict[str, Any]) -> dict[str, Any]:
    now = int(time.time() * 1000)
    if "starts_in_ms" in frame:
        frame["starts_at"] = now + frame.pop("starts_in_ms")
    clock = frame.get("clock")
    if clock and "ends_in_ms" in clock:
        clock["ends_at"] = now + clock.pop("ends_in_ms")
    return frame


def environment() -> Environment:
    env = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined)
    env.globals.update(asset=lambda path: f"/assets/dev/{path}", _=lambda text, **k: text % k if k else text)
    return env


def render(env: Environment, page: str, frame: str) -> str:
    """The page of "stage" or "overlay" with its boot data; without a frame it waits for harness.load()."""
    snapshots = []
    if frame:
        snapshots = [{"topic": page, "rev": 1, "at": int(time.time() * 1000), "data": load(frame)}]
    live = {"namespace": f"/{page}", "topics": [page], "auth": None}
    return env.get_template(f"{page}/index.html").render(
        boot={"live": live, "snapshots": snapshots, "lang": "vi", "csrf": ""}
    )


class Handler(BaseHTTPRequestHandler):
    def __init__(self, env: Environment, *args: Any, **kwargs: Any) -> None:
        self.env = env
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        query = parse_qs(url.query, keep_blank_values=True)
        if path in ("/stage/", "/overlay/"):
            self.answer(
                render(self.env, path.strip("/"), query.get("frame", [""])[0]).encode(), "text/html; charset=utf-8"
            )
        elif path.startswith("/frames/"):
            self.answer(json.dumps(load(Path(path).stem)).encode(), "application/json")
        elif path.startswith("/assets/dev/vendor/socket.io-client-"):
            self.answer((HERE / "fake_socket.js").read_bytes(), "text/javascript")
        elif path.startswith("/assets/dev/"):
            self.file(STATIC / path.removeprefix("/assets/dev/"), STATIC)
        elif path == "/files/clip.webm":
            self.file(CLIPS / "clip.webm", CLIPS)
        elif path.startswith("/files/"):
            self.file(HERE / "files" / path.removeprefix("/files/"), HERE / "files")
        elif path == "/":
            names = sorted(p.stem for p in (HERE / "frames").glob("*.json"))
            items = "".join(
                f'<li>{n}: <a href="/stage/?frame={n}">stage</a> <a href="/overlay/?frame={n}">overlay</a></li>'
                for n in names
            )
            page = f"<!doctype html><meta charset=utf-8><title>frames</title><ul>{items}</ul>"
            self.answer(page.encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def file(self, path: Path, room: Path) -> None:
        if not path.resolve().is_relative_to(room) or not path.is_file():
            self.send_error(404)
            return
        self.answer(path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream")

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing: the pages are what is looked at."""


def server(port: int = 0) -> ThreadingHTTPServer:
    """A server bound to loopback (port 0: a free one), not yet serving."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, environment()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Look at scenes without a contest.")
    parser.add_argument("--port", type=int, default=5610)
    with server(parser.parse_args().port) as httpd:
        httpd.serve_forever()
