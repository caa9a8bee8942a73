"""Names of the live topics, and the envelope that every state travels in.

Responsible for the spelling of topics and for their order in time (`rev`). Never builds a topic's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contest.domain.errors import RuleViolation
from contest.domain.said import say


class TopicKind(StrEnum):
    """What a topic is about. Kinds with a subject are written `kind.subject`."""

    STAGE = "stage"
    OVERLAY = "overlay"
    STAGE_NEXT = "stage.next"
    OVERLAY_NEXT = "overlay.next"
    SCREEN = "screen"
    SHOW = "show"
    CUES = "cues"
    SCREENS = "screens"
    MC = "mc"
    CONTEST = "contest"
    PUBLIC = "public"
    PERFORMANCE = "performance"
    STANDINGS = "standings"
    JUDGE = "judge"


WITH_SUBJECT = frozenset({TopicKind.PERFORMANCE, TopicKind.STANDINGS, TopicKind.JUDGE, TopicKind.SCREEN})
_PLAIN = {kind.value: kind for kind in TopicKind if kind not in WITH_SUBJECT}
_WITH_SUBJECT = {kind.value: kind for kind in WITH_SUBJECT}


MOST_DIGITS = 18  # an id of the database has no more


class UnknownTopic(RuleViolation):
    """There is no topic of that name."""

    code = "not-found"
    default_message = say("Không có kênh dữ liệu này.")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's kind and, where its kind has one, its subject: a performance's id, a round's key, a judge's key,
    a screen's view."""

    kind: TopicKind
    subject: str = ""

    @property
    def name(self) -> str:
        """As it is written on the wire: `stage`, `performance.12`."""
        return f"{self.kind.value}.{self.subject}" if self.subject else self.kind.value

    @property
    def room(self) -> str:
        """The group of listeners that hears it. Who hears one performance or one standings hears all of them."""
        return self.kind.value if self.kind in (TopicKind.PERFORMANCE, TopicKind.STANDINGS) else self.name


def parse_topic(name: str) -> Topic:
    """The topic of that name. Raises `UnknownTopic` for what is none."""
    if name in _PLAIN:
        return Topic(_PLAIN[name])
    kind, _dot, subject = name.partition(".")
    if kind not in _WITH_SUBJECT or not subject:
        raise UnknownTopic
    if kind == TopicKind.PERFORMANCE and not (subject.isascii() and subject.isdigit() and len(subject) <= MOST_DIGITS):
        raise UnknownTopic
    return Topic(_WITH_SUBJECT[kind], subject)


def performance_topic(performance_id: int) -> str:
    """`performance.12`: the secretary's view of one performance."""
    return Topic(TopicKind.PERFORMANCE, str(performance_id)).name


def standings_topic(round_key: str) -> str:
    """`standings.vong-loai`: the desk's view of one round's standings."""
    return Topic(TopicKind.STANDINGS, round_key).name


def judge_topic(judge_key: str) -> str:
    """`judge.j1`: one judge's own sheets."""
    return Topic(TopicKind.JUDGE, judge_key).name


def screen_topic(view: str) -> str:
    """`screen.clock`: what screens show that were sent to another view than their own bus."""
    return Topic(TopicKind.SCREEN, view).name


@dataclass(frozen=True, slots=True)
class Envelope:
    """The whole state of a topic. A client applies it when `rev` is above its own; `at` is epoch milliseconds."""

    topic: str
    rev: int
    at: int
    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return {"topic": self.topic, "rev": self.rev, "at": self.at, "data": self.data}
