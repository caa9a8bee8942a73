"""Acts on a round: its order, its opening, its result: lock → confirm (a second person) → publish → advance."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Entry, Performance, Round
from contest.domain.errors import Fault, Invalid
from contest.domain.results import Reason
from contest.domain.said import say
from contest.services import publications, results, sending
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, SamePerson, WrongState
from contest.services.seats import keep_left_seats
from contest.services.show.cues import regenerate_round

STATE_WORDS = {
    "planned": say("chưa mở"),
    "open": say("đang diễn ra"),
    "locked": say("đã khóa, chờ người thứ hai xác nhận"),
    "confirmed": say("đã xác nhận, chờ công bố"),
    "published": say("đã công bố"),
}


def get(session: Session, key: str) -> Round:
    """The round of that key; raises `NotFound`."""
    row = session.scalar(select(Round).where(Round.key == key))
    if row is None:
        raise NotFound(say("Không có vòng thi này."))
    return row


def entries(session: Session, row: Round) -> list[Entry]:
    """The round's entries in the running order; those without a turn come last, by the teams' list."""
    query = select(Entry).where(Entry.round_id == row.id)
    return sorted(session.scalars(query), key=lambda e: (e.turn is None, e.turn or 0, e.team.position))


def performances(session: Session, row: Round) -> list[Performance]:
    """The round's performances in the order of the stage."""
    query = select(Performance).where(Performance.round_id == row.id).order_by(Performance.position)
    return list(session.scalars(query))


def plan_performances(work: Work, row: Round) -> None:
    """Lays out the round's performances along its running order: section by section, or team by team."""
    field = [e for e in entries(work.session, row) if e.turn is not None]
    pairs = (
        [(e, s) for s in row.sections for e in field]
        if row.order_style == "section_by_section"
        else [(e, s) for e in field for s in row.sections]
    )
    have = {(p.team_id, p.section_id): p for p in performances(work.session, row)}
    begun = {place for place, p in have.items() if p.state != "planned"}  # keeps its place, whoever withdraws
    stays = [(e, s) for e, s in pairs if e.status == "present" or (e.team_id, s.id) in begun]
    wanted = set()
    for position, (entry, section) in enumerate(stays, 1):
        place = (entry.team_id, section.id)
        wanted.add(place)
        performance = have.get(place)
        if performance is None:
            performance = Performance(round_id=row.id, team_id=entry.team_id, section_id=section.id)
            work.session.add(performance)
        performance.position = position
        performance.turn = entry.turn or 0
        work.session.flush()
        if place not in have:
            keep_left_seats(work, performance)
        work.touch(f"performance.{performance.id}")
    for place, performance in have.items():
        if place not in wanted and performance.state == "planned":
            work.session.delete(performance)
    work.session.flush()
    regenerate_round(work, row.key)
    work.touch("cues", "show")


def open_round(work: Work, key: str) -> Round:
    """The round, open: its performances may be opened one by one."""
    work.require(Permission.ROUND_OPEN)
    row = get(work.session, key)
    if row.state == "open":
        return row
    if row.state != "planned":
        raise WrongState(
            say("%(row)s %(state)s, không mở lại bằng nút này.", row=row.title, state=STATE_WORDS[row.state])
        )
    if not performances(work.session, row):
        raise WrongState(say("%(row)s chưa có đội thi hoặc chưa có thứ tự thi.", row=row.title))
    row.state = "open"
    _changed(work, "open_round", row)
    return row


def lock_round(work: Work, key: str) -> Round:
    """The round, locked: no figure changes any more. Raises `WrongState` naming what is left to do."""
    work.require(Permission.ROUND_LOCK)
    row = get(work.session, key)
    if row.state == "locked":
        return row
    reason = why_not_lock(work.session, row)
    if reason:
        raise WrongState(reason)
    row.state = "locked"
    row.locked_by_id = work.actor.credential_id
    _changed(work, "lock_round", row)
    return row


def confirm_round(work: Work, key: str) -> Round:
    """The round, confirmed by a second person: from now on its results may be shown."""
    work.require(Permission.ROUND_CONFIRM)
    row = get(work.session, key)
    if row.state == "confirmed":
        return row
    if row.state != "locked":
        raise WrongState(say("%(row)s %(state)s, chưa thể xác nhận.", row=row.title, state=STATE_WORDS[row.state]))
    if row.locked_by_id is not None and row.locked_by_id == work.actor.credential_id:
        raise SamePerson(
            say("Người xác nhận phải khác người đã khóa vòng thi. Xin mời thư ký thứ hai hoặc Trưởng ban giám khảo.")
        )
    if key in publications.unsettled(work.session):
        raise WrongState(
            say("Chưa xác nhận được: kết quả vòng trước mà %(row)s dựa vào đang được đính chính.", row=row.title)
        )
    outcome = results.round_result(work.session, key)
    if outcome.on_the_line:
        names = ", ".join(results.team_titles(work.session, outcome.on_the_line))
        raise WrongState(
            say(
                "Chưa xác nhận được: %(names)s bằng nhau ở vạch vào vòng trong, cần quyết định "
                "của Trưởng ban giám khảo.",
                names=names,
            )
        )
    unresolved = [line.team for line in outcome.unranked if line.reason is Reason.UNRESOLVED]
    if unresolved:
        names = ", ".join(results.team_titles(work.session, unresolved))
        raise WrongState(say("Chưa xác nhận được: chưa tính được kết quả của %(names)s.", names=names))
    row.state = "confirmed"
    row.confirmed_by_id = work.actor.credential_id
    work.session.flush()
    regenerate_round(work, key)  # ties may have changed how many winners a prize has
    _changed(work, "confirm_round", row, digest=results.digest(work.session, key))
    return row


