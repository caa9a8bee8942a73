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

from contest.services import accounts, public
from contest.services.permissions import Permission
from contest.services.show.buses import BusKey, take_on_air
from contest.web.guard import house, needs

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds/<key>")

NOW_COLUMNS = ("scene", "team", "section", "order", "total", "prize")
STANDINGS_COLUMNS = ("round", "rank", "team", "short", "points", "advancing")


@blueprint.get("/now.<form>")
@needs(Permission.PUBLIC_READ)
def now(key: str, form: str) -> Response:
    """One row: what the stream shows."""
    _check(key)
    with house().reading() as rows:
        take = take_on_air(rows, BusKey.STREAM)
        frame = take.frame if take else {}
    team = frame.get("team") or {}
    row = {
        "scene": frame.get("scene", ""),
        "team": team.get("name", ""),
        "section": frame.get("section") or "",
        "order": str(frame.get("order") or ""),
        "total": frame.get("total") or "",
        "prize": frame.get("prize") or "",
    }
    return _answer("now", form, NOW_COLUMNS, [row])


@blueprint.get("/standings.<form>")
@needs(Permission.PUBLIC_READ)
def standings(key: str, form: str) -> Response:
    """The published standings, all rounds one after the other."""
    _check(key)
    found = []
    with house().reading() as rows:
        for shown in public.public_topic(rows)["rounds"]:
            for row in shown["standings"] or []:
                found.append(
                    {
                        "round": shown["title"],
                        "rank": str(row["rank"]),
                        "team": row["team"]["name"],
                        "short": row["team"]["short"] or row["team"]["name"],
                        "points": row["points"],
                        "advancing": "1" if row["advancing"] else "",
                    }
                )
    return _answer("standings", form, STANDINGS_COLUMNS, found)


def _check(key: str) -> None:
    if not hmac.compare_digest(key.encode(), accounts.feed_key(house().secret).encode()):
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
