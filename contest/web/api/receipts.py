"""Receipts at the interface: what a code was given for."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from contest.services import receipts
from contest.services.permissions import Permission
from contest.web.guard import house, needs

blueprint = Blueprint("api_receipts", __name__, url_prefix="/api/v1/receipts")


@blueprint.get("/<code>")
@needs(Permission.CONTEST_READ)
def find(code: str) -> Response:
    """The sheets and versions that the receipt was given for."""
    with house().reading() as rows:
        return jsonify(receipts.find_receipt(rows, code))
