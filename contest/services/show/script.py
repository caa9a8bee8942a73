"""The director's acts on the run of show (kịch bản): add, change, move, duplicate, delete, put back, plan anew.

Every one is recorded. What is on air does not change with any of them; what comes next does. A cue at which a bus
stands can't be deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from contest.db.models import Cue, Round
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.live.scenes import SceneName
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.show import forms
from contest.services.show.buses import standing_cues
from contest.services.show.cues import CHANGED_TOPICS, part_of, place, regenerate_round
from contest.services.show.steps import steps_of

LONGEST_TITLE = 200
LONGEST_NOTE = 1000
LONGEST_S = 6 * 3600
TEXTS = {"title": LONGEST_TITLE, "subtitle": LONGEST_TITLE, "note": LONGEST_NOTE, "mc_note": LONGEST_NOTE}
NAMES = {
    "title": say("Tên lệnh"),
    "subtitle": say("Dòng phụ"),
    "note": say("Ghi chú cho kỹ thuật"),
    "mc_note": say("Ghi chú cho MC"),
}


def add(
    work: Work,
    scene: str,
    params: Mapping[str, Any],
    *,
    texts: Mapping[str, str] = MappingProxyType({}),
    before: int | None = None,
    planned_s: int | None = None,
) -> Cue:
    """A cue of that scene, made by hand, before the cue `before`; at the end of the list without one."""
    work.require(Permission.SHOW_RUN)
    name = _scene(scene)
    form = forms.filled(work.session, name, params)
    cue = Cue(
        scene=name.value,
        title=forms.TITLES[name],
        subtitle=form.subtitle,
        params=form.params,
        round=form.round,
        performance=form.performance,
        made_by_hand=True,
        own={},
        position=0,
    )
    _write_texts(cue, {field: text for field, text in texts.items() if text.strip()})
    cue.planned_s = _length(planned_s)
    work.session.add(cue)
    work.session.flush()
    _put(work, cue, _before(work, before))
    _done(work, "add_cue", cue, scene=cue.scene, params=_told(cue))
    return cue


def change(work: Work, cue_id: int, changed: Mapping[str, Any]) -> Cue:
    """The cue with other words, notes, length or parameters; what is not in `changed` stays as it is.

    A planned cue's title or line that is emptied is the plan's own again.
    """
    work.require(Permission.SHOW_RUN)
    cue = _cue(work, cue_id)
    _write_texts(cue, {name: changed[name] for name in TEXTS if name in changed})
    if "planned_s" in changed:
        cue.planned_s = _length(changed["planned_s"])
    if "params" in changed:
        _write_params(work, cue, changed["params"])
    if not cue.made_by_hand and any(not cue.own.get(name, "x") for name in ("title", "subtitle")):
        cue.own = {name: value for name, value in cue.own.items() if value or name not in ("title", "subtitle")}
        if cue.round is not None:
            regenerate_round(work, cue.round.key)
    _done(work, "change_cue", cue, changed=sorted(changed), params=_told(cue))
    return cue


def move(work: Work, cue_id: int, before: int | None) -> Cue:
    """The cue, right before the cue `before`; at the end of the list without one. It keeps that place from now on."""
    work.require(Permission.SHOW_RUN)
    cue = _cue(work, cue_id)
    if before == cue.id:
        return cue
    _put(work, cue, _before(work, before))
    if not cue.made_by_hand:
        cue.own = cue.own | {"moved": True}
    _done(work, "move_cue", cue, before=before)
    return cue


def duplicate(work: Work, cue_id: int) -> Cue:
    """A copy of the cue, made by hand, right behind it."""
    work.require(Permission.SHOW_RUN)
    cue = _cue(work, cue_id)
    copy = Cue(
        scene=cue.scene,
        title=cue.title,
        subtitle=cue.subtitle,
        steps=cue.steps,
        params={name: value for name, value in cue.params.items() if name != "key"},
        note=cue.note,
        mc_note=cue.mc_note,
        planned_s=cue.planned_s,
        round=cue.round,
        performance=cue.performance,
        made_by_hand=True,
        own={},
        position=0,
    )
    work.session.add(copy)
    work.session.flush()
    order = part_of(work.session, cue.part)
    order.insert(order.index(cue) + 1, copy)
    place(work.session, order, _round(work, cue.part))
    _done(work, "duplicate_cue", copy, of=cue.id)
    return copy


def delete(work: Work, cue_id: int) -> None:
    """Takes the cue off the list. It can be put back; a new plan does not bring it back by itself."""
    work.require(Permission.SHOW_RUN)
    cue = _cue(work, cue_id)
    if cue.id in standing_cues(work.session):
        raise WrongState(say("Lệnh này đang phát. Xin phát lệnh khác trước khi xóa."))
    cue.deleted_at = work.now
    _done(work, "delete_cue", cue)


def put_back(work: Work, cue_id: int) -> Cue:
    """The deleted cue, in the list again at its old place."""
    work.require(Permission.SHOW_RUN)
    cue = work.session.get(Cue, cue_id)
    if cue is None:
        raise NotFound(say("Không có lệnh này trong kịch bản."))
    if cue.deleted_at is not None:
        cue.deleted_at = None
        _done(work, "put_back_cue", cue)
    return cue


def plan_anew(work: Work) -> None:
    """Every round's cues as programme and running order have them now; what was done by hand stays."""
    work.require(Permission.SHOW_RUN)
    for key in work.session.scalars(select(Round.key).order_by(Round.position)):
        regenerate_round(work, key)
    work.record("plan_cues", "kịch bản")


