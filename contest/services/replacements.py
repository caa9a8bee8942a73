"""Replaced judges (thay giám khảo): a substitute takes over from a performance on, and both keep what they handed in.

The panel of a performance is the round's list less those who are absent there. So a replacement is told by absences,
and the contest file ranks by it without knowing of it: the one who left is absent from then on, the substitute before.
A section whose method is `sum` can't leave anybody out: there the substitute sits on the section's own list instead,
which is possible only before its first performance or after its last.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import (
    Absence,
    Judge,
    Performance,
    Replacement,
    Round,
    RoundJudge,
    RulesVersion,
    SectionJudge,
    Sheet,
)
from contest.db.queries.panels import panel_of
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import performances, rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.rules import freezing
from contest.services.rules.document import round_json

LONGEST_NAME = 300


def replace_judge(
    work: Work,
    round_key: str,
    judge_key: str,
    performance_id: int,
    reason: str,
    *,
    substitute: str = "",
    name: str = "",
) -> Replacement:
    """The replacement, in force from that performance on. `substitute` is the key of a judge of the contest; with
    `name` instead the person is new. Raises `Invalid`, `WrongState`, `NotFound`.
    """
    work.require(Permission.PANEL_REPLACE)
    row, first = rounds.get(work.session, round_key), performances.get(work.session, performance_id)
    leaving = _leaving(row, judge_key)
    taking = _taking(work.session, substitute, name, reason)
    if first.round_id != row.id:
        raise NotFound(say("Lượt thi này không thuộc vòng thi."))
    if row.state not in ("planned", "open"):
        raise WrongState(
            say("%(row)s %(state)s, không thay giám khảo được nữa.", row=row.title, state=rounds.STATE_WORDS[row.state])
        )
    every = [each for each in rounds.performances(work.session, row) if leaving in panel_of(each)]
    after = [each for each in every if each.position >= first.position]
    _must_be_free(leaving, taking, after)
    freezing.keep_first_version(work, row)
    _settle_sums(work.session, row, leaving, taking, every=every, after=after)
    replacement = Replacement(
        round_id=row.id, judge=leaving, substitute=taking, performance=first,
        reason=reason.strip(), by=work.actor.name, at=work.now,
    )  # fmt: skip
    work.session.add(replacement)
    work.session.flush()
    newcomer = _seat(work.session, row, leaving, taking)
    for each in [p for p in every if leaving in panel_of(p)]:
        if each in after:
            _take_over(work.session, each, replacement)
        elif newcomer and not _has(each, taking):
            each.absences.append(_absence(replacement, taking))
    _told(work, row, replacement, every)
    return replacement


def replacements_json(session: Session, row: Round) -> list[dict[str, Any]]:
    """The round's replacements, oldest first."""
    query = select(Replacement).where(Replacement.round_id == row.id).order_by(Replacement.id)
    return [
        {
            "judge": each.judge.key,
            "substitute": each.substitute.key,
            "performance": each.performance_id,
            "reason": each.reason,
            "by": each.by,
            "at": each.at,
        }
        for each in session.scalars(query)
    ]


def _leaving(row: Round, judge_key: str) -> Judge:
    judges = [seat.judge for seat in row.panel]
    judges += [seat.judge for section in row.sections for seat in section.panel_judges]
    found = next((judge for judge in judges if judge.key == judge_key), None)
    if found is None:
        raise Invalid([Fault("judge", "unknown", say("Người này không có trong Ban giám khảo của vòng thi."))])
    return found


def _taking(session: Session, substitute: str, name: str, reason: str) -> Judge:
    """The substitute: somebody of the contest, or somebody new. All that is wrong is told together."""
    name, faults = " ".join(name.split()), []
    found = session.scalar(select(Judge).where(Judge.key == substitute)) if substitute else None
    if substitute and found is None:
        faults.append(Fault("substitute", "unknown", say("Không có giám khảo này trong danh sách.")))
    if not substitute and not 0 < len(name) <= LONGEST_NAME:
        faults.append(Fault("name", "missing", say("Xin chọn hoặc ghi tên người thay.")))
    if not substitute and session.scalar(select(Judge.id).where(Judge.name == name)) is not None:
        faults.append(Fault("name", "duplicate", say("Đã có giám khảo tên này: xin chọn trong danh sách.")))
    if not reason.strip():
        faults.append(Fault("reason", "missing", say("Xin ghi lý do thay giám khảo.")))
    if faults:
        raise Invalid(faults)
    if found is not None:
        return found
    keys = set(session.scalars(select(Judge.key)))
    number = next(n for n in range(len(keys) + 1, len(keys) * 2 + 2) if f"j{n}" not in keys)
    place = (session.scalar(select(func.max(Judge.position))) or 0) + 1
    found = Judge(key=f"j{number}", name=name, position=place)
    session.add(found)
    session.flush()
    return found


