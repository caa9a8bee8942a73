"""The rehearsal plays both days to the podium, and the same from the same seed."""

from __future__ import annotations

import pytest

from tests.browser.listening import states
from tests.rehearsal.evenings import TEAMS, Listened, Played

pytestmark = pytest.mark.slow


def test_it_plays_both_days_to_the_podium(by_command: Played) -> None:
    assert by_command.code == 0, by_command.said
    assert list(by_command.result["rounds"]) == ["vong-loai", "chung-ket"]
    for standings in by_command.result["rounds"].values():
        assert standings["complete"] is True
        assert len(standings["standings"]) == TEAMS
    assert any('"scene":"podium"' in frame for frame in by_command.frames)
    first = next(award for award in by_command.result["awards"] if award["prize"] == "Giải Nhất toàn đoàn")
    assert first["team"] == by_command.result["rounds"]["chung-ket"]["standings"][0]["team"]


def test_links_beside_it_lead_to_its_contest(by_command: Played) -> None:
    assert by_command.links["public"]["url"] == f"{by_command.links['base']}/"
    assert len(by_command.links["judges"]) == 7
    assert [each["key"] for each in by_command.contest["rounds"]] == ["vong-loai", "chung-ket"]
    assert any('["state",' in frame for frame in by_command.frames)


def test_the_same_seed_gives_the_same_standings_and_awards(by_command: Played, listened: Listened) -> None:
    assert listened.result["rounds"] == by_command.result["rounds"]
    assert listened.result["awards"] == by_command.result["awards"]


def test_every_cue_came_to_the_wall_and_to_the_stream(listened: Listened) -> None:
    for where in ("socket /stage", "socket /overlay"):
        heard = {state["data"]["scene"] for each in listened.heard if each.where == where for state in states(each)}
        assert heard == {take.scene for take in listened.evening.taken} | {"blank"}, where
