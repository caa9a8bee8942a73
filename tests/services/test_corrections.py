"""Correcting what was published: an act with its reason, a new version, and the list of everything that it affects."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from contest.db.models import Cue, Publication
from contest.domain.errors import Invalid
from contest.domain.standings import compute
from contest.services import corrections, performances, public, publications, rounds
from contest.services.actor import PUBLIC
from contest.services.explanations import tell
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.record import verify
from contest.services.refusals import WrongState
from contest.services.results import round_result
from contest.services.show import takes
from contest.services.show.gates import NotConfirmed
from tests.cast import Cast
from tests.factories import act, faults, performance_id, play_judged, record, settle, standings
from tests.services.test_record import found, tamper

ROUND, FINAL = "vong-loai", "chung-ket"
WHY = "Thư ký nhập nhầm điểm kiến thức của Đội số 2"


@pytest.fixture
def published(settled: House, cast: Cast) -> House:
    """The first round published: d3 31.25, d4 30.25, d2 26.25, d1 22.25; the first two go on."""
    act(settled, cast.organiser, corrections.publish, ROUND)
    return settled


def correct(house: House, cast: Cast, team: str, points: str) -> None:
    """Opens the correction, gives the team another figure in the quiz, and has two people settle the round again."""
    act(house, cast.organiser, corrections.open_correction, ROUND, WHY)
    enter(house, cast, team, points)
    settle(house, cast)


def enter(house: House, cast: Cast, team: str, points: str) -> None:
    performance = performance_id(house, team, "kien-thuc")
    act(house, cast.secretary, performances.reopen_performance, performance, WHY)
    act(house, cast.secretary, performances.enter_points, performance, points, 1)
    act(house, cast.secretary, performances.lock_performance, performance)


def public_totals(house: House) -> list[tuple[str, str]]:
    """Team and total as the public page has them."""
    with house.reading() as rows:
        shown = public.public_topic(rows)["rounds"][0]["standings"]
    return [(row["team"]["key"], row["points"]) for row in shown]


def would_affect(house: House) -> dict[str, object]:
    with house.reading() as rows:
        return corrections.affected(rows, rounds.get(rows, ROUND), house.now())


FIRST = [("d3", "31,25"), ("d4", "30,25"), ("d2", "26,25"), ("d1", "22,25")]
CORRECTED = [("d2", "33,25"), ("d3", "31,25"), ("d4", "30,25"), ("d1", "22,25")]


class TestOpening:
    def test_opens_the_round_again_and_records_why_and_what_stood(self, published: House, cast: Cast) -> None:
        act(published, cast.secretary, corrections.open_correction, ROUND, f"  {WHY} ")
        with published.reading() as rows:
            assert rounds.get(rows, ROUND).state == "open"
            digest = publications.versions(rows, rounds.get(rows, ROUND))[0].digest
        line = record(published)[-1]
        assert (line.act, line.actor, line.subject) == ("open_correction", "Thư ký Hạnh", ROUND)
        assert line.details == {"reason": WHY, "version": 1, "digest": digest}

    def test_needs_a_reason(self, published: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(published, cast.organiser, corrections.open_correction, ROUND, "  ")
        assert faults(refusal) == [("reason", "missing")]

    def test_is_for_published_rounds_alone_and_not_twice(self, settled: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa có kết quả công bố"):
            act(settled, cast.organiser, corrections.open_correction, ROUND, WHY)
        act(settled, cast.organiser, corrections.publish, ROUND)
        act(settled, cast.organiser, corrections.open_correction, ROUND, WHY)
        with pytest.raises(WrongState, match="đang được đính chính"):
            act(settled, cast.secretary, corrections.open_correction, ROUND, WHY)

    @pytest.mark.parametrize("who", ["head_judge", "director", "auditor"])
    def test_is_not_everybodys(self, published: House, cast: Cast, who: str) -> None:
        with pytest.raises(Forbidden):
            act(published, getattr(cast, who), corrections.open_correction, ROUND, WHY)


class TestUntilItIsPublished:
    def test_the_public_keeps_the_version_it_has(self, published: House, cast: Cast) -> None:
        before = public_page(published)
        act(published, cast.organiser, corrections.open_correction, ROUND, WHY)
        assert public_page(published) == before
        enter(published, cast, "d2", "19")
        settle(published, cast)
        assert public_page(published) == before
        with published.reading() as rows:
            assert standings(rows)[0] == ("d2", 1, "33.25")
            told = tell(rows, PUBLIC, ROUND)
        assert told.part("d2").total == "26,25"

    def test_cues_of_the_round_wait_and_what_is_on_air_stays(self, published: House, cast: Cast) -> None:
        cue = cue_of(published, "standings")
        act(published, cast.director, takes.take, "both", cue)
        act(published, cast.organiser, corrections.open_correction, ROUND, WHY)
        with pytest.raises(NotConfirmed):
            act(published, cast.director, takes.take, "both", cue)

    def test_it_is_told_beforehand_what_publishing_will_change(self, published: House, cast: Cast) -> None:
        act(published, cast.director, takes.take, "both", cue_of(published, "standings"))
        correct(published, cast, "d2", "19")
        effect = would_affect(published)
        assert {each["team"]: (each["before"]["rank"], each["after"]["rank"]) for each in effect["moved"]} == {
            "d2": (3, 1), "d3": (1, 2), "d4": (2, 3),
        }  # fmt: skip
        assert effect["advancing"] == {
            "to": FINAL, "title": "Vòng chung kết", "state": "planned", "in": ["d2"], "out": ["d4"],
        }  # fmt: skip
        assert [(each["bus"], each["title"]) for each in effect["on_air"]] == [
            ("stage", "Bảng xếp hạng"), ("stream", "Bảng xếp hạng"),
        ]  # fmt: skip
        assert [each["title"] for each in effect["shown"]] == ["Bảng xếp hạng"]
        assert [each["version"] for each in effect["documents"]] == [1]
        assert effect["feeds"] == ["public", "standings"]


class TestPublishing:
    def test_is_a_new_version_with_its_reason_and_all_that_it_affects(self, published: House, cast: Cast) -> None:
        correct(published, cast, "d2", "19")
        effect = would_affect(published)
        act(published, cast.organiser, corrections.publish, ROUND)
        assert public_totals(published) == CORRECTED
        with published.reading() as rows:
            kept = list(rows.scalars(select(Publication).order_by(Publication.version)))
            told = public.public_topic(rows)["rounds"][0]["corrected"]
        assert [(each.version, each.by, each.reason) for each in kept] == [
            (1, "Ban tổ chức", None), (2, "Ban tổ chức", WHY),
        ]  # fmt: skip
        assert kept[1].affects == json.loads(json.dumps(effect))
        assert (told["version"], told["reason"]) == (2, WHY)
        line = record(published)[-1]
        assert (line.act, line.subject) == ("publish_correction", ROUND)
        assert (line.details["reason"], line.details["version"]) == (WHY, 2)
        assert (line.details["before"], line.details["digest"]) == (kept[0].digest, kept[1].digest)
        assert line.details["affects"]["moved"] == effect["moved"]

    def test_each_version_ranks_by_itself_to_what_was_published(self, published: House, cast: Cast) -> None:
        correct(published, cast, "d2", "19")
        act(published, cast.organiser, corrections.publish, ROUND)
        with published.reading() as rows:
            row = rounds.get(rows, ROUND)
            totals = [
                [
                    (each.team, str(each.total))
                    for each in compute(publications.contest_of(kept)).rounds[ROUND].standings
                ]
                for kept in publications.versions(rows, row)
            ]
        assert totals[1][0] == ("d3", "125/4")
        assert totals[0][0] == ("d2", "133/4")

    def test_takes_two_people_and_the_organiser_like_the_first_time(self, published: House, cast: Cast) -> None:
        act(published, cast.organiser, corrections.open_correction, ROUND, WHY)
        with pytest.raises(WrongState):
            act(published, cast.organiser, corrections.publish, ROUND)
        settle(published, cast)
        with pytest.raises(Forbidden):
            act(published, cast.secretary, corrections.publish, ROUND)

    def test_of_a_correction_that_changed_nothing_makes_no_version(self, published: House, cast: Cast) -> None:
        act(published, cast.organiser, corrections.open_correction, ROUND, "Đội số 1 khiếu nại, Ban giám khảo xem lại")
        settle(published, cast)
        act(published, cast.organiser, corrections.publish, ROUND)
        assert public_totals(published) == FIRST
        with published.reading() as rows:
            assert [each.version for each in publications.versions(rows, rounds.get(rows, ROUND))] == [1]
            assert publications.being_corrected(rows) == frozenset()
        assert record(published)[-1].details["changed"] is False
        assert found(published) == []

    def test_of_a_mark_that_moves_no_total_is_a_version_all_the_same(self, published: House, cast: Cast) -> None:
        """Whoever asks why has to find the marks that count."""
        act(published, cast.organiser, corrections.open_correction, ROUND, WHY)
        performance = performance_id(published, "d1", "chao-hoi")
        act(published, cast.secretary, performances.reopen_performance, performance, WHY)
        act(published, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
        act(published, cast.secretary, performances.adjust, performance, "0.5", "Hát về quê hương")
        act(published, cast.secretary, performances.lock_performance, performance)
        settle(published, cast)
        act(published, cast.organiser, corrections.publish, ROUND)
        assert public_totals(published) == FIRST
        with published.reading() as rows:
            assert publications.published(rows, rounds.get(rows, ROUND)).version == 2

    def test_a_prize_that_went_to_somebody_else_is_no_longer_told_as_given(self, finals: House, cast: Cast) -> None:
        play_judged(finals, cast, "d3", "tieu-pham", ["12", "12", "12"], FINAL)
        play_judged(finals, cast, "d4", "tieu-pham", ["11", "11", "11"], FINAL)
        settle(finals, cast, FINAL)
        first_prize = cue_of(finals, "award", "nhat")
        for step in (1, 2):
            act(finals, cast.director, takes.take, "both", first_prize, step)
        act(finals, cast.organiser, corrections.publish, FINAL)
        assert prizes_told(finals) == [("Giải Nhất", "d3")]
        act(finals, cast.organiser, corrections.open_correction, FINAL, WHY)
        performance = performance_id(finals, "d3", "tieu-pham", FINAL)
        act(finals, cast.secretary, performances.reopen_performance, performance, WHY)
        act(finals, cast.secretary, performances.adjust, performance, "-2", "Quá giờ 4 phút")
        act(finals, cast.secretary, performances.lock_performance, performance)
        settle(finals, cast, FINAL)
        assert prizes_told(finals) == [("Giải Nhất", "d3")]
        with finals.reading() as rows:
            effect = corrections.affected(rows, rounds.get(rows, FINAL), finals.now())
        first = next(each for each in effect["awards"] if each["award"] == "nhat")
        assert (first["before"], first["after"]) == (["d3"], ["d4"])
        act(finals, cast.organiser, corrections.publish, FINAL)
        assert prizes_told(finals) == []
        act(finals, cast.director, takes.take, "both", first_prize, 2)
        assert prizes_told(finals) == [("Giải Nhất", "d4")]


class TestTheNextRound:
    """What a corrected first round does to a final that has begun."""

    def test_under_way_takes_in_who_is_sent_now_and_keeps_who_began(self, finals: House, cast: Cast) -> None:
        act(finals, cast.organiser, corrections.publish, ROUND)
        play_judged(finals, cast, "d4", "tieu-pham", ["11", "11", "11"], FINAL)
        correct(finals, cast, "d2", "19")
        act(finals, cast.organiser, corrections.publish, ROUND)
        with finals.reading() as rows:
            final = rounds.get(rows, FINAL)
            assert [(e.team.key, e.turn, e.admitted) for e in rounds.entries(rows, final)] == [
                ("d3", 1, False), ("d4", 2, True), ("d2", 3, False),
            ]  # fmt: skip
            assert set(round_result(rows, FINAL).teams) == {"d2", "d3", "d4"}
        for team in ("d3", "d2"):
            play_judged(finals, cast, team, "tieu-pham", ["12", "12", "12"], FINAL)
        settle(finals, cast, FINAL)
        assert found(finals) == []

    def test_that_is_settled_has_to_be_opened_first(self, finals: House, cast: Cast) -> None:
        for team in ("d3", "d4"):
            play_judged(finals, cast, team, "tieu-pham", ["12", "12", "12"], FINAL)
        settle(finals, cast, FINAL)
        act(finals, cast.organiser, corrections.publish, ROUND)
        correct(finals, cast, "d2", "19")
        with pytest.raises(WrongState, match=r"Vòng chung kết.*đã khóa"):
            act(finals, cast.organiser, corrections.publish, ROUND)
        act(finals, cast.secretary, rounds.reopen_round, FINAL, WHY)
        act(finals, cast.organiser, corrections.publish, ROUND)
        assert public_totals(finals) == CORRECTED

    def test_neither_shows_nor_confirms_while_what_it_rests_on_is_corrected(self, finals: House, cast: Cast) -> None:
        for team in ("d3", "d4"):
            play_judged(finals, cast, team, "tieu-pham", ["12", "12", "12"], FINAL)
        act(finals, cast.organiser, corrections.publish, ROUND)
        settle(finals, cast, FINAL)
        act(finals, cast.organiser, corrections.open_correction, ROUND, WHY)
        with pytest.raises(NotConfirmed, match="đang được đính chính"):
            act(finals, cast.director, takes.take, "both", cue_of(finals, "award", "nhat"))
        act(finals, cast.secretary, rounds.reopen_round, FINAL, WHY)
        act(finals, cast.secretary, rounds.lock_round, FINAL)
        with pytest.raises(WrongState, match="đang được đính chính"):
            act(finals, cast.second_secretary, rounds.confirm_round, FINAL)


class TestVerify:
    def test_is_well_at_every_step(self, finals: House, cast: Cast) -> None:
        for team in ("d3", "d4"):
            play_judged(finals, cast, team, "tieu-pham", ["12", "12", "12"], FINAL)
        settle(finals, cast, FINAL)
        act(finals, cast.organiser, corrections.publish, ROUND)
        steps = [found(finals)]
        act(finals, cast.organiser, corrections.open_correction, ROUND, WHY)
        steps.append(found(finals))
        enter(finals, cast, "d2", "13")
        steps.append(found(finals))
        settle(finals, cast)
        steps.append(found(finals))
        act(finals, cast.organiser, corrections.publish, ROUND)
        steps.append(found(finals))
        assert steps == [[]] * 5

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ("UPDATE publication SET file = replace(file, '\"12\"', '\"19\"')", "publication_changed"),
            ("UPDATE publication SET digest = 'x'", "publication_changed"),
            ("DELETE FROM publication", "publication_gone"),
            ("UPDATE points_entry SET points = points + 1000000", "published_differs"),
        ],
        ids=["its file", "its digest", "taken away", "the points behind it"],
    )
    def test_finds_what_was_changed_past_the_acts(self, published: House, change: str, code: str) -> None:
        tamper(published, change)
        assert code in found(published)

    def test_says_which_version(self, published: House) -> None:
        tamper(published, "UPDATE publication SET digest = 'x'")
        with published.reading() as rows:
            assert "Vòng loại, bản công bố 1" in {finding.where for finding in verify(rows).findings}


def public_page(house: House) -> str:
    with house.reading() as rows:
        shown = public.public_topic(rows)
    return json.dumps([shown["rounds"], shown["awards"]], ensure_ascii=False)


def prizes_told(house: House) -> list[tuple[str, str]]:
    with house.reading() as rows:
        return [(each["prize"], each["team"]["key"]) for each in public.revealed_awards(rows)]


def cue_of(house: House, scene: str, award: str | None = None) -> int:
    with house.reading() as rows:
        every = rows.scalars(select(Cue).where(Cue.scene == scene).order_by(Cue.position))
        return next(cue.id for cue in every if award is None or cue.params.get("award") == award)
