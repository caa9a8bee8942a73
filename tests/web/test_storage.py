"""What people are told when the database is in use or its disk is full: the truth, and nothing is half written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from contest.db.models import AuditEntry, Mark, Sheet
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FULL, opened, sheet_id
from tests.web.conftest import Api
from tests.web.test_refusals import problem

ApiOf = Callable[[Person | None], Api]
KEY = {"Idempotency-Key": "submit-1"}
BODY = {"marks": FULL, "based_on": 0}


@pytest.fixture
def path(house: House, cast: Cast) -> str:
    """The first judge's sheet."""
    return f"/judge/sheets/{sheet_id(house, opened(house, cast), 'j1')}"


@pytest.fixture
def in_use(database_file: Path, house: House, path: str) -> Iterator[sqlite3.Connection]:
    """Another process writes, and the house does not wait for it for long."""
    house.database.patience_s = 0.05
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


class Full:
    """A database that may not grow by a page: SQLite's own way of finding no room."""

    def __init__(self, house: House) -> None:
        self._engine = house.database.engine
        event.listen(self._engine, "checkout", self._limit)

    def _limit(self, connection: Any, _record: object, _proxy: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def free(self) -> None:
        """There is room again."""
        event.remove(self._engine, "checkout", self._limit)
        with self._engine.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 1000000"))


def held(house: House) -> tuple[int, int, str]:
    """Lines of the record, marks, and the state of the first sheet."""
    with house.reading() as rows:
        first = rows.query(Sheet).order_by(Sheet.id).all()[0]
        return rows.query(AuditEntry).count(), rows.query(Mark).count(), first.state


class TestInUse:
    def test_a_sheet_is_refused_for_now_and_says_when_to_come_again(
        self, api: ApiOf, cast: Cast, house: House, path: str, in_use: sqlite3.Connection
    ) -> None:
        before = held(house)
        judge = api(cast.judge(1))
        answer = judge("POST", f"{path}/submission", BODY, KEY)
        document = problem(answer, 503, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert "gửi lại" in document["detail"]
        assert held(house) == before
        in_use.execute("ROLLBACK")
        assert judge.expect(200, "POST", f"{path}/submission", BODY, KEY)["receipt"]

    def test_everybody_goes_on_reading(self, api: ApiOf, cast: Cast, path: str, in_use: sqlite3.Connection) -> None:
        assert len(api(cast.judge(1)).get("/judge/sheets")["sheets"]) == 1
        assert api(cast.secretary).get("/snapshot/contest")["data"]["rounds"]

    def test_it_is_alive_but_not_ready(self, client: FlaskClient, in_use: sqlite3.Connection) -> None:
        assert client.get("/healthz").status_code == 200
        assert problem(client.get("/readyz"), 503, "not-ready")["fault"] == "in-use"
        in_use.execute("ROLLBACK")
        assert client.get("/readyz").status_code == 200

    def test_a_page_says_so_in_words(self, client: FlaskClient, cast: Cast, in_use: sqlite3.Connection) -> None:
        answer = client.get(f"/enter/{cast.secretary.token}", headers={"Accept": "text/html"})
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "Máy chủ chưa ghi được" in answer.get_data(as_text=True)
        in_use.execute("ROLLBACK")
        assert client.get(f"/enter/{cast.secretary.token}").status_code == 302


class TestADiskWithoutRoom:
    def test_refuses_says_why_and_goes_on_by_itself(
        self, api: ApiOf, cast: Cast, house: House, path: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        judge, full = api(cast.judge(1)), Full(house)
        version, refused = 0, None
        for number in range(300):
            body = {"marks": {"noi-dung": str(number % 10)}, "based_on": version}
            before = held(house)
            refused = judge("PUT", path, body, {"Idempotency-Key": f"draft-{number}"})
            if refused.status_code != 200:
                break
            version = refused.get_json()["version"]
        assert refused is not None
        document = problem(refused, 507, "disk-full")
        assert int(refused.headers["Retry-After"]) > 0
        assert "Đĩa của máy chủ đã đầy" in document["detail"]
        assert held(house) == before
        assert client.get("/healthz").status_code == 200
        assert "storage full on PUT /api/v1/judge/sheets/<int:sheet_id>" in caplog.text
        full.free()
        again = {"marks": FULL, "based_on": version}
        assert judge.expect(200, "POST", f"{path}/submission", again, KEY)["version"] == version + 1


def test_a_database_that_is_not_there_is_a_fault_of_the_storage(
    api: ApiOf, cast: Cast, house: House, path: str, database_file: Path
) -> None:
    house.database.close()
    away = [file.rename(file.with_name(f"away-{file.name}")) for file in database_file.parent.glob("contest.db*")]
    database_file.mkdir()
    problem(api(cast.judge(1))("GET", "/judge/sheets"), 503, "storage-unavailable")
    database_file.rmdir()
    for file in away:
        file.rename(file.with_name(file.name.removeprefix("away-")))
    assert api(cast.judge(1)).get("/judge/sheets")["sheets"]
