"""Acts of drawing lots (bốc thăm): announce, carry out, put into force, take back; real lots typed in.

A draw from a seed follows `contest.domain.lots` and can be followed by anybody from its protocol. Nothing of a draw is
overwritten: one that is taken back stays in the list with its reason in the record.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Draw, Group, Round, Section
from contest.db.queries.draws import draws_of, effective_seed
from contest.domain.errors import Fault, Invalid
from contest.domain.lots import DrawRules, Lot, commitment, draw_order, spoken_seed
from contest.domain.said import say
from contest.services import rounds, running_order
from contest.services.draw_records import label_of, lot_json, lot_of, outcome_of
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState

SEED_BYTES = 8
LONGEST_SEED = 100
LONGEST_NOTE = 1000
MOST_PACKETS = 500


def get(session: Session, draw_id: int) -> Draw:
    """The draw; raises `NotFound`."""
    row = session.get(Draw, draw_id)
    if row is None:
        raise NotFound(say("Không có lần bốc thăm này."))
    return row


def announce(
    work: Work,
    key: str,
    *,
    seed: str = "",
    sealed: bool = False,
    rules: DrawRules | None = None,
    section_key: str | None = None,
    packets: Sequence[str] = (),
) -> Draw:
    """A draw that everybody may know of before it is held: its list, its rules, and its seed or the seed's digest.

    Without a `seed` the house makes one up. With a `section_key` question packets are drawn instead of the running
    order. Raises `DrawImpossible` at once where no order keeps the rules.
    """
    work.require(Permission.ROUND_ORDER)
    row, section = _round_and_section(work.session, key, section_key)
    if section is None:
        running_order.must_be_movable(work.session, row)
    seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    faults = [*_long("seed", seed, LONGEST_SEED), *_packet_faults(section, packets, _field(work.session, row))]
    if faults:
        raise Invalid(faults)
    lots = _field(work.session, row)
    if not lots:
        raise WrongState(say("%(row)s chưa có đội nào để bốc thăm.", row=row.title))
    rules = rules or DrawRules()
    if section is None:
        draw_order(lots, seed, rules, row.key)  # whether the rules can be kept does not depend on the seed
    made = Draw(
        round=row, section=section, kind="packets" if section else "order", method="seed", state="announced",
        seed=seed, sealed=sealed, digest=commitment(seed), rules=rules.to_json(), lots=[lot_json(lot) for lot in lots],
        packets=[each.strip() for each in packets], by=work.actor.name, announced_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    work.record(
        "announce_draw", _subject(made), draw=made.id, digest=made.digest, seed=None if sealed else seed,
        rules=made.rules, lots=[lot.key for lot in lots],
    )  # fmt: skip
    work.touch("contest", "public", "cues", "stage.next", "overlay.next")
    return made


def carry_out(work: Work, draw_id: int, *, spoken: str = "", apply_now: bool = True) -> Draw:
    """The draw, carried out from its seed and what was `spoken` in the hall. `apply_now` puts the outcome into force;
    otherwise only the stage may show it until it is put into force. Raises `WrongState` when the field has changed."""
    work.require(Permission.ROUND_ORDER)
    row = get(work.session, draw_id)
    if row.state != "announced":
        raise WrongState(say("Lần bốc thăm này đã được tiến hành hoặc đã hủy."))
    spoken = spoken.strip()
    if faults := _long("spoken", spoken, LONGEST_SEED):
        raise Invalid(faults)
    lots = [lot_of(each) for each in row.lots]
    if {lot.key for lot in lots} != {lot.key for lot in _field(work.session, row.round)}:
        raise WrongState(
            say(
                "Danh sách đội đã thay đổi từ lúc công bố lần bốc thăm này. Xin hủy lần này và "
                "công bố lại, để mọi người biết danh sách mới trước khi bốc."
            )
        )
    row.spoken = spoken or None
    row.outcome = outcome_of(row)
    row.state, row.drawn_at = "drawn", work.now
    work.session.flush()
    work.record("draw", _subject(row), draw=row.id, seed=row.seed, spoken=row.spoken, outcome=row.outcome)
    work.touch("contest", "public", "cues", "show", "stage.next", "overlay.next")
    return put_into_force(work, row.id) if apply_now else row


def by_hand(work: Work, key: str, outcome: Sequence[str], note: str) -> Draw:
    """Real lots drawn by hand, typed in: the order, and how and before whom it was drawn. In force at once."""
    work.require(Permission.ROUND_ORDER)
    row = rounds.get(work.session, key)
    running_order.must_be_movable(work.session, row)
    note = note.strip()
    faults = _long("note", note, LONGEST_NOTE)
    if not note:
        faults.append(Fault("note", "missing", say("Xin ghi cách bốc thăm và những người chứng kiến.")))
    faults += running_order.order_faults(work.session, row, outcome)
    if faults:
        raise Invalid(faults)
    made = Draw(
        round=row, kind="order", method="hand", state="drawn", seed=None, digest=None, rules=DrawRules().to_json(),
        lots=[lot_json(lot) for lot in _field(work.session, row)], packets=[], outcome=list(outcome), note=note,
        by=work.actor.name, announced_at=work.now, drawn_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    work.record("draw_by_hand", _subject(made), draw=made.id, outcome=made.outcome, note=note)
    return put_into_force(work, made.id)


def draw_now(work: Work, key: str, teams: Sequence[str], seed: str) -> Round:
    """The round, its running order drawn from `seed` in one act without constraints. `teams`: the whole field."""
    work.require(Permission.ROUND_ORDER)
    row = rounds.get(work.session, key)
    running_order.must_be_movable(work.session, row)
    if faults := running_order.order_faults(work.session, row, teams):
        raise Invalid(faults)
    carry_out(work, announce(work, key, seed=seed).id)
    return row


def put_into_force(work: Work, draw_id: int) -> Draw:
    """The draw, in force: its order is the running order, and everybody may know it."""
    work.require(Permission.ROUND_ORDER)
    row = get(work.session, draw_id)
    if row.state == "applied":
        return row
    if row.state != "drawn" or row.outcome is None:
        raise WrongState(say("Lần bốc thăm này chưa được tiến hành hoặc đã hủy."))
    if row.kind == "order":
        running_order.put_in_order(work, row.round, row.outcome, effective_seed(row))
    row.state, row.applied_at = "applied", work.now
    work.session.flush()
    work.record("apply_draw", _subject(row), draw=row.id)
    work.touch("contest", "public", "cues", "show", "stage.next", "overlay.next")
    return row


def take_back(work: Work, draw_id: int, reason: str) -> Draw:
    """The draw, void: it stays in the list, with its reason in the record. One that is in force can't be taken back."""
    work.require(Permission.ROUND_ORDER)
    row = get(work.session, draw_id)
    reason = reason.strip()
    if not reason:
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do hủy lần bốc thăm."))])
    if row.state == "void":
        return row
    if row.state == "applied":
        raise WrongState(say("Kết quả này đang được áp dụng. Muốn thay, xin bốc thăm lần mới."))
    row.state = "void"
    work.session.flush()
    work.record("void_draw", _subject(row), draw=row.id, reason=reason)
    work.touch("contest", "public", "cues", "stage.next", "overlay.next")
    return row


