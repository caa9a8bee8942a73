"""Stand-ins for a held rehearsal: judges and secretaries who do what the takes call for, with made-up scores.

The director, the MC and the screens are real and rehearse in their own time. The stand-ins look at what is on air and
what comes next, and speak the same interface as everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contest.cli.rehearsal.crew import Crew, RehearsalFailed
from contest.cli.rehearsal.evening import Evening

RESULTS = frozenset({"standings", "advancing", "award", "podium"})
AT_ONCE = 1_000_000.0
ON_STAGE = frozenset({"team", "performing", "scoring", "score"})


@dataclass(slots=True)
class StandIns:
    """Everybody but the director. `say` is told of what they could not do."""

    crew: Crew
    evening: Evening
    say: Callable[[str], object]
    _said: str = ""

    def look(self) -> None:
        """Does what is called for now: once for what is on air, once for what comes next."""
        show = self.crew.director.get("/snapshot/show")["data"]["buses"]["stage"]
        cues = {cue["id"]: cue for cue in self.crew.director.get("/snapshot/cues")["data"]["cues"]}
        on_air = cues.get(show["cue"])
        coming = cues.get((show["next"] or {}).get("cue"))
        try:
            for cue, is_on_air in ((on_air, True), (coming, False)):
                if cue is not None and cue["round"] is not None:
                    self._serve(cue, is_on_air)
        except RehearsalFailed as refused:
            if str(refused) != self._said:
                self._said = str(refused)
                self.say(f"{refused}\n")

    def _serve(self, cue: dict[str, Any], is_on_air: bool) -> None:
        facts = self.evening.round(cue["round"])
        if facts["state"] == "planned" and cue["scene"] in ON_STAGE | RESULTS:
            self.crew.organiser.post(f"/rounds/{cue['round']}/open")
        if cue["scene"] in RESULTS:
            self._settle(cue["round"], publish=is_on_air and cue["scene"] in ("advancing", "podium"))
        elif cue["performance"] is not None and cue["scene"] in ON_STAGE:
            self._perform(cue["performance"], cue["scene"], is_on_air)

    def _perform(self, performance: int, scene: str, is_on_air: bool) -> None:
        facts = self._facts(performance)
        if facts["state"] == "planned" and is_on_air:
            self.crew.secretary.post(f"/performances/{performance}/open")
            facts = self._facts(performance)
        marked = (scene == "scoring" and is_on_air) or scene == "score"
        if marked and facts["state"] != "locked":
            self._figures(performance, facts)

    def _figures(self, performance: int, facts: dict[str, Any]) -> None:
        """Marks or points, and the lock."""
        if facts["state"] == "planned":
            self.crew.secretary.post(f"/performances/{performance}/open")
            facts = self._facts(performance)
        if facts["section"]["kind"] == "judged":
            self.evening.judge(performance)
            return
        figure = self.evening.chance.points(facts["team"]["key"], facts["section"]["key"], facts["section"])
        base = facts["points_version"]
        self.crew.secretary.put(f"/performances/{performance}/points", points=figure, based_on=base)
        self.crew.secretary.post(f"/performances/{performance}/lock")

    def _settle(self, key: str, *, publish: bool) -> None:
        """Every figure of the round made up, locked and confirmed; published once its last word is on air."""
        facts = self.evening.round(key)
        if facts["state"] == "open":
            pace, self.evening.speed = self.evening.speed, AT_ONCE
            for each in self._performances(key):
                found = self._facts(each)
                if found["state"] != "locked":
                    self._figures(each, found)
            self.evening.speed = pace
            self.evening.settle(key)
        if publish and self.evening.round(key)["state"] != "published":
            self.evening.finish(key)

    def _performances(self, key: str) -> list[int]:
        rounds = self.crew.organiser.get("/contest")["rounds"]
        return [each["id"] for row in rounds if row["key"] == key for each in row["performances"]]

    def _facts(self, performance: int) -> dict[str, Any]:
        found: dict[str, Any] = self.crew.secretary.get(f"/snapshot/performance.{performance}")["data"]
        return found
