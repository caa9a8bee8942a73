"""Static files under an address that holds the hash of them all: kept by browsers for ever, and never an old one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory, url_for

from contest.services.permissions import Permission
from contest.web.guard import needs

ONE_YEAR_S = 365 * 24 * 3600


def build_hash(folder: Path) -> str:
    """Twelve hex digits over the names and contents of every file in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def register(app: Flask, folder: Path) -> None:
    """Serves `folder`, and gives templates `asset('css/tokens.css')`."""
    build = build_hash(folder)
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/assets/<build_named>/<path:name>", endpoint="file")
    @needs(Permission.PUBLIC_READ)
    def _file(build_named: str, name: str) -> Response:
        if build_named != build:
            abort(404)
        response = send_from_directory(folder, name, max_age=ONE_YEAR_S)
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
        return response

    def asset(name: str) -> str:
        return url_for("assets.file", build_named=build, name=name)

    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(blueprint)
