"""Percentiles of a list of timings, and the table they are printed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Timing:
    """Timings of one thing in milliseconds, sorted."""

    name: str
    ms: tuple[float, ...]

    @classmethod
    def of(cls, name: str, ms: Sequence[float]) -> Timing:
        """The timings, in any order."""
        return cls(name, tuple(sorted(ms)))

    def percentile(self, share: float) -> float:
        """The timing that `share` (0 to 1) of all stay below or at."""
        return self.ms[min(len(self.ms) - 1, int(share * len(self.ms)))]

    def to_json(self) -> dict[str, Any]:
        """Median, 95th and 99th percentile, worst, in milliseconds."""
        return {
            "name": self.name,
            "n": len(self.ms),
            "p50_ms": round(self.percentile(0.5), 2),
            "p95_ms": round(self.percentile(0.95), 2),
            "p99_ms": round(self.percentile(0.99), 2),
            "max_ms": round(self.ms[-1], 2),
        }


def beside(thing: Timing, floor: Timing) -> dict[str, Any]:
    """A thing beside its floor: both, and how many times the floor its median is."""
    ratio = thing.percentile(0.5) / floor.percentile(0.5) if floor.percentile(0.5) else None
    return thing.to_json() | {"floor": floor.to_json(), "ratio_p50": round(ratio, 1) if ratio else None}


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for people, each floor below its thing."""
    lines = [f"{'':<52}{'n':>5}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}  ms"]
    for row in rows:
        lines.append(_line(row["name"], row))
        if row.get("floor"):
            lines.append(_line(f"  floor: {row['floor']['name']}", row["floor"]) + f"   × {row['ratio_p50']}")
    return "\n".join(lines) + "\n"


def _line(name: str, row: dict[str, Any]) -> str:
    return f"{name:<52}{row['n']:>5}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['p99_ms']:>9}{row['max_ms']:>9}"
