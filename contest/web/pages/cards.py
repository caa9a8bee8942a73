"""Judges' cards, made in the one moment in which their links exist in the clear."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, g, request, send_file, url_for

from contest.exports.cards import CARDS_FILE_NAME, cards_pdf
from contest.exports.values import Card, Cards
from contest.services import accounts, board
from contest.services.permissions import Permission
from contest.web.guard import house, needs

blueprint = Blueprint("cards", __name__, url_prefix="/cards")


@blueprint.post("/")
@needs(Permission.CARD_ISSUE)
def issue() -> Response:
    """Issues new links with PINs to the chosen judges, and gives their cards as a PDF. Earlier ones stay good."""
    chosen = request.form.getlist("judge")
    with house().act(g.actor) as work:
        issued = accounts.issue_cards(work, chosen)
        contest = board.contest_json(work.session)
    made = tuple(
        Card(each.name, url_for("auth.enter", token=each.token, _external=True), each.pin or "") for each in issued
    )
    sheet = Cards(contest["title"], contest["organiser"], url_for("judge.login", _external=True), made)
    document = cards_pdf(sheet, rehearsal=house().rehearsal)
    answer = send_file(BytesIO(document.content), "application/pdf", download_name=CARDS_FILE_NAME, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
