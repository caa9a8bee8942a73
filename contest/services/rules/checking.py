"""Every fault of a round's rules at once: the contest file's own checks, the time rules', and what only rows limit.

Responsible for saying where each fault is (a path into the document) and which recorded mark a change would spoil.
Never writes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Criterion, Judge, Mark, Performance, Round, Section, Sheet, Team
from contest.db.queries.contest_file import contest_file
from contest.db.types import POINTS_SCALE
from contest.domain import contestfile_values as values
from contest.domain.contestfile_build import build
from contest.domain.contestfile_records import faults_of
from contest.domain.contestfile_write import canonical
from contest.domain.discrepancy import parse_thresholds
from contest.domain.errors import Fault, Invalid, NotANumber
from contest.domain.points import on_step, parse_points
from contest.domain.said import say
from contest.domain.time_rule import parse_time_rule
from contest.services.rules.document import Json, Rules

LONGEST_TITLE = 300
LARGEST = Decimal(1_000_000)
FINEST = Decimal(1).scaleb(-POINTS_SCALE)

PAGE_WORDS = {
    "not_a_number": "Xin nhập một con số, ví dụ 9,25.",
    "missing": "Xin điền ô này.",
    "empty": "Xin điền ô này.",
    "not_a_choice": "Xin chọn một mục.",
    "duplicate": "Mục này đã có ở trên.",
}
"""The words of faults that the contest file's checks say in terms of JSON."""

_EMPTY_LISTS = {
    "criteria": "Xin thêm ít nhất một tiêu chí.",
    "over": "Xin thêm ít nhất một mốc.",
    "under": "Xin thêm ít nhất một mốc.",
}
_STAGE = {
    "order_style": ("section_by_section", "team_by_team"),
    "reveal_when": ("per_team", "at_end"),
    "reveal_detail": ("total", "per_judge"),
}
_FIGURES = frozenset(("weight", "floor", "max_deviation", "min", "max", "step", "points", "cap", "from_mean", "spread"))
_RECORDS = ("marks", "absences", "points", "adjustments", "decisions")


@dataclass(frozen=True, slots=True)
class Found:
    """What checking found: `faults` at paths of the document, `spoiled` about what is already recorded (in words),
    and the whole contest with these rules, `None` unless all is well."""

    faults: tuple[Fault, ...]
    spoiled: tuple[str, ...]
    contest: values.ContestFile | None

    @property
    def well(self) -> bool:
        """Whether these rules can stand."""
        return not self.faults and not self.spoiled


def check(session: Session, rules: Rules) -> Found:
    """Return what is wrong with the rules of the round that they name by key, in the contest as it is now."""
    tree = contest_tree(session)
    already = {(each.path, each.code) for each in faults_of(tree)}
    index = next(n for n, each in enumerate(tree["rounds"]) if each["key"] == rules.round["key"])
    tree["rounds"][index] = rules.round
    here, elsewhere, spoiled = f"rounds[{index}]", [], []
    faults = own_faults(rules)
    for each in faults_of(tree):
        kind = each.path.partition("[")[0]
        if each.path.startswith(here) and each.path[len(here) :][:1] in ("", "."):
            faults.append(worded(replace(each, path="round" + each.path[len(here) :])))
        elif (each.path, each.code) in already:
            continue
        elif kind == "rounds":
            elsewhere.append(_elsewhere(tree, each))
        elif kind in _RECORDS:
            spoiled += _spoiled(session, tree, each)
    spoiled += _prizes(session, rules) + elsewhere
    well = not faults and not spoiled
    contest = build(without_drafts(tree)) if well else None
    return Found(tuple(faults), tuple(dict.fromkeys(spoiled)), contest)


def contest_tree(session: Session) -> Json:
    """Return the contest as a contest file's tree, drafts of sheets among the marks: they bind the rules too."""
    contest = contest_file(session)
    drafts = _drafts(session)
    tree: Json = json.loads(canonical(replace(contest, marks=(*contest.marks, *drafts))))
    seats = {(each.round, each.team, each.section, each.judge) for each in drafts}
    tree["marks"] = [
        each | {"marks": _Draft(each["marks"])}
        if (each["round"], each["team"], each["section"], each["judge"]) in seats
        else each
        for each in tree.get("marks", ())
    ]
    return {"rounds": [], "teams": []} | tree


