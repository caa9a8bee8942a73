"""Correcting a published result: an act of its own, with its reason, a new version and the list of what it affects.

A correction opens the round again for the ordinary acts (a judge's new version of a sheet, an adjustment, a decision)
and ends when the round has been locked, confirmed by a second person and published anew. Until then the public keeps
the version it has, and no screen shows anything new: a picture on air is frozen, and cues of the round wait.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Correction, Cue, Round, Take
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.domain.standings import compute
from contest.live.scenes import SceneName
from contest.services import publications, results, rounds, sending
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.rules import freezing
from contest.services.show.buses import BusKey, TakeKind, take_on_air
from contest.services.show.cues import regenerate_round
from contest.services.show.frames import would_differ

LONGEST_REASON = 1000
SETTLED = ("locked", "confirmed", "published")
OF_FIGURES = frozenset({SceneName.SCORE, SceneName.STANDINGS, SceneName.ADVANCING, SceneName.AWARD, SceneName.PODIUM})


def open_correction(work: Work, key: str, reason: str) -> Round:
    """The round, open again to be corrected; its published result stays public. Raises `Invalid`, `WrongState`."""
    work.require(Permission.ROUND_CORRECT)
    row = rounds.get(work.session, key)
    reason = reason.strip()
    if not reason:
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do đính chính."))])
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            [
                Fault(
                    "reason", "too_long", say("Lý do dài nhất %(longest_reason)s ký tự.", longest_reason=LONGEST_REASON)
                )
            ]
        )
    if publications.open_correction_of(work.session, row) is not None:
        raise WrongState(say("%(row)s đang được đính chính.", row=row.title))
    if row.state != "published":
        raise WrongState(
            say(
                "%(row)s %(state)s, chưa có kết quả công bố để đính chính.",
                row=row.title,
                state=rounds.STATE_WORDS[row.state],
            )
        )
    before = publications.keep_first(work, row)
    work.session.add(Correction(round_id=row.id, reason=reason, by=work.actor.name, at=work.now))
    row.state = "open"
    row.locked_by_id = row.confirmed_by_id = None
    work.session.flush()
    regenerate_round(work, key)
    work.record("open_correction", key, reason=reason, version=before.version, digest=before.digest)
    _touch(work)
    return row


def publish(work: Work, key: str) -> Round:
    """The round, published: for the first time, or as the next version of what is public, with all that it affects.

    A correction that changed no figure ends without a new version. Raises `WrongState` where a later round that is
    settled would have another result by it: that one has to be opened first.
    """
    work.require(Permission.ROUND_PUBLISH)
    row = rounds.get(work.session, key)
    correction = publications.open_correction_of(work.session, row)
    if correction is None or row.state != "confirmed":
        return rounds.publish_round(work, key)
    found = affected(work.session, row, work.now)
    _must_not_shake_settled(work.session, row)
    before = publications.newest(work.session, row)
    row.state = "published"
    correction.ended_at = work.now
    changed = publications.has_changed(work.session, row)
    if changed:
        if found["advancing"] is not None:
            _bring_next_round_after(work, found["advancing"])
        kept = publications.keep(work, row, correction.reason, found)
        correction.version = kept.version
    work.session.flush()
    regenerate_round(work, key)
    work.record(
        "publish_correction",
        key,
        reason=correction.reason,
        opened_by=correction.by,
        version=correction.version,
        changed=changed,
        before=before.digest if before else None,
        digest=results.digest(work.session, key),
        affects=found,
    )
    _touch(work)
    return row


def history(session: Session, key: str, now: int) -> dict[str, Any]:
    """Every published version, newest first, and the correction under way with what it would affect (None: none)."""
    row = rounds.get(session, key)
    under_way = publications.open_correction_of(session, row)
    return {
        "round": {"key": row.key, "title": row.title, "state": row.state},
        "versions": [
            {"version": each.version, "at": each.at, "by": each.by, "reason": each.reason, "digest": each.digest,
             "affects": each.affects}
            for each in publications.versions(session, row)
        ],
        "correction": None if under_way is None else {
            "reason": under_way.reason, "by": under_way.by, "at": under_way.at,
            "affects": affected(session, row, now),
        },
    }  # fmt: skip


def affected(session: Session, row: Round, now: int) -> dict[str, Any]:
    """What publishing the round as it stands would change, against what is public.

    `moved`: every rank, total and way on; `awards` with winners before and after; `advancing` into the next round
    (None: the same teams); `shown`: cues whose picture was taken and is out of date; `on_air`: those on a bus now;
    `documents` and `feeds` that were made from the earlier version.
    """
    was = publications.published(session, row)
    if was is None:
        return {"moved": [], "awards": [], "advancing": None, "shown": [], "on_air": [], "documents": [], "feeds": []}
    contest, before = publications.without_correction(session, row)
    moved = freezing.moved(before, contest)
    outcome = compute(contest).rounds[row.key]
    changes = publications.has_changed(session, row)
    return {
        "moved": moved,
        "awards": _awards(session, row, was.result, outcome),
        "advancing": _advancing(session, row, was.result.advancing, outcome.advancing),
        "shown": _shown(session, row, now),
        "on_air": _on_air(session, row, now),
        "documents": [{"kind": "annex", "version": was.version, "digest": results.digest_of(was.result)}]
        if changes
        else [],
        "feeds": ["public", "standings"] if changes else [],
    }


def _awards(session: Session, row: Round, was: Any, outcome: Any) -> list[dict[str, Any]]:
    before = {each.award.key: each.teams for each in results.award_results(session, row.key, was)}
    return [
        {"award": each.award.key, "title": each.award.title, "before": list(before[each.award.key]),
         "after": list(each.teams)}
        for each in results.award_results(session, row.key, outcome)
        if set(before[each.award.key]) != set(each.teams)
    ]  # fmt: skip


def _advancing(session: Session, row: Round, was: tuple[str, ...], becomes: tuple[str, ...]) -> dict[str, Any] | None:
    if row.advance is None or set(was) == set(becomes):
        return None
    target = rounds.get(session, row.advance["to"])
    return {
        "to": target.key,
        "title": target.title,
        "state": target.state,
        "in": [key for key in becomes if key not in was],
        "out": [key for key in was if key not in becomes],
    }


def _shown(session: Session, row: Round, now: int) -> list[dict[str, Any]]:
    """The cues of the round's figures that were taken, and would be another picture now; each once."""
    query = (
        select(Take)
        .join(Cue, Take.cue_id == Cue.id)
        .where(Cue.round_id == row.id, Take.kind == TakeKind.TAKE.value, Cue.scene.in_(OF_FIGURES))
        .order_by(Take.id.desc())
    )
    latest: dict[int, Take] = {}
    for take in session.scalars(query):
        if take.cue is not None:
            latest.setdefault(take.cue.id, take)
    found = [take for take in latest.values() if _is_old(session, take, now)]
    return [_named(take) for take in sorted(found, key=lambda take: take.cue.position if take.cue else 0)]


