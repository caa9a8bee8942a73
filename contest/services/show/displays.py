"""What the director settles for a screen: its name, what it shows instead of its own bus, whether it sounds the bell.

Responsible for the settings on disk and for the pictures of views that are no bus. What a view does not need is not in
it: a screen that shows the clock is sent no score, ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Cue, Performance, ScreenSetting, StageClock, Take
from contest.domain.errors import Fault, Invalid, RuleViolation
from contest.domain.said import say
from contest.live.scenes import Performing, SceneName
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound
from contest.services.show import frames
from contest.services.show.buses import BusKey, chain, take_on_air
from contest.services.show.clock_face import clock_value
from contest.services.show.figures import team_name
from contest.services.show.on_air import project, shown
from contest.services.show.screens import NAME_LENGTH, TOPIC_OF_KIND, Screens

RESULTS = frozenset({SceneName.STANDINGS.value, SceneName.ADVANCING.value, SceneName.PODIUM.value})
SETTLED_KINDS = ("stage", "overlay")


class View(StrEnum):
    """What a screen can show instead of its own bus."""

    STAGE = "stage"
    STREAM = "stream"
    CLOCK = "clock"
    STANDINGS = "standings"
    PROGRAMME = "programme"
    HOLDING = "holding"
    TESTCARD = "testcard"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is settled for a screen; the defaults where nothing is."""

    name: str | None = None
    shows: View | None = None
    sound: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the screen itself is told."""
        return {"name": self.name, "shows": self.shows.value if self.shows else None, "sound": self.sound}


def settings_of(session: Session, kind: str, screen: str) -> Settings:
    """What is settled for that screen."""
    row = session.get(ScreenSetting, (kind, screen))
    if row is None:
        return Settings()
    return Settings(row.name, View(row.shows) if row.shows else None, row.sound)


def settle(work: Work, kind: str, screen: str, changed: Mapping[str, Any]) -> ScreenSetting:
    """The screen with another name, view or sound; what is not in `changed` stays as it is."""
    work.require(Permission.SHOW_RUN)
    if kind not in TOPIC_OF_KIND or not 0 < len(screen) <= NAME_LENGTH:
        raise NotFound(say("Không có màn hình này."))
    faults = []
    name, shows = changed.get("name"), changed.get("shows")
    if name is not None and len(name.strip()) > NAME_LENGTH:
        faults.append(
            Fault("name", "too_long", say("Tên màn hình dài quá %(name_length)s ký tự.", name_length=NAME_LENGTH))
        )
    if shows is not None and (shows not in list(View) or kind not in SETTLED_KINDS):
        faults.append(Fault("shows", "unknown", say("Màn hình này không hiện được cảnh đó.")))
    if faults:
        raise Invalid(faults)
    row = work.session.get(ScreenSetting, (kind, screen))
    if row is None:
        row = ScreenSetting(kind=kind, id=screen, sound=False)
        work.session.add(row)
    if "name" in changed:
        row.name = (name or "").strip() or None
    if "shows" in changed:
        row.shows = shows
    if "sound" in changed:
        row.sound = bool(changed["sound"])
    work.session.flush()
    work.record("settle_screen", row.name or screen, kind=kind, shows=row.shows, sound=row.sound)
    work.touch("screens")
    return row


def forget(work: Work, kind: str, screen: str) -> None:
    """Nothing is settled for that screen any more."""
    work.require(Permission.SHOW_RUN)
    row = work.session.get(ScreenSetting, (kind, screen))
    if row is not None:
        work.session.delete(row)
        work.record("forget_screen", row.name or screen, kind=kind)
    work.touch("screens")


def sounding(session: Session) -> list[tuple[str, str]]:
    """Kind and id of the screens that sound the bell."""
    return [(row.kind, row.id) for row in session.scalars(select(ScreenSetting).where(ScreenSetting.sound))]


def any_sent_elsewhere(session: Session, kind: str) -> bool:
    """Whether any screen of that kind shows something else than its own bus."""
    query = select(ScreenSetting.id).where(ScreenSetting.kind == kind, ScreenSetting.shows.is_not(None)).limit(1)
    return session.scalar(query) is not None


def screens_topic(session: Session, screens: Screens, now: int) -> dict[str, Any]:
    """Data of topic `screens`: those that are there or were, and those that are settled and have not come back yet."""
    settled = {(row.kind, row.id): row for row in session.scalars(select(ScreenSetting))}
    here: list[dict[str, Any]] = screens.to_json(now)["screens"]
    rows = [each | _settled_json(settled.pop((each["kind"], each["id"]), None), each["name"]) for each in here]
    rows += [_absent_json(row) for row in settled.values()]
    order = {kind: number for number, kind in enumerate(TOPIC_OF_KIND)}
    return {"screens": sorted(rows, key=lambda s: (order.get(s["kind"], 9), s["name"] or "~", s["id"]))}


def project_view(session: Session, view: str, now: int) -> dict[str, Any]:
    """What a screen with that view is sent: no more than the view needs."""
    try:
        chosen = View(view)
    except ValueError:
        raise NotFound(say("Không có cách hiện này.")) from None
    match chosen:
        case View.STAGE:
            return project(session, BusKey.STAGE)
        case View.STREAM:
            return project(session, BusKey.STREAM)
        case View.CLOCK:
            return _clock(session) or _scene(session, SceneName.HOLDING, now)
        case View.STANDINGS:
            return _results(session) or _scene(session, SceneName.HOLDING, now)
        case _:
            return _scene(session, SceneName(chosen.value), now)


def _clock(session: Session) -> dict[str, Any] | None:
    row = session.get(StageClock, 1)
    performance = session.get(Performance, row.performance_id) if row and row.performance_id is not None else None
    if row is None or performance is None:
        return None
    scene = Performing(team_name(performance.team), performance.turn, performance.section.title)
    return scene.to_json() | {"key": f"clock-{performance.id}", "held": False, "clock": clock_value(row).to_json()}


def _results(session: Session) -> dict[str, Any] | None:
    """The result that the hall has seen last; what was undone counts for nothing."""
    steps = chain(take_on_air(session, BusKey.STAGE))
    query = (
        select(Take)
        .where(Take.id.in_(select(steps.c.id)), Take.frame["scene"].as_string().in_(RESULTS))
        .order_by(Take.id.desc())
        .limit(1)
    )
    take = session.scalar(query)
    return shown(session, take) if take is not None else None


def _scene(session: Session, scene: SceneName, now: int) -> dict[str, Any]:
    """A scene that no cue stands for."""
    with session.no_autoflush:
        try:
            made = frames.BUILDERS[scene](session, Cue(scene=scene.value, title="", subtitle="", params={}), now)
        except RuleViolation:
            return frames.BLANK | {"key": f"view-{scene.value}", "held": False}
    return made.to_json() | {"key": f"view-{scene.value}", "held": False}


def _settled_json(row: ScreenSetting | None, own_name: str | None) -> dict[str, Any]:
    if row is None:
        return {"name": own_name, "shows": None, "sound": False, "settled": False}
    return {"name": row.name or own_name, "shows": row.shows, "sound": row.sound, "settled": True}


def _absent_json(row: ScreenSetting) -> dict[str, Any]:
    nothing = dict.fromkeys(("rev", "painted_at", "rtt", "since"))
    facts = {"width": 0, "height": 0, "behind": True, "age_ms": None, "hidden": False, "state": "lost", "audible": None}
    return {"id": row.id, "kind": row.kind, **nothing, **facts} | _settled_json(row, None)