def without_drafts(tree: Json) -> Json:
    """Return the tree with the marks that count, those of submitted sheets."""
    return tree | {"marks": [each for each in tree["marks"] if not isinstance(each["marks"], _Draft)]}


class _Draft(dict[str, str]):
    """Marks of a sheet that is not submitted yet: incomplete is well."""


def own_faults(rules: Rules) -> list[Fault]:
    """Return the faults that the contest file does not know: titles, figures too long for the database, times."""
    faults = list(_titles(rules.round)) + list(_sizes(rules.to_json(), ""))
    for name, choices in _STAGE.items():
        if rules.stage.get(name) not in choices:
            faults.append(Fault(f"stage.{name}", "not_a_choice", PAGE_WORDS["not_a_choice"]))
    starts_at = rules.stage.get("starts_at")
    if starts_at is not None and not isinstance(starts_at, int):
        faults.append(Fault("stage.starts_at", "not_a_time", say("Xin ghi ngày và giờ, hoặc để trống.")))
    faults += _time_rule(rules.time_rule, "time_rule")
    for n, times in enumerate(rules.times):
        faults += _durations(times, f"times[{n}]")
        faults += _time_rule(times.get("time_rule"), f"times[{n}].time_rule")
    faults += _discrepancy(rules.discrepancy)
    return faults


def worded(fault: Fault) -> Fault:
    """Return the fault in the words of a page, where those of a file would only confuse."""
    if fault.code == "not_a_count":
        least = "1" if fault.path.endswith(("min_judges", "top", "_s")) else "0"
        return replace(fault, message=f"Xin nhập một số nguyên từ {least} trở lên.")
    if fault.code == "too_few_judges":
        return replace(fault, message="Số phiếu tối thiểu phải lớn hơn tổng số phiếu bị bỏ.")
    if fault.path in ("round.sections", "round.judges"):
        words = {"round.sections": "Xin thêm ít nhất một phần thi.", "round.judges": "Xin chọn ít nhất một giám khảo."}
        return replace(fault, message=words[fault.path])
    message = _EMPTY_LISTS.get(fault.path.rpartition(".")[2]) if fault.code == "empty" else None
    message = message or PAGE_WORDS.get(fault.code, fault.message)
    return replace(fault, message=message[:1].upper() + message[1:] + ("" if message.endswith(".") else "."))


def _titles(contest_round: Json) -> Iterator[Fault]:
    places = [("round", contest_round)]
    for n, section in enumerate(contest_round["sections"]):
        places.append((f"round.sections[{n}]", section))
        places += [(f"round.sections[{n}].criteria[{m}]", each) for m, each in enumerate(section.get("criteria", ()))]
    for path, each in places:
        title = each.get("title", "")
        if not title.strip():
            yield Fault(f"{path}.title", "empty", say("Xin đặt tên."))
        elif len(title) > LONGEST_TITLE:
            yield Fault(
                f"{path}.title", "too_long", say("Tên dài nhất %(longest_title)s ký tự.", longest_title=LONGEST_TITLE)
            )


def _sizes(value: Any, path: str) -> Iterator[Fault]:
    """Yield a fault for every figure that has more places than the database keeps, or is absurdly large."""
    if isinstance(value, dict):
        for name, inner in value.items():
            place = f"{path}.{name}" if path else name
            if name in _FIGURES and isinstance(inner, str):
                yield from _size(inner, place)
            else:
                yield from _sizes(inner, place)
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _sizes(inner, f"{path}[{n}]")


def _size(text: str, path: str) -> Iterator[Fault]:
    try:
        figure = parse_points(text)
    except NotANumber:
        return  # told by the check that reads it
    if abs(figure) > LARGEST:
        yield Fault(path, "too_large", say("Con số này quá lớn."))
    elif not on_step(figure, FINEST):
        yield Fault(path, "too_fine", say("Nhiều nhất %(points_scale)s chữ số thập phân.", points_scale=POINTS_SCALE))


def _time_rule(value: Json | None, path: str) -> list[Fault]:
    if value is None:
        return []
    try:
        parse_time_rule(value, path)
    except Invalid as refusal:
        return [worded(each) for each in refusal.faults]
    return []


