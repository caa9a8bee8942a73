"""Coming in: personal links, judges' PINs, going out."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from contest.extensions import limiter
from contest.services import accounts
from contest.services.actor import Role
from contest.services.permissions import Permission
from contest.web.guard import actors_of_request, forget, house, needs, remember
from contest.web.pages.devices import device_name

blueprint = Blueprint("auth", __name__)

HOMES = {
    Role.ORGANISER: "/organiser/",
    Role.SECRETARY: "/secretary/",
    Role.HEAD_JUDGE: "/secretary/",
    Role.AUDITOR: "/secretary/",
    Role.DIRECTOR: "/director/",
    Role.MC: "/mc/",
    Role.STAGE: "/stage/",
    Role.OVERLAY: "/overlay/",
    Role.JUDGE: "/judge/",
    Role.FEED: "/",
}


@blueprint.get("/enter/<token>")
@limiter.limit("60/minute")
@needs(Permission.PUBLIC_READ)
def enter(token: str) -> Response:
    """Logs the bearer of a link in and goes on to his page; its query (`?safe=` …) goes with him."""
    try:
        actor, cookie = accounts.enter_by_link(house(), token, device_name(request.user_agent), actors_of_request())
    except accounts.LinkRefused as refusal:
        return make_response(render_template("auth/enter.html", why=refusal.why), 401)
    if cookie is not None:
        remember(actor, cookie)
    query = request.query_string.decode()
    return make_response(redirect(HOMES[actor.role] + (f"?{query}" if query else "")))


@blueprint.get("/login")
@needs(Permission.PUBLIC_READ)
def login() -> str:
    """Says how each role comes in."""
    return render_template("auth/login.html")


@blueprint.post("/leave/<role>")
@needs(Permission.PUBLIC_READ)
def leave(role: str) -> Response:
    """Takes one role from this browser."""
    for actor in actors_of_request():
        if actor.role.value == role:
            cookie = forget(role)
            if cookie is not None:
                accounts.leave(house(), actor, cookie)
    return make_response(redirect(url_for("public.home")))
