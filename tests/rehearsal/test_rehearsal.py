"""The rehearsal plays both days to the podium, the same from the same seed, and tells an audience nothing too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.listening import Heard, everything, states
from tests.rehearsal.evenings import TEAMS, Listened, Played

pytestmark = pytest.mark.slow


def test_it_plays_both_days_to_the_podium(by_command: Played) -> None:
    assert by_command.code == 0, by_command.said
    assert list(by_command.result["rounds"]) == ["vong-loai", "chung-ket"]
    for standings in by_command.result["rounds"].values():
        assert standings["complete"] is True
        assert len(standings["standings"]) == TEAMS
    assert any('"scene":"podium"' in frame for frame in by_command.frames)
    first = next(award for award in by_command.result["awards"] if award["prize"] == "Giải Nhất toàn đoàn")
    assert first["team"] == by_command.result["rounds"]["chung-ket"]["standings"][0]["team"]


def test_links_beside_it_lead_to_its_contest(by_command: Played) -> None:
    assert by_command.links["public"]["url"] == f"{by_command.links['base']}/"
    assert len(by_command.links["judges"]) == 7
    assert [each["key"] for each in by_command.contest["rounds"]] == ["vong-loai", "chung-ket"]
    assert any('["state",' in frame for frame in by_command.frames)


def test_the_same_seed_gives_the_same_standings_and_awards(by_command: Played, listened: Listened) -> None:
    assert listened.result["rounds"] == by_command.result["rounds"]
    assert listened.result["awards"] == by_command.result["awards"]


def test_every_cue_came_to_the_wall_and_to_the_stream(listened: Listened) -> None:
    for topic, where in (("stage", "socket /stage"), ("overlay", "socket /overlay")):
        heard = {state["data"]["scene"] for each in listened.heard if each.where == where for state in states(each)}
        assert heard == {frame["scene"] for take in listened.taken for frame in take.frames} | {"blank"}, topic


def sent(listened: Listened) -> Iterator[tuple[Heard, dict[str, Any]]]:
    """Every object inside of every state on a socket, with when it was heard."""
    for heard in listened.heard:
        for state in states(heard):
            for part in everything(state["data"]):
                yield heard, part


def test_a_winner_is_named_with_the_prize_only_once_revealed(listened: Listened) -> None:
    revealed: dict[tuple[str, str], float] = {}
    for take in listened.taken:
        for part in everything(take.frames):
            if part.get("prize") and part.get("team"):
                revealed.setdefault((part["prize"], part["team"]["key"]), take.at)
    seen = [(h.at, (p["prize"], p["team"]["key"])) for h, p in sent(listened) if p.get("prize") and p.get("team")]
    assert {pair for _at, pair in seen} == set(revealed)
    assert [pair for at, pair in seen if at < revealed[pair]] == []
    assert len(revealed) >= TEAMS


def test_a_rank_is_sent_only_once_shown_or_published(listened: Listened) -> None:
    shown = [t.at for t in listened.taken if any(f["scene"] == "standings" for f in t.frames)]
    first = min([*shown, *listened.published.values()])
    early = [(heard.where, part) for heard, part in sent(listened) if part.get("rank") and heard.at < first]
    assert early == []
    assert any(part.get("rank") for _heard, part in sent(listened))


def test_no_figure_is_sent_before_it_is_shown(listened: Listened) -> None:
    """In any spelling, on sockets, in pages and feeds. What is never shown is never sent."""
    spelt = {figure: figure.replace(".", ",") for kind in listened.figures.values() for figure in kind}
    shown = first_shown(listened)
    pattern = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{1,4}(?![\d])")
    early = []
    for heard in listened.heard:
        for match in pattern.finditer(heard.text):
            figure = plain(match.group())
            if figure in spelt and heard.at < shown.get(figure, float("inf")):
                early.append((figure, heard.where, heard.text[max(0, match.start() - 60) : match.end() + 20]))
    assert early == []


def first_shown(listened: Listened) -> dict[str, float]:
    """When each figure was first put on air, or published with the standings."""
    shown: dict[str, float] = {}
    for take in listened.taken:
        for text in words(take.frames):
            for match in re.finditer(r"\d+,\d+", text):
                shown.setdefault(plain(match.group()), take.at)
    for key, at in listened.published.items():
        for row in listened.result["rounds"][key]["standings"]:
            shown[row["total"]] = min(at, shown.get(row["total"], at))
    return shown


def words(value: Any) -> Iterator[str]:
    """Every text inside of a document."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words(each)


def plain(figure: str) -> str:
    """The figure as the interface writes it: a point, no zeros behind."""
    whole, _mark, part = figure.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole
