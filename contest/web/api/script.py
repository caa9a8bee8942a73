"""The run of show by hand: cues added, changed, moved, copied, deleted, put back; and the forms that scenes need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify

from contest.services import topics
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.show import forms, on_air, script
from contest.services.show.buses import keys_named
from contest.web.api.body import Body
from contest.web.guard import house, needs, perform

blueprint = Blueprint("api_script", __name__, url_prefix="/api/v1/show")

TEXTS = ("title", "subtitle", "note", "mc_note")


def _acted(act: Callable[[Work], object]) -> tuple[Response, int]:
    """The run of show after the act, with the revision that the act gives it; `cue` is the one it was about."""

    def run(work: Work) -> dict[str, Any]:
        about = act(work)
        work.session.flush()
        found = topics.envelope(work.house, "cues", work.session)
        cues: dict[str, Any] = found["data"]
        return cues | {"rev": found["rev"] + ("cues" in work.topics), "cue": getattr(about, "id", None)}

    return perform(run)


@blueprint.get("/forms")
@needs(Permission.SHOW_READ)
def scene_forms() -> Response:
    """Every scene that a cue can be made of, with the parameters that it asks for."""
    with house().reading() as session:
        return jsonify({"scenes": forms.catalogue(session)})


@blueprint.post("/cues")
@needs(Permission.SHOW_RUN)
def add_cue() -> tuple[Response, int]:
    """Adds a cue before another one, or at the end."""
    body = Body()
    scene, params = body.text("scene"), body.part("params") or {}
    texts = {name: text for name in TEXTS if (text := body.optional_text(name)) is not None}
    before, planned_s = body.optional_whole("before"), body.optional_whole("planned_s")
    body.check()
    return _acted(lambda work: script.add(work, scene, params, texts=texts, before=before, planned_s=planned_s))


@blueprint.get("/cues/<int:cue>/pictures/<bus>/<int:step>")
@needs(Permission.SHOW_RUN)
def picture_of_cue(cue: int, bus: str, step: int) -> Response:
    """What a bus (`stage`, `stream`) would show if the cue were taken now; null while it waits for figures."""
    with house().reading() as rows:
        frame = on_air.project_cue(rows, keys_named(bus)[0], cue, step, house().now())
    return jsonify({"frame": frame})


@blueprint.patch("/cues/<int:cue>")
@needs(Permission.SHOW_RUN)
def change_cue(cue: int) -> tuple[Response, int]:
    """Changes words, notes, length or parameters of a cue; what is not named stays."""
    body = Body()
    changed: dict[str, Any] = {name: body.optional_text(name) for name in TEXTS if body.has(name)}
    if body.has("planned_s"):
        changed["planned_s"] = body.optional_whole("planned_s")
    if body.has("params"):
        changed["params"] = body.part("params") or {}
    body.check()
    return _acted(lambda work: script.change(work, cue, changed))


@blueprint.post("/cues/<int:cue>/move")
@needs(Permission.SHOW_RUN)
def move_cue(cue: int) -> tuple[Response, int]:
    """Moves a cue before another one, or to the end."""
    body = Body()
    before = body.optional_whole("before")
    body.check()
    return _acted(lambda work: script.move(work, cue, before))


@blueprint.post("/cues/<int:cue>/copy")
@needs(Permission.SHOW_RUN)
def copy_cue(cue: int) -> tuple[Response, int]:
    """Puts a copy of a cue right behind it."""
    return _acted(lambda work: script.duplicate(work, cue))


@blueprint.delete("/cues/<int:cue>")
@needs(Permission.SHOW_RUN)
def delete_cue(cue: int) -> tuple[Response, int]:
    """Takes a cue off the list."""
    return _acted(lambda work: script.delete(work, cue))


@blueprint.post("/cues/<int:cue>/restore")
@needs(Permission.SHOW_RUN)
def restore_cue(cue: int) -> tuple[Response, int]:
    """Puts a deleted cue back."""
    return _acted(lambda work: script.put_back(work, cue))


@blueprint.post("/plan")
@needs(Permission.SHOW_RUN)
def plan_anew() -> tuple[Response, int]:
    """Plans the run of show anew from programme and running order; what was done by hand stays."""
    return _acted(script.plan_anew)
