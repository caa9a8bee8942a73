"""Decisions of the head judge: on an order of equal teams, or on who goes through at the line. Each with its reason.

A decision is never changed: of several the last counts, as the contest file's rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Decision, Team
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import board, results, rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.show.cues import regenerate_round

Order = Sequence[str | Sequence[str]]


def record_decision(
    work: Work, key: str, *, order: Order = (), through: Sequence[str] = (), out: Sequence[str] = (), reason: str
) -> Decision:
    """The decision, recorded: an `order` (teams of an inner list stay equal), or who is `through` and who `out`.

    Raises `Invalid` with every fault, and `WrongState` once the round is confirmed.
    """
    work.require(Permission.DECISION_RECORD)
    row = rounds.get(work.session, key)
    if row.state not in ("open", "locked"):
        raise WrongState(
            say(
                "%(row)s %(state)s, không ghi thêm quyết định được.", row=row.title, state=rounds.STATE_WORDS[row.state]
            )
        )
    here = {entry.team.key for entry in rounds.entries(work.session, row)}
    faults = _faults(here, order, through, out)
    if not reason.strip():
        faults.append(Fault("reason", "missing", say("Xin ghi lý do của quyết định.")))
    if faults:
        raise Invalid(faults)
    document: dict[str, Any] = {"by": work.actor.name, "reason": reason.strip()}
    document |= {"order": list(order)} if order else {"through": list(through), "out": list(out)}
    decision = Decision(round_id=row.id, document=document, at=work.now)
    work.session.add(decision)
    work.session.flush()
    regenerate_round(work, key)
    work.record("record_decision", key, **document)
    work.touch("contest", "cues", "show", "mc", "stage.next", "overlay.next", f"standings.{key}")
    return decision


def _faults(here: set[str], order: Order, through: Sequence[str], out: Sequence[str]) -> list[Fault]:
    if bool(order) == bool(through or out):
        return [
            Fault("order", "missing", say("Quyết định ghi thứ tự các đội, hoặc ghi đội nào vào, đội nào không vào."))
        ]
    faults, seen = [], set()
    named = [("order", team) for item in order for team in ([item] if isinstance(item, str) else item)]
    named += [("through", team) for team in through] + [("out", team) for team in out]
    for field, team in named:
        if team not in here:
            faults.append(Fault(field, "unknown", say("“%(team)s” không dự vòng này.", team=team)))
        elif team in seen:
            faults.append(Fault(field, "duplicate", say("“%(team)s” được nêu hai lần trong quyết định.", team=team)))
        seen.add(team)
    return faults


def open_questions(session: Session, key: str) -> dict[str, Any]:
    """What a head judge may have to decide in a round: teams at the line, teams that share a rank, what was decided.

    Returns `{"round", "line": [team], "ties": [{"rank", "teams": [team]}], "decisions": [{"by", "reason", "lines"}]}`.
    """
    row = rounds.get(session, key)
    outcome = results.round_result(session, key)
    teams = {team.key: board.team_json(team) for team in session.scalars(select(Team))}
    ties: dict[tuple[str | None, int], list[str]] = {}
    for standing in outcome.standings:
        if standing.tied:
            group = standing.group if row.rank_within == "group" else None
            ties.setdefault((group, standing.rank), []).append(standing.team)
    made = session.scalars(select(Decision).where(Decision.round_id == row.id).order_by(Decision.id))
    return {
        "round": {"key": row.key, "title": row.title, "state": row.state, "takes": row.state in ("open", "locked")},
        "line": [teams[team] for team in outcome.on_the_line],
        "ties": [{"rank": rank, "teams": [teams[t] for t in tied]} for (_group, rank), tied in ties.items()],
        "by_decision": any(rung["by"] == "decision" for rung in row.tie_break),
        "decisions": [_told(decision, teams) for decision in made],
    }


def _told(decision: Decision, teams: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The decision in names: who stands before whom, or who goes through and who does not."""
    document = decision.document

    def named(keys: Sequence[str]) -> str:
        return ", ".join(teams[key]["name"] if key in teams else key for key in keys)

    order = [named([item] if isinstance(item, str) else item) for item in document.get("order", [])]
    return {
        "by": document["by"],
        "reason": document["reason"],
        "order": order,
        "through": named(document.get("through", [])),
        "out": named(document.get("out", [])),
    }
