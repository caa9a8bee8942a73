"""Moments of the contest worth looking at. Each function brings a fresh `World` to one."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.harness.desk.world import Turn, World

LATE = {"points": "-0.25", "reason": "Quá giờ 45 giây"}


def finish(world: World, turn: Turn) -> None:
    """Takes one performance through to locked."""
    turn.state = "locked"
    for judge in turn.sheets:
        world.mark(turn, judge)
    if not turn.judged:
        turn.points, turn.points_version = str(world.chance.randint(19, 30)), 1


def before(world: World) -> None:
    """Nothing opened yet."""


def opened(world: World) -> None:
    """The first round is open, its first performance not."""
    world.rounds["vong-loai"]["state"] = "open"


def mid(world: World) -> None:
    """In the third section of the qualifying round: seven locked, one closed and late, one on stage."""
    opened(world)
    turns = world.of("vong-loai")
    for turn in turns[:46]:
        finish(world, turn)
    turns[3].sheets["j2"].update(state="recused", total=None, marked=0)
    for turn in turns[8:14]:
        if turn.judged:
            turn.sheets["j6"].update(state="absent", total=None, marked=0)
    turns[5].adjustments = [{"id": 901, "points": "-0.25", "reason": "Quá giờ 20 giây", "by": "Lê Thị Minh Nguyệt"}]
    turns[44].adjustments = [
        {"id": 902, "points": "-0.5", "reason": "Quá giờ 1 phút 05 giây", "by": "Lê Thị Minh Nguyệt"}
    ]
    late = turns[46]
    late.state = "closed"
    for judge in ("j1", "j2", "j3", "j5", "j7"):
        world.mark(late, judge)
    world.mark(late, "j4", marked=3)
    late.sheets["j6"].update(state="absent", total=None)
    late.proposal = dict(LATE)
    now = turns[47]
    now.state = "open"
    for judge in ("j1", "j7"):
        world.mark(now, judge)
    world.mark(now, "j2", marked=3)
    world.mark(now, "j3", marked=1)
    world.mark(now, "j5", marked=2)
    now.sheets["j6"].update(state="absent", total=None)
    now.clock = {"state": "running", "duration_ms": 720000, "warning_ms": 60000, "left_ms": None, "rate": 1,
                 "ends_at": time.time_ns() // 1_000_000 + 134_000}  # fmt: skip


def quiz(world: World) -> None:
    """In the quiz: the secretary enters figures."""
    opened(world)
    turns = world.of("vong-loai")
    for turn in turns[:26]:
        finish(world, turn)
    turns[26].state = "open"


def locked(world: World) -> None:
    """The first round is locked by the first secretary, and waits for the second person."""
    opened(world)
    for turn in world.of("vong-loai"):
        finish(world, turn)
    world.rounds["vong-loai"].update(state="locked", locked_by="Lê Thị Minh Nguyệt")


def final(world: World) -> None:
    """The first round is published, the finals are being held."""
    locked(world)
    world.rounds["vong-loai"].update(state="confirmed", confirmed_by="Bùi Đức Thịnh")
    world.rounds["vong-loai"]["state"] = "published"
    world.run_round("vong-loai", "advance", "Ban tổ chức")
    world.rounds["chung-ket"]["state"] = "open"
    turns = world.of("chung-ket")
    for turn in turns[:7]:
        finish(world, turn)
    turns[7].state = "open"
    for judge in ("j1", "j2", "j4"):
        world.mark(turns[7], judge)
    world.mark(turns[7], "j5", marked=2)


def awards(world: World) -> None:
    """The evening is over but for the first prize."""
    final(world)
    turns = world.of("chung-ket")
    for turn in turns[7:]:
        finish(world, turn)
    world.rounds["chung-ket"].update(state="confirmed", locked_by="Lê Thị Minh Nguyệt", confirmed_by="Bùi Đức Thịnh")
    order = [row["team"] for row in world.standings("chung-ket")["standings"]]
    prizes = ["Giải Nhất toàn đoàn", "Giải Nhì", "Giải Ba", "Giải Ba", "Giải Khuyến khích", "Giải Khuyến khích"]
    world.awards = [{"prize": p, "team": world.teams[k]} for p, k in list(zip(prizes, order, strict=True))[:0:-1]]


def over(world: World) -> None:
    """All is published."""
    awards(world)
    first = world.standings("chung-ket")["standings"][0]["team"]
    world.rounds["chung-ket"]["state"] = "published"
    world.awards = [*world.awards, {"prize": "Giải Nhất toàn đoàn", "team": world.teams[first]}]


SCENES: dict[str, Callable[[World], None]] = {
    f.__name__: f for f in (before, opened, mid, quiz, locked, final, awards, over)
}
