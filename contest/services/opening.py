"""Opens the house of a data folder: schema brought up to date, the demo contest loaded at the very first start."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import inspect, select

from contest.config import Settings, SettingsError
from contest.db.models import AuditEntry
from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services import setup
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.timekeeping import Timekeeper, boot_id

REHEARSAL_ACT = "begin_rehearsal"


def open_house(settings: Settings, now: Callable[[], int] | None = None) -> House:
    """The house, ready for acts. Web and command line open it the same way."""
    database = Database(settings.database_url)
    unused = _keep_apart(database, rehearsal=settings.rehearsal)
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
        rehearsal=settings.rehearsal,
    )
    if unused and settings.rehearsal:
        with house.act(HOUSE) as work:
            work.record(REHEARSAL_ACT, "dữ liệu giả lập")
    with house.reading() as rows:
        empty = setup.is_empty(rows)
    if empty and settings.demo:
        with house.act(HOUSE) as work:
            setup.load_demo(work)
    return house


def _keep_apart(database: Database, *, rehearsal: bool) -> bool:
    """Whether nothing is in the database yet. Raises `SettingsError`: made-up and official never mix.

    A database is a rehearsal's from the first line of its record; neither can become the other, wherever its file is
    moved. Looks before anything is written, and before the schema is brought up to date.
    """
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(AuditEntry.__tablename__):
            return True
        acts = connection.execute(select(AuditEntry.act).order_by(AuditEntry.id).limit(1)).scalars().all()
    if not acts or (acts == [REHEARSAL_ACT]) == rehearsal:
        return not acts
    database.close()
    if rehearsal:
        raise SettingsError(
            "Cơ sở dữ liệu này là của hội thi chính thức, không mở được trong buổi tập dượt. / "
            "This database is an official contest's; a rehearsal does not open it."
        )
    raise SettingsError(
        "Cơ sở dữ liệu này là của một buổi tập dượt (số liệu giả lập), không dùng cho hội thi chính thức. / "
        "This database is a rehearsal's; it is no official contest."
    )
