"""The doors of the live channel: who is let in, what is sent at once, and that nothing is written through them."""

from collections.abc import Callable
from typing import Any

import pytest

from contest.services import accounts
from contest.services.actor import Actor
from contest.sockets.people import JudgeNamespace
from contest.web.guard import actor_for_socket
from tests.factories import act
from tests.live.evening import Evening, text_of
from tests.sockets.listening import Channel

DOORS = ("/stage", "/overlay", "/judge", "/director", "/organiser", "/public")
MAY_ENTER = {
    "organiser": {"/stage", "/overlay", "/director", "/organiser"},
    "secretary": {"/organiser"},
    "head_judge": {"/organiser"},
    "auditor": {"/organiser"},
    "director": {"/stage", "/overlay", "/director"},
    "mc": {"/director"},
    "stage": {"/stage"},
    "overlay": {"/overlay"},
    "judge": {"/judge"},
}


@pytest.mark.parametrize("role", MAY_ENTER)
def test_each_role_enters_its_own_doors_and_no_other(channel: Channel, evening: Evening, role: str) -> None:
    token = evening.cast.by_role()[role].token
    entered = {door for door in DOORS if channel.connect(door, token).is_connected(door)}
    assert entered == MAY_ENTER[role] | {"/public"}


@pytest.mark.parametrize("token", [None, "", "made-up", "0" * 43], ids=["none", "empty", "made up", "zeros"])
def test_without_a_good_token_only_the_public_door_opens(channel: Channel, token: str | None) -> None:
    assert {door for door in DOORS if channel.connect(door, token).is_connected(door)} == {"/public"}


def test_whoever_enters_is_sent_the_whole_state_at_once(channel: Channel, evening: Evening) -> None:
    evening.take()
    client = channel.connect("/stage", evening.cast.stage.token)
    (state,) = channel.states(client, "/stage")
    assert (state["topic"], state["rev"]) == ("stage", evening.rev("stage"))
    assert state["data"] == evening.topic("stage")


def test_the_console_is_sent_the_whole_show(channel: Channel, evening: Evening) -> None:
    client = channel.connect("/director", evening.cast.director.token)
    sent = [state["topic"] for state in channel.states(client, "/director")]
    assert sent == ["show", "cues", "screens", "stage", "overlay", "stage.next", "overlay.next", "mc"]


def test_the_mc_is_sent_the_card_and_nothing_of_the_console(channel: Channel, evening: Evening) -> None:
    client = channel.connect("/director", evening.cast.mc.token)
    assert [state["topic"] for state in channel.states(client, "/director")] == ["mc"]
    evening.take()
    assert {state["topic"] for state in channel.states(client, "/director")} == {"mc"}


def test_a_judge_hears_of_no_sheet_but_their_own(channel: Channel, evening: Evening) -> None:
    client = channel.connect("/judge", evening.cast.judge(2).token)
    assert {state["topic"] for state in channel.states(client, "/judge")} == {"judge.j2"}


def test_two_tablets_of_one_judge_are_both_told(channel: Channel, evening: Evening) -> None:
    token = evening.cast.judge(2).token
    first, second = channel.connect("/judge", token), channel.connect("/judge", token)
    channel.settle()
    assert channel.states(first, "/judge")[-1]["data"]["pads"] == 2
    assert channel.states(second, "/judge")[-1]["data"]["pads"] == 2


def test_the_desk_is_sent_every_performance(channel: Channel, evening: Evening) -> None:
    client = channel.connect("/organiser", evening.cast.secretary.token)
    sent = [state["topic"] for state in channel.states(client, "/organiser")]
    assert sent[:3] == ["contest", "standings.vong-loai", "standings.chung-ket"]
    assert len(sent[3:]) == 8
    assert all(topic.startswith("performance.") for topic in sent[3:])


def test_it_says_what_time_it_is(channel: Channel, evening: Evening) -> None:
    client = channel.connect("/public")
    assert client.emit("time", 17, namespace="/public", callback=True) == evening.clock.now
    assert client.emit("time", namespace="/public", callback=True) == evening.clock.now


@pytest.mark.parametrize("event", ["take", "state", "submit", "screen", "envelope"])
def test_nothing_is_written_through_a_socket(channel: Channel, evening: Evening, event: str) -> None:
    client = channel.connect("/director", evening.cast.director.token)
    channel.states(client, "/director")
    client.emit(event, {"bus": "both", "cue": None, "topic": "stage", "rev": 99}, namespace="/director")
    assert channel.states(client, "/director") == []
    assert evening.topic("stage")["scene"] == "blank"


# ---- presence

WALL = {"screen": "led-1", "name": "LED", "page": "stage", "width": 3840, "height": 1080, "hidden": False}


