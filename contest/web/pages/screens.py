"""The pages of the hall's screens and of the stream's overlay, and their miniatures on the console."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from contest.services.actor import Actor
from contest.services.permissions import Permission, require
from contest.services.show import displays
from contest.web.boot import boot
from contest.web.guard import actor_with, house, needs

blueprint = Blueprint("screens", __name__)


@blueprint.get("/stage/")
@needs(Permission.STAGE_READ)
def stage() -> str:
    """The hall's screen."""
    return _screen("stage")


@blueprint.get("/overlay/")
@needs(Permission.OVERLAY_READ)
def overlay() -> str:
    """The stream's overlay."""
    return _screen("overlay")


def _some_are_sent_elsewhere(kind: str) -> bool:
    with house().reading() as rows:
        return displays.any_sent_elsewhere(rows, kind)


def _screen(name: str) -> str:
    mini = request.args.get("mini") == "1"
    if request.args.get("bus") == "next":
        actor: Actor = actor_with(Permission.SHOW_READ)
        require(actor, Permission.SHOW_READ)
        page = boot(actor, "/director", [f"{name}.next"], mini=True, screen=name)
    elif mini:
        actor = actor_with(Permission.SHOW_READ)
        require(actor, Permission.SHOW_READ)
        page = boot(actor, "/director", [name], mini=True, screen=name)
    else:
        page = boot(g.actor, f"/{name}", [name], mini=False, screen=name)
        if _some_are_sent_elsewhere(name):
            page["snapshots"] = []  # which screen this is, only its script knows: it is told when it connects
    return render_template(f"{name}/index.html", boot=page)
