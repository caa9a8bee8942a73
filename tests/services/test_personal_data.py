"""Personal data: found, given out, erased with every trace; gone by itself after its day. Results and record stay."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from contest.db.models import AuditEntry, Registration, Team
from contest.domain.errors import Invalid
from contest.domain.registration import FileKind
from contest.services.actor import HOUSE
from contest.services.files import handed_in
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.record import verify
from contest.services.refusals import NotFound
from contest.services.registration import filling, persons, reviewing
from tests.cast import Cast
from tests.factories import FakeClock, act
from tests.registering import (
    DAY_MS,
    EMAIL,
    PEOPLE,
    PHONE,
    begin,
    fill_in,
    hand_in,
    member,
    open_window,
    photo,
    row_of,
    submitted,
)

HEAD = PEOPLE[0][0]


def everything(house: House) -> str:
    """All that the database holds, in one text."""
    with house.reading() as rows:
        tables = [row[0] for row in rows.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return "\n".join(str(row) for table in tables for row in rows.execute(text(f"SELECT * FROM {table}")))


class TestFinding:
    @pytest.mark.parametrize("words", ["tran van hau", "TRẦN VĂN", "905123", EMAIL])
    def test_by_name_telephone_or_address(self, house: House, cast: Cast, words: str) -> None:
        open_window(house, cast)
        submitted(house)
        with house.reading() as rows:
            (found,) = persons.find_person(rows, words)
        assert (found.name, found.roles) == (HEAD, ("trưởng đoàn", "đầu mối liên hệ"))

    def test_nobody_leafs_through_everybody(self, house: House, cast: Cast) -> None:
        with house.reading() as rows, pytest.raises(Invalid):
            persons.find_person(rows, "a")

    def test_who_was_taken_off_the_list_is_found_in_its_history(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        with house.act(begun.actor) as work:
            filling.save_members(work, begun.number, [member("Vũ Em", "trưởng đoàn")])
        with house.reading() as rows:
            (found,) = persons.find_person(rows, "le thi dao")
        assert found.only_traces


class TestErasing:
    def test_every_trace_goes_and_the_team_stays(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        act(house, cast.organiser, reviewing.return_for_changes, begun.number, f"Xin {HEAD.upper()} gọi lại.")
        act(house, cast.organiser, persons.erase_person, begun.number, HEAD)
        left = everything(house).casefold()
        for trace in (HEAD, PHONE, EMAIL, "tran van hau"):
            assert trace.casefold() not in left, trace
        row = row_of(house, begun.number)
        assert (row.team_name, len(row.members), row.members[1].name) == ("Sông Trà", 4, PEOPLE[1][0])
        with house.reading() as rows:
            assert verify(rows).is_well
            last = rows.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.act, last.subject) == ("erase_person", "registration 1")
        assert last.details == {"kinds": ["member", "contact"]}

    def test_a_year_of_birth_goes_with_its_line(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        with house.act(begun.actor) as work:
            filling.save_members(work, begun.number, [member("Vũ Em", "dự bị", "2012", guardian_consented=True)])
            line = member("Vũ Em", "dự bị", "2013", guardian_consented=True, id=str(row_id(work.session)))
            filling.save_members(work, begun.number, [line])
        act(house, cast.organiser, persons.erase_person, begun.number, "vu em")
        assert "2012" not in everything(house)
        assert "2013" not in everything(house)

    def test_the_photo_goes_when_it_is_asked_for(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        hand_in(house, begun, FileKind.PHOTO, photo())
        act(house, cast.organiser, persons.erase_person, begun.number, HEAD, with_photo=True)
        assert row_of(house, begun.number).files == []
        assert [path for path in Path(handed_in.folder_of(house)).iterdir() if path.is_file()] == []

    def test_names_of_files_are_traces_too(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        hand_in(house, begun, FileKind.PHOTO, photo(), f"Ảnh của {HEAD}.jpg")
        assert HEAD in everything(house)
        act(house, cast.organiser, persons.erase_person, begun.number, HEAD)
        assert HEAD not in everything(house)
        assert row_of(house, begun.number).files[0].name == "photo.jpg"

    def test_what_is_not_there_is_not_found_and_only_the_organisers_may(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with pytest.raises(NotFound):
            act(house, cast.organiser, persons.erase_person, begun.number, "Không Ai")
        with pytest.raises(Forbidden), house.act(begun.actor) as work:
            persons.erase_person(work, begun.number, HEAD)
        with pytest.raises(Forbidden):
            act(house, cast.secretary, persons.give_out, begun.number, HEAD)


def test_a_person_is_given_all_that_is_held(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = submitted(house)
    held = act(house, cast.organiser, persons.give_out, begun.number, "TRAN VAN HAU")
    assert held["member"] == [
        {"name": HEAD, "role": "trưởng đoàn", "birth_year": None, "consented": True, "guardian_consented": False}
    ]
    assert held["contact"] == {"name": HEAD, "phone": PHONE, "email": EMAIL}
    assert {line["field"] for line in held["history"]} >= {"members[1].name", "contact.phone"}
    others = json.dumps(held, ensure_ascii=False)
    assert PEOPLE[1][0] not in others
    with house.reading() as rows:
        told = [entry.details for entry in rows.scalars(select(AuditEntry)) if entry.act == "give_out_person"]
    assert told == [{}]


class TestRetention:
    def test_on_its_day_contacts_and_years_go_and_the_team_stays(
        self, house: House, cast: Cast, clock: FakeClock
    ) -> None:
        open_window(house, cast, erase_on=date(2024, 10, 20))
        approved, draft = submitted(house), begin(house)
        with house.act(draft.actor) as work:
            filling.save_contact(work, draft.number, {"name": "Nháp Thị Bỏ", "phone": "0999888777", "email": ""})
        act(house, cast.organiser, reviewing.approve, approved.number)
        clock.tick(18 * DAY_MS)
        with house.act(HOUSE) as work:
            assert persons.erase_after_the_contest(work) == 0
        clock.tick(1 * DAY_MS)
        with house.act(HOUSE) as work:
            assert persons.erase_after_the_contest(work) == 2
        left = everything(house)
        for trace in (PHONE, EMAIL, "Nháp Thị Bỏ", "0999888777"):
            assert trace not in left, trace
        with house.reading() as rows:
            row = rows.get_one(Registration, approved.number)
            assert [m.name for m in row.members] == [name for name, _role in PEOPLE]
            assert rows.scalar(select(Team.title).where(Team.id == row.team_id)) == "Sông Trà"
            assert rows.get(Registration, draft.number) is None
            assert verify(rows).is_well
        with house.act(HOUSE) as work:
            assert persons.erase_after_the_contest(work) == 0, "once is enough"

    def test_without_a_day_nothing_goes(self, house: House, cast: Cast, clock: FakeClock) -> None:
        open_window(house, cast)
        submitted(house)
        clock.tick(4000 * DAY_MS)
        with house.act(HOUSE) as work:
            assert persons.erase_after_the_contest(work) == 0
        assert PHONE in everything(house)


def row_id(session: object) -> int:
    found: int = session.execute(text("SELECT max(id) FROM registration_member")).scalar_one()  # type: ignore[attr-defined]
    return found
