"""Takes: what goes on air, what is frozen, and that each key does one thing always."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.domain.errors import Invalid, RuleViolation
from contest.live.scenes.base import NoSuchStep
from contest.services import performances
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound, WrongState
from contest.services.show import clock, takes
from contest.services.show.buses import BusKey
from contest.services.show.figures import NoFigures, NoWinner
from contest.services.show.gates import NotConfirmed
from contest.services.show.on_air import project_cue
from contest.services.show.takes import NothingToUndo
from tests.factories import FULL, act, opened, performance_id, play_judged, submit
from tests.live.evening import Evening, text_of


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


BUS_TOPICS = ("stage", "overlay")


def show_of(evening: Evening, bus: str = "stage") -> dict[str, Any]:
    return dict(evening.topic("show")["buses"][bus])


# ---- take


def test_before_the_first_take_nothing_is_on_air(evening: Evening) -> None:
    assert evening.topic("stage") == {"scene": "blank", "key": "start", "bus": "stage", "held": False}
    assert show_of(evening)["kind"] == "start"
    assert not show_of(evening)["can_undo"]


def test_without_a_cue_the_next_one_is_taken(evening: Evening) -> None:
    shown = []
    for _ in range(6):
        evening.take()
        shown.append(evening.on_air())
    assert shown == ["holding", "programme", "jury", "team", "performing", "scoring"]


def test_the_next_step_comes_before_the_next_cue(evening: Evening) -> None:
    evening.play_first_night()
    evening.play_finals()
    first = evening.cue("award", title="Tiểu phẩm hay nhất")
    evening.take(cue=first, why="Diễn tập")
    assert show_of(evening)["next"] == {"cue": first, "step": 2}
    evening.take(why="Diễn tập")
    assert evening.topic("stage")["step"] == 2
    assert show_of(evening)["next"]["cue"] != first


def test_hall_and_stream_show_the_same_data(evening: Evening) -> None:
    """Case 17 of the threads; over a whole evening in tests/rehearsal/test_embargo.py."""
    for _ in range(4):
        evening.take()
        stage, overlay = ({k: v for k, v in evening.topic(t).items() if k not in ("key", "bus")} for t in BUS_TOPICS)
        assert stage == overlay


def test_every_take_has_a_key_of_its_own(evening: Evening) -> None:
    evening.take()
    first = evening.topic("stage")["key"]
    evening.take(cue=show_of(evening)["cue"])
    assert evening.topic("stage")["key"] != first


def test_any_cue_can_be_taken_at_any_step(evening: Evening) -> None:
    third = evening.cue("performing", "Đội số 3")
    evening.take(cue=third)
    assert evening.topic("stage")["team"]["name"] == "Đội số 3"
    with pytest.raises(NoSuchStep):
        evening.take(cue=third, step=2)
    with pytest.raises(NotFound):
        evening.take(cue=9_999)


def test_after_the_last_cue_there_is_no_next(evening: Evening) -> None:
    evening.take(cue=evening.cues()[-1]["id"])
    assert show_of(evening)["next"] is None
    assert evening.topic("stage.next")["scene"] == "blank"
    with pytest.raises(WrongState):
        evening.take()


def test_only_the_director_runs_the_show(evening: Evening) -> None:
    everybody = evening.cast.by_role()
    for role, person in everybody.items():
        for do in (takes.take, takes.undo, takes.black, takes.hold):
            if role == "director":
                continue
            with pytest.raises(Forbidden):
                act(evening.house, person, do, "stage")


def test_an_unknown_bus_is_named(evening: Evening) -> None:
    with pytest.raises(Invalid) as refused:
        evening.take("hall")
    assert refused.value.faults[0].path == "bus"


def test_a_take_is_recorded_with_who_what_and_where(evening: Evening) -> None:
    evening.take()
    record = evening.records("take_cue")[-1]
    assert record["scene"] == "holding"
    assert record["bus"] == "sân khấu + truyền hình"
    assert len(record["takes"]) == 2


def test_a_take_touches_what_it_changes(evening: Evening) -> None:
    evening.take()
    assert {"stage", "overlay", "stage.next", "overlay.next", "show", "mc", "public"} <= evening.touched[-1].keys()


# ---- frozen


def test_what_is_on_air_does_not_change_with_the_contest(evening: Evening) -> None:
    found = play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    evening.take(cue=evening.cue("score", "Đội số 1 · Màn chào hỏi"))
    picture = evening.topic("stage")
    assert picture["total"] == "13,00"
    act(evening.house, evening.cast.secretary, performances.reopen_performance, found, "Sửa điểm trừ")
    act(evening.house, evening.cast.secretary, performances.adjust, found, "-0.5", "Quá giờ 70 giây")
    act(evening.house, evening.cast.secretary, performances.lock_performance, found)
    assert evening.topic("stage") == picture
    assert show_of(evening)["stale"]
    evening.take(cue=show_of(evening)["cue"])
    assert evening.topic("stage")["total"] == "12,50"
    assert evening.topic("stage")["lines"] == [{"kind": "minus", "text": "Quá giờ 70 giây", "figure": "−0,50"}]
    assert not show_of(evening)["stale"]


def test_a_picture_whose_figures_were_opened_again_is_out_of_date(evening: Evening) -> None:
    found = play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    evening.take(cue=evening.cue("score", "Đội số 1 · Màn chào hỏi"))
    assert not show_of(evening)["stale"]
    act(evening.house, evening.cast.secretary, performances.reopen_performance, found, "Xem lại")
    assert show_of(evening)["stale"]


# ---- figures wait for their lock and their confirmation


def test_a_score_waits_for_its_lock(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    for judge in evening.cast.judges:
        submit(evening.house, evening.cast, found, judge)
    score = evening.cue("score", "Đội số 1 · Màn chào hỏi")
    with pytest.raises(NotConfirmed) as refused:
        evening.take(cue=score)
    assert refused.value.code == "not-confirmed"
    assert "chưa khóa phiếu" in refused.value.message
    assert evening.on_air() == "blank"
    act(evening.house, evening.cast.secretary, performances.lock_performance, found)
    evening.take(cue=score)
    assert evening.topic("stage")["total"] == "12,50"


def test_an_override_needs_a_reason_and_is_recorded(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    for judge in evening.cast.judges:
        submit(evening.house, evening.cast, found, judge, FULL)
    score = evening.cue("score", "Đội số 1 · Màn chào hỏi")
    with pytest.raises(NotConfirmed):
        evening.take(cue=score, why="   ")
    evening.take(cue=score, why="Truyền hình yêu cầu")
    assert evening.topic("stage")["total"] == "12,50"
    assert evening.records("take_cue")[-1]["override"] == "Truyền hình yêu cầu"
    assert show_of(evening)["override"] == "Truyền hình yêu cầu"


def test_a_reason_that_was_not_needed_is_not_kept(evening: Evening) -> None:
    evening.take(why="không cần")
    assert evening.records("take_cue")[-1]["override"] is None


def test_nobody_can_override_figures_that_do_not_exist(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    submit(evening.house, evening.cast, found, "j1")
    with pytest.raises(NoFigures):
        evening.take(cue=evening.cue("score", "Đội số 1 · Màn chào hỏi"), why="Gấp")
    with pytest.raises(NoFigures):
        evening.take(cue=evening.cue("advancing"), why="Gấp")
    assert evening.on_air() == "blank"


@pytest.mark.parametrize("scene", ["standings", "advancing"])
def test_results_wait_for_two_people(evening: Evening, scene: str) -> None:
    cue = evening.cue(scene)
    with pytest.raises(NotConfirmed):
        evening.take(cue=cue)
    evening.play_first_night()
    evening.take(cue=cue)
    assert evening.on_air() == scene


def test_a_prize_that_nobody_has_been_named_for_is_not_announced(evening: Evening) -> None:
    evening.play_first_night()
    with pytest.raises(NoWinner) as refused:
        evening.take(cue=evening.cue("award", title="yêu thích"), why="Gấp")
    assert refused.value.code == "no-winner"


# ---- undo


def test_undo_goes_back_to_the_picture_before(evening: Evening) -> None:
    evening.take()
    first = evening.topic("stage")
    evening.take()
    evening.undo()
    assert evening.topic("stage") == first
    evening.take()
    assert evening.on_air() == "programme"


def test_undo_can_be_pressed_down_to_the_start(evening: Evening) -> None:
    evening.take()
    evening.take()
    evening.undo()
    evening.undo()
    assert evening.topic("stage")["scene"] == "blank"
    assert not show_of(evening)["can_undo"]
    with pytest.raises(NothingToUndo) as refused:
        evening.undo()
    assert refused.value.code == "nothing-to-undo"


def test_undo_is_recorded(evening: Evening) -> None:
    evening.take()
    evening.undo()
    assert len(evening.records("undo_take")) == 1


def test_revisions_rise_also_when_the_show_goes_back(evening: Evening) -> None:
    revs = [evening.rev("stage")]
    for do in (evening.take, evening.take, evening.undo, evening.black, evening.undo, evening.hold):
        do()
        revs.append(evening.rev("stage"))
    assert revs == sorted(set(revs))


# ---- black


def test_black_is_black_at_once_and_undo_brings_the_picture_back(evening: Evening) -> None:
    evening.take()
    picture = evening.topic("stage")
    evening.black()
    assert evening.on_air() == "blank"
    assert show_of(evening)["kind"] == "black"
    evening.undo()
    assert evening.topic("stage") == picture


def test_black_twice_is_black_and_one_undo_ends_it(evening: Evening) -> None:
    evening.take()
    evening.black()
    evening.black()
    assert evening.on_air() == "blank"
    evening.undo()
    assert evening.on_air() == "holding"


def test_the_show_goes_on_after_black_from_where_it_was(evening: Evening) -> None:
    evening.take()
    evening.take()
    coming = show_of(evening)["next"]
    evening.black()
    assert show_of(evening)["next"] == coming
    evening.take()
    assert evening.on_air() == "jury"


def test_black_works_before_anything_was_taken(evening: Evening) -> None:
    evening.black()
    assert evening.on_air() == "blank"
    evening.take()
    assert evening.on_air() == "holding"


# ---- hold


def performing(evening: Evening) -> int:
    """Team 1 performs its greeting, the clock running for ten seconds."""
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("performing", "Đội số 1 · Màn chào hỏi"))
    act(evening.house, evening.cast.director, clock.start)
    evening.clock.tick(10_000)
    return found


def test_a_held_picture_stands_still(evening: Evening) -> None:
    performing(evening)
    key = evening.topic("stage")["key"]
    evening.hold()
    evening.clock.tick(5_000)
    act(evening.house, evening.cast.director, clock.stop)
    held = evening.topic("stage")
    assert held["held"]
    assert held["key"] == key  # the same picture: nothing is animated in
    assert held["clock"]["state"] == "paused"
    assert held["clock"]["left_ms"] == 290_000


def test_hold_twice_changes_nothing_and_one_undo_lets_it_live_again(evening: Evening) -> None:
    performing(evening)
    evening.hold()
    evening.hold()
    evening.undo()
    assert not evening.topic("stage")["held"]
    assert evening.topic("stage")["clock"]["state"] == "running"


def test_the_next_take_ends_a_hold(evening: Evening) -> None:
    performing(evening)
    evening.hold()
    evening.take()
    assert evening.on_air() == "scoring"
    assert not evening.topic("stage")["held"]


def test_there_must_be_a_picture_to_hold(evening: Evening) -> None:
    with pytest.raises(WrongState):
        evening.hold()


def test_sheets_that_come_in_do_not_move_a_held_picture(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("scoring", "Đội số 1 · Màn chào hỏi"))
    evening.hold()
    submit(evening.house, evening.cast, found, "j1")
    assert evening.topic("stage")["sheets"] == {"in": 0, "of": 3}
    assert "stage" not in evening.touched[-1]


# ---- buses


def test_a_named_bus_is_that_bus_alone_also_while_they_are_linked(evening: Evening) -> None:
    evening.take("both")
    assert evening.on_air("stage") == evening.on_air("stream") == "holding"
    evening.black("stage")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("blank", "holding")
    evening.undo("stage")
    assert evening.on_air("stage") == evening.on_air("stream") == "holding"


def test_parted_buses_act_by_themselves(evening: Evening) -> None:
    evening.take("both")
    evening.link(False)
    evening.take("stage")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("programme", "holding")
    evening.black("stream")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("programme", "blank")
    evening.undo("stream")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("programme", "holding")
    evening.hold("stage")
    assert (evening.topic("stage")["held"], evening.topic("overlay")["held"]) == (True, False)


def test_linking_changes_nothing_on_air(evening: Evening) -> None:
    evening.link(False)
    evening.take("stage")
    evening.link(True)
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("holding", "blank")
    evening.take("both")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("programme", "programme")


def test_a_bus_with_nothing_to_undo_stays_as_it_is(evening: Evening) -> None:
    evening.link(False)
    evening.take("stage")
    evening.link(True)
    evening.undo("stage")
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("blank", "blank")


# ---- living parts


def test_sheets_in_are_counted_and_nothing_else_is_said(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("scoring", "Đội số 1 · Màn chào hỏi"))
    key = evening.topic("stage")["key"]
    submit(evening.house, evening.cast, found, "j2")
    assert "stage" in evening.touched[-1]
    assert evening.topic("stage")["sheets"] == {"in": 1, "of": 3}
    assert evening.topic("stage")["key"] == key
    assert "j2" not in text_of(evening.topic("stage"))
    act(evening.house, evening.cast.secretary, performances.record_absence, found, "j3", "absent", "Ốm")
    assert evening.topic("stage")["sheets"] == {"in": 1, "of": 2}


def test_a_performance_shows_its_own_clock_and_no_other(evening: Evening) -> None:
    performing(evening)
    assert evening.topic("stage")["clock"]["state"] == "running"
    evening.take(cue=evening.cue("performing", "Đội số 2 · Màn chào hỏi"))
    ready = evening.topic("stage")["clock"]
    assert (ready["state"], ready["left_ms"]) == ("ready", 300_000)


def test_the_next_picture_is_previewed_and_waits_for_figures(evening: Evening) -> None:
    evening.take(cue=evening.cue("performing", "Đội số 1 · Màn chào hỏi"))
    assert evening.topic("stage.next")["scene"] == "scoring"
    evening.take()
    assert evening.topic("stage.next")["scene"] == "blank"  # the score is not locked
    play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    assert "stage.next" in evening.touched[-1]
    assert evening.topic("stage.next")["total"] == "13,00"


def test_a_cue_chosen_by_hand_is_previewed_as_it_would_be_taken(evening: Evening) -> None:
    score = evening.cue("score", "Đội số 1 · Màn chào hỏi")

    def picture(cue: int, step: int = 1) -> Any:
        with evening.house.reading() as rows:
            return project_cue(rows, BusKey.STAGE, cue, step, evening.house.now())

    assert picture(score) is None  # not locked
    play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    seen = picture(score)
    assert picture(score, 9) is None
    evening.take(cue=score)
    taken = evening.topic("stage")
    assert seen | {"key": taken["key"]} == taken
    assert "about" not in seen
    with pytest.raises(NotFound):
        picture(10_000)


@pytest.mark.parametrize("do", [takes.undo, takes.hold])
def test_what_can_not_be_done_says_so_in_words(evening: Evening, do: Callable[..., Any]) -> None:
    with pytest.raises(RuleViolation) as refused:
        act(evening.house, evening.cast.director, do, "stage")
    assert "kênh này" in refused.value.message.lower()


def test_points_of_a_quiz_are_a_score_too(evening: Evening) -> None:
    found = opened(evening.house, evening.cast, "d1", "kien-thuc")
    act(evening.house, evening.cast.secretary, performances.enter_points, found, "17", 0)
    act(evening.house, evening.cast.secretary, performances.lock_performance, found)
    evening.take(cue=evening.cue("score", "Đội số 1 · Kiến thức"))
    shown = evening.topic("stage")
    assert (shown["judges"], shown["lines"], shown["total"]) == ([], [], "17,00")
    assert performance_id(evening.house, "d1", "kien-thuc") == found