def publish_round(work: Work, key: str) -> Round:
    """The round, published: its standings are on the public page and in the feeds."""
    work.require(Permission.ROUND_PUBLISH)
    row = get(work.session, key)
    if row.state == "published":
        return row
    if row.state != "confirmed":
        raise WrongState(say("%(row)s %(state)s, chưa thể công bố.", row=row.title, state=STATE_WORDS[row.state]))
    if publications.open_correction_of(work.session, row) is not None:
        raise WrongState(say("%(row)s đang được đính chính, nên chỉ công bố được cùng bản đính chính.", row=row.title))
    row.state = "published"
    kept = publications.keep(work, row)
    _changed(work, "publish_round", row, version=kept.version, digest=kept.digest)
    return row


def reopen_round(work: Work, key: str, reason: str) -> Round:
    """The round, open again for a correction. Before publication only; afterwards a correction is an act of its own."""
    work.require(Permission.ROUND_LOCK)
    row = get(work.session, key)
    if not reason.strip():
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do mở lại vòng thi."))])
    if row.state not in ("locked", "confirmed"):
        raise WrongState(say("%(row)s %(state)s, không mở lại được.", row=row.title, state=STATE_WORDS[row.state]))
    correcting = publications.open_correction_of(work.session, row) is not None
    if has_advanced(work.session, row) and not correcting:
        raise WrongState(say("Các đội của %(row)s đã vào vòng trong và vòng đó đã bắt đầu.", row=row.title))
    row.state = "open"
    row.locked_by_id = row.confirmed_by_id = None
    _changed(work, "reopen_round", row, reason=reason.strip())
    return row


def advance(work: Work, key: str) -> Round:
    """The next round with the teams that this one sends, by its own rule. Their order is drawn afterwards.

    Until it is drawn they stand in the order of the teams' list, which says nothing about rank.
    """
    work.require(Permission.ROUND_ADVANCE)
    row = get(work.session, key)
    if row.advance is None:
        raise WrongState(say("%(row)s không chọn đội vào vòng sau.", row=row.title))
    if row.state not in ("confirmed", "published"):
        raise WrongState(
            say("%(row)s %(state)s, chưa thể chọn đội vào vòng trong.", row=row.title, state=STATE_WORDS[row.state])
        )
    outcome = results.round_result(work.session, key)
    if not outcome.complete:
        raise WrongState(say("Kết quả %(row)s chưa đầy đủ, chưa thể chọn đội vào vòng trong.", row=row.title))
    target = get(work.session, row.advance["to"])
    field = entries(work.session, target)
    if {e.team.key for e in field} == {*outcome.advancing, *(e.team.key for e in field if e.admitted)}:
        return target
    if target.state != "planned":
        raise WrongState(say("%(target)s đã bắt đầu, không đổi danh sách đội được nữa.", target=target.title))
    sending.send(work, target, field, outcome.advancing)
    plan_performances(work, target)
    regenerate_round(work, row.key)
    _changed(work, "advance", row, to=target.key, teams=list(outcome.advancing))
    return target


def set_status(work: Work, key: str, team_key: str, status: str, reason: str) -> Entry:
    """The team's entry with that status: present, withdrawn, no_show, disqualified. Nothing recorded is lost."""
    work.require(Permission.ENTRY_EDIT)
    row = get(work.session, key)
    entry = next((e for e in entries(work.session, row) if e.team.key == team_key), None)
    if entry is None:
        raise NotFound(say("Đội này không dự vòng thi."))
    if status not in ("present", "withdrawn", "no_show", "disqualified"):
        raise Invalid([Fault("status", "unknown", say("Trạng thái đội thi không đúng."))])
    if status != "present" and not reason.strip():
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do."))])
    if row.state not in ("planned", "open"):
        raise WrongState(
            say(
                "%(row)s %(state)s, không đổi trạng thái đội thi được nữa.", row=row.title, state=STATE_WORDS[row.state]
            )
        )
    put_status(work, row, entry, status, reason.strip())
    return entry


def put_status(work: Work, row: Round, entry: Entry, status: str, reason: str) -> None:
    """Gives the entry that status; the round's performances follow. Whoever calls has asked for the permission."""
    entry.status = status
    if status == "present" and entry.turn is None:  # was away when the order was set: goes last
        entry.turn = 1 + max((e.turn or 0) for e in entries(work.session, row))
    work.session.flush()
    plan_performances(work, row)
    _changed(work, "set_status", row, team=entry.team.key, status=status, reason=reason)


def has_advanced(session: Session, row: Round) -> bool:
    """Whether the round that this one sends teams to has begun."""
    if row.advance is None:
        return False
    return get(session, row.advance["to"]).state != "planned"


def counted(session: Session, row: Round) -> list[Performance]:
    """The performances that the round's result needs: those of present teams."""
    present = {e.team_id for e in entries(session, row) if e.status == "present"}
    return [p for p in performances(session, row) if p.team_id in present]


def why_not_lock(session: Session, row: Round) -> str | None:
    """What keeps the round from being locked, in words; None when nothing does."""
    if row.state != "open":
        return say("%(row)s %(state)s.", row=row.title, state=STATE_WORDS[row.state])
    left = [p for p in counted(session, row) if p.state != "locked"]
    if left:
        return say("Chưa khóa được %(row)s: còn %(n)s lượt thi chưa khóa.", row=row.title, n=len(left))
    return None


def _changed(work: Work, act: str, row: Round, **details: object) -> None:
    work.session.flush()
    work.record(act, row.key, **details)
    work.touch("contest", "cues", "show", "mc", "public", "stage.next", "overlay.next", f"standings.{row.key}")
