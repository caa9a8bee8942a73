"""Scenes of figures from rows and rules: score, standings, advancing, award, podium.

Responsible for putting results into scenes. All figures come from `contest.services.results`; nothing is computed here.
A session sees one moment of the contest, so a result is computed once for it and kept with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Adjustment, Cue, Entry, Round, Team
from contest.db.queries.panels import labelled
from contest.domain.awards import AwardKind, AwardResult
from contest.domain.errors import RuleViolation
from contest.domain.points import Figure
from contest.domain.results import Reason
from contest.domain.rubric import Panel, PanelMethod, PanelOver
from contest.domain.said import say
from contest.domain.section import JudgeLine, SectionBreakdown
from contest.domain.section import JudgeState as SheetState
from contest.domain.standings import RoundResult
from contest.live import words
from contest.live.scenes import (
    Advancing,
    Award,
    Detail,
    JudgeFigure,
    JudgeState,
    LineKind,
    Podium,
    PodiumStep,
    SceneName,
    Score,
    ScoreLine,
    StandingRow,
    Standings,
    TeamName,
)
from contest.services import results

PODIUM_PLACES = 3
STANDINGS_TITLE = "Bảng xếp hạng"
SECTION_CAPTION = "Điểm phần thi"


class NoFigures(RuleViolation):
    """There are no figures to show yet, whatever anybody overrides."""

    code = "no-figures"


class NoWinner(RuleViolation):
    """The prize has no such winner (yet)."""

    code = "no-winner"


def team_name(team: Team) -> TeamName:
    """The team as scenes name it."""
    return TeamName(team.key, team.title, team.short_name, team.group.title if team.group else None)


def by_judge(cue: Cue) -> bool:
    """Whether the cue reveals a score judge by judge: as it says itself, else where its round shows each judge."""
    if cue.scene != SceneName.SCORE or cue.performance is None or cue.performance.section.kind != "judged":
        return False
    detail = Detail(cue.performance.round.reveal_detail)
    return detail is Detail.PER_JUDGE and cue.params.get("reveal") != "at_once"


def score_scene(session: Session, cue: Cue) -> Score:
    """The score of the cue's performance with judges, lines, total. Raises `NoFigures` while a sheet is missing."""
    performance = cue.performance
    if performance is None:
        raise NoFigures(say("Lệnh này không còn gắn với lượt thi nào."))
    figures = results.breakdown(session, performance)
    if figures.result is None:
        name = f"{performance.team.title} · {performance.section.title}"
        raise NoFigures(say("Chưa có đủ phiếu để tính điểm: %(name)s.", name=name))
    labels = {key: label for key, (label, _judge) in labelled(performance.round).items()}
    return Score(
        team=team_name(performance.team),
        order=performance.turn,
        section=performance.section.title,
        detail=Detail(performance.round.reveal_detail),
        judges=tuple(_plate(line, labels) for line in figures.judges),
        lines=tuple(_lines(figures)),
        total=words.figure_text(figures.result),
        by_judge=by_judge(cue),
    )


def _plate(line: JudgeLine, labels: dict[str, str]) -> JudgeFigure:
    figure = None if line.total is None else words.figure_text(line.total)
    return JudgeFigure(labels.get(line.judge, line.judge), figure, JudgeState(line.state.value))


def _lines(figures: SectionBreakdown) -> Iterator[ScoreLine]:
    """The way from the sheets to the result, as far as it is worth saying."""
    if figures.panel is not None and figures.aggregate_rounded is not None:
        rule = _rule(figures.panel)
        if rule:
            yield ScoreLine(LineKind.RULE, rule)
        text = words.aggregate_text(figures.panel.method.value, _kept(figures, figures.panel))
        yield ScoreLine(LineKind.MEAN, text, words.figure_text(figures.aggregate_rounded))
    if figures.weight != 1:
        yield ScoreLine(LineKind.RULE, words.weight_rule(figures.weight))
    for adjustment in figures.adjustments:
        kind = LineKind.MINUS if adjustment.points < 0 else LineKind.PLUS
        yield ScoreLine(kind, words.shown_name(adjustment.reason), words.signed_text(adjustment.points))
    if figures.floored and figures.floor is not None:
        yield ScoreLine(LineKind.RULE, words.floor_rule(figures.floor))


def _rule(panel: Panel) -> str | None:
    if panel.method is PanelMethod.OUTLIER and panel.max_deviation is not None:
        return words.outlier_rule(panel.max_deviation)
    rule = words.trimmed_rule(panel.drop_high, panel.drop_low)
    return f"{rule} ở từng tiêu chí" if rule and panel.over is PanelOver.CRITERION else rule


def _kept(figures: SectionBreakdown, panel: Panel) -> int:
    """How many sheets are in the mean."""
    if panel.over is PanelOver.CRITERION:
        return figures.counted - panel.drop_high - panel.drop_low
    return sum(line.state is SheetState.COUNTED for line in figures.judges)


def round_result(session: Session, round_key: str) -> RoundResult:
    """The round's result as of this session's moment."""
    known: dict[str, RoundResult] = session.info.setdefault("round_results", {})
    if round_key not in known:
        known[round_key] = results.round_result(session, round_key)
    return known[round_key]


