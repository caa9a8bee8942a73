"""Results: the figures of a small contest, worked out by hand, and the one function that everybody takes them from."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import text

from contest.db.models import Performance
from contest.domain.points import plain
from contest.services import board, performances, public, results, rounds
from contest.services.house import House
from tests.cast import Cast
from tests.factories import (
    a_round,
    act,
    judge_and_lock,
    judged,
    opened,
    play_first_round,
    play_judged,
    play_points,
    settle,
    small_contest,
    standings,
)

MakeHouse = Callable[[dict[str, Any]], tuple[House, Cast]]


def test_the_standings_of_a_small_round_equal_the_hand_computation(house: House, cast: Cast) -> None:
    """Mean of three, two decimals half up at panel, section and total:

    d1: (12.5 + 13 + 11) / 3 = 12.1666… → 12.17; − 0.25 for time = 11.92; quiz 10 → 21.92
    d2: (14 + 14.25) / 2 = 14.125 → 14.13, judge 2 being absent; quiz 12 → 26.13
    d3: (13 + 13.5 + 12) / 3 = 12.8333… → 12.83; + 0.5 for the song = 13.33; quiz 18 → 31.33
    d4: (10 + 10 + 10) / 3 = 10; quiz 20 → 30
    """
    first = opened(house, cast, "d1")
    act(house, cast.secretary, performances.adjust, first, "-0.25", "Quá giờ 45 giây")
    judge_and_lock(house, cast, first, ["12.5", "13", "11"])
    play_judged(house, cast, "d2", "chao-hoi", ["14", None, "14.25"])
    third = opened(house, cast, "d3")
    act(house, cast.secretary, performances.adjust, third, "0.5", "Bài hát về tỉnh")
    judge_and_lock(house, cast, third, ["13", "13.5", "12"])
    play_judged(house, cast, "d4", "chao-hoi", ["10", "10", "10"])
    for team, points in (("d1", "10"), ("d2", "12"), ("d3", "18"), ("d4", "20")):
        play_points(house, cast, team, points)
    with house.reading() as rows:
        found = results.round_result(rows, "vong-loai")
        assert standings(rows) == [("d3", 1, "31.33"), ("d4", 2, "30"), ("d2", 3, "26.13"), ("d1", 4, "21.92")]
    assert (found.complete, found.advancing, found.on_the_line) == (True, ("d3", "d4"), ())
    assert {key: plain(figure) for key, figure in found.standings[0].sections.items()} == {
        "chao-hoi": "13.33",
        "kien-thuc": "18",
    }
    assert [(each.team, plain(each.result)) for each in found.by_section["chao-hoi"]] == [
        ("d2", "14.13"),
        ("d3", "13.33"),
        ("d1", "11.92"),
        ("d4", "10"),
    ]


def test_equal_totals_share_a_rank_and_the_next_one_is_skipped(house: House, cast: Cast) -> None:
    same = ["12", "12", "12"]
    play_first_round(house, cast, {f"d{n}": same for n in range(1, 5)}, {"d1": "9", "d2": "15", "d3": "9", "d4": "9"})
    with house.reading() as rows:
        assert standings(rows) == [("d2", 1, "27"), ("d1", 2, "21"), ("d3", 2, "21"), ("d4", 2, "21")]
        assert all(each.tied for each in results.round_result(rows, "vong-loai").standings[1:])


def test_an_absent_judge_is_left_out_and_never_a_zero(house: House, cast: Cast) -> None:
    found = play_judged(house, cast, "d1", "chao-hoi", ["12", None, None])
    with house.reading() as rows:
        figures = results.breakdown(rows, rows.get_one(Performance, found))
    assert (figures.counted, figures.result) == (1, Fraction(12))
    assert [(line.judge, line.state.value, line.total) for line in figures.judges][1:] == [
        ("j2", "absent", None),
        ("j3", "absent", None),
    ]


def test_a_withdrawn_team_is_named_but_not_ranked(house: House, cast: Cast) -> None:
    play_first_round(house, cast, {f"d{n}": ["12"] * 3 for n in range(1, 5)}, {f"d{n}": str(n) for n in range(1, 5)})
    act(house, cast.secretary, rounds.set_status, "vong-loai", "d4", "withdrawn", "Rút tên")
    with house.reading() as rows:
        found = results.round_result(rows, "vong-loai")
        assert [each.team for each in found.standings] == ["d3", "d2", "d1"]
        assert found.standings[0].rank == 1
        assert [(each.team, each.reason.value) for each in found.unranked] == [("d4", "withdrawn")]
        assert found.advancing == ("d3", "d2")


def test_a_team_that_has_not_performed_is_unresolved_and_not_last(house: House, cast: Cast) -> None:
    play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
    play_points(house, cast, "d1", "10")
    with house.reading() as rows:
        found = results.round_result(rows, "vong-loai")
    assert [(each.team, each.rank) for each in found.standings] == [("d1", 1)]
    assert {each.reason.value for each in found.unranked} == {"unresolved"}
    assert (found.complete, found.advancing) == (False, ())


def test_the_panel_drops_the_highest_and_the_lowest_where_the_rule_says_so(make_house: MakeHouse) -> None:
    section = judged("chao-hoi", "Màn chào hỏi")
    section["panel"] = {"over": "sheet", "method": "trimmed", "drop_high": 1, "drop_low": 1, "min_judges": 3}
    facts = small_contest(teams=1, judges=5, rounds=[a_round("vong-loai", "Vòng loại", [section])])
    house, cast = make_house(facts | {"awards": [], "awards_round": "vong-loai"})
    play_judged(house, cast, "d1", "chao-hoi", ["5", "12.5", "13", "13.25", "15"])
    with house.reading() as rows:
        assert standings(rows) == [("d1", 1, "12.92")]


def test_computing_a_hundred_times_gives_the_same_order_everywhere(house: House, cast: Cast) -> None:
    """Screens, desk, public page and interface take it from one function, whatever the order of the rows."""
    same = ["12", "12", "12"]
    play_first_round(house, cast, {f"d{n}": same for n in range(1, 5)}, {"d1": "9", "d2": "15", "d3": "9", "d4": "9"})
    settle(house, cast)
    act(house, cast.organiser, rounds.publish_round, "vong-loai")
    with house.reading() as rows:
        first_result = results.round_result(rows, "vong-loai")
        first = first_result.to_json()
        for _ in range(100):
            assert results.round_result(rows, "vong-loai").to_json() == first
        order = [each["team"] for each in first["standings"]]  # type: ignore[attr-defined]
        assert [each["team"] for each in board.standings_topic(rows, "vong-loai")["standings"]] == order
        assert [each["team"]["key"] for each in public.standings_rows(rows, first_result)] == order
        shown = next(each for each in public.public_topic(rows)["rounds"] if each["key"] == "vong-loai")
        assert [each["team"]["key"] for each in shown["standings"]] == order
        digest = results.digest(rows, "vong-loai")
    turn_rows_around(house)
    with house.reading() as rows:
        assert results.digest(rows, "vong-loai") == digest
        assert results.round_result(rows, "vong-loai").to_json() == first


def turn_rows_around(house: House) -> None:
    """Writes marks and points again in the opposite order: chance must have no say in a ranking."""
    with house.database.writing() as session:
        for table in ("mark", "points_entry", "absence"):
            held = [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()]
            session.execute(text(f"DELETE FROM {table}"))
            for row in reversed(held):
                names = ", ".join(row)
                session.execute(text(f"INSERT INTO {table} ({names}) VALUES (:{', :'.join(row)})"), row)
        session.commit()


def test_a_draft_counts_for_nothing(house: House, cast: Cast) -> None:
    found = opened(house, cast)
    with house.reading() as rows:
        assert results.breakdown(rows, rows.get_one(Performance, found)).result is None
        assert standings(rows) == []


def test_awards_go_by_the_standings_of_the_final(house: House, cast: Cast) -> None:
    play_first_round(house, cast, {f"d{n}": ["12"] * 3 for n in range(1, 5)}, {f"d{n}": str(n) for n in range(1, 5)})
    settle(house, cast)
    act(house, cast.organiser, rounds.advance, "vong-loai")
    play_judged(house, cast, "d3", "tieu-pham", ["14", "14", "14"], "chung-ket")
    play_judged(house, cast, "d4", "tieu-pham", ["13", "13", "13"], "chung-ket")
    with house.reading() as rows:
        found = {each.award.key: each.teams for each in results.award_results(rows, "chung-ket")}
    assert found == {"nhat": ("d3",), "nhi": ("d4",), "ba": (), "hay-nhat": ("d3",), "khan-gia": ()}


@pytest.mark.parametrize(("team", "mark"), [("d1", "0"), ("d2", "15")])
def test_the_final_starts_from_zero(house: House, cast: Cast, team: str, mark: str) -> None:
    """No carry-over: what was gained before does not count in the final."""
    play_first_round(house, cast, {f"d{n}": ["12"] * 3 for n in range(1, 5)}, {f"d{n}": "20" for n in range(1, 5)})
    settle(house, cast)
    act(house, cast.organiser, rounds.advance, "vong-loai")
    play_judged(house, cast, team, "tieu-pham", [mark] * 3, "chung-ket")
    with house.reading() as rows:
        assert standings(rows, "chung-ket") == [(team, 1, mark)]
