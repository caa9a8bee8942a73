"""The standings of a contest: from its rules and raw marks to ranks, special prizes and who goes on.

Responsible for the one function that every ranking anywhere comes from, and for the order of rounds: who is in a round,
whether it is complete, whom it sends. Each step's rule is in a module of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from contest.domain.advancement import Line, advance
from contest.domain.contestfile_values import ContestFile, Status
from contest.domain.ranking import Tier, rank, rank_by
from contest.domain.results import Placing, Reason, Results, RoundResult, Standing, Unranked
from contest.domain.roundbook import RoundBook, books_of
from contest.domain.rubric import JudgedSection, RankStyle, RankWithin, Round
from contest.domain.section import SectionBreakdown, break_down
from contest.domain.tiebreak import Evidence
from contest.domain.working import TeamWorking, work_out

__all__ = ["Results", "RoundResult", "compute", "evidence_of", "section_breakdown"]


def compute(contest: ContestFile) -> Results:
    """Return the results of every round of the contest.

    The contest file must be faultless (`contestfile.parse` and `contestfile.check` see to that). The same file always
    gives the same results, whatever the order of its records.
    """
    books = books_of(contest)
    done: dict[str, RoundResult] = {}
    totals: dict[str, Mapping[str, Fraction]] = {}
    for contest_round in contest.rounds:
        result = _RoundWork(contest, contest_round, books[contest_round.key], done, totals).result()
        done[contest_round.key] = result
        totals[contest_round.key] = {standing.team: standing.total for standing in result.standings}
    return Results(done)


def section_breakdown(
    contest: ContestFile, round_key: str, team_key: str, section_key: str, results: Results | None = None
) -> SectionBreakdown:
    """Return every figure of a team in a section, ranked or not, present or not; for the stage and the explanation.

    `results`, if they are at hand, save computing them again where no panel is named. Unknown keys are `KeyError`s.
    """
    contest_round = contest.round(round_key)
    section = contest_round.section(section_key)
    book = books_of(contest)[round_key]
    judges: tuple[str, ...] = ()
    if isinstance(section, JudgedSection):
        judges = contest_round.judges_named_for(section)
        if not judges:
            teams = (results or compute(contest)).rounds[round_key].teams
            judges = book.judges_of(contest_round, section, teams)
    return break_down(section, team_key, book, judges, contest_round.rounding)


def evidence_of(contest: ContestFile, round_key: str, results: Results) -> Evidence:
    """Return what the rungs of a round's ladder look at, as it was when the round was ranked."""
    totals = {
        key: {standing.team: standing.total for standing in result.standings} for key, result in results.rounds.items()
    }
    decisions = [decision for decision in contest.decisions if decision.round == round_key]
    return Evidence(contest.round(round_key), results.rounds[round_key].workings, totals, decisions)


