"""The forms of cues: the parameters of `contest.live.scenes.params` in words, with what there is to choose from.

Responsible for asking and checking. The console draws its form from here; which parameters a scene has, the scenes say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Performance, Poster, ProgrammeItem, Round
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.live.scenes import SceneName
from contest.live.scenes.params import PARAMS, Param, ParamKind
from contest.live.words import shown_name

K = ParamKind
ROUND, PERFORMANCE = "round", "performance"
MOST_NUMBER = 100
AT_ONCE, BOTTOM_UP, ROW_BY_ROW = "at_once", "bottom_up", "row_by_row"

TITLES: dict[SceneName, str] = {
    SceneName.HOLDING: "Màn hình chờ",
    SceneName.PROGRAMME: "Chương trình",
    SceneName.JURY: "Ban giám khảo",
    SceneName.DRAW: "Bốc thăm",
    SceneName.TEAM: "Giới thiệu đội",
    SceneName.PERFORMING: "Đang thi",
    SceneName.SCORING: "Chấm điểm",
    SceneName.SCORE: "Công bố điểm",
    SceneName.STANDINGS: "Bảng xếp hạng",
    SceneName.ADVANCING: "Đội vào vòng trong",
    SceneName.AWARD: "Trao giải",
    SceneName.PODIUM: "Kết quả chung cuộc",
    SceneName.FAVOURITE: "Khán giả yêu thích",
    SceneName.MESSAGE: "Thông báo",
    SceneName.MEDIA: "Hình ảnh, đoạn phim",
    SceneName.TESTCARD: "Hình thử màn",
    SceneName.BLANK: "Màn hình tối",
}
"""What the list calls a cue of each scene, in the order of an evening."""

LABELS = {
    ROUND: say("Vòng thi"),
    PERFORMANCE: say("Lượt thi"),
    "wait_for_round": say("Đếm ngược tới giờ bắt đầu của vòng"),
    "present": say("Nêu số đội của vòng đã có mặt"),
    "title": say("Tiêu đề trên màn hình"),
    "day": say("Ngày"),
    "by_day": say("Mỗi ngày một bước"),
    "one_by_one": say("Giới thiệu từng người"),
    "section": say("Nêu cả phần thi"),
    "top": say("Chỉ các hạng đầu (để trống: tất cả)"),
    "reveal": say("Cách công bố"),
    "award": say("Giải"),
    "winner": say("Đội được gọi thứ mấy (1 là đội đầu tiên)"),
    "votes": say("Số phiếu bình chọn"),
    "text": say("Lời thông báo"),
    "second": say("Dòng thứ hai"),
    "media": say("Tệp"),
    "fill": say("Phủ kín màn hình (có thể mất mép)"),
    "loop": say("Phát lặp lại"),
    "sound": say("Có tiếng"),
}
CHOICES = {
    (SceneName.SCORE, ""): "Theo thể lệ của vòng",
    (SceneName.SCORE, AT_ONCE): "Tất cả trong một lần phát",
    (SceneName.STANDINGS, ""): "Tất cả trong một lần phát",
    (SceneName.STANDINGS, BOTTOM_UP): "Từ dưới lên: từng năm đội, năm đội đầu từng đội",
    (SceneName.STANDINGS, ROW_BY_ROW): "Từ dưới lên: từng đội một",
}
NOT_ASKED = frozenset({"order", "seed_digest", "seed"})  # the recorded draw is used
WITHOUT_ROUND = frozenset({SceneName.HOLDING})  # may stand for no round at all


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in and checked."""

    params: dict[str, Any]
    round: Round | None
    performance: Performance | None
    subtitle: str


def names_of(scene: SceneName) -> list[str]:
    """The fields of the scene's form in order."""
    asked = PARAMS[scene]
    rows = [ROUND] * (asked.of_round and scene is not SceneName.AWARD) + [PERFORMANCE] * asked.of_performance
    return [*rows, *(each.name for each in asked.params if each.name not in NOT_ASKED)]


def about_of(scene: SceneName) -> set[str]:
    """The fields that say what a cue is about; the others say how it shows that."""
    fields = {ROUND, PERFORMANCE} | ({"award", "winner"} if scene is SceneName.AWARD else set())
    return fields & set(names_of(scene))


def catalogue(session: Session) -> list[dict[str, Any]]:
    """Every scene with its form, choices filled with what this contest has."""
    return [
        {
            "scene": scene.value,
            "title": title,
            "parameters": [_field_json(session, scene, name) for name in names_of(scene)],
        }
        for scene, title in TITLES.items()
    ]


def filled(session: Session, scene: SceneName, given: Mapping[str, Any]) -> Filled:
    """What was filled in for that scene. Raises `Invalid` with every fault."""
    names = names_of(scene)
    faults = [
        Fault(
            f"params.{name}",
            "unknown",
            say("Cảnh %(titles)s không có mục “%(name)s”.", titles=TITLES[scene], name=name),
        )
        for name in given
        if name not in names
    ]
    params: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for name in names:
        value = given.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if _required(scene, name):
                faults.append(Fault(f"params.{name}", "missing", say("Xin điền “%(labels)s”.", labels=LABELS[name])))
            continue
        found = _checked(session, scene, name, value)
        if found is None:
            faults.append(Fault(f"params.{name}", "wrong", say("“%(labels)s” không hợp lệ.", labels=LABELS[name])))
        elif name in (ROUND, PERFORMANCE) or isinstance(found, Award):
            rows[name] = found
        else:
            params[name] = found
    if faults:
        raise Invalid(faults)
    return _put_together(session, scene, params, rows)


