"""What a row can state, the database refuses by name: each constraint once, and no constraint without its line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError

from contest.db.base import Base
from contest.db.models import (
    Arrival,
    Conferral,
    Contact,
    Correction,
    Decision,
    Draw,
    IdempotentAnswer,
    JudgeCall,
    Member,
    OutgoingMail,
    PaperEntry,
    PerformanceEntry,
    Poster,
    Publication,
    Registration,
    RegistrationChange,
    RegistrationRules,
    Replacement,
    ReviewRemark,
    RoundMinutes,
    RulesVersion,
    ScreenSetting,
    SectionJudge,
    Sheet,
    SheetRefusal,
    StoredFile,
    Take,
    UnitType,
    WebSession,
)
from contest.services import performances
from contest.services.house import House
from tests.conftest import Template, house_of
from tests.factories import FakeClock, act, opened, submit

DRAW = {"section_id": 2, "kind": "packets", "method": "seed", "state": "drawn", "seed": "1", "by": "Ban tổ chức"}
POSTER = {
    "key": "k", "title": "Áp phích", "kind": "image", "mime": "image/png", "size": 1, "sha256": "0" * 64,
    "width": 1, "height": 1, "position": 1, "added_by": "Ban tổ chức",
}  # fmt: skip
CHECKS = {
    "ck_arrival_state_known": "UPDATE arrival SET state = 'lost'",
    "ck_draw_state_known": "UPDATE draw SET state = 'lost'",
    "ck_draw_kind_known": "UPDATE draw SET kind = 'teams', section_id = NULL",
    "ck_draw_method_known": "UPDATE draw SET method = 'wheel', seed = NULL",
    "ck_draw_seed_where_drawn_by_it": "UPDATE draw SET seed = NULL",
    "ck_draw_section_where_packets": "UPDATE draw SET section_id = NULL",
    "ck_draw_drawn_when": "UPDATE draw SET drawn_at = NULL",
    "ck_draw_note_where_by_hand": "UPDATE draw SET method = 'hand', seed = NULL, note = ''",
    "ck_poster_kind_known": "UPDATE poster SET kind = 'sound'",
    "ck_poster_size_above_zero": "UPDATE poster SET size = 0",
    "ck_contest_only_one": "UPDATE contest SET id = 2",
    "ck_credential_judge_named": "UPDATE credential SET judge_id = NULL WHERE role = 'judge'",
    "ck_credential_role_known": "UPDATE credential SET role = 'king' WHERE role = 'mc'",
    "ck_round_order_style_known": "UPDATE round SET order_style = 'by_chance'",
    "ck_round_rank_style_known": "UPDATE round SET rank_style = '1234'",
    "ck_round_rank_within_known": "UPDATE round SET rank_within = 'hall'",
    "ck_round_reveal_detail_known": "UPDATE round SET reveal_detail = 'all'",
    "ck_round_reveal_when_known": "UPDATE round SET reveal_when = 'never'",
    "ck_round_state_known": "UPDATE round SET state = 'over'",
    "ck_award_count_above_zero": "UPDATE award SET count = 0 WHERE kind = 'place'",
    "ck_award_kind_known": "UPDATE award SET kind = 'lots'",
    "ck_award_section_where_by_section": "UPDATE award SET section_key = 'tieu-pham' WHERE kind = 'place'",
    "ck_entry_status_known": "UPDATE entry SET status = 'late'",
    "ck_entry_turn_above_zero": "UPDATE entry SET turn = 0",
    "ck_section_adjust_known": "UPDATE section SET adjust = 'never'",
    "ck_section_duration_above_zero": "UPDATE section SET duration_s = 0",
    "ck_section_kind_known": "UPDATE section SET kind = 'sung', panel = NULL WHERE kind = 'points'",
    "ck_section_min_not_above_max": "UPDATE section SET min = 21000000 WHERE kind = 'points'",
    "ck_section_panel_where_judged": "UPDATE section SET panel = NULL WHERE kind = 'judged'",
    "ck_section_range_where_points": "UPDATE section SET max = NULL WHERE kind = 'points'",
    "ck_section_step_above_zero": "UPDATE section SET step = 0 WHERE kind = 'points'",
    "ck_section_weight_not_negative": "UPDATE section SET weight = -1",
    "ck_criterion_min_not_above_max": "UPDATE criterion SET min = max + 1",
    "ck_criterion_step_above_zero": "UPDATE criterion SET step = 0",
    "ck_criterion_weight_not_negative": "UPDATE criterion SET weight = -1",
    "ck_performance_measured_not_negative": "UPDATE performance SET measured_s = -1",
    "ck_performance_state_known": "UPDATE performance SET state = 'lost'",
    "ck_absence_why_known": "UPDATE absence SET why = 'asleep'",
    "ck_judge_call_words_not_empty": "UPDATE judge_call SET words = ''",
    "ck_paper_entry_after_version_not_negative": "UPDATE paper_entry SET after_version = -1",
    "ck_replacement_reason_not_empty": "UPDATE replacement SET reason = ''",
    "ck_replacement_two_people": "UPDATE replacement SET substitute_id = judge_id",
    "ck_conferral_note_where_kept": "UPDATE conferral SET verdict = 'kept', note = ''",
    "ck_conferral_verdict_known": "UPDATE conferral SET verdict = 'shrugged'",
    "ck_adjustment_reason_not_empty": "UPDATE adjustment SET reason = ''",
    "ck_cue_steps_above_zero": "UPDATE cue SET steps = 0",
    "ck_sheet_receipt_when_submitted": "UPDATE sheet SET receipt = NULL WHERE state = 'submitted'",
    "ck_sheet_state_known": "UPDATE sheet SET state = 'lost', receipt = NULL",
    "ck_sheet_version_not_negative": "UPDATE sheet SET version = -1",
    "ck_stage_clock_ends_at_while_running": "UPDATE stage_clock SET state = 'running'",
    "ck_stage_clock_only_one": "UPDATE stage_clock SET id = 2",
    "ck_stage_clock_rate_above_zero": "UPDATE stage_clock SET rate = 0",
    "ck_stage_clock_state_known": "UPDATE stage_clock SET state = 'late'",
    "ck_take_bus_known": "UPDATE take SET bus = 'radio'",
    "ck_take_kind_known": "UPDATE take SET kind = 'fade'",
    "ck_bus_delay_in_range": "UPDATE bus SET delay_ms = -1",
    "ck_bus_key_known": "UPDATE bus SET key = 'radio'",
    "ck_publication_version_above_zero": "UPDATE publication SET version = 0",
    "ck_correction_reason_not_empty": "UPDATE correction SET reason = ''",
    "ck_correction_version_when_ended": "UPDATE correction SET version = 2",
    "ck_registration_rules_only_one": "UPDATE registration_rules SET id = 2",
    "ck_registration_rules_opens_before_closing": "UPDATE registration_rules SET opens_at = 2, closes_at = 1",
    "ck_registration_state_known": "UPDATE registration SET state = 'lost'",
    "ck_registration_member_role_known": "UPDATE registration_member SET role = 'mascot'",
    "ck_performance_entry_duration_positive": "UPDATE performance_entry SET duration_s = 0",
    "ck_performance_entry_script_state_known": "UPDATE performance_entry SET script_state = 'lost'",
    "ck_stored_file_kind_known": "UPDATE stored_file SET kind = 'smell'",
    "ck_stored_file_not_empty": "UPDATE stored_file SET bytes = 0",
    "ck_outgoing_mail_state_known": "UPDATE outgoing_mail SET state = 'lost'",
}
"""A CHECK by its name, and a statement that breaks it and nothing else."""

TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def named(kind: type) -> list[str]:
    return [str(c.name) for table in TABLES.values() for c in table.constraints if isinstance(c, kind)]


def constraints(kind: type) -> list[tuple[Table, list[str]]]:
    return [
        (table, [column.name for column in c.columns])
        for table in TABLES.values()
        for c in sorted(table.constraints, key=lambda each: str(each.name))
        if isinstance(c, kind)
    ]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, small_template: Template) -> Iterator[House]:
    """The small contest with a row in every table. Whatever is tried here is refused, so it serves all of them."""
    file = Path(shutil.copyfile(small_template.file, tmp_path_factory.mktemp("filled") / "contest.db"))
    house, cast = house_of(file, FakeClock()), small_template.cast
    performance = opened(house, cast)
    submit(house, cast, performance, "j1")
    act(house, cast.secretary, performances.record_absence, performance, "j3", "absent", "Vắng mặt")
    act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
    points = opened(house, cast, section="kien-thuc")
    act(house, cast.secretary, performances.enter_points, points, "12", 0)
    with house.act(cast.head_judge.actor) as work:
        who = cast.head_judge.actor.credential_id
        work.session.add(Conferral(sheet_id=1, version=1, verdict="asked", asked_at=work.now))
        work.session.add(RulesVersion(round_id=1, version=2, at=work.now, by="Ban tổ chức", document={}))
        work.session.add(Publication(round_id=1, version=1, at=work.now, by="Ban tổ chức", file="{}", digest="0" * 64))
        work.session.add(Correction(round_id=1, reason="Nhập nhầm", by="Thư ký", at=work.now))
        work.session.add(JudgeCall(judge_id=1, words="Mời nộp phiếu", by="Thư ký", at=work.now))
        work.session.add(PaperEntry(sheet_id=1, after_version=0, credential_id=who, by="Thư ký", marks={}, at=work.now))
        work.session.add(SheetRefusal(sheet_id=1, code="stale", detail="Đã có bản mới hơn", at=work.now))
        work.session.add(
            Replacement(
                round_id=1, judge_id=1, substitute_id=2, performance_id=1, reason="Ốm", by="Thư ký", at=work.now
            )
        )
        work.session.add(RoundMinutes(round_id=1, facts={}, by="Thư ký", at=work.now))
        work.session.add(SectionJudge(section_id=1, judge_id=1, position=1))
        work.session.add(Decision(round_id=1, document={}, at=work.now))
        work.session.add(WebSession(credential_id=who, token_hash="0" * 64, opened_at=work.now, device="Chrome"))
        work.session.add(
            IdempotentAnswer(credential_id=who, key="k", request_digest="0", status=200, body={}, at=work.now)
        )
        work.session.add(ScreenSetting(kind="stage", id="led-1"))
        work.session.add(Draw(**DRAW, round_id=1, announced_at=work.now, drawn_at=work.now))
        work.session.add(Poster(**POSTER, added_at=work.now))
        work.session.add(Arrival(round_id=1, team_id=1, state="present", at=work.now, by="Ban tổ chức"))
        work.session.add(Take(bus="stage", kind="take", frame={}, at=work.now, by="Đạo diễn", previous_id=None))
        for row in _registered(work.now):
            work.session.add(row)
            work.session.flush()
    yield house
    house.database.close()


def _registered(now: int) -> list[Base]:
    """A registration with one of everything that belongs to it."""
    photo = {"kind": "photo", "name": "doi.jpg", "media_type": "image/jpeg", "bytes": 1, "sha256": "0" * 64}
    by = {"at": now, "by": "Ban tổ chức", "act": "return_registration"}
    registration = Registration(
        code_hash="0" * 64, unit_type=UnitType(key="xa", title="Xã, phường", position=1), team_id=1, group_id=1,
        consent_version="1", consented_at=now, created_at=now, updated_at=now,
        contact=Contact(name="Lê Chi", phone="0900000000"),
        members=[Member(position=1, name="Võ Em", name_fold="vo em", role="đội trưởng")],
        performances=[PerformanceEntry(section_id=1, position=1, duration_s=300, script_state="pending")],
        remarks=[ReviewRemark(**by, text="Xin bổ sung ảnh.")],
    )  # fmt: skip
    letter = {"address": "a@example.vn", "subject": "Đăng ký", "body": "Kính gửi", "created_at": now}
    return [
        registration,
        StoredFile(**photo, registration_id=1, entry_id=1, team_id=1, stored_at=now),
        RegistrationRules(id=1, opens_at=1, closes_at=2),
        RegistrationChange(**by, registration_id=1, field="team_name", old="A", new="B"),
        OutgoingMail(**letter, registration_id=1, next_try_at=now),
    ]


def test_every_check_has_its_line() -> None:
    assert set(CHECKS) == set(named(CheckConstraint))


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_refuses_by_a_check(filled: House, name: str) -> None:
    with filled.database.writing() as session, pytest.raises(IntegrityError, match=f"CHECK constraint failed: {name}"):
        session.execute(text(CHECKS[name]))


@pytest.mark.parametrize(
    ("table", "columns"), constraints(UniqueConstraint), ids=lambda v: v.name if isinstance(v, Table) else "-".join(v)
)
def test_the_database_refuses_a_second_one(filled: House, table: Table, columns: list[str]) -> None:
    wanted = "UNIQUE constraint failed: " + ", ".join(f"{table.name}.{column}" for column in columns)
    with filled.database.writing() as session:
        row = session.execute(table.select()).mappings().first()
        assert row is not None
        copy = {column.name: row[column.name] for column in table.columns if column.name != "id"}
        others = [c for _table, c in constraints(UniqueConstraint) if _table is table and c != columns]
        for column in {name for each in others for name in each} - set(columns):
            copy[column] = f"{copy[column]}-other" if isinstance(copy[column], str) else 9_999
        for column in table.primary_key.columns:
            if column.name != "id" and column.name not in columns:
                copy[column.name] = session.scalar(text(f"SELECT max({column.name}) + 1 FROM {table.name}"))
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        with pytest.raises(IntegrityError) as refusal:
            session.execute(table.insert().values(copy))
        assert str(refusal.value.orig) == wanted


@pytest.mark.parametrize(
    ("table", "columns"),
    constraints(ForeignKeyConstraint),
    ids=lambda v: v.name if isinstance(v, Table) else "-".join(v),
)
def test_the_database_refuses_what_points_nowhere(filled: House, table: Table, columns: list[str]) -> None:
    condition = " WHERE role = 'judge'" if table.name == "credential" else ""
    one = f"rowid = (SELECT min(rowid) FROM {table.name}{condition})"
    with filled.database.writing() as session, pytest.raises(IntegrityError, match="FOREIGN KEY constraint failed"):
        session.execute(text(f"UPDATE {table.name} SET {columns[0]} = 999999 WHERE {one}"))


def test_a_sheet_that_was_submitted_keeps_its_versions(filled: House) -> None:
    with filled.database.writing() as session, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.execute(text("DELETE FROM sheet WHERE state = 'submitted'"))


def test_not_marked_has_no_row(filled: House) -> None:
    with filled.database.reading() as session:
        drafts = session.query(Sheet).filter(Sheet.state == "draft").all()
        assert drafts
        assert all(sheet.marks == [] for sheet in drafts)
    with filled.database.writing() as session, pytest.raises(IntegrityError, match="NOT NULL constraint failed"):
        session.execute(text("UPDATE mark SET points = NULL"))