def would_give(session: Session, key: str, seed: str, spoken: str = "") -> list[str]:
    """The order that this seed gives for the round's present field, by the rules of its newest draw; writes nothing."""
    row = rounds.get(session, key)
    newest = next((each for each in draws_of(session, row.id) if each.kind == "order" and each.method == "seed"), None)
    rules = DrawRules.from_json(newest.rules) if newest is not None else DrawRules()
    return list(draw_order(_field(session, row), spoken_seed(seed, spoken), rules, row.key))


def list_of(session: Session, round_key: str) -> list[Draw]:
    """Every draw of the round, the newest first."""
    return draws_of(session, rounds.get(session, round_key).id)


def packets_of(session: Session, row: Round) -> dict[str, dict[str, str]]:
    """Section → team → packet, as the newest draws in force say."""
    found: dict[str, dict[str, str]] = {}
    for each in reversed(draws_of(session, row.id)):
        if each.kind == "packets" and each.state == "applied" and each.section is not None:
            found[each.section.key] = dict(each.outcome or [])
    return found


def _round_and_section(session: Session, key: str, section_key: str | None) -> tuple[Round, Section | None]:
    row = rounds.get(session, key)
    if section_key is None:
        return row, None
    section = next((each for each in row.sections if each.key == section_key), None)
    if section is None:
        raise NotFound(say("Vòng này không có phần thi đó."))
    return row, section


def _field(session: Session, row: Round) -> list[Lot]:
    """The present teams of the round in their running order, as lots."""
    groups = {group.id: group.key for group in session.scalars(select(Group))}
    return [
        Lot(entry.team.key, entry.team.unit_name or None, groups.get(entry.group_id or entry.team.group_id or 0))
        for entry in rounds.entries(session, row)
        if entry.status == "present"
    ]


def _packet_faults(section: Section | None, packets: Sequence[str], lots: Sequence[Lot]) -> list[Fault]:
    if section is None:
        return []
    names = [each.strip() for each in packets]
    faults = []
    if any(not name or len(name) > LONGEST_SEED for name in names):
        faults.append(
            Fault(
                "packets",
                "empty",
                say("Tên gói câu hỏi không được trống và dài nhất %(longest_seed)s ký tự.", longest_seed=LONGEST_SEED),
            )
        )
    if len(set(names)) != len(names):
        faults.append(Fault("packets", "duplicate", say("Có hai gói câu hỏi trùng tên.")))
    if len(names) < len(lots):
        faults.append(
            Fault(
                "packets",
                "few",
                say("Có %(n)s gói câu hỏi cho %(n2)s đội, cần mỗi đội một gói.", n=len(names), n2=len(lots)),
            )
        )
    if len(names) > MOST_PACKETS:
        faults.append(
            Fault("packets", "many", say("Nhiều nhất %(most_packets)s gói câu hỏi.", most_packets=MOST_PACKETS))
        )
    return faults


def _long(path: str, text: str, most: int) -> list[Fault]:
    return [Fault(path, "long", say("Dài nhất %(most)s ký tự.", most=most))] if len(text) > most else []


def _subject(row: Draw) -> str:
    return label_of(row)
