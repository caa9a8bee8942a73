"""Figures: read exactly, kept exactly, written exactly.

Responsible for the way points go between text and number, for rounding, and for what lies on a step. Never uses a
float, never rounds where no rule says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import (
    MAX_EMAX,
    MAX_PREC,
    MIN_EMIN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
)
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from contest.domain.errors import NotANumber
from contest.domain.said import say

Figure: TypeAlias = Decimal | Fraction
"""A number of points. A decimal as it was marked, or an exact fraction as soon as a mean is in it."""

EXACT: Final = Context(
    prec=MAX_PREC,
    Emax=MAX_EMAX,
    Emin=MIN_EMIN,
    traps=[InvalidOperation, DivisionByZero, Overflow, Inexact, Rounded],
)
"""Sums and products of decimals in it are exact, or raise; they are never rounded by accident."""

DISPLAY_PLACES: Final = 6
"""A figure whose decimals never end is shown with so many of them."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_TYPED = re.compile(r"([+\-\u2212\u2013]?)\s*([0-9]{1,18})(?:[.,]([0-9]{1,18}))?")


class RoundingMode(StrEnum):
    """Where a half goes: away from zero, or to the even neighbour."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


def parse_points(text: str) -> Decimal:
    """Return the figure of a plain decimal, as contest files and the API write it: `"9.25"`, `"-0.5"`, `"0"`.

    An optional minus, digits without a leading zero, and perhaps a point and digits: no plus, no exponent, no blank.
    Raises `NotANumber`. Source: the contest file's section “Numbers”.
    """
    if not isinstance(text, str) or _PLAIN.fullmatch(text) is None:
        raise NotANumber(say("“%(short)s” không phải là số thập phân viết thường, ví dụ 9.25.", short=_short(text)))
    return Decimal(text)


def parse_entry(text: str) -> Decimal:
    """Return the figure that a person typed: `"9,25"`, `" 9.25 "`, `"−0,5"`.

    Comma or point before the decimals, blanks around it, any of the usual minus signs. No thousands separator: it
    can't be told from a decimal one. Raises `NotANumber`.
    """
    match = _TYPED.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise NotANumber(say("“%(short)s” không phải là một con số.", short=_short(text)))
    sign, whole, decimals = match.groups()
    return Decimal(("-" if sign and sign != "+" else "") + whole + ("." + decimals if decimals else ""))


def on_step(points: Decimal, step: Decimal) -> bool:
    """Return whether the figure is a multiple of the step, counted from zero: 9.25 is on 0.25, 9.3 is not."""
    return not EXACT.remainder(points, step)


def total(figures: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of decimals (`sum` would round to 28 digits)."""
    result = Decimal(0)
    for figure in figures:
        result = EXACT.add(result, figure)
    return result


def rounded(figure: Figure, places: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Fraction:
    """Return the figure with at most `places` decimals, exactly.

    Example: 7.125 to 2 places is 7.13 by `half_up` and 7.12 by `half_even`; −0.125 is −0.13 by `half_up`.
    """
    numerator, denominator = figure.as_integer_ratio()
    scale = 10**places
    whole, rest = divmod(abs(numerator) * scale, denominator)
    up = 2 * rest > denominator or (2 * rest == denominator and (mode is RoundingMode.HALF_UP or whole % 2 == 1))
    return Fraction((whole + up) * (-1 if numerator < 0 else 1), scale)


def plain(figure: Figure) -> str:
    """Return the figure as a plain decimal: no exponent, no trailing zeros after the point, zero is `"0"`.

    A figure whose decimals never end is rounded half-up to 6 places, for display only; any other is written in full.
    Example: 637/70 is `"9.1"`, 55/6 is `"9.166667"`.
    """
    decimals = _decimals(figure)
    sign, whole, fraction = _digits(figure, DISPLAY_PLACES if decimals is None else decimals)
    fraction = fraction.rstrip("0")
    return sign + whole + ("." + fraction if fraction else "")


def vietnamese(figure: Figure, places: int | None = 2, signed: bool = False) -> str:
    """Return the figure as people read it: `"1.234,50"`, `"−0,25"`.

    Decimal comma, a dot between thousands, a true minus sign (U+2212). `places` decimals, rounded half-up; `None`
    writes as many as there are (`"27"`, `"9,25"`). `signed` puts a plus before what is above zero.
    """
    shown = _decimals(figure) if places is None else places
    sign, whole, fraction = _digits(figure, DISPLAY_PLACES if shown is None else shown)
    if places is None:
        fraction = fraction.rstrip("0")
    positive = whole != "0" or fraction.strip("0") != ""
    mark = "−" if sign else "+" if signed and positive else ""
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", whole)
    return mark + grouped + ("," + fraction if fraction else "")


def ends(figure: Figure) -> bool:
    """Return whether the figure's decimals end, so that it can be written in full."""
    return _decimals(figure) is not None


def _decimals(figure: Figure) -> int | None:
    """Return how many decimals the figure has, or `None` if they never end."""
    denominator = figure.as_integer_ratio()[1]
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def _digits(figure: Figure, places: int) -> tuple[str, str, str]:
    """Return sign ("-" or ""), whole digits and exactly `places` decimals of the figure, rounded half-up."""
    near = rounded(figure, places)
    scaled = near * 10**places
    # Through Decimal: str(int) refuses more than 4,300 digits.
    text = str(Decimal(abs(scaled.numerator))).rjust(places + 1, "0")
    cut = len(text) - places
    return "-" if near < 0 else "", text[:cut], text[cut:]


def _short(text: object) -> str:
    shown = str(Decimal(text) if isinstance(text, int) else text)  # str(int) refuses more than 4,300 digits
    return shown if len(shown) <= 40 else shown[:39] + "…"