class _RoundWork:
    """The work on one round, once all earlier ones are done."""

    def __init__(
        self,
        contest: ContestFile,
        contest_round: Round,
        book: RoundBook,
        done: Mapping[str, RoundResult],
        totals: Mapping[str, Mapping[str, Fraction]],
    ) -> None:
        self.contest, self.round, self.book = contest, contest_round, book
        self.senders = [
            done[each.key]
            for each in contest.rounds
            if each.advance is not None and each.advance.to == contest_round.key
        ]
        self.totals = totals
        self.group_of = {team.key: team.group for team in contest.teams}
        for entry in book.entries.values():
            if entry.group is not None:
                self.group_of[entry.team] = entry.group

    def result(self) -> RoundResult:
        teams = self._teams()
        workings = self._work_out(teams)
        ranked = {team: working.total for team, working in workings.items() if working.total is not None}
        evidence = Evidence(self.round, workings, self.totals, self.book.decisions)
        by_group = {
            group.key: self._rank({team: ranked[team] for team in ranked if self.group_of[team] == group.key}, evidence)
            for group in (self.contest.groups if self.round.rank_within is RankWithin.GROUP else ())
        }
        whole: tuple[Tier, ...] = ()
        if self.round.rank_within is RankWithin.ROUND or (self.round.advance and self.round.advance.per_group):
            whole = self._rank(ranked, evidence)
        ranked_apart = self.round.rank_within is RankWithin.GROUP
        tiers = [tier for group in by_group.values() for tier in group] if ranked_apart else whole
        settled = len(ranked) == len(workings) and all(sender.complete for sender in self.senders)
        line = self._advance(whole, by_group) if settled else Line()
        standings = tuple(self._standing(workings[team], ranked[team], tier) for tier in tiers for team in tier.teams)
        order = [standing.team for standing in standings]
        return RoundResult(
            key=self.round.key,
            standings=standings,
            unranked=self._unranked(teams, ranked),
            by_section={
                section.key: self._placings({team: workings[team].sections[section.key].result for team in ranked})
                for section in self.round.sections
            },
            by_criterion={
                section.key: {
                    criterion.key: self._placings(
                        {team: workings[team].sections[section.key].criterion(criterion.key).figure for team in ranked}
                    )
                    for criterion in section.criteria
                }
                for section in self.round.sections
                if isinstance(section, JudgedSection)
            },
            complete=settled and not line.on_the_line,
            advancing=tuple(team for team in order if team in line.through),
            on_the_line=tuple(team for team in order if team in line.on_the_line),
            workings=workings,
            within_groups=ranked_apart,
        )

    def _teams(self) -> list[str]:
        """Return the teams of the round by key: its field, and every team that an entry names."""
        if self.senders:
            field: Iterable[str] = (team for sender in self.senders for team in sender.advancing)
        else:
            field = (team.key for team in self.contest.teams)
        return sorted({*field, *self.book.entries})

    def _status(self, team: str) -> Status:
        entry = self.book.entries.get(team)
        return Status.PRESENT if entry is None else entry.status

    def _work_out(self, teams: list[str]) -> dict[str, TeamWorking]:
        """Return the working of every present team."""
        judges = {
            section.key: self.book.judges_of(self.round, section, teams)
            for section in self.round.sections
            if isinstance(section, JudgedSection)
        }
        workings = {}
        for team in teams:
            if self._status(team) is not Status.PRESENT:
                continue
            sections = {
                section.key: break_down(section, team, self.book, judges.get(section.key, ()), self.round.rounding)
                for section in self.round.sections
            }
            workings[team] = work_out(
                self.round, team, group=self.group_of[team], book=self.book, sections=sections, earlier=self.totals
            )
        return workings

    def _rank(self, totals: Mapping[str, Fraction], evidence: Evidence) -> tuple[Tier, ...]:
        return rank(totals, self.round.tie_break, self.round.rank_style, evidence)

    def _advance(self, whole: tuple[Tier, ...], by_group: Mapping[str, tuple[Tier, ...]]) -> Line:
        rule = self.round.advance
        if rule is None:
            return Line()
        if rule.per_group and self.round.rank_within is RankWithin.ROUND:
            # The standings are the round's, so a group's best are those who stand highest in them.
            by_group = {group.key: self._of_group(whole, group.key) for group in self.contest.groups}
        return advance(rule, self.round.rank_within, whole, by_group, self.book.decisions)

    def _of_group(self, whole: tuple[Tier, ...], group: str) -> tuple[Tier, ...]:
        kept = (
            Tier(tier.rank, tuple(team for team in tier.teams if self.group_of[team] == group), tier.decided_by)
            for tier in whole
        )
        return tuple(tier for tier in kept if tier.teams)

    def _standing(self, working: TeamWorking, total: Fraction, tier: Tier) -> Standing:
        results = {key: breakdown.result for key, breakdown in working.sections.items()}
        return Standing(
            team=working.team,
            group=working.group,
            rank=tier.rank,
            tied=tier.tied,
            total=total,
            decided_by=tier.decided_by,
            sections={key: result for key, result in results.items() if result is not None},
        )

    def _unranked(self, teams: list[str], ranked: Mapping[str, Fraction]) -> tuple[Unranked, ...]:
        return tuple(
            Unranked(team, Reason.UNRESOLVED if status is Status.PRESENT else Reason(str(status)))
            for team, status in ((team, self._status(team)) for team in teams)
            if team not in ranked
        )

    def _placings(self, figures: Mapping[str, Fraction | None]) -> tuple[Placing, ...]:
        known = {team: figure for team, figure in figures.items() if figure is not None}
        style: RankStyle = self.round.rank_style
        return tuple(
            Placing(team, number, len(teams) > 1, known[team])
            for number, teams in rank_by(known, style)
            for team in teams
        )
