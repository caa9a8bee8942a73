"""An evening for the tests of the show: a small contest in a file of its own, its people, and what screens are sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from contest.db.base import Base
from contest.db.models import AuditEntry, Cue, Team
from contest.db.session import Database
from contest.services import rounds, setup, topics
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.show import takes
from tests.cast import Cast, cast_for
from tests.factories import FakeClock, a_round, act, judged, play_first_round, play_judged, quiz, settle, small_contest

TOTALS = {"d1": ["12", "13", "14"], "d2": ["10", "11", "12"], "d3": ["14", "14.5", "15"], "d4": ["8", "9", "10"]}
"""Sheet totals by team: means of 13, 11, 14.5 and 9."""

POINTS = {"d1": "15", "d2": "18", "d3": "11", "d4": "16"}
"""Points of the quiz: totals of 28, 29, 25.5 and 25."""


def contest_of_two_nights(teams: int = 4, top: int = 2, **more: Any) -> dict[str, Any]:
    """A first round revealed team by team, and finals revealed at the end, judge by judge, with prizes."""
    advance = {"to": "chung-ket", "top": top, "per_group": 0, "at_line": "all"}
    greeting, skit = judged("chao-hoi", "Màn chào hỏi"), judged("tieu-pham", "Tiểu phẩm", "trimmed")
    skit["panel"] |= {"drop_high": 1, "drop_low": 1, "min_judges": 3}
    return small_contest(
        teams=teams,
        rounds=[
            a_round("vong-loai", "Vòng loại", [greeting, quiz()], advance=advance),
            a_round(
                "chung-ket",
                "Vòng chung kết",
                [greeting, skit],
                order_style="team_by_team",
                starts="2024-10-02T19:00",
                reveal={"when": "at_end", "detail": "per_judge"},
            ),
        ],
        **more,
    )


class Evening:
    """The house of a test, its people and its clock, with the few things that most tests of the show do."""

    def __init__(self, folder: Path, facts: Mapping[str, Any] | None = None, clock_rate: int = 1) -> None:
        self.clock = FakeClock()
        file = folder / "contest.db"
        content, self.cast = _prepared(json.dumps(facts or contest_of_two_nights(), sort_keys=True))
        file.write_bytes(content)
        self._open = lambda: _house(file, self.clock, clock_rate)
        self.house = self._open()
        self.touched: list[dict[str, int]] = []
        self.house.on_commit(self.touched.append)

    def close(self) -> None:
        """Gives the file back."""
        self.house.database.close()

    def reopen(self) -> None:
        """The house anew over the same file, as after a restart."""
        self.house.database.close()
        self.house = self._open()
        self.house.on_commit(self.touched.append)

    def take(self, bus: str = "both", cue: int | None = None, step: int | None = None, why: str | None = None) -> None:
        """The director takes."""
        act(self.house, self.cast.director, takes.take, bus, cue, step, why)

    def undo(self, bus: str = "both") -> None:
        """The director goes back."""
        act(self.house, self.cast.director, takes.undo, bus)

    def black(self, bus: str = "both") -> None:
        """The director blacks out."""
        act(self.house, self.cast.director, takes.black, bus)

    def hold(self, bus: str = "both") -> None:
        """The director holds the picture."""
        act(self.house, self.cast.director, takes.hold, bus)

    def link(self, linked: bool) -> None:
        """The director links the buses or parts them."""
        act(self.house, self.cast.director, takes.link, linked)

    def topic(self, name: str) -> dict[str, Any]:
        """The data of a topic now."""
        return dict(topics.envelope(self.house, name)["data"])

    def rev(self, name: str) -> int:
        """The revision of a topic now."""
        return int(topics.envelope(self.house, name)["rev"])

    def on_air(self, bus: str = "stage") -> str:
        """The scene on air."""
        return str(self.topic({"stream": "overlay"}.get(bus, bus))["scene"])

    def cues(self, round_key: str | None = None) -> list[dict[str, Any]]:
        """The run of show, or one round's part of it."""
        return [cue for cue in self.topic("cues")["cues"] if round_key in (None, cue["round"])]

    def cue(self, scene: str, subtitle: str = "", title: str = "", round_key: str | None = None) -> int:
        """The id of the first cue of that scene whose texts hold these."""
        return next(
            int(cue["id"])
            for cue in self.cues(round_key)
            if cue["scene"] == scene and subtitle in cue["subtitle"] and title in cue["title"]
        )

    def params(self, cue_id: int) -> dict[str, Any]:
        """What a cue was planned with."""
        with self.house.reading() as rows:
            return dict(rows.get_one(Cue, cue_id).params)

    def records(self, act_name: str) -> list[dict[str, Any]]:
        """The details of every recorded act of that name."""
        with self.house.reading() as rows:
            return list(rows.scalars(select(AuditEntry.details).where(AuditEntry.act == act_name)))

    def team_names(self) -> dict[str, str]:
        """Titles by key."""
        with self.house.reading() as rows:
            return {team.key: team.title for team in rows.scalars(select(Team))}

    def play_first_night(self) -> None:
        """The whole first round, confirmed; the best have advanced."""
        play_first_round(self.house, self.cast, TOTALS, POINTS)
        settle(self.house, self.cast)
        act(self.house, self.cast.organiser, rounds.advance, "vong-loai")

    def play_finals(self) -> None:
        """The finals of `d1` and `d2`, which `d1` wins, not locked as a round yet."""
        totals = {"d1": (["13", "14", "15"], ["12", "14", "13"]), "d2": (["10", "12", "11"], ["14", "14.5", "15"])}
        for team, (greeting, skit) in totals.items():
            play_judged(self.house, self.cast, team, "chao-hoi", greeting, "chung-ket")
            play_judged(self.house, self.cast, team, "tieu-pham", skit, "chung-ket")


def _house(file: Path, clock: FakeClock, clock_rate: int = 1) -> House:
    return House(Database(f"sqlite:///{file.as_posix()}"), now=clock, secret=b"secret", clock_rate=clock_rate)


@cache
def _prepared(facts: str) -> tuple[bytes, Cast]:
    """The database of a contest, made once and copied for each test, and its people."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "contest.db"
        house = _house(file, FakeClock())
        Base.metadata.create_all(house.database.engine)
        with house.act(HOUSE) as work:
            setup.load(work, json.loads(facts))
        cast = cast_for(house)
        house.database.close()
        return file.read_bytes(), cast


def text_of(data: object) -> str:
    """What was sent, as one text to look for names and figures in."""
    return json.dumps(data, ensure_ascii=False)
