"""Links, keys and PINs: what lets somebody in, how often, and how it ends."""

from __future__ import annotations

import pytest

from contest.db.models import Credential, WebSession
from contest.services import accounts
from contest.services.accounts import LinkRefused
from contest.services.actor import HOUSE, Actor, Role
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound
from tests.cast import Cast, Person
from tests.factories import FakeClock, act, record

DEVICE = "Chrome · Android"


def by_token(house: House, token: str) -> Actor | None:
    with house.reading() as rows:
        return accounts.actor_for_token(rows, token)


def by_cookie(house: House, cookie: str | None) -> Actor | None:
    assert cookie is not None
    with house.reading() as rows:
        return accounts.actor_for_session(rows, cookie)


def entered(house: House, person: Person) -> str:
    _actor, cookie = accounts.enter_by_link(house, person.token, DEVICE, [])
    assert cookie is not None
    return cookie


class TestALink:
    def test_is_kept_only_as_a_hash(self, house: House, cast: Cast) -> None:
        with house.reading() as rows:
            kept = [(row.token_hash, row.pin_hash) for row in rows.query(Credential)]
        secrets = [cast.judge(1).token, cast.judge(1).pin, cast.organiser.token]
        assert not [secret for secret in secrets if any(secret in (token, pin) for token, pin in kept)]
        assert all(len(token) == 64 for token, _pin in kept)

    def test_makes_its_bearer_who_it_was_issued_for(self, house: House, cast: Cast) -> None:
        assert by_token(house, cast.judge(2).token) == cast.judge(2).actor
        assert by_token(house, cast.secretary.token) == cast.secretary.actor
        assert by_token(house, "unknown") is None

    def test_issued_anew_leaves_the_earlier_one_good(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, accounts.issue, Role.SECRETARY, "Thư ký Hạnh")
        assert by_token(house, made.token) is not None
        assert by_token(house, cast.secretary.token) == cast.secretary.actor

    def test_is_issued_by_the_organiser_alone(self, house: House, cast: Cast) -> None:
        for name, person in cast.by_role().items():
            if name != "organiser":
                with pytest.raises(Forbidden):
                    act(house, person, accounts.issue, Role.ORGANISER, "Tôi")
                with pytest.raises(Forbidden):
                    act(house, person, accounts.revoke, 1)

    def test_for_an_unknown_judge_is_not_found(self, house: House, cast: Cast) -> None:
        with pytest.raises(NotFound):
            act(house, cast.organiser, accounts.issue, Role.JUDGE, "Giám khảo 9", "j9")

    def test_is_recorded_without_its_token(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, accounts.issue, Role.MC, "MC Lan")
        line = record(house)[-1]
        assert (line.act, line.subject, line.details) == ("issue_link", "mc:MC Lan", {"credential": made.credential_id})


class TestEntering:
    def test_a_persons_link_logs_in_once(self, house: House, cast: Cast) -> None:
        assert by_cookie(house, entered(house, cast.secretary)) is not None
        with pytest.raises(LinkRefused) as refusal:
            entered(house, cast.secretary)
        assert refusal.value.why == "used"

    @pytest.mark.parametrize("screen", ["stage", "overlay"])
    def test_a_screens_link_logs_in_as_often_as_needed(self, house: House, cast: Cast, screen: str) -> None:
        cookies = {entered(house, getattr(cast, screen)) for _ in range(5)}
        assert len(cookies) == 5
        assert all(by_cookie(house, cookie) for cookie in cookies)

    def test_the_same_browser_may_open_its_link_again(self, house: House, cast: Cast) -> None:
        entered(house, cast.secretary)
        actor, cookie = accounts.enter_by_link(house, cast.secretary.token, DEVICE, [cast.secretary.actor])
        assert (actor, cookie) == (cast.secretary.actor, None)

    def test_is_recorded_with_the_device_and_no_address(self, house: House, cast: Cast, clock: FakeClock) -> None:
        entered(house, cast.director)
        line = record(house)[-1]
        details = {"credential": cast.director.actor.credential_id, "device": DEVICE}
        assert (line.act, line.actor, line.details) == ("enter", "Đạo diễn", details)
        with house.reading() as rows:
            row = rows.query(WebSession).one()
            assert (row.opened_at, row.device) == (clock.now, DEVICE)

    def test_by_an_unknown_link_is_refused(self, house: House) -> None:
        with pytest.raises(LinkRefused) as refusal:
            accounts.enter_by_link(house, "x" * 43, DEVICE, [])
        assert refusal.value.why == "unknown"

    def test_the_actor_behind_a_cookie_knows_its_device(self, house: House, cast: Cast) -> None:
        actor = by_cookie(house, entered(house, cast.judge(1)))
        assert actor is not None
        assert (actor.judge_key, actor.device) == ("j1", DEVICE)


