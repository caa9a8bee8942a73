"""Prizes that people name by hand: who, on what evidence, and what no hand may touch."""

from __future__ import annotations

import pytest

from contest.domain.errors import Invalid
from contest.services import prizes, results
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound, WrongState
from tests.cast import Cast
from tests.factories import Line, act, faults, record


def test_a_winner_is_named_with_its_evidence(finals: House, cast: Cast) -> None:
    heard: list[dict[str, int]] = []
    finals.on_commit(heard.append)
    act(finals, cast.organiser, prizes.name_winner, "khan-gia", "d4", " Biên bản kiểm phiếu ")
    with finals.reading() as rows:
        found = {each["key"]: each for each in prizes.awards_document(rows)["awards"]}
        assert [each.teams for each in results.award_results(rows, "chung-ket") if each.award.key == "khan-gia"] == [
            ("d4",)
        ]
    assert (found["khan-gia"]["winner"], found["khan-gia"]["evidence"]) == ("d4", "Biên bản kiểm phiếu")
    details = {"team": "d4", "evidence": "Biên bản kiểm phiếu"}
    assert record(finals)[-1] == Line("name_winner", "Ban tổ chức", "khan-gia", details)
    assert {"cues", "show", "mc"} <= set(heard[-1])
    assert "public" not in heard[-1]


def test_a_winner_can_be_taken_back(finals: House, cast: Cast) -> None:
    act(finals, cast.organiser, prizes.name_winner, "khan-gia", "d4", "Biên bản kiểm phiếu")
    act(finals, cast.organiser, prizes.name_winner, "khan-gia", None, "")
    with finals.reading() as rows:
        assert {each["key"]: each["winner"] for each in prizes.awards_document(rows)["awards"]}["khan-gia"] is None


@pytest.mark.parametrize(
    ("team", "evidence", "found"),
    [
        ("d4", " ", [("evidence", "missing")]),
        ("d1", "Biên bản", [("team", "unknown")]),
        ("d9", "", [("team", "unknown"), ("evidence", "missing")]),
    ],
)
def test_what_is_missing_is_told_at_once(
    finals: House, cast: Cast, team: str, evidence: str, found: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        act(finals, cast.organiser, prizes.name_winner, "khan-gia", team, evidence)
    assert faults(refusal) == found


@pytest.mark.parametrize("award", ["nhat", "hay-nhat"])
def test_a_prize_that_the_marks_decide_is_not_named_by_hand(finals: House, cast: Cast, award: str) -> None:
    with pytest.raises(WrongState, match="theo điểm"):
        act(finals, cast.organiser, prizes.name_winner, award, "d4", "Vì thích")


def test_an_unknown_prize_is_not_found(finals: House, cast: Cast) -> None:
    with pytest.raises(NotFound):
        act(finals, cast.organiser, prizes.name_winner, "giai-la", "d4", "Biên bản")


@pytest.mark.parametrize("who", ["secretary", "director", "judge", "head_judge", "auditor"])
def test_only_the_organiser_names_a_winner(finals: House, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        act(finals, cast.by_role()[who], prizes.name_winner, "khan-gia", "d4", "Biên bản")
