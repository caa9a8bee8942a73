"""A contest file's values as its one canonical text.

Responsible for the same contest giving the same bytes: records sorted, figures plain, one record a line. Never leaves
out what decides a rank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

from contest.domain.contestfile_json import write_json
from contest.domain.contestfile_records import FORMAT
from contest.domain.contestfile_values import ContestFile, Decision
from contest.domain.points import plain
from contest.domain.rubric import Criterion, JudgedSection, Panel, PanelMethod, Round, Section, Stage

Json = dict[str, object]


class _Placed(Protocol):
    @property
    def round(self) -> str: ...
    @property
    def team(self) -> str: ...


Record = TypeVar("Record", bound=_Placed)


def canonical(contest: ContestFile) -> str:
    """Return the contest file as text: the same bytes for the same contest, ended by a line feed.

    Rounds, sections, criteria, judges, groups, teams and decisions keep their order; entries, marks, absences, points
    and adjustments, whose order means nothing, are sorted. Defaults are written out, what is none is left out.
    """
    in_order = {contest_round.key: index for index, contest_round in enumerate(contest.rounds)}
    criteria = {
        (contest_round.key, section.key): [criterion.key for criterion in section.criteria]
        for contest_round in contest.rounds
        for section in contest_round.sections
        if isinstance(section, JudgedSection)
    }

    def sorted_records(records: Iterable[Record], rest: Callable[[Record], tuple[str, ...]]) -> list[Record]:
        last = len(in_order)
        return sorted(records, key=lambda record: (in_order.get(record.round, last), record.team, *rest(record)))

    lists: dict[str, list[Json]] = {
        "rounds": [_round(contest_round) for contest_round in contest.rounds],
        "groups": [{"key": group.key, "title": group.title} for group in contest.groups],
        "teams": [_some(key=team.key, title=team.title, group=team.group) for team in contest.teams],
        "entries": [
            _some(round=entry.round, team=entry.team, status=str(entry.status), group=entry.group)
            for entry in sorted_records(contest.entries, lambda _: ())
        ],
        "marks": [
            {
                **_some(round=sheet.round, team=sheet.team, section=sheet.section, judge=sheet.judge),
                "marks": {
                    key: plain(sheet.marks[key])
                    for key in criteria.get((sheet.round, sheet.section), sorted(sheet.marks))
                    if key in sheet.marks
                },
            }
            for sheet in sorted_records(contest.marks, lambda sheet: (sheet.section, sheet.judge))
        ],
        "absences": [
            _some(round=each.round, team=each.team, section=each.section, judge=each.judge, why=str(each.why))
            for each in sorted_records(contest.absences, lambda absence: (absence.section, absence.judge))
        ],
        "points": [
            _some(round=each.round, team=each.team, section=each.section, points=plain(each.points))
            for each in sorted_records(contest.points, lambda points: (points.section,))
        ],
        "adjustments": [
            _some(round=each.round, team=each.team, section=each.section, points=plain(each.points), reason=each.reason)
            for each in sorted_records(
                contest.adjustments,
                lambda each: (each.section or "", plain(each.points), each.reason),
            )
        ],
        "decisions": [_decision(decision) for decision in contest.decisions],
    }
    parts = [f' "format": {write_json(FORMAT)}', f' "title": {write_json(contest.title)}']
    parts += [
        f' "{name}": [\n' + ",\n".join("  " + write_json(item) for item in items) + "\n ]"
        for name, items in lists.items()
        if items
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _round(contest_round: Round) -> Json:
    rounding, advance = contest_round.rounding, contest_round.advance
    written = _some(
        key=contest_round.key,
        title=contest_round.title,
        rank_style=str(contest_round.rank_style),
        rank_within=str(contest_round.rank_within),
    )
    if rounding is not None:
        stages = [str(stage) for stage in Stage if stage in rounding.at]
        written["rounding"] = {"mode": str(rounding.mode), "places": rounding.places, "at": stages}
    if contest_round.carry_over:
        written["carry_over"] = [
            {"round": carried.round, "weight": plain(carried.weight)} for carried in contest_round.carry_over
        ]
    if contest_round.judges:
        written["judges"] = list(contest_round.judges)
    written["sections"] = [_section(section) for section in contest_round.sections]
    if contest_round.tie_break:
        written["tie_break"] = [
            _some(by=str(rung.by), section=rung.section, key=rung.key) for rung in contest_round.tie_break
        ]
    if advance is not None:
        written["advance"] = {
            "to": advance.to,
            "top": advance.top,
            "per_group": advance.per_group,
            "at_line": str(advance.at_line),
        }
    return written


def _section(section: Section) -> Json:
    written = _some(
        key=section.key,
        title=section.title,
        kind=str(section.kind),
        weight=plain(section.weight),
        adjust=str(section.adjust),
        floor=_plain(section.floor),
    )
    if not isinstance(section, JudgedSection):
        return {**written, "min": plain(section.min), "max": plain(section.max), "step": plain(section.step)}
    if section.judges:
        written["judges"] = list(section.judges)
    return {
        **written,
        "panel": _panel(section.panel),
        "criteria": [_criterion(criterion) for criterion in section.criteria],
    }


def _panel(panel: Panel) -> Json:
    written = _some(over=str(panel.over), method=str(panel.method))
    if panel.method is PanelMethod.TRIMMED:
        written |= {"drop_high": panel.drop_high, "drop_low": panel.drop_low}
    if panel.max_deviation is not None and panel.method is PanelMethod.OUTLIER:
        written["max_deviation"] = plain(panel.max_deviation)
    return {**written, "min_judges": panel.judges_needed}


def _criterion(criterion: Criterion) -> Json:
    return _some(
        key=criterion.key,
        title=criterion.title,
        min=plain(criterion.min),
        max=plain(criterion.max),
        step=plain(criterion.step),
        weight=plain(criterion.weight),
    )


def _decision(decision: Decision) -> Json:
    written = _some(round=decision.round)
    if decision.order:
        written["order"] = [equals[0] if len(equals) == 1 else list(equals) for equals in decision.order]
    else:
        written |= {"through": list(decision.through), "out": list(decision.out)}
    return {**written, "by": decision.by, "reason": decision.reason}


def _plain(figure: Decimal | None) -> str | None:
    return None if figure is None else plain(figure)


def _some(**values: str | None) -> Json:
    """Return the values as a JSON object, without those that are none."""
    return {name: value for name, value in values.items() if value is not None}
