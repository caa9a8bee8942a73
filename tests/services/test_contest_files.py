"""The contest out as a contest file and in again: nothing is lost, nothing is invented, nothing done is replaced."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.db.base import Base
from contest.db.models import (
    Credential,
    Entry,
    Judge,
    Performance,
    Round,
    Section,
    SectionJudge,
    Sheet,
    SheetVersion,
    Team,
)
from contest.domain.contestfile import ContestFile, parse
from contest.domain.errors import Invalid
from contest.domain.sheet import receipt_is_wellformed
from contest.domain.standings import compute
from contest.services import accounts, board, performances, results, rounds, sheets
from contest.services.actor import HOUSE, Actor, Role
from contest.services.contest_files import export_text, import_contest, parse_for_import
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound, WrongState
from tests.cast import Cast
from tests.conftest import Template, house_of
from tests.domain.random_contests import contest as random_contest
from tests.factories import FakeClock, act, faults, judged, quiz, record

CASES = sorted(p for p in (Path(__file__).parents[1] / "cases").glob("*.json") if not p.stem.endswith(".expected"))

TABLES = Base.metadata.tables

Rooms = Callable[[Path | None], House]


@pytest.fixture
def rooms(tmp_path: Path, empty_database: Path, clock: FakeClock) -> Iterator[Rooms]:
    """Opens houses over copies of a database, the empty one unless another is named."""
    made: list[House] = []

    def make(template: Path | None = None) -> House:
        file = Path(shutil.copyfile(template or empty_database, tmp_path / f"room-{len(made)}.db"))
        made.append(house_of(file, clock))
        return made[-1]

    yield make
    for each in made:
        each.database.close()


def take_in(house: House, data: bytes) -> dict[str, str]:
    """The states of the rounds after the file was imported."""
    contest = parse_for_import(data)
    with house.act(HOUSE) as work:
        return import_contest(work, contest, hashlib.sha256(data).hexdigest())


def given_out(house: House) -> str:
    """The house's contest file."""
    with house.reading() as rows:
        return export_text(rows)


def data_of(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def small_file(**more: Any) -> dict[str, Any]:
    """Two rounds, three teams, two judges, nothing recorded yet."""
    heat = {
        "key": "heat", "title": "Vòng loại", "judges": ["j2", "j1"],
        "sections": [without_times(judged("skit", "Tiểu phẩm")), without_times(quiz("quiz"))],
        "advance": {"to": "final", "top": 2},
    }  # fmt: skip
    final = {"key": "final", "title": "Chung kết", "sections": [without_times(judged("skit", "Tiểu phẩm"))]}
    teams = [{"key": key, "title": f"Đội {key}"} for key in ("c", "a", "b")]
    return {"format": "contest-scores/1", "title": "Hội thi", "rounds": [heat, final], "teams": teams} | more


def without_times(section: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in section.items() if name not in ("duration_s", "warning_s")}


def mark(team: str, judge: str, content: str = "8", round_key: str = "heat") -> dict[str, Any]:
    marks = {"noi-dung": content, "phong-cach": "4.5"}
    return {"round": round_key, "team": team, "section": "skit", "judge": judge, "marks": marks}


def all_heat_marks() -> list[dict[str, Any]]:
    contents = {"a": "8", "b": "7", "c": "6"}
    return [mark(team, judge, content) for team, content in contents.items() for judge in ("j1", "j2")]


def all_heat_points() -> list[dict[str, Any]]:
    return [{"round": "heat", "team": team, "section": "quiz", "points": "10"} for team in ("a", "b", "c")]


def whole_heat(**more: Any) -> dict[str, Any]:
    return small_file(marks=all_heat_marks(), points=all_heat_points(), **more)


# ---- nothing is lost ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_ranks_the_same_in_the_house_and_comes_out_the_same(path: Path, rooms: Rooms) -> None:
    data = path.read_bytes()
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text("utf-8"))
    first, second = rooms(None), rooms(None)
    take_in(first, data)
    with first.reading() as rows:
        for key, result in expected["rounds"].items():
            assert results.round_result(rows, key).to_json() == result
    text = given_out(first)
    assert compute(parse(text)).text() == compute(parse(data)).text()
    take_in(second, text.encode())
    assert given_out(second) == text


