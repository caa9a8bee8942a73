"""Sending a poster or a clip: whole or in parts, kept by browsers for as long as they like."""

from __future__ import annotations

from flask import Response, abort, send_file

from contest.services.files import posters
from contest.web.guard import house

ONE_YEAR_S = 365 * 24 * 3600
POLICY = "default-src 'none'; sandbox"


def send_poster(key: str) -> Response:
    """The file of that key; its content never changes under its address. Raises `NotFound`, or ends with 404."""
    with house().reading() as rows:
        row = posters.get(rows, key)
    path = posters.path_of(house(), row)
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=row.mime, conditional=True, etag=row.sha256[:32], max_age=ONE_YEAR_S)
    response.headers["Cache-Control"] = f"private, max-age={ONE_YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "bytes"
    return response
