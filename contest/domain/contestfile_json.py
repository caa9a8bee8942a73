"""JSON text in and out, with nothing lost: names that come twice are seen, numbers stay exact.

Responsible for the step between the bytes of a contest file and a tree of plain values. Never knows what they mean.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from contest.domain.contestfile_faults import at, fault
from contest.domain.errors import Fault, Invalid


class Names(dict[str, object]):
    """A JSON object that remembers which of its names came more than once; the first of equals is kept."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__()
        repeated: dict[str, None] = {}
        for name, value in pairs:
            if name in self:
                repeated[name] = None
            else:
                self[name] = value
        self.repeated = tuple(repeated)


@dataclass(frozen=True, slots=True)
class Real:
    """A JSON number that is no integer; no place of a contest file takes one."""

    text: str

    def __str__(self) -> str:
        return self.text


def read_json(text: str | bytes) -> object:
    """Return the tree of a JSON document: `Names`, lists, text, integers, `Real`, booleans, `None`.

    Raises `Invalid` with one fault when it is not JSON, or not UTF-8. A byte order mark is passed over.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid([fault("", "not_utf8")]) from error
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=Names,
            parse_float=Real,
            parse_int=_integer,
            parse_constant=_refuse,
        )
    except RecursionError as error:
        raise Invalid([fault("", "not_json", value="nested too deep")]) from error
    except ValueError as error:
        raise Invalid([fault("", "not_json", value=str(error))]) from error


def repeated_names(tree: object) -> list[Fault]:
    """Return a fault for every name that an object of the tree holds twice, wherever it is."""
    faults: list[Fault] = []
    waiting: list[tuple[str, object]] = [("", tree)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Names):
            faults += [fault(at(path, name), "duplicate") for name in value.repeated]
            waiting += [(at(path, name), inner) for name, inner in value.items() if isinstance(inner, Names | list)]
        elif isinstance(value, list):
            waiting += [(f"{path}[{i}]", inner) for i, inner in enumerate(value) if isinstance(inner, Names | list)]
    return faults


def write_json(value: object, indent: int | None = None) -> str:
    """Return the value as JSON (on one line unless indented), text as it is; half a surrogate pair, which no file can
    hold, escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def _integer(text: str) -> int:
    # Not int(text): it refuses more than 4,300 digits with an error of its own.
    return int(Decimal(text))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