def _on_air(session: Session, row: Round, now: int) -> list[dict[str, Any]]:
    """The buses on which such a picture is now."""
    found = []
    for bus in BusKey:
        take = take_on_air(session, bus)
        if take is None or take.cue is None or take.cue.round_id != row.id or take.cue.scene not in OF_FIGURES:
            continue
        if take.kind == TakeKind.TAKE and _is_old(session, take, now):
            found.append({"bus": bus.value, **_named(take)})
    return found


def _is_old(session: Session, take: Take, now: int) -> bool:
    return take.cue is not None and would_differ(session, take.cue, take.step, take.frame, now)


def _named(take: Take) -> dict[str, Any]:
    cue = take.cue
    return {"cue": take.cue_id, "title": cue.title if cue else "", "subtitle": cue.subtitle if cue else ""}


def _must_not_shake_settled(session: Session, row: Round) -> None:
    """Refuses a correction by which a later round that stands would have another result."""
    contest, before = publications.without_correction(session, row)
    old, new = compute(before), compute(contest)
    later = session.scalars(select(Round).where(Round.position > row.position, Round.state.in_(SETTLED)))
    shaken = [each.title for each in later if old.rounds[each.key].to_json() != new.rounds[each.key].to_json()]
    if shaken:
        raise WrongState(
            say(
                "Đính chính này làm đổi kết quả của %(names)s, mà kết quả đó đã khóa. Xin mở lại "
                "hoặc mở đính chính vòng đó trước, rồi công bố.",
                names=", ".join(shaken),
            )
        )


def _bring_next_round_after(work: Work, change: dict[str, Any]) -> None:
    """Lets those who are sent now into a next round that is under way; those who began there stay, as admitted.

    A next round that has not begun is left alone: sending teams on is an act of people.
    """
    target = rounds.get(work.session, change["to"])
    if target.state != "open":
        return
    sending.bring_after(work, target, rounds.entries(work.session, target), change["in"], change["out"])
    rounds.plan_performances(work, target)
    work.touch(f"standings.{target.key}")


def _touch(work: Work) -> None:
    keys = work.session.scalars(select(Round.key))
    work.touch("contest", "cues", "show", "mc", "public", "stage.next", "overlay.next")
    work.touch(*(f"standings.{key}" for key in keys))
