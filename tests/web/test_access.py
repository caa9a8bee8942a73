"""Access as a table: which role gets past which door. Everybody else is refused, the unknown are asked who they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from contest.db.models import AuditEntry, Registration, StoredFile, Take, TopicRev, WebSession
from contest.services import accounts, performances, rounds
from contest.services.actor import HOUSE, Role
from contest.services.registration.codes import bearer_of
from tests.cast import Cast, Person
from tests.conftest import Template
from tests.factories import FULL, FakeClock, act, opened, settle, sheet_id
from tests.registering import begin, open_window
from tests.web.conftest import app_over, close

EVERYBODY = frozenset(
    {
        *("organiser", "secretary", "head_judge", "director", "mc", "stage", "overlay", "auditor", "judge"),
        *("anonymous", "team"),
    }
)
NOBODY_KNOWN = frozenset({"anonymous", "revoked"})
DESK = frozenset({"organiser", "secretary", "head_judge", "auditor"})
SHOW = frozenset({"director", "organiser"})
SECRETARY = frozenset({"secretary"})
ORGANISER = frozenset({"organiser"})
DIRECTOR = frozenset({"director"})
JUDGE = frozenset({"judge"})
OWN = frozenset({"team", "organiser"})
"""A registration: the unit with its link, and the organisers."""

ROUND = "/api/v1/rounds/vong-loai"
PERFORMANCE = "/api/v1/performances/1"
SHEET = "/api/v1/judge/sheets/{sheet}"
REGISTRATION = "/register/1"
REVIEW = "/organiser/registrations/1"


@dataclass(frozen=True)
class Door:
    """A route: how to knock, and who gets in."""

    method: str
    path: str
    roles: frozenset[str]
    body: Any = None


DOORS = {
    # The interface
    "api_contest.contest": Door("GET", "/api/v1/contest", EVERYBODY),
    "api_contest.awards": Door("GET", "/api/v1/awards", DESK),
    "api_contest.name_winner": Door("PUT", "/api/v1/awards/khan-gia", ORGANISER, {"team": None}),
    "api_rounds.open_round": Door("POST", f"{ROUND}/open", ORGANISER),
    "api_rounds.lock_round": Door("POST", f"{ROUND}/lock", SECRETARY),
    "api_rounds.confirm_round": Door("POST", f"{ROUND}/confirm", SECRETARY | {"head_judge"}),
    "api_rounds.publish_round": Door("POST", f"{ROUND}/publish", ORGANISER),
    "api_rounds.open_correction": Door("POST", f"{ROUND}/correction", ORGANISER | SECRETARY, {"reason": "Sửa"}),
    "api_rounds.publications_of": Door("GET", f"{ROUND}/publications", DESK),
    "api_rounds.advance": Door("POST", f"{ROUND}/advance", ORGANISER | SECRETARY),
    "api_rounds.reopen_round": Door("POST", f"{ROUND}/reopen", SECRETARY, {"reason": "Sửa"}),
    "api_rounds.set_order": Door("PUT", f"{ROUND}/order", ORGANISER | SECRETARY, {"teams": ["d1"], "seed": None}),
    "api_rounds.set_status": Door("PUT", f"{ROUND}/entries/d4", ORGANISER | SECRETARY, {"status": "present"}),
    "api_rounds.record_decision": Door(
        "POST", f"{ROUND}/decisions", frozenset({"head_judge"}), {"order": ["d1", "d2"], "reason": "Bốc thăm"}
    ),
    "api_rounds.standings": Door("GET", f"{ROUND}/standings", DESK),
    "api_performances.open_performance": Door("POST", f"{PERFORMANCE}/open", SECRETARY),
    "api_performances.close_performance": Door("POST", f"{PERFORMANCE}/close", SECRETARY),
    "api_performances.lock_performance": Door("POST", f"{PERFORMANCE}/lock", SECRETARY),
    "api_performances.reopen_performance": Door("POST", f"{PERFORMANCE}/reopen", SECRETARY, {"reason": "Sửa"}),
    "api_performances.enter_points": Door("PUT", f"{PERFORMANCE}/points", SECRETARY, {"points": "1"}),
    "api_performances.adjust": Door(
        "POST", f"{PERFORMANCE}/adjustments", SECRETARY, {"points": "-0.5", "reason": "Quá giờ"}
    ),
    "api_performances.withdraw_adjustment": Door("DELETE", f"{PERFORMANCE}/adjustments/1", SECRETARY),
    "api_performances.drop_proposal": Door("DELETE", f"{PERFORMANCE}/proposal", SECRETARY),
    "api_performances.record_absence": Door(
        "POST", f"{PERFORMANCE}/absences", SECRETARY, {"judge": "j3", "why": "absent"}
    ),
    "api_performances.withdraw_absence": Door("DELETE", f"{PERFORMANCE}/absences/j3", SECRETARY),
    "api_judge.own_sheets": Door("GET", "/api/v1/judge/sheets", JUDGE),
    "api_judge.save_draft": Door("PUT", SHEET, JUDGE, {"marks": {}, "based_on": 0}),
    "api_judge.submit": Door("POST", f"{SHEET}/submission", JUDGE, {"marks": FULL, "based_on": 0}),
    "api_judge.recuse": Door("POST", f"{SHEET}/recusal", JUDGE, {"reason": "Người nhà"}),
    "api_desk.name_device": Door("PUT", "/api/v1/devices/999", ORGANISER | SECRETARY, {"name": "iPad bàn 3"}),
    "api_desk.revoke_device": Door("POST", "/api/v1/devices/999/revoke", ORGANISER | SECRETARY, {"reason": "Mất máy"}),
    "api_desk.call_judge": Door("POST", "/api/v1/judges/j2/calls", SECRETARY, {"words": "Mời nộp phiếu"}),
    "api_desk.withdraw_call": Door("DELETE", "/api/v1/judges/j2/calls", SECRETARY),
    "api_desk.reopen_sheet": Door("POST", "/api/v1/sheets/1/reopen", SECRETARY, {"reason": "Chấm nhầm đội"}),
    "api_desk.sheet_versions": Door("GET", "/api/v1/sheets/1/versions", DESK),
    "api_desk.paper_form": Door("GET", "/api/v1/paper/1-1-00", SECRETARY),
    "api_desk.enter_paper": Door("POST", "/api/v1/paper/1-1-00/entries", SECRETARY, {"marks": FULL}),
    "api_desk.replace_judge": Door(
        "POST", f"{ROUND}/replacements", SECRETARY, {"judge": "j9", "performance": 1, "reason": "Ốm"}
    ),
    "api_desk.see_call": Door("POST", "/api/v1/judge/calls/999/seen", JUDGE),
    "api_receipts.find": Door("GET", "/api/v1/receipts/K7Q4-M2", DESK),
    "api_discrepancies.ask_to_confer": Door("POST", f"{PERFORMANCE}/conferral", SECRETARY),
    "api_discrepancies.keep_sheet": Door("POST", f"{SHEET}/conferral", JUDGE, {"note": "Giữ", "based_on": 0}),
    "api_show.show": Door("GET", "/api/v1/show", SHOW),
    "api_show.take": Door("POST", "/api/v1/show/take", DIRECTOR, {"bus": "both", "cue": None}),
    "api_show.undo": Door("POST", "/api/v1/show/undo", DIRECTOR, {"bus": "both"}),
    "api_show.black": Door("POST", "/api/v1/show/black", DIRECTOR, {"bus": "both"}),
    "api_show.hold": Door("POST", "/api/v1/show/hold", DIRECTOR, {"bus": "both"}),
    "api_show.linked": Door("PUT", "/api/v1/show/linked", DIRECTOR, {"linked": True}),
    "api_show.delay": Door("PUT", "/api/v1/show/delay", DIRECTOR, {"delay_ms": 2000}),
    "api_script.scene_forms": Door("GET", "/api/v1/show/forms", SHOW),
    "api_script.add_cue": Door("POST", "/api/v1/show/cues", DIRECTOR, {"scene": "blank"}),
    "api_script.picture_of_cue": Door("GET", "/api/v1/show/cues/1/pictures/stage/1", DIRECTOR),
    "api_script.change_cue": Door("PATCH", "/api/v1/show/cues/1", DIRECTOR, {"note": "Chú ý đèn"}),
    "api_script.move_cue": Door("POST", "/api/v1/show/cues/1/move", DIRECTOR, {"before": None}),
    "api_script.copy_cue": Door("POST", "/api/v1/show/cues/1/copy", DIRECTOR),
    "api_script.delete_cue": Door("DELETE", "/api/v1/show/cues/1", DIRECTOR),
    "api_script.restore_cue": Door("POST", "/api/v1/show/cues/1/restore", DIRECTOR),
    "api_script.plan_anew": Door("POST", "/api/v1/show/plan", DIRECTOR),
    "api_show.clock_start": Door("POST", "/api/v1/clock/start", DIRECTOR, {"performance": None}),
    "api_show.clock_pause": Door("POST", "/api/v1/clock/pause", DIRECTOR),
    "api_show.clock_stop": Door("POST", "/api/v1/clock/stop", DIRECTOR),
    "api_show.clock_time": Door("POST", "/api/v1/clock/time", DIRECTOR, {"ms": 30_000, "reason": "Mất điện"}),
    "api_show.clock_auto_bell": Door("PUT", "/api/v1/clock/bell", DIRECTOR, {"on": True}),
    "api_show.clock_bell": Door("POST", "/api/v1/clock/bell", DIRECTOR),
    "api_show.settle_screen": Door("PATCH", "/api/v1/screens/stage/led-1", DIRECTOR, {"name": "LED"}),
    "api_show.forget_screen": Door("DELETE", "/api/v1/screens/stage/led-1", DIRECTOR),
    "api_show.order_screen": Door("POST", "/api/v1/screens/stage/led-1/identify", DIRECTOR),
    "api_show.snapshot": Door("GET", "/api/v1/snapshot/public", EVERYBODY),
    "openapi.document": Door("GET", "/api/v1/openapi.json", EVERYBODY),
    "health.healthz": Door("GET", "/healthz", EVERYBODY),
    "health.readyz": Door("GET", "/readyz", EVERYBODY),
    # Pages
    "public.home": Door("GET", "/", EVERYBODY),
    "auth.enter": Door("GET", "/enter/nonsense", frozenset()),
    "auth.login": Door("GET", "/login", EVERYBODY),
    "auth.leave": Door("POST", "/leave/judge", EVERYBODY),
    "install.page": Door("GET", "/install", EVERYBODY),
    "install.root": Door("GET", "/install/root.crt", EVERYBODY),
    "install.ipad": Door("GET", "/install/ipad.mobileconfig", EVERYBODY),
    "organiser.home": Door("GET", "/organiser/", ORGANISER),
    "organiser.order": Door("GET", "/organiser/rounds/vong-loai/order", ORGANISER | SECRETARY),
    "timetable.of_round": Door("GET", "/organiser/rounds/vong-loai/timetable", ORGANISER | SECRETARY),
    "timetable.everybody": Door("GET", "/timetable", EVERYBODY),
    "timetable.sheet": Door("GET", "/timetable/x.pdf", EVERYBODY),
    "draws.of_round": Door("GET", "/organiser/rounds/vong-loai/draws", ORGANISER | SECRETARY),
    "draws.everybody": Door("GET", "/draws", EVERYBODY),
    "draws.protocol": Door("GET", "/draws/999.json", EVERYBODY),
    "organiser.links": Door("GET", "/organiser/links", ORGANISER),
    "organiser.revoke": Door("POST", "/organiser/links/999/revoke", ORGANISER),
    "founding.contest": Door("GET", "/organiser/contest", ORGANISER),
    "founding.teams": Door("GET", "/organiser/teams", ORGANISER),
    "founding.panel": Door("GET", "/organiser/panel", ORGANISER),
    "rules.round_graph": Door("GET", "/organiser/rules", ORGANISER),
    "rules.move": Door("POST", "/organiser/rules/vong-loai/move", ORGANISER),
    "rules.remove": Door("POST", "/organiser/rules/chung-ket/remove", ORGANISER),
    "rules.round_rules": Door("GET", "/organiser/rounds/chung-ket/rules", ORGANISER),
    "rules.try_rules": Door("POST", "/organiser/rounds/chung-ket/rules/example", ORGANISER),
    "rules.use_template": Door("GET", "/organiser/rounds/chung-ket/rules/templates/x", ORGANISER),
    "check_in.board": Door("GET", "/check-in/", ORGANISER | SECRETARY),
    "check_in.typed": Door("POST", "/check-in/typed", ORGANISER | SECRETARY),
    "check_in.scanned": Door("GET", "/check-in/code/D1-00000", ORGANISER | SECRETARY),
    "check_in.mark": Door("POST", "/check-in/vong-loai/d1", ORGANISER | SECRETARY),
    "check_in.codes": Door("GET", "/check-in/vong-loai/codes", ORGANISER | SECRETARY),
    "cards.issue": Door("POST", "/cards/", ORGANISER | SECRETARY),
    "receipts.check": Door("GET", "/receipts/?code=K7Q4-M2", DESK),
    "minutes.of_round": Door("GET", "/minutes/vong-loai", DESK),
    "minutes.document": Door("GET", "/minutes/vong-loai/minutes.pdf", DESK),
    "paper.start": Door("GET", "/paper/", SECRETARY),
    "paper.entry": Door("GET", "/paper/1-1-00", SECRETARY),
    "paper.blank": Door("GET", "/paper/sheets.pdf?round=vong-loai&judge=j1&team=d1", DESK),
    "versions.of_sheet": Door("GET", "/sheets/1", DESK),
    "secretary.desk": Door("GET", "/secretary/", DESK),
    "explanations.teams": Door("GET", "/explain/vong-loai", DESK),
    "explanations.team": Door("GET", "/explain/vong-loai/d1", DESK),
    "explanations.annex_document": Door("GET", "/explain/vong-loai/annex.pdf", DESK),
    "explanations.outlook": Door("GET", "/outlook/vong-loai", DESK),
    "api_explanations.explanation": Door("GET", f"{ROUND}/explanations/d1", DESK),
    "decisions.of_round": Door("GET", "/decisions/vong-loai", DESK),
    "corrections.of_round": Door("GET", "/corrections/vong-loai", DESK),
    "corrections.open_correction": Door("POST", "/corrections/vong-loai", ORGANISER | SECRETARY),
    "corrections.publish": Door("POST", "/corrections/vong-loai/publication", ORGANISER),
    "panel.of_round": Door("GET", "/panel/vong-loai", DESK),
    "judge.pad": Door("GET", "/judge/", EVERYBODY),
    "judge.login": Door("GET", "/judge/login", EVERYBODY),
    "judge.worker": Door("GET", "/judge/worker.js", EVERYBODY),
    "director.console": Door("GET", "/director/", SHOW),
    "rehearsal.desk": Door("GET", "/organiser/rehearsal", ORGANISER),
    "rehearsal.start": Door("POST", "/organiser/rehearsal/start", ORGANISER),
    "rehearsal.stop": Door("POST", "/organiser/rehearsal/stop", ORGANISER),
    "broadcast.desk": Door("GET", "/director/broadcast", SHOW),
    "broadcast.renew": Door("POST", "/director/broadcast/key", SHOW),
    "broadcast.shell": Door("GET", "/director/broadcast/shell.html", SHOW),
    "broadcast.spx": Door("GET", "/director/broadcast/spx.zip", SHOW),
    "broadcast.ograf": Door("GET", "/director/broadcast/ograf.zip", SHOW),
    "broadcast.card": Door("GET", "/director/broadcast/card.pdf", SHOW),
    "gear.overlay": Door("GET", "/air/{feed}/", EVERYBODY),
    "gear.media": Door("GET", "/air/{feed}/media/nonsense", EVERYBODY),
    "gear.ready": Door("GET", "/air/{feed}/ready", EVERYBODY),
    "mc.card": Door("GET", "/mc/", frozenset({"mc", "director"})),
    "media.files": Door("GET", "/media/", SHOW),
    "media.file": Door("GET", "/media/nonsense", DESK | SHOW | {"mc", "stage", "overlay"}),
    "media.loop": Door("POST", "/media/nonsense/loop", SHOW),
    "media.up": Door("POST", "/media/nonsense/up", SHOW),
    "media.remove": Door("POST", "/media/nonsense/remove", SHOW),
    "screens.stage": Door("GET", "/stage/", frozenset({"stage"}) | SHOW),
    "screens.overlay": Door("GET", "/overlay/", frozenset({"overlay"}) | SHOW),
    "feeds.now": Door("GET", "/feeds/{feed}/now.json", EVERYBODY),
    "feeds.standings": Door("GET", "/feeds/{feed}/standings.json", EVERYBODY),
    # Registration
    "register.door": Door("GET", "/register", EVERYBODY),
    "register.start": Door("POST", "/register/start", EVERYBODY),
    "register.come_back": Door("POST", "/register/code", EVERYBODY),
    "register.link": Door("GET", "/register/link/{code}", EVERYBODY),
    "register.leave": Door("POST", "/register/leave", EVERYBODY),
    "register.keep": Door("GET", f"{REGISTRATION}/keep", OWN),
    "register.confirmation": Door("GET", f"{REGISTRATION}/confirmation.pdf", OWN),
    "steps.overview": Door("GET", REGISTRATION, OWN),
    "steps.step": Door("GET", f"{REGISTRATION}/members", OWN),
    "steps.submit": Door("POST", f"{REGISTRATION}/submit", OWN),
    "steps.take_back": Door("POST", f"{REGISTRATION}/take-back", OWN),
    "steps.withdraw": Door("POST", f"{REGISTRATION}/withdraw", OWN),
    "unit_files.hand_in": Door("POST", f"{REGISTRATION}/files/photo", OWN),
    "unit_files.remove": Door("POST", f"{REGISTRATION}/files/999/remove", OWN),
    "unit_files.file": Door("GET", "/files/1", OWN),
    "unit_files.small": Door("GET", "/files/1/small", OWN),
    "registrations.listed": Door("GET", "/organiser/registrations", ORGANISER),
    "registrations.one": Door("GET", REVIEW, ORGANISER),
    "registrations.decide": Door("POST", f"{REVIEW}/approve", ORGANISER),
    "registrations.script": Door("POST", f"{REVIEW}/scripts/1", ORGANISER),
    "registrations.replace_code": Door("POST", "/organiser/registrations/2/code", ORGANISER),
    "registration_rules.page": Door("GET", "/organiser/registration-rules", ORGANISER),
    "roster.upload": Door("GET", "/organiser/import", ORGANISER),
    "roster.carry_out": Door("POST", "/organiser/import/now", ORGANISER),
    "roster.template": Door("GET", "/organiser/import/template.xlsx", ORGANISER),
    "roster.export": Door("POST", "/organiser/export/doi-thi.csv", ORGANISER),
    "personal_data.notice": Door("GET", "/privacy", EVERYBODY),
    "personal_data.people": Door("GET", "/organiser/people", ORGANISER),
    "personal_data.give_out": Door("POST", "/organiser/people/1/data.json", ORGANISER),
    "personal_data.erase": Door("POST", "/organiser/people/1/erase", ORGANISER),
    "sound.music": Door("GET", "/director/music", SHOW),
    "assets.file": Door("GET", "/assets/000000000000/css/tokens.css", EVERYBODY),
}
"""Every route of the house by its endpoint. Not being let in is 401 for the unknown and 403 for the known."""

REGISTRATION_FORMS = {
    *("register.start", "register.come_back", "register.leave"),
    *("steps.submit", "steps.take_back", "steps.withdraw"),
    *("unit_files.hand_in", "unit_files.remove", "registrations.decide", "registrations.script"),
    *("registrations.replace_code", "personal_data.give_out", "personal_data.erase"),
    *("roster.carry_out", "roster.export", "check_in.typed", "check_in.mark"),
}
FORMS = frozenset(
    {
        *REGISTRATION_FORMS,
        *("auth.leave", "cards.issue", "organiser.revoke", "rules.move", "rules.remove", "rules.try_rules"),
        *("corrections.open_correction", "corrections.publish"),
        *("media.loop", "media.up", "media.remove", "broadcast.renew", "rehearsal.start", "rehearsal.stop"),
    }
)
"""Writes of pages: who carries no token is refused for want of the form's CSRF token before anybody asks for a role."""

