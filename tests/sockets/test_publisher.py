"""The publisher: whole states, after the commit, in order, to those who may hear them."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from contest.services.refusals import NotFound
from contest.services.show import takes
from tests.factories import act, judge_and_lock, opened, submit
from tests.live.evening import Evening, text_of
from tests.sockets.listening import Channel

States = Callable[[], list[dict[str, Any]]]


def test_a_take_reaches_the_screens_of_its_bus(channel: Channel, evening: Evening, stage: States) -> None:
    stage()
    overlay = channel.connect("/overlay", evening.cast.overlay.token)
    channel.states(overlay, "/overlay")
    evening.link(False)
    evening.take("stage")
    (state,) = stage()
    assert (state["topic"], state["rev"], state["data"]) == ("stage", evening.rev("stage"), evening.topic("stage"))
    assert channel.states(overlay, "/overlay") == []


def test_an_act_that_fails_says_nothing(evening: Evening, stage: States) -> None:
    stage()
    with pytest.raises(NotFound), evening.house.act(evening.cast.director.actor) as work:
        takes.take(work, "both"), takes.take(work, "both", 9_999)
    assert stage() == []
    assert evening.topic("stage")["scene"] == "blank"


def test_nothing_is_sent_before_it_is_on_disk(channel: Channel, evening: Evening, stage: States) -> None:
    stage()
    with evening.house.act(evening.cast.director.actor) as work:
        takes.take(work, "both")
        assert stage() == []
    assert [state["data"]["scene"] for state in stage()] == ["holding"]


def test_the_last_state_wins_whatever_happens_in_between(evening: Evening, stage: States) -> None:
    """Many acts at once: revisions rise, and what is heard last is what the house holds."""

    team = evening.cue("team")

    def press() -> None:
        for _ in range(5):
            evening.take(cue=team)
            evening.black()

    hands = [Thread(target=press) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    heard = stage()
    revs = [state["rev"] for state in heard]
    assert revs == sorted(set(revs))
    assert heard[-1]["rev"] == evening.rev("stage")
    assert heard[-1]["data"] == evening.topic("stage")


def test_what_was_heard_is_what_a_newcomer_is_sent(channel: Channel, evening: Evening) -> None:
    """Old snapshot and everything since equal a fresh snapshot, topic by topic."""
    console = channel.connect("/director", evening.cast.director.token)
    known: dict[str, Any] = {}
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("scoring", "Đội số 1 · Màn chào hỏi"))
    judge_and_lock(evening.house, evening.cast, found, ["12", "13", "14"])
    evening.take()
    evening.hold()
    evening.undo()
    for state in channel.states(console, "/director"):
        if state["rev"] > known.get(state["topic"], {"rev": -1})["rev"]:
            known[state["topic"]] = state
    newcomer = channel.connect("/director", evening.cast.director.token)
    for state in channel.states(newcomer, "/director"):
        assert (known[state["topic"]]["rev"], known[state["topic"]]["data"]) == (state["rev"], state["data"])


def test_a_sheet_reaches_the_desk_the_judge_and_the_wall(channel: Channel, evening: Evening, stage: States) -> None:
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("scoring", "Đội số 1 · Màn chào hỏi"))
    desk = channel.connect("/organiser", evening.cast.secretary.token)
    own = channel.connect("/judge", evening.cast.judge(2).token)
    other = channel.connect("/judge", evening.cast.judge(3).token)
    for listener in (lambda: channel.states(desk, "/organiser"), stage):
        listener()
    channel.states(own, "/judge"), channel.states(other, "/judge")
    submit(evening.house, evening.cast, found, "j2")
    line = next(s for s in channel.states(desk, "/organiser") if s["topic"] == f"performance.{found}")
    assert line["data"]["sheets"]["j2"]["state"] == "submitted"
    assert [s["data"]["sheets"] for s in stage()] == [{"in": 1, "of": 3}]
    assert [s["topic"] for s in channel.states(own, "/judge")] == ["judge.j2"]
    assert channel.states(other, "/judge") == []


def test_a_topic_that_can_not_be_built_does_not_silence_the_others(
    channel: Channel, evening: Evening, stage: States, caplog: pytest.LogCaptureFixture
) -> None:
    desk = channel.connect("/organiser", evening.cast.secretary.token)
    stage(), channel.states(desk, "/organiser")
    with evening.house.act(evening.cast.director.actor) as work:
        work.touch("performance.9999", "contest", "stage")
    assert [state["topic"] for state in stage()] == ["stage"]
    assert [state["topic"] for state in channel.states(desk, "/organiser")] == ["contest"]
    assert "performance.9999" in caplog.text


def test_the_bytes_of_the_wall_hold_no_figure_before_the_reveal(evening: Evening, stage: States) -> None:
    """From the first sheet to the reveal, everything that was sent, state by state."""
    found = opened(evening.house, evening.cast)
    for scene in ("team", "performing", "scoring"):
        evening.take(cue=evening.cue(scene, "Đội số 1 · Màn chào hỏi"))
    judge_and_lock(evening.house, evening.cast, found, ["12.25", "13.75", "14"])
    before = text_of(stage())
    assert "Đội số 1" in before
    for secret in ("12.25", "12,25", "13.75", "13,75", "14.00", "14,00", "13.33", "13,33", "rank", "points"):
        assert secret not in before
    evening.take()
    assert "13,33" in text_of(stage())


def test_an_act_does_not_wait_for_what_it_sets_off(channel: Channel, evening: Evening) -> None:
    act(evening.house, evening.cast.director, takes.take, "both")
    assert channel.live.wait_idle()
    assert channel.live.wait_idle(0)
