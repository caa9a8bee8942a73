"""From a cue to the frame that goes on air: the scene built from rows, cut down to its step, frozen.

Responsible for which rows each scene is made of. What is not revealed at the step is cut away here, before anything is
stored or sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Arrival, Contest, Cue, Entry, Performance, Round, Slogan
from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.live import words
from contest.live.prompt import card
from contest.live.scenes import (
    Blank,
    Holding,
    Media,
    Performing,
    Scene,
    SceneName,
    Scoring,
    TeamIntro,
    cut_to_step,
)
from contest.live.scenes import Slogan as ShownSlogan
from contest.services.files import posters, team_pictures
from contest.services.refusals import NotFound, WrongState
from contest.services.show import ceremony, figures, gates

Frame = dict[str, Any]

BLANK: Frame = Blank().to_json()


class CueBroken(WrongState):
    """The cue lacks what its scene is about."""

    default_message = say("Lệnh này không còn gắn với lượt thi nào. Xin chọn lệnh khác.")


def frozen(session: Session, cue: Cue, step: int, now: int) -> Frame:
    """The frame of the cue at `step`, and under `about` what the house keeps to itself of it.

    `about` holds the MC's card where it is a step ahead of the screen: the winner of a prize, whom the MC announces.
    """
    scene = scene_of(session, cue, now)
    shown = cut_to_step(scene, step).to_json()
    about: dict[str, Any] = {
        "cue": cue.id,
        "position": cue.position,
        "title": cue.title,
        "subtitle": cue.subtitle,
        "steps": scene.steps,
        "performance": cue.performance_id,
        "round": cue.round.key if cue.round else None,
    }
    if cue.scene in (SceneName.AWARD, SceneName.FAVOURITE):
        about["card"] = card(cut_to_step(scene, scene.steps).to_json())
    return shown | {"about": about}


def preview(session: Session, cue: Cue, step: int, now: int) -> Frame | None:
    """The frame that a take would freeze; None while the cue waits for figures that nobody has confirmed."""
    if gates.waits_for(cue) is not None:
        return None
    try:
        return frozen(session, cue, step, now)
    except RuleViolation:
        return None


def is_out_of_date(session: Session, cue: Cue, step: int, frame: Frame, now: int) -> bool:
    """Whether the contest has changed since the frame was frozen: taking the cue again would show something else."""
    if gates.waits_for(cue) is not None:
        return True
    known: dict[tuple[int, int], Frame] = session.info.setdefault("fresh_frames", {})
    if (cue.id, step) in known:  # in one moment of the contest both buses mostly stand at the same cue
        return _comparable(known[cue.id, step]) != _comparable(frame)
    differs = would_differ(session, cue, step, frame, now)
    if not differs:
        known[cue.id, step] = frame
    return differs


def would_differ(session: Session, cue: Cue, step: int, frame: Frame, now: int) -> bool:
    """Whether the cue, frozen anew, would be another picture, or none at all."""
    try:
        fresh = frozen(session, cue, step, now)
    except RuleViolation:
        return True
    return _comparable(fresh) != _comparable(frame)


def _comparable(frame: Frame) -> Frame:
    """A frame without what changes by the clock alone."""
    return {name: value for name, value in frame.items() if name not in ("about", "starts_at", "since", "key")}


def scene_of(session: Session, cue: Cue, now: int) -> Scene:
    """The cue's scene with all that its last step shows. Raises a `RuleViolation` where its figures don't exist."""
    return BUILDERS[SceneName(cue.scene)](session, cue, now)


def _blank(session: Session, cue: Cue, now: int) -> Blank:  # noqa: ARG001 - one signature for all
    return Blank()


def _holding(session: Session, cue: Cue, now: int) -> Holding:
    """Slogans; with `wait_for_round` also what begins when, counted down to while it lies ahead."""
    contest = session.get_one(Contest, 1)
    starts_at = cue.round.starts_at if cue.round is not None and cue.params.get("wait_for_round") else None
    when = words.when_text(starts_at, contest.timezone) if starts_at is not None else None
    if cue.round is not None and cue.params.get("present"):
        when = " · ".join(filter(None, (when, _present(session, cue.round))))
    return Holding(
        title=contest.title,
        short_title=contest.short_title,
        theme=contest.theme,
        slogans=tuple(ShownSlogan(row.text) for row in session.scalars(select(Slogan).order_by(Slogan.position))),
        round=cue.round.title if cue.round else None,
        when=when,
        starts_at=starts_at if starts_at is not None and starts_at > now else None,
        posters=tuple(posters.shown(row) for row in posters.listed(session) if row.in_loop),
    )


def _present(session: Session, row: Round) -> str:
    """How many teams of the round have been checked in, as the hall reads it; it names none."""
    field = select(func.count(Entry.id)).where(Entry.round_id == row.id, Entry.status != "disqualified")
    here = select(func.count(Arrival.id)).join(
        Entry, (Entry.round_id == Arrival.round_id) & (Entry.team_id == Arrival.team_id)
    )
    here = here.where(Arrival.round_id == row.id, Arrival.state.in_(("present", "late")), Entry.status == "present")
    return f"Đã có mặt {session.scalar(here)}/{session.scalar(field)} đội"


def _team(session: Session, cue: Cue, now: int) -> TeamIntro:  # noqa: ARG001 - one signature for all
    row = _performance(cue)
    section = row.section.title if cue.params.get("section") else None
    photo = team_pictures.team_picture(session, row.team)
    return TeamIntro(figures.team_name(row.team), row.turn, row.round.title, section, photo)


def _performing(session: Session, cue: Cue, now: int) -> Performing:  # noqa: ARG001 - one signature for all
    row = _performance(cue)
    return Performing(figures.team_name(row.team), row.turn, row.section.title)


def _scoring(session: Session, cue: Cue, now: int) -> Scoring:  # noqa: ARG001 - one signature for all
    row = _performance(cue)
    return Scoring(figures.team_name(row.team), row.turn, row.section.title)


def _media(session: Session, cue: Cue, now: int) -> Media:
    try:
        row = posters.get(session, str(cue.params.get("media") or ""))
    except NotFound:
        raise CueBroken(say("Tệp trình chiếu của lệnh này không còn nữa. Xin chọn tệp khác.")) from None
    how = {name: bool(cue.params.get(name)) for name in ("fill", "loop", "sound")}
    return Media(posters.shown(row), now, **how)


def _performance(cue: Cue) -> Performance:
    if cue.performance is None:
        raise CueBroken
    return cue.performance


BUILDERS: dict[SceneName, Callable[[Session, Cue, int], Scene]] = {
    SceneName.BLANK: _blank,
    SceneName.HOLDING: _holding,
    SceneName.PROGRAMME: ceremony.programme_scene,
    SceneName.JURY: ceremony.jury_scene,
    SceneName.DRAW: ceremony.draw_scene,
    SceneName.TEAM: _team,
    SceneName.PERFORMING: _performing,
    SceneName.SCORING: _scoring,
    SceneName.SCORE: lambda session, cue, _now: figures.score_scene(session, cue),
    SceneName.STANDINGS: lambda session, cue, _now: figures.standings_scene(session, cue),
    SceneName.ADVANCING: lambda session, cue, _now: figures.advancing_scene(session, cue),
    SceneName.AWARD: lambda session, cue, _now: figures.award_scene(session, cue),
    SceneName.PODIUM: lambda session, cue, _now: figures.podium_scene(session, cue),
    SceneName.FAVOURITE: ceremony.favourite_scene,
    SceneName.MESSAGE: ceremony.message_scene,
    SceneName.MEDIA: _media,
    SceneName.TESTCARD: ceremony.testcard_scene,
}
"""How each scene is made of rows, for a cue at a moment (epoch ms)."""