TOPICS = {
    "public": EVERYBODY,
    "contest": DESK,
    "performance.1": DESK,
    "standings.vong-loai": DESK,
    "judge.j2": JUDGE,
    "judge.j1": frozenset[str](),
    "show": SHOW,
    "cues": SHOW,
    "screens": SHOW,
    "stage.next": SHOW,
    "overlay.next": SHOW,
    "stage": SHOW | {"stage"},
    "overlay": SHOW | {"overlay"},
    "mc": frozenset({"mc", "director"}),
}


@dataclass(frozen=True)
class Town:
    """The application under way, and what each role carries."""

    app: Flask
    carries: dict[str, dict[str, str]]
    sheet: int
    feed: str
    code: str

    def knock(self, door: Door, role: str, headers: dict[str, str] | None = None) -> int:
        """The status that the role gets."""
        with self.app.test_client().open(
            door.path.format(sheet=self.sheet, feed=self.feed, code=self.code),
            method=door.method,
            json=door.body,
            headers={**self.carries[role], **(headers or {})},
        ) as answer:
            return answer.status_code


@pytest.fixture(scope="module")
def town(small_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The first performance is open and has an adjustment; judge 2 is the judge who knocks."""
    file = Path(shutil.copyfile(small_template.file, tmp_path_factory.mktemp("town") / "contest.db"))
    app, cast = app_over(file, FakeClock()), small_template.cast
    house = app.extensions["house"]
    performance = opened(house, cast)
    assert performance == 1
    act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
    gone = act(house, cast.organiser, accounts.issue, Role.ORGANISER, "Đã thôi nhiệm vụ")
    act(house, cast.organiser, accounts.revoke, gone.credential_id)
    carries = {role: person.bearer for role, person in cast.by_role().items()}
    carries |= {"anonymous": {}, "revoked": {"Authorization": f"Bearer {gone.token}"}}
    open_window(house, cast)
    own, other = begin(house), begin(house)
    with house.act(HOUSE) as work:
        facts = {"kind": "photo", "name": "doi.jpg", "media_type": "image/jpeg", "bytes": 1, "stored_at": work.now}
        for begun in (own, other):
            work.session.add(StoredFile(**facts, registration_id=begun.number, sha256="0" * 64))
            work.session.flush()
    with house.reading() as rows:
        token = bearer_of(house.secret, rows.get_one(Registration, own.number))
    carries["team"] = {"Authorization": f"Bearer {token}"}
    yield Town(app, carries, sheet_id(house, performance, "j2"), accounts.feed_key(house.secret), own.code)
    close(app)


def test_the_table_holds_every_route(town: Town) -> None:
    assert set(DOORS) == {rule.endpoint for rule in town.app.url_map.iter_rules()}


def test_every_view_declares_its_permission(town: Town) -> None:
    undeclared = [name for name, view in town.app.view_functions.items() if not hasattr(view, "permission")]
    assert undeclared == []


@pytest.mark.parametrize("endpoint", DOORS)
def test_a_door_lets_in_whom_the_table_names(town: Town, endpoint: str) -> None:
    door = DOORS[endpoint]
    found = {role: town.knock(door, role) for role in town.carries}
    for role, status in found.items():
        if endpoint in FORMS and role == "anonymous":
            assert status == 403, "a form without its CSRF token"
        elif role in door.roles or (role == "revoked" and "anonymous" in door.roles):
            assert status not in (401, 403, 500), (role, status)
        elif endpoint == "auth.enter":
            assert status == 401, role
        else:
            assert status == (401 if role in NOBODY_KNOWN else 403), (role, status)


def test_a_form_is_sent_by_nobody_who_may_not_see_it(town: Town) -> None:
    """Pages that show a form and take it have one door for both."""
    both = [rule.endpoint for rule in town.app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]
    assert "organiser.links" in both
    for endpoint in both:
        door = DOORS[endpoint]
        for role in set(town.carries) - door.roles - {"anonymous"}:
            if "anonymous" not in door.roles:
                status = town.knock(Door("POST", door.path, door.roles), role)
                assert status == (401 if role == "revoked" else 403), (endpoint, role)


def test_looking_changes_nothing(town: Town) -> None:
    """Whatever is opened by GET, but for a link: the record, the topics and the sessions stay as they were."""
    house = town.app.extensions["house"]

    def held() -> list[object]:
        with house.reading() as rows:
            topics = {row.topic: row.rev for row in rows.query(TopicRev)}
            return [topics, rows.query(AuditEntry).count(), rows.query(Take).count(), rows.query(WebSession).count()]

    before = held()
    for door in DOORS.values():
        if door.method == "GET":
            for role in town.carries:
                town.knock(door, role)
    assert held() == before


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_shows_itself_to_whom_the_table_names(town: Town, topic: str) -> None:
    door = Door("GET", f"/api/v1/snapshot/{topic}", TOPICS[topic])
    for role in town.carries:
        status = town.knock(door, role)
        if role in door.roles or (role == "revoked" and "anonymous" in door.roles):
            assert status == 200, role
        else:
            assert status == (401 if role in NOBODY_KNOWN else 403), role


@pytest.mark.parametrize(
    "path", ["/stage/?mini=1", "/overlay/?mini=1", "/stage/?mini=1&bus=next", "/overlay/?bus=next"]
)
def test_a_miniature_is_for_the_console(town: Town, path: str) -> None:
    for role in town.carries:
        status = town.knock(Door("GET", path, SHOW), role)
        assert status == (200 if role in SHOW else 401 if role in NOBODY_KNOWN else 403), role


@pytest.mark.parametrize("role", sorted(EVERYBODY - {"judge", "anonymous"}))
def test_nobody_else_gets_a_score_pad(town: Town, role: str) -> None:
    answer = town.app.test_client().get("/judge/", headers=town.carries[role])
    assert (answer.status_code, answer.location) == (302, "/judge/login")


def test_a_teams_link_sees_that_team_only(town: Town) -> None:
    """Every door of registration 1 knocked at with the number of registration 2, and the file that is theirs."""
    theirs = {
        name: Door(door.method, door.path.replace("/register/1", "/register/2").replace("/files/1", "/files/2"), OWN)
        for name, door in DOORS.items()
        if door.roles == OWN
    }
    assert len(theirs) == 11
    for name, door in theirs.items():
        assert town.knock(door, "team") in (403, 404), name
    for step in ("unit", "team", "members", "contact", "performances"):
        assert town.knock(Door("GET", f"/register/2/{step}", OWN), "team") == 403
        assert town.knock(Door("POST", f"/register/2/{step}", OWN, {}), "team") == 403
    assert town.knock(Door("GET", "/files/2", OWN), "team") == 403
    assert town.knock(Door("GET", "/files/2", OWN), "organiser") == 404, "a row whose bytes were never there"


def test_a_judge_reaches_no_sheet_but_his_own(town: Town) -> None:
    own = town.sheet
    for other in (own - 1, own + 1):
        for method, path, body in (
            ("PUT", f"/api/v1/judge/sheets/{other}", {"marks": {}, "based_on": 0}),
            ("POST", f"/api/v1/judge/sheets/{other}/submission", {"marks": FULL, "based_on": 0}),
            ("POST", f"/api/v1/judge/sheets/{other}/recusal", {"reason": "Người nhà"}),
        ):
            assert town.knock(Door(method, path, JUDGE, body), "judge") == 403


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "Ünïcödé", "a b"])
def test_a_wrong_token_is_nobodys(town: Town, token: str) -> None:
    door = DOORS["api_judge.own_sheets"]
    assert town.knock(door, "anonymous", {"Authorization": f"Bearer {token}".encode().decode("latin-1")}) == 401


def test_another_kind_of_authorization_is_nobodys(town: Town) -> None:
    assert town.knock(DOORS["api_judge.own_sheets"], "anonymous", {"Authorization": "Basic amU6amU="}) == 401


def test_the_published_standings_are_everybodys(played_template: Template, tmp_path: Path, cast: Cast) -> None:
    app = app_over(Path(shutil.copyfile(played_template.file, tmp_path / "contest.db")), FakeClock())
    house = app.extensions["house"]
    people: list[Person | None] = [None, cast.director, cast.judge(1)]
    before = [app.test_client().get(f"{ROUND}/standings", headers=who.bearer if who else {}) for who in people]
    assert [answer.status_code for answer in before] == [401, 403, 403]
    settle(house, cast)
    act(house, cast.organiser, rounds.publish_round, "vong-loai")
    after = [app.test_client().get(f"{ROUND}/standings", headers=who.bearer if who else {}) for who in people]
    assert [answer.status_code for answer in after] == [200, 200, 200]
    close(app)
