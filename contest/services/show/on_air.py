"""What each bus sends out right now: the frozen frame of its take, and the living parts that the scene allows.

Responsible for the data of topics `stage`, `overlay` and their `.next`. What was frozen stays as it was taken; only the
clock of *performing* and the count of sheets of *scoring* go on living, and stand still while the picture is held.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Absence, Cue, Performance, Sheet, Take
from contest.db.queries.panels import panel_of
from contest.domain.said import say
from contest.live.scenes import SceneName
from contest.services.refusals import NotFound
from contest.services.show.buses import (
    NEXT_TOPIC,
    TOPIC,
    VIEWS,
    BusKey,
    TakeKind,
    about,
    last_take,
    next_up,
    take_on_air,
)
from contest.services.show.clock_face import clock_json
from contest.services.show.frames import BLANK, Frame, preview

LIVING = frozenset({SceneName.PERFORMING.value, SceneName.SCORING.value})


def project(session: Session, key: BusKey) -> Frame:
    """What the bus shows now, as screens are sent it."""
    take = take_on_air(session, key)
    if take is None:
        return BLANK | {"key": "start", "bus": key.value, "held": False}
    return shown(session, take) | {"bus": key.value}


def shown(session: Session, take: Take) -> Frame:
    """The take's picture. Its `key` names the take it came on air with, so holding it does not animate it in again."""
    held = take.kind == TakeKind.HOLD
    frame = {name: value for name, value in take.frame.items() if name != "about"}
    frame = {"key": f"t{take.id}", **frame, "held": held}
    return frame if held else frame | living_parts(session, frame["scene"], about(take).get("performance"))


def project_next(session: Session, key: BusKey, now: int) -> Frame:
    """What the bus would show after the next take; blank while that waits for its figures, and at the end."""
    coming = next_up(session, last_take(session, key))
    if coming is None:
        return BLANK | {"key": "end", "bus": key.value, "held": False}
    cue, step = coming
    empty = BLANK | {"key": f"next-{cue.id}-{step}", "bus": key.value, "held": False}
    return _picture(session, key, cue, step, now) or empty


def project_cue(session: Session, key: BusKey, cue_id: int, step: int, now: int) -> Frame | None:
    """What the bus would show if that cue were taken now; None while it waits for its figures or can't be built.

    For the director alone: a cue anywhere in the run of show may hold what nobody else is to know yet.
    """
    cue = session.get(Cue, cue_id)
    if cue is None or cue.deleted_at is not None:
        raise NotFound(say("Không có lệnh này trong kịch bản."))
    return _picture(session, key, cue, step, now)


def _picture(session: Session, key: BusKey, cue: Cue, step: int, now: int) -> Frame | None:
    frame = preview(session, cue, step, now)
    if frame is None:
        return None
    shown = {name: value for name, value in frame.items() if name != "about"}
    shown |= living_parts(session, frame["scene"], cue.performance_id)
    return shown | {"key": f"next-{cue.id}-{step}", "bus": key.value, "held": False}


def living_parts(session: Session, scene: str, performance_id: int | None) -> dict[str, Any]:
    """The clock of *performing*, the sheets of *scoring*; nothing for other scenes."""
    if scene == SceneName.PERFORMING:
        return {"clock": clock_json(session, performance_id)}
    if scene == SceneName.SCORING:
        return {"sheets": sheets_in(session, performance_id)}
    return {}


def sheets_in(session: Session, performance_id: int | None) -> dict[str, int]:
    """How many sheets are in, of how many that the panel owes: who is absent or recused owes none."""
    performance = session.get(Performance, performance_id) if performance_id is not None else None
    if performance is None:
        return {"in": 0, "of": 0}
    excused = set(session.scalars(select(Absence.judge_id).where(Absence.performance_id == performance.id)))
    owing = sum(judge.id not in excused for judge in panel_of(performance))
    given = select(func.count()).where(
        Sheet.performance_id == performance.id, Sheet.state == "submitted", Sheet.judge_id.not_in(excused)
    )
    return {"in": session.scalar(given) or 0, "of": owing}


def on_air_topics(session: Session, performance_id: int) -> set[str]:
    """The topics of the buses, on air and next, that change when this performance's sheets, state or clock change."""
    topics: set[str] = set()
    for key in BusKey:
        take = take_on_air(session, key)
        if take is not None and _lives_on(take, performance_id):
            topics |= {TOPIC[key], *VIEWS[key]}
        coming = next_up(session, last_take(session, key))
        if coming is not None and coming[0].performance_id == performance_id:
            topics.add(NEXT_TOPIC[key])
    return topics


def _lives_on(take: Take, performance_id: int) -> bool:
    if take.kind == TakeKind.HOLD or take.frame["scene"] not in LIVING:
        return False
    found: int | None = about(take).get("performance")
    return found == performance_id
