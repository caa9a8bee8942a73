"""“Vì sao xếp hạng này?” for people: who may read it, and the explanation put in order for a page and for the annex.

Responsible for one rule above all: a round's explanations are everybody's once the round is published, and then judges
go by their number alone. Every figure and every sentence comes from `contest.domain.explain`; nothing is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Judge, Round
from contest.db.queries.contest_file import contest_file
from contest.domain.contestfile_values import ContestFile
from contest.domain.explain import Explanation, explain
from contest.domain.said import say
from contest.domain.standings import Results, compute
from contest.exports.values import TeamPart
from contest.services import publications, rounds
from contest.services.actor import Actor
from contest.services.explained import team_part
from contest.services.permissions import Permission, may, require
from contest.services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Telling:
    """A round ready to be explained: its contest file, its results, and how its judges are called.

    `labels` maps judges' keys to `GK 1` …; `names` to their own names, and is empty when only labels may be told.
    """

    contest: ContestFile
    results: Results
    round: str
    labels: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def teams(self) -> tuple[str, ...]:
        """The round's teams, ranked ones first."""
        return self.results.rounds[self.round].teams

    def explanation(self, team: str) -> Explanation:
        """The explanation of a team; raises `NotFound` for one that is not in the round."""
        if team not in self.teams:
            raise NotFound(say("Đội này không dự vòng thi."))
        return explain(self.contest, self.round, team, self.results)

    def part(self, team: str) -> TeamPart:
        """The same explanation in the order in which people read it."""
        return team_part(self.contest, self.explanation(team).facts, self.labels, self.names)

    def to_json(self, team: str) -> dict[str, Any]:
        """The same explanation as the interface gives it; without names judges' keys are their labels too."""
        document: dict[str, Any] = self.explanation(team).to_json(self.labels)
        return document if self.names else _by_label(document, self.labels)


def tell(session: Session, actor: Actor, round_key: str) -> Telling:
    """The round ready to be explained to the actor. Raises `NotFound`, `NotKnown` or `Forbidden`.

    With `standings:read` at any time and with names; everybody else what was published last, without.
    """
    row = rounds.get(session, round_key)
    known = may(actor, Permission.STANDINGS_READ)
    published = None if known else publications.published(session, row)
    if not known and published is None:
        require(actor, Permission.STANDINGS_READ)
    contest = published.contest if published is not None else contest_file(session)
    names = {judge.key: judge.name for judge in session.scalars(select(Judge).order_by(Judge.position))}
    labels = judge_labels(row, names)
    if not known:
        contest = _without_names(contest, {names[key]: label for key, label in labels.items()})
    return Telling(contest, compute(contest), round_key, labels, names if known else {})


def judge_labels(row: Round, names: Mapping[str, str]) -> dict[str, str]:
    """`GK 1` … by judge: those of the round's panel in its order, then any other judge of the contest."""
    seated = [seat.judge.key for seat in row.panel]
    order = [*seated, *(key for key in names if key not in seated)]
    return {key: f"GK {number}" for number, key in enumerate(order, 1)}


def _without_names(contest: ContestFile, labels: Mapping[str, str]) -> ContestFile:
    """The contest with judges' names replaced in what people wrote: reasons of adjustments, decisions."""
    if not labels:
        return contest
    longest_first = sorted(labels, key=len, reverse=True)
    names = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in longest_first)})(?!\w)")

    def clean(text: str) -> str:
        return names.sub(lambda found: labels[found.group()], text)

    return replace(
        contest,
        adjustments=tuple(replace(each, reason=clean(each.reason)) for each in contest.adjustments),
        decisions=tuple(replace(each, by=clean(each.by), reason=clean(each.reason)) for each in contest.decisions),
    )


def _by_label(document: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """The explanation's JSON object with judges' keys replaced: a key may be a name."""
    for section in document["sections"]:
        for line in section["judges"]:
            line["judge"] = labels.get(line["judge"], "GK")
        for criterion in section["criteria"]:
            for left_out in ("high", "low", "out"):
                criterion[left_out] = [labels.get(judge, "GK") for judge in criterion[left_out]]
    return document
