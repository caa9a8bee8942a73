"""The script of the two days: the director goes through the run of show, everybody else does what each cue needs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from contest.cli.rehearsal.crew import Crew
from contest.cli.rehearsal.marks import Chance

READ_S = {"holding": 20, "team": 15, "score": 12, "standings": 25, "advancing": 20, "award": 10, "podium": 30}


@dataclass(slots=True)
class Evening:
    """A contest on its way from check-in to podium. Lengths are seconds of the contest, `speed` times real ones."""

    crew: Crew
    chance: Chance
    speed: float
    teams: int | None = None
    say: Callable[[str], object] = sys.stdout.write
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=9))

    def play(self) -> None:
        """Both days. Ends when the run of show does."""
        for rules in self.crew.organiser.get("/contest")["rounds"]:
            self._play_round(rules["key"])
        self._pool.shutdown()

    def wait(self, contest_s: float) -> None:
        """Lets so many seconds of the contest go by."""
        time.sleep(contest_s / self.speed)

    def begin(self, key: str) -> None:
        """Draws the running order and opens the round."""
        organiser = self.crew.organiser
        self._choose_teams(self.round(key))
        facts = self.round(key)
        keys = [team["key"] for team in facts["teams"] if team["status"] == "present"]
        organiser.put(f"/rounds/{key}/order", teams=sorted(keys), seed=f"{self.chance.seed}-{key}")
        organiser.post(f"/rounds/{key}/open")
        self.say(f"{facts['title']}: {len(keys)} đội thi\n")

    def _play_round(self, key: str) -> None:
        self.begin(key)
        done: set[int] = set()
        coming = self.cues(key)
        while coming:
            cue = coming.pop(0)
            done.add(cue["id"])
            if self.play_cue(key, cue):
                coming = [c for c in self.cues(key) if c["id"] not in done]
        self.finish(key)

    def _choose_teams(self, facts: dict[str, Any]) -> None:
        """With `--teams N` all but N teams stay at home; only a first round has more than it was asked for."""
        here = [team["key"] for team in facts["teams"] if team["status"] == "present"]
        for team in here[self.teams or len(here) :]:
            self.crew.secretary.put(
                f"/rounds/{facts['key']}/entries/{team}", status="withdrawn", reason="Không dự buổi diễn tập"
            )

    def round(self, key: str) -> dict[str, Any]:
        """The round as the desk sees it."""
        found: dict[str, Any] = next(
            r for r in self.crew.organiser.get("/snapshot/contest")["data"]["rounds"] if r["key"] == key
        )
        return found

    def cues(self, key: str) -> list[dict[str, Any]]:
        """The run of show of a round, as it is now."""
        return [cue for cue in self.crew.director.get("/snapshot/cues")["data"]["cues"] if cue["round"] == key]

    def play_cue(self, key: str, cue: dict[str, Any]) -> bool:
        """Plays one cue; returns whether the run of show may have changed with it."""
        scene, performance = cue["scene"], cue["performance"]
        settled = False
        if performance and scene in ("team", "performing"):
            self.crew.secretary.post(f"/performances/{performance}/open")
        if scene in ("standings", "advancing", "award", "podium"):
            settled = self.settle(key)
        for step in range(1, cue["steps"] + 1):
            self.crew.director.post("/show/take", bus="both", cue=cue["id"], step=step)
            if scene == "performing":
                self._perform(key, performance)
            elif scene == "scoring":
                self.judge(performance)
            else:
                self.wait(READ_S.get(scene, 5))
        return settled

    def _perform(self, key: str, performance: int) -> None:
        facts = self.crew.secretary.get(f"/snapshot/performance.{performance}")["data"]
        team, section = facts["team"]["key"], facts["section"]["key"]
        over = self.chance.overtime_s(team, section, key)
        clock = self.crew.director.post("/clock/start", performance=performance)["clock"]
        allowed = clock["duration_ms"] / 1000
        self.wait(allowed + over if over else allowed * self.chance.share_of_time(team, section))
        self.crew.director.post("/clock/stop")
        facts = self.crew.secretary.get(f"/snapshot/performance.{performance}")["data"]
        if over:
            points = "-0.25" if over < 60 else "-0.5"
            self.crew.secretary.post(
                f"/performances/{performance}/adjustments", points=points, reason=f"Quá giờ {over} giây"
            )
        elif facts["proposal"]:
            self.crew.secretary.delete(f"/performances/{performance}/proposal")
        if facts["section"]["kind"] == "points":
            figure = self.chance.points(team, section, facts["section"])
            self.crew.secretary.put(
                f"/performances/{performance}/points", points=figure, based_on=facts["points_version"]
            )
            self.crew.secretary.post(f"/performances/{performance}/lock")

    def judge(self, performance: int) -> None:
        """Every judge of the panel marks and hands in; the secretary locks."""
        facts = self.crew.secretary.get(f"/snapshot/performance.{performance}")["data"]
        team, section, key = facts["team"]["key"], facts["section"]["key"], facts["round"]
        jobs = []
        for judge in facts["sheets"]:
            if self.chance.absent(judge, team, section, key):
                self.crew.secretary.post(
                    f"/performances/{performance}/absences", judge=judge, why="absent", reason="Vắng trong lượt thi"
                )
            else:
                jobs.append(self._pool.submit(self.mark, judge, performance, team, section))
        for job in jobs:
            job.result()
        self.crew.secretary.post(f"/performances/{performance}/lock")

    def mark(self, judge: str, performance: int, team: str, section: str) -> None:
        """A judge marks as people do: some criteria first, saved as a draft, then the whole sheet."""
        device = self.crew.judges[judge]
        sheets = device.get(f"/snapshot/judge.{judge}")["data"]["sheets"]
        sheet = next(s for s in sheets if s["performance"]["id"] == performance)
        marks = self.chance.marks(judge, team, section, sheet["criteria"])
        self.wait(self.chance.at("pace", judge, performance).uniform(10, 60))
        first = dict(list(marks.items())[: max(1, len(marks) // 2)])
        draft = device.put(f"/judge/sheets/{sheet['id']}", marks=first, based_on=sheet["version"])
        self.wait(self.chance.at("pace2", judge, performance).uniform(5, 40))
        device.post(f"/judge/sheets/{sheet['id']}/submission", marks=marks, based_on=draft["version"])

    def settle(self, key: str) -> bool:
        """Locks and confirms the round, so that its results may be shown. Returns False when that was done before."""
        if self.round(key)["state"] != "open":
            return False
        self.crew.secretary.post(f"/rounds/{key}/lock")
        self.crew.second.post(f"/rounds/{key}/confirm")
        self._audience_award(key)
        return True

    def _audience_award(self, key: str) -> None:
        """The audience's favourite is named by hand, with its evidence."""
        for award in self.crew.organiser.get("/awards")["awards"]:
            if award["round"] == key and award["kind"] == "hand" and award["winner"] is None:
                teams = sorted(t["key"] for t in self.round(key)["teams"] if t["status"] == "present")
                winner = self.chance.at("favourite").choice(teams)
                self.crew.organiser.put(
                    f"/awards/{award['key']}", team=winner, evidence="Bình chọn giả lập của buổi diễn tập"
                )

    def finish(self, key: str) -> None:
        """Publishes the round and sends its best on."""
        self.settle(key)
        self.crew.organiser.post(f"/rounds/{key}/publish")
        if self.round(key)["advances"]:
            self.crew.organiser.post(f"/rounds/{key}/advance")
