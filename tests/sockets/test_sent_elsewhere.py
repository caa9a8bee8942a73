"""Screens as the console settles them: named, sent to another view, told to ring. The wire carries that view alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from contest.services.show import clock, displays, takes
from contest.services.show.screens import screens_of
from tests.factories import act, opened, play_judged
from tests.live.evening import Evening
from tests.sockets.listening import Channel

WHO = {"screen": "led-1", "page": "stage"}
HELLO = WHO | {"width": 1920, "height": 1080, "hidden": False}


def settle(evening: Evening, **changed: Any) -> None:
    act(evening.house, evening.cast.director, displays.settle, "stage", "led-1", changed)
    screens_of(evening.house).tell("stage", "led-1", {"act": "settings"})


def enter(channel: Channel, evening: Evening) -> SocketIOTestClient:
    client = channel.connect("/stage", evening.cast.stage.token, **WHO)
    channel.settle()
    client.emit("hello", HELLO, namespace="/stage")
    return client


def heard(channel: Channel, client: SocketIOTestClient) -> list[tuple[str, Any]]:
    """What was sent since last asked: topics with their scene, orders with what to do."""
    channel.settle()
    found: list[tuple[str, Any]] = []
    for event in client.get_received("/stage"):
        words = event["args"][0]
        found.append((words["topic"], words["data"]["scene"]) if event["name"] == "state" else ("order", words))
    return found


def test_a_screen_is_told_what_is_settled_for_it(channel: Channel, evening: Evening) -> None:
    settle(evening, name="LED trái", sound=True)
    told = heard(channel, enter(channel, evening))
    assert ("order", {"act": "settings", "name": "LED trái", "shows": None, "sound": True}) in told
    assert ("stage", "blank") in told


def test_a_screen_sent_to_the_clock_never_hears_a_score(channel: Channel, evening: Evening) -> None:
    """From the moment it is sent there, and after it comes back: not one byte of the hall's picture."""
    play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    client = enter(channel, evening)
    heard(channel, client)
    settle(evening, shows="clock")
    assert heard(channel, client)[-1] == ("screen.clock", "holding")
    evening.take(cue=evening.cue("score", "Đội số 1 · Màn chào hỏi"))
    assert heard(channel, client) == []
    again = enter(channel, evening)  # it was reloaded
    told = heard(channel, again)
    assert [topic for topic, _scene in told if topic != "order"] == ["screen.clock"]
    assert "13,00" not in json.dumps(told)
    act(evening.house, evening.cast.director, clock.start, opened(evening.house, evening.cast, "d2"))
    assert heard(channel, again)[-1] == ("screen.clock", "performing")


def test_a_screen_sent_back_shows_its_own_bus_again(channel: Channel, evening: Evening) -> None:
    client = enter(channel, evening)
    settle(evening, shows="testcard")
    assert heard(channel, client)[-1] == ("screen.testcard", "testcard")
    evening.take()
    settle(evening, shows=None)
    assert heard(channel, client)[-1] == ("stage", "holding")
    evening.take()
    assert heard(channel, client)[-1][0] == "stage"


def test_a_hall_screen_can_follow_the_stream(channel: Channel, evening: Evening) -> None:
    settle(evening, shows="stream")
    client = enter(channel, evening)
    heard(channel, client)
    evening.take("stage")
    assert heard(channel, client) == []
    evening.take("stream")
    assert heard(channel, client) == [("screen.stream", "holding")]


def test_only_results_that_the_hall_has_seen_stand_on_a_screen_of_results(channel: Channel, evening: Evening) -> None:
    settle(evening, shows="standings")
    evening.play_first_night()
    client = enter(channel, evening)
    assert ("screen.standings", "holding") in heard(channel, client)
    evening.take(cue=evening.cue("standings", round_key="vong-loai"))
    assert heard(channel, client) == [("screen.standings", "standings")]
    evening.take(cue=evening.cue("holding"))
    assert heard(channel, client) == [("screen.standings", "standings")]  # it stays when the hall goes on
    evening.undo()
    evening.undo()
    assert heard(channel, client)[-1] == ("screen.standings", "holding")


def test_the_registry_follows_what_the_screen_was_sent_to(channel: Channel, evening: Evening) -> None:
    client = enter(channel, evening)
    settle(evening, shows="testcard")
    channel.settle()
    rev = evening.rev("screen.testcard")
    client.emit("painted", {"topic": "screen.testcard", "rev": rev}, namespace="/stage")
    (screen,) = evening.topic("screens")["screens"]
    assert (screen["rev"], screen["shows"], screen["behind"]) == (rev, "testcard", False)


def test_a_settled_screen_that_is_away_stays_on_the_list(evening: Evening) -> None:
    act(evening.house, evening.cast.director, displays.settle, "stage", "led-1", {"name": "LED phải"})
    evening.reopen()
    (screen,) = evening.topic("screens")["screens"]
    assert (screen["name"], screen["state"]) == ("LED phải", "lost")
    act(evening.house, evening.cast.director, displays.forget, "stage", "led-1")
    assert evening.topic("screens")["screens"] == []


def test_the_bell_rings_where_it_is_wanted(channel: Channel, evening: Evening) -> None:
    client = enter(channel, evening)
    heard(channel, client)
    with evening.house.reading() as rows:
        assert displays.sounding(rows) == []
    settle(evening, sound=True)
    heard(channel, client)
    with evening.house.reading() as rows:
        for kind, screen in displays.sounding(rows):
            screens_of(evening.house).tell(kind, screen, {"act": "bell", "times": 1})
    assert heard(channel, client) == [("order", {"act": "bell", "times": 1})]


def test_the_clock_says_when_it_rings_by_itself(evening: Evening) -> None:
    started = act(evening.house, evening.cast.director, clock.start, opened(evening.house, evening.cast))
    with evening.house.reading() as rows:
        first = clock.next_bell(rows, evening.clock.now)
        assert started.ends_at is not None
        assert first == started.ends_at - 60_000
        assert clock.next_bell(rows, first) == started.ends_at
        assert clock.next_bell(rows, started.ends_at) is None
    act(evening.house, evening.cast.director, clock.set_auto_bell, False)
    with evening.house.reading() as rows:
        assert clock.next_bell(rows, evening.clock.now) is None


@pytest.mark.parametrize("bus", ["stage", "stream"])
def test_case_18_black_and_hold_are_at_once_for_hall_and_stream_apart(
    channel: Channel, evening: Evening, bus: str
) -> None:
    """Case 18 of the threads, with the stream delayed: the very next frame is black, on that bus alone."""
    evening.take()
    act(evening.house, evening.cast.director, takes.delay, 5_000)
    walls = {
        "stage": channel.connect("/stage", evening.cast.stage.token),
        "stream": channel.connect("/overlay", evening.cast.overlay.token),
    }
    door = {"stage": "/stage", "stream": "/overlay"}
    for key, wall in walls.items():
        channel.states(wall, door[key])
    for press, sign in ((evening.hold, "held"), (evening.black, "scene")):
        press(bus)
        (frame,) = channel.states(walls[bus], door[bus])
        assert frame["data"][sign] == (True if sign == "held" else "blank")
        other = "stream" if bus == "stage" else "stage"
        assert channel.states(walls[other], door[other]) == []
