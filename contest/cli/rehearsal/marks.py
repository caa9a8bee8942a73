"""What the simulated people decide: marks, quiz points, lengths. All of it follows from the seed and from nothing else.

Every figure is drawn from its own place (team, section, judge, criterion), so the order of arrival changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Chance:
    """The rehearsal's chance, split by place."""

    seed: int

    def at(self, *place: object) -> random.Random:
        """A generator of its own for `place`."""
        return random.Random(f"{self.seed}:{':'.join(map(str, place))}")  # noqa: S311  made-up marks, no secret

    def strength(self, team: str) -> float:
        """How good a team is in this rehearsal, from 0.72 to 0.96 of the full marks."""
        return self.at("strength", team).uniform(0.72, 0.96)

    def marks(self, judge: str, team: str, section: str, criteria: Sequence[dict[str, Any]]) -> dict[str, str]:
        """A full sheet: every criterion on its step and within its range."""
        bias = self.at("bias", judge).uniform(-0.03, 0.03)
        sheet = {}
        for criterion in criteria:
            wobble = self.at("mark", judge, team, section, criterion["key"]).gauss(0, 0.035)
            share = Decimal(str(round(min(1.0, max(0.4, self.strength(team) + bias + wobble)), 4)))
            sheet[criterion["key"]] = on_step(share, criterion)
        return sheet

    def points(self, team: str, section: str, rule: dict[str, Any]) -> str:
        """The figure of a points section."""
        wobble = self.at("points", team, section).gauss(0, 0.06)
        share = Decimal(str(round(min(1.0, max(0.3, self.strength(team) + wobble)), 4)))
        return on_step(share, rule)

    def overtime_s(self, team: str, section: str, round_key: str) -> int:
        """Seconds over the time allowed: mostly none, sometimes some, rarely more than a minute."""
        dice = self.at("overtime", round_key, team, section)
        kind = dice.random()
        return 0 if kind < 0.86 else dice.randint(12, 50) if kind < 0.96 else dice.randint(70, 100)

    def share_of_time(self, team: str, section: str) -> float:
        """How much of the time allowed a team that does not go over uses."""
        return self.at("length", team, section).uniform(0.8, 0.97)

    def absent(self, judge: str, team: str, section: str, round_key: str) -> bool:
        """Whether a judge misses this performance; never the first two of the panel."""
        return judge not in ("j1", "j2") and self.at("absent", round_key, judge, team, section).random() < 0.008


def on_step(share: Decimal, rule: dict[str, Any]) -> str:
    """`share` of the way from min to max, on the rule's step, as a plain decimal."""
    low, high, step = Decimal(rule["min"]), Decimal(rule["max"]), Decimal(rule["step"])
    steps = ((low + (high - low) * share) / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    figure = min(high, max(low, steps * step))
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
