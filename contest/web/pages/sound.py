"""The sound desk's list: every music and clip in the order of the stage, to be played from and to be printed."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from contest.services.permissions import Permission
from contest.services.registration.run_sheet import music_list
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("sound", __name__)


@blueprint.get("/director/music")
@needs(Permission.SHOW_READ)
def music() -> str:
    """Music, clips and technical needs of every performance, round by round."""
    with house().reading() as rows:
        rounds = music_list(rows)
    return render_template("director/music.html", rounds=rounds, boot=boot(g.actor, "/director", []))
