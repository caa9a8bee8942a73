"""Cases 14 and 15: prizes on every page at once, in any order, some not given, a tie for second. Each is alone.

The same evening is looked at by all who listen: stage, stream, MC, feeds in three forms, the public page and its topic.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from alembic import command
from flask import Flask

from contest.db.schema import alembic_config
from contest.services import accounts
from tests.factories import FakeClock, play_judged, settle
from tests.live.evening import Evening, contest_of_two_nights, text_of
from tests.web.conftest import app_over, close

NONSENSE = re.compile(r"undefined|None\b|\bnull\b|NaN|\bHạng 0\b")
"""What a page says when it forgot that there may be nothing. JSON's own null is no word: only texts are looked at."""

PLACES = ("Giải Nhất", "Giải Nhì", "Giải Ba")
MARKS = {"d1": "14.75", "d2": "13.25", "d3": "12", "d4": "10"}
TIE_FOR_SECOND = {"d1": "14.75", "d2": "13.25", "d3": "13.25", "d4": "10"}


def finals(folder: Path, marks: dict[str, str]) -> Evening:
    """Finals of four, confirmed; nothing of them has been shown."""
    evening = Evening(folder, contest_of_two_nights(top=4))
    evening.play_first_night()
    for team, mark in marks.items():
        for section in ("chao-hoi", "tieu-pham"):
            play_judged(evening.house, evening.cast, team, section, [mark] * 3, "chung-ket")
    settle(evening.house, evening.cast, "chung-ket")
    with evening.house.database.engine.begin() as connection:
        command.stamp(alembic_config(connection), "head")  # its tables were made without migrations
    return evening


class Everywhere:
    """An evening, and all that anybody can see of it."""

    def __init__(self, evening: Evening, app: Flask) -> None:
        self.evening, self.app = evening, app
        self.key = accounts.feed_key(app.extensions["house"].secret)

    def prizes(self) -> dict[str, list[tuple[int, str]]]:
        """Cue and winner of every place of the finals by its title, in the order of the run of show."""
        found: dict[str, list[tuple[int, str]]] = {}
        for cue in self.evening.cues("chung-ket"):
            if cue["scene"] == "award" and cue["title"] in PLACES:
                self.evening.take(cue=cue["id"], step=2)
                team = self.evening.topic("stage")["team"]["name"]
                found.setdefault(cue["title"], []).append((cue["id"], team))
                self.evening.undo()
        return found

    def texts(self) -> dict[str, str]:
        """Every word that each audience can read now, by audience."""
        client, cast = self.app.test_client(), self.evening.cast
        found = {name: " | ".join(words(self.evening.topic(name))) for name in ("stage", "overlay", "mc")}
        found["public"] = " | ".join(words(self.evening.topic("public")["awards"]))
        page = client.get("/").get_data(as_text=True)
        found["page"] = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
        rows = client.get(f"/feeds/{self.key}/now.json").get_json()
        assert all(isinstance(value, str) for row in rows for value in row.values())
        found["feed"] = text_of(rows)
        as_csv = client.get(f"/feeds/{self.key}/now.csv").get_data().decode("utf-8-sig")
        as_xml = ET.fromstring(client.get(f"/feeds/{self.key}/now.xml").get_data())
        assert list(csv.DictReader(io.StringIO(as_csv))) == rows
        assert [{each.tag: each.text or "" for each in row} for row in as_xml] == rows
        for screen in ("stage", "overlay"):
            answer = client.get(f"/{screen}/", headers=getattr(cast, screen).bearer).get_data(as_text=True)
            assert "undefined" not in answer
        return found


def words(value: object) -> Iterator[str]:
    """Every text inside of a document."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words(each)


@pytest.fixture
def everywhere(tmp_path: Path) -> Iterator[Callable[[dict[str, str]], Everywhere]]:
    made: list[tuple[Evening, Flask]] = []

    def make(marks: dict[str, str]) -> Everywhere:
        evening = finals(tmp_path, marks)
        made.append((evening, app_over(tmp_path / "contest.db", FakeClock())))
        return Everywhere(evening, made[-1][1])

    yield make
    for evening, app in made:
        close(app)
        evening.close()


def test_prizes_in_any_order_show_only_themselves(everywhere: Callable[[dict[str, str]], Everywhere]) -> None:
    """Names of teams stand in the programme too: what is looked for is a name beside a prize, and any total."""
    seen = everywhere(MARKS)
    prizes = {title: winners[0] for title, winners in seen.prizes().items()}
    assert set(prizes) == set(PLACES)
    for order in (PLACES, PLACES[::-1], (PLACES[1], PLACES[0], PLACES[2])):
        given: list[str] = []
        for title in order:
            cue, winner = prizes[title]
            others = [name for other, (_cue, name) in prizes.items() if other != title]
            for step in (1, 2):
                seen.evening.take(cue=cue, step=step)
                found = seen.texts()
                for who in ("stage", "overlay", "feed"):
                    assert (winner in found[who]) is (step == 2), (order, title, step, who)
                    assert not [name for name in others if name in found[who]], (order, title, who)
                assert winner in found["mc"], "the MC announces the winner"
                assert not [name for name in others if name in found["mc"]], (order, title)
                told = given + [title] * (step == 2)
                assert {prize for prize in prizes if prize in found["public"]} == set(told), (order, title, step)
            given.append(title)
        for _take in range(6):
            seen.evening.undo()
        assert seen.evening.topic("public")["awards"] == []


def test_only_the_third_prize_is_given(everywhere: Callable[[dict[str, str]], Everywhere]) -> None:
    seen = everywhere(MARKS)
    cue, winner = seen.prizes()["Giải Ba"][0]
    seen.evening.take(cue=cue, step=2)
    found = seen.texts()
    assert [who for who, text in found.items() if NONSENSE.search(text)] == []
    assert winner in found["feed"]
    assert not [who for who, text in found.items() if who != "mc" and re.search(r"Giải (Nhất|Nhì)", text)]
    assert "Giải Nhì" not in found["mc"].split("|")[0]


def test_a_tie_for_the_second_leaves_no_third_and_no_wrong_ordinal(
    everywhere: Callable[[dict[str, str]], Everywhere],
) -> None:
    seen = everywhere(TIE_FOR_SECOND)
    prizes = seen.prizes()
    assert [name for _cue, name in prizes["Giải Nhì"]] == ["Đội số 3", "Đội số 2"]
    for title, winners in prizes.items():
        for cue, winner in winners:
            seen.evening.take(cue=cue, step=2)
            found = seen.texts()
            assert [who for who, text in found.items() if NONSENSE.search(text)] == [], title
            assert winner in found["stage"]
            assert winner in found["overlay"]
    for scene in ("podium", "standings"):
        seen.evening.take(cue=seen.evening.cue(scene, round_key="chung-ket"))
        found = seen.texts()
        assert [who for who, text in found.items() if NONSENSE.search(text)] == [], scene
    frame = seen.evening.topic("stage")
    assert [row["rank"] for row in frame["rows"]] == [1, 2, 2, 4]
    assert frame["rows"][1]["tied"] is frame["rows"][2]["tied"] is True
    rows = seen.app.test_client().get(f"/feeds/{seen.key}/standings.json").get_json()
    assert [(row["rank"], row["tied"]) for row in rows] == [("1", ""), ("2", "1"), ("2", "1"), ("4", "")]
