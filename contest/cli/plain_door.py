"""The plain door of `serve --tls`: a second port without encryption, for tablets that can't trust the server yet.

Responsible for serving the page that prepares a tablet, its downloads and its files, and for sending everything else
over to https. Nothing of the contest passes here: no session, no sheet, no write.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlsplit
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

PAGE = "/install"
FILES = "/assets/"
PATIENCE_S = 15

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class OnlyInstall:
    """The application as far as the plain door goes."""

    def __init__(self, app: WsgiApp, secure_port: int) -> None:
        self._app, self._secure_port = app, secure_port

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with the page, or say where to go."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _say(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        if path == PAGE or path.startswith((f"{PAGE}/", FILES)):
            environ.pop("HTTP_COOKIE", None)
            return self._app(environ, start_response)
        if path in ("", "/"):
            return _say(start_response, "302 Found", [("Location", PAGE)])
        return _say(start_response, "302 Found", [("Location", self._secure(environ.get("HTTP_HOST", ""), path))])

    def _secure(self, host: str, path: str) -> str:
        try:
            name = urlsplit(f"//{host}").hostname or "localhost"
        except ValueError:
            name = "localhost"
        return f"https://{f'[{name}]' if ':' in name else name}:{self._secure_port}{quote(path, encoding='latin-1')}"


class PlainDoor(socketserver.ThreadingMixIn, WSGIServer):
    """Its listener: a thread a request, of whatever kind the server runs on."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a tablet that goes away in the middle is no fault."""


class _Handler(WSGIRequestHandler):
    timeout = PATIENCE_S  # a silent client does not keep its thread for ever

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: no addresses in logs."""


def open_plain_door(app: WsgiApp, host: str, port: int, secure_port: int) -> PlainDoor:
    """Open the door and serve it beside the main server until the process ends. Raises OSError for a busy port."""
    ServerHandler.server_software = "contest"
    door = PlainDoor((host, port), _Handler)
    door.set_app(OnlyInstall(app, secure_port))
    threading.Thread(target=door.serve_forever, name="plain door", daemon=True).start()
    return door


def _say(start_response: Callable[..., Any], status: str, headers: list[tuple[str, str]]) -> list[bytes]:
    start_response(status, [*headers, ("Content-Length", "0"), ("Cache-Control", "no-store")])
    return [b""]
