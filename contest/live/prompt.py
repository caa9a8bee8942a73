"""The MC's page: what to say now, what comes next, and the card of the result.

Responsible for turning a frame into words for one who reads at arm's length. The card is made from the very frame that
is on air, so MC and screen can't disagree; an award's card alone is a step ahead, for the MC announces its winner.
"""

from __future__ import annotations

from typing import Any

from contest.live.scenes.base import SceneName
from contest.live.words import kept_together

Frame = dict[str, Any]

TITLES = {
    SceneName.BLANK: "Màn hình tối",
    SceneName.HOLDING: "Màn hình chờ",
    SceneName.PROGRAMME: "Chương trình",
    SceneName.JURY: "Giới thiệu Ban giám khảo",
    SceneName.DRAW: "Bốc thăm thứ tự thi",
    SceneName.TEAM: "Giới thiệu đội thi",
    SceneName.PERFORMING: "Đội đang thi",
    SceneName.SCORING: "Ban giám khảo đang chấm điểm",
    SceneName.SCORE: "Công bố điểm",
    SceneName.STANDINGS: "Công bố bảng xếp hạng",
    SceneName.ADVANCING: "Công bố đội vào vòng trong",
    SceneName.AWARD: "Trao giải",
    SceneName.PODIUM: "Kết quả chung cuộc",
    SceneName.FAVOURITE: "Khán giả yêu thích",
    SceneName.MESSAGE: "Thông báo",
    SceneName.MEDIA: "Trình chiếu",
    SceneName.TESTCARD: "Kiểm tra màn hình",
}


def prompt(frame: Frame) -> dict[str, Any]:
    """What the scene is about, in lines to be said. Names and prizes, never a figure."""
    scene = SceneName(frame["scene"])
    lines = [kept_together(line) for line in _lines(scene, frame) if line]
    return {"scene": scene.value, "title": TITLES[scene], "lines": lines}


def card(frame: Frame) -> dict[str, Any] | None:
    """The result that the frame shows, row by row; None for a frame without one."""
    found = _result(SceneName(frame["scene"]), frame)
    return None if found is None else _card(*found)


def _result(scene: SceneName, frame: Frame) -> tuple[str, list[tuple[str, str]]] | None:
    """Title and rows of the card."""
    found: tuple[str, list[tuple[str, str]]] | None = None
    match scene:
        case SceneName.SCORE:
            found = f"{frame['team']['name']} · {frame['section']}", _score_rows(frame)
        case SceneName.STANDINGS:
            shown = [row for row in frame["rows"] if not row["hidden"]]
            found = f"{frame['title']} · {frame['subtitle']}", [_standing_row(row) for row in shown]
        case SceneName.ADVANCING:
            found = frame["title"], [(str(n), team["name"]) for n, team in enumerate(frame["teams"], 1)]
        case SceneName.AWARD if frame["team"] is not None:
            found = "Trao giải", _prize_rows(frame, frame["total_caption"], frame["total"])
        case SceneName.FAVOURITE if frame["team"] is not None:
            found = TITLES[scene], _prize_rows(frame, frame["caption"], frame["votes"])
        case SceneName.DRAW if frame["drawn"]:
            drawn = [place for place in frame["places"] if place["team"] is not None]
            found = frame["title"], [(f"Lượt {place['turn']}", place["team"]["name"]) for place in drawn]
        case SceneName.PODIUM:
            found = frame["title"], [(step["prize"], step["team"]["name"]) for step in frame["steps"]]
    return found


def _prize_rows(frame: Frame, caption: str, figure: str | None) -> list[tuple[str, str]]:
    rows = [(frame["prize"], frame["team"]["name"])]
    return rows if figure is None else [*rows, (caption, figure)]


def sheets_text(sheets: dict[str, int]) -> str:
    """`"Đã nộp 5/7 phiếu chấm"`."""
    return f"Đã nộp {sheets['in']}/{sheets['of']} phiếu chấm"


def _lines(scene: SceneName, frame: Frame) -> list[str | None]:
    said: list[str | None] = []
    match scene:
        case SceneName.HOLDING:
            said = [frame["contest"]["title"], frame["round"], frame["when"]]
        case SceneName.TEAM:
            said = [frame["label"], frame["team"]["name"], frame["team"]["group"], frame["section"]]
        case SceneName.PERFORMING:
            said = [frame["label"], frame["team"]["name"], frame["section"]]
        case SceneName.SCORING | SceneName.SCORE:
            said = [frame["team"]["name"], frame["section"]]
        case SceneName.STANDINGS:
            said = [frame["title"], frame["subtitle"]]
        case SceneName.ADVANCING:
            said = [frame["title"]]
        case SceneName.AWARD | SceneName.FAVOURITE:
            said = [frame["prize"]]
        case _:
            said = _ceremony_lines(scene, frame)
    return said


def _ceremony_lines(scene: SceneName, frame: Frame) -> list[str | None]:
    match scene:
        case SceneName.PROGRAMME:
            return [frame["subtitle"], *(_programme_line(line) for line in frame["lines"])]
        case SceneName.JURY:
            return [frame["subtitle"], *(f"{each['name']}, {each['role']}" for each in frame["members"])]
        case SceneName.DRAW:
            return [frame["title"], frame["subtitle"]]
        case SceneName.MESSAGE:
            return [frame["text"], frame["second"]]
        case SceneName.MEDIA:
            return [frame["media"]["title"]]
        case _:
            return []


def _programme_line(line: dict[str, Any]) -> str:
    when = " ".join(part for part in (line["time"], line["day"]) if part)
    return f"{when}: {line['title']}" if when else str(line["title"])


def _score_rows(frame: Frame) -> list[tuple[str, str]]:
    judges = [(judge["label"], _judge_text(judge)) for judge in frame["judges"] if judge["state"] != "hidden"]
    lines = [(line["text"], line.get("figure", "")) for line in frame["lines"]]
    total = [(frame["caption"], frame["total"])] if frame["total"] is not None else []
    return [*judges, *lines, *total]


def _judge_text(judge: dict[str, Any]) -> str:
    left_out = {"high": " (cao nhất, bỏ)", "low": " (thấp nhất, bỏ)", "out": " (lệch xa, bỏ)"}
    missing = {"absent": "vắng", "recused": "xin không chấm"}
    if judge["figure"] is None:
        return missing.get(judge["state"], "")
    return str(judge["figure"]) + left_out.get(judge["state"], "")


def _standing_row(row: dict[str, Any]) -> tuple[str, str]:
    rank = "" if row["rank"] is None else f"Hạng {row['rank']}"
    points = "" if row["points"] is None else f": {row['points']}"
    return rank, row["team"]["name"] + points


def _card(title: str, rows: list[tuple[str, str]]) -> dict[str, Any]:
    kept = [{"label": label, "value": kept_together(value)} for label, value in rows]
    return {"title": kept_together(title), "rows": kept}
