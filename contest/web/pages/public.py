"""The public page: programme, running order, what has been published."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, session
from flask_babel import get_locale

from contest.i18n import DEFAULT
from contest.services import public
from contest.services.actor import PUBLIC
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

STARTED = secrets.token_hex(8)  # a page of another build is another page
FRESH_S = 1  # what is published shows a second later, at most

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@needs(Permission.PUBLIC_READ)
def home() -> Response:
    """The public page. A cache before the house may keep it for a moment, and need not ask for it whole again.

    It carries no token: a page that is the same for everybody can be given to everybody.
    """
    with house().reading() as rows:
        page = public.public_topic(rows)
    language = str(get_locale() or DEFAULT)
    facts = json.dumps([page, language, STARTED], sort_keys=True, default=str)
    etag = hashlib.sha256(facts.encode()).hexdigest()[:32]
    answer = make_response() if request.if_none_match.contains_weak(etag) else _page(page)
    answer.set_etag(etag, weak=True)
    own = bool(session) or session.modified  # somebody's own language or roles: no cache may keep it for others
    answer.headers["Cache-Control"] = "private, no-cache" if own else f"public, max-age={FRESH_S}"
    answer.make_conditional(request)
    return answer


def _page(page: dict[str, Any]) -> Response:
    start = boot(PUBLIC, "/public", ["public"], with_token=False)
    return make_response(render_template("public/home.html", page=page, boot=start))
