"""What was changed past the acts is found, each kind by its name; what was done by acts is well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from contest.domain.sheet import receipt
from contest.services import performances, rounds, setup, sheets
from contest.services.actor import HOUSE
from contest.services.contest_files import import_contest, parse_for_import
from contest.services.house import House
from contest.services.record import verify
from contest.services.refusals import NotFound
from tests.cast import Cast
from tests.conftest import house_of
from tests.factories import FakeClock, act, opened, performance_id, sheet_id, sheet_of, submit

CASE = Path(__file__).parents[1] / "cases" / "tie-break-ladder.json"
AN_ACT = "(SELECT id FROM audit_entry WHERE act = 'submit_sheet' LIMIT 1)"


def found(house: House) -> list[str]:
    """The codes of the findings."""
    with house.reading() as rows:
        return [finding.code for finding in verify(rows).findings]


def tamper(house: House, *statements: str) -> None:
    """Changes rows as somebody with the file and no conscience would."""
    with house.database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            connection.execute(text(statement))


def imported(house: House) -> House:
    data = CASE.read_bytes()
    with house.act(HOUSE) as work:
        import_contest(work, parse_for_import(data), hashlib.sha256(data).hexdigest())
    return house


def test_a_contest_run_by_acts_is_well(settled: House) -> None:
    with settled.reading() as rows:
        verification = verify(rows)
    assert verification.is_well
    assert verification.checked["confirmed_rounds"] == 1
    assert verification.checked["submissions"] == 12
    assert verification.to_json()["ok"] is True
    assert len(verification.head) == 64


def test_every_way_of_a_sheet_is_well(house: House, cast: Cast) -> None:
    performance = opened(house, cast)
    submit(house, cast, performance, "j1")
    act(house, cast.secretary, performances.reopen_performance, close(house, cast, performance), "Nhầm tiêu chí")
    submit(house, cast, performance, "j1", sheet_of("7"))
    act(house, cast.judge(2), sheets.save_draft, sheet_id(house, performance, "j2"), {"noi-dung": "3"}, 0)
    act(house, cast.judge(3), sheets.recuse, sheet_id(house, performance, "j3"), "Người nhà dự thi")
    act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
    assert found(house) == []


def close(house: House, cast: Cast, performance: int) -> int:
    act(house, cast.secretary, performances.close_performance, performance)
    return performance


def test_a_round_confirmed_again_after_a_correction_is_well(settled: House, cast: Cast) -> None:
    performance = performance_id(settled, "d1", "kien-thuc")
    act(settled, cast.secretary, rounds.reopen_round, "vong-loai", "Ghi nhầm điểm")
    act(settled, cast.secretary, performances.reopen_performance, performance, "Ghi nhầm điểm")
    act(settled, cast.secretary, performances.enter_points, performance, "11", 1)
    act(settled, cast.secretary, performances.lock_performance, performance)
    act(settled, cast.secretary, rounds.lock_round, "vong-loai")
    act(settled, cast.second_secretary, rounds.confirm_round, "vong-loai")
    act(settled, cast.organiser, rounds.publish_round, "vong-loai")
    assert found(settled) == []


def test_the_demo_is_well(tmp_path: Path, empty_database: Path, clock: FakeClock) -> None:
    house = house_of(empty_database_copy(tmp_path, empty_database), clock)
    with house.act(HOUSE) as work:
        setup.load_demo(work)
    assert found(house) == []
    house.database.close()


def empty_database_copy(tmp_path: Path, empty_database: Path) -> Path:
    copy = tmp_path / "copy.db"
    copy.write_bytes(empty_database.read_bytes())
    return copy


def test_an_imported_contest_is_well_and_stays_so(tmp_path: Path, empty_database: Path, clock: FakeClock) -> None:
    house = imported(house_of(empty_database_copy(tmp_path, empty_database), clock))
    clock.tick()
    assert found(house) == []
    for key in ("heat", "final"):
        with house.act(HOUSE) as work:
            rounds.confirm_round(work, key)
    assert found(house) == []
    house.database.close()


TAMPERED: dict[str, tuple[list[str], list[str]]] = {
    "a line of the record rewritten": (
        [f"UPDATE audit_entry SET actor = 'Người khác' WHERE id = {AN_ACT}"],
        ["chain_broken"],
    ),
    "a line taken out": (
        ["DELETE FROM audit_entry WHERE act = 'open_round'"],
        ["chain_broken"],
    ),
    "the time of a line changed": (
        ["UPDATE audit_entry SET at = at + 1 WHERE act = 'lock_round'"],
        ["chain_broken"],
    ),
    "a mark raised": (
        ["UPDATE mark SET points = points + 250000 WHERE sheet_id = 1 AND criterion_id = 1"],
        ["sheet_changed", "result_changed"],
    ),
    "a mark taken out": (
        ["DELETE FROM mark WHERE sheet_id = 1 AND criterion_id = 1"],
        ["sheet_changed", "not_computable"],
    ),
    "another receipt on a sheet": (
        ["UPDATE sheet SET receipt = 'K7Q4-M2' WHERE id = 1"],
        ["receipt_wrong"],
    ),
    "a submitted sheet made a draft": (
        ["UPDATE sheet SET state = 'draft', receipt = NULL WHERE id = 1"],
        ["sheet_changed", "result_changed"],
    ),
    "a version taken out": (
        ["DELETE FROM sheet_version WHERE sheet_id = 1"],
        ["version_gone", "sheet_changed"],
    ),
    "a version's marks changed": (
        ["UPDATE sheet_version SET marks = '{\"noi-dung\": \"9\", \"phong-cach\": \"5\"}' WHERE sheet_id = 1"],
        ["receipt_wrong", "version_changed", "sheet_changed"],
    ),
    "a version's marks made nonsense": (
        ["UPDATE sheet_version SET marks = '{\"noi-dung\": \"9,\"}' WHERE sheet_id = 1"],
        ["version_changed", "version_changed", "sheet_changed"],
    ),
    "points changed": (
        ["UPDATE points_entry SET points = points + 1000000 WHERE performance_id = (SELECT min(performance_id) "
         "FROM points_entry)"],
        ["points_changed", "result_changed"],
    ),
    "a deduction slipped in": (
        ["INSERT INTO adjustment (round_id, team_id, points, reason, \"by\", at) VALUES (1, 1, -5000000, 'x', 'y', 1)"],
        ["result_changed"],
    ),
    "a status changed": (
        ["UPDATE entry SET status = 'disqualified' WHERE team_id = 3 AND round_id = 1"],
        ["result_changed"],
    ),
    "one person locked and confirmed": (
        ["UPDATE round SET confirmed_by_id = locked_by_id WHERE id = 1"],
        ["same_person"],
    ),
    "a round confirmed without anybody": (
        ["UPDATE round SET state = 'published' WHERE id = 2"],
        ["not_confirmed"],
    ),
    "details that are no JSON": (
        [f"UPDATE audit_entry SET details = '{{' WHERE id = {AN_ACT}"],
        ["unreadable", "unreadable"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "codes"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_past_the_acts_is_found(settled: House, statements: list[str], codes: list[str]) -> None:
    tamper(settled, *statements)
    assert found(settled) == codes


def test_a_mark_changed_everywhere_but_in_the_record_is_found(settled: House) -> None:
    """Mark, version and receipt made to agree: the record still says what was submitted."""
    marks = {"noi-dung": "9", "phong-cach": "5"}
    with settled.reading() as rows:
        where = "sheet.id = 1"
        query = f"SELECT performance_id, judge.key, version FROM sheet JOIN judge ON judge.id = judge_id WHERE {where}"
        performance, judge, version = rows.execute(text(query)).one()
    code = receipt(performance, judge, version, {key: Decimal(m) for key, m in marks.items()})
    tamper(
        settled,
        "UPDATE mark SET points = 9000000 WHERE sheet_id = 1 AND criterion_id = 1",
        "UPDATE mark SET points = 5000000 WHERE sheet_id = 1 AND criterion_id = 2",
        f"UPDATE sheet SET receipt = '{code}' WHERE id = 1",
        f"UPDATE sheet_version SET receipt = '{code}', marks = '{json.dumps(marks)}' WHERE sheet_id = 1",
    )
    assert found(settled) == ["version_not_recorded", "version_gone", "result_changed"]


def test_an_imported_sheet_that_was_changed_is_found(tmp_path: Path, empty_database: Path, clock: FakeClock) -> None:
    house = imported(house_of(empty_database_copy(tmp_path, empty_database), clock))
    tamper(house, "UPDATE sheet SET receipt = 'K7Q4-M2' WHERE id = 1",
           "UPDATE sheet_version SET receipt = 'K7Q4-M2' WHERE sheet_id = 1")  # fmt: skip
    assert found(house) == ["receipt_wrong", "import_changed"]
    house.database.close()


def test_findings_say_where(settled: House, clock: Callable[[], int]) -> None:
    tamper(settled, *TAMPERED["a mark raised"][0])
    with settled.reading() as rows:
        lines = [finding.line for finding in verify(rows).findings]
    assert lines == [
        "Vòng loại · Đội số 1 · Màn chào hỏi · Giám khảo 1: điểm đang tính khác với điểm đã nộp, ở tiêu chí: noi-dung",
        "Vòng loại: kết quả tính từ điểm hiện có khác với kết quả đã được xác nhận trong biên bản",
    ]


def test_without_a_contest_there_is_nothing_to_verify(tmp_path: Path, empty_database: Path, clock: FakeClock) -> None:
    house = house_of(empty_database_copy(tmp_path, empty_database), clock)
    with pytest.raises(NotFound), house.reading() as rows:
        verify(rows)
    house.database.close()
