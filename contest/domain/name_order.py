"""The Vietnamese order of names: people by their given name, units without their prefix, teams by their numbers.

Responsible for sort keys alone. Letters come first (ă and â after a, đ after d, ơ and ô after o, …); where all letters
are equal the tones decide: none, huyền, hỏi, ngã, sắc, nặng. That is the order of CLDR's `vi` and of the class list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...]]

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of dictionaries."""
_WITH = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_PLACE = {letter: place for place, letter in enumerate(ALPHABET)}
PREFIXES = (
    "ủy ban nhân dân", "uỷ ban nhân dân", "ubnd", "ban chỉ huy", "ban quản lý", "liên đoàn", "thành phố", "tp.", "tp",
    "thị xã", "tx.", "tx", "thị trấn", "tt.", "đặc khu", "huyện", "quận", "phường", "xã", "sở", "ban", "ngành",
    "công ty cổ phần", "công ty tnhh", "công ty", "trường", "hội", "đội thi", "đội",
)  # fmt: skip
"""What a unit's name begins with and what nobody looks for it under."""

_SPACE, _FIGURE, _LETTER, _OTHER = 0, 1, 2, 3


def text_key(text: str) -> Key:
    """The key of a text as it stands. Numbers in it count as numbers: `Đội 2` comes before `Đội 10`."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for kind, value, tone in _signs(text):
        letters.append((kind, value))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def person_key(name: str) -> tuple[Key, Key, str]:
    """The key of a person: the given name, which is the last word; then family and middle name.

    Example: `Lê Thị Đào` comes after `Trần Văn Dũng`: D is before Đ.
    """
    *before, given = name.split() or [""]
    return text_key(given), text_key(" ".join(before)), unicodedata.normalize("NFC", name)


def unit_key(name: str) -> tuple[Key, Key, str]:
    """The key of a unit or a team: its own name, the prefix only where that is equal.

    Example: `Huyện Ba Tơ`, `Sở Nội vụ`, `Thành phố Quảng Ngãi` stand under B, N and Q.
    """
    whole = " ".join(unicodedata.normalize("NFC", name).split())
    own, found = whole, True
    while found:
        lowered = own.casefold()
        prefix = next((p for p in PREFIXES if lowered.startswith(f"{p} ")), None)
        found = prefix is not None
        own = own[len(prefix) :].strip() if prefix else own
    return text_key(own), text_key(whole), whole


def _signs(text: str) -> Iterator[tuple[int, int, int]]:
    """Each sign of the text as kind, place and tone; signs that order nothing are left out."""
    number = ""
    for letter, tone in _letters(text):
        if letter.isascii() and letter.isdigit():
            number += letter
            continue
        if number:
            yield _FIGURE, int(number), 0
            number = ""
        if letter.isspace():
            yield _SPACE, 0, 0
        elif letter in _PLACE:
            yield _LETTER, _PLACE[letter], tone
        elif letter.isalnum():
            yield _OTHER, ord(letter), tone
    if number:
        yield _FIGURE, int(number), 0


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Each letter with its own mark (ă, ơ, đ) put together, and its tone's place: 0 for none."""
    held, tone = "", 0
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign in TONES:
            tone = 1 + TONES.index(sign)
        elif unicodedata.combining(sign):
            held = _WITH.get((held, sign), held)
        else:
            if held:
                yield held, tone
            held, tone = sign, 0
    if held:
        yield held, tone
