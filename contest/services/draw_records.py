"""The record of a draw (biên bản bốc thăm): what everybody may have of it, and whether it follows from its own seed."""

from __future__ import annotations

from typing import Any

from contest.db.models import Draw
from contest.db.queries.draws import effective_seed
from contest.domain.lots import PROCEDURE, DrawRules, Lot, SeedStream, commitment, draw_order, spoken_seed
from contest.domain.said import say

FORMAT = "contest-draw/1"


def outcome_of(row: Draw) -> list[Any]:
    """What the draw's own facts give, computed anew. Raises `DrawImpossible`; for real lots what was typed in."""
    seed = effective_seed(row)
    if seed is None:
        return list(row.outcome or [])
    facts = {"kind": row.kind, "label": label_of(row), "rules": row.rules, "lots": row.lots, "packets": row.packets}
    return _outcome(facts, seed)


def _outcome(facts: dict[str, Any], seed: str) -> list[Any]:
    """What `seed` gives for a draw of these facts, which are those of its protocol."""
    lots = [lot_of(each) for each in facts["lots"]]
    if facts["kind"] == "order":
        return list(draw_order(lots, seed, DrawRules.from_json(facts["rules"]), facts["label"]))
    drawn = SeedStream(seed, facts["label"]).shuffled(facts["packets"])
    return [[lot.key, packet] for lot, packet in zip(lots, drawn, strict=False)]


def protocol(row: Draw) -> dict[str, Any]:
    """The draw's public record (`contest-draw/1`): enough for anybody to draw it again, with no more than is revealed.

    Before it is put into force the outcome is left out, and a sealed seed with it.
    """
    known = row.state == "applied"
    return {
        "format": FORMAT,
        "procedure": PROCEDURE,
        "id": row.id,
        "kind": row.kind,
        "method": row.method,
        "state": row.state,
        "round": row.round.key,
        "label": label_of(row),
        "digest": row.digest,
        "seed": row.seed if known or not row.sealed else None,
        "spoken": row.spoken if known else None,
        "rules": row.rules,
        "lots": row.lots,
        "packets": row.packets,
        "outcome": row.outcome if known else None,
        "note": row.note,
        "announced_at": row.announced_at,
        "drawn_at": row.drawn_at,
        "by": row.by,
    }


def protocol_faults(document: dict[str, Any]) -> list[str]:
    """What in a protocol does not follow from its own seed, in words; none: it is right.

    Needs no contest, the lines of the file alone. Raises `KeyError` for what is no protocol.
    """
    if document["format"] != FORMAT or document["procedure"] != PROCEDURE:
        return [
            say("không phải biên bản bốc thăm %(format)s, cách bốc %(procedure)s", format=FORMAT, procedure=PROCEDURE)
        ]
    if document["method"] == "hand":
        return []
    if document["seed"] is None or document["outcome"] is None:
        return [say("lần bốc thăm này chưa được công bố kết quả, nên chưa có gì để đối chiếu")]
    faults: list[str] = []
    if commitment(document["seed"]) != document["digest"]:
        faults.append(say("mã không khớp với dấu niêm phong đã công bố trước"))
    seed = spoken_seed(document["seed"], document["spoken"] or "")
    if _outcome(document, seed) != document["outcome"]:
        faults.append(say("kết quả không phải là kết quả mà mã này cho ra"))
    return faults


def label_of(row: Draw) -> str:
    """What a draw is called in its procedure: the round's key, and the section's where packets are drawn."""
    return f"{row.round.key}/{row.section.key}" if row.section is not None else row.round.key


def lot_of(document: dict[str, Any]) -> Lot:
    """The lot that `lot_json` wrote."""
    return Lot(document["key"], document["unit"], document["group"])


def lot_json(lot: Lot) -> dict[str, Any]:
    """The lot as a draw keeps it."""
    return {"key": lot.key, "unit": lot.unit, "group": lot.group}
