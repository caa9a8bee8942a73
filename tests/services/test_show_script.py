"""The run of show by hand: what the director adds, changes and moves outlives every new plan."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.domain.errors import Invalid
from contest.services import running_order
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound, WrongState
from contest.services.show import forms, script
from contest.services.show.cues import regenerate_round
from tests.factories import act, performance_id
from tests.live.evening import Evening


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


def do(evening: Evening, change: Any, *args: Any, **kwargs: Any) -> int | None:
    """The id of the cue that the director's act was about."""
    with evening.house.act(evening.cast.director.actor) as work:
        cue = change(work, *args, **kwargs)
        return cue.id if cue is not None else None


def replan(evening: Evening, key: str = "vong-loai") -> None:
    with evening.house.act(evening.cast.organiser.actor) as work:
        regenerate_round(work, key)


def ids(evening: Evening) -> list[int]:
    return [cue["id"] for cue in evening.cues()]


def cue_of(evening: Evening, cue_id: int | None) -> dict[str, Any]:
    return next(cue for cue in evening.cues() if cue["id"] == cue_id)


def test_words_and_notes_of_the_director_outlive_a_new_plan(evening: Evening) -> None:
    first = evening.cue("team")
    do(evening, script.change, first, {"title": "Mời đội ra", "note": "Tắt đèn khán phòng", "mc_note": "Đọc chậm"})
    act(evening.house, evening.cast.organiser, running_order.set_order, "vong-loai", ["d4", "d3", "d2", "d1"])
    cue = cue_of(evening, first)
    assert (cue["title"], cue["note"], cue["mc_note"]) == ("Mời đội ra", "Tắt đèn khán phòng", "Đọc chậm")
    assert cue["subtitle"] == "Đội thi thứ 4 · Đội số 1 · Màn chào hỏi"  # the plan's own line follows the plan


def test_an_emptied_title_is_the_plans_own_again(evening: Evening) -> None:
    first = evening.cue("team")
    do(evening, script.change, first, {"title": "Mời đội ra"})
    do(evening, script.change, first, {"title": "  "})
    assert cue_of(evening, first)["title"] == "Giới thiệu đội"


def test_a_cue_can_be_moved_and_stays_behind_its_neighbour_in_every_new_plan(evening: Evening) -> None:
    order = ids(evening)
    do(evening, script.move, order[9], order[2])
    wanted = [*order[:2], order[9], *order[2:9], *order[10:]]
    assert ids(evening) == wanted
    replan(evening)
    assert ids(evening) == wanted
    do(evening, script.move, order[9], None)
    assert ids(evening)[-1] == order[9]
    replan(evening)
    replan(evening, "chung-ket")
    assert ids(evening)[-1] == order[9]


def test_a_moved_cue_goes_on_with_its_neighbour_when_the_order_changes(evening: Evening) -> None:
    own = do(evening, script.add, "blank", {}, texts={"title": "Tắt đèn"}, before=evening.cue("team", "Đội số 3"))
    behind = ids(evening)[ids(evening).index(own or 0) - 1]
    act(evening.house, evening.cast.organiser, running_order.set_order, "vong-loai", ["d4", "d3", "d2", "d1"])
    assert ids(evening)[ids(evening).index(behind) + 1] == own


def test_a_copy_stands_right_behind_and_can_be_taken_alone(evening: Evening) -> None:
    wanted = evening.cue("performing", "Đội số 2")
    copy = do(evening, script.duplicate, wanted)
    assert ids(evening)[ids(evening).index(wanted) + 1] == copy
    replan(evening)
    assert ids(evening)[ids(evening).index(wanted) + 1] == copy
    evening.take(cue=copy)
    assert evening.topic("stage")["team"]["name"] == "Đội số 2"


def test_a_deleted_cue_stays_away_until_it_is_put_back(evening: Evening) -> None:
    order = ids(evening)
    do(evening, script.delete, order[3])
    replan(evening)
    assert ids(evening) == [*order[:3], *order[4:]]
    assert [cue["id"] for cue in evening.topic("cues")["deleted"]] == [order[3]]
    with pytest.raises(NotFound):
        evening.take(cue=order[3])
    do(evening, script.put_back, order[3])
    assert ids(evening) == order


def test_next_passes_over_a_deleted_cue(evening: Evening) -> None:
    order = ids(evening)
    evening.take()
    do(evening, script.delete, order[1])
    evening.take()
    assert evening.topic("show")["buses"]["stage"]["cue"] == order[2]


def test_a_cue_on_air_is_not_deleted(evening: Evening) -> None:
    evening.take()
    with pytest.raises(WrongState):
        do(evening, script.delete, ids(evening)[0])


