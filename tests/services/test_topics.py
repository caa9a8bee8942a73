"""Live topics: who may see which, and that a state travels with its own revision."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.live.topics import UnknownTopic
from contest.services import topics
from contest.services.actor import HOUSE, PUBLIC
from contest.services.refusals import NotFound
from tests.factories import performance_id
from tests.live.evening import Evening

DIRECTOR = {"show", "cues", "screens", "stage", "overlay", "stage.next", "overlay.next", "mc"}
DESK = {"contest", "performance.1", "standings.vong-loai"}
SEES = {
    "organiser": DESK | DIRECTOR - {"mc"},
    "secretary": DESK,
    "head_judge": DESK,
    "auditor": DESK,
    "director": DIRECTOR,
    "mc": {"mc"},
    "stage": {"stage"},
    "overlay": {"overlay"},
    "judge": {"judge.j2"},
    "public": set(),
}
EVERY_TOPIC = sorted({"judge.j1", "public"}.union(*SEES.values()))


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    evening = Evening(tmp_path_factory.mktemp("topics"))
    yield evening
    evening.close()


@pytest.mark.parametrize("topic", EVERY_TOPIC)
@pytest.mark.parametrize("role", SEES)
def test_who_may_see_what(evening: Evening, role: str, topic: str) -> None:
    actor = PUBLIC if role == "public" else evening.cast.by_role()[role].actor
    assert topics.may_see(actor, topic) is (topic in SEES[role] | {"public"})


def test_an_unknown_topic_is_named(evening: Evening) -> None:
    with pytest.raises(UnknownTopic):
        topics.may_see(PUBLIC, "backstage")
    with pytest.raises(UnknownTopic):
        topics.envelope(evening.house, "backstage")


@pytest.mark.parametrize("topic", ["performance.9999", "standings.nowhere", "judge.nobody"])
def test_a_topic_about_nothing_is_not_found(evening: Evening, topic: str) -> None:
    with pytest.raises(NotFound):
        topics.envelope(evening.house, topic)


@pytest.mark.parametrize("topic", EVERY_TOPIC)
def test_every_topic_is_a_whole_state_in_an_envelope(evening: Evening, topic: str) -> None:
    found = topics.envelope(evening.house, topic)
    assert set(found) == {"topic", "rev", "at", "data"}
    assert found["topic"] == topic
    assert isinstance(found["data"], dict)


def test_a_state_has_the_revision_that_its_act_gave_it(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.take()
    assert evening.rev("stage") == evening.touched[-1]["stage"]
    topics.announce(evening.house, "screens")
    assert evening.touched[-1] == {"screens": evening.rev("screens")}
    evening.close()


@pytest.mark.parametrize(
    ("namespace", "role", "first"),
    [
        ("/stage", "stage", ["stage"]),
        ("/stage", "director", ["stage"]),
        ("/stage", "overlay", []),
        ("/stage", "judge", []),
        ("/overlay", "overlay", ["overlay"]),
        ("/judge", "judge", ["judge.j2"]),
        ("/judge", "secretary", []),
        ("/director", "mc", ["mc"]),
        ("/director", "secretary", []),
        ("/organiser", "secretary", ["contest", "standings.vong-loai", "standings.chung-ket", "performance.1"]),
        ("/organiser", "judge", []),
        ("/public", "judge", ["public"]),
    ],
)
def test_a_namespace_has_the_topics_that_its_bearer_may_see(
    evening: Evening, namespace: str, role: str, first: list[str]
) -> None:
    with evening.house.reading() as session:
        found = topics.namespace_topics(session, namespace, evening.cast.by_role()[role].actor)
    assert found[: len(first)] == first
    assert bool(found) is bool(first)


def test_the_director_has_the_whole_show(evening: Evening) -> None:
    with evening.house.reading() as session:
        assert set(topics.namespace_topics(session, "/director", evening.cast.director.actor)) == DIRECTOR


def test_the_house_itself_is_no_judge(evening: Evening) -> None:
    assert not topics.may_see(HOUSE, "judge.j1")


def test_a_topic_knows_where_it_is_heard(evening: Evening) -> None:
    assert topics.namespaces_of("stage") == ["/stage", "/director"]
    assert topics.namespaces_of("judge.j1") == ["/judge"]
    assert topics.namespaces_of(f"performance.{performance_id(evening.house, 'd1', 'chao-hoi')}") == ["/organiser"]
