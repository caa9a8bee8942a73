"""The data folder as the commands beside the server find it: what lies there is opened, nothing is made by looking.

Responsible for turning a folder without a contest, or a database that can't be read, into one line for the person.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from contest.config import ROOT, Settings, SettingsError, load_settings
from contest.services.house import House
from contest.services.opening import open_house

UNUSABLE = (SQLAlchemyError, CommandError, sqlite3.Error, ImportError)
"""What opening a database can end with: no database, one of a later version, or one whose driver is not installed."""


def settings_of_contest(data: str | None) -> Settings:
    """The settings of a folder that has a database. Raises `SettingsError`, and makes no folder, where it has none."""
    if not os.environ.get("CONTEST_DATABASE_URL"):
        folder = Path(data or os.environ.get("CONTEST_DATA") or ROOT / "var").expanduser().absolute()
        if not (folder / "contest.db").exists():
            raise SettingsError(f"Không có hội thi nào trong thư mục {folder}. / There is no contest there.")
    settings = load_settings(os.environ, data=data, demo=False)
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise SettingsError(f"Không có cơ sở dữ liệu {file}. / There is no such database.")
    return settings


def sqlite_file(settings: Settings) -> Path | None:
    """The file of an SQLite database; None for another kind of database."""
    try:
        url = make_url(settings.database_url)
    except SQLAlchemyError as fault:
        raise SettingsError("CONTEST_DATABASE_URL không đúng dạng. / is no database URL.") from fault
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """The house of these settings, closed with the block; an empty database stays empty."""
    with readable():
        house = open_house(replace(settings, demo=False))
        try:
            yield house
        finally:
            house.database.close()


@contextmanager
def readable() -> Iterator[None]:
    """Turns a database that can't be used into one line."""
    try:
        yield
    except UNUSABLE as fault:
        why = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise SettingsError(f"Không dùng được cơ sở dữ liệu: {why}. / The database can't be used.") from fault
