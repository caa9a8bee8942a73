"""A stream with a delay: a take comes on air later, what is meant to be at once is at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.domain.errors import Invalid
from contest.services.actor import HOUSE
from contest.services.refusals import Stale
from contest.services.show import airing, takes
from tests.factories import act
from tests.live.evening import Evening

LATE = 4_000


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """Both buses show the holding scene; the stream is delayed from here on."""
    evening = Evening(tmp_path)
    evening.take()
    act(evening.house, evening.cast.director, takes.delay, LATE)
    yield evening
    evening.close()


def wait(evening: Evening, ms: int) -> None:
    evening.clock.tick(ms)
    with evening.house.act(HOUSE) as work:
        airing.let_out(work)


def stream(evening: Evening) -> dict[str, Any]:
    return dict(evening.topic("show")["buses"]["stream"])


def test_a_take_is_on_the_stream_after_the_delay_and_in_the_hall_at_once(evening: Evening) -> None:
    evening.take()
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("programme", "holding")
    assert "overlay" not in evening.touched[-1]
    assert [each["airs_at"] for each in stream(evening)["pending"]] == [evening.clock.now + LATE]
    wait(evening, LATE - 1)
    assert evening.on_air("stream") == "holding"
    wait(evening, 1)
    assert "overlay" in evening.touched[-1]
    assert (evening.on_air("stream"), stream(evening)["pending"]) == ("programme", [])


def test_the_picture_is_frozen_when_it_is_taken_not_when_it_airs(evening: Evening) -> None:
    evening.take()
    taken = stream(evening)["pending"][0]
    act(evening.house, evening.cast.director, takes.delay, 0)  # a shorter delay does not hurry what waits
    wait(evening, LATE)
    assert evening.on_air("stream") == "programme"
    assert stream(evening)["cue"] == taken["cue"]


def test_takes_come_in_their_order(evening: Evening) -> None:
    shown = []
    for _ in range(3):
        evening.take()
        wait(evening, 1_000)
    for _ in range(3):
        wait(evening, 1_000)
        shown.append(evening.on_air("stream"))
    assert shown == ["programme", "jury", "team"]


def test_undo_within_the_delay_calls_it_off(evening: Evening) -> None:
    evening.take()
    evening.undo()
    assert stream(evening)["pending"] == []
    wait(evening, LATE * 2)
    assert (evening.on_air("stage"), evening.on_air("stream")) == ("holding", "holding")


def test_undo_of_what_is_on_air_is_at_once(evening: Evening) -> None:
    evening.take()
    wait(evening, LATE)
    evening.undo()
    assert evening.on_air("stream") == "holding"


@pytest.mark.parametrize("press", ["black", "hold"])
def test_black_and_hold_are_at_once_and_call_off_what_waits(evening: Evening, press: str) -> None:
    evening.take()
    waiting = stream(evening)["pending"][0]["cue"]
    getattr(evening, press)("stream")
    assert (stream(evening)["kind"], stream(evening)["pending"]) == (press, [])
    assert stream(evening)["next"]["cue"] == waiting  # it never came on air, so it is still to come
    wait(evening, LATE * 2)
    assert stream(evening)["kind"] == press
    evening.undo("stream")
    assert evening.on_air("stream") == "holding"


def test_a_server_that_was_away_lets_out_what_is_due(evening: Evening) -> None:
    evening.take()
    evening.reopen()
    with evening.house.reading() as rows:
        assert airing.next_airing(rows) == evening.clock.now + LATE
    assert evening.on_air("stream") == "holding"
    wait(evening, LATE * 3)
    assert evening.on_air("stream") == "programme"
    with evening.house.reading() as rows:
        assert airing.next_airing(rows) is None


def test_the_public_follows_the_stream(evening: Evening) -> None:
    evening.take()
    assert evening.topic("public")["now"]["scene"] == "holding"
    wait(evening, LATE)
    assert evening.topic("public")["now"]["scene"] == "programme"


def test_delay_and_delayed_takes_are_recorded(evening: Evening) -> None:
    assert evening.records("delay_stream") == [{"delay_ms": LATE, "before": 0}]
    evening.take()
    assert evening.records("take_cue")[-1]["stream_delay_ms"] == LATE
    with pytest.raises(Invalid):
        act(evening.house, evening.cast.director, takes.delay, 120_001)


def test_case_19_a_press_based_on_what_is_gone_takes_nothing(evening: Evening) -> None:
    """Case 19 of the threads: what the label said is what is done. Two consoles, one press each: one picture."""
    seen = {bus: evening.topic("show")["buses"][bus]["take"] for bus in ("stage", "stream")}
    act(evening.house, evening.cast.director, takes.take, "both", based_on=seen)
    with pytest.raises(Stale):
        act(evening.house, evening.cast.director, takes.take, "both", based_on=seen)
    with pytest.raises(Stale):
        act(evening.house, evening.cast.director, takes.undo, "both", based_on=seen)
    assert evening.on_air("stage") == "programme"
