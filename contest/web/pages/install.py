"""The page that prepares a tablet for the evening: how to trust this server, and how to keep the screen lit.

Public, and open by plain http too: who needs it can't trust the server yet. Hands out the root's certificate, never a
key, and shows its fingerprint so that it can be compared.
"""

from __future__ import annotations

import plistlib
import uuid

import segno
from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from contest.authority import Doors, Root, root_of
from contest.services.permissions import Permission
from contest.web.guard import needs

blueprint = Blueprint("install", __name__, url_prefix="/install")

SYSTEMS = (("iPad", "apple"), ("iPhone", "apple"), ("Android", "android"))  # a Mac may be an iPad, or carry to one


@blueprint.get("")
@needs(Permission.PUBLIC_READ)
def page() -> str:
    """What to do on this tablet, its own system first; on another device, a QR code to carry it there."""
    root, doors = _root(), _doors()
    agent = request.user_agent.string
    address = f"{doors.plain or doors.secure}/install"
    return render_template(
        "install/page.html",
        tls=doors.secure.startswith("https:"),
        root=root,
        pad=f"{doors.secure}/judge/" if doors.plain and request.scheme == "http" else "/judge/",
        address=address,
        qr=segno.make(address).svg_data_uri(scale=6, border=2, dark="#06122d", light="#fff"),
        system=next((system for sign, system in SYSTEMS if sign in agent), ""),
    )


@blueprint.get("/root.crt")
@needs(Permission.PUBLIC_READ)
def root() -> Response:
    """The root's certificate, for Android and computers."""
    return _download(_root_or_404().der, "application/x-x509-ca-cert", "hoi-thi.crt")


@blueprint.get("/ipad.mobileconfig")
@needs(Permission.PUBLIC_READ)
def ipad() -> Response:
    """The same as a profile, the only form that an iPad offers to install."""
    return _download(profile(_root_or_404()), "application/x-apple-aspen-config", "hoi-thi.mobileconfig")


def profile(root: Root) -> bytes:
    """An Apple configuration profile that holds the root and nothing else; the same root makes the same profile."""

    def named(kind: str, title: str) -> dict[str, object]:
        mark = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {root.fingerprint}")
        return {
            "PayloadDisplayName": title,
            "PayloadIdentifier": f"vn.hoithi.{kind}.{mark}",
            "PayloadUUID": str(mark).upper(),
            "PayloadVersion": 1,
        }

    certificate = named("root", "Chứng chỉ gốc của hội thi") | {
        "PayloadType": "com.apple.security.root",
        "PayloadCertificateFileName": "hoi-thi.cer",
        "PayloadContent": root.der,
    }
    return plistlib.dumps(
        named("profile", "Hội thi: máy chấm điểm")
        | {
            "PayloadType": "Configuration",
            "PayloadDescription": "Để máy này tin máy chủ của hội thi trong mạng nội bộ. Có thể gỡ sau hội thi.",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [certificate],
        }
    )


def _download(body: bytes, kind: str, name: str) -> Response:
    response = make_response(body)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _root() -> Root | None:
    settings = current_app.extensions["settings"]
    return root_of(settings.data_dir) if settings.tls else None


def _root_or_404() -> Root:
    return _root() or abort(404)


def _doors() -> Doors:
    """As the command that serves has told them; else the address by which this request came."""
    return current_app.extensions.get("doors") or Doors(request.host_url.rstrip("/"), None)
