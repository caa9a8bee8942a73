"""Scenes of the ceremony from rows and a cue's parameters: programme, jury, draw, favourite, message, test card.

Responsible for reading what they are made of. What a parameter names and the house does not have is refused by name.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Contest, Cue, Entry, ProgrammeItem, Team
from contest.db.queries.draws import effective_seed, latest_order_draw
from contest.domain.said import say
from contest.live import words
from contest.live.scenes import (
    Draw,
    Favourite,
    Jury,
    JuryMember,
    Message,
    Programme,
    ProgrammeDay,
    ProgrammeLine,
    TeamName,
    TestCard,
)
from contest.live.scenes.ceremony import DRAW_TITLE, JURY_TITLE, PROGRAMME_TITLE
from contest.services.refusals import WrongState
from contest.services.show.figures import NoFigures, NoWinner, team_name

LONGEST_NAMES = 3  # on the test card


class NothingToSay(WrongState):
    """A message without words, a programme without lines."""


def programme_scene(session: Session, cue: Cue, now: int) -> Programme:  # noqa: ARG001 - one signature for all
    """The programme: all of it, the `day` of the cue, or `by_day`, a step a day."""
    query = select(ProgrammeItem).order_by(ProgrammeItem.position)
    day = cue.params.get("day")
    items = [item for item in session.scalars(query) if day is None or _iso(item) == day]
    if not items:
        raise NothingToSay(say("Chương trình chưa có dòng nào để chiếu."))
    days = tuple(
        ProgrammeDay(_day_label(group[0]), tuple(_programme_line(item) for item in group))
        for group in (list(found) for _day, found in groupby(items, _iso))
    )
    return Programme(
        subtitle=session.get_one(Contest, 1).short_title,
        days=days,
        by_day=bool(cue.params.get("by_day")),
        title=cue.params.get("title") or PROGRAMME_TITLE,
    )


def _iso(item: ProgrammeItem) -> str | None:
    return item.on_date.isoformat() if item.on_date else None


def _day_label(item: ProgrammeItem) -> str | None:
    return words.day_text(item.on_date) if item.on_date else None


def _programme_line(item: ProgrammeItem) -> ProgrammeLine:
    day = item.on_date.strftime("%d/%m") if item.on_date else None
    return ProgrammeLine(day, item.at_time, item.title, item.place)


def jury_scene(session: Session, cue: Cue, now: int) -> Jury:  # noqa: ARG001 - one signature for all
    """The panel of the cue's round, its head first. Raises `NothingToSay` while nobody sits on it."""
    panel = [seat.judge for seat in cue.round.panel] if cue.round is not None else []
    if cue.round is None or not panel:
        raise NothingToSay(say("Vòng thi của lệnh này chưa có giám khảo nào."))
    ordered = sorted(panel, key=lambda judge: not judge.head)
    return Jury(
        subtitle=cue.round.title,
        members=tuple(JuryMember(judge.key, judge.name, judge.head) for judge in ordered),
        one_by_one=bool(cue.params.get("one_by_one")),
        title=cue.params.get("title") or JURY_TITLE,
    )


def draw_scene(session: Session, cue: Cue, now: int) -> Draw:  # noqa: ARG001 - one signature for all
    """The recorded draw: `order` of the cue (keys of teams), else the newest draw of its round, else its running order.

    Raises `NoFigures` while nothing has been drawn.
    """
    order, digest = cue.params.get("order"), cue.params.get("seed_digest")
    names = {team.key: team_name(team) for team in session.scalars(select(Team))}
    if order is not None:
        drawn = tuple(_known(names, each) for each in order)
        seed = cue.params.get("seed")
    else:
        recorded = latest_order_draw(session, cue.round.id) if cue.round is not None else None
        if recorded is not None and recorded.state == "drawn":  # carried out, to be read here before anybody knows it
            drawn = tuple(_known(names, each) for each in recorded.outcome or [])
            seed = cue.params.get("seed") or effective_seed(recorded)
        else:
            drawn = _recorded_order(session, cue, names)
            seed = cue.params.get("seed") or (cue.round.order_seed if cue.round is not None else None)
        digest = digest or (recorded.digest if recorded is not None else None)
    if not drawn:
        raise NoFigures(say("Chưa bốc thăm thứ tự thi."))
    return Draw(
        subtitle=cue.round.title if cue.round is not None else cue.subtitle,
        order=drawn,
        seed_digest=digest,
        seed=seed,
        title=cue.params.get("title") or DRAW_TITLE,
    )


def _known(names: dict[str, TeamName], each: Any) -> TeamName:
    key = each["key"] if isinstance(each, dict) else each
    if key not in names:
        raise NoFigures(say("Kết quả bốc thăm có đội không còn trong danh sách: %(key)s.", key=key))
    return names[key]


def _recorded_order(session: Session, cue: Cue, names: dict[str, TeamName]) -> tuple[TeamName, ...]:
    if cue.round is None:
        return ()
    query = (
        select(Team.key)
        .join(Entry, Entry.team_id == Team.id)
        .where(Entry.round_id == cue.round.id, Entry.turn.is_not(None), Entry.status == "present")
        .order_by(Entry.turn)
    )
    return tuple(names[key] for key in session.scalars(query))


def favourite_scene(session: Session, cue: Cue, now: int) -> Favourite:  # noqa: ARG001 - one signature for all
    """The prize that the audience gives: the cue's `award`, else the first that is named by hand, with its winner.

    Raises `NoWinner` while nobody has been named with evidence.
    """
    query = select(Award).where(Award.kind == "hand").order_by(Award.position).limit(1)
    if cue.params.get("award"):
        query = query.where(Award.key == cue.params["award"])
    award = session.scalar(query)
    winner = session.get(Team, award.winner_id) if award is not None and award.winner_id is not None else None
    if award is None or winner is None:
        raise NoWinner(say("Giải khán giả yêu thích chưa được nhập đội nhận giải."))
    votes = str(cue.params.get("votes") or "").replace(".", "").strip()
    text = words.votes_text(int(votes)) if votes.isascii() and votes.isdigit() else None
    return Favourite(award.title, team_name(winner), text)


def message_scene(session: Session, cue: Cue, now: int) -> Message:  # noqa: ARG001 - one signature for all
    """The director's words. Raises `NothingToSay` without any."""
    text = str(cue.params.get("text") or "").strip()
    if not text:
        raise NothingToSay(say("Thông báo chưa có lời nào."))
    return Message(text, str(cue.params.get("second") or "").strip() or None)


def testcard_scene(session: Session, cue: Cue, now: int) -> TestCard:  # noqa: ARG001 - one signature for all
    """The test card with the longest names of this contest."""
    titles = sorted(session.scalars(select(Team.title)), key=len, reverse=True)
    return TestCard(session.get_one(Contest, 1).title, tuple(titles[:LONGEST_NAMES]))
