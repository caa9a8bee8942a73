"""Live topics: what each is made of, who may see it, and which belong to a namespace.

Responsible for one thing above all: nothing leaves the house for an audience but through `may_see` and the builder of
its topic. Builds from rows and from presence; changes nothing but a topic's revision.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from contest.db.models import Judge, Performance, Round, TopicRev
from contest.domain.said import say
from contest.live.topics import Envelope, Topic, TopicKind, judge_topic, parse_topic, performance_topic, standings_topic
from contest.services import board, public
from contest.services.actor import HOUSE, Actor
from contest.services.calls import last_calls
from contest.services.devices import devices_of
from contest.services.house import House
from contest.services.permissions import Permission, may
from contest.services.refusals import NotFound
from contest.services.show.buses import BusKey
from contest.services.show.cues import cues_topic
from contest.services.show.displays import project_view, screens_topic
from contest.services.show.on_air import project, project_next
from contest.services.show.pads import pads_of
from contest.services.show.screens import screens_of
from contest.services.show.state import mc_topic, show_topic

K = TopicKind
Builder = Callable[[House, Session, str], dict[str, Any]]


class Namespace(StrEnum):
    """The doors of the live channel."""

    STAGE = "/stage"
    OVERLAY = "/overlay"
    JUDGE = "/judge"
    DIRECTOR = "/director"
    ORGANISER = "/organiser"
    PUBLIC = "/public"


KINDS: dict[Namespace, tuple[TopicKind, ...]] = {
    Namespace.STAGE: (K.STAGE, K.SCREEN),
    Namespace.OVERLAY: (K.OVERLAY, K.SCREEN),
    Namespace.JUDGE: (K.JUDGE,),
    Namespace.DIRECTOR: (K.SHOW, K.CUES, K.SCREENS, K.STAGE, K.OVERLAY, K.STAGE_NEXT, K.OVERLAY_NEXT, K.MC),
    Namespace.ORGANISER: (K.CONTEST, K.STANDINGS, K.PERFORMANCE),
    Namespace.PUBLIC: (K.PUBLIC,),
}

SEEN_WITH: dict[TopicKind, frozenset[Permission]] = {
    K.STAGE: frozenset({Permission.STAGE_READ, Permission.SHOW_READ}),
    K.OVERLAY: frozenset({Permission.OVERLAY_READ, Permission.SHOW_READ}),
    K.STAGE_NEXT: frozenset({Permission.SHOW_READ}),
    K.OVERLAY_NEXT: frozenset({Permission.SHOW_READ}),
    K.SCREEN: frozenset({Permission.SHOW_READ}),  # a screen hears the one view that it was sent to
    K.SHOW: frozenset({Permission.SHOW_READ}),
    K.CUES: frozenset({Permission.SHOW_READ}),
    K.SCREENS: frozenset({Permission.SHOW_READ}),
    K.MC: frozenset({Permission.MC_READ}),
    K.CONTEST: frozenset({Permission.CONTEST_READ}),
    K.PERFORMANCE: frozenset({Permission.CONTEST_READ}),
    K.STANDINGS: frozenset({Permission.STANDINGS_READ}),
    K.JUDGE: frozenset({Permission.SHEET_OWN}),
    K.PUBLIC: frozenset({Permission.PUBLIC_READ}),
}
"""Any one of these permissions shows the topic; a judge's topic shows itself to that judge alone."""


def envelope(house: House, topic: str, session: Session | None = None) -> dict[str, Any]:
    """The whole state of a topic now, with the revision that belongs to it. Raises `UnknownTopic` or `NotFound`.

    State and revision come from one moment of the database. With a `session` several topics can share that moment.
    """
    if session is None:
        with house.reading() as opened:
            return envelope(house, topic, opened)
    _keep_what_is_read(session)
    parsed = parse_topic(topic)
    rev = session.get(TopicRev, parsed.name)
    data = _BUILDERS[parsed.kind](house, session, parsed.subject)
    return Envelope(parsed.name, rev.rev if rev is not None else 0, house.now(), data).to_json()


def _keep_what_is_read(session: Session) -> None:
    """Has the session hold on to the rows it reads: it forgets those that nobody holds, and topics share many rows."""
    if "kept" not in session.info:
        session.info["kept"] = kept = []
        event.listen(session, "loaded_as_persistent", lambda _session, row: kept.append(row))