@pytest.mark.parametrize("seed", range(4))
def test_any_contest_survives(seed: int, rooms: Rooms) -> None:
    document = random_contest(seed + 700)
    for adjustment in document.get("adjustments", []):
        if adjustment["points"] == "0":
            adjustment["points"] = "0.000001"
    data = data_of(document)
    first, second = rooms(None), rooms(None)
    take_in(first, data)
    text = given_out(first)
    assert compute(parse(text)).text() == compute(parse(data)).text()
    take_in(second, text.encode())
    assert given_out(second) == text


def test_a_played_contest_moves_to_another_house(finals: House, rooms: Rooms) -> None:
    text = given_out(finals)
    other = rooms(None)
    take_in(other, text.encode())
    assert given_out(other) == text
    with finals.reading() as here, other.reading() as there:
        for key in ("vong-loai", "chung-ket"):
            assert results.round_result(there, key).to_json() == results.round_result(here, key).to_json()


def records_of(contest: ContestFile) -> dict[str, Any]:
    return {name: getattr(contest, name) for name in ("marks", "absences", "points", "adjustments", "decisions")}


def test_every_record_comes_out_as_it_went_in(rooms: Rooms) -> None:
    data = data_of(
        small_file(
            marks=[mark("a", "j1", "7.25")],
            absences=[{"round": "heat", "team": "a", "section": "skit", "judge": "j2", "why": "recused"}],
            points=[{"round": "heat", "team": "b", "section": "quiz", "points": "12"}],
            adjustments=[
                {"round": "heat", "team": "a", "section": "skit", "points": "-0.000001", "reason": "Quá giờ"},
                {"round": "heat", "team": "a", "points": "0.5", "reason": "Thưởng"},
                {"round": "heat", "team": "a", "points": "0.25", "reason": "Thưởng thêm"},
            ],
            decisions=[
                {"round": "heat", "order": [["a", "b"], "c"], "by": "Trưởng ban", "reason": "Câu hỏi phụ"},
                {"round": "heat", "through": [], "out": ["c"], "by": "Trưởng ban", "reason": "Bốc thăm"},
            ],
        )
    )  # fmt: skip
    house = rooms(None)
    take_in(house, data)
    found, given = records_of(parse(given_out(house))), records_of(parse(data))
    assert {name: sorted(map(repr, each)) for name, each in found.items() if name != "decisions"} == {
        name: sorted(map(repr, each)) for name, each in given.items() if name != "decisions"
    }
    assert found["decisions"] == given["decisions"]


def test_rules_come_out_as_they_went_in(rooms: Rooms) -> None:
    section = without_times(judged("skit", "Tiểu phẩm", "outlier")) | {
        "judges": ["j3", "j1"], "floor": "-1.5", "adjust": "before_weight", "weight": "0.333333",
        "panel": {"over": "criterion", "method": "outlier", "max_deviation": "0.123456789", "min_judges": 2},
    }  # fmt: skip
    document = small_file(groups=[{"key": "h", "title": "Khối huyện"}])
    document["rounds"][0] |= {
        "sections": [section], "rank_style": "1223", "rank_within": "group",
        "rounding": {"mode": "half_even", "places": 3, "at": ["total", "aggregate"]},
        "tie_break": [{"by": "criterion", "section": "skit", "key": "noi-dung"}, {"by": "decision"}],
        "advance": {"to": "final", "top": 2, "per_group": 1, "at_line": "ask"},
    }  # fmt: skip
    document["rounds"][1] |= {"sections": [], "carry_over": [{"round": "heat", "weight": "0.0000001"}]}
    house = rooms(None)
    take_in(house, data_of(document))
    found, given = parse(given_out(house)), parse(data_of(document))
    assert found.rounds == given.rounds
    assert (found.groups, found.teams) == (given.groups, given.teams)


