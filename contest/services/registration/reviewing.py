"""The organisers' decisions on a registration: approved, returned, refused; scripts looked at; a lost code replaced.

Responsible for the states that the organisers move, for the remark that goes with each, and for the team that an
approval makes or takes over.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import PerformanceEntry, Registration, ReviewRemark, Section, Team
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import clean_lines, fold
from contest.domain.said import say
from contest.services import rounds
from contest.services.files import handed_in
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.registration import letters
from contest.services.registration.changes import Changes, subject
from contest.services.registration.codes import code_hash, new_code
from contest.services.registration.leaving import leave
from contest.services.registration.submitting import missing
from contest.services.rules.editing import key_for
from contest.services.rules.field import all_rounds, has_begun, settle_field

LONGEST_REMARK = 2_000
NEW_TEAM = "new"
_ONLY_HANDED_IN = {
    "approve": say("Chỉ duyệt được đăng ký đã gửi; đăng ký này vừa được đơn vị thay đổi."),
    "return": say("Chỉ trả lại được đăng ký đã gửi; đăng ký này vừa được đơn vị thay đổi."),
    "refuse": say("Chỉ từ chối được đăng ký đã gửi; đăng ký này vừa được đơn vị thay đổi."),
}


def approve(work: Work, number: int, team_key: str = NEW_TEAM) -> Team:
    """The team that takes part from now on: a new one, or that of `team_key` brought up to date.

    A registration that was approved before keeps its team. Raises `WrongState` for one that was not handed in.
    """
    row = _handed_in(work, number, "approve")
    team = admit(work, row, team_key)
    tell_of_teams(work)
    letters.approved(work, row)
    return team


def admit(work: Work, row: Registration, team_key: str = NEW_TEAM) -> Team:
    """The registration's team, made, taken over or brought up to date; rounds follow with `tell_of_teams`."""
    work.require(Permission.REGISTRATION_REVIEW)
    if row.team is not None:
        team = row.team
    elif team_key == NEW_TEAM:
        team = _new_team(work.session, row.team_name)
    else:
        team = _free_team(work.session, team_key)
    team.title, team.short_name = row.team_name, row.short_name or team.short_name
    team.unit_name, team.assumed = row.unit_name, False
    if row.group_id is not None and team.group_id != row.group_id:
        _group_may_change(work.session, team)
        team.group_id = row.group_id
    work.session.flush()
    row.team = team
    work.session.flush()
    handed_in.take_over(work, row)
    _decide(work, row, "approve_registration", "approved", team=team.key)
    return team


def tell_of_teams(work: Work) -> None:
    """Has every round that has not begun follow the list of teams, and says so to who listens."""
    settle_field(work)
    for each in all_rounds(work.session):
        if not has_begun(work.session, each):
            rounds.plan_performances(work, each)
    work.touch("contest", "public", "cues", "show", "mc", "stage", "overlay", "stage.next", "overlay.next")
    work.touch(*(f"standings.{each.key}" for each in all_rounds(work.session)))


def return_for_changes(work: Work, number: int, remark: str) -> Registration:
    """The registration, back with the unit, with what is to be changed."""
    row = _handed_in(work, number, "return", also=("approved",))
    said = _said(remark, "remark", say("Xin ghi điều cần bổ sung hoặc sửa để đơn vị biết."))
    _remark(work, row, "return", said)
    _decide(work, row, "return_registration", "returned")
    letters.returned(work, row, said)
    return row


def refuse(work: Work, number: int, reason: str) -> Registration:
    """The registration, refused for good, with the reason. A team that it had made leaves the running orders."""
    row = _handed_in(work, number, "refuse", also=("returned",))
    said = _said(reason, "remark", say("Xin ghi lý do từ chối để đơn vị biết."))
    leave(work, row, "Ban tổ chức không nhận đăng ký")
    _remark(work, row, "refuse", said)
    _decide(work, row, "refuse_registration", "refused")
    letters.refused(work, row, said)
    return row


