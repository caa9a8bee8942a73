"""A registration from its first consent to its team: what each act does, refuses, records, and tells."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from contest.db.models import AuditEntry, Entry, Registration, RegistrationChange, Team
from contest.domain.errors import Invalid
from contest.services import arrivals, public, rounds, running_order
from contest.services.actor import PUBLIC
from contest.services.house import House
from contest.services.permissions import Forbidden, NotKnown
from contest.services.record import verify
from contest.services.refusals import Stale, WrongState
from contest.services.registration import codes, filling, finding, listing, reviewing, rules, submitting
from contest.services.registration.rules import Window
from tests.cast import Cast
from tests.factories import FakeClock, act, record
from tests.registering import DAY_MS, PEOPLE, UNIT, begin, fill_in, member, open_window, row_of, submitted, typed_rules


def paths(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.path for fault in refusal.value.faults]


class TestRules:
    @pytest.mark.parametrize(
        ("day", "window"), [(-4, Window.BEFORE), (0, Window.OPEN), (4, Window.OPEN), (5, Window.CLOSED)]
    )
    def test_the_window_is_in_the_contests_own_time(self, house: House, cast: Cast, day: int, window: Window) -> None:
        open_window(house, cast)
        with house.reading() as rows:
            assert rules.rules_of(rows).window(house.now() + day * DAY_MS) is window

    def test_without_rules_registration_is_closed(self, house: House) -> None:
        with house.reading() as rows:
            assert rules.rules_of(rows).window(house.now()) is Window.UNSET
        with pytest.raises(WrongState):
            begin(house)

    @pytest.mark.parametrize(
        ("more", "path"),
        [
            ({"closes": "2024-09-01T00:00"}, "closes"),
            ({"closes": ""}, "closes"),
            ({"opens": "hôm qua"}, "opens"),
            ({"teams_per_unit": "0"}, "teams_per_unit"),
            ({"unit_types": "Xã\nxã"}, "unit_types"),
            ({"guardian_below": "40"}, "guardian_below"),
        ],
    )
    def test_what_cant_stand_is_refused_by_field(
        self, house: House, cast: Cast, more: dict[str, Any], path: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.organiser, rules.set_rules, typed_rules(**more))
        assert paths(refusal) == [path]

    def test_every_fault_is_told_at_once(self, house: House, cast: Cast) -> None:
        roles = dict(typed_rules().roles) | {"dự bị": ("5", "2")}
        files = dict(typed_rules().files) | {"photo": (True, True, "9999")}
        with pytest.raises(Invalid) as refusal:
            act(house, cast.organiser, rules.set_rules, typed_rules(roles=roles, files=files, teams_per_unit=""))
        assert set(paths(refusal)) == {"roles.dự bị.most", "files.photo.most_mb", "teams_per_unit"}

    def test_kinds_of_units_keep_those_who_chose_them(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        act(house, cast.organiser, rules.set_rules, typed_rules(unit_types="Doanh nghiệp\nSở, ban, ngành"))
        kind = row_of(house, begun.number).unit_type
        assert kind is not None
        assert (kind.title, kind.position) == ("Sở, ban, ngành", 2)

    def test_only_the_organisers_set_them(self, house: House, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            act(house, cast.secretary, rules.set_rules, typed_rules())


class TestFillingIn:
    def test_it_begins_with_an_explicit_consent(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        with pytest.raises(Invalid) as refusal, house.act(PUBLIC) as work:
            filling.start(work, consented=False)
        assert paths(refusal) == ["consent"]
        row = row_of(house, begin(house).number)
        assert (row.consent_version, row.consented_at) == (filling.NOTICE_VERSION, house.now())

    def test_the_house_keeps_no_code(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        kept = row_of(house, begun.number).code_hash
        assert begun.code not in kept
        assert len(kept) == 64
        with house.reading() as rows:
            typed = codes.shown_code(begun.code).lower().replace("0", "o")
            assert codes.actor_for_code(rows, house.secret, typed) == begun.actor
            assert codes.actor_for_code(rows, b"another house", begun.code) is None

    def test_a_draft_may_be_half_written(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        with house.act(begun.actor) as work:
            filling.save_team(work, begun.number, {"team_name": "Sông Trà", "short_name": ""})
        with house.reading() as rows:
            lacking = {each.step for each in submitting.missing(rows, rows.get_one(Registration, begun.number))}
        assert lacking == {"unit", "members", "contact", "performances"}
        with pytest.raises(Invalid), house.act(begun.actor) as work:
            submitting.submit(work, begun.number, confirmed=True)

    def test_names_are_kept_composed_with_single_spaces(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        with house.act(begun.actor) as work:
            typed = {"unit_type": "", "unit_name": "  So\u031b\u0309  Y   te\u0302\u0301 ", "group": ""}
            filling.save_unit(work, begun.number, typed)
        row = row_of(house, begun.number)
        assert (row.unit_name, row.unit_fold) == ("Sở Y tế", "so y te")

    @pytest.mark.parametrize(
        ("save", "typed", "path"),
        [
            (filling.save_unit, {"unit_type": "", "unit_name": "x" * 201, "group": ""}, "unit_name"),
            (filling.save_unit, {"unit_type": "none-such", "unit_name": "", "group": ""}, "unit_type"),
            (filling.save_team, {"team_name": "", "short_name": "x" * 21}, "short_name"),
            (filling.save_contact, {"name": "An", "phone": "12", "email": ""}, "phone"),
            (filling.save_contact, {"name": "An", "phone": "", "email": "an@"}, "email"),
            (filling.save_members, [member("An", "vua")], "members[0].role"),
            (filling.save_members, [member("An"), member("Em", birth_year="19")], "members[1].birth_year"),
            (filling.save_members, [member("An"), member("Em", birth_year="2025")], "members[1].birth_year"),
            (filling.save_members, [member("x" * 121)], "members[0].name"),
            (filling.save_members, [member(f"An {n}") for n in range(61)], "members"),
            (
                filling.save_performances,
                [{"section": 1, "title": "", "duration": "lâu", "needs": ""}],
                "performances[0].duration",
            ),
        ],
    )
    def test_what_cant_stand_is_refused_by_field_and_changes_nothing(
        self, house: House, cast: Cast, save: Any, typed: Any, path: str
    ) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        before = row_of(house, begun.number)
        with pytest.raises(Invalid) as refusal, house.act(begun.actor) as work:
            save(work, begun.number, typed)
        assert paths(refusal) == [path]
        after = row_of(house, begun.number)
        assert (after.version, len(after.members)) == (before.version, len(before.members))

    def test_what_another_page_has_changed_is_told(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        version = row_of(house, begun.number).version
        with house.act(begun.actor) as work:
            filling.save_team(work, begun.number, {"team_name": "A", "short_name": ""}, version)
        with pytest.raises(Stale), house.act(begun.actor) as work:
            filling.save_team(work, begun.number, {"team_name": "B", "short_name": ""}, version)

    def test_saving_the_same_changes_nothing(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        version, told = row_of(house, begun.number).version, len(record(house))
        with house.act(begun.actor) as work:
            filling.save_team(work, begun.number, {"team_name": "Sông  Trà ", "short_name": "Sở LĐ"})
        assert (row_of(house, begun.number).version, len(record(house))) == (version, told)

    def test_after_the_window_only_what_was_returned_can_be_corrected(
        self, house: House, cast: Cast, clock: FakeClock
    ) -> None:
        open_window(house, cast)
        late, returned = begin(house), submitted(house)
        act(house, cast.organiser, reviewing.return_for_changes, returned.number, "Xin ghi rõ tên đội.")
        clock.tick(6 * DAY_MS)
        team = {"team_name": "Sông Trà mới", "short_name": ""}
        with pytest.raises(WrongState), house.act(late.actor) as work:
            filling.save_team(work, late.number, team)
        with house.act(returned.actor) as work:
            filling.save_team(work, returned.number, team)
            submitting.submit(work, returned.number, confirmed=True)
        assert row_of(house, returned.number).state == "submitted"

    def test_another_units_registration_stays_closed(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        mine, theirs = begin(house), begin(house)
        for do in (
            lambda work: filling.save_team(work, theirs.number, {"team_name": "A", "short_name": ""}),
            lambda work: submitting.withdraw(work, theirs.number),
            lambda work: finding.find(work.session, work.actor, theirs.number),
        ):
            with pytest.raises(Forbidden), house.act(mine.actor) as work:
                do(work)
        with pytest.raises(NotKnown), house.act(PUBLIC) as work:
            finding.find(work.session, work.actor, mine.number)


class TestCodes:
    def test_a_wrong_code_is_refused_and_stays_in_the_record_without_it(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begin(house)
        with pytest.raises(codes.CodeRefused):
            codes.enter(house, "K7Q4-M2XP-9TRA")
        line = record(house)[-1]
        assert (line.act, line.actor, line.details) == ("refuse_registration_code", "Công chúng", {})

    def test_a_code_is_no_token_and_a_token_ends_with_its_code(self, house: House, cast: Cast) -> None:
        """Where tokens are taken nobody counts tries, so what can be typed is not taken there."""
        open_window(house, cast)
        begun = begin(house)
        token = codes.bearer_of(house.secret, row_of(house, begun.number))
        with house.reading() as rows:
            assert codes.actor_for_bearer(rows, house.secret, token) == begun.actor
            for wrong in (begun.code, codes.shown_code(begun.code), f"1.{begun.code}", "1.", "9" * 40 + ".x", "ü.x"):
                assert codes.actor_for_bearer(rows, house.secret, wrong) is None
        act(house, cast.organiser, reviewing.replace_code, begun.number)
        with house.reading() as rows:
            assert codes.actor_for_bearer(rows, house.secret, token) is None

    def test_a_replaced_code_is_good_no_more(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        code = act(house, cast.organiser, reviewing.replace_code, begun.number)
        assert codes.enter(house, code) == begun.actor
        with pytest.raises(codes.CodeRefused):
            codes.enter(house, begun.code)

    def test_the_mark_for_the_door_is_this_houses_own(self, house: House) -> None:
        mark = codes.arrival_code(house.secret, 12)
        assert codes.registration_of_arrival(house.secret, mark.lower()) == 12
        assert codes.registration_of_arrival(b"another", mark) is None
        assert codes.registration_of_arrival(house.secret, "12-AAAAA") is None
        assert codes.registration_of_arrival(house.secret, "x") is None


class TestSubmitting:
    def test_it_waits_for_the_units_word(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        with pytest.raises(Invalid) as refusal, house.act(begun.actor) as work:
            submitting.submit(work, begun.number, confirmed=False)
        assert paths(refusal) == ["confirmed"]

    def test_it_keeps_the_rules_of_its_moment(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        open_window(house, cast, teams_per_unit="3")
        kept = row_of(house, begun.number).rules
        assert kept is not None
        assert (kept["version"], kept["teams_per_unit"]) == (1, 1)

    def test_a_unit_sends_as_many_teams_as_it_may(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        submitted(house)
        with pytest.raises(Invalid, match="đủ 1 đội"):
            submitted(house, unit=UNIT.upper(), team="Sông Vệ")
        open_window(house, cast, teams_per_unit="2")
        submitted(house, unit=UNIT.upper(), team="Sông Vệ")

    def test_it_can_be_taken_back_while_the_window_is_open(self, house: House, cast: Cast, clock: FakeClock) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with house.act(begun.actor) as work:
            submitting.take_back(work, begun.number)
            submitting.submit(work, begun.number, confirmed=True)
        clock.tick(6 * DAY_MS)
        with pytest.raises(WrongState), house.act(begun.actor) as work:
            submitting.take_back(work, begun.number)

    def test_withdrawn_is_the_end(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with house.act(begun.actor) as work:
            submitting.withdraw(work, begun.number)
        for again in (submitting.withdraw, submitting.take_back):
            with pytest.raises(WrongState), house.act(begun.actor) as work:
                again(work, begun.number)


class TestLeaving:
    def field(self, house: House) -> list[tuple[str, str]]:
        """Who is in the first round and how, by the running order."""
        with house.reading() as rows:
            return [(e.team.title, e.status) for e in rounds.entries(rows, rounds.get(rows, "vong-loai"))]

    def test_a_team_withdrawn_after_its_approval_stayed_in_the_running_order(
        self, house: House, cast: Cast, heard: list[dict[str, int]]
    ) -> None:
        open_window(house, cast)
        begun = submitted(house)
        team = act(house, cast.organiser, reviewing.approve, begun.number).key
        order = [team, "d2", "d1", "d4", "d3"]
        act(house, cast.organiser, running_order.set_order, "vong-loai", order)
        with house.act(begun.actor) as work:
            submitting.withdraw(work, begun.number)
        assert self.field(house)[0] == ("Sông Trà", "withdrawn"), "its lot stays told"
        with house.reading() as rows:
            row = rounds.get(rows, "vong-loai")
            turns = [(p.team.key, p.turn) for p in rounds.performances(rows, row)][:4]
            assert turns == [("d2", 2), ("d1", 3), ("d4", 4), ("d3", 5)]
            shown = next(each for each in public.public_topic(rows)["rounds"] if each["key"] == "vong-loai")
            assert [each["turn"] for each in shown["order"]] == [2, 3, 4, 5]
        assert {"contest", "public", "cues", "show"} <= set(heard[-1])
        assert [line.details["status"] for line in record(house) if line.act == "set_status"] == ["withdrawn"]

    def test_a_team_refused_after_it_was_returned_leaves_too(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        act(house, cast.organiser, reviewing.approve, begun.number)
        act(house, cast.organiser, reviewing.return_for_changes, begun.number, "Sai tên")
        act(house, cast.organiser, reviewing.refuse, begun.number, "Không đúng đối tượng")
        assert ("Sông Trà", "withdrawn") in self.field(house)

    def test_once_the_round_has_begun_a_team_is_withdrawn_at_the_desk(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        team = act(house, cast.organiser, reviewing.approve, begun.number).key
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        with pytest.raises(WrongState, match="bàn điểm danh"), house.act(begun.actor) as work:
            submitting.withdraw(work, begun.number)
        assert row_of(house, begun.number).state == "approved"
        act(house, cast.secretary, arrivals.mark, "vong-loai", team, "withdrawn")
        with house.act(begun.actor) as work:
            submitting.withdraw(work, begun.number)


class TestReview:
    def test_an_approval_makes_the_team_and_its_performances(
        self, house: House, cast: Cast, heard: list[dict[str, int]]
    ) -> None:
        open_window(house, cast)
        begun = submitted(house)
        team = act(house, cast.organiser, reviewing.approve, begun.number)
        assert (team.title, team.short_name, team.unit_name) == ("Sông Trà", "Sở LĐ", UNIT)
        with house.reading() as rows:
            first = rounds.get(rows, "vong-loai")
            assert rows.scalar(select(Entry.turn).where(Entry.team_id == team.id, Entry.round_id == first.id)) == 5
            assert len([p for p in rounds.performances(rows, first) if p.team_id == team.id]) == 2
        assert {"contest", "public", "cues", "show"} <= set(heard[-1])

    def test_an_approval_can_take_over_a_team_of_the_list(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house, team="Đội số 3")
        with house.reading() as rows:
            row = rows.get_one(Registration, begun.number)
            assert reviewing.likely_team(row, reviewing.teams_to_take_over(rows)) == "d3"
        act(house, cast.organiser, reviewing.approve, begun.number, "d3")
        with house.reading() as rows:
            assert rows.query(Team).count() == 4
        again = submitted(house, unit="Sở Y tế", team="Đội số 3")
        with pytest.raises(Invalid):
            act(house, cast.organiser, reviewing.approve, again.number, "d3")

    def test_what_was_approved_before_brings_its_team_up_to_date(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        first = act(house, cast.organiser, reviewing.approve, begun.number)
        with house.act(begun.actor) as work:
            submitting.take_back(work, begun.number)
            filling.save_team(work, begun.number, {"team_name": "Sông Vệ", "short_name": "Sở LĐ"})
            submitting.submit(work, begun.number, confirmed=True)
        second = act(house, cast.organiser, reviewing.approve, begun.number)
        assert (second.id, second.title) == (first.id, "Sông Vệ")

    @pytest.mark.parametrize("decide", [reviewing.return_for_changes, reviewing.refuse])
    def test_a_return_and_a_refusal_need_words_and_show_them(self, house: House, cast: Cast, decide: Any) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with pytest.raises(Invalid) as refusal:
            act(house, cast.organiser, decide, begun.number, "  ")
        assert paths(refusal) == ["remark"]
        act(house, cast.organiser, decide, begun.number, "Thiếu đội trưởng.")
        assert [remark.text for remark in row_of(house, begun.number).remarks] == ["Thiếu đội trưởng."]

    def test_what_the_unit_has_taken_back_is_not_approved(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with house.act(begun.actor) as work:
            submitting.take_back(work, begun.number)
        with pytest.raises(WrongState):
            act(house, cast.organiser, reviewing.approve, begun.number)

    def test_units_decide_nothing(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        with pytest.raises(Forbidden), house.act(begun.actor) as work:
            reviewing.approve(work, begun.number)

    def test_every_change_is_kept_field_by_field(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = begin(house)
        fill_in(house, begun)
        with house.act(begun.actor) as work:
            filling.save_team(work, begun.number, {"team_name": "Sông Vệ", "short_name": "Sở LĐ"})
        with house.reading() as rows:
            last = rows.scalars(select(RegistrationChange).order_by(RegistrationChange.id.desc())).first()
        assert last is not None
        assert (last.by, last.field, last.old, last.new) == ("Đăng ký số 1", "team_name", "Sông Trà", "Sông Vệ")

    def test_the_record_names_fields_and_no_person(self, house: House, cast: Cast) -> None:
        open_window(house, cast)
        begun = submitted(house)
        act(house, cast.organiser, reviewing.return_for_changes, begun.number, f"Xin gọi {PEOPLE[0][0]}")
        with house.reading() as rows:
            told = " ".join(str((e.actor, e.subject, e.details)) for e in rows.scalars(select(AuditEntry)))
            assert verify(rows).is_well
        assert "members[1].name" in told
        for name, _role in PEOPLE:
            assert name not in told
        assert "0905" not in told
        assert "canary" not in told


class TestList:
    @pytest.fixture
    def three(self, house: House, cast: Cast) -> House:
        """Two registrations of one unit, one of another with a person of the first."""
        open_window(house, cast, teams_per_unit="2")
        submitted(house)
        same = "so lao dong - thuong binh va xa hoi"
        submitted(house, unit=same, team="Sông Vệ", people=[*PEOPLE[1:], ("Vũ Em", "trưởng đoàn")])
        others = [("Y Sĩ", "trưởng đoàn"), ("Y Tá", "đội trưởng"), ("LÊ THỊ ĐÀO", "chính thức")]
        submitted(house, unit="Sở Y tế", team="Thiên Ấn", people=others)
        return house

    @pytest.mark.parametrize(
        ("wanted", "numbers"),
        [
            (listing.Filter(), {1, 2, 3}),
            (listing.Filter(words="song tra goi"), {1, 2, 3}),
            (listing.Filter(words="song ve"), {2}),
            (listing.Filter(words="SỞ LAO ĐỘNG"), {1, 2}),
            (listing.Filter(words="dao le"), {1, 2, 3}),
            (listing.Filter(words="thien an"), {3}),
            (listing.Filter(state="approved"), set()),
            (listing.Filter(unit_type="so-ban-nganh", group="huyen"), {1, 2, 3}),
            (listing.Filter(unit_type="xa-phuong"), set()),
            (listing.Filter(only_suspected=True), {1, 2, 3}),
        ],
    )
    def test_it_is_searched_without_marks(self, three: House, wanted: listing.Filter, numbers: set[int]) -> None:
        with three.reading() as rows:
            assert {each.row.id for each in listing.listed(rows, wanted)} == numbers

    def test_the_same_person_in_two_teams_is_suspected(self, three: House) -> None:
        with three.reading() as rows:
            found = listing.suspicions(rows)
        assert {(s.what, s.other) for s in found[3]} == {("person", 1), ("person", 2)}

    def test_more_teams_of_a_unit_than_it_may_send_are_suspected(self, three: House, cast: Cast) -> None:
        with three.reading() as rows:
            assert all(s.what == "person" for each in listing.suspicions(rows).values() for s in each)
        open_window(three, cast, teams_per_unit="1")
        with three.reading() as rows:
            assert next((s.what, s.other) for s in listing.suspicions(rows)[1]) == ("unit", 2)
