"""Check-in on the day: a team is found by its code and marked as present, late, not come or withdrawn; or undone.

Responsible for where each team of a round stands, and for its entry following when it does not take part. A code says
which team a paper belongs to and opens nothing: only who may edit entries can use it.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Arrival, Entry, Registration, Round, Team
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.registration.codes import ARRIVAL_LENGTH, SIGNS, arrival_code, registration_of_arrival

HERE = ("present", "late")
AWAY = {"no_show": "Không đến khi điểm danh", "withdrawn": "Rút khi điểm danh"}
NO_CODE = say("Không có đội nào mang mã này. Xin xem lại trên phiếu, hoặc tìm tên đội trong bảng bên dưới.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A team of the round and where it stands: `state` is empty while it has not come; `at` in epoch ms."""

    key: str
    title: str
    turn: int | None
    state: str
    at: int | None
    by: str
    code: str


def code_of(session: Session, secret: bytes, team: Team) -> str:
    """The team's code: that of its registration's confirmation, else one of its own, `D7-3K9QF`."""
    number = session.scalar(select(Registration.id).where(Registration.team_id == team.id))
    return arrival_code(secret, number) if number is not None else _own_code(secret, team.id)


def team_of(session: Session, secret: bytes, typed: str) -> Team:
    """The team whose code that is; the address that a QR code holds ends with it. Raises `Invalid` beside the field."""
    code = typed.strip().rsplit("/", 1)[-1].upper()
    number = registration_of_arrival(secret, code)
    team = None
    if number is not None:
        joined = select(Team).join(Registration, Registration.team_id == Team.id)
        team = session.scalar(joined.where(Registration.id == number))
        if team is None:
            raise Invalid(
                [
                    Fault(
                        "code",
                        "no_team",
                        say("Đăng ký số %(number)s chưa được duyệt nên chưa có đội dự thi.", number=number),
                    )
                ]
            )
    elif code.startswith("D"):
        wanted = code[1:].partition("-")[0]
        known = session.get(Team, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 12 else None
        if known is not None and hmac.compare_digest(_own_code(secret, known.id).encode(), code.encode()):
            team = known
    if team is None:
        raise Invalid([Fault("code", "unknown", NO_CODE)])
    return team


def board(session: Session, secret: bytes, row: Round) -> list[Checked]:
    """Every team of the round in the running order."""
    found = {each.team_id: each for each in session.scalars(select(Arrival).where(Arrival.round_id == row.id))}
    checked = []
    for entry in rounds.entries(session, row):
        arrival = found.get(entry.team_id)
        checked.append(
            Checked(
                entry.team.key, entry.team.title, entry.turn, _state(entry, arrival),
                arrival.at if arrival else None, arrival.by if arrival else "", code_of(session, secret, entry.team),
            )
        )  # fmt: skip
    return checked


def mark(work: Work, round_key: str, team_key: str, state: str) -> None:
    """The team, marked; an empty `state` undoes. One that does not come or withdraws does not take part in the round,
    and does again when that is undone."""
    work.require(Permission.ENTRY_EDIT)
    row = rounds.get(work.session, round_key)
    entry = next((each for each in rounds.entries(work.session, row) if each.team.key == team_key), None)
    if entry is None:
        raise NotFound(say("Đội này không dự vòng thi."))
    if state not in ("", *HERE, *AWAY):
        raise Invalid([Fault("state", "unknown", say("Trạng thái điểm danh không đúng."))])
    if entry.status == "disqualified":
        raise WrongState(say("Đội này đã bị loại khỏi vòng thi."))
    wanted = state if state in AWAY else "present"
    if entry.status != wanted:
        rounds.set_status(work, round_key, team_key, wanted, AWAY.get(state, ""))
    arrival = work.session.scalar(select(Arrival).where(Arrival.round_id == row.id, Arrival.team_id == entry.team_id))
    if arrival is not None:
        work.session.delete(arrival)
        work.session.flush()
    if state:
        work.session.add(Arrival(round_id=row.id, team_id=entry.team_id, state=state, at=work.now, by=work.actor.name))
        work.session.flush()
    work.record("check_in", round_key, team=team_key, state=state or "undone")
    work.touch("contest", "cues", "show", "stage.next", "overlay.next")


def _state(entry: Entry, arrival: Arrival | None) -> str:
    """What the entry says of a team that is away counts: the desk may have changed it since."""
    if entry.status in AWAY:
        return entry.status
    return arrival.state if arrival is not None and arrival.state in HERE else ""


def _own_code(secret: bytes, team_id: int) -> str:
    digest = hmac.new(secret, f"arrival:team:{team_id}".encode(), hashlib.sha256).digest()
    return f"D{team_id}-" + "".join(SIGNS[byte % 32] for byte in digest[:ARRIVAL_LENGTH])
