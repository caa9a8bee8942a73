"""The run of show: which cues there are, in which order, and that planning anew disturbs nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.db.models import Performance
from contest.services import rounds, running_order
from contest.services.show.cues import regenerate_round
from tests.factories import act, performance_id
from tests.live.evening import Evening, contest_of_two_nights


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


def scenes(evening: Evening, round_key: str) -> list[str]:
    return [cue["scene"] for cue in evening.cues(round_key)]


def test_a_round_revealed_team_by_team(evening: Evening) -> None:
    ceremony = ["programme", "jury"]
    greeting = ["team", "performing", "scoring", "score"]
    quiz = ["team", "performing", "score"]
    after = ["holding", "standings", "advancing"]
    assert scenes(evening, "vong-loai") == ["holding", *ceremony, *greeting * 4, *quiz * 4, *after]


def test_a_cue_says_who_and_what(evening: Evening) -> None:
    cue = next(cue for cue in evening.cues() if cue["scene"] == "performing")
    assert (cue["title"], cue["subtitle"]) == ("Đang thi", "Đội số 1 · Màn chào hỏi")
    assert cue["performance"] == performance_id(evening.house, "d1", "chao-hoi")
    assert cue["block"] == {"key": "vong-loai/section/chao-hoi", "title": "Vòng loại · Màn chào hỏi"}
    assert [cue["number"] for cue in evening.cues()] == list(range(1, len(evening.cues()) + 1))


def test_a_round_whose_teams_are_not_known_only_waits(evening: Evening) -> None:
    assert scenes(evening, "chung-ket") == ["holding"]


def test_finals_introduce_a_team_once_and_reveal_at_the_end(evening: Evening) -> None:
    evening.play_first_night()
    of_a_team = ["team", "performing", "scoring", "performing", "scoring"]
    honours = ["award"] * 4 + ["podium", "standings"]  # two special prizes, second and first; nobody is left for third
    assert scenes(evening, "chung-ket") == [
        "holding", "programme", "jury", *of_a_team * 2, "holding", *["score"] * 4, *honours, "holding",
    ]  # fmt: skip


def test_prizes_go_from_the_smallest_to_the_first_one_winner_a_cue(tmp_path: Path) -> None:
    evening = Evening(tmp_path, contest_of_two_nights(top=4))
    evening.play_first_night()
    awards = [(cue["title"], cue["subtitle"], cue["steps"]) for cue in evening.cues() if cue["scene"] == "award"]
    assert awards == [
        ("Tiểu phẩm hay nhất", "Vòng chung kết", 2),
        ("Đội được khán giả yêu thích nhất", "Vòng chung kết", 2),
        ("Giải Ba", "Đội nhận giải 1/2", 2),
        ("Giải Ba", "Đội nhận giải 2/2", 2),
        ("Giải Nhì", "Vòng chung kết", 2),
        ("Giải Nhất", "Vòng chung kết", 2),
    ]
    evening.close()


def test_standings_never_come_before_the_prizes_that_they_would_give_away(evening: Evening) -> None:
    evening.play_first_night()
    final = scenes(evening, "chung-ket")
    assert final.index("standings") > final.index("podium") > final.index("award")


def test_another_order_keeps_the_ids_and_the_other_rounds(evening: Evening) -> None:
    before = {cue["id"]: cue for cue in evening.cues()}
    act(evening.house, evening.cast.organiser, running_order.set_order, "vong-loai", ["d4", "d3", "d2", "d1"])
    after = {cue["id"]: cue for cue in evening.cues()}
    assert after.keys() == before.keys()
    first = next(cue for cue in evening.cues() if cue["scene"] == "team")
    assert first["subtitle"] == "Đội thi thứ 1 · Đội số 4 · Màn chào hỏi"
    assert [after[cue["id"]] for cue in evening.cues("chung-ket")] == evening.cues("chung-ket")


def test_planning_anew_does_not_move_what_is_on_air(evening: Evening) -> None:
    for _ in range(3):
        evening.take()
    show, picture = evening.topic("show")["buses"]["stage"], evening.topic("stage")
    with evening.house.act(evening.cast.organiser.actor) as work:
        regenerate_round(work, "vong-loai")
    assert evening.topic("show")["buses"]["stage"]["cue"] == show["cue"]
    assert evening.topic("show")["buses"]["stage"]["next"] == show["next"]
    assert evening.topic("stage") == picture


def test_a_team_that_has_withdrawn_has_no_cues_to_come(evening: Evening) -> None:
    act(evening.house, evening.cast.organiser, rounds.set_status, "vong-loai", "d2", "withdrawn", "Xin rút")
    with evening.house.act(evening.cast.organiser.actor) as work:
        regenerate_round(work, "vong-loai")
    assert "Đội số 2" not in str(evening.cues())


def test_a_cue_on_air_stays_even_when_the_plan_has_it_no_more(evening: Evening) -> None:
    evening.play_first_night()
    through = evening.cue("advancing")
    evening.take(cue=through)
    picture = evening.topic("stage")
    with evening.house.act(evening.cast.organiser.actor) as work:
        rounds.get(work.session, "vong-loai").advance = None
        regenerate_round(work, "vong-loai")
    assert evening.cue("advancing") == through
    assert evening.topic("stage") == picture


def test_when_the_cue_on_air_is_gone_with_its_performance_the_show_goes_on_from_its_place(evening: Evening) -> None:
    evening.take(cue=evening.cue("team", "Đội số 2 · Màn chào hỏi"))
    act(evening.house, evening.cast.organiser, running_order.set_order, "vong-loai", ["d1", "d2", "d3", "d4"])
    picture = evening.topic("stage")
    with evening.house.act(evening.cast.organiser.actor) as work:
        work.session.delete(work.session.get_one(Performance, performance_id(evening.house, "d2", "chao-hoi")))
        work.session.flush()
        regenerate_round(work, "vong-loai")
    assert evening.topic("stage") == picture
    coming = evening.topic("show")["buses"]["stage"]["next"]["cue"]
    assert next(cue["subtitle"] for cue in evening.cues() if cue["id"] == coming).endswith("Đội số 3 · Màn chào hỏi")


def test_cues_say_what_they_wait_for(evening: Evening) -> None:
    waits = {cue["scene"]: cue["wait"] for cue in evening.cues("vong-loai")}
    assert waits["score"] == "chờ khóa phiếu"
    assert waits["standings"] == waits["advancing"] == "chờ xác nhận kết quả"
    assert waits["team"] is waits["performing"] is waits["scoring"] is waits["holding"] is None
