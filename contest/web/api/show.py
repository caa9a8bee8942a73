"""The director's part: take, undo, black, hold, link, clock; and the snapshot of any topic for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.services import topics
from contest.services.actor import PUBLIC, Role
from contest.services.house import Work
from contest.services.permissions import Forbidden, NotKnown, Permission
from contest.services.show import clock, takes
from contest.web.api.body import Body
from contest.web.guard import actors_of_request, house, needs, perform

blueprint = Blueprint("api_show", __name__, url_prefix="/api/v1")


def _acted(act: Callable[[Work], object]) -> tuple[Response, int]:
    """The show after the act, as the console sees it, with the revision that the act gives it."""

    def run(work: Work) -> dict[str, Any]:
        act(work)
        work.session.flush()
        found = topics.envelope(work.house, "show", work.session)
        shown: dict[str, Any] = found["data"]
        return shown | {"rev": found["rev"] + ("show" in work.topics)}

    return perform(run)


def _bus() -> str:
    body = Body()
    bus = body.text("bus", "stage")
    body.check()
    return bus


@blueprint.get("/show")
@needs(Permission.SHOW_READ)
def show() -> Response:
    """The show: buses and clock, run of show, screens."""
    with house().reading() as session:
        found = {name: topics.envelope(house(), name, session) for name in ("show", "cues", "screens")}
    document = found["show"]["data"] | found["cues"]["data"] | found["screens"]["data"]
    return jsonify(document | {"rev": found["show"]["rev"]})


@blueprint.post("/show/take")
@needs(Permission.SHOW_RUN)
def take() -> tuple[Response, int]:
    """Takes a cue, or without one what comes next."""
    body = Body()
    bus, cue, step = body.text("bus", "stage"), body.optional_whole("cue"), body.optional_whole("step")
    override, based_on = body.part("override"), body.part("based_on")
    body.check()
    reason = str(override.get("reason") or "") if override else None
    return _acted(lambda work: takes.take(work, bus, cue, step, reason, based_on=based_on))


@blueprint.post("/show/undo")
@needs(Permission.SHOW_RUN)
def undo() -> tuple[Response, int]:
    """Goes back to the take before."""
    body = Body()
    bus, based_on = body.text("bus", "stage"), body.part("based_on")
    body.check()
    return _acted(lambda work: takes.undo(work, bus, based_on))


@blueprint.post("/show/black")
@needs(Permission.SHOW_RUN)
def black() -> tuple[Response, int]:
    """Blacks out."""
    bus = _bus()
    return _acted(lambda work: takes.black(work, bus))


@blueprint.post("/show/hold")
@needs(Permission.SHOW_RUN)
def hold() -> tuple[Response, int]:
    """Keeps the present picture, standing still."""
    bus = _bus()
    return _acted(lambda work: takes.hold(work, bus))


@blueprint.put("/show/linked")
@needs(Permission.SHOW_RUN)
def linked() -> tuple[Response, int]:
    """Links the buses, or parts them."""
    body = Body()
    both = body.flag("linked")
    body.check()
    return _acted(lambda work: takes.link(work, both))


@blueprint.put("/show/delay")
@needs(Permission.SHOW_RUN)
def delay() -> tuple[Response, int]:
    """Sets how long after a take the stream shows it."""
    body = Body()
    delay_ms = body.whole("delay_ms")
    body.check()
    return _acted(lambda work: takes.delay(work, delay_ms))


@blueprint.post("/clock/start")
@needs(Permission.CLOCK_RUN)
def clock_start() -> tuple[Response, int]:
    """Starts the clock, or lets it go on."""
    body = Body()
    performance = body.optional_whole("performance")
    body.check()
    return _acted(lambda work: clock.start(work, performance))


@blueprint.post("/clock/pause")
@needs(Permission.CLOCK_RUN)
def clock_pause() -> tuple[Response, int]:
    """Holds the clock for a moment."""
    return _acted(clock.pause)


@blueprint.post("/clock/stop")
@needs(Permission.CLOCK_RUN)
def clock_stop() -> tuple[Response, int]:
    """Stops the clock; what it measured stands with the performance."""
    return _acted(clock.stop)


@blueprint.get("/snapshot/<topic>")
@needs(Permission.PUBLIC_READ)
def snapshot(topic: str) -> Response:
    """The topic's whole state now, if the bearer may see it."""
    if not any(topics.may_see(actor, topic) for actor in actors_of_request() or [PUBLIC]):
        if g.actor.role is Role.PUBLIC:
            raise NotKnown("Cần đăng nhập để xem dữ liệu này.")
        raise Forbidden("Vai trò này không được xem dữ liệu đó.")
    return jsonify(topics.envelope(house(), topic))
