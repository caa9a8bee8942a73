"""Names of the live topics."""

import pytest

from contest.live.topics import Envelope, Topic, TopicKind, UnknownTopic, judge_topic, parse_topic, performance_topic


@pytest.mark.parametrize(
    ("name", "topic", "room"),
    [
        ("stage", Topic(TopicKind.STAGE), "stage"),
        ("stage.next", Topic(TopicKind.STAGE_NEXT), "stage.next"),
        ("performance.12", Topic(TopicKind.PERFORMANCE, "12"), "performance"),
        ("standings.vong-loai", Topic(TopicKind.STANDINGS, "vong-loai"), "standings"),
        ("judge.j1", Topic(TopicKind.JUDGE, "j1"), "judge.j1"),
    ],
)
def test_a_name_is_read(name: str, topic: Topic, room: str) -> None:
    assert parse_topic(name) == topic
    assert topic.name == name
    assert topic.room == room


@pytest.mark.parametrize("name", ["", "stages", "stage.later", "performance", "performance.x", "judge.", "."])
def test_what_is_no_topic_is_refused(name: str) -> None:
    with pytest.raises(UnknownTopic) as refused:
        parse_topic(name)
    assert refused.value.code == "not-found"


def test_names_are_made_in_one_place() -> None:
    assert performance_topic(12) == "performance.12"
    assert judge_topic("j1") == "judge.j1"


def test_an_envelope_is_the_whole_state() -> None:
    assert Envelope("stage", 3, 17, {"scene": "blank"}).to_json() == {
        "topic": "stage",
        "rev": 3,
        "at": 17,
        "data": {"scene": "blank"},
    }
