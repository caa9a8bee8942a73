"""Scenes of the ceremony: what is not drawn, not called, not named yet is not in what a screen is sent."""

import json

import pytest

from contest.live.prompt import card, prompt
from contest.live.scenes import (
    PARAMS,
    Draw,
    Favourite,
    Jury,
    JuryMember,
    Message,
    Programme,
    ProgrammeDay,
    ProgrammeLine,
    SceneName,
    TeamName,
    cut_to_step,
)
from contest.live.scenes.base import NoSuchStep

TEAMS = (TeamName("a", "Huyện Bình Sơn"), TeamName("b", "Sở Nội vụ"), TeamName("c", "Huyện Mộ Đức"))
DRAW = Draw("Vòng loại", TEAMS, seed_digest="d1" * 32, seed="bốn mươi hai")


def text(frame: object) -> str:
    return json.dumps(frame, ensure_ascii=False)


def test_every_scene_says_what_its_cue_may_be_told() -> None:
    assert set(PARAMS) == set(SceneName)


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_draw_shows_the_names_drawn_so_far_and_the_seed_only_at_its_end(step: int) -> None:
    frame = cut_to_step(DRAW, step).to_json()
    for turn, team in enumerate(TEAMS, 1):
        assert (team.name in text(frame)) is (turn < step)
    assert frame["drawn"] == step - 1
    assert len(frame["places"]) == 3
    assert frame["seed_digest"] == "d1" * 32
    assert (frame["seed"] == "bốn mươi hai") is (step == 4)


def test_a_draw_has_no_step_beyond_its_last_name() -> None:
    with pytest.raises(NoSuchStep):
        cut_to_step(DRAW, 5)


def test_judges_come_one_by_one_with_their_places_kept() -> None:
    members = (JuryMember("j1", "Nguyễn Thị Ánh", head=True), JuryMember("j2", "Trần Văn Bình"))
    jury = Jury("Vòng loại", members, one_by_one=True)
    first = cut_to_step(jury, 1).to_json()
    assert [member["role"] for member in first["members"]] == ["Trưởng ban giám khảo"]
    assert (first["of"], "Trần Văn Bình" in text(first)) == (2, False)
    assert len(cut_to_step(jury, 2).to_json()["members"]) == 2
    assert Jury("Vòng loại", members).steps == 1


def test_the_favourite_is_named_at_the_second_step() -> None:
    favourite = Favourite("Khán giả yêu thích", TEAMS[0], "1.234 lượt bình chọn")
    before, after = (cut_to_step(favourite, step).to_json() for step in (1, 2))
    assert "Bình Sơn" not in text(before)
    assert "1.234" not in text(before)
    assert card(before) is None
    assert (card(after) or {})["rows"] == [
        {"label": "Khán giả yêu thích", "value": "Huyện Bình Sơn"},
        {"label": "Do khán giả bình chọn", "value": "1.234 lượt bình chọn"},
    ]
    assert "Bình Sơn" not in text(prompt(after))


def test_a_programme_goes_day_by_day() -> None:
    lines = (ProgrammeLine("01/10", "07:30", "Vòng loại"),), (ProgrammeLine("02/10", "19:00", "Vòng chung kết"),)
    days = (ProgrammeDay("Thứ Ba, 01/10/2024", lines[0]), ProgrammeDay("Thứ Tư, 02/10/2024", lines[1]))
    whole = Programme("Tuần lễ Chuyển đổi số", days).to_json()
    assert [line["day"] for line in whole["lines"]] == ["01/10", "02/10"]
    second = cut_to_step(Programme("Tuần lễ", days, by_day=True), 2).to_json()
    assert (second["subtitle"], len(second["lines"])) == ("Thứ Tư, 02/10/2024", 1)
    assert second["lines"][0] == {"day": None, "time": "19:00", "title": "Vòng chung\u00a0kết", "place": None}


@pytest.mark.parametrize(("length", "size"), [(30, "s"), (80, "m"), (240, "l")])
def test_a_message_has_one_of_three_sizes(length: int, size: str) -> None:
    assert Message("x" * length).to_json()["len"] == size