def award_results(session: Session, round_key: str) -> tuple[AwardResult, ...]:
    """Who wins what in the round, as of this session's moment."""
    known: dict[str, tuple[AwardResult, ...]] = session.info.setdefault("award_results", {})
    if round_key not in known:
        known[round_key] = results.award_results(session, round_key)
    return known[round_key]


def standings_scene(session: Session, cue: Cue) -> Standings:
    """The standings of the cue's round: whole, or its `top` ranks; at once, or from the bottom up."""
    row = _round_of(cue)
    result = round_result(session, row.key)
    names = _names(session)
    deducted = _deducted(session, row)
    sent = set(result.advancing)
    rows = [
        StandingRow(
            rank=standing.rank,
            team=names[standing.team],
            points=words.figure_text(standing.total),
            advancing=standing.team in sent,
            deduction=standing.team in deducted,
            tied=standing.tied,
        )
        for standing in result.standings
    ]
    top = cue.params.get("top")
    if top is None:
        waited_for = [line.team for line in result.unranked if line.reason is Reason.UNRESOLVED]  # the others are out
        rows += [StandingRow(None, names[team], None) for team in waited_for]
        title, subtitle = STANDINGS_TITLE, f"{row.title} · {len(rows)} đội"
    else:
        rows = [each for each in rows if each.rank is not None and each.rank <= top]
        title, subtitle = f"{words.counted_teams(len(rows))} dẫn đầu", row.title
    following = _next_round(session, row)
    return Standings(
        title=title,
        subtitle=subtitle,
        rows=tuple(rows),
        advancing_legend=words.advancing_legend(following.title) if following else None,
        bottom_up=cue.params.get("reveal") in ("bottom_up", "row_by_row"),
        one_by_one=cue.params.get("reveal") == "row_by_row",
        few=top is not None,
    )


def advancing_scene(session: Session, cue: Cue) -> Advancing:
    """The teams that go on, in the order of the next round's draw, else of the teams' list: it tells no rank."""
    row = _round_of(cue)
    result = round_result(session, row.key)
    following = _next_round(session, row)
    if following is None or not result.complete:
        raise NoFigures(say("Chưa xác định được các đội vào vòng trong của %(row)s.", row=row.title))
    turns = dict(
        session.execute(
            select(Team.key, Entry.turn).join(Team, Entry.team_id == Team.id).where(Entry.round_id == following.id)
        ).all()
    )
    teams = session.scalars(select(Team).where(Team.key.in_(result.advancing)).order_by(Team.position)).all()
    ordered = sorted(teams, key=lambda team: (turns.get(team.key) is None, turns.get(team.key) or 0, team.position))
    return Advancing(words.advancing_title(len(ordered), following.title), tuple(team_name(team) for team in ordered))


def award_scene(session: Session, cue: Cue) -> Award:
    """One winner of the cue's prize: `winner` 0 is the first to be called, the lowest ranked. Raises `NoWinner`."""
    row = _round_of(cue)
    found = next((each for each in award_results(session, row.key) if each.award.key == cue.params["award"]), None)
    winners = called(found) if found is not None else []
    number = cue.params.get("winner", 0)
    if found is None or number >= len(winners):
        raise NoWinner(say("%(cue)s chưa xác định được đội nhận giải.", cue=cue.title))
    total, caption = _award_total(session, row, found, winners[number])
    return Award(
        prize=words.shown_name(found.award.title),
        place=found.place,
        team=_names(session)[winners[number]],
        total=None if total is None else words.figure_text(total),
        total_caption=caption,
    )


def podium_scene(session: Session, cue: Cue) -> Podium:
    """The winners of the first three places; what is shared or missing is so."""
    row = _round_of(cue)
    names = _names(session)
    return Podium(
        tuple(
            PodiumStep(each.place, words.shown_name(each.award.title), names[team])
            for each in award_results(session, row.key)
            if each.place is not None and each.place <= PODIUM_PLACES
            for team in each.teams
        )
    )


def called(result: AwardResult) -> list[str]:
    """The winners of a prize in the order in which they are called: the lowest ranked first."""
    return list(reversed(result.teams))


def _award_total(session: Session, row: Round, found: AwardResult, team: str) -> tuple[Figure | None, str]:
    standing = round_result(session, row.key).standing(team)
    if found.award.kind is AwardKind.PLACE:
        return standing.total if standing else None, "Tổng điểm"
    if found.award.kind is AwardKind.SECTION and standing is not None and found.award.section is not None:
        return standing.sections.get(found.award.section), SECTION_CAPTION
    return None, "Tổng điểm"


def _names(session: Session) -> dict[str, TeamName]:
    return {team.key: team_name(team) for team in session.scalars(select(Team))}


def _deducted(session: Session, row: Round) -> set[str]:
    """Keys of the teams with a deduction in force in the round."""
    query = (
        select(Team.key)
        .join(Adjustment, Adjustment.team_id == Team.id)
        .where(Adjustment.round_id == row.id, Adjustment.points < Decimal(0), Adjustment.withdrawn_at.is_(None))
    )
    return set(session.scalars(query))


def _next_round(session: Session, row: Round) -> Round | None:
    if row.advance is None:
        return None
    return session.scalar(select(Round).where(Round.key == row.advance["to"]))


def _round_of(cue: Cue) -> Round:
    if cue.round is None:
        raise NoFigures(say("Lệnh này không thuộc vòng thi nào."))
    return cue.round
