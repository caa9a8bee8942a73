"""Drawing lots (bốc thăm): from a seed and a list to an order, the same on any machine and in any language.

Responsible for the draw as a published procedure: every order that the constraints allow is equally likely, the seed
alone decides which, and anybody can follow it with pencil, paper and SHA-256 (docs/rules/boc-tham.md). Where no order
can keep the constraints it says so and never relaxes one. Knows no round, no clock and no chance of its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from contest.domain.errors import RuleViolation
from contest.domain.said import say

PROCEDURE = "hoi-thi/boc-tham/1"
"""Name of the procedure, part of what is hashed: another procedure gives other orders under another name."""
ATTEMPTS = 10_000
"""How often an order is drawn again that kept the groups but not the units."""


class DrawImpossible(RuleViolation):
    """No order of these teams keeps the constraints."""

    code = "draw-impossible"
    default_message = say("Không có thứ tự nào giữ được các điều kiện bốc thăm này.")


@dataclass(frozen=True, slots=True)
class Lot:
    """What is drawn: a team, with its unit and its group (None: it has none, and meets no constraint by it)."""

    key: str
    unit: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class DrawRules:
    """What an order has to keep. `first`: the key that goes first, drawn or not; None: nobody is set.

    `units_apart`: two teams of one unit never perform one after the other. `groups_alternate`: nor do two of one group.
    `by_group`: the groups perform one after the other in the order of `groups`, and each is drawn by itself.
    """

    units_apart: bool = False
    groups_alternate: bool = False
    first: str | None = None
    by_group: bool = False
    groups: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The rules as a draw keeps them."""
        return {
            "units_apart": self.units_apart,
            "groups_alternate": self.groups_alternate,
            "first": self.first,
            "by_group": self.by_group,
            "groups": list(self.groups),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> DrawRules:
        """The rules that `to_json` wrote."""
        first, groups = document.get("first"), document.get("groups")
        return cls(
            units_apart=document.get("units_apart") is True,
            groups_alternate=document.get("groups_alternate") is True,
            first=first if isinstance(first, str) else None,
            by_group=document.get("by_group") is True,
            groups=tuple(str(each) for each in groups) if isinstance(groups, list) else (),
        )


class SeedStream:
    """Whole numbers from a seed: SHA-256 of procedure, seed, label and a counter, byte after byte."""

    def __init__(self, seed: str, label: str) -> None:
        self._seed = f"{PROCEDURE}\n{seed}\n{label}\n"
        self._counter = 0
        self._bytes = b""

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, each equally likely; takes nothing from the stream when only 0 is left.

        As many bytes as the largest number needs are read, the bits too many are cut off above, and what is not below
        the limit is thrown away.
        """
        if limit <= 1:
            return 0
        bits = (limit - 1).bit_length()
        while True:
            number = int.from_bytes(self._take((bits + 7) // 8), "big") & ((1 << bits) - 1)
            if number < limit:
                return number

    def shuffled(self, keys: Sequence[str]) -> list[str]:
        """The keys in a drawn order: sorted by code point first, then Fisher-Yates from the last place down."""
        order = sorted(keys)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def _take(self, count: int) -> bytes:
        while len(self._bytes) < count:
            self._bytes += hashlib.sha256(f"{self._seed}{self._counter}".encode()).digest()
            self._counter += 1
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken


def draw_order(lots: Sequence[Lot], seed: str, rules: DrawRules | None = None, label: str = "") -> tuple[str, ...]:
    """The keys in the order that `seed` draws, each order that keeps `rules` equally likely over the seeds.

    The order of `lots` never matters. `label` names what is drawn (a round's key), so that one seed may serve several
    draws. Raises `DrawImpossible`, naming the constraint that can't be kept.
    Example: three teams without constraints and seed "12" with label "" give one of six orders; 1 in 6 seeds each.
    """
    rules = rules or DrawRules()
    if rules.first is not None and all(lot.key != rules.first for lot in lots):
        raise DrawImpossible(say("Đội được xếp đi đầu không có trong danh sách bốc thăm."))
    if not rules.by_group:
        return tuple(_drawn(lots, SeedStream(seed, label), rules, before=None))
    order: list[Lot] = []
    for group in _groups(lots, rules):
        of_group = [lot for lot in lots if lot.group == group]
        stream = SeedStream(seed, f"{label}/{group if group is not None else ''}")
        keys = _drawn(of_group, stream, rules, before=order[-1] if order else None)
        by_key = {lot.key: lot for lot in of_group}
        order += [by_key[key] for key in keys]
    return tuple(lot.key for lot in order)


def commitment(seed: str) -> str:
    """The digest of a seed that stays sealed until the draw: SHA-256 of procedure and seed, in hex.

    Published before, it proves afterwards that the seed was not chosen to fit.
    """
    return hashlib.sha256(f"{PROCEDURE}\n{seed}".encode()).hexdigest()


def spoken_seed(seed: str, spoken: str) -> str:
    """The seed of a draw for which somebody in the hall has said a number: neither of the two decides alone."""
    return f"{seed}+{spoken}" if spoken else seed


def _groups(lots: Sequence[Lot], rules: DrawRules) -> list[str | None]:
    """The groups in their order; those not listed come after by name, teams without a group last."""
    present = {lot.group for lot in lots}
    listed: list[str | None] = [group for group in rules.groups if group in present]
    others = sorted(group for group in present if group is not None and group not in listed)
    ordered = [*listed, *others, *([None] if None in present else [])]
    leader = next((lot.group for lot in lots if lot.key == rules.first), None) if rules.first else None
    if rules.first is not None and ordered and ordered[0] != leader:
        raise DrawImpossible(say("Đội được xếp đi đầu không thuộc khối thi đầu tiên."))
    return ordered


def _drawn(lots: Sequence[Lot], stream: SeedStream, rules: DrawRules, before: Lot | None) -> list[str]:
    """Draws first which kind of lot stands where, every sequence by the number of orders behind it, then who it is.

    Lots are of one kind when the constraint can't tell them apart. Where groups alternate and units have to stay apart
    as well, what is drawn for the groups is drawn again until it keeps the units too.
    """
    alternate = rules.groups_alternate and not rules.by_group
    kind_of = _kinds(lots, before, alternate=alternate, apart=rules.units_apart and not alternate)
    members: dict[str | None, list[Lot]] = {}
    for lot in lots:
        members.setdefault(kind_of(lot), []).append(lot)
    leader = next((lot for lot in lots if lot.key == rules.first), None) if rules.first else None
    counts = {kind: len(of_kind) for kind, of_kind in members.items()}
    by_key = {lot.key: lot for lot in lots}
    for _attempt in range(ATTEMPTS if alternate and rules.units_apart else 1):
        sequence = _sequence(counts, stream, kind_of(before) if before else None, leader, kind_of)
        if lots and not sequence:
            break
        waiting = {
            kind: stream.shuffled([lot.key for lot in members[kind] if lot is not leader])
            for kind in sorted(members, key=_by_name)
        }
        if leader is not None:
            waiting[kind_of(leader)].insert(0, leader.key)
        order = [waiting[kind].pop(0) for kind in sequence]
        if not rules.units_apart or _units_apart([by_key[key] for key in order], before):
            return order
    raise DrawImpossible(_why_impossible(lots, rules))


def _kinds(lots: Sequence[Lot], before: Lot | None, *, alternate: bool, apart: bool) -> Callable[[Lot], str | None]:
    """What the constraint sees of a lot: its group, or its unit where that has several teams; None: nothing."""
    units = Counter(lot.unit for lot in (*lots, *([before] if before else [])))

    def kind_of(lot: Lot) -> str | None:
        if alternate:
            return lot.group
        return lot.unit if apart and units[lot.unit] > 1 else None

    return kind_of


def _sequence(
    counts: Mapping[str | None, int],
    stream: SeedStream,
    last: str | None,
    leader: Lot | None,
    kind_of: Callable[[Lot], str | None],
) -> list[str | None]:
    """One sequence of kinds in which no kind follows itself (None may), each equally likely; empty: there is none."""
    left = dict(counts)
    found: list[str | None] = []
    if leader is not None:
        kind = kind_of(leader)
        if kind is not None and kind == last:
            return []
        left[kind] -= 1
        found.append(kind)
        last = kind
    if not _ways_on(left, last):
        return []
    while any(left.values()):
        options = [
            (kind, _ways_on({**left, kind: left[kind] - 1}, kind))
            for kind in sorted(left, key=_by_name)
            if left[kind] and (kind is None or kind != last)
        ]
        last = _picked(options, stream.below(sum(ways for _kind, ways in options)))
        left[last] -= 1
        found.append(last)
    return found


def _picked(options: Sequence[tuple[str | None, int]], number: int) -> str | None:
    """The kind in whose stretch the number falls, when the ways of all kinds are laid end to end."""
    for kind, ways in options:
        if number < ways:
            return kind
        number -= ways
    raise AssertionError("the number is below the sum of all ways")


def _ways_on(left: Mapping[str | None, int], last: str | None) -> int:
    """How many sequences of what is left can follow `last`."""
    rest = sorted(count for kind, count in left.items() if kind is not None and kind != last and count)
    return _ways(left.get(None, 0), tuple(rest), left.get(last, 0) if last is not None else 0)


@cache
def _ways(free: int, rest: tuple[int, ...], barred: int) -> int:
    """Sequences of `free` lots that meet no constraint, of kinds with `rest` lots each, and `barred` of the kind that
    stood last, which can't come at once. Kinds with as many lots are alike, so they are counted together."""
    if not (free or rest or barred):
        return 1
    back = (barred,) if barred else ()
    total = _ways(free - 1, tuple(sorted(rest + back)), 0) if free else 0
    for count, alike in Counter(rest).items():
        without = list(rest)
        without.remove(count)
        total += alike * _ways(free, tuple(sorted((*without, *back))), count - 1)
    return total


def _by_name(kind: str | None) -> tuple[bool, str]:
    return (kind is not None, kind or "")


def _units_apart(order: Sequence[Lot], before: Lot | None) -> bool:
    whole = [*([before] if before else []), *order]
    return all(one.unit is None or one.unit != other.unit for one, other in pairwise(whole))


def _why_impossible(lots: Sequence[Lot], rules: DrawRules) -> str:
    """In words, what can't be kept: the group or unit with more teams than there are gaps, else the constraints."""
    most = (len(lots) + 1) // 2
    if rules.groups_alternate and not rules.by_group:
        group, count = _largest(lot.group for lot in lots)
        if count > most:
            return say(
                "Không xen kẽ khối được: khối “%(group)s” có %(count)s trên %(n)s đội, nhiều nhất được %(most)s.",
                group=group, count=count, n=len(lots), most=most,
            )  # fmt: skip
    if rules.units_apart:
        unit, count = _largest(lot.unit for lot in lots)
        if count > most:
            return say(
                "Không tách được các đội cùng đơn vị: “%(unit)s” có %(count)s trên %(n)s đội.",
                unit=unit, count=count, n=len(lots),
            )  # fmt: skip
    if rules.groups_alternate and rules.units_apart:
        return say("Bốc thử %(n)s lần, không có lần nào vừa xen kẽ khối vừa tách các đội cùng đơn vị.", n=ATTEMPTS)
    return DrawImpossible.default_message


def _largest(names: Iterable[str | None]) -> tuple[str, int]:
    counted = Counter(name for name in names if name is not None)
    return max(counted.items(), key=lambda item: item[1], default=("", 0))
