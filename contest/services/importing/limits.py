"""What a faultless contest file may hold and the running product can't: told before anything is written.

Responsible for these faults alone, each at its place in the file. What the format itself forbids, `contestfile` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from contest.db.types import POINTS_SCALE
from contest.domain.contestfile import ContestFile
from contest.domain.contestfile_faults import at, quoted, shortened
from contest.domain.errors import Fault
from contest.domain.points import EXACT, on_step, plain
from contest.domain.rubric import JudgedSection, Round, Section
from contest.domain.said import say

LONGEST_KEY: Final = 120
LONGEST_TITLE: Final = 300
LONGEST_REASON: Final = 2000
FINEST: Final = Decimal(1).scaleb(-POINTS_SCALE)
LARGEST: Final = Decimal(2**63 - 1).scaleb(-POINTS_SCALE)


def faults_of(contest: ContestFile) -> list[Fault]:
    """Every place of the file that can't be kept as it is; empty when it can be imported."""
    return [
        *_text("title", contest.title, LONGEST_TITLE),
        *(fault for index, each in enumerate(contest.rounds) for fault in _round(f"rounds[{index}]", each)),
        *_teams(contest),
        *_records(contest),
    ]


def _round(path: str, each: Round) -> Iterator[Fault]:
    yield from _named(path, each.key, each.title)
    for number, judge in enumerate(each.judges):
        yield from _text(f"{path}.judges[{number}]", judge, LONGEST_KEY)
    for number, section in enumerate(each.sections):
        yield from _section(f"{path}.sections[{number}]", section)


def _section(path: str, section: Section) -> Iterator[Fault]:
    yield from _named(path, section.key, section.title)
    yield from _figure(f"{path}.weight", section.weight)
    yield from _figure(f"{path}.floor", section.floor)
    if not isinstance(section, JudgedSection):
        for name, limit in (("min", section.min), ("max", section.max), ("step", section.step)):
            yield from _figure(f"{path}.{name}", limit)
        return
    for number, judge in enumerate(section.judges):
        yield from _text(f"{path}.judges[{number}]", judge, LONGEST_KEY)
    for number, criterion in enumerate(section.criteria):
        place = f"{path}.criteria[{number}]"
        yield from _named(place, criterion.key, criterion.title)
        for name in ("min", "max", "step", "weight"):
            yield from _figure(f"{place}.{name}", getattr(criterion, name))


def _teams(contest: ContestFile) -> Iterator[Fault]:
    for index, group in enumerate(contest.groups):
        yield from _named(f"groups[{index}]", group.key, group.title)
    for index, team in enumerate(contest.teams):
        yield from _named(f"teams[{index}]", team.key, team.title)


def _records(contest: ContestFile) -> Iterator[Fault]:
    for index, sheet in enumerate(contest.marks):
        yield from _text(f"marks[{index}].judge", sheet.judge, LONGEST_KEY)
        for key, mark in sheet.marks.items():
            yield from _figure(at(f"marks[{index}].marks", key), mark)
    for index, absence in enumerate(contest.absences):
        yield from _text(f"absences[{index}].judge", absence.judge, LONGEST_KEY)
    for index, points in enumerate(contest.points):
        yield from _figure(f"points[{index}].points", points.points)
    for index, adjustment in enumerate(contest.adjustments):
        path = f"adjustments[{index}]"
        yield from _text(f"{path}.reason", adjustment.reason, LONGEST_REASON)
        yield from _figure(f"{path}.points", adjustment.points)


def _named(path: str, key: str, title: str) -> Iterator[Fault]:
    yield from _text(f"{path}.key", key, LONGEST_KEY)
    yield from _text(f"{path}.title", title, LONGEST_TITLE)


def _text(path: str, text: str, longest: int) -> Iterator[Fault]:
    if len(text) > longest:
        yield Fault(
            path,
            "too_long",
            say("dài hơn %(longest)s ký tự", longest=longest),
            f"is longer than {longest} characters, which can't be imported",
        )
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        shown = quoted(text)
        yield Fault(
            path,
            "not_storable",
            say("%(shown)s có ký tự không lưu được", shown=shown),
            f"{shown} holds a character that can't be imported",
        )


def _figure(path: str, figure: Decimal | None) -> Iterator[Fault]:
    if figure is None:
        return
    shown = shortened(plain(figure))
    if not on_step(figure, FINEST):
        yield Fault(
            path,
            "too_fine",
            say("%(shown)s có hơn %(points_scale)s chữ số thập phân", shown=shown, points_scale=POINTS_SCALE),
            f"{shown} has more than {POINTS_SCALE} decimals, which can't be imported",
        )
    if EXACT.abs(figure) > LARGEST:
        yield Fault(path, "too_large", say("%(shown)s quá lớn", shown=shown), f"{shown} is too large to be imported")
