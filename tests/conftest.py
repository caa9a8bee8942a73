"""What every test starts from: a real database file in a folder of its own, a clock that stands still, and the cast.

Databases are made once in a session and copied for each test. Nothing inside the house is faked but time and chance.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services import rounds, setup
from contest.services.actor import HOUSE
from contest.services.house import House
from tests.cast import Cast, cast_for
from tests.factories import FIRST_POINTS, FIRST_TOTALS, FakeClock, act, play_first_round, settle, small_contest

SECRET = "a secret of the tests, long enough to be one"


HEAVY = {"browser", "load", "rehearsal"}  # folders whose tests start servers, and browsers that must not wait for them


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Where several workers share the suite: one of them plays every evening, the others take files as a whole.

    Two servers with their browsers at once on a small machine would be a test of the machine. Pages before a stand-in
    (tests/harness) are light enough to be looked at beside an evening.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "browser" if Path(file).parts[1] in HEAVY else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How xdist deals the tests out."""
    return ByRoom(config, log)


@dataclass(frozen=True, slots=True)
class Template:
    """A database file to copy, and the people who hold links to it."""

    file: Path
    cast: Cast


def url_of(file: Path) -> str:
    """How the house is told of a database file."""
    return f"sqlite:///{file.as_posix()}"


def house_of(file: Path, clock: Callable[[], int]) -> House:
    """A house over that file."""
    return House(Database(url_of(file)), now=clock, secret=SECRET.encode(), folder=file.parent)


def _template(empty: Path, file: Path, facts: dict[str, Any] | None) -> Template:
    shutil.copyfile(empty, file)
    house = house_of(file, FakeClock())
    with house.act(HOUSE) as work:
        if facts is None:
            setup.load_demo(work)
        else:
            setup.load(work, facts)
    cast = cast_for(house)
    house.database.close()
    return Template(file, cast)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a contest."""
    file = tmp_path_factory.mktemp("templates") / "empty.db"
    database = Database(url_of(file))
    upgrade(database.engine)
    database.close()
    return file


@pytest.fixture(scope="session")
def small_template(empty_database: Path) -> Template:
    """The small contest: four teams, three judges, two rounds."""
    return _template(empty_database, empty_database.with_name("small.db"), small_contest())


@pytest.fixture(scope="session")
def demo_template(empty_database: Path) -> Template:
    """The demo contest, with links for everybody."""
    return _template(empty_database, empty_database.with_name("demo.db"), None)


@pytest.fixture(scope="session")
def played_template(small_template: Template) -> Template:
    """The small contest with its first round played to the last lock, by `FIRST_TOTALS` and `FIRST_POINTS`."""
    file = Path(shutil.copyfile(small_template.file, small_template.file.with_name("played.db")))
    house = house_of(file, FakeClock())
    play_first_round(house, small_template.cast, FIRST_TOTALS, FIRST_POINTS)
    house.database.close()
    return Template(file, small_template.cast)


@pytest.fixture
def clock() -> FakeClock:
    """The time of day."""
    return FakeClock()


@pytest.fixture
def database_file(tmp_path: Path, small_template: Template) -> Path:
    """A copy of the small contest's database."""
    return Path(shutil.copyfile(small_template.file, tmp_path / "contest.db"))


@pytest.fixture
def house(database_file: Path, clock: FakeClock) -> Iterator[House]:
    """The small contest's house."""
    made = house_of(database_file, clock)
    yield made
    made.database.close()


@pytest.fixture
def played(tmp_path: Path, played_template: Template, clock: FakeClock) -> Iterator[House]:
    """Another house of the small contest: every performance of the first round is locked, the round still open."""
    made = house_of(Path(shutil.copyfile(played_template.file, tmp_path / "played.db")), clock)
    yield made
    made.database.close()


@pytest.fixture
def settled(played: House, cast: Cast) -> House:
    """The first round locked by one secretary and confirmed by the other."""
    settle(played, cast)
    return played


@pytest.fixture
def finals(settled: House, cast: Cast) -> House:
    """The final has its field: d3 and d4."""
    act(settled, cast.organiser, rounds.advance, "vong-loai")
    return settled


@pytest.fixture
def cast(small_template: Template) -> Cast:
    """The small contest's people."""
    return small_template.cast


@pytest.fixture
def make_house(
    tmp_path: Path, empty_database: Path, clock: FakeClock
) -> Iterator[Callable[[dict[str, Any]], tuple[House, Cast]]]:
    """Makes the house of another contest, with its people."""
    made: list[House] = []

    def make(facts: dict[str, Any]) -> tuple[House, Cast]:
        template = _template(empty_database, tmp_path / f"made-{len(made)}.db", facts)
        made.append(house_of(template.file, clock))
        return made[-1], template.cast

    yield make
    for each in made:
        each.database.close()


@pytest.fixture
def heard(house: House) -> list[dict[str, int]]:
    """What the small house announces, act by act: topics with their revision."""
    announced: list[dict[str, int]] = []
    house.on_commit(announced.append)
    return announced
