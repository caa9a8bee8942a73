"""How each judge of a round marked: mean, spread, strictness, over the performances whose sheets are all in.

Reads only. Says nothing of a performance that still waits for a sheet: its mean would not be the panel's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from contest.db.models import Round
from contest.db.queries.contest_file import contest_file
from contest.domain.contestfile_values import ContestFile
from contest.domain.discrepancy import JudgeFigures, judge_figures
from contest.domain.points import Figure, plain, rounded
from contest.domain.roundbook import books_of
from contest.domain.rubric import JudgedSection
from contest.domain.said import say
from contest.domain.sheet import sheet_total
from contest.services import rounds
from contest.services.refusals import NotFound


def panel_figures(session: Session, round_key: str, section_key: str | None = None) -> dict[str, Any]:
    """The panel of a round with each judge's figures, over all judged sections or over one.

    `performances` counts those whose sheets are all in. Figures are plain decimals with at most two places, of sheets'
    totals before the section's weight; None for a judge without a sheet. Raises `NotFound`.
    """
    row = rounds.get(session, round_key)
    judged = [section for section in row.sections if section.kind == "judged"]
    if section_key is not None and section_key not in [section.key for section in judged]:
        raise NotFound(say("Không có phần thi này, hoặc phần thi không do giám khảo chấm."))
    wanted = [section.key for section in judged if section_key in (None, section.key)]
    complete = list(_complete(contest_file(session), row, wanted))
    figures = judge_figures(complete, [seat.judge.key for seat in row.panel])
    return {
        "round": {"key": row.key, "title": row.title},
        "sections": [{"key": section.key, "title": section.title} for section in judged],
        "section": section_key,
        "performances": len(complete),
        "judges": [
            {"key": seat.judge.key, "name": seat.judge.name, "label": f"GK {seat.position}"}
            | _json(figures[seat.judge.key])
            for seat in row.panel
        ],
    }


def _complete(contest: ContestFile, row: Round, sections: list[str]) -> Iterator[Mapping[str, Decimal]]:
    """The sheets' totals, by judge, of each performance to which nobody owes a sheet."""
    rule, book = contest.round(row.key), books_of(contest)[row.key]
    for section in rule.sections:
        if section.key not in sections or not isinstance(section, JudgedSection):
            continue
        judges = book.judges_of(rule, section, [team.key for team in contest.teams])
        for (of, team), sheets in book.sheets.items():
            owed = set(judges) - set(book.absences.get((of, team), ()))
            if of == section.key and owed <= set(sheets):
                yield {judge: sheet_total(section.criteria, sheet.marks) for judge, sheet in sheets.items()}


def _json(figures: JudgeFigures) -> dict[str, Any]:
    named = {
        "mean": figures.mean,
        "lowest": figures.lowest,
        "highest": figures.highest,
        "spread": figures.spread,
        "strictness": figures.strictness,
    }
    return {"number": figures.number} | {name: _figure(figure) for name, figure in named.items()}


def _figure(figure: Figure | None) -> str | None:
    return None if figure is None else plain(rounded(figure, 2))
