"""The director's part: take, undo, black, hold, link, clock; and the snapshot of any topic for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.domain.said import say
from contest.services import topics
from contest.services.actor import PUBLIC, Role
from contest.services.house import Work
from contest.services.permissions import Forbidden, NotKnown, Permission
from contest.services.show import clock, displays, takes
from contest.services.show.screens import screens_of
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


@blueprint.post("/clock/time")
@needs(Permission.CLOCK_RUN)
def clock_time() -> tuple[Response, int]:
    """Gives the running clock more time, or less, for a reason."""
    body = Body()
    ms, reason = body.signed("ms"), body.text("reason", "")
    body.check()
    return _acted(lambda work: clock.give(work, ms, reason))


@blueprint.put("/clock/bell")
@needs(Permission.CLOCK_RUN)
def clock_auto_bell() -> tuple[Response, int]:
    """Has the bell ring by itself at the warning and when time is up, or not."""
    body = Body()
    on = body.flag("on")
    body.check()
    return _acted(lambda work: clock.set_auto_bell(work, on))


@blueprint.post("/clock/bell")
@needs(Permission.CLOCK_RUN)
def clock_bell() -> tuple[Response, int]:
    """Rings the bell once, on the screens that sound it."""
    done: list[tuple[str, str]] = []

    def ring(work: Work) -> None:
        clock.ring(work)
        done.extend(displays.sounding(work.session))

    answer = _acted(ring)
    for kind, screen in done:
        screens_of(house()).tell(kind, screen, {"act": "bell", "times": 1})
    return answer


@blueprint.patch("/screens/<kind>/<screen>")
@needs(Permission.SHOW_RUN)
def settle_screen(kind: str, screen: str) -> tuple[Response, int]:
    """Names a screen, sends it to another view, has it sound the bell."""
    body = Body()
    changed: dict[str, Any] = {name: body.optional_text(name) for name in ("name", "shows") if body.has(name)}
    if body.has("sound"):
        changed["sound"] = body.flag("sound")
    body.check()
    answer = _acted(lambda work: displays.settle(work, kind, screen, changed))
    screens_of(house()).tell(kind, screen, {"act": "settings"})
    return answer


@blueprint.delete("/screens/<kind>/<screen>")
@needs(Permission.SHOW_RUN)
def forget_screen(kind: str, screen: str) -> tuple[Response, int]:
    """Takes a screen that is gone, and what is settled for it, off the list."""
    answer = _acted(lambda work: displays.forget(work, kind, screen))
    screens_of(house()).forget(kind, screen)
    screens_of(house()).tell(kind, screen, {"act": "settings"})
    return answer


@blueprint.post("/screens/<kind>/<screen>/<any(reload, identify):order>")
@needs(Permission.SHOW_RUN)
def order_screen(kind: str, screen: str, order: str) -> tuple[Response, int]:
    """Has a screen load itself anew, or show its name for a moment."""
    answer = _acted(lambda work: work.record("order_screen", screen, kind=kind, order=order))
    screens_of(house()).tell(kind, screen, {"act": order})
    return answer


@blueprint.get("/snapshot/<topic>")
@needs(Permission.PUBLIC_READ)
def snapshot(topic: str) -> Response:
    """The topic's whole state now, if the bearer may see it."""
    if not any(topics.may_see(actor, topic) for actor in actors_of_request() or [PUBLIC]):
        if g.actor.role is Role.PUBLIC:
            raise NotKnown(say("Cần đăng nhập để xem dữ liệu này."))
        raise Forbidden(say("Vai trò này không được xem dữ liệu đó."))
    return jsonify(topics.envelope(house(), topic))
