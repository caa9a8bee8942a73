"""The run of show as rows: written anew for a round when its order or its field changes, and read by the console.

What the director did by hand outlives every new plan: own words and parameters, own cues, own places, deletions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from contest.db.models import Cue, Performance, Round, Section, Take
from contest.services import publications
from contest.services.house import Work
from contest.services.show import forms
from contest.services.show.buses import BusKey, chain, last_take, standing_cues
from contest.services.show.gates import waiting
from contest.services.show.plan import PlannedCue, plan_round
from contest.services.show.schedule import Slot, planned, usual_length_s
from contest.services.show.steps import steps_of

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
    before = part_of(session, row.key)
    have = {
        cue.params["key"]: cue
        for cue in session.scalars(select(Cue).where(Cue.round_id == row.id, Cue.made_by_hand.is_(False)))
    }
    plan = plan_round(session, row)
    keys = {each.key for each in plan}
    standing = standing_cues(session)
    kept: list[Cue] = []
    for key, cue in have.items():
        if key in keys:
            continue
        if cue.id in standing:
            kept.append(cue)
        else:
            session.delete(cue)
    session.flush()
    written = [_written(work, row, each, have) for each in plan]
    base = [*sorted(kept, key=lambda cue: cue.position), *(cue for cue in written if not placed_by_hand(cue))]
    place(session, _with_own_places(base, [cue for cue in before if cue in session]), row)
    work.touch(*CHANGED_TOPICS)


def part_of(session: Session, round_key: str | None) -> list[Cue]:
    """The cues that stand in the round's part of the list, deleted ones too, in order."""
    return list(session.scalars(select(Cue).where(Cue.part == round_key).order_by(Cue.position, Cue.id)))


def placed_by_hand(cue: Cue) -> bool:
    """Whether the director gave the cue its place: it stays behind the cue before it, whatever the plan does."""
    return cue.made_by_hand or bool(cue.own.get("moved"))


def place(session: Session, order: Sequence[Cue], row: Round) -> None:
    """Gives the cues of the round's part their places. Those that move step aside first: no place holds two cues."""
    first = row.position * ROOM_FOR_A_ROUND
    for number, cue in enumerate(order):
        cue.part = row.key
        if cue.position != first + number:
            cue.position = -(first + number)
    session.flush()
    for number, cue in enumerate(order):
        cue.position = first + number
    session.flush()


def _with_own_places(base: list[Cue], before: Sequence[Cue]) -> list[Cue]:
    """The planned order, with each cue that has a place of its own behind the one that it stood behind."""
    order = list(base)
    for number, cue in enumerate(before):
        if not placed_by_hand(cue):
            continue
        ahead = next((each for each in reversed(before[:number]) if each in order), None)
        order.insert(order.index(ahead) + 1 if ahead is not None else 0, cue)
    return order


def _written(work: Work, row: Round, planned_cue: PlannedCue, have: dict[str, Cue]) -> Cue:
    session = work.session
    cue = have.get(planned_cue.key)
    if cue is None:
        cue = Cue(round=row, own={}, made_by_hand=False, position=0)
        session.add(cue)
    own = cue.own
    cue.scene = planned_cue.scene.value
    cue.title = own.get("title", planned_cue.title)
    cue.subtitle = own.get("subtitle", planned_cue.subtitle)
    cue.performance_id = planned_cue.performance_id
    cue.params = planned_cue.stored_params() | own.get("params", {})
    cue.steps = 1
    session.flush()
    session.expire(cue, ["performance"])
    cue.steps = steps_of(session, cue, work.now)
    return cue


def cues_topic(session: Session) -> dict[str, Any]:
    """Data of topic `cues`: the run of show in order, with what each cue waits for, and when it is planned.

    `taken_at` is when it went on air in the hall, else on the stream; a take that was undone counts for nothing.
    """
    columns = (
        *(Cue.id, Cue.scene, Cue.title, Cue.subtitle, Cue.steps, Cue.note, Cue.mc_note, Cue.planned_s),
        *(Cue.performance_id, Cue.params, Cue.own, Cue.made_by_hand, Cue.part, Cue.deleted_at),
    )
    states = (
        Round.key.label("round_key"),
        Round.state.label("round_state"),
        Round.starts_at.label("starts_at"),
        Performance.state.label("state"),
        Section.duration_s.label("section_s"),
    )
    query = (
        select(*columns, *states)
        .join_from(Cue, Round, Cue.round_id == Round.id, isouter=True)
        .join(Performance, Cue.performance_id == Performance.id, isouter=True)
        .join(Section, Performance.section_id == Section.id, isouter=True)
        .order_by(Cue.position)
    )
    found = list(session.execute(query))
    rows = [row for row in found if row.deleted_at is None]
    times = dict(planned(_slot(row) for row in rows))
    taken, shaken = _taken_at(session), publications.unsettled(session)
    return {
        "cues": [
            _cue_json(number, row, shaken) | {"planned_at": times[row.id], "taken_at": taken.get(row.id)}
            for number, row in enumerate(rows, 1)
        ],
        "deleted": [
            {"id": row.id, "title": row.title, "subtitle": row.subtitle} for row in found if row.deleted_at is not None
        ],
    }


def _length_s(row: Row[Any]) -> int:
    if row.planned_s is not None:
        return int(row.planned_s)
    return usual_length_s(row.scene, row.params.get("key"), row.section_s)


def _slot(row: Row[Any]) -> Slot:
    opens = row.starts_at if row.params.get("wait_for_round") and not row.made_by_hand else None
    return Slot(row.id, _length_s(row), opens)


def _taken_at(session: Session) -> dict[int, int]:
    """When each cue was taken last, at its first step: in the hall, else on the stream."""
    found: dict[int, int] = {}
    for key in (BusKey.STREAM, BusKey.STAGE):
        steps = chain(last_take(session, key))
        query = (
            select(Take.cue_id, func.max(Take.at))
            .where(Take.id.in_(select(steps.c.id)), Take.kind == "take", Take.step == 1, Take.cue_id.is_not(None))
            .group_by(Take.cue_id)
        )
        found |= {cue: at for cue, at in session.execute(query) if cue is not None}
    return found


def _cue_json(number: int, row: Row[Any], shaken: frozenset[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": number,
        "scene": row.scene,
        "title": row.title,
        "subtitle": row.subtitle,
        "steps": row.steps,
        "note": row.note,
        "mc_note": row.mc_note,
        "planned_s": row.planned_s,
        "length_s": _length_s(row),
        "by_hand": row.made_by_hand,
        "own": sorted(row.own),
        "round": row.round_key,
        "performance": row.performance_id,
        "form": forms.values_of(row.scene, row.params, row.round_key, row.performance_id),
        "wait": waiting(row.scene, row.state, row.round_state, shaken=row.round_key in shaken),
        "block": row.params.get("block"),
    }