def test_a_section_has_its_own_panel_and_a_round_may_have_none(rooms: Rooms) -> None:
    document = small_file()
    document["rounds"][0]["sections"][0]["judges"] = ["j3", "j2"]
    document["rounds"][1]["key"] = "last"
    document["rounds"][0]["advance"]["to"] = "last"
    house = rooms(None)
    take_in(house, data_of(document))
    with house.reading() as rows:
        seats = rows.scalars(select(SectionJudge).order_by(SectionJudge.position))
        assert [seat.judge.key for seat in seats] == ["j3", "j2"]
        panels = {row.key: [seat.judge.key for seat in row.panel] for row in rows.scalars(select(Round))}
        assert panels == {"heat": ["j2", "j1"], "last": []}


# ---- entries say only what has to be said --------------------------------------------------------------------------


def entries_of(house: House) -> list[tuple[str, str, str]]:
    return [(e.round, e.team, str(e.status)) for e in parse(given_out(house)).entries]


def test_a_team_that_was_sent_needs_no_entry(finals: House) -> None:
    assert entries_of(finals) == []


def test_a_status_and_a_wild_card_are_entries(finals: House, cast: Cast) -> None:
    act(finals, cast.organiser, rounds.set_status, "chung-ket", "d4", "withdrawn", "Ốm")
    with finals.act(HOUSE) as work:
        final = rounds.get(work.session, "chung-ket")
        d1 = work.session.scalars(select(Team).where(Team.key == "d1")).one()
        work.session.add(Entry(round_id=final.id, team_id=d1.id, turn=3, admitted=True))
    assert entries_of(finals) == [("chung-ket", "d1", "present"), ("chung-ket", "d4", "withdrawn")]
    with finals.reading() as rows:
        found = results.round_result(rows, "chung-ket")
        assert {line.team: str(line.reason) for line in found.unranked} == {
            "d1": "unresolved", "d3": "unresolved", "d4": "withdrawn",
        }  # fmt: skip


def test_a_team_stays_where_the_file_names_it(rooms: Rooms) -> None:
    house = rooms(None)
    named = [{"round": "final", "team": "c", "status": "present"}, {"round": "heat", "team": "a", "status": "no_show"}]
    take_in(house, data_of(small_file(entries=named)))
    assert entries_of(house) == [("heat", "a", "no_show"), ("final", "c", "present")]
    with house.reading() as rows:
        wild = rows.scalars(select(Team.key).join(Entry).where(Entry.admitted)).all()
        assert wild == ["c"]


# ---- what the format does not say ----------------------------------------------------------------------------------


def test_the_house_is_ready_to_be_looked_at(rooms: Rooms, cast: Cast) -> None:
    house = rooms(None)
    take_in(house, data_of(whole_heat()))
    with house.reading() as rows:
        assert board.contest_json(rows)["title"] == "Hội thi"
        judges = [(judge.key, judge.name) for judge in rows.scalars(select(Judge).order_by(Judge.position))]
        assert judges == [("j2", "Giám khảo j2"), ("j1", "Giám khảo j1")]
        topic = board.contest_topic(rows)["rounds"]
        assert [team["key"] for team in topic[0]["teams"]] == ["c", "a", "b"]
        for performance in rows.scalars(select(Performance)):
            assert board.performance_topic(rows, performance.id)["missing"] == []


def test_teams_appear_in_the_order_of_the_file_section_by_section(rooms: Rooms) -> None:
    house = rooms(None)
    take_in(house, data_of(small_file()))
    with house.reading() as rows:
        found = rounds.performances(rows, rounds.get(rows, "heat"))
        assert [(p.turn, p.team.key, p.section.key) for p in found] == [
            (1, "c", "skit"), (2, "a", "skit"), (3, "b", "skit"), (1, "c", "quiz"), (2, "a", "quiz"), (3, "b", "quiz"),
        ]  # fmt: skip
        row = rounds.get(rows, "heat")
        assert (row.order_style, row.reveal_when, row.reveal_detail, row.time_rule) == (
            "section_by_section", "at_end", "per_judge", None,
        )  # fmt: skip


