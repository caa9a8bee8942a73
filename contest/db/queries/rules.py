"""The rules of a round as `contest.domain` knows them, from their rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import Criterion, Round, Section
from contest.domain import rubric


def round_rules(session: Session, keys: list[str] | None = None) -> list[rubric.Round]:
    """The rules of all rounds (or of those named), in the order they are held."""
    query = (
        select(Round)
        .options(
            selectinload(Round.sections).selectinload(Section.criteria),
            selectinload(Round.sections).selectinload(Section.panel_judges),
            selectinload(Round.panel),
        )
        .order_by(Round.position)
    )
    if keys is not None:
        query = query.where(Round.key.in_(keys))
    return [round_rule(row) for row in session.scalars(query)]


def round_rule(row: Round) -> rubric.Round:
    """One round's rules."""
    return rubric.Round(
        key=row.key,
        title=row.title,
        sections=tuple(section_rule(s) for s in row.sections),
        rank_style=rubric.RankStyle(row.rank_style),
        rank_within=rubric.RankWithin(row.rank_within),
        rounding=_rounding(row.rounding),
        carry_over=tuple(rubric.CarryOver(c["round"], Decimal(c.get("weight", "1"))) for c in row.carry_over),
        judges=tuple(seat.judge.key for seat in row.panel),
        tie_break=tuple(rubric.Rung(rubric.RungKind(r["by"]), r.get("key"), r.get("section")) for r in row.tie_break),
        advance=_advance(row.advance),
    )


def section_rule(row: Section) -> rubric.Section:
    """One section's rules."""
    common: dict[str, Any] = {
        "key": row.key,
        "title": row.title,
        "weight": row.weight,
        "adjust": rubric.Adjust(row.adjust),
        "floor": row.floor,
    }
    if row.kind == "points":
        if row.min is None or row.max is None or row.step is None:  # pragma: no cover - a named constraint forbids it
            raise ValueError(row.key)
        return rubric.PointsSection(min=row.min, max=row.max, step=row.step, **common)
    return rubric.JudgedSection(
        panel=_panel(row.panel or {}),
        criteria=tuple(criterion_rule(c) for c in row.criteria),
        judges=tuple(seat.judge.key for seat in row.panel_judges),
        **common,
    )


def criterion_rule(row: Criterion) -> rubric.Criterion:
    """One line of the score sheet."""
    return rubric.Criterion(row.key, row.title, row.min, row.max, row.step, row.weight)


def _panel(document: dict[str, Any]) -> rubric.Panel:
    deviation = document.get("max_deviation")
    return rubric.Panel(
        method=rubric.PanelMethod(document["method"]),
        over=rubric.PanelOver(document["over"]),
        drop_high=document.get("drop_high", 0),
        drop_low=document.get("drop_low", 0),
        max_deviation=None if deviation is None else Decimal(deviation),
        min_judges=document.get("min_judges"),
    )


def _rounding(document: dict[str, Any] | None) -> rubric.Rounding | None:
    if document is None:
        return None
    return rubric.Rounding(
        mode=rubric.RoundingMode(document["mode"]),
        places=document["places"],
        at=frozenset(rubric.Stage(stage) for stage in document["at"]),
    )


def _advance(document: dict[str, Any] | None) -> rubric.Advance | None:
    if document is None:
        return None
    return rubric.Advance(
        to=document["to"],
        top=document["top"],
        per_group=document.get("per_group", 0),
        at_line=rubric.AtLine(document.get("at_line", "all")),
    )
