"""The short code on a paper sheet: which judge's sheet for which performance, with a check against mistyping.

Pure. The code is no secret and opens nothing: whoever types it must be let in by their own link.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, which are misread
_CODE = re.compile(r"\s*(\d{1,9})\s*[-–.\s]\s*(\d{1,9})\s*[-–.\s]\s*([0-9A-Za-z]{2})\s*")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def paper_code(performance_id: int, judge_id: int) -> str:
    """Return the code of a judge's paper sheet for a performance, such as `17-3-K4`."""
    return f"{performance_id}-{judge_id}-{_check(performance_id, judge_id)}"


def parse_paper_code(text: str) -> tuple[int, int] | None:
    """Return performance and judge that a typed or scanned code stands for; None when it is not one.

    Small letters, spaces and letters that look like figures are understood: `17 3 k4` is `17-3-K4`.
    """
    found = _CODE.fullmatch(text)
    if found is None:
        return None
    performance_id, judge_id = int(found[1]), int(found[2])
    check = found[3].upper().translate(_MISREAD)
    return (performance_id, judge_id) if check == _check(performance_id, judge_id) else None


def _check(performance_id: int, judge_id: int) -> str:
    """Return two characters that a mistyped figure changes in 1023 cases of 1024."""
    digest = hashlib.sha256(f"paper:{performance_id}:{judge_id}".encode()).digest()
    number = int.from_bytes(digest[:2], "big")
    return _ALPHABET[number >> 5 & 31] + _ALPHABET[number & 31]
