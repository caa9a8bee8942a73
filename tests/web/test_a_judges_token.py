"""A judge's token used for all it must not do: every way to write that the house has, and nothing comes of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import Person
from tests.conftest import Template
from tests.factories import FULL, FakeClock, opened, sheet_id
from tests.web.conftest import app_over, close
from tests.web.test_access import DOORS, JUDGE

WRITES = frozenset({"POST", "PUT", "DELETE", "PATCH"})
OWN = frozenset(name for name, door in DOORS.items() if door.roles == JUDGE and door.method in WRITES)
"""What judges may do with a sheet of their own; here it is another judge's, and a form is no JSON."""
PUBLIC_FORMS = {"register.start": {409}, "register.come_back": {422}, "register.leave": {303}}
PASSED_OVER = {"auth.leave": {302}, "judge.login": {422}} | PUBLIC_FORMS | {endpoint: {400} for endpoint in OWN}
"""Other answers that leave everything as it is: a bearer has no browser to leave; a PIN, a code was not given;
registration is not open."""
RECORDED = frozenset({"register.come_back"})
"""Tries that leave a line in the record, whoever makes them: somebody guesses a code."""


@dataclass(frozen=True)
class Hall:
    """A performance under way. `theirs` is the sheet of judge 1; the one who tries is judge 2."""

    app: Flask
    file: Path
    judge: Person
    theirs: int

    def everything(self) -> dict[str, list[Any]]:
        """Every row of every table, read past the house."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as rows:
            tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            return {table: rows.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


@pytest.fixture(scope="module")
def hall(small_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    file = Path(shutil.copyfile(small_template.file, tmp_path_factory.mktemp("hall") / "contest.db"))
    app, cast = app_over(file, FakeClock()), small_template.cast
    house = app.extensions["house"]
    theirs = sheet_id(house, opened(house, cast), "j1")
    yield Hall(app, file, cast.judge(2), theirs)
    close(app)


def ways_to_write() -> list[tuple[str, str]]:
    """Every endpoint of the table with each method that may write."""
    return [(endpoint, method) for endpoint in DOORS for method in sorted(WRITES)]


def test_there_is_no_write_that_is_not_tried(hall: Hall) -> None:
    taken = {
        (rule.endpoint, method) for rule in hall.app.url_map.iter_rules() for method in (rule.methods or set()) & WRITES
    }
    assert taken <= set(ways_to_write())
    assert len(taken) > 40
    document = hall.app.test_client().get("/api/v1/openapi.json").get_json()
    described = sum(len({each.upper() for each in path} & WRITES) for path in document["paths"].values())
    assert described == sum(endpoint.startswith("api_") for endpoint, _method in taken)


@pytest.mark.parametrize("endpoint", DOORS)
def test_nothing_comes_of_it(hall: Hall, endpoint: str) -> None:
    door, before = DOORS[endpoint], hall.everything()
    path = door.path.format(sheet=hall.theirs, feed="x", code="x")
    body = door.body if door.body is not None else {"marks": FULL, "based_on": 0, "judge": "j1", "reason": "Thử"}
    found = {}
    for method in sorted(WRITES):
        for sent in ({"json": body}, {"data": {"judge": "j1", "reason": "Thử"}}):
            with hall.app.test_client().open(path, method=method, headers=hall.judge.bearer, **sent) as answer:
                found[method, *sent] = answer.status_code
    assert set(found.values()) <= {401, 403, 404, 405} | PASSED_OVER.get(endpoint, set()), found
    after = hall.everything()
    if endpoint in RECORDED:
        del before["audit_entry"], after["audit_entry"]
    assert after == before
