"""A round's rules as one document: the contest file's own round object, and what the stage needs beside it.

Responsible for the shape, and for reading it from rows. Never checks and never writes: `checking` and `writing` do.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from contest.db.models import Round
from contest.db.queries.rules import round_rule
from contest.domain.contestfile_json import read_json
from contest.domain.contestfile_values import ContestFile, Team
from contest.domain.contestfile_write import canonical

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that a round's page sets.

    `round` is the round object of the contest file; `times` holds for each of its sections `duration_s`, `warning_s`
    and `time_rule` (`None`: the round's); `stage` holds `order_style`, `reveal_when`, `reveal_detail`, `starts_at`.
    `earlier_marks` is whether a judge sees beside a sheet what he gave the teams before.
    """

    round: Json
    times: tuple[Json, ...]
    stage: Json
    time_rule: Json | None = None
    discrepancy: Json | None = None
    earlier_marks: bool = False

    def to_json(self) -> Json:
        """Return the rules as one JSON object; JSON paths of faults lead into it."""
        return {
            "round": self.round,
            "times": list(self.times),
            "stage": self.stage,
            "time_rule": self.time_rule,
            "discrepancy": self.discrepancy,
            "earlier_marks": self.earlier_marks,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the rules: two pages that show the same rules have the same."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def rules_of(row: Round) -> Rules:
    """Return the rules of a round as they stand."""
    return Rules(
        round=round_json(row),
        times=tuple(
            {"duration_s": each.duration_s, "warning_s": each.warning_s, "time_rule": copy.deepcopy(each.time_rule)}
            for each in row.sections
        ),
        stage={
            "order_style": row.order_style,
            "reveal_when": row.reveal_when,
            "reveal_detail": row.reveal_detail,
            "starts_at": row.starts_at,
        },
        time_rule=copy.deepcopy(row.time_rule),
        discrepancy=copy.deepcopy(row.discrepancy),
        earlier_marks=row.earlier_marks,
    )


def round_json(row: Round) -> Json:
    """Return the round as the contest file writes it."""
    text = canonical(ContestFile(title="", rounds=(round_rule(row),), teams=(Team("a", "a"),)))
    # Through plain JSON: the reader's own kind of object remembers repeated names, which nobody needs here.
    found: Json = json.loads(json.dumps(read_json(text)))["rounds"][0]
    for section, each in zip(found["sections"], row.sections, strict=True):
        if each.panel_judges:
            section["judges"] = [seat.judge.key for seat in each.panel_judges]
    return found