# ---- states: as far as the marks say, and never further --------------------------------------------------------------


def test_a_whole_round_waits_for_people_to_confirm_it(rooms: Rooms) -> None:
    house = rooms(None)
    assert take_in(house, data_of(whole_heat())) == {"heat": "locked", "final": "planned"}
    with house.reading() as rows:
        assert set(rows.scalars(select(Performance.state))) == {"locked"}
        row = rounds.get(rows, "heat")
        assert (row.locked_by_id, row.confirmed_by_id) == (None, None)
        assert rounds.entries(rows, rounds.get(rows, "final")) == []


def test_people_take_the_whole_round_on_from_there(rooms: Rooms) -> None:
    house = rooms(None)
    take_in(house, data_of(whole_heat()))
    for step in (rounds.confirm_round, rounds.publish_round, rounds.advance):
        with house.act(HOUSE) as work:
            step(work, "heat")
    with house.reading() as rows:
        assert [e.team.key for e in rounds.entries(rows, rounds.get(rows, "final"))] == ["a", "b"]


def test_what_is_missing_stays_open_and_can_be_done(rooms: Rooms) -> None:
    house = rooms(None)
    document = small_file(marks=all_heat_marks()[1:], points=all_heat_points()[:1])
    assert take_in(house, data_of(document)) == {"heat": "open", "final": "planned"}
    with house.reading() as rows:
        states = {(p.team.key, p.section.key): p.state for p in rows.scalars(select(Performance))}
        assert states == {
            ("a", "skit"): "open", ("b", "skit"): "locked", ("c", "skit"): "locked",
            ("a", "quiz"): "locked", ("b", "quiz"): "planned", ("c", "quiz"): "planned",
        }  # fmt: skip
        draft = rows.scalars(select(Sheet).where(Sheet.state == "draft")).one()
        assert (draft.performance.team.key, draft.judge.key) == ("a", "j1")
    j1 = Actor(Role.JUDGE, "Giám khảo j1", None, "j1")
    with house.act(j1) as work:
        sheets.submit_sheet(work, draft.id, {"noi-dung": "8", "phong-cach": "4.5"}, 0)
    with house.act(HOUSE) as work:
        performances.lock_performance(work, draft.performance_id)


def test_a_file_without_marks_is_a_contest_to_come(rooms: Rooms) -> None:
    house = rooms(None)
    assert take_in(house, data_of(small_file())) == {"heat": "planned", "final": "planned"}
    with house.act(HOUSE) as work:
        rounds.open_round(work, "heat")


def test_a_sheet_came_with_its_receipt_and_is_kept_as_a_version(rooms: Rooms) -> None:
    house = rooms(None)
    take_in(house, data_of(whole_heat()))
    with house.reading() as rows:
        found = {s.id: s for s in rows.scalars(select(Sheet))}
        versions = list(rows.scalars(select(SheetVersion)))
        assert len(found) == len(versions) == 6
        for version in versions:
            sheet = found[version.sheet_id]
            assert (sheet.state, sheet.version, sheet.receipt) == ("submitted", 1, version.receipt)
            assert receipt_is_wellformed(version.receipt)
            assert sheets.sheet_json(sheet)["marks"] == version.marks