def screens_sent(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return next(list(state["data"]["screens"]) for state in reversed(states) if state["topic"] == "screens")


def test_the_console_sees_a_screen_come_paint_and_go(channel: Channel, evening: Evening) -> None:
    console = channel.connect("/director", evening.cast.director.token)
    wall = channel.connect("/stage", evening.cast.stage.token)
    channel.states(console, "/director")
    wall.emit("hello", WALL, namespace="/stage")
    wall.emit("painted", {"topic": "stage", "rev": evening.rev("stage")}, namespace="/stage")
    (seen,) = screens_sent(channel.states(console, "/director"))
    assert (seen["id"], seen["name"], seen["state"], seen["behind"]) == ("led-1", "LED", "good", False)
    evening.take()
    states = channel.states(console, "/director")
    assert next(s for s in reversed(states) if s["topic"] == "show")["data"]["buses"]["stage"]["screens"] == {
        "painted": 0,
        "of": 1,
    }
    wall.emit("painted", {"topic": "stage", "rev": evening.rev("stage")}, namespace="/stage")
    (seen,) = screens_sent(channel.states(console, "/director"))
    assert (seen["rev"], seen["behind"]) == (evening.rev("stage"), False)
    wall.disconnect("/stage")
    (seen,) = screens_sent(channel.states(console, "/director"))
    assert seen["state"] == "lost"


def test_a_screen_is_only_what_its_door_is_for(channel: Channel, evening: Evening) -> None:
    wall = channel.connect("/stage", evening.cast.stage.token)
    for words in (WALL | {"page": "overlay"}, "LED", None, 7, []):
        wall.emit("hello", words, namespace="/stage")
        wall.emit("painted", words, namespace="/stage")
    channel.settle()
    assert evening.topic("screens") == {"screens": []}


def test_a_miniature_says_no_hello_and_is_no_screen(channel: Channel, evening: Evening) -> None:
    mini = channel.connect("/stage", evening.cast.director.token)
    mini.emit("painted", {"topic": "stage", "rev": 1}, namespace="/stage")
    channel.settle()
    assert evening.topic("screens") == {"screens": []}


def test_the_desk_sees_whose_tablet_is_there(channel: Channel, evening: Evening) -> None:
    desk = channel.connect("/organiser", evening.cast.secretary.token)
    tablet = channel.connect("/judge", evening.cast.judge(2).token)
    online = [state["data"]["judges"] for state in channel.states(desk, "/organiser") if state["topic"] == "contest"]
    assert [judge["key"] for judge in online[-1] if judge["online"]] == ["j2"]
    tablet.disconnect("/judge")
    online = [state["data"]["judges"] for state in channel.states(desk, "/organiser") if state["topic"] == "contest"]
    assert [judge["key"] for judge in online[-1] if judge["online"]] == []


def test_the_desk_sees_how_a_tablet_fares_and_the_tablet_hears_no_echo(channel: Channel, evening: Evening) -> None:
    desk = channel.connect("/organiser", evening.cast.secretary.token)
    tablet = channel.connect("/judge", evening.cast.judge(2).token)
    channel.states(desk, "/organiser"), channel.states(tablet, "/judge")
    health = {"battery": 12, "charging": False, "outbox": 3, "page": "marking", "rtt": 40, "worker": True, "wake": "on"}
    tablet.emit("pulse", health, namespace="/judge", callback=True)
    for nonsense in (None, 7, []):
        tablet.emit("pulse", nonsense, namespace="/judge")
    (state,) = [state for state in channel.states(desk, "/organiser") if state["topic"] == "contest"]
    (judge,) = [judge for judge in state["data"]["judges"] if judge["key"] == "j2"]
    (device,) = judge["devices"]
    assert device == health | {"id": device["id"], "device": device["device"], "seen": evening.clock.now}
    assert channel.states(tablet, "/judge") == []


def test_the_wall_is_not_told_who_else_is_there(
    stage: Callable[[], list[dict[str, Any]]], channel: Channel, evening: Evening
) -> None:
    channel.connect("/director", evening.cast.director.token)
    channel.connect("/judge", evening.cast.judge(2).token)
    assert {state["topic"] for state in stage()} == {"stage"}
    assert "j2" not in text_of(stage())


def test_a_revoked_link_is_cut_at_once_and_hears_nothing_more(channel: Channel, evening: Evening) -> None:
    wall = channel.connect("/stage", evening.cast.stage.token)
    desk = channel.connect("/organiser", evening.cast.secretary.token)
    channel.states(wall, "/stage")
    act(evening.house, evening.cast.organiser, accounts.revoke, evening.cast.stage.actor.credential_id)
    evening.take()
    assert channel.sent_until_cut(wall) == []
    assert not wall.is_connected("/stage")
    assert desk.is_connected("/organiser")
    assert not channel.connect("/stage", evening.cast.stage.token).is_connected("/stage")


def test_a_link_revoked_while_it_is_being_let_in_is_sent_nothing(channel: Channel, evening: Evening) -> None:
    """Known when it asked, revoked before its first snapshot."""
    stale = evening.cast.judge(2).actor

    class Late(JudgeNamespace):
        def _actor(self, auth: Any) -> Actor:
            act(evening.house, evening.cast.organiser, accounts.revoke, stale.credential_id)
            return stale

    live = channel.live
    parts = (evening.house, live.publisher, live.presence, live.background)
    channel.socketio.on_namespace(Late(*parts, bearers=live.bearers, authenticate=actor_for_socket))
    tablet = channel.connect("/judge", evening.cast.judge(2).token)
    assert channel.sent_until_cut(tablet) == []
    assert not tablet.is_connected("/judge")
