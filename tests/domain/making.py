"""Small contests for tests, made in code as the running product makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from contest.domain.contestfile import Absence, Adjustment, ContestFile, Points, Sheet, Team, Why
from contest.domain.ranking import Tier
from contest.domain.results import RoundResult
from contest.domain.rubric import Criterion, JudgedSection, Panel, PanelMethod, PointsSection, Round
from contest.domain.standings import compute

MEAN = Panel(PanelMethod.MEAN)
Mark = str | tuple[str, ...] | None


def criterion(key: str = "content", weight: str = "1", *, most: str = "100", step: str = "0.01") -> Criterion:
    return Criterion(key, key.title(), Decimal(0), Decimal(most), Decimal(step), Decimal(weight))


def judged(key: str = "skit", panel: Panel = MEAN, *criteria: Criterion, **rules: object) -> JudgedSection:
    section = JudgedSection(key, key.title(), panel, criteria or (criterion(),))
    return replace(section, **rules)  # type: ignore[arg-type]


def quiz(key: str = "quiz", **rules: object) -> PointsSection:
    section = PointsSection(key, key.title(), Decimal(-1000), Decimal(1000), Decimal("0.01"))
    return replace(section, **rules)  # type: ignore[arg-type]


def sheets(team: str, marks: Sequence[Mark], section: str = "skit", round_key: str = "r") -> (
    tuple[list[Sheet], list[Absence]]
):  # fmt: skip
    """Judges g1, g2, … with their marks for the criteria content, art, …; `None` is an absent judge."""
    made: list[Sheet] = []
    absent: list[Absence] = []
    for number, mark in enumerate(marks, 1):
        if mark is None:
            absent.append(Absence(round_key, team, section, f"g{number}", Why.ABSENT))
        else:
            figures = (mark,) if isinstance(mark, str) else mark
            keys = ("content", "art", "voice")[: len(figures)]
            by_key = dict(zip(keys, map(Decimal, figures), strict=True))
            made.append(Sheet(round_key, team, section, f"g{number}", by_key))
    return made, absent


def contest_of(
    section: JudgedSection,
    marks: Mapping[str, Sequence[Mark]],
    adjustments: Sequence[Adjustment] = (),
    **rules: object,
) -> ContestFile:
    """One round `r` with one judged section; teams in the order given, judges in the order of their marks."""
    records = [sheets(team, row, section.key) for team, row in marks.items()]
    return ContestFile(
        title="Thử",
        rounds=(replace(Round("r", "Vòng thi", (section,)), **rules),),  # type: ignore[arg-type]
        teams=tuple(Team(team, f"Đội {team.upper()}") for team in marks),
        marks=tuple(sheet for made, _ in records for sheet in made),
        absences=tuple(absence for _, absent in records for absence in absent),
        adjustments=tuple(adjustments),
    )


def by_points(points: Mapping[str, str], **rules: object) -> ContestFile:
    """One round `r` with one section of points; teams in the order given."""
    return ContestFile(
        title="Thử",
        rounds=(replace(Round("r", "Vòng thi", (quiz(),)), **rules),),  # type: ignore[arg-type]
        teams=tuple(Team(team, f"Đội {team.upper()}") for team in points),
        points=tuple(Points("r", team, "quiz", Decimal(figure)) for team, figure in points.items()),
    )


def ranks(result: RoundResult) -> list[tuple[int, str]]:
    return [(standing.rank, standing.team) for standing in result.standings]


def result_of(contest: ContestFile) -> RoundResult:
    return compute(contest).rounds["r"]


def tiers(*sets: str) -> tuple[Tier, ...]:
    """Tiers of one-letter teams, best first: `tiers("a", "bc")`."""
    made, above = [], 0
    for teams in sets:
        made.append(Tier(above + 1, tuple(teams), "total"))
        above += len(teams)
    return tuple(made)