def _durations(times: Json, path: str) -> Iterator[Fault]:
    duration, warning = times.get("duration_s"), times.get("warning_s")
    for name, seconds, least in (("duration_s", duration, 1), ("warning_s", warning, 0)):
        if seconds is not None and (not isinstance(seconds, int) or not least <= seconds <= 24 * 3600):
            yield Fault(f"{path}.{name}", "not_a_duration", say("Xin ghi phút:giây, ví dụ 5:00."))
    if isinstance(duration, int) and isinstance(warning, int) and warning >= duration > 0:
        yield Fault(f"{path}.warning_s", "not_earlier", say("Báo trước phải ngắn hơn thời gian được phép."))


def _discrepancy(value: Json | None) -> list[Fault]:
    try:
        parse_thresholds(value)
    except Invalid as refusal:
        return [worded(each) for each in refusal.faults]
    return []


def _elsewhere(tree: Json, fault: Fault) -> str:
    """Return in words what a change here breaks in another round."""
    title = tree["rounds"][int(re.findall(r"\d+", fault.path)[0])].get("title", "")
    return f"Thể lệ của {title} không còn khớp: {fault.message}."


def _prizes(session: Session, rules: Rules) -> list[str]:
    kept = {section["key"] for section in rules.round["sections"]}
    query = select(Award).join(Round, Award.round_id == Round.id).where(Round.key == rules.round["key"])
    return [
        f"“{each.title}” được trao theo một phần thi không còn trong thể lệ."
        for each in session.scalars(query.order_by(Award.position))
        if each.section_key is not None and each.section_key not in kept
    ]


def _spoiled(session: Session, tree: Json, fault: Fault) -> list[str]:
    """Return in words which recorded thing a fault is about; nothing where a draft is merely incomplete."""
    kind, index = fault.path.partition("[")[0], int(re.findall(r"\d+", fault.path)[0])
    item = tree[kind][index]
    if fault.code == "missing" and kind == "marks" and isinstance(item["marks"], _Draft):
        return []
    team = session.scalar(select(Team.title).where(Team.key == item.get("team"))) or ""
    section = session.scalar(
        select(Section.title).join(Round).where(Round.key == item["round"], Section.key == item.get("section"))
    )
    where = f"{team}, {section}" if section else team
    if kind in ("marks", "absences"):
        judge = session.scalar(select(Judge.name).where(Judge.key == item["judge"])) or item["judge"]
        what = "Phiếu của" if kind == "marks" else "Ghi nhận vắng của"
        return [f"{what} {judge} cho {where}: {_said(session, item, fault)}."]
    words = {"points": "Điểm của", "adjustments": "Điểm cộng, trừ của", "decisions": "Quyết định"}
    return [f"{words[kind]} {where}: {fault.message}."]


def _said(session: Session, item: Json, fault: Fault) -> str:
    key = fault.path.rpartition(".")[2]
    query = select(Criterion.title).join(Section, Criterion.section_id == Section.id).join(Round)
    query = query.where(Round.key == item["round"], Section.key == item["section"], Criterion.key == key)
    title = session.scalar(query)
    if fault.code == "unknown_criterion":
        return f"tiêu chí {title or key} đã có điểm nên không bỏ được"
    if fault.code == "missing":
        return "phiếu đã nộp chưa có điểm của tiêu chí mới"
    return f"{title}: {fault.message}" if title else fault.message


def _drafts(session: Session) -> tuple[values.Sheet, ...]:
    query = (
        select(Round.key, Team.key, Section.key, Judge.key, Criterion.key, Mark.points)
        .select_from(Mark)
        .join(Sheet, Mark.sheet_id == Sheet.id)
        .join(Criterion, Mark.criterion_id == Criterion.id)
        .join(Judge, Sheet.judge_id == Judge.id)
        .join(Performance, Sheet.performance_id == Performance.id)
        .join(Round, Performance.round_id == Round.id)
        .join(Section, Performance.section_id == Section.id)
        .join(Team, Performance.team_id == Team.id)
        .where(Sheet.state == "draft")
    )
    sheets: dict[tuple[str, str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for round_key, team, section, judge, criterion, points in session.execute(query):
        sheets[round_key, team, section, judge][criterion] = points
    return tuple(values.Sheet(*place, marks) for place, marks in sheets.items())
