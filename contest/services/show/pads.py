"""Pads (máy tính bảng của giám khảo): which tablets are connected as which judge, and how each of them fares.

Responsible for presence alone: in memory, about this moment, gone with the process. A tablet tells of itself by a
pulse; words that make no sense are not believed, and what it does not tell stays unknown. Knows no socket, no marks.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from contest.services.actor import Actor
from contest.services.house import House

DEVICE_UNKNOWN = "Thiết bị không rõ"
PAGES = frozenset({"waiting", "marking", "reading", "conflict"})
BATTERY_STEP = 5  # percent: less than that is no news for the desk
SLOW_RTT_MS = 1_000
TELL_EVERY_MS = 15_000  # without news the desk still hears so often that a tablet lives


class Wake(StrEnum):
    """Whether the tablet's screen is kept lit: by the pad, not at present, or never (no secure page, old browser)."""

    ON = "on"
    OFF = "off"
    IMPOSSIBLE = "impossible"


@dataclass(slots=True)
class Pad:
    """One tablet as last heard of. `battery` in percent, `rtt` in ms; None where the browser does not tell."""

    id: str
    judge_key: str
    device: str
    came_at: int
    seen_at: int
    lines: int = 1
    battery: int | None = None
    charging: bool | None = None
    outbox: int = 0
    page: str = ""
    rtt: int | None = None
    worker: bool = False
    wake: Wake = Wake.OFF
    pulsed: bool = False

    def to_json(self) -> dict[str, Any]:
        """The pad as the desk sees it; `page` is empty until the first pulse."""
        return {
            "id": self.id,
            "device": self.device,
            "battery": self.battery,
            "charging": self.charging,
            "outbox": self.outbox,
            "page": self.page,
            "rtt": self.rtt,
            "worker": self.worker,
            "wake": self.wake.value,
            "seen": self.seen_at,
        }


class Pads:
    """The registry. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pads: dict[str, Pad] = {}
        self._by_connection: dict[str, str] = {}
        self._told_at = 0
        self._lines = 0

    def came(self, connection: str, actor: Actor, now: int) -> None:
        """A judge's tablet has connected. Two windows of one browser are one tablet."""
        if actor.judge_key is None:
            return
        with self._lock:
            self._lines += 1
            pad_id = f"line-{self._lines}" if actor.session_id is None else str(actor.session_id)
            self._by_connection[connection] = pad_id
            pad = self._pads.get(pad_id)
            if pad is None:
                self._pads[pad_id] = Pad(pad_id, actor.judge_key, actor.device or DEVICE_UNKNOWN, now, now)
            else:
                pad.lines += 1
                pad.seen_at = now

    def left(self, connection: str) -> str | None:
        """Whose tablet is gone, its judge's key; None when the connection was no tablet's."""
        with self._lock:
            pad = self._pads.get(self._by_connection.pop(connection, ""))
            if pad is None:
                return None
            pad.lines -= 1
            if not pad.lines:
                del self._pads[pad.id]
            return pad.judge_key

    def pulse(self, connection: str, words: Mapping[str, Any], now: int) -> bool:
        """A tablet tells how it fares; answers whether the desk ought to hear of it."""
        with self._lock:
            pad = self._pads.get(self._by_connection.get(connection, ""))
            if pad is None:
                return False
            before = _looks(pad)
            pad.seen_at, pad.pulsed = now, True
            pad.battery = _within(words.get("battery"), 100)
            pad.charging = words["charging"] if isinstance(words.get("charging"), bool) else None
            pad.outbox = _within(words.get("outbox"), 10_000) or 0
            page = words.get("page")
            pad.page = page if isinstance(page, str) and page in PAGES else ""
            pad.rtt = _within(words.get("rtt"), 600_000)
            pad.worker = words.get("worker") is True
            wake = words.get("wake")
            pad.wake = Wake(wake) if wake in tuple(Wake) else Wake.OFF
            if _looks(pad) == before and now - self._told_at < TELL_EVERY_MS:
                return False
            self._told_at = now
            return True

    def judges_here(self) -> frozenset[str]:
        """Keys of the judges with a tablet connected."""
        with self._lock:
            return frozenset(pad.judge_key for pad in self._pads.values())

    def count(self, judge_key: str) -> int:
        """How many tablets are connected as this judge."""
        with self._lock:
            return sum(pad.judge_key == judge_key for pad in self._pads.values())

    def of_judge(self, judge_key: str) -> list[dict[str, Any]]:
        """The judge's connected tablets for the desk, the one that came first first."""
        with self._lock:
            mine = [pad for pad in self._pads.values() if pad.judge_key == judge_key]
            return [pad.to_json() for pad in sorted(mine, key=lambda pad: (pad.came_at, pad.id))]


_OF_HOUSES: WeakKeyDictionary[House, Pads] = WeakKeyDictionary()
_MAKING = threading.Lock()


def pads_of(house: House) -> Pads:
    """The registry of that house: one for as long as it stands."""
    with _MAKING:
        return _OF_HOUSES.setdefault(house, Pads())


def _looks(pad: Pad) -> tuple[object, ...]:
    """What is news for the desk: not every percent of the battery, not every millisecond of the way."""
    battery = None if pad.battery is None else pad.battery // BATTERY_STEP
    slow = pad.rtt is not None and pad.rtt >= SLOW_RTT_MS
    return (pad.pulsed, battery, pad.charging, pad.outbox, pad.page, slow, pad.worker, pad.wake)


def _within(value: object, most: int) -> int | None:
    """A whole figure from 0 to `most`, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return round(value)
