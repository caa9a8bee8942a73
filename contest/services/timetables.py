"""The timetable of a round: its pause and breaks as an act, and everybody's times from `contest.domain.timetable`.

Responsible for which rows a timetable is made of and for what is read from typed breaks. What may be public is decided
by `contest.services.public`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from contest.db.models import Contest, Performance, Round
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.domain.timetable import Break, Item, Slot, late_ms, timetable
from contest.live.words import shown_name, when_text, zone
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState

USUAL_PAUSE_S = 120
USUAL_LENGTH_S = 300  # of a section that has no length of its own
MOST_PAUSE_MIN = 120
MOST_BREAKS = 20
LONGEST_TITLE = 100
SECOND_MS, MINUTE_MS = 1_000, 60_000
HALF_A_DAY_MS = 12 * 3_600_000

_BREAK = re.compile(
    r"^(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})\s+)?"
    r"(?P<from>\d{1,2}[:hg]\d{2})\s*[-–—]\s*(?P<to>\d{1,2}[:hg]\d{2})\s*(?P<title>.*)$"
)


def set_timetable(work: Work, key: str, pause_min: str, breaks: str) -> Round:
    """The round with that pause between performances and those breaks, a line each: `11:30-13:30 Nghỉ trưa`.

    A line may begin with another day, `02/10 11:30-13:30 Nghỉ trưa`. Raises `Invalid` with a fault for every line that
    can't be read, `WrongState` while nobody has said when the round starts.
    """
    work.require(Permission.ROUND_ORDER)
    row = rounds.get(work.session, key)
    if row.starts_at is None:
        raise WrongState(say("%(round)s chưa có giờ bắt đầu. Xin ghi ở trang thể lệ của vòng.", round=row.title))
    faults: list[Fault] = []
    pause = pause_min.strip()
    if not (pause.isascii() and pause.isdigit() and len(pause) <= 4 and int(pause) <= MOST_PAUSE_MIN):
        faults.append(
            Fault(
                "pause",
                "range",
                say(
                    "Giờ nghỉ giữa hai lượt thi là số phút, từ 0 đến %(most_pause_min)s.", most_pause_min=MOST_PAUSE_MIN
                ),
            )
        )
    zone_name = work.session.get_one(Contest, 1).timezone
    read = list(_breaks(breaks, row.starts_at, zone_name, faults))
    if len(read) > MOST_BREAKS:
        faults.append(Fault("breaks", "many", say("Nhiều nhất %(most_breaks)s giờ nghỉ.", most_breaks=MOST_BREAKS)))
    if faults:
        raise Invalid(faults)
    row.timetable = {"pause_s": int(pause) * 60, "breaks": read}
    work.session.flush()
    work.record("set_timetable", key, timetable=row.timetable)
    work.touch("public", "contest")
    return row


def slots_of(session: Session, row: Round, now: int | None) -> list[Slot]:
    """A slot for every performance of the round in order; empty while nobody has said when it starts.

    `now` None: the plan alone, whatever has happened. A round that was held on another day than announced is planned
    from its real beginning, with its breaks: how late it was is not a matter of minutes then.
    """
    if row.starts_at is None:
        return []
    rules = row.timetable or {}
    items = [_item(each, real=now is not None) for each in rounds.performances(session, row)]
    moved = _another_day(items, row.starts_at)
    return timetable(
        items,
        starts_at=row.starts_at + moved,
        pause_ms=rules.get("pause_s", USUAL_PAUSE_S) * SECOND_MS,
        breaks=[Break(each["starts_at"] + moved, each["ends_at"] + moved, "") for each in rules.get("breaks", [])],
        now=now if row.state == "open" else None,
    )


def timetable_json(session: Session, row: Round, now: int | None) -> dict[str, Any]:
    """The timetable as pages and paper show it: blocks by day and section, breaks in their places, how late it runs.

    `rows` hold `time` (planned), `expected` (None unless another minute), `state` (`over`, `on`, `coming`).
    """
    zone_name = session.get_one(Contest, 1).timezone
    slots = slots_of(session, row, now)
    by_id = {each.id: each for each in rounds.performances(session, row)}
    lines = [_line(slot, by_id[slot.id], zone_name) for slot in slots]
    moved = _another_day([_item(each, real=now is not None) for each in by_id.values()], row.starts_at or 0)
    lines += [_break_line(each, moved, zone_name) for each in (row.timetable or {}).get("breaks", [])] if lines else []
    late_min = late_ms(slots) // MINUTE_MS
    return {
        "key": row.key,
        "title": row.title,
        "when": when_text(row.starts_at, zone_name) if row.starts_at is not None else None,
        "late_min": late_min if row.state == "open" else 0,
        "days": list(_days(sorted(lines, key=lambda line: line["at"]))),
    }


def typed_breaks(session: Session, row: Round) -> str:
    """The breaks as they are typed, a line each."""
    zone_name = session.get_one(Contest, 1).timezone
    first_day = _local(row.starts_at, zone_name).date() if row.starts_at is not None else None
    lines = []
    for each in (row.timetable or {}).get("breaks", []):
        start, end = _local(each["starts_at"], zone_name), _local(each["ends_at"], zone_name)
        day = "" if start.date() == first_day else f"{start:%d/%m} "
        lines.append(f"{day}{start:%H:%M}-{end:%H:%M} {each['title']}".rstrip())
    return "\n".join(lines)


def _item(row: Performance, *, real: bool) -> Item:
    length_ms = (row.section.duration_s or USUAL_LENGTH_S) * SECOND_MS
    return Item(row.id, length_ms, row.begun_at, row.ended_at) if real else Item(row.id, length_ms)


def _another_day(items: Sequence[Item], starts_at: int) -> int:
    """How far the real beginning lies from the announced one, where that is half a day and more; else 0."""
    first = min((item.began_at for item in items if item.began_at is not None), default=starts_at)
    return first - starts_at if abs(first - starts_at) >= HALF_A_DAY_MS else 0


def _line(slot: Slot, row: Performance, zone_name: str) -> dict[str, Any]:
    at = slot.began_at if slot.began_at is not None else slot.expected_at
    shown, planned = _clock(at or slot.planned_at, zone_name), _clock(slot.planned_at, zone_name)
    state = "coming" if slot.began_at is None else "on" if slot.ended_at is None else "over"
    return {
        "at": at or slot.planned_at,
        "day": _day(at or slot.planned_at, zone_name),
        "time": planned,
        "expected": shown if shown != planned else None,
        "state": state,
        "turn": row.turn,
        "team": shown_name(row.team.title),
        "section": row.section.title,
        "rest": None,
    }


def _break_line(each: dict[str, Any], moved: int, zone_name: str) -> dict[str, Any]:
    at = each["starts_at"] + moved
    return {
        "at": at,
        "day": _day(at, zone_name),
        "time": _clock(at, zone_name),
        "expected": None,
        "state": "rest",
        "turn": None,
        "team": None,
        "section": None,
        "rest": say(
            "%(title)s, đến %(time)s",
            title=each["title"] or say("Nghỉ"),
            time=_clock(each["ends_at"] + moved, zone_name),
        ),
    }


def _days(lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Lines by day; within a day a heading wherever another section begins."""
    days: list[dict[str, Any]] = []
    for line in lines:
        if not days or days[-1]["day"] != line["day"]:
            days.append({"day": line["day"], "blocks": []})
        blocks = days[-1]["blocks"]
        if not blocks or (line["section"] is not None and blocks[-1]["section"] not in (None, line["section"])):
            blocks.append({"section": line["section"], "rows": []})
        elif blocks[-1]["section"] is None:
            blocks[-1]["section"] = line["section"]
        blocks[-1]["rows"].append(line)
    yield from days


