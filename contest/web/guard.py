"""Who asks, and whether they may: every route declares its permission here, and a test lists those that don't.

Also the way of a JSON write: one act, its answer kept under the `Idempotency-Key` in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Response, current_app, g, jsonify, request, session

from contest.domain.said import say
from contest.extensions import csrf
from contest.services import accounts, devices, idempotency
from contest.services.actor import PUBLIC, Actor
from contest.services.house import House, Work
from contest.services.permissions import NotKnown, Permission, may, require
from contest.services.registration import codes

P = ParamSpec("P")
R = TypeVar("R")

UNIT_CODES = "units"  # codes of the registrations that this browser has opened, the latest last
MOST_UNITS = 8
SESSION_KEYS = "keys"  # role → cookie token: one browser may hold several roles, each in its own tab


def house() -> House:
    """The house of this application."""
    found: House = current_app.extensions["house"]
    return found


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares a route's permission; the view runs with `g.actor` set, or not at all."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            g.actor = actor_with(permission)
            if g.actor is PUBLIC and not may(PUBLIC, permission) and revoked_roles():
                raise Ended(
                    say("Máy này đã được Ban thư ký hoặc Ban tổ chức thu hồi. Những gì chưa gửi vẫn nằm trên máy.")
                )
            require(g.actor, permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


class Ended(NotKnown):
    """The browser was let in once, and its session has been ended since."""

    code = "revoked"


def revoked_roles() -> list[str]:
    """The roles that this browser holds a cookie for whose session or link has been ended."""
    if bearer_token() is not None:
        return []
    with house().reading() as rows:
        return [role for role, key in session.get(SESSION_KEYS, {}).items() if accounts.is_revoked(rows, key)]


def takes_body(most_bytes: int | Callable[[dict[str, Any]], int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares that a route takes a body larger than others do. Only from who may use it: see `allow_body`.

    A limit that depends on what is sent is worked out from the values in the address.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def allow_body(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Raises the limit of the body for the route that takes more, before anything reads the form.

    Who may not use the route keeps the limit of everybody, so a stranger can't fill the disk with what is refused.
    """
    view: Any = current_app.view_functions.get(endpoint or "")
    most_bytes = getattr(view, "most_bytes", None)
    if most_bytes is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if may(actor_with(view.permission), view.permission):
        request.max_content_length = most_bytes(values or {}) if callable(most_bytes) else most_bytes


def bearer_token() -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def actors_of_request() -> list[Actor]:
    """Everybody this request can speak as, the one who entered last first; empty for the public.

    A bearer token speaks alone: it never borrows from the browser's cookie.
    """
    token = bearer_token()
    with house().reading() as rows:
        if token is not None:
            actor = accounts.actor_for_token(rows, token) or codes.actor_for_bearer(rows, house().secret, token)
            return [actor] if actor else []
        keys = reversed(list(session.get(SESSION_KEYS, {}).values()))
        found = [accounts.actor_for_session(rows, key) for key in keys]
        units = [codes.actor_for_code(rows, house().secret, code) for code in reversed(session.get(UNIT_CODES, []))]
        return [actor for actor in (*found, *units) if actor is not None]


def actor_with(permission: Permission) -> Actor:
    """Of those this request can speak as, one who has the permission; else the last who entered, else the public."""
    actors = actors_of_request()
    return next((actor for actor in actors if may(actor, permission)), actors[0] if actors else PUBLIC)


def remember(actor: Actor, cookie_token: str) -> None:
    """Keeps this browser logged in as `actor`, beside other roles it may hold."""
    keys = {role: key for role, key in session.get(SESSION_KEYS, {}).items() if role != actor.role.value}
    keys[actor.role.value] = cookie_token
    session[SESSION_KEYS] = keys
    session.permanent = True


def remember_unit(code: str) -> None:
    """Keeps the registration of that code open in this browser, beside others it may have."""
    others = [each for each in session.get(UNIT_CODES, []) if each != code]
    session[UNIT_CODES] = [*others, code][-MOST_UNITS:]
    session.permanent = True


def unit_codes() -> list[str]:
    """The codes of the registrations that this browser has opened, the latest first."""
    return list(reversed(session.get(UNIT_CODES, [])))


def forget_units() -> None:
    """Closes every registration in this browser: for a machine that others use too."""
    session.pop(UNIT_CODES, None)


def forget(role: str) -> str | None:
    """Removes a role from this browser; returns its cookie token, or None."""
    keys = dict(session.get(SESSION_KEYS, {}))
    token: str | None = keys.pop(role, None)
    session[SESSION_KEYS] = keys
    return token


def protect_writes() -> None:
    """Checks the CSRF token of a write that comes with a cookie; a bearer token can't be sent by another site.

    Who holds no role has nothing that another site could use: the interface answers that it does not know them.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or bearer_token() is not None:
        return
    if request.path.startswith("/socket.io") or (request.path.startswith("/api/") and not session.get(SESSION_KEYS)):
        return
    csrf.protect()


def perform(act: Callable[[Work], dict[str, Any]], status: int = 200) -> tuple[Response, int]:
    """The answer of a JSON write: runs `act` in one transaction, or repeats the answer stored under its key.

    A refusal is not stored: what is refused now may be right later.
    """
    key = request.headers.get("Idempotency-Key")
    digest = hashlib.sha256(
        b"\n".join([request.method.encode(), request.path.encode(), request.get_data()])
    ).hexdigest()
    with house().act(g.actor) as work:
        stored = idempotency.find(work, key, digest)
        if stored is not None:
            return jsonify(stored.body), stored.status
        body = act(work)
        devices.seen(work)
        idempotency.keep(work, key, digest, status, body)
    return jsonify(body), status


def actor_for_socket(token: str | None, permission: Permission | None) -> Actor:
    """Who connects a socket: the bearer of `token`, else one of this browser's roles that has `permission`."""
    if token:
        with house().reading() as rows:
            return accounts.actor_for_token(rows, token) or PUBLIC
    actors = actors_of_request()
    if permission is None:
        return actors[0] if actors else PUBLIC
    return next((actor for actor in actors if may(actor, permission)), actors[0] if actors else PUBLIC)
