"""Screens (màn hình): who is there, what each has painted, and how it fares. In memory: it is about this moment.

Responsible for presence. A screen is good when it has painted what is on air, slow when that takes too long or it has
not been heard for a while, lost when its connection is gone. Knows no socket: the door tells it what it hears.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from contest.live.topics import TopicKind
from contest.services.house import House

PAINT_WITHIN_MS = 2_000
HEARD_WITHIN_MS = 4_000  # a screen is asked, and looked after, more often than that
FORGET_AFTER_MS = 12 * 3_600_000
NAME_LENGTH = 60

TOPIC_OF_KIND = {"stage": TopicKind.STAGE.value, "overlay": TopicKind.OVERLAY.value, "mc": TopicKind.MC.value}

VIEW_PREFIX = f"{TopicKind.SCREEN.value}."
Teller = Callable[[str, str, dict[str, Any]], None]


class ScreenState(StrEnum):
    """How a screen fares."""

    GOOD = "good"
    SLOW = "slow"
    LOST = "lost"


@dataclass(slots=True)
class Screen:
    """One screen as last heard of. `connections` are its open sockets; without one it is lost since `gone_at`."""

    id: str
    kind: str
    name: str | None
    width: int
    height: int
    rtt: int | None
    hidden: bool
    heard_at: int
    topic: str
    audible: bool | None = None  # whether its browser lets it sound the bell; None: it has not said
    active: bool | None = None  # whether the mixer has it on air; None for a screen that no mixer tells
    rev: int | None = None
    painted_at: int | None = None
    behind_since: int | None = None
    gone_at: int | None = None
    state: ScreenState = ScreenState.GOOD
    since: int | None = None
    connections: set[str] = field(default_factory=set)


class Screens:
    """The registry. Every method may be called from any thread; each answers whether the console would see a change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._screens: dict[tuple[str, str], Screen] = {}
        self._tellers: list[Teller] = []
        self._by_connection: dict[str, tuple[str, tuple[str, str]]] = {}  # connection → namespace, screen
        self._on_air: dict[str, int] = {}  # topic → rev

    def on_order(self, teller: Teller) -> None:
        """Has `teller` called with each order for a screen: its kind, its id, what to do."""
        self._tellers.append(teller)

    def tell(self, kind: str, screen: str, order: dict[str, Any]) -> None:
        """Has the screen told to do something; one that is away is not told later."""
        for teller in self._tellers:
            teller(kind, screen, order)

    def connections_of(self, kind: str, screen: str) -> list[tuple[str, str]]:
        """The open connections of that screen, each with its namespace."""
        with self._lock:
            found = self._screens.get((kind, screen))
            lines = found.connections if found is not None else set()
            return [(self._by_connection[each][0], each) for each in lines if each in self._by_connection]

    def here(self) -> list[tuple[str, str]]:
        """Kind and id of the screens that are connected."""
        with self._lock:
            return [key for key, screen in self._screens.items() if screen.gone_at is None]

    def sent_to(self, kind: str, screen: str, topic: str, now: int) -> None:
        """The screen shows another topic from now on, and has painted none of it yet."""
        with self._lock:
            found = self._screens.get((kind, screen))
            if found is not None and found.topic != topic:
                found.topic, found.rev, found.behind_since = topic, None, now

    def forget(self, kind: str, screen: str) -> None:
        """Takes a screen that is gone off the list."""
        with self._lock:
            found = self._screens.get((kind, screen))
            if found is not None and found.gone_at is not None:
                del self._screens[kind, screen]

    def hello(
        self, connection: str, namespace: str, words: Mapping[str, Any], now: int, topic: str | None = None
    ) -> bool:
        """A screen has said who it is, on a connection of that namespace. Words that make no sense are not believed.

        `topic` is what it was sent to show, None for that of its kind.
        """
        kind, name_given = words.get("page"), words.get("screen")
        if not isinstance(kind, str) or kind not in TOPIC_OF_KIND:
            return False
        if not isinstance(name_given, str) or not 0 < len(name_given) <= NAME_LENGTH:
            return False
        with self._lock:
            key = (kind, name_given)
            screen = self._screens.get(key)
            before = _looks(screen)
            if screen is None:
                shows = topic or TOPIC_OF_KIND[kind]
                screen = Screen(name_given, kind, None, 0, 0, None, False, now, shows, behind_since=now)
                self._screens[key] = screen
            elif topic is not None and screen.topic != topic:
                screen.topic, screen.rev, screen.behind_since = topic, None, now
            screen.audible = words.get("audible") if isinstance(words.get("audible"), bool) else None
            screen.name = _text(words.get("name"))
            screen.width, screen.height = _size(words.get("width")), _size(words.get("height"))
            screen.rtt = _whole(words.get("rtt"))
            screen.hidden = words.get("hidden") is True
            screen.active = words["active"] if isinstance(words.get("active"), bool) else None
            screen.heard_at = now
            screen.gone_at = None
            screen.connections.add(connection)
            self._by_connection[connection] = (namespace, key)
            self._judge(screen, now)
            return _looks(screen) != before

    def painted(self, connection: str, topic: object, rev: object, now: int) -> bool:
        """A screen has its topic's state of that rev on the glass."""
        painted_rev = _whole(rev)
        with self._lock:
            screen = self._of(connection)
            if screen is None or painted_rev is None or topic != screen.topic:
                return False
            before = _looks(screen)
            screen.heard_at = now
            if screen.rev is None or painted_rev > screen.rev:
                screen.rev, screen.painted_at = painted_rev, now
                screen.behind_since = now if self._behind(screen) else None
            self._judge(screen, now)
            return _looks(screen) != before

    def heard(self, connection: str, now: int) -> None:
        """Anything came from that connection."""
        with self._lock:
            screen = self._of(connection)
            if screen is not None:
                screen.heard_at = now

    def gone(self, connection: str, now: int) -> bool:
        """That connection is closed. The screen stays in the list, lost, until it comes back or is forgotten."""
        with self._lock:
            screen = self._of(connection)
            self._by_connection.pop(connection, None)
            if screen is None:
                return False
            screen.connections.discard(connection)
            if not screen.connections:
                screen.gone_at = now
            self._judge(screen, now)
            return True

    def on_air(self, topic: str, rev: int, now: int) -> None:
        """That state of a topic has been sent to the screens."""
        with self._lock:
            if not (topic in TOPIC_OF_KIND.values() or topic.startswith(VIEW_PREFIX)) or rev <= self._on_air.get(
                topic, -1
            ):
                return
            self._on_air[topic] = rev
            for screen in self._screens.values():
                if screen.topic == topic and screen.behind_since is None and self._behind(screen):
                    screen.behind_since = now

    def look_round(self, now: int) -> bool:
        """Judges every screen anew; time alone can make one slow. Forgets those that have been lost for hours."""
        with self._lock:
            changed = False
            for key, screen in list(self._screens.items()):
                if screen.gone_at is not None and now - screen.gone_at > FORGET_AFTER_MS:
                    del self._screens[key]
                    changed = True
                    continue
                before = screen.state
                self._judge(screen, now)
                changed |= screen.state is not before
            return changed

    def connections(self) -> list[tuple[str, str]]:
        """The open connections of screens, each with its namespace."""
        with self._lock:
            return [(namespace, connection) for connection, (namespace, _key) in self._by_connection.items()]

    def to_json(self, now: int) -> dict[str, Any]:
        """Data of topic `screens`."""
        with self._lock:
            order = sorted(
                self._screens.values(), key=lambda s: (list(TOPIC_OF_KIND).index(s.kind), s.name or "", s.id)
            )
            return {"screens": [self._screen_json(screen, now) for screen in order]}

    def painted_of(self, topic: str) -> dict[str, int]:
        """How many of the connected screens of a topic have painted what is on air."""
        with self._lock:
            here = [s for s in self._screens.values() if s.topic == topic and s.gone_at is None]
            return {"painted": sum(not self._behind(screen) for screen in here), "of": len(here)}

    def _of(self, connection: str) -> Screen | None:
        found = self._by_connection.get(connection)
        return self._screens.get(found[1]) if found is not None else None

    def _behind(self, screen: Screen) -> bool:
        return screen.rev is None or screen.rev < self._on_air.get(screen.topic, -1)

    def _judge(self, screen: Screen, now: int) -> None:
        silent = now - screen.heard_at > HEARD_WITHIN_MS
        late = screen.behind_since is not None and now - screen.behind_since > PAINT_WITHIN_MS
        state = ScreenState.GOOD
        if screen.gone_at is not None:
            state = ScreenState.LOST
        elif silent or (late and not screen.hidden):
            state = ScreenState.SLOW
        if state is not screen.state:
            screen.state, screen.since = state, now

    def _screen_json(self, screen: Screen, now: int) -> dict[str, Any]:
        return {
            "id": screen.id,
            "name": screen.name,
            "kind": screen.kind,
            "width": screen.width,
            "height": screen.height,
            "rev": screen.rev,
            "behind": self._behind(screen),
            "age_ms": max(0, now - screen.heard_at),
            "painted_at": screen.painted_at,
            "rtt": screen.rtt,
            "hidden": screen.hidden,
            "active": screen.active,
            "audible": screen.audible,
            "state": screen.state.value,
            "since": screen.since,
        }


_OF_HOUSES: WeakKeyDictionary[House, Screens] = WeakKeyDictionary()
_MAKING = threading.Lock()


def screens_of(house: House) -> Screens:
    """The registry of that house: one for as long as it stands."""
    with _MAKING:
        return _OF_HOUSES.setdefault(house, Screens())


def _looks(screen: Screen | None) -> tuple[object, ...] | None:
    """What the console shows of a screen, but for its age."""
    if screen is None:
        return None
    said = (screen.state, screen.hidden, screen.active, screen.audible)
    return (screen.name, screen.width, screen.height, screen.rev, *said)


def _text(value: object) -> str | None:
    return value.strip()[:NAME_LENGTH] or None if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def _size(value: object) -> int:
    return min(_whole(value) or 0, 100_000)
