"""The pages of the hall's screens and of the stream's overlay, and their miniatures on the console."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from contest.services.actor import Actor
from contest.services.permissions import Permission, require
from contest.web.boot import boot
from contest.web.guard import actor_with, needs

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
    return render_template(f"{name}/index.html", boot=page)