def may_see(actor: Actor, topic: str) -> bool:
    """Whether the actor may see that topic. Raises `UnknownTopic` for what is none."""
    return _may_see(actor, parse_topic(topic))


def namespace_topics(session: Session, namespace: str, actor: Actor) -> list[str]:
    """The topics of a namespace that the actor may see, those that matter most first."""
    kinds = KINDS.get(Namespace(namespace), ())
    return [topic.name for kind in kinds for topic in _topics_of(session, kind, actor) if _may_see(actor, topic)]


def namespaces_of(topic: str) -> list[str]:
    """The namespaces in which a topic is heard."""
    kind = parse_topic(topic).kind
    return [namespace.value for namespace, kinds in KINDS.items() if kind in kinds]


def announce(house: House, *names: str) -> None:
    """Has these topics sent anew: something changed that is not in the database (who is there, what is painted)."""
    with house.act(HOUSE) as work:
        work.touch(*names)


def _may_see(actor: Actor, topic: Topic) -> bool:
    if not any(may(actor, permission) for permission in SEEN_WITH[topic.kind]):
        return False
    return topic.kind is not K.JUDGE or actor.judge_key == topic.subject


def _topics_of(session: Session, kind: TopicKind, actor: Actor) -> list[Topic]:
    match kind:
        case K.JUDGE:
            return [parse_topic(judge_topic(actor.judge_key))] if actor.judge_key else []
        case K.SCREEN:
            return []  # only who was sent there
        case K.PERFORMANCE:
            query = select(Performance.id).join(Round).order_by(Round.position, Performance.position)
            return [parse_topic(performance_topic(each)) for each in session.scalars(query)]
        case K.STANDINGS:
            keys = session.scalars(select(Round.key).order_by(Round.position))
            return [parse_topic(standings_topic(key)) for key in keys]
        case _:
            return [Topic(kind)]


def _contest(house: House, session: Session, _subject: str) -> dict[str, Any]:
    """The contest, with the judges' tablets that are connected and how they fare."""
    data = board.contest_topic(session)
    logins = devices_of(session)
    said = last_calls(session)

    def facts(key: str) -> dict[str, Any]:
        pads = pads_of(house).of_judge(key)
        return {"online": bool(pads), "devices": pads, "logins": logins.get(key, []), "call": said.get(key)}

    return data | {"judges": [judge | facts(judge["key"]) for judge in data["judges"]]}


def _standings(_house: House, session: Session, subject: str) -> dict[str, Any]:
    if session.scalar(select(Round.id).where(Round.key == subject)) is None:
        raise NotFound(say("Không có vòng thi này."))
    return board.standings_topic(session, subject)


def _judge(house: House, session: Session, subject: str) -> dict[str, Any]:
    """A judge's sheets, and how many tablets are connected as this judge: two are both told."""
    if session.scalar(select(Judge.id).where(Judge.key == subject)) is None:
        raise NotFound(say("Không có giám khảo này."))
    return board.judge_topic(session, subject) | {"pads": pads_of(house).count(subject)}


_BUILDERS: dict[TopicKind, Builder] = {
    K.STAGE: lambda _house, session, _subject: project(session, BusKey.STAGE),
    K.OVERLAY: lambda _house, session, _subject: project(session, BusKey.STREAM),
    K.STAGE_NEXT: lambda house, session, _subject: project_next(session, BusKey.STAGE, house.now()),
    K.OVERLAY_NEXT: lambda house, session, _subject: project_next(session, BusKey.STREAM, house.now()),
    K.SHOW: lambda house, session, _subject: show_topic(session, screens_of(house), house.now()),
    K.CUES: lambda _house, session, _subject: cues_topic(session),
    K.SCREEN: lambda house, session, subject: project_view(session, subject, house.now()),
    K.SCREENS: lambda house, session, _subject: screens_topic(session, screens_of(house), house.now()),
    K.MC: lambda house, session, _subject: mc_topic(session, house.now()),
    K.CONTEST: _contest,
    K.PUBLIC: lambda _house, session, _subject: public.public_topic(session),
    K.PERFORMANCE: lambda _house, session, subject: board.performance_topic(session, int(subject)),
    K.STANDINGS: _standings,
    K.JUDGE: _judge,
}
