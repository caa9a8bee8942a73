"""The embargo, byte by byte: while a performance is judged, stage, stream and audience are sent no mark of it.

Three kinds of ears: the browser's own (every answer and every frame of the pages' sockets), sockets of our own over
both transports, and a crowd that asks for every public address again and again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Response, WebSocket, expect

from tests.browser.listening import Heard, Listeners, Record
from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import PHONE, SCREEN, People

pytestmark = pytest.mark.browser

MARKS = {
    "j1": ("7.25", "6.75", "3.25"),
    "j2": ("7", "6.5", "3.25"),
    "j3": ("7.75", "6.75", "3.75"),
    "j4": ("6.25", "6.25", "3.25"),
    "j5": ("7.25", "6.75", "3.75"),
    "j6": ("5.75", "5.25", "3.25"),
    "j7": ("7.75", "7.25", "3.75"),
}
TOTAL = "17.15"
ADJUSTED = "16.92"


@dataclass(frozen=True, slots=True)
class Hall:
    """What an audience can see and hear, all of it kept."""

    record: Record
    stage: Page
    overlay: Page
    public: Page

    def heard(self, since: int = 0) -> list[Heard]:
        self.public.evaluate("0")  # lets the browser hand over what it has
        return self.record.all()[since:]


@pytest.fixture
def hall(server: Server, people: People) -> Iterator[Hall]:
    record = Record()
    links = server.links
    listeners = Listeners(server.base, record)
    for namespace in ("stage", "overlay"):
        listeners.socket(f"/{namespace}", links[namespace]["token"])
        listeners.polling(f"/{namespace}", links[namespace]["token"])
        listeners.asking([f"/{namespace}/", f"/api/v1/snapshot/{namespace}"], links[namespace]["token"])
    listeners.socket("/public")
    listeners.polling("/public")
    feeds = [links["feeds"][name].removeprefix(server.base) for name in ("now", "standings")]
    forms = [feed.removesuffix("json") + form for feed in feeds for form in ("json", "csv", "xml")]
    interface = ("contest", "snapshot/public", "rounds/vong-loai/standings", "snapshot/stage", "show", "openapi.json")
    listeners.asking(["/", "/?lang=en", "/stage/", "/healthz", *forms, *(f"/api/v1/{path}" for path in interface)])
    pages = []
    for who, size in (("stage", SCREEN), ("overlay", SCREEN), ("public", PHONE)):
        context = people.browser_of(who, size)
        context.on("response", lambda answer: _keep_answer(record, answer))
        context.on("page", lambda page: page.on("websocket", lambda line: _keep_frames(record, line)))
        pages.append(people.open(who))
    yield Hall(record, *pages)
    listeners.close()


def _keep_answer(record: Record, answer: Response) -> None:
    if "/assets/" not in answer.url and answer.status not in (204, 302, 304):  # files of the product, the same for ever
        record.keep(f"page {answer.url}", answer.text())


def _keep_frames(record: Record, line: WebSocket) -> None:
    line.on("framereceived", lambda frame: record.keep(f"page socket {line.url}", _text(frame)))


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


def mentions(heard: list[Heard], *figures: str) -> list[tuple[str, str]]:
    """Where any of these figures stands, in any spelling: 17.25, 17,25, 17,250."""
    spelt = "|".join(rf"{whole}[.,]{part.rstrip('0')}0*" for whole, part in (f.split(".") for f in figures))
    pattern = re.compile(rf"(?<![\d.,])(?:{spelt})(?![\d])")
    found = ((each.where, pattern.search(each.text)) for each in heard)
    return [(where, match.group()) for where, match in found if match]


def with_part(figures: Iterable[str]) -> list[str]:
    """Those with decimals: a whole figure may stand for anything."""
    return sorted({figure for figure in figures if "." in figure})


def marks_of_all() -> list[str]:
    return with_part([mark for marks in MARKS.values() for mark in marks])


def sheet_totals() -> list[str]:
    return with_part([f"{sum(map(Decimal, marks)):f}" for marks in MARKS.values()])


def reaches(hall: Hall, scene: str) -> None:
    """Waits until that scene has come to every ear that listens to the stage."""
    expect(hall.stage.locator(f".scene-{scene}:not([inert])")).to_be_visible()
    word = f'"scene":"{scene}"'
    for where in ("socket /stage", "polling /stage", "socket /overlay", "polling /overlay"):
        hall.record.wait_for(lambda heard, w=where: any(h.where == w and word in h.text for h in heard))


def test_no_mark_total_or_rank_before_the_take_and_only_the_total_after_it(hall: Hall, crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")
    turn = crew.fresh_turn("chao-hoi")
    secrets = [*marks_of_all(), *sheet_totals(), TOTAL, ADJUSTED]
    for scene in ("holding", "team", "performing", "scoring"):
        crew.take(scene, None if scene == "holding" else turn)
        reaches(hall, scene)
    assert mentions(hall.heard(), *secrets) == [], "these figures stand in what is sent anyway: choose others"

    judges_mark(hall, crew, turn)
    assert crew.performance(turn)["result"] == TOTAL
    crew.secretary.post(f"/performances/{turn.id}/adjustments", points="-0.23", reason="Chào sân khấu muộn")
    crew.secretary.post(f"/performances/{turn.id}/lock")
    assert crew.performance(turn)["result"] == ADJUSTED
    crew.director.post("/show/black", bus="stage")
    reaches(hall, "blank")
    everything_was_asked_again(hall)
    everybody_was_heard(hall)
    assert mentions(hall.heard(), *secrets) == []
    assert ranks(hall.heard()) == []

    before = len(hall.record.all())
    crew.take("score", turn)
    reaches(hall, "score")
    expect(hall.stage.locator(".scene-score .total .fig")).to_have_text("16,92")
    everything_was_asked_again(hall)
    after = hall.heard(before)
    assert {where for where, _figure in mentions(after, ADJUSTED)} >= {"socket /stage", "polling /overlay"}
    assert mentions(after, *marks_of_all(), *sheet_totals(), TOTAL) == []
    assert ranks(hall.heard()) == []


def judges_mark(hall: Hall, crew: Crew, turn: Turn) -> None:
    """Drafts first, then the whole sheet, as tablets do; the wall counts."""
    for number, (judge, marks) in enumerate(MARKS.items(), 1):
        sheet = crew.sheet(judge, turn)
        first = sheet["criteria"][0]["key"]
        crew.judges[judge].put(f"/judge/sheets/{sheet['id']}", marks={first: marks[0]}, based_on=sheet["version"])
        crew.submit(judge, turn, *marks)
        expect(hall.stage.locator(".scene-scoring .sum .fig")).to_have_text(f"{number}/7")


def everything_was_asked_again(hall: Hall) -> None:
    """Waits until the crowd has been round once more."""
    every = {"asked /stage/", "asked /api/v1/snapshot/stage", "asked /api/v1/snapshot/overlay", "asked /"}
    for _twice in range(2):  # what was under way at first may be older
        before = len(hall.record.all())
        hall.record.wait_for(lambda heard, since=before: every <= {each.where for each in heard[since:]})


def ranks(heard: list[Heard]) -> list[str]:
    """Every rank or prize of a team that was sent, on a socket, by the interface or inside a page."""
    return [
        match.group()
        for each in heard
        for match in re.finditer(r'"(?:rank|prize)":(?!\s*(?:null|""))[^,}]+', each.text)
    ]


def everybody_was_heard(hall: Hall) -> None:
    """A record without an ear would prove nothing."""
    ears = {each.where.partition("?")[0].replace("http", "ws").partition("ws://")[0] for each in hall.heard()}
    assert {"page ", "page socket "} <= ears
    assert {f"{kind} /{name}" for kind in ("socket", "polling") for name in ("stage", "overlay", "public")} <= ears
