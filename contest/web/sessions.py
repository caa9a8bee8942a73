"""The browser's session cookie on networks that cut answers in the middle.

A browser takes even the beginning of a head: `Set-Cookie: contest=eyJf…` torn in its value loses its path with the
rest, so the stump is kept for the folder of that address alone, and is sent before the whole cookie ever after. So
answers of the interface set none, and of several cookies of the name the first that is whole speaks.
"""

from __future__ import annotations

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

UNCHANGED = ("/api/", "/assets/", "/socket.io")
"""Here a cookie is set only when something in it has changed."""


class TornCookies(SecureCookieSessionInterface):
    """Flask's signed cookie, read from whichever copy is whole, and not sent again with every answer."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the first cookie that is whole; an empty one without any."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        longest_s = int(app.permanent_session_lifetime.total_seconds())
        for value in request.cookies.getlist(self.get_cookie_name(app)):
            try:
                return self.session_class(signer.loads(value, max_age=longest_s))
            except BadSignature:
                continue
        return self.session_class()

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether this answer carries the cookie: what has changed always, a longer life only with a page."""
        if session.modified:
            return True
        return not request.path.startswith(UNCHANGED) and super().should_set_cookie(app, session)
