"""Drawing lots: one order for one seed anywhere, allowed orders equally likely, constraints kept or refused."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.domain.lots import (
    PROCEDURE,
    DrawImpossible,
    DrawRules,
    Lot,
    SeedStream,
    commitment,
    draw_order,
    spoken_seed,
)

SIX = [Lot(f"d{n}") for n in range(6)]
SEEDS = 100_000


def chi_squared(counts: Counter[str], kinds: int) -> float:
    """How far the counts lie from equal ones, in the usual measure."""
    expected = sum(counts.values()) / kinds
    return sum((counts[kind] - expected) ** 2 for kind in counts) / expected + (kinds - len(counts)) * expected


def limit(kinds: int) -> float:
    """What that measure stays below in all but one of a million fair draws (Wilson and Hilferty)."""
    degrees = kinds - 1
    return degrees * (1 - 2 / (9 * degrees) + 4.75 * math.sqrt(2 / (9 * degrees))) ** 3


class TestTheProcedure:
    def test_is_what_the_rule_page_says_step_by_step(self) -> None:
        """Worked with SHA-256 alone, as somebody outside would: three teams, seed "12", round "vong-loai"."""
        stream = b"".join(hashlib.sha256(f"{PROCEDURE}\n12\nvong-loai\n{n}".encode()).digest() for n in range(2))
        taken = iter(stream)

        def below(number: int) -> int:
            mask = (1 << (number - 1).bit_length()) - 1
            while True:
                got = next(taken) & mask
                if got < number:
                    return got

        teams = ["a", "b", "c"]
        for last in (2, 1):
            other = below(last + 1)
            teams[last], teams[other] = teams[other], teams[last]
        assert draw_order([Lot("c"), Lot("a"), Lot("b")], "12", label="vong-loai") == tuple(teams)

    def test_gives_the_same_for_ever(self) -> None:
        """Fixed by these lines: whatever machine or version draws it."""
        assert draw_order(SIX, "quảng ngãi 2024", label="vong-loai") == ("d4", "d1", "d0", "d3", "d2", "d5")
        assert commitment("12") == hashlib.sha256(b"hoi-thi/boc-tham/1\n12").hexdigest()

    def test_does_not_mind_the_order_of_the_list(self) -> None:
        assert draw_order(SIX[::-1], "x") == draw_order(SIX, "x")

    def test_draws_one_seed_anew_for_each_label(self) -> None:
        assert len({draw_order(SIX, "x", label=str(n)) for n in range(20)}) > 10

    def test_adds_what_is_said_in_the_hall(self) -> None:
        assert spoken_seed("a1", "") == "a1"
        assert draw_order(SIX, spoken_seed("a1", "7")) != draw_order(SIX, "a1")

    def test_numbers_stay_below_their_limit_and_one_takes_nothing(self) -> None:
        stream = SeedStream("x", "")
        assert [stream.below(1) for _ in range(5)] == [0] * 5
        assert stream.below(256) == SeedStream("x", "").below(256)
        assert all(0 <= SeedStream(str(n), "").below(300) < 300 for n in range(500))


class TestFairness:
    def test_every_place_is_as_likely_for_every_team_over_a_hundred_thousand_seeds(self) -> None:
        places: dict[str, Counter[str]] = {lot.key: Counter() for lot in SIX}
        for seed in range(SEEDS):
            for place, key in enumerate(draw_order(SIX, str(seed))):
                places[key][str(place)] += 1
        assert all(chi_squared(counts, 6) < limit(6) for counts in places.values())

    def test_every_order_that_keeps_the_groups_apart_is_as_likely(self) -> None:
        lots = [Lot("a1", group="a"), Lot("a2", group="a"), Lot("a3", group="a"), Lot("b1", group="b"), Lot("c1")]
        rules = DrawRules(groups_alternate=True)
        group = {lot.key: lot.group for lot in lots}
        allowed = [
            order
            for order in permutations(group)
            if all(group[one] is None or group[one] != group[other] for one, other in pairwise(order))
        ]
        found = Counter("".join(draw_order(lots, str(seed), rules)) for seed in range(6_000))
        assert set(found) == {"".join(order) for order in allowed}
        assert chi_squared(found, len(allowed)) < limit(len(allowed))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(st.sampled_from(["u1", "u2", "u3", None]), st.sampled_from(["g1", "g2", "g3"])), max_size=9),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 999),
)
def test_constraints_always_hold_or_are_refused(
    teams: list[tuple[str | None, str]], apart: bool, alternate: bool, by_group: bool, seed: int
) -> None:
    lots = [Lot(f"d{n}", unit, group) for n, (unit, group) in enumerate(teams)]
    rules = DrawRules(apart, alternate, first="d0" if lots else None, by_group=by_group, groups=("g2", "g1"))
    by_key = {lot.key: lot for lot in lots}
    try:
        order = [by_key[key] for key in draw_order(lots, str(seed), rules)]
    except DrawImpossible:
        return
    assert sorted(lot.key for lot in order) == sorted(by_key)
    assert not order or order[0].key == "d0"
    for one, other in pairwise(order):
        assert not (apart and one.unit is not None and one.unit == other.unit)
        assert not (alternate and not by_group and one.group == other.group)
    if by_group:
        groups = [lot.group for lot in order]
        assert groups == sorted(groups, key=["g2", "g1", "g3"].index)


@pytest.mark.parametrize(
    ("lots", "rules", "said"),
    [
        ([Lot(f"h{n}", group="huyện") for n in range(13)] + [Lot(f"s{n}", group="sở") for n in range(7)],
         DrawRules(groups_alternate=True), "khối “huyện” có 13 trên 20 đội, nhiều nhất được 10"),
        ([Lot("a", "u"), Lot("b", "u")], DrawRules(units_apart=True), "“u” có 2 trên 2 đội"),
        ([Lot("a")], DrawRules(first="z"), "không có trong danh sách"),
        ([Lot("a", group="g"), Lot("b", group="h")], DrawRules(first="b", by_group=True, groups=("g", "h")),
         "không thuộc khối thi đầu tiên"),
    ],
    ids=["too many of one group", "one unit alone", "unknown leader", "leader of a later group"],
)  # fmt: skip
def test_says_why_no_order_keeps_the_constraints(lots: list[Lot], rules: DrawRules, said: str) -> None:
    with pytest.raises(DrawImpossible, match=said):
        draw_order(lots, "1", rules)


def test_sixty_teams_of_five_groups_are_drawn_exactly() -> None:
    lots = [Lot(f"t{n}", group="abcde"[n % 5]) for n in range(60)]
    order = draw_order(lots, "12", DrawRules(groups_alternate=True))
    assert all(int(one[1:]) % 5 != int(other[1:]) % 5 for one, other in pairwise(order))