def test_marks_of_a_team_outside_the_round_are_kept_and_count_for_nothing(rooms: Rooms) -> None:
    house = rooms(None)
    document = whole_heat()
    document["marks"] += [mark(team, "j1", "9", "final") for team in ("a", "b", "c")]
    assert take_in(house, data_of(document)) == {"heat": "locked", "final": "locked"}
    with house.reading() as rows:
        final = rounds.get(rows, "final")
        assert [e.team.key for e in rounds.entries(rows, final)] == ["a", "b"]
        turns = [(p.position, p.turn, p.team.key) for p in rounds.performances(rows, final)]
        assert turns == [(1, 1, "a"), (2, 2, "b"), (3, 3, "c")]
        assert [s.team for s in results.round_result(rows, "final").standings] == ["a", "b"]
    assert len(parse(given_out(house)).marks) == 9


def test_without_a_panel_who_scored_anybody_owes_everybody(rooms: Rooms) -> None:
    document = small_file(marks=[mark("a", "j1"), mark("b", "j2"), mark("b", "j1")])
    del document["rounds"][0]["judges"]
    house = rooms(None)
    take_in(house, data_of(document))
    with house.reading() as rows:
        found = {p.team.key: p for p in rows.scalars(select(Performance).join(Section).where(Section.key == "skit"))}
        assert results.breakdown(rows, found["a"]).missing == ("j2",)
        assert results.breakdown(rows, found["b"]).missing == ()
        assert (found["a"].state, found["b"].state) == ("open", "locked")


def test_a_section_nobody_scored_is_just_missing(rooms: Rooms) -> None:
    document = small_file()
    document["rounds"][1] |= {"carry_over": [{"round": "heat"}], "tie_break": [{"by": "round", "key": "heat"}]}
    document["entries"] = [{"round": "final", "team": "a", "status": "present"}]
    house = rooms(None)
    take_in(house, data_of(document))
    with house.reading() as rows:
        for performance in rows.scalars(select(Performance)):
            assert results.breakdown(rows, performance).result is None


# ---- one act, one line ---------------------------------------------------------------------------------------------


def test_an_import_is_one_line_of_the_record(rooms: Rooms) -> None:
    house = rooms(None)
    data = data_of(whole_heat())
    take_in(house, data)
    (line,) = record(house)
    assert (line.act, line.actor, line.subject) == ("import_contest", "Hệ thống", "Hội thi")
    assert line.details["sha256"] == hashlib.sha256(data).hexdigest()
    assert (line.details["rounds"], line.details["teams"], line.details["sheets"]) == (2, 3, 6)


def test_an_import_is_told_to_everybody(rooms: Rooms) -> None:
    house = rooms(None)
    heard: list[dict[str, int]] = []
    house.on_commit(heard.append)
    take_in(house, data_of(whole_heat()))
    assert {"contest", "public", "cues", "show", "judge.j1", "standings.heat", "performance.1"} <= heard[0].keys()


def test_only_who_may_edit_the_contest_imports(rooms: Rooms) -> None:
    contest = parse_for_import(data_of(small_file()))
    house = rooms(None)
    with pytest.raises(Forbidden), house.act(Actor(Role.SECRETARY, "Thư ký")) as work:
        import_contest(work, contest, "0" * 64)


# ---- nothing done is replaced --------------------------------------------------------------------------------------


def rows_in(house: House) -> dict[str, int]:
    with house.reading() as rows:
        return {
            table.name: rows.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.tables.values()
        }


def test_a_demo_nobody_has_touched_gives_way(rooms: Rooms, demo_template: Template) -> None:
    house = rooms(demo_template.file)
    with house.act(HOUSE) as work:
        kept = accounts.issue(work, Role.SECRETARY, "Thư ký")
    take_in(house, data_of(whole_heat()))
    assert record(house)[-1].details["replaced_demo"] is True
    with house.reading() as rows:
        assert rows.scalars(select(Team.key).order_by(Team.position)).all() == ["c", "a", "b"]
        assert rows.scalars(select(Judge.key).order_by(Judge.position)).all() == ["j2", "j1"]
        assert rows.scalars(select(Credential).where(Credential.role == "judge")).all() == []
        actor = accounts.actor_for_token(rows, kept.token)
        assert actor is not None
    assert given_out(house) == given_out_of_new(rooms, whole_heat())


