"""The run of show of a round, worked out from its running order, sections and reveal rules.

Responsible for which cues there are, in which order, and what the console calls them. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Entry, Performance, ProgrammeItem, Round
from contest.live.scenes import SceneName
from contest.live.words import lower_first, shown_name
from contest.services.show.figures import award_results
from contest.services.show.gates import CONFIRMED

HOLDING_TITLE = "Màn hình chờ"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of the cue list."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class PlannedCue:
    """A cue to be. `key` says which cue it is whatever its place, so that a new plan finds it again."""

    key: str
    scene: SceneName
    title: str
    subtitle: str
    block: Block
    performance_id: int | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def stored_params(self) -> dict[str, Any]:
        """What the row keeps beside its columns."""
        return self.params | {"key": self.key, "block": {"key": self.block.key, "title": self.block.title}}


def plan_round(session: Session, row: Round) -> list[PlannedCue]:
    """The cues of the round in order. A round whose field is not known yet has only the cue that waits for it."""
    return list(_Plan(session, row).cues())


class _Plan:
    def __init__(self, session: Session, row: Round) -> None:
        self.session, self.round = session, row
        self.field = set(
            session.scalars(select(Entry.team_id).where(Entry.round_id == row.id, Entry.status == "present"))
        )
        query = select(Performance).where(Performance.round_id == row.id).order_by(Performance.position)
        self.performances = [p for p in session.scalars(query) if p.team_id in self.field or p.state != "planned"]
        self.awards = list(
            session.scalars(select(Award).where(Award.round_id == row.id).order_by(Award.position.desc()))
        )
        later = select(Round.id).where(Round.position > row.position).limit(1)
        self.is_last = session.scalar(later) is None
        self.has_programme = session.scalar(select(ProgrammeItem.id).limit(1)) is not None
        self.team_by_team = row.order_style == "team_by_team"

    def cues(self) -> Iterator[PlannedCue]:
        opening = Block(f"{self.round.key}/opening", f"{self.round.title} · Trước giờ thi")
        yield self._holding("opening", "Trước giờ thi", opening, {"wait_for_round": True})
        if not self.performances:
            return
        if self.has_programme:
            yield self._of_round("programme", SceneName.PROGRAMME, "Chương trình", opening)
        if self.round.panel:
            yield self._of_round("jury", SceneName.JURY, "Ban giám khảo", opening)
        yield from self._performances()
        yield from self._results()
        if self.is_last:
            yield self._holding("closing", "Bế mạc", Block(f"{self.round.key}/closing", "Bế mạc"))

    def _performances(self) -> Iterator[PlannedCue]:
        before: list[Performance | None] = [None, *self.performances]
        for previous, performance in pairwise(before):
            if performance is None:
                continue
            block = self._block_of(performance)
            new_team = previous is None or previous.team_id != performance.team_id
            if new_team or not self.team_by_team:
                yield self._of_performance("team", SceneName.TEAM, "Giới thiệu đội", performance, block)
            yield self._of_performance("performing", SceneName.PERFORMING, "Đang thi", performance, block)
            if performance.section.kind == "judged":
                yield self._of_performance("scoring", SceneName.SCORING, "Chấm điểm", performance, block)
            if self.round.reveal_when == "per_team":
                yield self._of_performance("score", SceneName.SCORE, "Công bố điểm", performance, block)

    def _results(self) -> Iterator[PlannedCue]:
        """After the performances. Where prizes are given the standings come last: they would give the winners away."""
        results = Block(f"{self.round.key}/results", f"{self.round.title} · Tổng hợp và công bố")
        yield self._holding("totals", "Trong giờ tổng hợp", results)
        if self.round.reveal_when == "at_end":
            scores = Block(f"{self.round.key}/scores", f"{self.round.title} · Công bố điểm")
            for performance in self.performances:
                yield self._of_performance("score", SceneName.SCORE, "Công bố điểm", performance, scores)
        if self.awards:
            honours = Block(f"{self.round.key}/awards", "Trao giải")
            yield from self._awards(honours)
            yield self._of_round("podium", SceneName.PODIUM, "Kết quả chung cuộc", honours)
            yield self._of_round("standings", SceneName.STANDINGS, "Bảng xếp hạng", honours)
        else:
            yield self._of_round("standings", SceneName.STANDINGS, "Bảng xếp hạng", results)
        if self.round.advance is not None:
            following = self.session.scalar(select(Round).where(Round.key == self.round.advance["to"]))
            name = lower_first(following.title) if following else "vòng trong"
            yield self._of_round("advancing", SceneName.ADVANCING, f"Đội vào {name}", results)

    def _awards(self, block: Block) -> Iterator[PlannedCue]:
        """One cue a winner: special prizes first, then the places from the smallest to the first."""
        numbers = self._numbers_of_winners()
        special = [award for award in self.awards if award.kind != "place"]
        for award in [*reversed(special), *(award for award in self.awards if award.kind == "place")]:
            of = numbers[award.key]
            for number in range(of):
                yield PlannedCue(
                    key=f"{self.round.key}/award/{award.key}/{number}",
                    scene=SceneName.AWARD,
                    title=shown_name(award.title),
                    subtitle=f"Đội nhận giải {number + 1}/{of}" if of > 1 else self.round.title,
                    block=block,
                    params={"award": award.key, "winner": number},
                )

    def _numbers_of_winners(self) -> dict[str, int]:
        """How many winners each prize has: as the confirmed result says, before that as many as are planned for."""
        places = [award for award in self.awards if award.kind == "place"]
        left = max(0, len(self.field) - sum(award.count or 0 for award in places))
        planned = {award.key: award.count or (left if award.kind == "place" else 1) for award in self.awards}
        if self.round.state not in CONFIRMED:
            return planned
        found = {each.award.key: len(each.teams) for each in award_results(self.session, self.round.key)}
        by_hand = {award.key: 1 for award in self.awards if award.kind == "hand"}
        return planned | found | by_hand

    def _block_of(self, performance: Performance) -> Block:
        team = shown_name(performance.team.title)
        if self.team_by_team:
            title = f"{self.round.title} · Đội {performance.turn}: {team}"
            return Block(f"{self.round.key}/team/{performance.team.key}", title)
        key = f"{self.round.key}/section/{performance.section.key}"
        return Block(key, f"{self.round.title} · {performance.section.title}")

    def _holding(self, key: str, subtitle: str, block: Block, params: dict[str, Any] | None = None) -> PlannedCue:
        return PlannedCue(
            f"{self.round.key}/{key}", SceneName.HOLDING, HOLDING_TITLE, subtitle, block, params=params or {}
        )

    def _of_round(self, key: str, scene: SceneName, title: str, block: Block) -> PlannedCue:
        return PlannedCue(f"{self.round.key}/{key}", scene, title, self.round.title, block)

    def _of_performance(
        self, key: str, scene: SceneName, title: str, performance: Performance, block: Block
    ) -> PlannedCue:
        team = shown_name(performance.team.title)
        whole_team = key == "team" and self.team_by_team
        subtitle = f"Đội thi thứ {performance.turn} · {team}" if key == "team" else team
        return PlannedCue(
            key=f"{self.round.key}/{performance.team.key}/{performance.section.key}/{key}",
            scene=scene,
            title=title,
            subtitle=subtitle if whole_team else f"{subtitle} · {performance.section.title}",
            block=block,
            performance_id=performance.id,
            params={"section": True} if key == "team" and not self.team_by_team else {},
        )