def _cue(work: Work, cue_id: int) -> Cue:
    cue = work.session.get(Cue, cue_id)
    if cue is None or cue.deleted_at is not None:
        raise NotFound(say("Không có lệnh này trong kịch bản."))
    return cue


def _scene(name: str) -> SceneName:
    scene = next((each for each in forms.TITLES if each.value == name), None)
    if scene is None:
        raise Invalid([Fault("scene", "unknown", say("Không có cảnh này."))])
    return scene


def _before(work: Work, before: int | None) -> Cue | None:
    return _cue(work, before) if before is not None else None


def _put(work: Work, cue: Cue, before: Cue | None) -> None:
    """Gives the cue its place in the part of the list where its neighbour stands, and its neighbour's heading."""
    session = work.session
    neighbour = before or session.scalar(
        select(Cue).where(Cue.deleted_at.is_(None), Cue.id != cue.id).order_by(Cue.position.desc()).limit(1)
    )
    row = _round(work, neighbour.part if neighbour else None)
    order = [each for each in part_of(session, row.key) if each is not cue]
    order.insert(order.index(before) if before is not None else len(order), cue)
    place(session, order, row)
    if neighbour is not None and "block" in neighbour.params:
        block = {"block": neighbour.params["block"]}
        cue.params = cue.params | block
        if not cue.made_by_hand:
            cue.own = cue.own | {"params": cue.own.get("params", {}) | block}


def _round(work: Work, key: str | None) -> Round:
    row = work.session.scalar(select(Round).where(Round.key == key)) if key else None
    row = row or work.session.scalar(select(Round).order_by(Round.position.desc()).limit(1))
    if row is None:
        raise WrongState(say("Hội thi chưa có vòng thi nào nên chưa lập được kịch bản."))
    return row


def _write_texts(cue: Cue, texts: Mapping[str, Any]) -> None:
    faults = []
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            faults.append(Fault(name, "wrong_type", say("%(names)s phải là chữ.", names=NAMES[name])))
        elif len(text or "") > TEXTS[name]:
            faults.append(
                Fault(name, "too_long", say("%(names)s dài quá %(texts)s ký tự.", names=NAMES[name], texts=TEXTS[name]))
            )
        elif name == "title" and cue.made_by_hand and not (text or "").strip():
            faults.append(Fault(name, "missing", say("Xin đặt tên cho lệnh.")))
    if faults:
        raise Invalid(faults)
    for name, text in texts.items():
        words = (text or "").strip()
        if name in ("note", "mc_note"):
            setattr(cue, name, words or None)
            continue
        if words or cue.made_by_hand:
            setattr(cue, name, words)
        if not cue.made_by_hand:
            cue.own = cue.own | {name: words}


def _write_params(work: Work, cue: Cue, given: object) -> None:
    """Other parameters. What the cue is about (its performance, round or prize) is the plan's, where it is planned."""
    if not isinstance(given, Mapping):
        raise Invalid([Fault("params", "wrong_type", say("“params” phải là một đối tượng."))])
    scene = SceneName(cue.scene)
    if not cue.made_by_hand:
        about = forms.values_of(cue.scene, cue.params, cue.round.key if cue.round else None, cue.performance_id)
        given = dict(given) | {name: about[name] for name in forms.about_of(scene) if name in about}
    form = forms.filled(work.session, scene, given)
    house = {name: cue.params[name] for name in ("key", "block") if name in cue.params}
    if cue.made_by_hand:
        cue.round, cue.performance = form.round, form.performance
        cue.params = form.params | house
    else:
        own = {name: form.params.get(name) for name in forms.names_of(scene) if name not in forms.about_of(scene)}
        kept = {name: value for name, value in cue.own.get("params", {}).items() if name == "block"}
        cue.own = cue.own | {"params": kept | own}
        cue.params = cue.params | own
    cue.steps = steps_of(work.session, cue, work.now)


def _length(seconds: object) -> int | None:
    if seconds is None:
        return None
    if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 <= seconds <= LONGEST_S:
        return seconds
    raise Invalid([Fault("planned_s", "wrong", say("Thời lượng phải từ 0 giây đến 6 giờ."))])


def _told(cue: Cue) -> dict[str, Any]:
    return {name: value for name, value in cue.params.items() if name not in ("key", "block")}


def _done(work: Work, act: str, cue: Cue, **details: Any) -> None:
    work.session.flush()
    if act in ("add_cue", "duplicate_cue"):
        cue.steps = steps_of(work.session, cue, work.now)
    work.record(act, f"{cue.title} · {cue.subtitle}", cue=cue.id, **details)
    work.touch(*CHANGED_TOPICS)
