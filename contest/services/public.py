"""What everybody may know: facts, programme, running orders, what was published, what a bus has already shown.

The one place from which the public page, the public topic and the feeds take their figures. Nothing here comes from a
result that is not published, except what a take has put before the hall's eyes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Bus, Performance, ProgrammeItem, Round, Take, Team
from contest.domain.standings import RoundResult
from contest.live.scenes import SceneName
from contest.live.words import figure_text, shown_name, when_text
from contest.services import board, publications, results, rounds
from contest.services.publications import Published
from contest.services.show.buses import BusKey, about, take_on_air
from contest.services.show.on_air import project

SHOWN_AWARD_STEP = 2


def public_topic(session: Session) -> dict[str, Any]:
    """Data of topic `public`."""
    contest = board.contest_json(session)
    every = list(session.scalars(select(Round).order_by(Round.position)))
    return {
        "contest": contest,
        "live": any(row.state == "open" for row in every),
        "now": _now(take_on_air(session, BusKey.STREAM)),
        "rounds": [_round_json(session, row, contest["timezone"]) for row in every],
        "programme": [
            _programme_json(item) for item in session.scalars(select(ProgrammeItem).order_by(ProgrammeItem.position))
        ],
        "awards": revealed_awards(session),
    }


def _now(take: Take | None) -> dict[str, Any] | None:
    """What is on the stream: scene and team, nothing more."""
    if take is None or take.frame.get("scene") in (None, "blank"):
        return None
    team = take.frame.get("team") or {}
    section = take.frame.get("section")
    return {"scene": take.frame["scene"], "title": section or take.frame.get("title"), "team": team.get("name")}


def order_is_public(session: Session, row: Round) -> bool:
    """Whether the round's teams may be known: not before the round that chose them is published."""
    feeders = [r for r in session.scalars(select(Round)) if r.advance and r.advance["to"] == row.key]
    return all(publications.is_published(session, feeder) for feeder in feeders)


def public_state(session: Session, row: Round) -> str:
    """What everybody may know of the round's state: `planned`, `open` until it is published, then `published`."""
    if publications.is_published(session, row):
        return "published"
    return "planned" if row.state == "planned" else "open"


def _round_json(session: Session, row: Round, zone: str) -> dict[str, Any]:
    known = order_is_public(session, row)
    field = [e for e in rounds.entries(session, row) if e.status == "present"] if known else []
    published = publications.published(session, row)
    return {
        "key": row.key,
        "title": row.title,
        "state": public_state(session, row),
        "when": when_text(row.starts_at, zone) if row.starts_at else None,
        "order": [{"turn": e.turn, "team": board.team_json(e.team)} for e in field],
        "standings": standings_rows(session, published.result) if published else None,
        "advancing": _advancing(session, published.result) if published and row.advance else None,
        "corrected": _corrected(published, zone) if published else None,
    }


def _corrected(published: Published, zone: str) -> dict[str, Any] | None:
    """What is said of a result that is no longer the first: which version, since when, why."""
    if published.version == publications.FIRST or published.at is None:
        return None
    return {"version": published.version, "when": when_text(published.at, zone), "reason": published.reason}


def standings_rows(session: Session, result: RoundResult) -> list[dict[str, Any]]:
    """Published standings as rows with ready-made strings."""
    teams = {t.key: t for t in session.scalars(select(Team))}
    on = set(result.advancing)
    return [
        {
            "rank": row.rank,
            "tied": row.tied,
            "team": board.team_json(teams[row.team]),
            "points": figure_text(row.total),
            "advancing": row.team in on,
            "first": row.rank == 1,
        }
        for row in result.standings
    ]


def revealed_standings(session: Session) -> list[tuple[str, dict[str, Any]]]:
    """Rows of the standings that may be known, each with its round's title: of published rounds, and of the one on air.

    What is on the stream is told row by row as it is revealed, and is forgotten again when it goes off unpublished.
    """
    stream = take_on_air(session, BusKey.STREAM)
    shown = project(session, BusKey.STREAM)
    on_air = about(stream).get("round") if shown["scene"] == SceneName.STANDINGS else None
    found: list[tuple[str, dict[str, Any]]] = []
    for row in session.scalars(select(Round).order_by(Round.position)):
        published = publications.published(session, row)
        if published is not None:
            found += [(row.title, each) for each in standings_rows(session, published.result)]
        elif row.key == on_air:
            found += [(row.title, each) for each in shown["rows"] if not each["hidden"]]
    return found


