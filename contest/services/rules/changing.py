"""The act of changing a round's rules: freely before judging, afterwards with a reason, a new version and its effect.

Responsible for who may, when, on what grounds, and for telling everybody. What the rules may be is `checking`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Judge, Performance, Round, RulesVersion
from contest.db.queries.contest_file import contest_file
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Locked, Stale, WrongState
from contest.services.rules import checking, freezing, writing
from contest.services.rules.document import Json, Rules, rules_of
from contest.services.rules.field import has_begun, senders, settle_field
from contest.services.show.cues import regenerate_round

LONGEST_REASON = 300
SPOILED = "spoiled"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do: whether it changes anything, whether it needs a reason, and every rank that it moves."""

    changes: bool
    frozen: bool
    moved: list[dict[str, Any]]


def preview(session: Session, rules: Rules, based_on: str) -> Effect:
    """Return what the change would do. Raises `Invalid` with every fault, `Locked`, `Stale`, `WrongState`."""
    row = rounds.get(session, rules.round["key"])
    _must_be_changeable(row)
    if rules_of(row).digest != based_on:
        raise Stale(
            say("Thể lệ vừa được sửa ở máy khác. Những gì đã gõ vẫn còn ở đây; xin tải lại trang để xem bản mới.")
        )
    found = checking.check(session, rules)
    if not found.well or found.contest is None:
        raise Invalid([*found.faults, *(Fault(SPOILED, SPOILED, each) for each in found.spoiled)])
    _must_not_disturb(session, row, rules)
    frozen = freezing.is_frozen(session, row)
    moved = freezing.moved(contest_file(session), found.contest) if frozen else []
    return Effect(settled(rules) != settled(rules_of(row)), frozen, moved)


def change_rules(work: Work, rules: Rules, based_on: str, reason: str = "") -> Round:
    """The round with these rules. Once judging has begun `reason` is needed, and a version is kept with its effect.

    Raises `Invalid` with every fault (one at `reason` when it is missing), `Locked`, `Stale`, `WrongState`.
    """
    work.require(Permission.CONTEST_EDIT)
    row = rounds.get(work.session, rules.round["key"])
    effect = preview(work.session, rules, based_on)
    if not effect.changes:
        return row
    reason = reason.strip()
    if effect.frozen and not reason:
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do sửa thể lệ."))])
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            [
                Fault(
                    "reason", "too_long", say("Lý do dài nhất %(longest_reason)s ký tự.", longest_reason=LONGEST_REASON)
                )
            ]
        )
    put(work, row, rules)
    if effect.frozen:
        row.rules_version += 1
        version = RulesVersion(
            round_id=row.id,
            version=row.rules_version,
            at=work.now,
            by=work.actor.name,
            reason=reason,
            document=rules_of(row).round,
            moved=effect.moved,
        )
        work.session.add(version)
    work.record(
        "change_rules", row.key, version=row.rules_version, reason=reason, rules=rules.to_json(), moved=effect.moved
    )
    return row


def put(work: Work, row: Round, rules: Rules) -> None:
    """Writes rules that were found good, and brings entries, performances, run of show and live pages after them."""
    freezing.keep_first_version(work, row)
    before = senders(work.session)
    writing.write(work.session, row, rules)
    settle_field(work, before)
    if row.state in ("planned", "open"):
        rounds.plan_performances(work, row)
    else:
        regenerate_round(work, row.key)
    announce(work, row)


def announce(work: Work, row: Round) -> None:
    """Says that everything which shows this round's rules or figures is another now."""
    later = work.session.scalars(select(Round.key).where(Round.position >= row.position))
    ids = work.session.scalars(select(Performance.id).where(Performance.round_id == row.id))
    judges = work.session.scalars(select(Judge.key))
    _touch(work, (f"standings.{key}" for key in later))
    _touch(work, (f"performance.{each}" for each in ids))
    _touch(work, (f"judge.{key}" for key in judges))
    work.touch("contest", "cues", "show", "mc", "public", "stage", "overlay", "stage.next", "overlay.next")


def settled(rules: Rules) -> Json:
    """Return the rules with every default left out: two ways to write the same rules are equal."""
    defaults = {
        "weight": "1", "adjust": "after_weight", "rank_style": "1224", "rank_within": "round", "per_group": 0,
        "at_line": "all", "time_rule": None, "discrepancy": None, "earlier_marks": False,
    }  # fmt: skip

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {name: plain(inner) for name, inner in value.items() if inner is not None and inner != []}
            if "method" in kept:
                dropped = kept.get("drop_high", 0) + kept.get("drop_low", 0)
                least = dropped + 1 if kept["method"] == "trimmed" else 1
                kept = {name: inner for name, inner in kept.items() if (name, inner) != ("min_judges", least)}
            return {name: inner for name, inner in kept.items() if name not in defaults or inner != defaults[name]}
        return [plain(each) for each in value] if isinstance(value, list) else value

    found: Json = plain(rules.to_json())
    return found


def _touch(work: Work, topics: Iterable[str]) -> None:
    work.touch(*topics)


def _must_be_changeable(row: Round) -> None:
    if row.state not in ("planned", "open"):
        raise Locked(
            say("%(row)s %(state)s, thể lệ không sửa được nữa.", row=row.title, state=rounds.STATE_WORDS[row.state])
        )


def _must_not_disturb(session: Session, row: Round, rules: Rules) -> None:
    """Refuses what would pull the ground from under performances or rounds that have begun."""
    wanted = {section["key"]: section["kind"] for section in rules.round["sections"]}
    begun = [each for each in rounds.performances(session, row) if each.state != "planned"]
    for each in begun:
        if wanted.get(each.section.key) != each.section.kind:
            raise WrongState(
                say(
                    "Phần thi %(section)s đã có lượt thi mở, không bỏ hay đổi cách chấm được.",
                    section=each.section.title,
                )
            )
    if begun and rules.stage["order_style"] != row.order_style:
        raise WrongState(say("Đã có lượt thi mở, nên cách xếp lượt thi của vòng này được giữ cố định."))
    before, after = row.advance, rules.round.get("advance")
    for key in {each["to"] for each in (before, after) if each} if before != after else ():
        target = rounds.get(session, key)
        if has_begun(session, target):
            raise WrongState(
                say("%(target)s đã bắt đầu, không đổi cách chọn đội vào vòng đó được nữa.", target=target.title)
            )