def _breaks(text: str, starts_at: int, zone_name: str, faults: list[Fault]) -> Iterator[dict[str, Any]]:
    first = _local(starts_at, zone_name).replace(hour=0, minute=0, second=0, microsecond=0)
    for number, line in enumerate((each.strip() for each in text.splitlines() if each.strip()), 1):
        try:
            yield _break(line, first)
        except ValueError:
            faults.append(
                Fault(
                    "breaks",
                    "unread",
                    say(
                        "Dòng %(number)s: “%(line)s” chưa đúng, ví dụ: 11:30-13:30 Nghỉ trưa.",
                        number=number,
                        line=line[:60],
                    ),
                )
            )


def _break(line: str, first_day: datetime) -> dict[str, Any]:
    """The break that a line says. Raises `ValueError` for one that says none."""
    found = _BREAK.match(line)
    if found is None:
        raise ValueError(line)
    day = first_day.replace(day=int(found["day"]), month=int(found["month"])) if found["day"] else first_day
    start, end = (_on(day, found[part]) for part in ("from", "to"))
    if end <= start:
        raise ValueError(line)
    title = found["title"].strip(" :·-–")[:LONGEST_TITLE]
    return {"starts_at": _epoch(start), "ends_at": _epoch(end), "title": title}


def _on(day: datetime, text: str) -> datetime:
    hour, minute = (int(part) for part in re.split("[:hg]", text))
    if hour > 23 or minute > 59:
        raise ValueError(text)
    return day + timedelta(hours=hour, minutes=minute)


def _local(at_ms: int, zone_name: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone(zone_name))


def _epoch(local: datetime) -> int:
    return int(local.timestamp() * 1000)


def _clock(at_ms: int, zone_name: str) -> str:
    return f"{_local(at_ms, zone_name):%H:%M}"


def _day(at_ms: int, zone_name: str) -> str:
    return f"{_local(at_ms, zone_name):%d/%m/%Y}"