@pytest.mark.parametrize("scene", [scene.value for scene in forms.TITLES if scene != "media"])
def test_a_cue_of_every_scene_can_be_added_from_its_form(evening: Evening, scene: str) -> None:
    values: dict[str, Any] = {"round": "vong-loai", "award": "nhat", "text": "Nghỉ giải lao"}
    values["performance"] = performance_id(evening.house, "d2", "chao-hoi")
    with evening.house.reading() as rows:
        form = next(each for each in forms.catalogue(rows) if each["scene"] == scene)
    params = {each["name"]: values[each["name"]] for each in form["parameters"] if each["required"]}
    first = ids(evening)[0]
    added = do(evening, script.add, scene, params, before=first)
    assert ids(evening)[:2] == [added, first]
    cue = cue_of(evening, added)
    assert (cue["scene"], cue["title"], cue["by_hand"]) == (scene, form["title"], True)
    assert cue["form"].items() >= params.items()
    replan(evening)
    assert ids(evening)[0] == added


def test_a_form_names_every_fault(evening: Evening) -> None:
    with pytest.raises(Invalid) as refused:
        do(evening, script.add, "standings", {"reveal": "sideways", "top": 0, "colour": "red"})
    assert {fault.path for fault in refused.value.faults} == {
        "params.round", "params.reveal", "params.top", "params.colour",
    }  # fmt: skip
    with pytest.raises(Invalid):
        do(evening, script.add, "nothing", {})


def test_only_the_director_edits_and_every_edit_is_recorded(evening: Evening) -> None:
    first = ids(evening)[1]
    for role, person in evening.cast.by_role().items():
        if role != "director":
            with pytest.raises(Forbidden):
                act(evening.house, person, script.change, first, {"note": "x"})
    do(evening, script.change, first, {"note": "Chú ý"})
    do(evening, script.move, first, None)
    do(evening, script.duplicate, first)
    do(evening, script.delete, first)
    do(evening, script.put_back, first)
    for name in ("change_cue", "move_cue", "duplicate_cue", "delete_cue", "put_back_cue"):
        assert evening.records(name)


# ---- steps


def test_standings_from_the_bottom_come_row_by_row_or_by_fives(evening: Evening) -> None:
    evening.play_first_night()
    cue = evening.cue("standings", round_key="vong-loai")
    do(evening, script.change, cue, {"params": {"reveal": "row_by_row"}})
    assert cue_of(evening, cue)["steps"] == 4
    replan(evening)
    assert cue_of(evening, cue)["form"] == {"round": "vong-loai", "reveal": "row_by_row"}
    for step, hidden in enumerate((3, 2, 1, 0), 1):
        evening.take(cue=cue, step=step)
        assert [row["hidden"] for row in evening.topic("stage")["rows"]] == [True] * hidden + [False] * (4 - hidden)


def test_a_score_of_a_round_that_shows_its_judges_comes_judge_by_judge(evening: Evening) -> None:
    """Before the last step nothing says which figure is left out, nor what the total is."""
    evening.play_first_night()
    evening.play_finals()
    cue = evening.cue("score", "Tiểu phẩm", round_key="chung-ket")
    assert cue_of(evening, cue)["steps"] == 4
    seen = []
    for step in range(1, 5):
        evening.take(cue=cue, step=step)
        frame = evening.topic("stage")
        seen.append([judge["figure"] for judge in frame["judges"]])
        last = step == 4
        assert (frame["total"] is not None, bool(frame["lines"])) == (last, last)
        assert {judge["state"] for judge in frame["judges"]} <= (
            {"counted", "high", "low"} if last else {"counted", "hidden"}
        )
    assert seen == [
        ["12,00", None, None],
        ["12,00", "14,00", None],
        ["12,00", "14,00", "13,00"],
        ["12,00", "14,00", "13,00"],
    ]
    do(evening, script.change, cue, {"params": {"reveal": "at_once"}})
    assert cue_of(evening, cue)["steps"] == 1
    evening.take(cue=cue)
    assert evening.topic("stage")["total"] == "13,00"


def test_a_score_of_a_round_that_shows_totals_has_one_step(evening: Evening) -> None:
    assert {cue["steps"] for cue in evening.cues("vong-loai") if cue["scene"] == "score"} == {1}


# ---- planned and real times


def test_times_are_planned_from_the_start_of_the_round_and_the_lengths(evening: Evening) -> None:
    opening, programme, jury, team, performing, scoring = evening.cues("vong-loai")[:6]
    assert programme["planned_at"] - opening["planned_at"] == opening["length_s"] * 1000
    assert team["planned_at"] == programme["planned_at"] + (programme["length_s"] + jury["length_s"]) * 1000
    start = team["planned_at"]
    assert performing["planned_at"] == start + 20_000
    assert scoring["planned_at"] == performing["planned_at"] + 300_000  # as long as its section
    do(evening, script.change, performing["id"], {"planned_s": 60})
    assert evening.cues("vong-loai")[5]["planned_at"] == performing["planned_at"] + 60_000
    do(evening, script.change, performing["id"], {"planned_s": None})
    assert evening.cues("vong-loai")[5]["planned_at"] == scoring["planned_at"]


def test_real_times_are_those_of_takes_that_stand(evening: Evening) -> None:
    evening.take()
    evening.clock.tick(5_000)
    evening.take()
    first, second = evening.cues()[:2]
    assert second["taken_at"] - first["taken_at"] == 5_000
    evening.undo()
    assert [cue["taken_at"] for cue in evening.cues()[:2]] == [first["taken_at"], None]