def _advancing(session: Session, result: RoundResult) -> list[dict[str, Any]]:
    teams = {t.key: t for t in session.scalars(select(Team))}
    return [board.team_json(teams[key]) for key in result.advancing]


def _programme_json(item: ProgrammeItem) -> dict[str, Any]:
    when = item.on_date.strftime("%d/%m/%Y") if item.on_date else None
    if when and item.at_time:
        hour, minute = item.at_time.split(":")
        when = f"{hour} giờ {minute}, ngày {when}"
    return {"when": when, "title": item.title, "place": item.place}


def revealed_awards(session: Session) -> list[dict[str, Any]]:
    """Awards whose winner a bus has shown and that was not taken back, in the order they were shown.

    One that a published correction has given to somebody else is no longer among them.
    """
    corrected = _corrected_winners(session)
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    stands = _standing_takes(session)
    query = (
        select(Take.id, Take.frame)
        .where(Take.kind == "take", Take.aired, Take.frame["scene"].as_string().in_(("award", "favourite")))
        .order_by(Take.id)
    )
    for take_id, frame in session.execute(query):
        if take_id not in stands or not frame.get("team"):
            continue
        winners = corrected.get(frame.get("about", {}).get("round"))
        if winners is not None and (frame["prize"], frame["team"]["key"]) not in winners:
            continue
        seen.setdefault((frame["prize"], frame["team"]["key"]), {"prize": frame["prize"], "team": frame["team"]})
    return list(seen.values())


def _corrected_winners(session: Session) -> dict[str, set[tuple[str, str]]]:
    """For every round with a published correction, who has which prize by it."""
    found = {}
    for row in session.scalars(select(Round)):
        newest = publications.published(session, row)
        if newest is not None and newest.version > publications.FIRST:
            given = results.award_results(session, row.key, newest.result)
            found[row.key] = {(shown_name(each.award.title), team) for each in given for team in each.teams}
    return found


def _standing_takes(session: Session) -> set[int]:
    """Ids of the takes on a bus's way back from now; the others were undone."""
    before = {row.id: row.previous_id for row in session.execute(select(Take.id, Take.previous_id))}
    standing: set[int] = set()
    buses = list(session.scalars(select(Bus)))
    if any(bus.delay_ms for bus in buses):
        buses = [bus for bus in buses if bus.key == BusKey.STREAM]  # the audience at home learns it from the stream
    for bus in buses:
        take_id = bus.take_id
        while take_id is not None and take_id not in standing:
            standing.add(take_id)
            take_id = before.get(take_id)
    return standing


def contest_document(session: Session, *, everything: bool) -> dict[str, Any]:
    """`GET /api/v1/contest`. Without `everything` a round whose field is not public has no performances."""
    contest = board.contest_json(session)
    every = session.scalars(select(Round).order_by(Round.position))
    return {
        "title": contest["title"],
        "contest": contest,
        "teams": [board.team_json(t) for t in session.scalars(select(Team).order_by(Team.position))],
        "rounds": [
            {
                "key": row.key,
                "title": row.title,
                "state": row.state if everything else public_state(session, row),
                "sections": [_section_json(section) for section in row.sections],
                "performances": [
                    _performance_json(p)
                    for p in (rounds.performances(session, row) if everything or order_is_public(session, row) else [])
                ],
            }
            for row in every
        ],
    }


def _section_json(section: Any) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "kind": section.kind,
        "duration_s": section.duration_s,
        "warning_s": section.warning_s,
    }


def _performance_json(row: Performance) -> dict[str, Any]:
    return {
        "id": row.id,
        "team": row.team.key,
        "section": row.section.key,
        "order": row.position,
        "turn": row.turn,
        "state": row.state,
    }
