"""A whole evening, byte by byte: nobody is told a mark, a total, a rank or a winner before it is revealed (case 14).

Everything that was sent to stage, stream, audience, feeds and MC from the first byte on is set against what people did.
The tests at the end plant what must be found, at every ear.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.listening import Heard, states
from tests.rehearsal.evenings import FORMS, REVEALING, TEAMS, Listened
from tests.rehearsal.revealed import leaks, told_to_mc

pytestmark = pytest.mark.slow

SCREENS = tuple(f"{how} /{name}" for how in ("socket", "polling") for name in ("stage", "overlay"))
PAGES = ("asked /stage/", "asked /overlay/", "asked /mc/", "asked /")
FEEDS = tuple(f"feed {name}.{form}" for name in ("now", "standings") for form in FORMS)
EARS = (
    *SCREENS,
    *PAGES,
    *FEEDS,
    "socket /public",
    "polling /public",
    "socket /director",
    "asked /api/v1/snapshot/public",
)


def ear(heard: Heard) -> str:
    """Where it was heard, without the key that stands in the address of a feed."""
    return f"feed {heard.where.rpartition('/')[2]}" if "/feeds/" in heard.where else heard.where


def at_every_ear(listened: Listened) -> dict[str, list[Heard]]:
    found: dict[str, list[Heard]] = {}
    for each in listened.heard:
        found.setdefault(ear(each), []).append(each)
    return found


def test_nobody_is_told_anything_before_it_is_revealed(listened: Listened) -> None:
    assert leaks(listened.evening, listened.heard) == []


def test_the_mc_has_only_locked_and_confirmed_figures(listened: Listened) -> None:
    """The MC may know a winner when the prize is called, but never what two people have not confirmed."""
    evening = listened.evening
    told = list(told_to_mc(evening, listened.heard))
    confirmed = min(evening.confirmed.values())
    locked: dict[str, float] = {}
    for number, outcome in evening.outcomes.items():
        for figure in outcome.at_the_end:
            locked[figure] = min(evening.locked[number], locked.get(figure, confirmed))
    early = [
        (at, fact) for at, fact in told if at < (locked.get(fact[1], confirmed) if fact[0] == "figure" else confirmed)
    ]
    assert early == []
    assert {fact[0] for _at, fact in told} == {"figure", "rank", "prize"}


def test_case_17_hall_and_stream_hold_the_same_picture_at_every_take(listened: Listened) -> None:
    heard = at_every_ear(listened)
    hall, stream = (pictures(heard[f"socket /{name}"]) for name in ("stage", "overlay"))
    takes = [
        (next(iter(take.ids & hall.keys()), None), next(iter(take.ids & stream.keys()), None), take)
        for take in listened.evening.taken
    ]
    both = [(hall[on_stage], stream[on_air], take) for on_stage, on_air, take in takes if on_stage and on_air]
    assert [(take.cue["title"], take.step) for left, right, take in both if left != right] == []
    assert len(both) == len(listened.evening.taken)


OF_A_BUS = {"key", "bus", "sheets", "clock"}  # the last two live on, and are sent when they change


def pictures(heard: list[Heard]) -> dict[int, dict[str, Any]]:
    """The picture of each take, without what tells the buses apart."""
    frames = [state["data"] for each in heard for state in states(each) if state["data"]["key"] != "start"]
    return {int(f["key"].removeprefix("t")): {k: v for k, v in f.items() if k not in OF_A_BUS} for f in frames}


def test_a_take_comes_after_the_lock_or_the_confirmation_of_what_it_shows(listened: Listened) -> None:
    evening = listened.evening
    for take in evening.taken:
        if take.scene == "score":
            assert take.at > evening.locked[take.cue["performance"]], take.cue["title"]
        elif take.scene in REVEALING:
            assert take.at > evening.confirmed[take.cue["round"]], take.cue["title"]


def test_the_evening_has_every_kind_of_reveal_and_every_ear_was_open_all_the_time(listened: Listened) -> None:
    """A record without an ear, or an evening without a secret, would prove nothing."""
    evening, heard = listened.evening, at_every_ear(listened)
    assert {take.scene for take in evening.taken} >= REVEALING
    assert {take.step for take in evening.taken if take.scene == "standings"} == set(range(1, TEAMS + 1))
    assert max(take.step for take in evening.taken if take.scene == "score") > 1, "judge by judge"
    assert set(EARS) <= heard.keys()
    shows = [take for take in evening.taken if take.scene in REVEALING and take.step in (1, take.cue["steps"])]
    for before, take in pairwise(shows):
        for name in (*PAGES, *FEEDS):
            assert any(before.at < each.at < take.at for each in heard[name]), f"{name} before {take.cue['title']}"


@pytest.mark.parametrize("name", EARS)
def test_what_is_sent_too_early_is_found_at_this_ear(listened: Listened, name: str) -> None:
    """The same bytes a minute before anything was revealed: every kind of fact that this ear is ever told is found."""
    before = min(take.at for take in listened.evening.taken) - 60
    early = [replace(each, at=before) for each in at_every_ear(listened)[name]]
    found = {fact[0] for _where, fact, _around in leaks(listened.evening, early)}
    assert found >= KINDS_TOLD.get(name, {"figure", "rank", "prize"})


KINDS_TOLD = {
    **{name: {"figure", "rank", "prize", "name"} for name in SCREENS},
    **{f"feed now.{form}": {"figure", "prize"} for form in FORMS},
    **{f"feed standings.{form}": {"figure", "rank"} for form in FORMS},
    "asked /stage/": {"figure", "name"},
    "asked /overlay/": {"figure", "name"},
}


@pytest.mark.parametrize("name", EARS)
@pytest.mark.parametrize("spell", [".", ","])
def test_a_mark_that_is_never_shown_is_found_whenever_it_is_sent(listened: Listened, name: str, spell: str) -> None:
    evening = listened.evening
    shown = {fact[1] for fact in evening.known_since(to_mc=True) if fact[0] == "figure"}
    mark = min({mark for each in evening.outcomes.values() for mark in each.marks if "." in mark} - shown)
    last = [each for each in at_every_ear(listened)[name] if re.search(r"[\[{<,]", each.text)][-1]
    assert leaks(evening, [last]) == []
    planted = replace(last, text=with_words(last.text, mark.replace(".", spell)))
    assert ("figure", mark) in {fact for _where, fact, _around in leaks(evening, [planted])}


def with_words(text: str, words: str) -> str:
    """The same answer with some words more: in a page or XML before a tag's end, in JSON in a text, in CSV behind."""
    if "</" in text:
        return text.replace("</", f" {words}</", 1)
    return re.sub(r'": ?"', rf"\g<0>{words} ", text, count=1) if '":' in text else f"{text}{words}"


def test_a_picture_that_holds_more_than_its_take_is_found(listened: Listened) -> None:
    """Figures of the take before are known by then; in the picture of the next take they are none the less too much."""
    evening = listened.evening
    scores = [each for each in at_every_ear(listened)["socket /stage"] if '"scene":"score"' in each.text]
    first, other = scores[0], next(each for each in scores if each.at > scores[0].at and team(each) != team(scores[0]))
    mixed = replace(other, text=first.text.replace(key(first), key(other)))
    assert {fact[0] for _where, fact, _around in leaks(evening, [mixed])} >= {"name"}


def key(heard: Heard) -> str:
    return heard.text.partition('"key":"')[2].partition('"')[0]


def team(heard: Heard) -> str:
    return heard.text.partition('"team":')[2].partition("}")[0]
