"""Data feeds for character generators: `now` and `standings` as JSON, CSV and XML. Only what has been revealed.

Always the same columns, ready-made strings, an empty string for nothing. The key in the address is the permission.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, request

from contest.live.scenes import SceneName
from contest.services import accounts, broadcast, public
from contest.services.permissions import Permission
from contest.services.show.buses import BusKey
from contest.services.show.on_air import project
from contest.web.guard import house, needs

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds/<key>")

NOW_COLUMNS = (
    *("scene", "team", "section", "order", "total", "prize"),
    *("short", "group", "label", "title", "subtitle", "caption", "note", "rehearsal"),
)
STANDINGS_COLUMNS = ("round", "rank", "team", "short", "points", "advancing", "tied", "rehearsal")


@blueprint.get("/now.<form>")
@needs(Permission.PUBLIC_READ)
def now(key: str, form: str) -> Response:
    """One row: what the stream shows."""
    _check(key)
    with house().reading() as rows:
        frame = project(rows, BusKey.STREAM)
    return _answer("now", form, NOW_COLUMNS, [_now_row(frame)])


@blueprint.get("/standings.<form>")
@needs(Permission.PUBLIC_READ)
def standings(key: str, form: str) -> Response:
    """The standings that are published or on the stream right now, all rounds one after the other."""
    _check(key)
    with house().reading() as rows:
        found = [_standings_row(title, row) for title, row in public.revealed_standings(rows)]
    return _answer("standings", form, STANDINGS_COLUMNS, found)


def _now_row(frame: dict[str, Any]) -> dict[str, str]:
    """Of each scene the same columns; those that it does not speak of are empty."""
    team = frame["team"] if isinstance(frame.get("team"), dict) else {}
    lines = frame["lines"] if frame["scene"] == SceneName.SCORE else []  # another scene's lines are its own words
    said = [line for line in lines if line["kind"] in ("minus", "plus")]
    row = {name: frame.get(name) for name in NOW_COLUMNS}
    row |= {"team": team.get("name"), "short": team.get("short") or team.get("name"), "group": team.get("group")}
    row |= {"caption": (frame.get("caption") or frame.get("total_caption")) if frame.get("total") else None}
    row |= {"scene": None if frame["key"] == "start" else frame["scene"]}  # nothing has been taken yet
    row |= {"rehearsal": rehearsal()}
    row |= {"note": "; ".join(f"{line['text']}: {line['figure']}" for line in said)}
    return {name: _text(row[name]) for name in NOW_COLUMNS}


def _standings_row(title: str, row: dict[str, Any]) -> dict[str, str]:
    team = row["team"]
    return {
        "round": title,
        "rank": _text(row["rank"]),
        "team": team["name"],
        "short": team["short"] or team["name"],
        "points": _text(row["points"]),
        "advancing": "1" if row["advancing"] else "",
        "tied": "1" if row["tied"] else "",
        "rehearsal": rehearsal(),
    }


def rehearsal() -> str:
    """What a feed of made-up figures says in every row; nothing in an official contest."""
    return "TẬP DƯỢT" if house().rehearsal else ""


def _text(value: object) -> str:
    """Ready-made, and an empty string for nothing; a list or a part of a scene is no text of a column."""
    return str(value) if isinstance(value, str | int) else ""


def _check(key: str) -> None:
    """The contest's own feed key, or the key of the station's gear, which can be taken back."""
    if hmac.compare_digest(key.encode(), accounts.feed_key(house().secret).encode()):
        return
    with house().reading() as rows:
        if broadcast.gear_of(rows, key) is None:
            abort(404)


def _answer(name: str, form: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Response:
    writers = {"json": _json, "csv": _csv, "xml": _xml}
    if form not in writers:
        abort(404)
    body, kind = writers[form](name, columns, rows)
    response = Response(body, content_type=kind)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _json(_name: str, _columns: tuple[str, ...], rows: list[dict[str, Any]]) -> tuple[bytes, str]:
    return json.dumps(rows, ensure_ascii=False).encode(), "application/json"


def _csv(_name: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> tuple[bytes, str]:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _xml(name: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> tuple[bytes, str]:
    root = ET.Element(name)
    for row in rows:
        item = ET.SubElement(root, "row")
        for column in columns:
            ET.SubElement(item, column).text = row[column]
    return ET.tostring(root, encoding="utf-8", xml_declaration=True), "application/xml; charset=utf-8"
