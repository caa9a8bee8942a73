"""Case 12 of the threads: the server's clock is set back or forward an hour, and no clock on any screen notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from contest.db.session import Database
from contest.services.house import House
from contest.services.show import clock
from contest.services.timekeeping import Timekeeper
from tests.cast import Cast
from tests.conftest import url_of
from tests.factories import START_MS, act, opened

HOUR_MS = 3_600_000


class Machine:
    """A computer with a clock that can be set and one that can't."""

    def __init__(self) -> None:
        self.set_by, self.up, self.boot = 0, 50_000, "first"

    def wall(self) -> int:
        return START_MS + self.set_by + self.up

    def steady(self) -> int:
        return self.up

    def keeper(self, file: Path | None = None) -> Timekeeper:
        return Timekeeper(file, wall=self.wall, steady=self.steady, boot=self.boot)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def house_at(file: Path, keeper: Timekeeper) -> House:
    return House(Database(url_of(file)), now=keeper, secret=b"secret")


@pytest.mark.parametrize("jump", [HOUR_MS, -HOUR_MS])
def test_case_12_a_running_clock_does_not_jump_with_the_servers(
    database_file: Path, cast: Cast, machine: Machine, jump: int
) -> None:
    house = house_at(database_file, machine.keeper())
    act(house, cast.director, clock.start, opened(house, cast))
    machine.up += 60_000
    machine.set_by = jump
    with house.reading() as rows:
        row = rows.get_one(clock.StageClock, 1)
        left = clock.clock_value(row).left(house.now())
    assert abs(left - 240_000) <= 100
    machine.up += 10_000
    assert act(house, cast.director, clock.pause).left_ms == 230_000
    act(house, cast.director, clock.ring)
    # nothing runs any more: the corrected time of day is taken over, but the record never goes back in time
    assert (abs(house.now() - machine.wall()) < 100) == (jump > 0)
    house.database.close()


@pytest.mark.parametrize("jump", [HOUR_MS, -HOUR_MS])
def test_a_server_started_again_goes_on_in_the_time_that_it_had(
    database_file: Path, tmp_path: Path, cast: Cast, machine: Machine, jump: int
) -> None:
    file = tmp_path / "time.json"
    house = house_at(database_file, machine.keeper(file))
    act(house, cast.director, clock.start, opened(house, cast))
    machine.set_by = jump
    machine.up += 30_000
    house.database.close()
    again = house_at(database_file, machine.keeper(file))
    assert act(again, cast.director, clock.pause).left_ms == 270_000
    again.database.close()


def test_another_boot_of_the_machine_begins_with_its_time_of_day(tmp_path: Path, machine: Machine) -> None:
    machine.keeper(tmp_path / "time.json")
    machine.boot, machine.up, machine.set_by = "second", 10, 7 * HOUR_MS
    assert machine.keeper(tmp_path / "time.json")() == machine.wall()


def test_a_file_that_says_nothing_is_no_time(tmp_path: Path, machine: Machine) -> None:
    (tmp_path / "time.json").write_text("[]", "utf-8")
    assert machine.keeper(tmp_path / "time.json")() == machine.wall()


def test_the_real_clocks_go_forward(tmp_path: Path) -> None:
    keeper = Timekeeper(tmp_path / "time.json", boot="this")
    first = keeper()
    assert abs(keeper.apart_ms) < 1_000
    assert keeper() >= first
