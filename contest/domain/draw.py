"""The running order drawn by lots (bốc thăm): the same seed draws the same order on any machine."""

from __future__ import annotations

import random
from collections.abc import Sequence


def draw(keys: Sequence[str], seed: str) -> list[str]:
    """Return the keys in the order that `seed` draws; reproducible on any machine."""
    order = sorted(keys)
    random.Random(f"draw:{seed}").shuffle(order)  # noqa: S311  a public draw must be reproducible, not secret
    return order
