"""The JSON interface, `/api/v1`: what tablets, desks and consoles use, and anybody else's gear too."""

from __future__ import annotations

from flask import Flask

from contest.web.api import (
    contest,
    desk,
    discrepancies,
    explanations,
    health,
    judge,
    openapi,
    performances,
    receipts,
    rounds,
    script,
    show,
)


def register(app: Flask) -> None:
    """Adds every route of the interface."""
    desks = (contest, rounds, performances, judge, desk, receipts, discrepancies, explanations)
    for room in (*desks, show, script, openapi, health):
        app.register_blueprint(room.blueprint)
