"""Judges' devices and calls for their attention: named, ended, told, seen; each with its refusal and its line."""

from __future__ import annotations

import pytest

from contest.domain.errors import Invalid
from contest.services import accounts, calls, devices, topics
from contest.services.actor import Actor
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound
from tests.cast import Cast
from tests.factories import act, faults, record


def come_in(house: House, cast: Cast, judge: int = 1, device: str = "Chrome · Android") -> tuple[Actor, str]:
    """A judge's browser that has just come in by PIN."""
    actor, cookie = accounts.enter_by_pin(house, f"j{judge}", cast.judge(judge).pin or "", device)
    return actor, cookie


def judge_in_topic(house: House, key: str = "j1") -> dict[str, object]:
    found: dict[str, object] = next(
        each for each in topics.envelope(house, "contest")["data"]["judges"] if each["key"] == key
    )
    return found


def by_cookie(house: House, cookie: str) -> Actor | None:
    with house.reading() as rows:
        return accounts.actor_for_session(rows, cookie)


class TestADevice:
    def test_is_called_what_people_call_it(self, house: House, cast: Cast) -> None:
        actor, cookie = come_in(house, cast)
        act(house, cast.secretary, devices.name_device, actor.session_id, " iPad  bàn 3 ")
        assert [each["name"] for each in judge_in_topic(house)["logins"]] == ["iPad bàn 3"]
        assert by_cookie(house, cookie).device == "iPad bàn 3 (Chrome · Android)"
        assert record(house)[-1].act == "name_device"
        assert record(house)[-1].details == {"device": "Chrome · Android", "name": "iPad bàn 3", "before": None}

    def test_loses_an_empty_name(self, house: House, cast: Cast) -> None:
        actor, cookie = come_in(house, cast)
        act(house, cast.secretary, devices.name_device, actor.session_id, "iPad")
        act(house, cast.secretary, devices.name_device, actor.session_id, "  ")
        assert by_cookie(house, cookie).device == "Chrome · Android"

    def test_is_ended_alone_and_at_once(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        (lost, lost_cookie), (_other, other_cookie) = come_in(house, cast), come_in(house, cast, device="Safari · iPad")
        act(house, cast.secretary, devices.revoke_device, lost.session_id, "Để quên trên xe")
        assert by_cookie(house, lost_cookie) is None
        assert by_cookie(house, other_cookie) is not None
        assert {"contest", "judge.j1"} <= set(heard[-1])
        assert [each["device"] for each in judge_in_topic(house)["logins"]] == ["Safari · iPad"]
        line = record(house)[-1]
        assert (line.act, line.actor, line.details["reason"]) == ("revoke_device", "Thư ký Hạnh", "Để quên trên xe")

    def test_of_a_judge_leaves_the_card_good(self, house: House, cast: Cast) -> None:
        lost, _cookie = come_in(house, cast)
        act(house, cast.secretary, devices.revoke_device, lost.session_id, "Mất máy")
        assert come_in(house, cast)[0].judge_key == "j1"

    def test_is_not_ended_without_a_reason(self, house: House, cast: Cast) -> None:
        actor, cookie = come_in(house, cast)
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, devices.revoke_device, actor.session_id, " ")
        assert faults(refusal) == [("reason", "missing")]
        assert by_cookie(house, cookie) is not None

    def test_of_somebody_else_is_none_of_the_secretarys_business(self, house: House, cast: Cast) -> None:
        token = act(house, cast.organiser, accounts.issue, cast.director.actor.role, "Đạo diễn").token
        accounts.enter_by_link(house, token, "Chrome · Windows", [])
        with house.reading() as rows:
            session_id = rows.query(devices.WebSession).one().id
        with pytest.raises(NotFound):
            act(house, cast.secretary, devices.revoke_device, session_id, "Mất máy")

    def test_is_not_ended_by_its_judge(self, house: House, cast: Cast) -> None:
        actor, _cookie = come_in(house, cast)
        with pytest.raises(Forbidden):
            act(house, cast.judge(1), devices.revoke_device, actor.session_id, "Mất máy")


class TestACall:
    def test_stands_on_the_tablet_until_it_was_seen(
        self, house: House, cast: Cast, heard: list[dict[str, int]]
    ) -> None:
        call = act(house, cast.secretary, calls.call_judge, "j2", " Mời  nộp phiếu. ")
        told = topics.envelope(house, "judge.j2")["data"]["call"]
        assert told == {"id": call.id, "words": "Mời nộp phiếu.", "at": house.now()}
        assert topics.envelope(house, "judge.j1")["data"]["call"] is None
        assert {"contest", "judge.j2"} <= set(heard[-1])
        act(house, cast.judge(2), calls.see_call, call.id)
        assert topics.envelope(house, "judge.j2")["data"]["call"] is None
        assert judge_in_topic(house, "j2")["call"]["seen_at"] == house.now()
        assert [line.act for line in record(house)][-2:] == ["call_judge", "see_call"]

    def test_gives_way_to_a_newer_one(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, calls.call_judge, "j2", "Mời nộp phiếu.")
        act(house, cast.secretary, calls.call_judge, "j2", "Mời ra bàn thư ký.")
        assert topics.envelope(house, "judge.j2")["data"]["call"]["words"] == "Mời ra bàn thư ký."

    def test_is_taken_back(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, calls.call_judge, "j2", "Mời nộp phiếu.")
        act(house, cast.secretary, calls.withdraw_call, "j2")
        assert topics.envelope(house, "judge.j2")["data"]["call"] is None
        assert judge_in_topic(house, "j2")["call"] is None

    @pytest.mark.parametrize(("words", "code"), [("  ", "missing"), ("x" * 161, "too_long")])
    def test_has_words(self, house: House, cast: Cast, words: str, code: str) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, calls.call_judge, "j2", words)
        assert faults(refusal) == [("words", code)]

    def test_is_seen_by_its_own_judge_only(self, house: House, cast: Cast) -> None:
        call = act(house, cast.secretary, calls.call_judge, "j2", "Mời nộp phiếu.")
        with pytest.raises(Forbidden):
            act(house, cast.judge(1), calls.see_call, call.id)
