"""Security headers of every answer: a strict content policy without inline script or style, nothing from outside."""

from __future__ import annotations

from flask import Flask, Response, g, request
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


ANYWHERE = ("http:", "https:", "file:")
DEVICES = "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)"


def policy(*ancestors: str) -> ContentSecurityPolicy:
    """All from this house and nothing else. Framed by our own pages alone (the miniatures), or by `ancestors`."""
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
        .frame_ancestors(*(ancestors or (SELF,)))
    )


HEADERS = Secure(
    csp=policy(),
    coop=CrossOriginOpenerPolicy().same_origin(),
    permissions=PermissionsPolicy().set(DEVICES),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().sameorigin(),
)


def may_be_framed_anywhere(response: Response) -> Response:
    """For the one page that the station's gear frames: it shows the stream's picture, and takes no click and no word.

    `file:` is named because `*` does not cover it: the shell page is opened from the mixer's own disk.
    """
    response.headers["Content-Security-Policy"] = policy(*ANYWHERE).header_value
    g.framed_anywhere = True
    return response


def may_use_the_camera(response: Response) -> Response:
    """For the one page that reads codes off people's papers."""
    response.headers["Permissions-Policy"] = DEVICES.replace("camera=()", "camera=(self)")
    return response


def register(app: Flask) -> None:
    """Adds the headers to every answer; pages are never kept by a cache, hashed assets always."""

    @app.after_request
    def _headers(response: Response) -> Response:
        framed = g.get("framed_anywhere", False)
        for name, value in HEADERS.header_items():
            if not (framed and name == "X-Frame-Options"):
                response.headers.setdefault(name, value)
        if not request.path.startswith("/assets/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
