"""A judge's score sheet as a value: what is on it, whether it may be, its total and its receipt.

Responsible for every check of marks, so that tablet, secretary, import and API refuse the same things in the same
words. Never knows who is asking or what state the performance is in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from contest.domain.errors import Fault, Invalid, NotANumber
from contest.domain.points import EXACT, on_step, parse_entry, plain, total, vietnamese
from contest.domain.rubric import Criterion
from contest.domain.said import say

__all__ = ["Criterion", "check_complete", "check_marks", "receipt", "receipt_is_wellformed", "sheet_total"]

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, which are misread
_RECEIPT = re.compile(f"[{_ALPHABET}]{{4}}-[{_ALPHABET}]{{2}}")


def check_marks(criteria: Sequence[Criterion], marks: Mapping[str, str]) -> dict[str, Decimal]:
    """Return the marks as figures, in the order of the criteria; they may be incomplete.

    `marks` maps criterion keys to what was written, with a point or a comma. Raises `Invalid` with every fault at
    once, each at `marks.<key>`: `not_a_number`, `unknown_criterion`, `out_of_range`, `off_step`.
    Example: 12.3 for a criterion from 0 to 12 in steps of 0.25 is both out of range and off the step.
    """
    faults: list[Fault] = []
    known = {criterion.key for criterion in criteria}
    faults += [
        Fault(f"marks.{key}", "unknown_criterion", say("Phiếu chấm này không có tiêu chí “%(key)s”.", key=key))
        for key in marks
        if key not in known
    ]
    figures: dict[str, Decimal] = {}
    for criterion in criteria:
        if criterion.key not in marks:
            continue
        try:
            figures[criterion.key] = parse_entry(marks[criterion.key])
        except NotANumber as refusal:
            path = f"marks.{criterion.key}"
            faults.append(Fault(path, refusal.code, f"{criterion.title}: {refusal.message}"))
        else:
            faults += _faults_of(criterion, figures[criterion.key])
    if faults:
        raise Invalid(faults)
    return figures


def check_complete(criteria: Sequence[Criterion], marks: Mapping[str, object]) -> tuple[Fault, ...]:
    """Return a fault `missing` for every criterion without a mark; empty when the sheet can be submitted."""
    return tuple(
        Fault(f"marks.{criterion.key}", "missing", say("%(criterion)s: chưa có điểm.", criterion=criterion.title))
        for criterion in criteria
        if criterion.key not in marks
    )


def sheet_total(criteria: Sequence[Criterion], marks: Mapping[str, Decimal]) -> Decimal:
    """Return the sheet's total, Σ mark × criterion weight, exactly.

    The sheet must be complete: `KeyError` for a criterion without a mark, because what is missing is never zero.
    Example: 9.25 × 1 and 8 × 2 make 25.25.
    """
    return total(EXACT.multiply(marks[criterion.key], criterion.weight) for criterion in criteria)


def receipt(performance_id: int | str, judge_key: str, version: int, marks: Mapping[str, Decimal]) -> str:
    """Return the receipt of a submitted sheet, such as `K7Q4-M2`: the same sheet always has the same one.

    Five characters of a SHA-256 over performance, judge, version and marks, then a check character that finds every
    single mistyped character and every two that changed places.
    """
    content = [str(performance_id), judge_key, version, [[key, plain(marks[key])] for key in sorted(marks)]]
    digest = hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).digest()
    number = int.from_bytes(digest[:4], "big")
    values = [(number >> 5 * place) & 31 for place in range(5)]
    code = "".join(_ALPHABET[value] for value in [*values, _check_value(values)])
    return f"{code[:4]}-{code[4:]}"


def receipt_is_wellformed(text: str) -> bool:
    """Return whether the text can be a receipt as it was given out: its shape and its check character are right."""
    if _RECEIPT.fullmatch(text) is None:
        return False
    *values, check = [_ALPHABET.index(character) for character in text.replace("-", "")]
    return check == _check_value(values)


def _faults_of(criterion: Criterion, mark: Decimal) -> list[Fault]:
    """Return what is wrong with a mark: outside the criterion's range, off its step, or both."""
    path, shown = f"marks.{criterion.key}", vietnamese(mark, None)
    faults = []
    if not criterion.min <= mark <= criterion.max:
        low, high = vietnamese(criterion.min, None), vietnamese(criterion.max, None)
        faults.append(
            Fault(
                path,
                "out_of_range",
                say(
                    "%(criterion)s: %(shown)s nằm ngoài khoảng từ %(low)s đến %(high)s.",
                    criterion=criterion.title,
                    shown=shown,
                    low=low,
                    high=high,
                ),
            )
        )
    if not on_step(mark, criterion.step):
        step = vietnamese(criterion.step, None)
        faults.append(
            Fault(
                path,
                "off_step",
                say(
                    "%(criterion)s: %(shown)s không đúng bước %(step)s.",
                    criterion=criterion.title,
                    shown=shown,
                    step=step,
                ),
            )
        )
    return faults


def _check_value(values: Sequence[int]) -> int:
    """Return the check value: a sum in GF(32) where every place has a weight of its own, the check 1."""
    check = 0
    for value in values:
        check = (check ^ value) << 1
        if check & 32:
            check ^= 0b100101
    return check