class TestAPin:
    def pin(self, person: Person) -> str:
        assert person.pin is not None
        return person.pin

    def test_lets_its_judge_in_as_often_as_needed(self, house: House, cast: Cast) -> None:
        for _ in range(3):
            actor, cookie = accounts.enter_by_pin(house, "j1", self.pin(cast.judge(1)), DEVICE)
            assert (actor.judge_key, by_cookie(house, cookie)) == ("j1", actor)

    def test_wrong_is_refused_without_saying_what_was_wrong(self, house: House, cast: Cast) -> None:
        pin = self.pin(cast.judge(1))
        other = "000000" if pin != "000000" else "000001"
        said = set()
        for judge, tried in (("j1", other), ("j9", pin), ("j2", pin)):
            if (judge, tried) == ("j2", cast.judge(2).pin):
                continue
            with pytest.raises(LinkRefused) as refusal:
                accounts.enter_by_pin(house, judge, tried, DEVICE)
            said.add((refusal.value.message, refusal.value.why))
        assert len(said) == 1

    def test_is_worth_nothing_without_the_secret_of_the_house(self, house: House, cast: Cast) -> None:
        other = House(house.database, now=house.now, secret=b"another secret")
        with pytest.raises(LinkRefused):
            accounts.enter_by_pin(other, "j1", self.pin(cast.judge(1)), DEVICE)

    def test_six_digits_is_what_a_judge_gets(self, house: House, cast: Cast) -> None:
        assert all(len(self.pin(judge)) == 6 and self.pin(judge).isdigit() for judge in cast.judges.values())
        assert cast.secretary.pin is None


class TestRevoking:
    def test_ends_link_pin_and_every_browser(self, house: House, cast: Cast) -> None:
        judge = cast.judge(1)
        cookie = entered(house, judge)
        act(house, cast.organiser, accounts.revoke, judge.actor.credential_id or 0)
        assert by_token(house, judge.token) is None
        assert by_cookie(house, cookie) is None
        with pytest.raises(LinkRefused) as refusal:
            entered(house, judge)
        assert refusal.value.why == "revoked"
        with pytest.raises(LinkRefused):
            accounts.enter_by_pin(house, "j1", judge.pin or "", DEVICE)

    def test_leaves_the_judges_other_link_good(self, house: House, cast: Cast) -> None:
        second = act(house, cast.organiser, accounts.issue, Role.JUDGE, "Giám khảo 1", "j1")
        act(house, cast.organiser, accounts.revoke, cast.judge(1).actor.credential_id or 0)
        assert accounts.enter_by_pin(house, "j1", second.pin or "", DEVICE)[0].judge_key == "j1"

    def test_twice_is_once(self, house: House, cast: Cast, clock: FakeClock) -> None:
        for _ in range(2):
            act(house, cast.organiser, accounts.revoke, cast.mc.actor.credential_id or 0)
            clock.tick()
        assert [line.act for line in record(house)].count("revoke_link") == 1

    def test_of_an_unknown_one_is_not_found(self, house: House, cast: Cast) -> None:
        with pytest.raises(NotFound):
            act(house, cast.organiser, accounts.revoke, 999_999)


def test_leaving_closes_this_browser_and_no_other(house: House, cast: Cast) -> None:
    first, second = entered(house, cast.stage), entered(house, cast.stage)
    accounts.leave(house, cast.stage.actor, first)
    assert by_cookie(house, first) is None
    assert by_cookie(house, second) is not None
    assert record(house)[-1].act == "leave"


def test_the_feeds_key_is_the_houses_own(house: House) -> None:
    assert accounts.feed_key(house.secret) == accounts.feed_key(house.secret)
    assert accounts.feed_key(house.secret) != accounts.feed_key(b"another secret")


def test_the_house_issues_links_on_the_machine_itself(house: House) -> None:
    with house.act(HOUSE) as work:
        assert accounts.issue(work, Role.AUDITOR, "Giám sát").token
