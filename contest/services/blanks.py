"""Blank score sheets of a round: which judge owes which performance a sheet, ready for the typesetter.

Responsible for what stands on the paper before anybody writes on it. Never fills in a mark.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.orm import Session

from contest.db.models import Contest, Criterion, Judge, Performance
from contest.db.queries.panels import labelled, panel_of
from contest.domain.paper import paper_code
from contest.domain.points import vietnamese
from contest.domain.said import say
from contest.domain.sheet import sheet_total
from contest.exports.values import PaperCriterion, PaperSheet, PaperSheets
from contest.services import rounds, sheets
from contest.services.refusals import NotFound


def blank_sheets(
    session: Session, round_key: str, link: Callable[[str], str], *, section: str = "", judge: str = "", team: str = ""
) -> PaperSheets:
    """The round's blank sheets, judge by judge in the running order; of one section, judge or team if wanted.

    `link` makes the address of a code's entry page. Judges who are recorded as not scoring get no sheet. Raises
    `NotFound` where nothing is left to print.
    """
    row, contest = rounds.get(session, round_key), session.get_one(Contest, 1)
    labels = {key: label for key, (label, _judge) in labelled(row).items()}
    wanted = [
        each
        for each in rounds.counted(session, row)
        if section in ("", each.section.key) and team in ("", each.team.key)
    ]
    pairs = [(person, each) for each in wanted for person in panel_of(each) if judge in ("", person.key)]
    owed = [(person, each) for person, each in pairs if person.id not in {a.judge_id for a in each.absences}]
    if not owed:
        raise NotFound(
            say("Không có phiếu nào để in: vòng này chưa xếp thứ tự thi, hoặc không có lượt thi như đã chọn.")
        )
    order = list(labels)
    owed.sort(key=lambda pair: (order.index(pair[0].key), pair[1].position))
    return PaperSheets(
        contest=contest.title,
        organiser=contest.organiser,
        round=row.title,
        sheets=tuple(_sheet(person, each, labels[person.key], link) for person, each in owed),
    )


def _sheet(judge: Judge, performance: Performance, label: str, link: Callable[[str], str]) -> PaperSheet:
    code = paper_code(performance.id, judge.id)
    criteria = performance.section.criteria
    rules = [sheets.as_rule(criterion) for criterion in criteria]
    most = sheet_total(rules, {rule.key: rule.max for rule in rules})
    return PaperSheet(
        judge=judge.name,
        label=label,
        team=performance.team.title,
        section=performance.section.title,
        turn=str(performance.turn),
        code=code,
        url=link(code),
        criteria=tuple(_criterion(criterion) for criterion in criteria),
        whole=max(_whole(criterion.max) for criterion in criteria),
        most=vietnamese(most, None),
        whole_total=_whole(most),
        places_total=max(_places(criterion.step * criterion.weight) for criterion in criteria),
    )


def _criterion(row: Criterion) -> PaperCriterion:
    weight = None if row.weight == 1 else vietnamese(row.weight, None)
    return PaperCriterion(row.title, vietnamese(row.max, None), vietnamese(row.step, None), weight, _places(row.step))


def _whole(figure: Decimal) -> int:
    return len(str(int(abs(figure))))


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
