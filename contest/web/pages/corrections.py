"""The page of corrections: every published version; opening a correction; what publishing it would change."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from contest.db.models import Contest, Round, Team
from contest.domain.errors import RuleViolation
from contest.domain.points import parse_points, vietnamese
from contest.live.words import when_text
from contest.services import corrections
from contest.services.permissions import Permission, may
from contest.web.boot import boot
from contest.web.guard import actor_with, house, needs

blueprint = Blueprint("corrections", __name__, url_prefix="/corrections")


class CorrectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why the published result is corrected."""

    reason = TextAreaField(
        _l("Lý do đính chính"),
        validators=[
            DataRequired(_l("Xin ghi lý do đính chính.")),
            Length(max=corrections.LONGEST_REASON, message=_l("Lý do dài nhất %(max)d ký tự.")),
        ],
        render_kw={"rows": 3},
    )


@blueprint.get("/<key>")
@needs(Permission.STANDINGS_READ)
def of_round(key: str) -> Response:
    """The versions of a round's published result, and the correction under way."""
    return _page(key, CorrectionForm(formdata=None))


@blueprint.post("/<key>")
@needs(Permission.ROUND_CORRECT)
def open_correction(key: str) -> Response:
    """Opens a correction."""
    form = CorrectionForm()
    if not form.validate():
        return _page(key, form, 422)
    try:
        with house().act(g.actor) as work:
            corrections.open_correction(work, key, form.reason.data)
    except RuleViolation as refusal:
        return _page(key, form, 409, refusal.message)
    return make_response(redirect(url_for("corrections.of_round", key=key), 303))


@blueprint.post("/<key>/publication")
@needs(Permission.ROUND_PUBLISH)
def publish(key: str) -> Response:
    """Publishes the corrected result."""
    try:
        with house().act(g.actor) as work:
            corrections.publish(work, key)
    except RuleViolation as refusal:
        return _page(key, CorrectionForm(formdata=None), 409, refusal.message)
    return make_response(redirect(url_for("corrections.of_round", key=key), 303))


def _page(key: str, form: CorrectionForm, status: int = 200, refusal: str | None = None) -> Response:
    with house().reading() as rows:
        page = corrections.history(rows, key, house().now())
        names = _Names(rows)
        for version in page["versions"]:
            version |= {"when": names.when(version["at"]), "affects": names.told(version["affects"])}
        under_way = page["correction"]
        if under_way is not None:
            under_way |= {"when": names.when(under_way["at"]), "affects": names.told(under_way["affects"])}
    page |= {
        "refusal": refusal,
        "corrects": may(actor_with(Permission.ROUND_CORRECT), Permission.ROUND_CORRECT),
        "publishes": may(actor_with(Permission.ROUND_PUBLISH), Permission.ROUND_PUBLISH),
    }
    shown = render_template("corrections/round.html", page=page, form=form, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, status)


class _Names:
    """Keys of what a correction affects as people know them."""

    def __init__(self, rows: Session) -> None:
        self.teams = {row.key: row.title for row in rows.execute(select(Team.key, Team.title))}
        self.rounds = {row.key: row.title for row in rows.execute(select(Round.key, Round.title))}
        self.zone = rows.get_one(Contest, 1).timezone

    def when(self, at_ms: int) -> str:
        return when_text(at_ms, self.zone)

    def told(self, affects: dict[str, Any]) -> dict[str, Any] | None:
        """The same with names, and figures as people read them; None for a version that changed nothing: the first."""
        if not affects:
            return None
        advancing = affects["advancing"]
        return affects | {
            "moved": [
                {
                    "round": self.rounds.get(each["round"], each["round"]),
                    "team": self._team(each["team"]),
                    "before": _side(each["before"]),
                    "after": _side(each["after"]),
                    "way": _way(each["before"]["rank"], each["after"]["rank"]),
                }
                for each in affects["moved"]
            ],
            "awards": [
                each | {side: [self._team(key) for key in each[side]] for side in ("before", "after")}
                for each in affects["awards"]
            ],
            "advancing": advancing
            and advancing | {side: [self._team(key) for key in advancing[side]] for side in ("in", "out")},
        }

    def _team(self, key: str) -> str:
        return str(self.teams.get(key, key))


def _side(side: dict[str, Any]) -> dict[str, Any]:
    total = side["total"]
    return side | {"total": None if total is None else vietnamese(parse_points(total), None)}


def _way(before: int | None, after: int | None) -> str:
    if before == after:
        return "same"
    return "up" if after is not None and (before is None or after < before) else "down"
