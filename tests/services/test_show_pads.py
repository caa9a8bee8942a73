"""The registry of judges' tablets: who is there, on how many tablets, and how each of them fares."""

from __future__ import annotations

from typing import Any

import pytest

from contest.services.actor import Actor, Role
from contest.services.show.pads import SLOW_RTT_MS, TELL_EVERY_MS, Pads

T = 1_727_870_400_000
WELL = {
    "battery": 82, "charging": False, "outbox": 0, "page": "marking", "rtt": 14, "worker": True, "wake": "on",
}  # fmt: skip


def judge(key: str, session: int | None = None, device: str | None = None) -> Actor:
    return Actor(Role.JUDGE, key, 1, key, device, session_id=session)


@pytest.fixture
def pads() -> Pads:
    registry = Pads()
    registry.came("c1", judge("j1", 7, "Safari · iPad"), T)
    registry.pulse("c1", WELL, T + 40)
    return registry


def only(pads: Pads) -> dict[str, Any]:
    (pad,) = pads.of_judge("j1")
    return pad


def test_a_pad_tells_how_it_fares(pads: Pads) -> None:
    assert only(pads) == {"id": "7", "device": "Safari · iPad", "seen": T + 40} | WELL


def test_until_it_has_told_nothing_is_known() -> None:
    pads = Pads()
    pads.came("c1", judge("j1", 7), T)
    pad = only(pads)
    assert pad["device"] == "Thiết bị không rõ"
    assert (pad["battery"], pad["charging"], pad["outbox"], pad["page"], pad["rtt"]) == (None, None, 0, "", None)


def test_judges_are_here_while_one_of_their_tablets_is() -> None:
    pads = Pads()
    pads.came("t1", judge("j1", 7), T)
    pads.came("t2", judge("j1", 8), T + 1)
    assert (pads.judges_here(), pads.count("j1"), [p["id"] for p in pads.of_judge("j1")]) == ({"j1"}, 2, ["7", "8"])
    assert pads.left("t1") == "j1"
    assert (pads.judges_here(), pads.count("j1")) == ({"j1"}, 1)
    assert pads.left("t2") == "j1"
    assert pads.left("t2") is None
    assert (pads.judges_here(), pads.count("j1")) == (frozenset(), 0)


def test_two_windows_of_one_browser_are_one_tablet(pads: Pads) -> None:
    pads.came("c2", judge("j1", 7), T + 50)
    assert pads.count("j1") == 1
    pads.left("c1")
    assert pads.count("j1") == 1
    pads.left("c2")
    assert pads.count("j1") == 0


def test_two_bearers_of_one_token_are_two_tablets() -> None:
    pads = Pads()
    pads.came("c1", judge("j1"), T)
    pads.came("c2", judge("j1"), T)
    assert pads.count("j1") == 2


def test_a_person_without_sheets_is_no_tablet() -> None:
    pads = Pads()
    pads.came("c1", Actor(Role.SECRETARY, "Thư ký", 2), T)
    assert pads.judges_here() == frozenset()
    assert not pads.pulse("c1", WELL, T)


@pytest.mark.parametrize(
    "news",
    [
        {"battery": 79}, {"battery": None}, {"charging": True}, {"outbox": 2}, {"page": "waiting"},
        {"rtt": SLOW_RTT_MS}, {"worker": False}, {"wake": "off"}, {"wake": "impossible"},
    ],
    ids=str,
)  # fmt: skip
def test_the_desk_hears_what_is_news(pads: Pads, news: dict[str, Any]) -> None:
    assert pads.pulse("c1", WELL | news, T + 100)
    assert only(pads) == {"id": "7", "device": "Safari · iPad", "seen": T + 100} | WELL | news


@pytest.mark.parametrize("same", [{}, {"rtt": 90}, {"rtt": None}, {"battery": 81}], ids=str)
def test_what_is_no_news_waits_for_the_next_telling(pads: Pads, same: dict[str, Any]) -> None:
    assert not pads.pulse("c1", WELL | same, T + 100)
    assert pads.pulse("c1", WELL | same, T + 40 + TELL_EVERY_MS)


@pytest.mark.parametrize(
    ("nonsense", "kept"),
    [
        ({"battery": 140}, {"battery": None}), ({"battery": "full"}, {"battery": None}),
        ({"battery": True}, {"battery": None}), ({"charging": 1}, {"charging": None}),
        ({"outbox": -3}, {"outbox": 0}), ({"outbox": 1e12}, {"outbox": 0}), ({"page": "<b>"}, {"page": ""}),
        ({"page": ["marking"]}, {"page": ""}), ({"rtt": float("nan")}, {"rtt": None}),
        ({"worker": "yes"}, {"worker": False}), ({"wake": "asleep"}, {"wake": "off"}), ({"wake": {}}, {"wake": "off"}),
    ],
    ids=str,
)  # fmt: skip
def test_words_that_make_no_sense_are_not_believed(pads: Pads, nonsense: dict[str, Any], kept: dict[str, Any]) -> None:
    pads.pulse("c1", WELL | nonsense, T + 100)
    assert only(pads) | kept == only(pads)
