"""`run.py serve`: the server for the hall, from the first check to a quiet end.

Responsible for refusing in one line what can't work, for building the house once, for saying what to open and for
whom, and for how the process listens, collects garbage and ends. It knows no page and no rule.
"""

import argparse
import contextlib
import gc
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, NoReturn

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from contest.authority import Certificate, Doors, certificate_files, root_of
from contest.cli.addresses import Addresses, addresses_of, check_port_is_free, keep_addresses, network_address
from contest.cli.certificate import patient_context
from contest.cli.plain_door import open_plain_door
from contest.config import DEFAULT_HOST, DEFAULT_PORT, ROOT, AsyncMode, Settings, SettingsError, load_settings
from contest.services.chores import do_chores

FACTORY = "contest.app"  # stands above the doors, so it is named here and not imported
MOST_CONNECTIONS = 20_000
CHORES_EVERY_S = 60
PLAIN_PORTS_TRIED = 9

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    parser.add_argument("--host", default=DEFAULT_HOST, help=f"địa chỉ để nghe (mặc định {DEFAULT_HOST}) · address")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"cổng (mặc định {DEFAULT_PORT}) · port")
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")
    parser.add_argument("--tls", action="store_true", help="phục vụ qua https · serve https")
    parser.add_argument(
        "--install-port",
        type=int,
        help="với --tls: cổng http của trang cài chứng chỉ (mặc định cổng kế tiếp; 0: không mở) · page for installing",
    )
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="không nạp hội thi mẫu · do not load the demo contest"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to end; returns 0 after SIGINT or SIGTERM."""
    settings = load_settings(
        os.environ,
        data=arguments.data,
        host=arguments.host,
        port=arguments.port,
        demo=arguments.demo,
        tls=arguments.tls,
    )
    check_port_is_free(settings.host, settings.port)
    cert = _certificate(settings)
    options = _server_options(settings, cert)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    app = _build(settings)
    addresses = addresses_of(settings)
    try:
        keep_addresses(settings, addresses)
    except OSError as fault:  # a full disk: judges go on reading and the tablets keep their sheets, so it starts
        why = fault.strerror or fault
        sys.stderr.write(f"{settings.server_file}: không ghi được, máy chủ vẫn chạy / not written, serving: {why}\n")
    doors = _open_doors(app, settings, addresses, arguments.install_port)
    sys.stdout.write(banner(settings, addresses, doors))
    sys.stdout.flush()
    _raise_file_limit()
    _settle_memory()
    socketio = app.extensions["socketio"]
    socketio.start_background_task(_keep_house, app, socketio.sleep)
    app.wsgi_app = WithoutDeflate(app.wsgi_app)
    with contextlib.suppress(KeyboardInterrupt):
        socketio.run(app, host=settings.host, port=settings.port, debug=False, use_reloader=False, **options)
    return 0


def banner(settings: Settings, addresses: Addresses, doors: Doors) -> str:
    """Return what the person who started the server reads: what to open, for whom, and what tablets need first."""
    data = f" --data {settings.data_dir}" if settings.data_dir != ROOT / "var" else ""
    rows = [
        ("Trang công khai, mọi người", f"{addresses.for_people}/"),
        ("Ban tổ chức, thư ký, giám khảo, đạo diễn, MC", f"python3 run.py links{data}"),
        ("Màn hình sân khấu, lớp phủ truyền hình", f"python3 run.py links{data}"),
        ("Xem thử cả hai ngày thi với số liệu giả lập", "python3 run.py rehearse"),
    ]
    root = root_of(settings.data_dir) if settings.tls else None
    if root is not None:
        rows.insert(2, ("Cài chứng chỉ, một lần trên mỗi máy chấm", f"{doors.plain or doors.secure}/install"))
    width = max(len(who) for who, _ in rows)
    lines = "\n".join(f"  {who:<{width}}   {what}" for who, what in rows)
    here = "" if addresses.network is None else f"  {'Trên chính máy này':<{width}}   {addresses.base}/\n"
    trust = "" if root is None else f"\nDấu vân tay SHA-256 của chứng chỉ gốc:\n  {root.fingerprint}\n"
    return (
        f"\nHội thi đã sẵn sàng.\n\n{lines}\n{here}{trust}\nDữ liệu nằm ở {settings.data_dir}. Nhấn Ctrl+C để dừng.\n\n"
    )


class WithoutDeflate:
    """Keeps sockets from agreeing on permessage-deflate: half again slower, 2.5 times the memory, for small texts."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as if the client had offered no extension."""
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self._app(environ, start_response)


def _build(settings: Settings) -> Any:
    """Return the Flask app; a database that can't be used is a setting that can't be used."""
    try:
        return importlib.import_module(FACTORY).create_app(settings)
    except (SQLAlchemyError, CommandError) as fault:
        why = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise SettingsError(f"Không mở được cơ sở dữ liệu: {why}. / Can't open the database.") from fault


def _certificate(settings: Settings) -> Certificate | None:
    if not settings.tls:
        return None
    return certificate_files(settings.data_dir, settings.host, [each for each in [network_address()] if each])


def _open_doors(app: Any, settings: Settings, addresses: Addresses, install_port: int | None) -> Doors:
    """Return where the server is reached; over https a plain door is opened for who does not trust it yet.

    A port that was asked for has to be free; otherwise the first free one after the server's own is taken.
    """
    people = addresses.for_people
    doors = Doors(people, None)
    if settings.tls and install_port != 0:
        after = range(settings.port + 1, min(settings.port + 1 + PLAIN_PORTS_TRIED, 65536))
        for port in [install_port] if install_port else after:
            with contextlib.suppress(OSError):
                open_plain_door(app.wsgi_app, settings.host, port, settings.port)
                host = people.removeprefix("https://").rpartition(":")[0]
                doors = Doors(people, f"http://{host}:{port}")
                break
        else:
            if install_port:
                check_port_is_free(settings.host, install_port)
    app.extensions["doors"] = doors
    return doors


def _keep_house(app: Any, sleep: Callable[[float], None]) -> None:
    """Does the chores of the house now and then, from the start to the end of the server."""
    while True:
        do_chores(app.extensions["house"])
        sleep(CHORES_EVERY_S)


def _server_options(settings: Settings, cert: Certificate | None) -> dict[str, Any]:
    if settings.async_mode is AsyncMode.THREADING:
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # a line a request, and a fault for each closed socket
        return {"allow_unsafe_werkzeug": True, "ssl_context": patient_context(cert) if cert else None}
    files = {"certfile": str(cert.chain), "keyfile": str(cert.key)} if cert else {}
    return {"log_output": False, "max_size": MOST_CONNECTIONS, **files}


def _raise_file_limit() -> None:
    """Let as many sockets be open as the system allows; its usual 1,024 are fewer than the phones of a hall."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - exists on POSIX alone

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_CONNECTIONS + 1_000 if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS + 1_000)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _settle_memory() -> None:
    """Take what the start has built out of the collector's rounds: shorter pauses while marks come in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End the process where it stands.

    An exception would surface in whatever is running, and a socket that is just connecting or closing swallows it (a
    bare `except` in the socket library): the server would stay. Nothing is lost this way: what was acknowledged is on
    disk.
    """
    with contextlib.suppress(RuntimeError):  # the signal may have come in the middle of a line being written
        sys.stdout.flush()
    os._exit(0)
