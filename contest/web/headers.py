"""Security headers of every answer: a strict content policy without inline script or style, nothing from outside."""

from __future__ import annotations

from flask import Flask, Response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)

SELF = "'self'"


def policy() -> ContentSecurityPolicy:
    """All from this house and nothing else; frames only of our own pages (the console's miniatures)."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(SELF)
        .style_src(SELF)
        .font_src(SELF)
        .img_src(SELF, "data:", "blob:")
        .media_src(SELF)
        .connect_src(SELF)
        .frame_src(SELF)
        .manifest_src(SELF)
        .worker_src(SELF)
        .base_uri("'none'")
        .form_action(SELF)
        .frame_ancestors(SELF)
    )


HEADERS = Secure(
    csp=policy(),
    coop=CrossOriginOpenerPolicy().same_origin(),
    permissions=PermissionsPolicy().set("camera=(self), microphone=(), geolocation=(), screen-wake-lock=(self)"),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().sameorigin(),
)


def register(app: Flask) -> None:
    """Adds the headers to every answer; pages are never kept by a cache, hashed assets always."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.header_items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/assets/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
