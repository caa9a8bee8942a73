"""Cues of the ceremony taken from the run of show: built from rows, refused where a row is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from contest.db.models import Cue, ProgrammeItem, Round
from contest.domain.errors import RuleViolation
from contest.services import prizes
from contest.services.show.steps import steps_of
from tests.factories import act
from tests.live.evening import Evening, contest_of_two_nights, text_of


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


def add(evening: Evening, scene: str, round_key: str | None = "vong-loai", **params: Any) -> int:
    """The id of a cue put at the end of the run of show."""
    with evening.house.act(evening.cast.organiser.actor) as work:
        row = work.session.scalar(select(Round).where(Round.key == round_key)) if round_key else None
        last = max(work.session.scalars(select(Cue.position)))
        cue = Cue(scene=scene, title=scene, position=last + 1, params={"key": f"own/{scene}"} | params, round=row)
        work.session.add(cue)
        work.session.flush()
        cue.steps = steps_of(work.session, cue, work.now)
        return cue.id


def test_the_jury_is_the_panel_of_the_round_with_its_head_first(evening: Evening) -> None:
    evening.take(cue=add(evening, "jury", one_by_one=True))
    shown = evening.topic("stage")
    assert [member["head"] for member in shown["members"]] == [True]
    evening.take()
    assert len(evening.topic("overlay")["members"]) == 2


def test_a_draw_is_revealed_name_by_name_in_the_recorded_order(evening: Evening) -> None:
    cue = add(evening, "draw", order=["d3", "d1", "d4", "d2"], seed_digest="ab" * 32, seed="7")
    names = evening.team_names()
    for step, drawn in enumerate((0, 1, 2, 3, 4), 1):
        evening.take(cue=cue, step=step)
        said = text_of(evening.topic("stage")["places"])
        assert [key for key in ("d3", "d1", "d4", "d2") if names[key] in said] == ["d3", "d1", "d4", "d2"][:drawn]


def test_a_draw_without_an_order_shows_that_of_its_round(evening: Evening) -> None:
    evening.take(cue=add(evening, "draw"), step=5)
    assert [place["team"]["key"] for place in evening.topic("stage")["places"]] == ["d1", "d2", "d3", "d4"]


def test_the_favourite_waits_for_its_winner_and_evidence(evening: Evening) -> None:
    evening.play_first_night()
    cue = add(evening, "favourite", None, votes="1234")
    with pytest.raises(RuleViolation):
        evening.take(cue=cue)
    act(evening.house, evening.cast.organiser, prizes.name_winner, _by_hand(evening), "d2", "Biên bản kiểm phiếu")
    evening.take(cue=cue)
    assert evening.topic("stage")["team"] is None
    assert evening.topic("mc")["card"]["rows"][0]["value"] == evening.team_names()["d2"]
    assert evening.topic("public")["awards"] == []
    evening.take(cue=cue, step=2)
    assert evening.topic("overlay")["votes"] == "1.234 lượt bình chọn"
    assert [each["team"]["key"] for each in evening.topic("public")["awards"]] == ["d2"]


def _by_hand(evening: Evening) -> str:
    awards = contest_of_two_nights()["awards"]
    return str(next(award["key"] for award in awards if award["kind"] == "hand"))


def test_the_programme_is_shown_by_day(evening: Evening) -> None:
    with evening.house.act(evening.cast.organiser.actor) as work:
        work.session.execute(delete(ProgrammeItem))
        for position, (day, at) in enumerate([(1, "07:30"), (2, "19:00"), (2, "21:00")], 1):
            item = ProgrammeItem(position=position, on_date=date(2024, 10, day), at_time=at, title=f"Việc {position}")
            work.session.add(item)
    cue = add(evening, "programme", None, by_day=True)
    evening.take(cue=cue, step=2)
    assert evening.topic("stage")["subtitle"] == "Thứ Tư, 02/10/2024"
    assert [line["time"] for line in evening.topic("stage")["lines"]] == ["19:00", "21:00"]
    evening.take(cue=add(evening, "programme", None, day="2024-10-01"))
    assert [line["title"] for line in evening.topic("stage")["lines"]] == ["Việc 1"]


@pytest.mark.parametrize(
    ("scene", "params"),
    [("message", {"text": "  "}), ("media", {"media": "gone"}), ("draw", {"order": ["nobody"]}), ("jury", {})],
)
def test_a_cue_without_what_it_is_about_is_refused_and_its_miniature_is_blank(
    evening: Evening, scene: str, params: dict[str, Any]
) -> None:
    cue = add(evening, scene, None, **params)
    with pytest.raises(RuleViolation):
        evening.take(cue=cue)
    evening.take(cue=max(each["id"] for each in evening.cues() if each["id"] < cue), why="để thử")
    assert evening.topic("stage.next")["scene"] == "blank"
    assert evening.topic("mc")["next"]["title"]


def test_a_message_and_the_test_card_need_nothing_else(evening: Evening) -> None:
    evening.take(cue=add(evening, "message", None, text="Chương trình tạm dừng ít phút"))
    assert evening.topic("stage")["text"] == "Chương\u00a0trình tạm dừng ít phút"
    assert evening.topic("mc")["now"]["lines"] == ["Chương\u00a0trình tạm dừng ít phút"]
    evening.take(cue=add(evening, "testcard", None))
    assert evening.topic("overlay")["letters"]
