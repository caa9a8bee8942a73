"""Contests for the tests, and the steps that most of them need: one performance from its opening to its lock.

The small contest is worked out by hand where a test says so: three judges, mean of the panel, figures that end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, Judge, Performance, Round, Section, Sheet, Team
from contest.domain.errors import Invalid
from contest.domain.points import plain
from contest.services import performances, results, rounds, sheets
from contest.services.house import House, Work
from tests.cast import Cast, Person

P = ParamSpec("P")
T = TypeVar("T")

Marks = Mapping[str, str]

START_MS = 1_727_742_600_000  # 01/10/2024, 07:30 in Quảng Ngãi
MINUTE_MS = 60_000

FULL = {"noi-dung": "8", "phong-cach": "4.5"}
"""Marks for a whole sheet of the small contest: 12.5."""

FIRST_TOTALS = {"d1": ["12.25"] * 3, "d2": ["14.25"] * 3, "d3": ["13.25"] * 3, "d4": ["10.25"] * 3}
FIRST_POINTS = {"d1": "10", "d2": "12", "d3": "18", "d4": "20"}
"""A first round of the small contest, sheet totals and quiz: 22.25, 26.25, 31.25, 30.25. d3 and d4 go on."""

TIME_RULE = {"shape": "steps", "over": [{"from_s": 1, "points": "-0.25"}, {"from_s": 60, "points": "-0.5"}]}
ROUNDING = {"mode": "half_up", "places": 2, "at": ["aggregate", "section", "total"]}


class FakeClock:
    """The time of day, as the tests say it is."""

    def __init__(self, now: int = START_MS) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def tick(self, ms: int = 1_000) -> None:
        """Lets time go by."""
        self.now += ms


def judged(key: str, title: str, method: str = "mean", **more: Any) -> dict[str, Any]:
    """A judged section of two criteria: content 0 to 10, style 0 to 5, in quarters."""
    criteria = [
        {"key": "noi-dung", "title": "Nội dung", "min": "0", "max": "10", "step": "0.25", "weight": "1"},
        {"key": "phong-cach", "title": "Phong cách", "min": "0", "max": "5", "step": "0.25", "weight": "1"},
    ]
    section = {"key": key, "title": title, "kind": "judged", "weight": "1", "duration_s": 300, "warning_s": 60}
    return section | {"panel": {"over": "sheet", "method": method}, "criteria": criteria} | more


def quiz(key: str = "kien-thuc", title: str = "Kiến thức") -> dict[str, Any]:
    """A section of points, 0 to 20 in whole ones."""
    return {
        "key": key, "title": title, "kind": "points", "weight": "1",
        "min": "0", "max": "20", "step": "1", "duration_s": 600, "warning_s": 60,
    }  # fmt: skip


def a_round(key: str, title: str, sections: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A round with the demo's rules, unless told otherwise."""
    facts = {
        "key": key, "title": title, "starts": "2024-10-01T07:30", "order_style": "section_by_section",
        "rank_style": "1224", "rank_within": "round", "rounding": ROUNDING, "tie_break": [], "carry_over": [],
        "advance": None, "time_rule": TIME_RULE, "reveal": {"when": "per_team", "detail": "total"},
        "sections": list(sections),
    }  # fmt: skip
    return facts | more


def small_contest(teams: int = 4, judges: int = 3, top: int = 2, at_line: str = "all", **more: Any) -> dict[str, Any]:
    """Two rounds: greeting (judged) and quiz (points), then the best two in a skit; three prizes for places, one by
    section, one by hand."""
    advance = {"to": "chung-ket", "top": top, "per_group": 0, "at_line": at_line}
    awards = [
        {"key": "nhat", "title": "Giải Nhất", "kind": "place", "count": 1},
        {"key": "nhi", "title": "Giải Nhì", "kind": "place", "count": 1},
        {"key": "ba", "title": "Giải Ba", "kind": "place", "count": None},
        {"key": "hay-nhat", "title": "Tiểu phẩm hay nhất", "kind": "section", "section": "tieu-pham"},
        {"key": "khan-gia", "title": "Đội được khán giả yêu thích nhất", "kind": "hand"},
    ]
    facts = {
        "contest": {
            "title": "Hội thi nhỏ năm 2024", "short_title": "Hội thi nhỏ", "organiser": "Sở Thông tin và Truyền thông",
            "parent_body": "Ủy ban nhân dân tỉnh", "venue": "Nhà Văn hóa", "timezone": "Asia/Ho_Chi_Minh",
            "theme": "Chuyển đổi số", "starts_on": "2024-10-01", "ends_on": "2024-10-02", "streams": [],
        },
        "slogans": ["Chuyển đổi số vì cuộc sống tốt đẹp hơn!"],
        "programme": [
            {"on_date": "2024-10-02", "at_time": "19:00", "title": "Vòng chung kết", "place": "Nhà Văn hóa"},
            {"on_date": None, "at_time": None, "title": "Hội thảo", "place": None},
        ],
        "groups": [{"key": "huyen", "title": "Khối huyện"}],
        "teams": [
            {"key": f"d{n}", "title": f"Đội số {n}", "short_name": f"Đội {n}", "group": "huyen", "assumed": False}
            for n in range(1, teams + 1)
        ],
        "judges": [{"key": f"j{n}", "name": f"Giám khảo {n}", "head": n == 1} for n in range(1, judges + 1)],
        "rounds": [
            a_round("vong-loai", "Vòng loại", [judged("chao-hoi", "Màn chào hỏi"), quiz()], advance=advance),
            a_round("chung-ket", "Vòng chung kết", [judged("tieu-pham", "Tiểu phẩm")], order_style="team_by_team"),
        ],
        "awards": awards,
        "awards_round": "chung-ket",
    }  # fmt: skip
    return facts | more


