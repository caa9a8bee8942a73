"""What the director and the MC see of the show, as the data of their topics. Changes nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Cue, Performance, Round, StageClock, Take, TopicRev
from contest.domain.errors import RuleViolation
from contest.live import prompt
from contest.live.scenes import SceneName
from contest.live.words import kept_together
from contest.services.show.buses import (
    TOPIC,
    BusKey,
    TakeKind,
    about,
    delay_ms,
    last_take,
    next_up,
    pending,
    take_on_air,
)
from contest.services.show.clock_face import clock_value
from contest.services.show.frames import is_out_of_date, scene_of
from contest.services.show.gates import waits_for
from contest.services.show.on_air import living_parts, project
from contest.services.show.screens import Screens

BLACK_TITLE = "Màn hình tối"
START_TITLE = "Chưa phát"
WITHOUT_FIGURES = frozenset(
    {
        *(SceneName.BLANK, SceneName.HOLDING, SceneName.TEAM, SceneName.PERFORMING, SceneName.SCORING),
        *(SceneName.PROGRAMME, SceneName.JURY, SceneName.MESSAGE, SceneName.MEDIA, SceneName.TESTCARD),
    }
)
PRIZES = frozenset({SceneName.AWARD, SceneName.FAVOURITE})
OF_A_PERFORMANCE = frozenset({SceneName.TEAM, SceneName.PERFORMING, SceneName.SCORING})


def show_topic(session: Session, screens: Screens, now: int) -> dict[str, Any]:
    """Data of topic `show`: both buses with what is on air and next, the clock."""
    contest = session.get(Contest, 1)
    buses = {key.value: _bus_json(session, key, screens, now) for key in BusKey}
    return {
        "linked": contest is None or contest.buses_linked,
        "round": _round_json(session),
        "buses": buses,
        "clock": _clock_json(session),
        "auto_bell": _auto_bell(session),
        "delay_ms": delay_ms(session),
    }


def _bus_json(session: Session, key: BusKey, screens: Screens, now: int) -> dict[str, Any]:
    """What is on air on the bus, what waits for its delay, and what its run of show takes next."""
    take, last = take_on_air(session, key), last_take(session, key)
    coming = next_up(session, last)
    rev = session.get(TopicRev, TOPIC[key])
    return {
        **_on_air_json(session, take, now),
        "rev": rev.rev if rev else 0,
        "next": {"cue": coming[0].id, "step": coming[1]} if coming else None,
        "can_undo": last is not None,
        "take": last.id if last else None,
        "acted_at": last.at if last else None,
        "pending": [_pending_json(each) for each in pending(session, key)],
        "screens": screens.painted_of(TOPIC[key]),
    }


def _pending_json(take: Take) -> dict[str, Any]:
    return {"cue": take.cue_id, "step": take.step, "airs_at": take.airs_at, "title": about(take).get("title", "")}


def _on_air_json(session: Session, take: Take | None, now: int) -> dict[str, Any]:
    if take is None:
        return {
            "kind": "start",
            "cue": None,
            "step": 1,
            "steps": 1,
            "scene": SceneName.BLANK.value,
            "title": START_TITLE,
            "subtitle": "",
            "taken_at": None,
            "stale": False,
        }
    black = take.kind == TakeKind.BLACK
    stale = False
    if take.kind == TakeKind.TAKE:
        stale = take.cue is None or is_out_of_date(session, take.cue, take.step, take.frame, now)
    return {
        "kind": take.kind,
        "cue": take.cue_id,
        "step": take.step,
        "steps": about(take).get("steps", 1),
        "scene": take.frame["scene"],
        "title": BLACK_TITLE if black else about(take).get("title", ""),
        "subtitle": "" if black else about(take).get("subtitle", ""),
        "taken_at": take.at,
        "stale": stale,
        "override": take.override_reason,
    }


def _round_json(session: Session) -> dict[str, str] | None:
    """The round in which the hall's run of show stands."""
    key = about(last_take(session, BusKey.STAGE)).get("round")
    row = session.scalar(select(Round).where(Round.key == key)) if key else None
    return {"key": row.key, "title": row.title} if row else None


def _clock_json(session: Session) -> dict[str, Any] | None:
    row = session.get(StageClock, 1)
    performance = session.get(Performance, row.performance_id) if row and row.performance_id is not None else None
    if row is None or performance is None:
        return None
    return clock_value(row).to_json() | {
        "performance": performance.id,
        "team": performance.team.title,
        "section": performance.section.title,
    }


def _auto_bell(session: Session) -> bool:
    row = session.get(StageClock, 1)
    return row is None or row.auto_bell


def mc_topic(session: Session, now: int) -> dict[str, Any]:
    """Data of topic `mc`: what to say now and next, and the card of the result that is on air. Nothing that is not."""
    take = take_on_air(session, BusKey.STAGE)
    coming = next_up(session, take)
    on_air = project(session, BusKey.STAGE) if take is not None else None
    return {
        "now": prompt.prompt(on_air) | _note(take.cue) if take is not None and on_air is not None else None,
        "next": _next_prompt(session, coming[0], now) | _note(coming[0]) if coming else None,
        "card": _card(take, on_air),
        "waiting": _waiting(session, take, coming[0] if coming else None),
    }


def _note(cue: Cue | None) -> dict[str, Any]:
    """What the director wrote for the MC; nothing where nothing was written."""
    return {"note": cue.mc_note} if cue is not None and cue.mc_note else {}


def _card(take: Take | None, on_air: dict[str, Any] | None) -> dict[str, Any] | None:
    """The card of the picture; for an award the one that was frozen with it, a step ahead of the screen."""
    if take is None or on_air is None or take.frame["scene"] == SceneName.BLANK:
        return None
    return about(take).get("card") or prompt.card(on_air)


def _next_prompt(session: Session, cue: Cue, now: int) -> dict[str, Any]:
    """What comes next: names of teams and prizes, never a figure or a winner."""
    scene = SceneName(cue.scene)
    if scene in WITHOUT_FIGURES and (scene not in OF_A_PERFORMANCE or cue.performance is not None):
        with suppress(RuleViolation):  # a poster that was taken away, a panel that nobody sits on
            return prompt.prompt(scene_of(session, cue, now).to_json())
    return {
        "scene": scene.value,
        "title": prompt.TITLES[scene],
        "lines": [kept_together(line) for line in (cue.title if scene in PRIZES else "", cue.subtitle) if line],
    }


def _waiting(session: Session, take: Take | None, coming: Cue | None) -> str | None:
    if take is not None and take.frame["scene"] == SceneName.SCORING:
        parts = living_parts(session, SceneName.SCORING.value, about(take).get("performance"))
        return prompt.sheets_text(parts["sheets"])
    waits = waits_for(coming) if coming is not None else None
    return f"{waits[0].upper()}{waits[1:]}" if waits else None
