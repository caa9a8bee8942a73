"""Reads the JSON body of a request: each field by name and kind, all faults at once, in words."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar
from unicodedata import normalize

from flask import request

from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.web.errors import BadBody
from contest.web.numbers import LARGEST_WHOLE

T = TypeVar("T")
MISSING = object()
MAX_TEXT = 2000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tab and line ends: no feed could carry them


def _document_sent() -> dict[str, Any]:
    """The JSON object of the request, {} for an empty body; its texts can be written again, to disk and back."""
    if not request.get_data():
        return {}
    try:
        document = request.get_json(silent=True)
        json.dumps(document, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        document = None
    if not isinstance(document, dict):
        raise BadBody(say("Nội dung gửi lên phải là một đối tượng JSON."))
    return document


class Body:
    """The fields of a JSON object. Read all of them, then call `check`, which raises every fault together."""

    def __init__(self) -> None:
        self._document = _document_sent()
        self._faults: list[Fault] = []

    def text(self, name: str, default: Any = MISSING) -> str:
        """A text field, composed: the same name is the same text, whatever it was typed on."""
        value = self._get(name, default)
        if isinstance(value, str) and len(value) <= MAX_TEXT and CONTROL.search(value) is None:
            return normalize("NFC", value)
        return self._fault(name, value, f"phải là chuỗi ký tự, dài nhất {MAX_TEXT}, không có ký tự điều khiển", "")

    def optional_text(self, name: str) -> str | None:
        """A text field that may be absent or null."""
        return None if self._document.get(name) is None else self.text(name)

    def whole(self, name: str, default: Any = MISSING) -> int:
        """A whole number from 0."""
        value = self._get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_WHOLE:
            return value
        return self._fault(name, value, "phải là số nguyên không âm", 0)

    def signed(self, name: str) -> int:
        """A whole number of either sign."""
        value = self._get(name, MISSING)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_WHOLE:
            return value
        return self._fault(name, value, "phải là số nguyên", 0)

    def optional_whole(self, name: str) -> int | None:
        """A whole number that may be absent or null."""
        return None if self._document.get(name) is None else self.whole(name)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._get(name, MISSING)
        return value if isinstance(value, bool) else self._fault(name, value, "phải là true hoặc false", False)

    def texts(self, name: str, default: Any = MISSING) -> list[str]:
        """A list of texts."""
        value = self._get(name, default)
        if value == default and default is not MISSING:
            return list(default)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [normalize("NFC", item) for item in value]
        nothing: list[str] = []
        return self._fault(name, value, "phải là danh sách chuỗi ký tự", nothing)

    def order(self, name: str) -> list[str | list[str]]:
        """An order of teams: keys, and lists of keys that stay equal; may be absent or null."""
        value = self._document.get(name)
        if value is None:
            return []
        nothing: list[str | list[str]] = []
        if not isinstance(value, list):
            return self._fault(name, value, "phải là danh sách đội", nothing)
        for item in value:
            keys = item if isinstance(item, list) else [item]
            if not keys or not all(isinstance(key, str) for key in keys):
                return self._fault(name, value, "phải là danh sách mã đội, đội bằng nhau ở danh sách con", nothing)
        return value

    def marks(self, name: str = "marks") -> dict[str, str]:
        """Marks by criterion: plain decimals as strings; null is the same as leaving it out."""
        value = self._get(name, MISSING)
        if not isinstance(value, dict):
            nothing: dict[str, str] = {}
            return self._fault(name, value, "phải là đối tượng {tiêu chí: điểm}", nothing)
        marks: dict[str, str] = {}
        for key, mark in value.items():
            if mark is None:
                continue
            if isinstance(mark, str):
                marks[key] = mark
            else:
                self._faults.append(
                    Fault(f"{name}.{key}", "not_a_string", say("Điểm phải gửi dưới dạng chuỗi, ví dụ “9.25”."))
                )
        return marks

    def part(self, name: str) -> dict[str, Any] | None:
        """An object field that may be absent or null."""
        value = self._document.get(name)
        if value is None or isinstance(value, dict):
            return value
        nothing: dict[str, Any] | None = None
        return self._fault(name, value, "phải là một đối tượng", nothing)

    def has(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return name in self._document

    def check(self) -> None:
        """Nothing when all was well; raises `Invalid` with every fault."""
        if self._faults:
            raise Invalid(self._faults)

    def _get(self, name: str, default: Any) -> Any:
        return self._document.get(name, default)

    def _fault(self, name: str, value: Any, must: str, instead: T) -> T:
        code, words = ("missing", f"Thiếu “{name}”.") if value is MISSING else ("wrong_type", f"“{name}” {must}.")
        self._faults.append(Fault(name, code, words))
        return instead
