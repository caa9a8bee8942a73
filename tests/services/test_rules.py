"""Acts on the rules of a round: changed freely before judging, afterwards with a reason, a version and its effect."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from contest.db.models import Cue, Performance, RulesVersion, Sheet
from contest.domain.errors import Invalid
from contest.services import rounds
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import Locked, Stale, WrongState
from contest.services.rules import catalogue, changing, freezing
from contest.services.rules.document import Rules, rules_of
from tests.cast import Cast
from tests.factories import (
    FULL,
    FakeClock,
    Line,
    act,
    faults,
    opened,
    performance_id,
    play_points,
    record,
    settle,
    sheet_id,
    small_contest,
    standings,
    submit,
)

ROUND = "vong-loai"
MakeHouse = Callable[[dict[str, Any]], tuple[House, Cast]]


def rules(house: House, key: str = ROUND) -> Rules:
    """The round's rules, free to be changed."""
    with house.reading() as rows:
        return copy.deepcopy(rules_of(rounds.get(rows, key)))


def change(house: House, cast: Cast, edit: Callable[[Rules], None], reason: str = "", key: str = ROUND) -> Rules:
    """The rules after somebody edited them."""
    wanted = rules(house, key)
    based_on = wanted.digest
    edit(wanted)
    act(house, cast.organiser, changing.change_rules, wanted, based_on, reason)
    return rules(house, key)


def weigh(weight: str) -> Callable[[Rules], None]:
    """Gives the quiz another weight."""

    def edit(wanted: Rules) -> None:
        wanted.round["sections"][1]["weight"] = weight

    return edit


def versions(house: House) -> list[tuple[int, str | None, int]]:
    with house.reading() as rows:
        query = select(RulesVersion).order_by(RulesVersion.version)
        return [(v.version, v.reason, len(v.moved)) for v in rows.scalars(query)]


def test_before_judging_rules_change_without_a_reason_and_keep_no_version(house: House, cast: Cast) -> None:
    after = change(house, cast, weigh("2"))
    assert after.round["sections"][1]["weight"] == "2"
    assert versions(house) == []
    line = record(house)[-1]
    assert (line.act, line.actor, line.subject) == ("change_rules", "Ban tổ chức", ROUND)