def decide_script(work: Work, number: int, entry_id: int, *, approved: bool, remark: str = "") -> PerformanceEntry:
    """What the team will show, its script approved, or returned with a remark. Raises `WrongState` without a script."""
    row = _row(work, number)
    entry = work.session.get(PerformanceEntry, entry_id)
    if entry is None or entry.registration_id != row.id:
        raise NotFound(say("Không có tiết mục này."))
    if entry.script_state is None:
        raise WrongState(say("Chưa có kịch bản để duyệt."))
    said = "" if approved else _said(remark, "remark", say("Xin ghi điều cần sửa trong kịch bản."))
    changes = Changes(work, row, "approve_script" if approved else "return_script")
    wanted = "approved" if approved else "returned"
    changes.note(f"performances[{entry.position}].script", entry.script_state, wanted)
    entry.script_state, entry.script_remark = wanted, said
    if not approved:
        title = work.session.get_one(Section, entry.section_id).title
        _remark(work, row, "script", f"{title}: {said}")
        letters.script_returned(work, row, title, said)
    changes.tell(entry=entry.id)
    return entry


def replace_code(work: Work, number: int) -> str:
    """A new code for a unit that has lost its own; the old one and its link are good no more from now on."""
    row = _row(work, number)
    code = new_code()
    row.code_hash = code_hash(work.house.secret, code)
    work.record("replace_registration_code", subject(row.id))
    return code


def teams_to_take_over(session: Session) -> list[Team]:
    """Teams in the list that no registration stands behind yet."""
    taken = select(Registration.team_id).where(Registration.team_id.is_not(None))
    return list(session.scalars(select(Team).where(Team.id.not_in(taken)).order_by(Team.position)))


def likely_team(row: Registration, teams: list[Team]) -> str:
    """The key of the team in the list that this registration seems to be of; `NEW_TEAM` when none has its name."""
    names = {fold(row.team_name), row.unit_fold} - {""}
    return next((team.key for team in teams if {fold(team.title), fold(team.short_name or "")} & names), NEW_TEAM)


def _row(work: Work, number: int) -> Registration:
    work.require(Permission.REGISTRATION_REVIEW)
    row = work.session.get(Registration, number)
    if row is None:
        raise NotFound(say("Không có đăng ký này."))
    return row


def _handed_in(work: Work, number: int, what: str, also: tuple[str, ...] = ()) -> Registration:
    row = _row(work, number)
    if row.state != "submitted" and row.state not in also:
        raise WrongState(_ONLY_HANDED_IN[what])
    if what == "approve" and (lacking := missing(work.session, row)):
        raise WrongState(say("Đăng ký còn thiếu: %(what)s", what=lacking[0].message))
    return row


def _decide(work: Work, row: Registration, act: str, state: str, **details: str) -> None:
    changes = Changes(work, row, act)
    changes.set("state", state)
    row.decided_at = work.now
    changes.tell(**details)


def _remark(work: Work, row: Registration, act: str, text: str) -> None:
    row.remarks.append(ReviewRemark(at=work.now, by=work.actor.name, act=act, text=text))


def _said(text: str, path: str, words: str) -> str:
    said = clean_lines(text)
    if not said:
        raise Invalid([Fault(path, "empty", words)])
    if len(said) > LONGEST_REMARK:
        raise Invalid(
            [Fault(path, "too_long", say("Dài nhất %(longest_remark)s ký tự.", longest_remark=LONGEST_REMARK))]
        )
    return said


def _new_team(session: Session, title: str) -> Team:
    keys = session.scalars(select(Team.key))
    last = session.scalar(select(func.max(Team.position))) or 0
    team = Team(key=key_for(title, keys, "doi"), title=title, position=last + 1)
    session.add(team)
    return team


def _free_team(session: Session, key: str) -> Team:
    team = next((each for each in teams_to_take_over(session) if each.key == key), None)
    if team is None:
        raise Invalid([Fault("team", "unknown", say("Đội này không còn trong danh sách, hoặc đã có đăng ký khác."))])
    return team


def _group_may_change(session: Session, team: Team) -> None:
    for row in all_rounds(session):
        if has_begun(session, row) and any(entry.team_id == team.id for entry in rounds.entries(session, row)):
            raise WrongState(
                say("%(team)s dự %(round)s đã bắt đầu, không đổi khối được.", team=team.title, round=row.title)
            )
