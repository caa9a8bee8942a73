"""Opens the house of a data folder: schema brought up to date, the demo contest loaded at the very first start."""

from __future__ import annotations

from collections.abc import Callable

from contest.config import Settings
from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services import setup
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.timekeeping import Timekeeper, boot_id


def open_house(settings: Settings, now: Callable[[], int] | None = None) -> House:
    """The house, ready for acts. Web and command line open it the same way."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    if now is None:
        now = Timekeeper(settings.data_dir / "time.json", boot=boot_id())
        with database.reading() as rows:
            now.settle(rows)
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
