"""The timetable of a round: pause and breaks as an act, times in the contest's own hours, moving with a late day."""

from __future__ import annotations

from typing import Any

import pytest

from contest.db.models import Round
from contest.domain.errors import Invalid
from contest.exports.timetable import timetable_pdf
from contest.services import performances, rounds, timetables
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import WrongState
from tests.cast import Cast
from tests.factories import MINUTE_MS, FakeClock, act, opened


def shown(house: House, now: int | None = None) -> dict[str, Any]:
    with house.reading() as rows:
        return timetables.timetable_json(rows, rounds.get(rows, "vong-loai"), now)


def lines(table: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """Time, expected time and what, in order."""
    found = [row for day in table["days"] for block in day["blocks"] for row in block["rows"]]
    return [(row["time"], row["expected"], row["rest"] or row["team"]) for row in found]


def test_times_follow_from_the_start_the_lengths_and_the_usual_pause(house: House) -> None:
    """Greeting 5 minutes, quiz 10, pause 2: four teams in each section, from 07:30 in Quảng Ngãi."""
    table = shown(house)
    assert [block["section"] for block in table["days"][0]["blocks"]] == ["Màn chào hỏi", "Kiến thức"]
    assert [time for time, _expected, _who in lines(table)] == [
        "07:30", "07:37", "07:44", "07:51", "07:58", "08:10", "08:22", "08:34",
    ]  # fmt: skip
    assert table["days"][0]["day"] == "01/10/2024"
    assert table["late_min"] == 0


def test_breaks_stand_in_their_places_and_nothing_reaches_into_them(house: House, cast: Cast) -> None:
    act(house, cast.secretary, timetables.set_timetable, "vong-loai", "0", "07:35 - 08:00 Giải lao\n8h10–8h20")
    assert lines(shown(house))[:5] == [
        ("07:30", None, "Đội số 1"),
        ("07:35", None, "Giải lao, đến 08:00"),
        ("08:00", None, "Đội số 2"),
        ("08:05", None, "Đội số 3"),
        ("08:10", None, "Nghỉ, đến 08:20"),
    ]
    with house.reading() as rows:
        row = rounds.get(rows, "vong-loai")
        assert timetables.typed_breaks(rows, row) == "07:35-08:00 Giải lao\n08:10-08:20"


def test_the_rest_of_the_day_moves_when_it_runs_late(house: House, cast: Cast, clock: FakeClock) -> None:
    clock.tick(15 * MINUTE_MS)
    first = opened(house, cast, "d1")
    assert lines(shown(house, clock.now))[:2] == [("07:30", "07:45", "Đội số 1"), ("07:37", "07:52", "Đội số 2")]
    assert shown(house, clock.now)["late_min"] == 15
    clock.tick(10 * MINUTE_MS)
    act(house, cast.secretary, performances.close_performance, first)
    assert lines(shown(house, clock.now))[1] == ("07:37", "07:57", "Đội số 2")
    assert lines(shown(house, None))[1] == ("07:37", None, "Đội số 2"), "the sheet for the wall stays the plan"


def test_a_round_that_is_held_on_another_day_is_planned_from_its_real_beginning(
    house: House, cast: Cast, clock: FakeClock
) -> None:
    act(house, cast.secretary, timetables.set_timetable, "vong-loai", "2", "07:44-08:00 Giải lao")
    clock.tick(31 * 24 * 60 * MINUTE_MS + 3 * 60 * MINUTE_MS)
    opened(house, cast, "d1")
    table = shown(house, clock.now)
    assert (table["late_min"], table["days"][0]["day"]) == (0, "01/11/2024")
    assert [time for time, _expected, _who in lines(table)][:4] == ["10:30", "10:37", "10:44", "11:00"]


def test_a_performance_keeps_its_first_beginning_when_it_is_opened_again(
    house: House, cast: Cast, clock: FakeClock
) -> None:
    first = opened(house, cast, "d1")
    clock.tick(5 * MINUTE_MS)
    act(house, cast.secretary, performances.close_performance, first)
    clock.tick(30 * MINUTE_MS)
    act(house, cast.secretary, performances.reopen_performance, first, "Chấm lại")
    row = shown(house, clock.now)["days"][0]["blocks"][0]["rows"][0]
    assert (row["time"], row["expected"], row["state"]) == ("07:30", None, "over")


@pytest.mark.parametrize(
    ("pause", "breaks", "paths"),
    [
        ("-1", "", ["pause"]),
        ("hai", "", ["pause"]),
        ("121", "", ["pause"]),
        ("2", "11:30", ["breaks"]),
        ("2", "13:30-11:30 Ngược", ["breaks"]),
        ("x", "25:00-26:00\n31/02 08:00-09:00", ["pause", "breaks", "breaks"]),
    ],
)
def test_what_can_not_be_read_is_named_line_by_line(
    house: House, cast: Cast, pause: str, breaks: str, paths: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        act(house, cast.secretary, timetables.set_timetable, "vong-loai", pause, breaks)
    assert [fault.path for fault in refusal.value.faults] == paths
    with house.reading() as rows:
        assert rounds.get(rows, "vong-loai").timetable is None


def test_needs_a_start_and_a_permission(house: House, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act(house, cast.director, timetables.set_timetable, "vong-loai", "2", "")
    with house.act(cast.organiser.actor) as work:
        work.session.query(Round).filter(Round.key == "vong-loai").one().starts_at = None
    assert shown(house)["days"] == []
    with pytest.raises(WrongState, match="chưa có giờ bắt đầu"):
        act(house, cast.organiser, timetables.set_timetable, "vong-loai", "2", "")


def test_the_sheet_for_the_wall_is_a_pdf(house: House, cast: Cast) -> None:
    act(house, cast.secretary, timetables.set_timetable, "vong-loai", "2", "07:50-08:30 Giải lao")
    facts = shown(house) | {"contest": "Hội thi nhỏ", "organiser": "Sở", "venue": "Nhà Văn hóa"}
    assert timetable_pdf(facts).content.startswith(b"%PDF")
