"""What rules and acts say to people, said in Vietnamese and still able to be said in another language.

Responsible for keeping a text's own words (`msgid`, the key of the catalogues) beside the facts that fill its slots.
Knows no catalogue and no request: a door that does asks `in_words_of` with its gettext. Everywhere else a `Said` is
just its Vietnamese text: it is compared, stored and printed like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Gettext = Callable[[str], str]


class Said(str):
    """A text in Vietnamese with what it takes to say it otherwise. Slots may hold texts of the same kind."""

    __slots__ = ("msgid", "slots")
    msgid: str
    slots: Mapping[str, object]

    def in_words_of(self, gettext: Gettext) -> str:
        """The text in the language of that catalogue; Vietnamese where it has no such text."""
        return _filled(gettext(self.msgid), {name: _told(value, gettext) for name, value in self.slots.items()})


class Joined(Said):
    """Several texts as one: each is said by itself, with what stands between them."""

    __slots__ = ()

    def in_words_of(self, gettext: Gettext) -> str:
        """The texts in the language of that catalogue, joined."""
        return self.msgid.join(str(_told(part, gettext)) for part in self.slots.values())


def say(msgid: str, /, **slots: object) -> Said:
    """Return the text with its slots filled: `say("Thiếu %(team)s.", team="Đội A")`. Texts are found for translation
    by this call, so `msgid` is always written out in place. A per cent sign is written twice."""
    said = Said(_filled(msgid, slots))
    said.msgid, said.slots = msgid, slots
    return said


def joined(between: str, parts: Iterable[str]) -> Joined:
    """Return the parts as one text; in another language each part is said in it."""
    every = tuple(parts)
    said = Joined(between.join(every))
    said.msgid, said.slots = between, {str(number): part for number, part in enumerate(every)}
    return said


def told(value: Any, gettext: Gettext) -> Any:
    """Return the value with every text in it, however deep in lists and mappings, in the language of that catalogue."""
    if isinstance(value, Said):
        return value.in_words_of(gettext)
    if isinstance(value, Mapping):
        return {name: told(each, gettext) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [told(each, gettext) for each in value]
    return value


def _told(value: object, gettext: Gettext) -> object:
    return value.in_words_of(gettext) if isinstance(value, Said) else value


def _filled(text: str, slots: Mapping[str, object]) -> str:
    return text % slots
