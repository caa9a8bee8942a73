"""What this running copy of the contest was told to be: where its data lies, where it listens, how it serves.

Responsible for reading the environment and the flags once, checking them, and keeping the secret key of the data
folder. A leaf: standard library only, imports nothing of the contest, opens no database and no port.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
"""The folder of run.py, templates and static files."""

REHEARSAL_MARK = "rehearsal"
"""The file that makes a data folder a rehearsal's: its pages carry a watermark, and no official contest opens there."""

DEFAULT_HOST = "0.0.0.0"  # noqa: S104 - tablets and screens in the hall come over the network
DEFAULT_PORT = 5000


class SettingsError(Exception):
    """A setting that can't be used; its text is one line for the person at the keyboard. Commands end with code 2."""


class AsyncMode(StrEnum):
    """How sockets are served: one hub of light threads, or threads of the operating system."""

    EVENTLET = "eventlet"
    THREADING = "threading"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where letters are handed over. `secure` is `tls` from the first byte, `starttls`, or `plain` (inside a house)."""

    host: str
    port: int
    secure: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the house needs to know of the outside, already checked.

    `data_dir` is absolute. `clock_rate` is how many times faster than the wall the stage clock runs: 1 except in
    rehearsals. `rehearsal` says that all of it is made up: the data folder is marked so. `demo` says whether an empty
    database is given the demo contest at the first start. `tls` says that pages are served by https. `smtp` is where
    letters are handed over; None: none are sent, and never by a rehearsal.
    """

    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    async_mode: AsyncMode = AsyncMode.EVENTLET
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    demo: bool = True
    clock_rate: int = 1
    tls: bool = False
    smtp: Smtp | None = None
    rehearsal: bool = False

    @property
    def server_file(self) -> Path:
        """The file in which a running server says its address (see contest.cli.serve)."""
        return self.data_dir / "server.json"


def load_settings(
    environ: Mapping[str, str],
    *,
    data: str | None = None,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    demo: bool = True,
    tls: bool = False,
) -> Settings:
    """Return the settings of this run; a flag goes before its variable, and the variable before the default.

    Makes the data folder and its secret key where they are missing. Raises SettingsError for whatever can't be used.
    """
    async_mode = _async_mode(environ.get("CONTEST_ASYNC_MODE") or AsyncMode.EVENTLET)
    clock_rate = _clock_rate(environ.get("CONTEST_CLOCK_RATE") or "1")
    if not 1 <= port <= 65535:
        raise SettingsError(f"Cổng {port} không hợp lệ: cần một số từ 1 đến 65535.")
    data_dir = writable_folder(Path(data or environ.get("CONTEST_DATA") or ROOT / "var").expanduser())
    rehearsal = (data_dir / REHEARSAL_MARK).is_file()
    return Settings(
        data_dir=data_dir,
        database_url=environ.get("CONTEST_DATABASE_URL") or f"sqlite:///{(data_dir / 'contest.db').as_posix()}",
        secret_key=environ.get("CONTEST_SECRET_KEY") or kept_secret(data_dir / "secret_key"),
        async_mode=async_mode,
        host=host,
        port=port,
        demo=demo,
        clock_rate=clock_rate,
        tls=tls,
        smtp=smtp_of(environ["CONTEST_SMTP_URL"]) if environ.get("CONTEST_SMTP_URL") and not rehearsal else None,
        rehearsal=rehearsal,
    )


def writable_folder(folder: Path) -> Path:
    """Return the folder's absolute path, made if missing. Raises SettingsError when files can't be written there."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise SettingsError(f"Không ghi được vào thư mục dữ liệu {folder}: {why}.") from fault
    return folder


def kept_secret(path: Path) -> str:
    """Return the secret kept in this file, made at the first call: 43 characters of letters, digits, “-”, “_”.

    The file is readable by its owner alone and appears whole or not at all, also when two processes start at once:
    it is linked into place, and the one that comes second reads what the first wrote.
    """
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(32))
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"Không đọc hoặc ghi được tệp khóa bí mật {path}: {fault}.") from fault
    if len(kept) < 32:
        raise SettingsError(f"Tệp khóa bí mật {path} bị hỏng: hãy xóa tệp này rồi chạy lại.")
    return kept


def write_whole(path: Path, text: str) -> None:
    """Write the text so that readers see the old file or the new one, never a part; mode 600."""
    draft = _draft(path, text)
    draft.replace(path)


def _write_once(path: Path, text: str) -> None:
    draft = _draft(path, text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first; its secret holds
    except OSError:
        draft.replace(path)  # a file system without hard links
        return
    draft.unlink()


def _draft(path: Path, text: str) -> Path:
    """Return a new file beside `path` holding the text, on disk; mkstemp gives it mode 600 from its first moment."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def smtp_of(url: str) -> Smtp:
    """`smtp://user:password@host:587?from=hoithi@tinh.gov.vn` (STARTTLS), `smtps://…` (TLS), `?tls=no` for none.

    Raises SettingsError with what is wrong in it, never with the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError("CONTEST_SMTP_URL: cổng không hợp lệ.") from None
    asked = parse_qs(parts.query)
    sender = (asked.get("from") or [unquote(parts.username or "")])[0]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("CONTEST_SMTP_URL cần có dạng smtp://máy-chủ:587?from=địa-chỉ hoặc smtps://…")
    if "@" not in sender:
        raise SettingsError("CONTEST_SMTP_URL: thiếu địa chỉ gửi, thêm ?from=địa-chỉ.")
    secure = "tls" if parts.scheme == "smtps" else "plain" if asked.get("tls") == ["no"] else "starttls"
    usual = {"tls": 465, "starttls": 587, "plain": 25}[secure]
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Smtp(parts.hostname, port or usual, secure, sender, user, password)


def _async_mode(text: str) -> AsyncMode:
    try:
        return AsyncMode(text)
    except ValueError:
        known = " hoặc ".join(AsyncMode)
        raise SettingsError(f"CONTEST_ASYNC_MODE={text} không hợp lệ: chỉ dùng {known}.") from None


def _clock_rate(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise SettingsError(f"CONTEST_CLOCK_RATE={text} không hợp lệ: cần một số nguyên từ 1 đến 10000.")
    return int(text)
