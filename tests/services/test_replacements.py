"""A substitute takes a judge's seat from a performance on: both keep their sheets, n stays, the file ranks the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.db.queries.panels import panel_of
from contest.domain import contestfile
from contest.domain.errors import Invalid
from contest.domain.standings import compute
from contest.services import accounts, board, contest_files, performances, replacements, results, rounds
from contest.services.actor import Actor, Role
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import WrongState
from tests.cast import Cast, Person
from tests.factories import (
    a_round,
    act,
    faults,
    judged,
    opened,
    performance_id,
    play_judged,
    quiz,
    record,
    sheet_of,
    small_contest,
    submit,
)


def replace(house: House, cast: Cast, first: int, **who: str) -> Any:
    how = {"name": "Dự Khuyết"} | who
    if "substitute" in how:
        how.pop("name")
    return act(house, cast.secretary, replacements.replace_judge, "vong-loai", "j3", first, reason="Ốm đột ngột", **how)


def states(house: House, performance: int) -> dict[str, str]:
    with house.reading() as rows:
        return {key: cell["state"] for key, cell in board.performance_topic(rows, performance)["sheets"].items()}


def with_substitute(house: House, cast: Cast) -> Cast:
    """The cast with the substitute among the judges."""
    made = act(house, cast.secretary, accounts.issue, Role.JUDGE, "Dự Khuyết", "j4")
    person = Person(Actor(Role.JUDGE, "Dự Khuyết", made.credential_id, "j4"), made.token, made.pin)
    return Cast(**{**{name: getattr(cast, name) for name in Cast.__slots__}, "judges": {**cast.judges, "j4": person}})


def test_the_substitute_scores_from_then_on_and_both_count_once(house: House, cast: Cast) -> None:
    play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "9"])
    second = performance_id(house, "d2", "chao-hoi")
    made = replace(house, cast, second)
    assert (made.substitute.key, made.substitute.name) == ("j4", "Dự Khuyết")
    cast = with_substitute(house, cast)
    opened(house, cast, "d2")
    for judge, total in (("j1", "12"), ("j2", "12"), ("j4", "15")):
        submit(house, cast, second, judge, sheet_of(total))
    act(house, cast.secretary, performances.lock_performance, second)
    assert states(house, second) == {"j1": "submitted", "j2": "submitted", "j3": "replaced", "j4": "submitted"}
    assert states(house, performance_id(house, "d1", "chao-hoi"))["j4"] == "replaced"
    with house.reading() as rows:
        first, after = (
            results.breakdown(rows, performances.get(rows, performance_id(house, team, "chao-hoi")))
            for team in ("d1", "d2")
        )
        assert (first.result, after.result) == (11, 13)
        text = contest_files.export_text(rows)
        assert (
            compute(contestfile.parse(text.encode())).rounds["vong-loai"].to_json()
            == results.round_result(rows, "vong-loai").to_json()
        )
    assert ("replace_judge", "vong-loai") in [(line.act, line.subject) for line in record(house)]


def test_an_export_with_a_replacement_is_imported_again(
    house: House, cast: Cast, make_house: Callable[[dict[str, Any]], tuple[House, Cast]]
) -> None:
    play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "9"])
    replace(house, cast, performance_id(house, "d2", "chao-hoi"))
    with house.reading() as rows:
        text = contest_files.export_text(rows)
    contest = contest_files.parse_for_import(text.encode())
    assert contest.rounds[0].judges == ("j1", "j2", "j3", "j4")
    absent = {(each.team, each.judge) for each in contest.absences}
    assert absent == {("d1", "j4"), ("d2", "j3"), ("d3", "j3"), ("d4", "j3")}


def test_an_open_performance_waits_for_the_substitute_at_once(house: House, cast: Cast) -> None:
    first = opened(house, cast)
    replace(house, cast, first)
    with house.reading() as rows:
        missing = [judge.key for judge in performances.missing_judges(rows, performances.get(rows, first))]
    assert missing == ["j1", "j2", "j4"]


def test_who_comes_back_takes_the_seat_again(house: House, cast: Cast) -> None:
    replace(house, cast, performance_id(house, "d1", "chao-hoi"))
    third = performance_id(house, "d3", "chao-hoi")
    act(house, cast.secretary, replacements.replace_judge, "vong-loai", "j4", third, reason="Khỏe lại", substitute="j3")
    for team, gone in (("d1", "j3"), ("d2", "j3"), ("d3", "j4"), ("d4", "j4")):
        assert states(house, performance_id(house, team, "chao-hoi"))[gone] == "replaced"
        assert list(states(house, performance_id(house, team, "chao-hoi")).values()).count("replaced") == 1


def test_a_team_that_comes_late_does_not_wait_for_who_left(house: House, cast: Cast) -> None:
    act(house, cast.organiser, rounds.set_status, "vong-loai", "d4", "withdrawn", "Vắng")
    replace(house, cast, performance_id(house, "d1", "chao-hoi"))
    act(house, cast.organiser, rounds.set_status, "vong-loai", "d4", "present", "")
    assert states(house, performance_id(house, "d4", "chao-hoi")) == {
        "j1": "none", "j2": "none", "j3": "replaced", "j4": "none",
    }  # fmt: skip


def test_a_sheet_that_was_handed_in_is_never_taken(house: House, cast: Cast) -> None:
    first = opened(house, cast)
    submit(house, cast, first, "j3")
    with pytest.raises(WrongState, match="đã nộp phiếu"):
        replace(house, cast, first)
    replace(house, cast, performance_id(house, "d2", "chao-hoi"))
    assert states(house, first)["j3"] == "submitted"


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"name": ""}, [("name", "missing")]),
        ({"name": "Giám khảo 1"}, [("name", "duplicate")]),
        ({"substitute": "j9"}, [("substitute", "unknown")]),
    ],
    ids=["nobody", "a name that is taken", "somebody unknown"],
)
def test_the_substitute_is_somebody(
    house: House, cast: Cast, how: dict[str, str], found: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        replace(house, cast, performance_id(house, "d1", "chao-hoi"), **how)
    assert faults(refusal) == found


def test_nobody_sits_twice(house: House, cast: Cast) -> None:
    with pytest.raises(WrongState, match="đang chấm"):
        replace(house, cast, performance_id(house, "d1", "chao-hoi"), substitute="j2")


def test_only_the_secretary_replaces(house: House, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act(
            house, cast.organiser, replacements.replace_judge, "vong-loai", "j3",
            performance_id(house, "d1", "chao-hoi"), reason="Ốm", name="Dự Khuyết",
        )  # fmt: skip


class TestAPanelThatIsAddedUp:
    """A `sum` can't leave anybody out, so the substitute sits on the section's own list."""

    @pytest.fixture
    def summing(self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]]) -> tuple[House, Cast]:
        sections = [judged("chao-hoi", "Màn chào hỏi", "sum"), judged("tai-nang", "Tài năng", "sum"), quiz()]
        first = a_round("vong-loai", "Vòng loại", sections)
        facts = small_contest(teams=2)
        facts["rounds"], facts["awards"], facts["awards_round"] = [first], [], "vong-loai"
        return make_house(facts)

    def test_is_replaced_between_two_sections(self, summing: tuple[House, Cast]) -> None:
        house, cast = summing
        for team in ("d1", "d2"):
            play_judged(house, cast, team, "chao-hoi", ["10", "10", "10"])
        first = performance_id(house, "d1", "tai-nang")
        replace(house, cast, first)
        with house.reading() as rows:
            keys = {
                section: [judge.key for judge in panel_of(performances.get(rows, performance_id(house, "d1", section)))]
                for section in ("chao-hoi", "tai-nang")
            }
        assert keys == {"chao-hoi": ["j1", "j2", "j3"], "tai-nang": ["j1", "j2", "j4"]}
        cast = with_substitute(house, cast)
        for team in ("d1", "d2"):
            found = opened(house, cast, team, "tai-nang")
            for judge in ("j1", "j2", "j4"):
                submit(house, cast, found, judge, sheet_of("11"))
            act(house, cast.secretary, performances.lock_performance, found)
        with house.reading() as rows:
            whole = results.breakdown(rows, performances.get(rows, first))
        assert whole.result == 33

    def test_is_not_replaced_in_the_middle_of_one(self, summing: tuple[House, Cast]) -> None:
        house, cast = summing
        play_judged(house, cast, "d1", "chao-hoi", ["10", "10", "10"])
        with pytest.raises(WrongState, match="cộng điểm của cả ban"):
            replace(house, cast, performance_id(house, "d2", "chao-hoi"))


def test_the_rules_keep_a_version_with_the_reason(house: House, cast: Cast) -> None:
    play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "9"])
    replace(house, cast, performance_id(house, "d2", "chao-hoi"))
    with house.reading() as rows:
        row = rounds.get(rows, "vong-loai")
        assert row.rules_version == 2
