"""Builds the house: database, acts, live channel, pages. The only place that knows all the floors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, request, session
from sqlalchemy.exc import SQLAlchemyError

from contest import i18n
from contest.config import ROOT, Settings
from contest.extensions import babel, csrf, limiter, socketio
from contest.live.words import kept_together
from contest.services import board, mail, setup
from contest.services.house import House
from contest.services.opening import open_house
from contest.sockets import register as register_sockets
from contest.web import api, assets, errors, guard, headers, numbers, pages, sessions, speech

MAX_BODY = 1024 * 1024


def create_app(settings: Settings, now: Callable[[], int] | None = None) -> Flask:
    """The application, ready to serve; `extensions` holds its `house` and its `socketio`."""
    i18n.compile_catalogues()
    app = Flask("contest", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_COOKIE_NAME=_cookie_name(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.tls,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE=i18n.DEFAULT,
        BABEL_TRANSLATION_DIRECTORIES=str(i18n.TRANSLATIONS),
    )
    app.session_interface = sessions.TornCookies()
    app.url_map.converters["int"] = numbers.RowNumber
    speech.register(app)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    house = open_house(settings, now)
    app.extensions["house"] = house
    app.extensions["settings"] = settings
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=_language)
    socketio.init_app(
        app,
        async_mode=settings.async_mode.value,
        cors_allowed_origins=None,
        ping_interval=10,
        ping_timeout=8,
        http_compression=False,
        manage_session=False,
    )
    app.url_value_preprocessor(guard.allow_body)  # before the form is read for its CSRF token
    app.before_request(guard.protect_writes)
    app.context_processor(lambda: {"contest_title": _contest_title(house), "rehearsal": house.rehearsal})
    headers.register(app)
    errors.register(app)
    assets.register(app, ROOT / "static")
    api.register(app)
    pages.register(app)
    live = app.extensions["live"] = register_sockets(socketio, house, guard.actor_for_socket)
    house.letters_wait = lambda: live.background.start(lambda: mail.send_waiting(house))
    return app


def _cookie_name(settings: Settings) -> str:
    """The cookie's name, one for each contest: browsers keep cookies by host and not by port, so a rehearsal beside
    the official contest would log everybody out of it."""
    return f"contest_{hashlib.sha256(settings.secret_key.encode()).hexdigest()[:10]}"


def _language() -> str:
    """The language asked for by `?lang=`, kept for this browser; Vietnamese unless somebody asks."""
    asked = request.args.get("lang")
    if asked in i18n.LANGUAGES and asked != session.get("lang"):
        session["lang"] = asked
    chosen = session.get("lang", i18n.DEFAULT)
    return chosen if chosen in i18n.LANGUAGES else i18n.DEFAULT


def _contest_title(house: House) -> str:
    """The contest's short title for the page's head; empty without one, and while the database can't be read.

    The page that tells of an error has a head too: it must not fail for the same reason.
    """
    try:
        with house.reading() as rows:
            return "" if setup.is_empty(rows) else kept_together(str(board.contest_json(rows)["short_title"]))
    except SQLAlchemyError:
        return ""
