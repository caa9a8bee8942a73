"""What every act has in common: one transaction, one line in the chain, one announcement, and only after the commit."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from contest.db.models import AuditEntry, IdempotentAnswer, Performance, TopicRev
from contest.domain.errors import RuleViolation
from contest.services import idempotency, performances, rounds, sheets
from contest.services.actor import PUBLIC
from contest.services.house import House, Work, chain_digest
from contest.services.idempotency import KeyReused
from contest.services.refusals import Locked
from tests.cast import Cast
from tests.factories import FULL, act, opened, play_judged, record, sheet_id, state_of, submit


def chain_faults(house: House) -> list[int]:
    """Ids of the lines whose digest does not follow from the line before."""
    with house.reading() as rows:
        before, wrong = "", []
        for entry in rows.query(AuditEntry).order_by(AuditEntry.id):
            if chain_digest(before, entry) != entry.digest:
                wrong.append(entry.id)
            before = entry.digest
        return wrong


class BrokenOffError(Exception):
    """Something broke in the middle of an act."""


def open_and_fail(work: Work) -> None:
    rounds.open_round(work, "vong-loai")
    raise BrokenOffError


def keep_and_fail(work: Work) -> None:
    idempotency.keep(work, "k1", "d", 200, {})
    raise BrokenOffError


def revs(house: House) -> dict[str, int]:
    with house.reading() as rows:
        return {row.topic: row.rev for row in rows.query(TopicRev)}


class TestTheRecord:
    def test_is_a_chain_in_which_each_line_follows_from_the_one_before(self, house: House, cast: Cast) -> None:
        play_judged(house, cast, "d1", "chao-hoi", ["12", None, "13.25"])
        assert len(record(house)) > 10
        assert chain_faults(house) == []

    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE audit_entry SET details = json_set(details, '$.marks', 'other') WHERE act = 'submit_sheet'",
            "UPDATE audit_entry SET actor = 'Người khác' WHERE act = 'lock_performance'",
            "UPDATE audit_entry SET at = at + 1 WHERE act = 'submit_sheet'",
            "DELETE FROM audit_entry WHERE act = 'submit_sheet'",
        ],
        ids=["details", "who", "when", "a line taken out"],
    )
    def test_shows_tampering(self, house: House, cast: Cast, tampering: str) -> None:
        play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        with house.database.writing() as session:
            session.execute(text(tampering))
            session.commit()
        assert chain_faults(house) != []

    def test_gets_one_line_an_act_and_none_for_a_refusal(self, house: House, cast: Cast) -> None:
        before = len(record(house))
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        assert len(record(house)) == before + 1
        with pytest.raises(RuleViolation):
            act(house, cast.organiser, rounds.publish_round, "vong-loai")
        assert len(record(house)) == before + 1

    def test_names_the_link_that_somebody_used(self, house: House, cast: Cast) -> None:
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        with house.reading() as rows:
            line = rows.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
            assert line is not None
            assert (line.role, line.credential_id) == ("organiser", cast.organiser.actor.credential_id)

    def test_holds_no_token_and_no_pin(self, house: House, cast: Cast) -> None:
        written = json.dumps([list(line) for line in record(house)], ensure_ascii=False)
        everybody = [*cast.by_role().values(), *cast.judges.values()]
        assert not [who for who in everybody if who.token in written or (who.pin and who.pin in written)]


class TestAnAnnouncement:
    def test_comes_once_an_act_with_each_topic_one_higher(
        self, house: House, cast: Cast, heard: list[dict[str, int]]
    ) -> None:
        before = revs(house)
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        assert len(heard) == 1
        assert heard[0] == {topic: before.get(topic, 0) + 1 for topic in heard[0]}
        assert {topic: revs(house)[topic] for topic in heard[0]} == heard[0]

    def test_comes_after_the_commit_so_that_a_listener_reads_the_new_state(self, house: House, cast: Cast) -> None:
        seen: list[str] = []
        performance = opened(house, cast)
        house.on_commit(lambda _topics: seen.append(state_of(house, performance)))
        act(house, cast.secretary, performances.close_performance, performance)
        assert seen == ["closed"]

    def test_never_comes_when_the_act_is_undone(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        before = revs(house)
        with pytest.raises(BrokenOffError):
            act(house, cast.organiser, open_and_fail)
        assert heard == []
        assert revs(house) == before
        with house.reading() as rows:
            assert rounds.get(rows, "vong-loai").state == "planned"

    def test_says_nothing_when_nothing_changed(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        opened(house, cast)
        heard.clear()
        opened(house, cast)
        assert heard == []

    def test_reaches_everybody_though_one_of_them_fails(
        self, house: House, cast: Cast, heard: list[dict[str, int]], caplog: pytest.LogCaptureFixture
    ) -> None:
        """What is on disk is done: a push that goes wrong does not turn it into a refusal."""

        def broken(_topics: dict[str, int]) -> None:
            raise OSError("socket gone")

        house._listeners.insert(0, broken)
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        assert len(heard) == 1
        assert "socket gone" in caplog.text
        with house.reading() as rows:
            assert rounds.get(rows, "vong-loai").state == "open"

    def test_of_a_topic_never_goes_back_when_the_house_is_opened_again(self, house: House, cast: Cast) -> None:
        opened(house, cast)
        before = revs(house)
        again = House(house.database, now=house.now, secret=house.secret)
        told: list[dict[str, int]] = []
        again.on_commit(told.append)
        act(again, cast.secretary, performances.close_performance, 1)
        assert all(rev == before.get(topic, 0) + 1 for topic, rev in told[0].items())


class TestAnIdempotencyKey:
    def answer(self, house: House, cast: Cast, key: str | None, digest: str, body: str) -> dict[str, str]:
        with house.act(cast.secretary.actor) as work:
            stored = idempotency.find(work, key, digest)
            if stored is not None:
                return dict(stored.body)
            work.record("try", body)
            idempotency.keep(work, key, digest, 200, {"said": body})
            return {"said": body}

    def test_gives_the_stored_answer_and_acts_once(self, house: House, cast: Cast) -> None:
        answers = [self.answer(house, cast, "k1", "d", str(n)) for n in range(5)]
        assert answers == [{"said": "0"}] * 5
        assert [line.act for line in record(house)].count("try") == 1

    def test_with_another_request_is_refused(self, house: House, cast: Cast) -> None:
        self.answer(house, cast, "k1", "d", "first")
        with pytest.raises(KeyReused):
            self.answer(house, cast, "k1", "other", "second")
        assert [line.subject for line in record(house) if line.act == "try"] == ["first"]

    def test_belongs_to_one_person(self, house: House, cast: Cast) -> None:
        self.answer(house, cast, "k1", "d", "first")
        with house.act(cast.director.actor) as work:
            assert idempotency.find(work, "k1", "d") is None

    def test_of_nobody_known_is_not_kept(self, house: House) -> None:
        with house.act(PUBLIC) as work:
            idempotency.keep(work, "k1", "d", 200, {})
        with house.reading() as rows:
            assert rows.query(IdempotentAnswer).count() == 0

    @pytest.mark.parametrize("key", ["", "k" * 121])
    def test_must_have_a_length(self, house: House, cast: Cast, key: str) -> None:
        with pytest.raises(KeyReused, match="120"):
            self.answer(house, cast, key, "d", "first")

    def test_is_not_kept_when_the_act_is_undone(self, house: House, cast: Cast) -> None:
        with pytest.raises(BrokenOffError):
            act(house, cast.secretary, keep_and_fail)
        assert self.answer(house, cast, "k1", "d", "now") == {"said": "now"}


def test_many_at_once_lose_nothing_and_break_no_chain(house: House, cast: Cast) -> None:
    """The panel submits at the same moment, each from a thread of its own."""
    performance = opened(house, cast)
    start = Barrier(len(cast.judges))
    ids = {judge: sheet_id(house, performance, judge) for judge in cast.judges}

    def send(judge: str) -> None:
        start.wait()
        act(house, cast.judges[judge], sheets.submit_sheet, ids[judge], FULL, 0)

    threads = [Thread(target=send, args=(judge,)) for judge in cast.judges]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [line.act for line in record(house)].count("submit_sheet") == len(cast.judges)
    assert chain_faults(house) == []
    act(house, cast.secretary, performances.lock_performance, performance)


def test_a_lock_and_a_submission_at_once_end_one_way_or_the_other(house: House, cast: Cast) -> None:
    """Never a locked performance with a sheet changed after it."""
    performance = opened(house, cast)
    for judge in cast.judges:
        submit(house, cast, performance, judge)
    act(house, cast.secretary, performances.close_performance, performance)
    act(house, cast.secretary, performances.reopen_performance, performance, "Xem lại")
    start, said = Barrier(2), []

    def lock() -> None:
        start.wait()
        act(house, cast.secretary, performances.lock_performance, performance)

    def correct() -> None:
        start.wait()
        try:
            submit(house, cast, performance, "j1", {"noi-dung": "9", "phong-cach": "4.5"})
            said.append("corrected")
        except Locked:
            said.append("too late")

    threads = [Thread(target=lock), Thread(target=correct)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with house.reading() as rows:
        row = rows.get_one(Performance, performance)
        assert row.state == "locked"
        held = {sheet.judge.key: sheet.version for sheet in row.sheets}
    assert held["j1"] == (2 if said == ["corrected"] else 1)
    acts = [line.act for line in record(house) if line.act in ("submit_sheet", "lock_performance")]
    assert acts.index("lock_performance") == len(acts) - 1