def values_of(scene: str, params: Mapping[str, Any], round_key: str | None, performance: int | None) -> dict[str, Any]:
    """The form of a cue as it was filled in, to be filled in anew."""
    known = {ROUND: round_key, PERFORMANCE: performance} | dict(params)
    if "winner" in known:
        known["winner"] += 1
    return {name: known[name] for name in names_of(SceneName(scene)) if known.get(name) is not None}


def _put_together(session: Session, scene: SceneName, params: dict[str, Any], rows: dict[str, Any]) -> Filled:
    award: Award | None = rows.get("award")
    performance: Performance | None = rows.get(PERFORMANCE)
    row: Round | None = rows.get(ROUND)
    subtitle = str(params.get("text") or params.get("title") or (row.title if row else ""))[:200]
    if performance is not None:
        row = performance.round
        subtitle = f"{shown_name(performance.team.title)} · {performance.section.title}"
    if award is not None:
        params["award"] = award.key
        subtitle = shown_name(award.title)
    if award is not None and scene is SceneName.AWARD:
        row = session.get_one(Round, award.round_id)
        number = params.get("winner", 1)
        params["winner"] = number - 1
        subtitle = f"{subtitle} · đội nhận giải {number}"
    return Filled(params, row, performance, subtitle)


def _param(scene: SceneName, name: str) -> Param | None:
    return next((each for each in PARAMS[scene].params if each.name == name), None)


def _required(scene: SceneName, name: str) -> bool:
    if name == ROUND:
        return scene not in WITHOUT_ROUND
    param = _param(scene, name)
    return param is None or param.required


def _field_json(session: Session, scene: SceneName, name: str) -> dict[str, Any]:
    """A field as the console draws it."""
    param = _param(scene, name)
    return {
        "name": name,
        "kind": name if param is None else param.kind.value,
        "label": LABELS[name],
        "required": _required(scene, name),
        "most": MOST_NUMBER if param is not None and param.kind is K.NUMBER else param.longest if param else 0,
        "choices": _choices(session, scene, name, param),
    }


def _choices(session: Session, scene: SceneName, name: str, param: Param | None) -> list[dict[str, Any]]:
    """What a field has to choose from; nothing for one that is written or ticked."""
    if param is None:
        return _rounds(session) if name == ROUND else _performances(session)
    match param.kind:
        case K.CHOICE:
            return [{"value": value, "label": CHOICES[scene, value]} for value in ("", *param.choices)]
        case K.AWARD:
            rows = session.scalars(select(Award).order_by(Award.position))
            wanted = (row for row in rows if scene is not SceneName.FAVOURITE or row.kind == "hand")
            return [{"value": row.key, "label": shown_name(row.title)} for row in wanted]
        case K.MEDIA:
            files = session.scalars(select(Poster).order_by(Poster.position, Poster.id))
            return [{"value": row.key, "label": row.title} for row in files]
        case K.DAY:
            days = session.scalars(select(ProgrammeItem.on_date).where(ProgrammeItem.on_date.is_not(None)).distinct())
            return [{"value": day.isoformat(), "label": day.strftime("%d/%m/%Y")} for day in sorted(filter(None, days))]
        case _:
            return []


def _rounds(session: Session) -> list[dict[str, Any]]:
    return [{"value": row.key, "label": row.title} for row in session.scalars(select(Round).order_by(Round.position))]


def _performances(session: Session) -> list[dict[str, Any]]:
    query = select(Performance).join(Round).order_by(Round.position, Performance.position)
    return [
        {"value": row.id, "label": f"{shown_name(row.team.title)} · {row.section.title}", "group": row.round.title}
        for row in session.scalars(query)
    ]


def _checked(session: Session, scene: SceneName, name: str, value: Any) -> Any:
    """The value as it is kept; None for what makes no sense."""
    param = _param(scene, name)
    if param is None and name == PERFORMANCE:
        return session.get(Performance, value) if _is_whole(value) else None
    if param is None or param.kind is K.AWARD:
        model = Round if param is None else Award
        return session.scalar(select(model).where(model.key == value)) if isinstance(value, str) else None
    match param.kind:
        case K.FLAG:
            good = isinstance(value, bool)
        case K.NUMBER:
            good = _is_whole(value) and 1 <= value <= MOST_NUMBER
        case K.CHOICE:
            good = value in param.choices
        case K.MEDIA:
            good = session.scalar(select(Poster.id).where(Poster.key == str(value))) is not None
        case _:
            good = isinstance(value, str) and (not param.longest or len(value) <= param.longest)
    if not good:
        return None
    return value.strip() if isinstance(value, str) else value


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
