"""The MC's page: what to say now, what comes next, and the card of the result.

Responsible for turning a frame into words for one who reads at arm's length. The card is made from the very frame that
is on air, so MC and screen can't disagree; an award's card alone is a step ahead, for the MC announces its winner.
"""

from __future__ import annotations

from typing import Any

from contest.live.scenes.base import SceneName

Frame = dict[str, Any]

TITLES = {
    SceneName.BLANK: "Màn hình tối",
    SceneName.HOLDING: "Màn hình chờ",
    SceneName.TEAM: "Giới thiệu đội thi",
    SceneName.PERFORMING: "Đội đang thi",
    SceneName.SCORING: "Ban giám khảo đang chấm điểm",
    SceneName.SCORE: "Công bố điểm",
    SceneName.STANDINGS: "Công bố bảng xếp hạng",
    SceneName.ADVANCING: "Công bố đội vào vòng trong",
    SceneName.AWARD: "Trao giải",
    SceneName.PODIUM: "Kết quả chung cuộc",
}


def prompt(frame: Frame) -> dict[str, Any]:
    """What the scene is about, in lines to be said. Names and prizes, never a figure."""
    scene = SceneName(frame["scene"])
    return {"scene": scene.value, "title": TITLES[scene], "lines": [line for line in _lines(scene, frame) if line]}


def card(frame: Frame) -> dict[str, Any] | None:
    """The result that the frame shows, row by row; None for a frame without one."""
    match SceneName(frame["scene"]):
        case SceneName.SCORE:
            return _card(f"{frame['team']['name']} · {frame['section']}", _score_rows(frame))
        case SceneName.STANDINGS:
            shown = [row for row in frame["rows"] if not row["hidden"]]
            return _card(f"{frame['title']} · {frame['subtitle']}", [_standing_row(row) for row in shown])
        case SceneName.ADVANCING:
            return _card(frame["title"], [(str(n), team["name"]) for n, team in enumerate(frame["teams"], 1)])
        case SceneName.AWARD if frame["team"] is not None:
            rows = [(frame["prize"], frame["team"]["name"])]
            if frame["total"] is not None:
                rows.append((frame["total_caption"], frame["total"]))
            return _card("Trao giải", rows)
        case SceneName.PODIUM:
            return _card(frame["title"], [(step["prize"], step["team"]["name"]) for step in frame["steps"]])
        case _:
            return None


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
        case SceneName.AWARD:
            said = [frame["prize"]]
    return said


def _score_rows(frame: Frame) -> list[tuple[str, str]]:
    judges = [(judge["label"], _judge_text(judge)) for judge in frame["judges"]]
    lines = [(line["text"], line.get("figure", "")) for line in frame["lines"]]
    return [*judges, *lines, (frame["caption"], frame["total"])]


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
    return {"title": title, "rows": [{"label": label, "value": value} for label, value in rows]}
