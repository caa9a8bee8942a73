"""What the rules' pages list beside their forms: choices, versions, ranks that a change moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Judge, Round, RulesVersion, Team
from contest.domain.points import parse_points, vietnamese
from contest.services.rules.typed import rung_typed

Choices = list[tuple[str, str]]


def judge_choices(rows: Session) -> Choices:
    """Every judge by key, in the order of the list."""
    return [(judge.key, judge.name) for judge in rows.scalars(select(Judge).order_by(Judge.position))]


def round_choices(every: Sequence[Round], row: Round) -> Choices:
    """The rounds that this one may send teams to."""
    later = [(each.key, each.title) for each in every if each.position > row.position]
    return [("", _("Không chọn đội vào vòng sau")), *later]


def rung_choices(tree: dict[str, Any], every: Sequence[Round], row: Round) -> Choices:
    """Everything that a rung of the ladder may look at, for the sections as they are typed."""
    found: Choices = []
    for section in tree["sections"]:
        title = section["title"] or _("phần thi chưa đặt tên")
        found.append((rung_typed({"by": "section", "key": section["key"]}), _("Điểm phần thi %(title)s", title=title)))
        for criterion in section["criteria"] if section["kind"] != "points" else ():
            rung = {"by": "criterion", "section": section["key"], "key": criterion["key"]}
            named = criterion["title"] or _("tiêu chí chưa đặt tên")
            words = _("Tiêu chí %(criterion)s (%(title)s)", criterion=named, title=title)
            found.append((rung_typed(rung), words))
    for by, words in (
        ("deductions", _("Bị trừ điểm ít hơn")),
        ("full_mean", _("Trung bình của tất cả các phiếu")),
        ("majority", _("Đa số giám khảo chấm cao hơn")),
        ("decision", _("Quyết định của Trưởng ban giám khảo")),
    ):
        found.append((rung_typed({"by": by}), words))
    for each in every:
        if each.position < row.position:
            found.append((rung_typed({"by": "round", "key": each.key}), _("Tổng điểm %(title)s", title=each.title)))
    return found


def titles_of(every: Sequence[Round], typed: str, row: Round) -> dict[str, str]:
    """The titles of rounds by key, this round's as it is typed."""
    return {each.key: (typed or row.title) if each.key == row.key else each.title for each in every}


def moved_rows(rows: Session, moved: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranks that a change moves, with the names of teams and rounds and figures as people read them."""
    teams = {row.key: row.title for row in rows.execute(select(Team.key, Team.title))}
    titles = {row.key: row.title for row in rows.execute(select(Round.key, Round.title))}
    return [
        {
            "round": titles.get(each["round"], each["round"]),
            "team": teams.get(each["team"], each["team"]),
            "before": _side(each["before"]),
            "after": _side(each["after"]),
            "way": _way(each["before"]["rank"], each["after"]["rank"]),
        }
        for each in moved
    ]


def version_rows(rows: Session, versions: Sequence[RulesVersion]) -> list[dict[str, Any]]:
    """The kept versions, newest first, each with what it moved."""
    return [
        {
            "version": each.version,
            "at": each.at,
            "by": each.by,
            "reason": each.reason,
            "moved": moved_rows(rows, each.moved),
        }
        for each in versions
    ]


def _side(side: dict[str, Any]) -> dict[str, Any]:
    total = side["total"]
    return side | {"total": None if total is None else vietnamese(parse_points(total), None)}


def _way(before: int | None, after: int | None) -> str:
    if before == after:
        return "same"
    return "up" if after is not None and (before is None or after < before) else "down"
