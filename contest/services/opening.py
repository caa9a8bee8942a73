"""Opens the house of a data folder: schema brought up to date, the demo contest loaded at the very first start."""

from __future__ import annotations

import time
from collections.abc import Callable

from contest.config import Settings
from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services import setup
from contest.services.actor import HOUSE
from contest.services.house import House


def now_ms() -> int:
    """The time of day in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def open_house(settings: Settings, now: Callable[[], int] = now_ms) -> House:
    """The house, ready for acts. Web and command line open it the same way."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    house = House(
        database,
        now=now,
        secret=settings.secret_key.encode(),
        clock_rate=settings.clock_rate,
        folder=settings.data_dir,
        smtp=settings.smtp,
    )
    with house.reading() as rows:
        empty = setup.is_empty(rows)
    if empty and settings.demo:
        with house.act(HOUSE) as work:
            setup.load_demo(work)
    return house