def _must_be_free(leaving: Judge, taking: Judge, after: list[Performance]) -> None:
    """Refuses what would take a sheet that was handed in, or seat somebody twice."""
    if not after:
        raise WrongState(say("%(leaving)s không còn lượt thi nào để thay.", leaving=leaving.name))
    for each in after:
        if each.state == "locked":
            raise WrongState(
                say("Lượt thi của %(team)s đã khóa: xin chọn từ một lượt sau, hoặc mở lại trước.", team=each.team.title)
            )
        if any(sheet.judge_id == leaving.id and sheet.state == "submitted" for sheet in each.sheets):
            raise WrongState(
                say(
                    "%(leaving)s đã nộp phiếu cho lượt của %(team)s: xin chọn từ lượt sau đó.",
                    leaving=leaving.name,
                    team=each.team.title,
                )
            )
        if any(a.judge_id == leaving.id and a.replacement_id is not None for a in each.absences):
            raise WrongState(
                say("%(leaving)s đã được thay ở lượt của %(team)s.", leaving=leaving.name, team=each.team.title)
            )
        seated = taking in panel_of(each)
        away = any(a.judge_id == taking.id and a.replacement_id is not None for a in each.absences)
        if taking.id == leaving.id or (seated and not away):
            raise WrongState(
                say(
                    "%(taking)s đang chấm lượt của %(team)s, không thay cho người khác được.",
                    taking=taking.name,
                    team=each.team.title,
                )
            )


def _settle_sums(
    session: Session, row: Round, leaving: Judge, taking: Judge, *, every: list[Performance], after: list[Performance]
) -> None:
    """Gives sections that add up the whole panel a list of their own: nobody on it is ever absent for a seat."""
    for section in row.sections:
        of_section = [each for each in every if each.section_id == section.id]
        if section.kind != "judged" or (section.panel or {}).get("method") != "sum" or not of_section:
            continue
        begun = [each for each in of_section if each not in after]
        if begun and len(begun) < len(of_section):
            raise WrongState(
                say(
                    "Phần thi %(section)s cộng điểm của cả ban, nên không thay người giữa chừng được: "
                    "xin chọn từ đầu một phần thi, hoặc đổi cách tính trong thể lệ.",
                    section=section.title,
                )
            )
        seats = [seat.judge for seat in (section.panel_judges or row.panel)]
        wanted = seats if begun else [taking if judge.id == leaving.id else judge for judge in seats]
        section.panel_judges.clear()
        session.flush()
        section.panel_judges.extend(
            SectionJudge(judge_id=judge.id, judge=judge, position=n) for n, judge in enumerate(wanted, 1)
        )
        for each in of_section:
            if not begun and each.state != "planned":
                each.sheets.append(Sheet(judge_id=taking.id, judge=taking))
    session.flush()


def _seat(session: Session, row: Round, leaving: Judge, taking: Judge) -> bool:
    """Puts the substitute on every list that the other is on. Whether that is new for the round."""
    newcomer = False
    if leaving.id in [seat.judge_id for seat in row.panel] and taking.id not in [seat.judge_id for seat in row.panel]:
        place = max(seat.position for seat in row.panel) + 1
        row.panel.append(RoundJudge(judge_id=taking.id, judge=taking, position=place))
        newcomer = True
    for section in row.sections:
        here = [seat.judge_id for seat in section.panel_judges]
        if (section.panel or {}).get("method") == "sum":
            continue  # settled before: its list holds the one or the other
        if leaving.id in here and taking.id not in here:
            place = max(seat.position for seat in section.panel_judges) + 1
            section.panel_judges.append(SectionJudge(judge_id=taking.id, judge=taking, position=place))
            newcomer = True
    session.flush()
    return newcomer


def _take_over(session: Session, performance: Performance, replacement: Replacement) -> None:
    """From here on: the one is absent, the other is not, and has a sheet where the performance is open."""
    leaving, taking = replacement.judge, replacement.substitute
    for absence in list(performance.absences):
        if absence.judge_id == taking.id and absence.replacement_id is not None:
            performance.absences.remove(absence)
            session.delete(absence)
    if not any(absence.judge_id == leaving.id for absence in performance.absences):
        performance.absences.append(_absence(replacement, leaving))
    if performance.state == "open" and not any(sheet.judge_id == taking.id for sheet in performance.sheets):
        performance.sheets.append(Sheet(judge_id=taking.id, judge=taking))
    session.flush()


def _absence(replacement: Replacement, judge: Judge) -> Absence:
    words = (
        f"Được {replacement.substitute.name} thay: {replacement.reason}"
        if judge.id == replacement.judge.id
        else f"Thay {replacement.judge.name} từ một lượt sau"
    )
    return Absence(judge_id=judge.id, judge=judge, why="absent", reason=words[:2000], replacement_id=replacement.id)


def _has(performance: Performance, judge: Judge) -> bool:
    absent = any(each.judge_id == judge.id for each in performance.absences)
    return absent or any(each.judge_id == judge.id for each in performance.sheets)


def _told(work: Work, row: Round, replacement: Replacement, every: list[Performance]) -> None:
    leaving, taking = replacement.judge, replacement.substitute
    if freezing.is_frozen(work.session, row):
        row.rules_version += 1
        reason = f"{taking.name} thay {leaving.name}: {replacement.reason}"[:300]
        work.session.flush()
        work.session.add(
            RulesVersion(
                round_id=row.id, version=row.rules_version, at=work.now, by=work.actor.name,
                reason=reason, document=round_json(row), moved=[],
            )
        )  # fmt: skip
    for each in every:
        each.version += 1
    work.session.flush()
    work.record(
        "replace_judge",
        row.key,
        judge=leaving.key,
        substitute=taking.key,
        name=taking.name,
        performance=replacement.performance_id,
        reason=replacement.reason,
    )
    work.touch("contest", "cues", "show", "mc", f"standings.{row.key}", f"judge.{leaving.key}", f"judge.{taking.key}")
    work.touch(*(f"performance.{each.id}" for each in every))