def given_out_of_new(rooms: Rooms, document: dict[str, Any]) -> str:
    fresh = rooms(None)
    take_in(fresh, data_of(document))
    return given_out(fresh)


def test_a_demo_in_which_something_was_done_stays(rooms: Rooms, demo_template: Template) -> None:
    house = rooms(demo_template.file)
    with house.act(HOUSE) as work:
        rounds.open_round(work, "vong-loai")
    before = rows_in(house)
    with pytest.raises(WrongState, match="không bị ghi đè"):
        take_in(house, data_of(small_file()))
    assert rows_in(house) == before


def test_a_demo_into_which_a_judge_has_come_stays(rooms: Rooms, demo_template: Template) -> None:
    house = rooms(demo_template.file)
    accounts.enter_by_link(house, demo_template.cast.judge(1).token, "máy tính bảng", [])
    with pytest.raises(WrongState):
        take_in(house, data_of(small_file()))


@pytest.mark.parametrize("twice", [True, False], ids=["imported", "another contest"])
def test_a_real_contest_is_never_replaced(twice: bool, rooms: Rooms, small_template: Template) -> None:
    house = rooms(None if twice else small_template.file)
    if twice:
        take_in(house, data_of(small_file()))
    with pytest.raises(WrongState):
        take_in(house, data_of(small_file()))


# ---- what can't be kept is refused before anything is written ------------------------------------------------------


def test_every_fault_is_told_at_its_place() -> None:
    document = small_file(
        marks=[mark("a", "j1", "0.0000005")],
        points=[{"round": "heat", "team": "a", "section": "quiz", "points": "0.00000025"}],
        adjustments=[
            {"round": "heat", "team": "a", "points": "9223372036854.775808", "reason": "Quá lớn"},
        ],
    )
    heat = document["rounds"][0]
    heat["sections"][0]["criteria"][0]["step"] = "0.0000005"
    heat["sections"][0]["weight"] = "0.3333333"
    heat["sections"][1]["step"] = "0.00000025"
    heat["title"] = "V" * 301
    document["teams"][1]["title"] = "\ud800"
    with pytest.raises(Invalid) as refusal:
        parse_for_import(json.dumps(document).encode())
    assert faults(refusal) == [
        ("rounds[0].title", "too_long"),
        ("rounds[0].sections[0].weight", "too_fine"),
        ("rounds[0].sections[0].criteria[0].step", "too_fine"),
        ("rounds[0].sections[1].step", "too_fine"),
        ("teams[1].title", "not_storable"),
        ("marks[0].marks.noi-dung", "too_fine"),
        ("points[0].points", "too_fine"),
        ("adjustments[0].points", "too_large"),
    ]
    assert all(fault.english and "\n" not in fault.line for fault in refusal.value.faults)


def test_six_decimals_are_kept(rooms: Rooms) -> None:
    document = small_file(marks=[mark("a", "j1", "7.123456")])
    document["rounds"][0]["sections"][0]["criteria"][0]["step"] = "0.000001"
    house = rooms(None)
    take_in(house, data_of(document))
    assert str(parse(given_out(house)).marks[0].marks["noi-dung"]) == "7.123456"


def test_an_adjustment_of_nothing_and_a_team_without_a_title_are_kept(rooms: Rooms) -> None:
    """The format allows both; the desk does not make them, an import does not lose them."""
    document = small_file(adjustments=[{"round": "heat", "team": "a", "points": "0", "reason": "Nhắc nhở"}])
    document["teams"][0]["title"] = ""
    house = rooms(None)
    take_in(house, data_of(document))
    kept = parse(given_out(house))
    assert [(each.points, each.reason) for each in kept.adjustments] == [(0, "Nhắc nhở")]
    assert kept.teams[0].title == ""


def test_there_is_nothing_to_export_without_a_contest(rooms: Rooms) -> None:
    with pytest.raises(NotFound):
        given_out(rooms(None))
