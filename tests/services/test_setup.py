"""The first start: an empty folder becomes the demo contest, once, and a contest that is there is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contest.config import AsyncMode, Settings
from contest.db.models import Award, Contest, Criterion, Cue, Judge, Performance, Round, Slogan, Team
from contest.db.queries.contest_file import contest_file
from contest.domain import contestfile
from contest.services import opening, setup, timekeeping
from contest.services.house import House
from contest.services.results import round_result
from tests.conftest import SECRET, Template, house_of, url_of
from tests.factories import START_MS, FakeClock, record


@pytest.fixture(scope="module")
def demo(demo_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo contest, to look at."""
    file = Path(shutil.copyfile(demo_template.file, tmp_path_factory.mktemp("demo") / "contest.db"))
    house = house_of(file, FakeClock())
    yield house
    house.database.close()


def settings(folder: Path, *, demo: bool = True) -> Settings:
    return Settings(folder, url_of(folder / "contest.db"), SECRET, AsyncMode.THREADING, demo=demo)


def test_the_demo_is_the_contest_of_twenty_teams_and_seven_judges(demo: House) -> None:
    with demo.reading() as rows:
        counted = {model: rows.scalar(select(func.count()).select_from(model)) for model in (Team, Judge, Round, Award)}
        assert counted == {Team: 20, Judge: 7, Round: 2, Award: 7}
        assert rows.scalar(select(func.count()).select_from(Slogan)) == 8
        first = rows.scalars(select(Round).order_by(Round.position)).first()
        assert first is not None
        assert [(section.key, section.kind) for section in first.sections] == [
            ("chao-hoi", "judged"), ("kien-thuc", "points"), ("tieu-pham", "judged"),
        ]  # fmt: skip
        assert rows.scalar(select(func.count()).select_from(Performance)) == 60
        assert first.starts_at == START_MS


def test_the_demos_sections_have_a_maximum_of_a_hundred(demo: House) -> None:
    with demo.reading() as rows:
        for row in rows.scalars(select(Round)):
            points = sum(section.max or 0 for section in row.sections)
            query = select(func.sum(Criterion.max)).where(Criterion.section_id.in_([s.id for s in row.sections]))
            assert points + (rows.scalar(query) or 0) == 100


def test_the_demo_is_ready_to_be_shown(demo: House) -> None:
    with demo.reading() as rows:
        cues = rows.scalars(select(Cue).order_by(Cue.position)).all()
        assert len({cue.position for cue in cues}) == len(cues) > 200
        assert cues[0].scene == "holding"


def test_the_demo_ranks_nobody_yet(demo: House) -> None:
    with demo.reading() as rows:
        found = round_result(rows, "vong-loai")
    assert (found.standings, found.complete, len(found.unranked)) == ((), False, 20)


def test_the_demos_rules_are_a_faultless_contest_file(demo: House) -> None:
    with demo.reading() as rows:
        exported = contestfile.dump(contest_file(rows))
    assert contestfile.dump(contestfile.parse(exported)) == exported


def test_an_empty_folder_is_given_the_demo(tmp_path: Path, empty_database: Path) -> None:
    shutil.copyfile(empty_database, tmp_path / "contest.db")
    house = opening.open_house(settings(tmp_path), FakeClock())
    assert [line.act for line in record(house)] == ["set_up_contest"]
    house.database.close()


def test_the_second_start_leaves_everything_as_it_was(tmp_path: Path, small_template: Template) -> None:
    shutil.copyfile(small_template.file, tmp_path / "contest.db")
    house = opening.open_house(settings(tmp_path), FakeClock())
    with house.reading() as rows:
        assert rows.scalars(select(Contest.short_title)).all() == ["Hội thi nhỏ"]
        assert not setup.is_empty(rows)
    house.database.close()


def test_without_the_demo_it_stays_empty(tmp_path: Path, empty_database: Path) -> None:
    shutil.copyfile(empty_database, tmp_path / "contest.db")
    house = opening.open_house(settings(tmp_path, demo=False), FakeClock())
    with house.reading() as rows:
        assert setup.is_empty(rows)
    house.database.close()


def test_the_time_of_day_is_in_whole_milliseconds() -> None:
    assert isinstance(timekeeping.wall_ms(), int)
    assert timekeeping.wall_ms() > START_MS
