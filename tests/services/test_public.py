"""What everybody may know: nothing unpublished, and of prizes only those that a bus has shown."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from contest.db.models import Cue
from contest.services import prizes, public, rounds, running_order
from contest.services.house import House
from contest.services.show import takes
from tests.cast import Cast
from tests.factories import act, play_judged, settle

FIGURES = ("22,25", "26,25", "31,25", "30,25", "14,25", "22.25", "26.25", "31.25", "30.25")
"""Totals and section results as the public would read them."""


def shown(house: House) -> str:
    """Everything that the public topic and the public document hold."""
    with house.reading() as rows:
        document = [public.public_topic(rows), public.contest_document(rows, everything=False)]
    return json.dumps(document, ensure_ascii=False)


def cue_id(house: House, scene: str, award: str | None = None) -> int:
    with house.reading() as rows:
        found = list(rows.scalars(select(Cue).where(Cue.scene == scene).order_by(Cue.position)))
    return next(c.id for c in found if award is None or c.params.get("award") == award)


def leaks(house: House) -> list[str]:
    text = shown(house)
    return [figure for figure in FIGURES if figure in text] + (["rank"] if '"rank"' in text else [])


class TestBeforePublication:
    def test_no_figure_is_there_at_any_state_of_the_round(self, house: House, played: House, cast: Cast) -> None:
        assert leaks(house) == []
        assert leaks(played) == []
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        assert leaks(played) == []
        act(played, cast.second_secretary, rounds.confirm_round, "vong-loai")
        assert leaks(played) == []

    def test_the_state_says_only_that_it_is_under_way(self, settled: House) -> None:
        assert '"state": "confirmed"' not in shown(settled)
        assert '"state": "locked"' not in json.dumps(public_rounds(settled))

    def test_nobody_learns_who_is_in_the_final(self, finals: House) -> None:
        final = public_rounds(finals)[1]
        assert (final["order"], final["advancing"], final["standings"]) == ([], None, None)
        with finals.reading() as rows:
            document = public.contest_document(rows, everything=False)
            assert document["rounds"][1]["performances"] == []
            assert public.contest_document(rows, everything=True)["rounds"][1]["performances"] != []


def public_rounds(house: House) -> list[dict[str, object]]:
    with house.reading() as rows:
        found: list[dict[str, object]] = public.public_topic(rows)["rounds"]
        return found


class TestAfterPublication:
    @pytest.fixture
    def published(self, finals: House, cast: Cast) -> House:
        act(finals, cast.organiser, rounds.publish_round, "vong-loai")
        return finals

    def test_the_standings_are_there_with_ready_figures(self, published: House) -> None:
        found = public_rounds(published)[0]
        assert found["state"] == "published"
        rows = found["standings"]
        assert isinstance(rows, list)
        assert [(r["rank"], r["team"]["key"], r["points"], r["advancing"]) for r in rows] == [
            (1, "d3", "31,25", True), (2, "d4", "30,25", True), (3, "d2", "26,25", False), (4, "d1", "22,25", False),
        ]  # fmt: skip

    def test_the_finals_order_is_there(self, published: House, cast: Cast) -> None:
        act(published, cast.organiser, running_order.set_order, "chung-ket", ["d4", "d3"])
        assert [each["team"]["key"] for each in public_rounds(published)[1]["order"]] == ["d4", "d3"]  # type: ignore[attr-defined]

    def test_the_finals_figures_are_not(self, published: House, cast: Cast) -> None:
        play_judged(published, cast, "d3", "tieu-pham", ["11.75"] * 3, "chung-ket")
        assert "11,75" not in shown(published)
        assert public_rounds(published)[1]["standings"] is None


class TestPrizes:
    @pytest.fixture
    def over(self, finals: House, cast: Cast) -> House:
        play_judged(finals, cast, "d3", "tieu-pham", ["14"] * 3, "chung-ket")
        play_judged(finals, cast, "d4", "tieu-pham", ["13"] * 3, "chung-ket")
        settle(finals, cast, "chung-ket")
        return finals

    def revealed(self, house: House) -> list[tuple[str, str]]:
        with house.reading() as rows:
            return [(each["prize"], each["team"]["key"]) for each in public.revealed_awards(rows)]

    def test_are_known_once_their_winner_was_shown(self, over: House, cast: Cast) -> None:
        second = cue_id(over, "award", "nhi")
        act(over, cast.director, takes.take, "both", second, 1)
        assert self.revealed(over) == []
        act(over, cast.director, takes.take, "both", second, 2)
        assert self.revealed(over) == [("Giải Nhì", "d4")]

    def test_shown_in_any_order_show_only_themselves(self, over: House, cast: Cast) -> None:
        act(over, cast.director, takes.take, "both", cue_id(over, "award", "nhat"), 2)
        assert self.revealed(over) == [("Giải Nhất", "d3")]
        act(over, cast.director, takes.take, "both", cue_id(over, "award", "nhi"), 2)
        assert self.revealed(over) == [("Giải Nhất", "d3"), ("Giải Nhì", "d4")]

    def test_taken_back_are_not_known_any_more(self, over: House, cast: Cast) -> None:
        act(over, cast.director, takes.take, "both", cue_id(over, "award", "nhi"), 2)
        act(over, cast.director, takes.undo, "both")
        assert self.revealed(over) == []

    def test_stay_known_when_the_picture_goes_on(self, over: House, cast: Cast) -> None:
        act(over, cast.director, takes.take, "both", cue_id(over, "award", "nhi"), 2)
        act(over, cast.director, takes.black, "both")
        act(over, cast.director, takes.take, "both", cue_id(over, "holding"), 1)
        assert self.revealed(over) == [("Giải Nhì", "d4")]

    def test_named_by_hand_are_unknown_until_shown(self, over: House, cast: Cast) -> None:
        act(over, cast.organiser, prizes.name_winner, "khan-gia", "d4", "Biên bản kiểm phiếu")
        assert self.revealed(over) == []
        act(over, cast.director, takes.take, "both", cue_id(over, "award", "khan-gia"), 2)
        assert self.revealed(over) == [("Đội được khán giả yêu thích nhất", "d4")]


def test_what_is_on_the_stream_is_named_and_nothing_more(house: House, cast: Cast) -> None:
    play_judged(house, cast, "d1", "chao-hoi", ["12.25"] * 3)
    act(house, cast.director, takes.take, "both", cue_id(house, "score"), 1)
    with house.reading() as rows:
        now = public.public_topic(rows)["now"]
    assert now == {"scene": "score", "title": "Màn chào hỏi", "team": "Đội số 1"}


def test_a_black_stream_shows_nothing(house: House, cast: Cast) -> None:
    act(house, cast.director, takes.take, "both", cue_id(house, "holding"), 1)
    act(house, cast.director, takes.black, "both")
    with house.reading() as rows:
        assert public.public_topic(rows)["now"] is None


def test_the_programme_reads_as_it_was_announced(house: House) -> None:
    with house.reading() as rows:
        assert public.public_topic(rows)["programme"] == [
            {"when": "19 giờ 00, ngày 02/10/2024", "title": "Vòng chung kết", "place": "Nhà Văn hóa"},
            {"when": None, "title": "Hội thảo", "place": None},
        ]


def test_local_time_decides_the_day(house: House) -> None:
    """07:30 in Quảng Ngãi is half past midnight by UTC: the day stays the first of October."""
    assert public_rounds(house)[0]["when"] == "07 giờ 30, ngày 01/10/2024"