def test_a_change_is_announced_wherever_the_rules_show(house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
    change(house, cast, weigh("2"))
    performance = performance_id(house, "d1", "chao-hoi")
    wanted = {"contest", "cues", "show", f"standings.{ROUND}", "standings.chung-ket", f"performance.{performance}"}
    assert wanted | {"judge.j1", "judge.j2", "judge.j3"} <= heard[-1].keys()


def test_what_is_the_same_changes_nothing_and_is_not_recorded(house: House, cast: Cast) -> None:
    before = len(record(house))
    change(house, cast, lambda wanted: wanted.round["sections"][0]["panel"].pop("min_judges", None))
    assert len(record(house)) == before


def test_new_sections_get_performances_and_cues_and_removed_ones_lose_theirs(house: House, cast: Cast) -> None:
    def edit(wanted: Rules) -> None:
        more = copy.deepcopy(wanted.round["sections"][0]) | {"key": "nang-khieu", "title": "Năng khiếu"}
        wanted.round["sections"][1] = more

    change(house, cast, edit)
    with house.reading() as rows:
        row = rounds.get(rows, ROUND)
        assert [each.key for each in row.sections] == ["chao-hoi", "nang-khieu"]
        laid_out = [(p.team.key, p.section.key) for p in rounds.performances(rows, row)]
        assert laid_out == [(t, s) for s in ("chao-hoi", "nang-khieu") for t in ("d1", "d2", "d3", "d4")]
        ids = set(rows.scalars(select(Performance.id).where(Performance.round_id == row.id)))
        assert set(rows.scalars(select(Cue.performance_id).where(Cue.round_id == row.id))) - {None} == ids


def test_sections_and_criteria_change_places_and_stay_what_they_are(house: House, cast: Cast) -> None:
    def edit(wanted: Rules) -> None:
        wanted.round["sections"].reverse()
        wanted.round["sections"][1]["criteria"].reverse()

    after = change(house, cast, edit)
    assert [each["key"] for each in after.round["sections"]] == ["kien-thuc", "chao-hoi"]
    assert [each["key"] for each in after.round["sections"][1]["criteria"]] == ["phong-cach", "noi-dung"]


def test_all_faults_come_at_once_each_at_its_place(house: House, cast: Cast) -> None:
    def edit(wanted: Rules) -> None:
        wanted.round["title"] = " "
        wanted.round["sections"][0]["criteria"][0]["max"] = "mười"
        wanted.round["sections"][1]["min"] = "30"
        wanted.round["tie_break"] = [{"by": "section", "key": "không có"}]
        wanted.round["advance"]["to"] = ROUND
        wanted.times[0]["duration_s"] = "năm phút"

    with pytest.raises(Invalid) as refusal:
        change(house, cast, edit)
    assert set(faults(refusal)) == {
        ("round.title", "empty"),
        ("round.sections[0].criteria[0].max", "not_a_number"),
        ("round.sections[1].min", "min_above_max"),
        ("round.tie_break[0].key", "unknown_section"),
        ("round.advance.to", "not_later"),
        ("times[0].duration_s", "not_a_duration"),
    }


@pytest.mark.parametrize(
    ("figure", "code"), [("0.0000001", "too_fine"), ("10000001", "too_large")], ids=["too fine", "too large"]
)
def test_a_figure_that_the_database_could_not_keep_is_refused(house: House, cast: Cast, figure: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        change(house, cast, weigh(figure))
    assert faults(refusal) == [("round.sections[1].weight", code)]


def test_a_prize_keeps_its_section(house: House, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Tiểu phẩm hay nhất"):
        change(house, cast, lambda w: w.round["sections"][0].update(key="khac"), key="chung-ket")


def test_only_the_organiser_sets_rules(house: House, cast: Cast) -> None:
    wanted = rules(house)
    for person in (cast.secretary, cast.judge(1), cast.director, cast.auditor):
        with pytest.raises(Forbidden):
            act(house, person, changing.change_rules, wanted, wanted.digest)


def test_rules_that_somebody_else_changed_meanwhile_are_not_overwritten(house: House, cast: Cast) -> None:
    mine = rules(house)
    change(house, cast, weigh("2"))
    with pytest.raises(Stale):
        act(house, cast.organiser, changing.change_rules, mine, mine.digest)


class TestOnceASheetIsIn:
    """The rules are frozen: the first submitted sheet or the first points draw the line."""

    def test_a_draft_does_not_freeze_and_a_submitted_sheet_does(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        with house.reading() as rows:
            assert not freezing.is_frozen(rows, rounds.get(rows, ROUND))
        submit(house, cast, performance, "j1")
        with house.reading() as rows:
            assert freezing.is_frozen(rows, rounds.get(rows, ROUND))

    def test_points_freeze_too(self, house: House, cast: Cast) -> None:
        play_points(house, cast, "d1", "12")
        with house.reading() as rows:
            assert freezing.is_frozen(rows, rounds.get(rows, ROUND))

    def test_the_first_sheet_keeps_the_rules_that_judging_begins_under(
        self, house: House, cast: Cast, clock: FakeClock
    ) -> None:
        performance = opened(house, cast)
        assert versions(house) == []
        clock.tick()
        submit(house, cast, performance, "j1")
        submitted_at = clock.now
        clock.tick()
        submit(house, cast, performance, "j2")
        with house.reading() as rows:
            (kept,) = rows.scalars(select(RulesVersion))
            assert (kept.version, kept.at, kept.document) == (1, submitted_at, rules(house).round)
        (line,) = [each for each in record(house) if each.act == "freeze_rules"]
        assert (line.subject, line.details["rules"]) == (ROUND, rules(house).to_json())

    def test_the_first_points_keep_them_too(self, house: House, cast: Cast) -> None:
        play_points(house, cast, "d1", "12")
        assert versions(house) == [(1, None, 0)]

    def test_a_change_needs_a_reason(self, played: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            change(played, cast, weigh("2"), "  ")
        assert faults(refusal) == [("reason", "missing")]
        assert versions(played) == [(1, None, 0)]

    def test_a_change_is_a_new_version_with_every_rank_it_moves(self, played: House, cast: Cast) -> None:
        with played.reading() as rows:
            assert standings(rows) == [("d3", 1, "31.25"), ("d4", 2, "30.25"), ("d2", 3, "26.25"), ("d1", 4, "22.25")]
        change(played, cast, weigh("0.25"), "Thống nhất hệ số theo công văn")
        with played.reading() as rows:
            assert standings(rows) == [("d3", 1, "17.75"), ("d2", 2, "17.25"), ("d4", 3, "15.25"), ("d1", 4, "14.75")]
            kept = list(rows.scalars(select(RulesVersion).order_by(RulesVersion.version)))
            assert [(v.version, v.by, v.reason) for v in kept] == [
                (1, "Hệ thống", None),
                (2, "Ban tổ chức", "Thống nhất hệ số theo công văn"),
            ]
            assert [v.document["sections"][1]["weight"] for v in kept] == ["1", "0.25"]
            by_team = {each["team"]: each for each in kept[1].moved if each["round"] == ROUND}
            assert by_team["d4"] == {
                "round": ROUND,
                "team": "d4",
                "before": {"rank": 2, "total": "30.25", "advances": True},
                "after": {"rank": 3, "total": "15.25", "advances": False},
            }
            assert rounds.get(rows, ROUND).rules_version == 2
        line = record(played)[-1]
        assert line == Line("change_rules", "Ban tổ chức", ROUND, line.details)
        assert line.details["reason"] == "Thống nhất hệ số theo công văn"
        assert len(line.details["moved"]) == len(kept[1].moved)

    def test_the_first_version_is_kept_once(self, played: House, cast: Cast) -> None:
        change(played, cast, weigh("2"), "Lần một")
        change(played, cast, weigh("3"), "Lần hai")
        assert [(number, reason) for number, reason, _ in versions(played)] == [
            (1, None), (2, "Lần một"), (3, "Lần hai"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("edit", "said"),
        [
            (lambda w: w.round["sections"][0]["criteria"].pop(), "tiêu chí Phong cách đã có điểm"),
            (lambda w: w.round["sections"][0]["criteria"][0].update(max="7"), "Nội dung: "),
            (lambda w: w.round["sections"][0]["criteria"][1].update(step="2"), "Phong cách: "),
            (lambda w: w.round.update(judges=["j1", "j2"]), "không thuộc ban giám khảo"),
        ],
        ids=["criterion removed", "max below a mark", "mark off the step", "judge taken off the panel"],
    )
    def test_what_is_recorded_is_not_spoiled_and_each_mark_is_named(
        self, played: House, cast: Cast, edit: Callable[[Rules], None], said: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            change(played, cast, edit, "Lý do")
        messages = [fault.message for fault in refusal.value.faults]
        assert all(fault.path == changing.SPOILED for fault in refusal.value.faults)
        assert any("Giám khảo 3 cho Đội số 2, Màn chào hỏi" in message and said in message for message in messages)

    def test_a_new_criterion_would_leave_sheets_incomplete(self, played: House, cast: Cast) -> None:
        new = {"key": "moi", "title": "Mới", "min": "0", "max": "5", "step": "1"}
        with pytest.raises(Invalid, match="chưa có điểm của tiêu chí mới"):
            change(played, cast, lambda w: w.round["sections"][0]["criteria"].append(new), "Lý do")

    @pytest.mark.parametrize("state", ["locked", "confirmed"])
    def test_a_locked_round_keeps_its_rules(self, played: House, cast: Cast, state: str) -> None:
        if state == "locked":
            act(played, cast.secretary, rounds.lock_round, ROUND)
        else:
            settle(played, cast)
        with pytest.raises(Locked):
            change(played, cast, weigh("2"), "Lý do")


def test_a_draft_is_not_spoiled_either(house: House, cast: Cast) -> None:
    from contest.services import sheets  # noqa: PLC0415

    performance = opened(house, cast)
    act(house, cast.judge(1), sheets.save_draft, sheet_id(house, performance, "j1"), {"noi-dung": FULL["noi-dung"]}, 0)
    with pytest.raises(Invalid, match="Giám khảo 1"):
        change(house, cast, lambda w: w.round["sections"][0]["criteria"].pop(0))
    change(house, cast, lambda w: w.round["sections"][0]["criteria"][0].update(max="9"))


def test_a_judge_who_joins_an_open_performance_gets_a_sheet(make_house: MakeHouse) -> None:
    house, cast = make_house(small_contest(judges=4))
    change(house, cast, lambda w: w.round.update(judges=["j1", "j2", "j3"]))
    performance = opened(house, cast)
    change(house, cast, lambda w: w.round.update(judges=["j1", "j2", "j4"]))
    with house.reading() as rows:
        query = select(Sheet).where(Sheet.performance_id == performance).order_by(Sheet.judge_id)
        assert [sheet.judge.key for sheet in rows.scalars(query)] == ["j1", "j2", "j4"]


def test_a_section_with_an_open_performance_stays(house: House, cast: Cast) -> None:
    opened(house, cast)
    with pytest.raises(WrongState, match="Màn chào hỏi"):
        change(house, cast, lambda w: _drop_section(w, 0))


def _drop_section(wanted: Rules, at: int) -> None:
    del wanted.round["sections"][at]
    # The times go by place, like the sections.
    object.__setattr__(wanted, "times", wanted.times[:at] + wanted.times[at + 1 :])


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_every_template_can_stand_and_keeps_what_is_the_rounds_own(house: House, cast: Cast, name: str) -> None:
    before = rules(house)
    act(house, cast.organiser, catalogue.apply_template, ROUND, name)
    after = rules(house)
    wanted = catalogue.template(name).document["round"]["sections"]
    assert after.round["sections"] == [each | {"adjust": "after_weight"} for each in wanted]
    assert after.round["advance"] == before.round["advance"]
    assert after.round["judges"] == before.round["judges"]
    assert record(house)[-1].details["template"] == name


def test_a_template_is_refused_once_a_performance_is_open(house: House, cast: Cast) -> None:
    opened(house, cast)
    with pytest.raises(WrongState):
        act(house, cast.organiser, catalogue.apply_template, ROUND, "thong-tu-18-2016")