class Line(NamedTuple):
    """A line of the record: act, who did it, on what, details."""

    act: str
    actor: str
    subject: str
    details: dict[str, Any]


def act(house: House, person: Person, do: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the act gives, done by that person in a transaction of its own."""
    with house.act(person.actor) as work:
        return do(work, *args, **kwargs)


def performance_id(house: House, team: str, section: str, round_key: str = "vong-loai") -> int:
    """The id of a team's performance."""
    with house.reading() as rows:
        query = select(Performance.id).join(Round).join(Section, Performance.section_id == Section.id)
        query = query.join(Team, Performance.team_id == Team.id)
        return rows.scalars(query.where(Round.key == round_key, Team.key == team, Section.key == section)).one()


def sheet_id(house: House, performance: int, judge: str) -> int:
    """The id of a judge's sheet for a performance."""
    with house.reading() as rows:
        query = select(Sheet.id).join(Judge).where(Sheet.performance_id == performance, Judge.key == judge)
        return rows.scalars(query).one()


def state_of(house: House, performance: int) -> str:
    """The state of a performance."""
    with house.reading() as rows:
        return rows.get_one(Performance, performance).state


def opened(house: House, cast: Cast, team: str = "d1", section: str = "chao-hoi", round_key: str = "vong-loai") -> int:
    """The id of a performance that has just been opened, its round too if it was not yet."""
    found = performance_id(house, team, section, round_key)
    act(house, cast.organiser, rounds.open_round, round_key)
    act(house, cast.secretary, performances.open_performance, found)
    return found


def submit(house: House, cast: Cast, performance: int, judge: str, marks: Marks = FULL) -> Sheet:
    """The judge's sheet, submitted with these marks on whatever version the house holds."""
    found = sheet_id(house, performance, judge)
    with house.reading() as rows:
        version = rows.get_one(Sheet, found).version
    return act(house, cast.judges[judge], sheets.submit_sheet, found, marks, version)


def judge_and_lock(house: House, cast: Cast, performance: int, totals: Sequence[str | None]) -> None:
    """Has the panel mark an open performance and locks it. `totals` are sheet totals in judge order (from 5 up, on
    quarters); None means that the judge is absent."""
    for judge, total in zip(cast.judges, totals, strict=True):
        if total is None:
            act(house, cast.secretary, performances.record_absence, performance, judge, "absent", "Vắng mặt")
        else:
            submit(house, cast, performance, judge, sheet_of(total))
    act(house, cast.secretary, performances.lock_performance, performance)


def sheet_of(total: str) -> dict[str, str]:
    """Marks that add up to this total: full style as far as it goes, the rest content."""
    style = min(Decimal(5), Decimal(total))
    return {"noi-dung": str(Decimal(total) - style), "phong-cach": str(style)}


def play_judged(
    house: House, cast: Cast, team: str, section: str, totals: Sequence[str | None], round_key: str = "vong-loai"
) -> int:
    """One judged performance from its opening to its lock."""
    found = opened(house, cast, team, section, round_key)
    judge_and_lock(house, cast, found, totals)
    return found


def play_points(house: House, cast: Cast, team: str, points: str, section: str = "kien-thuc") -> int:
    """One performance of points from its opening to its lock."""
    found = opened(house, cast, team, section)
    act(house, cast.secretary, performances.enter_points, found, points, 0)
    act(house, cast.secretary, performances.lock_performance, found)
    return found


def play_first_round(
    house: House, cast: Cast, totals: Mapping[str, Sequence[str | None]], points: Mapping[str, str]
) -> None:
    """The whole first round of the small contest, every performance locked; the round stays open."""
    for team, of_judges in totals.items():
        play_judged(house, cast, team, "chao-hoi", of_judges)
    for team, figure in points.items():
        play_points(house, cast, team, figure)


def settle(house: House, cast: Cast, round_key: str = "vong-loai") -> None:
    """Locks the round and has the second secretary confirm it."""
    act(house, cast.secretary, rounds.lock_round, round_key)
    act(house, cast.second_secretary, rounds.confirm_round, round_key)


def standings(session: Session, round_key: str = "vong-loai") -> list[tuple[str, int, str]]:
    """Team, rank and total of each ranked team, best first."""
    found = results.round_result(session, round_key).standings
    return [(each.team, each.rank, plain(each.total)) for each in found]


def record(house: House) -> list[Line]:
    """The record so far, first line first."""
    with house.reading() as rows:
        entries = rows.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [Line(each.act, each.actor, each.subject, each.details) for each in entries]


def faults(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    """Path and code of each fault."""
    return [(fault.path, fault.code) for fault in refusal.value.faults]
