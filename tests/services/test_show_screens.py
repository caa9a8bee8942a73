"""The registry of screens: who is there, what each has painted, who is good, slow or lost."""

from threading import Thread
from typing import Any

import pytest

from contest.services.show.screens import FORGET_AFTER_MS, HEARD_WITHIN_MS, PAINT_WITHIN_MS, Screens

T = 1_727_870_400_000
LED = {"screen": "led-1", "name": "LED trái", "page": "stage", "width": 1920, "height": 1080, "rtt": 3, "hidden": False}


@pytest.fixture
def screens() -> Screens:
    registry = Screens()
    registry.hello("c1", "/stage", LED, T)
    registry.on_air("stage", 5, T)
    registry.painted("c1", "stage", 5, T + 40)
    return registry


def only(screens: Screens, now: int) -> dict[str, Any]:
    (screen,) = screens.to_json(now)["screens"]
    return dict(screen)


def test_a_screen_says_who_it_is(screens: Screens) -> None:
    assert only(screens, T + 100) == {
        "id": "led-1",
        "name": "LED trái",
        "kind": "stage",
        "width": 1920,
        "height": 1080,
        "rev": 5,
        "behind": False,
        "age_ms": 60,
        "painted_at": T + 40,
        "rtt": 3,
        "hidden": False,
        "active": None,
        "audible": None,
        "state": "good",
        "since": None,
    }


def test_a_screen_that_does_not_paint_in_time_is_slow_until_it_has_caught_up(screens: Screens) -> None:
    screens.on_air("stage", 6, T + 1_000)
    screens.heard("c1", T + 1_000 + PAINT_WITHIN_MS)
    assert not screens.look_round(T + 1_000 + PAINT_WITHIN_MS)
    assert only(screens, T)["behind"]
    assert screens.look_round(T + 1_001 + PAINT_WITHIN_MS)
    assert only(screens, T)["state"] == "slow"
    screens.painted("c1", "stage", 5, T + 4_000)
    assert only(screens, T)["state"] == "slow"
    assert screens.painted("c1", "stage", 6, T + 4_100)
    assert (only(screens, T)["state"], only(screens, T)["behind"]) == ("good", False)


def test_states_that_follow_fast_do_not_excuse_a_screen_that_paints_none(screens: Screens) -> None:
    for rev in range(6, 12):
        screens.on_air("stage", rev, T + rev * 1_000)
        screens.heard("c1", T + rev * 1_000)
        screens.look_round(T + rev * 1_000)
    assert only(screens, T)["state"] == "slow"


def test_a_screen_that_a_mixer_shows_says_whether_it_is_on_air(screens: Screens) -> None:
    """For the tally light: a screen that no mixer tells says nothing of it, whatever it sends."""
    for said, shown in ((True, True), (False, False), ("yes", None), (1, None)):
        screens.hello("c1", "/stage", LED | {"active": said}, T + 500)
        assert only(screens, T)["active"] is shown
    assert screens.hello("c1", "/stage", LED | {"active": True}, T + 500) is True, "the console would see it"


def test_a_hidden_tab_paints_nothing_and_is_not_blamed(screens: Screens) -> None:
    screens.hello("c1", "/stage", LED | {"hidden": True}, T + 500)
    screens.on_air("stage", 6, T + 1_000)
    screens.heard("c1", T + 5_000)
    screens.look_round(T + 5_000)
    assert (only(screens, T)["state"], only(screens, T)["hidden"]) == ("good", True)


def test_a_screen_that_is_silent_is_slow(screens: Screens) -> None:
    screens.look_round(T + HEARD_WITHIN_MS + 41)
    assert only(screens, T)["state"] == "slow"
    screens.heard("c1", T + HEARD_WITHIN_MS + 50)
    assert screens.look_round(T + HEARD_WITHIN_MS + 60)
    assert only(screens, T)["state"] == "good"


def test_a_closed_connection_is_a_lost_screen_until_it_is_back(screens: Screens) -> None:
    assert screens.gone("c1", T + 1_000)
    assert (only(screens, T)["state"], only(screens, T)["since"]) == ("lost", T + 1_000)
    screens.hello("c2", "/stage", LED, T + 3_000)
    screens.painted("c2", "stage", 5, T + 3_050)
    assert only(screens, T)["state"] == "good"


def test_a_screen_with_two_windows_is_lost_with_the_second(screens: Screens) -> None:
    screens.hello("c2", "/stage", LED, T + 100)
    screens.gone("c1", T + 200)
    assert only(screens, T)["state"] == "good"
    screens.gone("c2", T + 300)
    assert only(screens, T)["state"] == "lost"


def test_a_screen_lost_for_hours_is_forgotten(screens: Screens) -> None:
    screens.gone("c1", T)
    screens.look_round(T + FORGET_AFTER_MS + 1)
    assert screens.to_json(T)["screens"] == []


def test_painted_screens_are_counted_by_bus(screens: Screens) -> None:
    screens.hello("c2", "/stage", LED | {"screen": "led-2"}, T)
    screens.hello("c3", "/overlay", LED | {"screen": "obs", "page": "overlay"}, T)
    assert screens.painted_of("stage") == {"painted": 1, "of": 2}
    screens.painted("c2", "stage", 5, T)
    assert screens.painted_of("stage") == {"painted": 2, "of": 2}
    screens.gone("c2", T)
    assert screens.painted_of("stage") == {"painted": 1, "of": 1}
    assert screens.painted_of("overlay") == {"painted": 0, "of": 1}


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"screen": "x"},
        {"screen": "", "page": "stage"},
        {"screen": "x" * 61, "page": "stage"},
        {"screen": 7, "page": "stage"},
        {"screen": "x", "page": "console"},
        {"screen": "x", "page": ["stage"]},
    ],
    ids=str,
)
def test_words_that_make_no_sense_register_nobody(words: dict[str, Any]) -> None:
    screens = Screens()
    assert not screens.hello("c1", "/stage", words, T)
    assert screens.to_json(T) == {"screens": []}


def test_strange_sizes_and_names_are_tamed() -> None:
    screens = Screens()
    words = LED | {"name": "  " + "n" * 99, "width": "wide", "height": 1e12, "rtt": -4}
    screens.hello("c1", "/stage", words, T)
    shown = only(screens, T)
    assert (shown["name"], shown["width"], shown["height"], shown["rtt"]) == ("n" * 60, 0, 100_000, None)


def test_a_screen_can_not_speak_for_another_topic(screens: Screens) -> None:
    screens.on_air("stage", 6, T)
    assert not screens.painted("c1", "overlay", 6, T)
    assert not screens.painted("nobody", "stage", 6, T)
    assert not screens.painted("c1", "stage", "6", T)
    assert only(screens, T)["behind"]


def test_many_threads_may_speak_at_once() -> None:
    screens = Screens()

    def one(number: int) -> None:
        for turn in range(50):
            screens.hello(f"c{number}", "/stage", LED | {"screen": f"s{number}"}, T + turn)
            screens.on_air("stage", turn, T + turn)
            screens.painted(f"c{number}", "stage", turn, T + turn)
            screens.look_round(T + turn)
        screens.gone(f"c{number}", T + 100)

    threads = [Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [screen["state"] for screen in screens.to_json(T)["screens"]] == ["lost"] * 8
