"""The run of show as rows: written anew for a round when its order or its field changes, and read by the console."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.db.models import Cue, Performance, Round
from contest.services.house import Work
from contest.services.show.buses import standing_cues
from contest.services.show.gates import waiting
from contest.services.show.plan import PlannedCue, plan_round

ROOM_FOR_A_ROUND = 10_000  # places in the list kept for each round, so that rounds never move each other's cues
CHANGED_TOPICS = ("cues", "show", "mc", "stage.next", "overlay.next")


def regenerate_round(work: Work, round_key: str) -> None:
    """Plans the round's cues anew. Cues that are still in the plan keep their ids; other rounds' cues are not touched.

    A cue at which a bus stands is never taken away; if the plan has it no more, it stays at the head of the round.
    """
    session = work.session
    row = session.scalar(select(Round).where(Round.key == round_key))
    if row is None:
        return
    session.flush()
    have = {cue.params["key"]: cue for cue in session.scalars(select(Cue).where(Cue.round_id == row.id))}
    plan = plan_round(session, row)
    planned = {each.key for each in plan}
    standing = standing_cues(session)
    kept: list[Cue] = []
    for key, cue in have.items():
        if key in planned:
            continue
        if cue.id in standing:
            kept.append(cue)
        else:
            session.delete(cue)
    order = [*sorted(kept, key=lambda cue: cue.position), *(_written(session, row, each, have) for each in plan)]
    _place(session, order, row.position * ROOM_FOR_A_ROUND)
    work.touch(*CHANGED_TOPICS)


def _written(session: Session, row: Round, planned: PlannedCue, have: dict[str, Cue]) -> Cue:
    cue = have.get(planned.key)
    if cue is None:
        cue = Cue(round=row)
        session.add(cue)
    cue.scene = planned.scene.value
    cue.title = planned.title
    cue.subtitle = planned.subtitle
    cue.steps = planned.steps
    cue.performance_id = planned.performance_id
    cue.params = planned.stored_params()
    return cue


def _place(session: Session, order: list[Cue], first: int) -> None:
    """Gives the cues their places. Those that move step aside first: no place holds two cues, not even meanwhile."""
    places = {id(cue): first + number for number, cue in enumerate(order)}
    for number, cue in enumerate(order):
        if cue.position != places[id(cue)]:
            cue.position = -(first + number)
    session.flush()
    for cue in order:
        cue.position = places[id(cue)]
    session.flush()


def cues_topic(session: Session) -> dict[str, Any]:
    """Data of topic `cues`: the run of show in order, with what each cue waits for."""
    columns = (Cue.id, Cue.scene, Cue.title, Cue.subtitle, Cue.steps, Cue.note, Cue.performance_id, Cue.params)
    states = (Round.key.label("round_key"), Round.state.label("round_state"), Performance.state.label("state"))
    query = (
        select(*columns, *states)
        .join_from(Cue, Round, Cue.round_id == Round.id, isouter=True)
        .join(Performance, Cue.performance_id == Performance.id, isouter=True)
        .order_by(Cue.position)
    )
    return {"cues": [_cue_json(number, row) for number, row in enumerate(session.execute(query), 1)]}


def _cue_json(number: int, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": number,
        "scene": row.scene,
        "title": row.title,
        "subtitle": row.subtitle,
        "steps": row.steps,
        "note": row.note,
        "round": row.round_key,
        "performance": row.performance_id,
        "wait": waiting(row.scene, row.state, row.round_state),
        "block": row.params.get("block"),
    }
