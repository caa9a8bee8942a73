"""A whole contest by acts alone: two rounds, a small panel, all that can happen on the way, down to the prizes."""

from __future__ import annotations

from sqlalchemy import func, select

from contest.db.models import AuditEntry, Cue, Performance, Round, SheetVersion, Take
from contest.domain.points import plain
from contest.services import draws, performances, prizes, public, results, rounds, sheets
from contest.services.house import House, chain_digest
from contest.services.show import clock as stage_clock
from contest.services.show import takes
from tests.cast import Cast
from tests.factories import FakeClock, act, judge_and_lock, performance_id, sheet_id, standings, submit

MARKS = {
    "d1": ["12.5", "13", "11"],
    "d2": ["14", None, "14.25"],
    "d3": ["13", "13.5", "12"],
    "d4": ["10", "10", "10"],
}
QUIZ = {"d1": "10", "d2": "12", "d3": "18", "d4": "20"}


def run(house: House, cast: Cast, clock: FakeClock, performance: int, took_s: int) -> None:
    """Introduces, performs by the clock, goes on to the marks."""
    act(house, cast.secretary, performances.open_performance, performance)
    act(house, cast.director, stage_clock.start, performance)
    clock.tick(took_s * 1_000)
    act(house, cast.director, stage_clock.stop)


def take_all(house: House, cast: Cast, clock: FakeClock, scenes: set[str], round_key: str) -> int:
    """Takes every cue of these scenes in the round, step by step; returns how many takes that were."""
    with house.reading() as rows:
        query = select(Cue).join(Round).where(Round.key == round_key, Cue.scene.in_(scenes)).order_by(Cue.position)
        cues = [(cue.id, cue.steps) for cue in rows.scalars(query)]
    for cue, steps in cues:
        for step in range(1, steps + 1):
            act(house, cast.director, takes.take, "both", cue, step)
            clock.tick()
    return sum(steps for _cue, steps in cues)


def test_a_contest_goes_from_the_draw_to_the_prizes(house: House, cast: Cast, clock: FakeClock) -> None:
    act(house, cast.organiser, draws.draw_now, "vong-loai", ["d1", "d2", "d3", "d4"], "bốc thăm 01/10")
    act(house, cast.organiser, rounds.open_round, "vong-loai")

    # The first team goes over its time; the secretary takes over what the clock proposes.
    first = performance_id(house, "d1", "chao-hoi")
    run(house, cast, clock, first, 345)
    with house.reading() as rows:
        proposal = performances.time_proposal(rows.get_one(Performance, first))
    assert proposal is not None
    act(house, cast.secretary, performances.adjust, first, plain(proposal.points), proposal.reason)
    judge_and_lock(house, cast, first, MARKS["d1"])

    # The second judge is not there for the second team.
    second = performance_id(house, "d2", "chao-hoi")
    run(house, cast, clock, second, 300)
    judge_and_lock(house, cast, second, MARKS["d2"])

    # The third team gets half a point for its song; a judge corrects his sheet after the lock.
    third = performance_id(house, "d3", "chao-hoi")
    run(house, cast, clock, third, 200)
    act(house, cast.secretary, performances.adjust, third, "0.5", "Bài hát về tỉnh")
    judge_and_lock(house, cast, third, ["13", "13.5", "11"])
    act(house, cast.secretary, performances.reopen_performance, third, "Giám khảo 3 ghi nhầm")
    submit(house, cast, third, "j3", {"noi-dung": "7", "phong-cach": "5"})
    act(house, cast.secretary, performances.lock_performance, third)

    # The fourth: a judge asks not to score and thinks better of it.
    fourth = performance_id(house, "d4", "chao-hoi")
    run(house, cast, clock, fourth, 300)
    act(house, cast.judge(1), sheets.recuse, sheet_id(house, fourth, "j1"), "Đồng nghiệp cũ")
    act(house, cast.secretary, performances.withdraw_absence, fourth, "j1")
    judge_and_lock(house, cast, fourth, MARKS["d4"])

    for team, points in QUIZ.items():
        quiz = performance_id(house, team, "kien-thuc")
        run(house, cast, clock, quiz, 600)
        act(house, cast.secretary, performances.enter_points, quiz, points, 0)
        act(house, cast.secretary, performances.lock_performance, quiz)

    take_all(house, cast, clock, {"holding", "team", "score"}, "vong-loai")
    act(house, cast.secretary, rounds.lock_round, "vong-loai")
    act(house, cast.second_secretary, rounds.confirm_round, "vong-loai")
    take_all(house, cast, clock, {"standings", "advancing"}, "vong-loai")
    act(house, cast.organiser, rounds.advance, "vong-loai")
    act(house, cast.organiser, rounds.publish_round, "vong-loai")
    with house.reading() as rows:
        assert standings(rows) == [("d3", 1, "31.33"), ("d4", 2, "30"), ("d2", 3, "26.13"), ("d1", 4, "21.92")]
        assert rows.scalar(select(func.count()).select_from(SheetVersion)) == 12

    # The final: everybody starts from zero, and the second of the first round wins.
    act(house, cast.organiser, draws.draw_now, "chung-ket", ["d3", "d4"], "bốc thăm 02/10")
    act(house, cast.organiser, rounds.open_round, "chung-ket")
    for team, totals in (("d3", ["13", "13", "13"]), ("d4", ["14", "14", "14.5"])):
        skit = performance_id(house, team, "tieu-pham", "chung-ket")
        run(house, cast, clock, skit, 290)
        judge_and_lock(house, cast, skit, totals)
    act(house, cast.secretary, rounds.lock_round, "chung-ket")
    act(house, cast.head_judge, rounds.confirm_round, "chung-ket")
    act(house, cast.organiser, prizes.name_winner, "khan-gia", "d3", "Biên bản kiểm phiếu bình chọn")
    with house.reading() as rows:
        assert standings(rows, "chung-ket") == [("d4", 1, "14.17"), ("d3", 2, "13")]
        won = {each.award.key: each.teams for each in results.award_results(rows, "chung-ket")}
        assert won == {"nhat": ("d4",), "nhi": ("d3",), "ba": (), "hay-nhat": ("d4",), "khan-gia": ("d3",)}

    # On stage from the smallest prize to the first, then the podium.
    take_all(house, cast, clock, {"award", "podium", "standings"}, "chung-ket")
    act(house, cast.organiser, rounds.publish_round, "chung-ket")
    with house.reading() as rows:
        shown = [(each["prize"], each["team"]["key"]) for each in public.revealed_awards(rows)]
        assert shown == [
            ("Tiểu phẩm hay nhất", "d4"),
            ("Đội được khán giả yêu thích nhất", "d3"),
            ("Giải Nhì", "d3"),
            ("Giải Nhất", "d4"),
        ]
        assert [r["state"] for r in public.public_topic(rows)["rounds"]] == ["published", "published"]
        last = rows.scalars(select(Take).order_by(Take.id.desc())).first()
        assert last is not None

        # And every step of it stands in the record.
        before = ""
        for line in rows.scalars(select(AuditEntry).order_by(AuditEntry.id)):
            assert chain_digest(before, line) == line.digest
            before = line.digest
