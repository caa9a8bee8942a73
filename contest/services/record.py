"""Is the record whole, and does everything that was confirmed still follow from it?

Responsible for finding what was changed past the acts: a line of the record, a mark, a sheet, points, a confirmed
result. Reads and changes nothing. It can't see the last lines cut off together with all they did: for that, keep the
head of the chain (`Verification.head`) on paper and compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, SheetVersion
from contest.domain.said import say
from contest.services import setup
from contest.services.refusals import NotFound
from contest.services.verifying.chain import chain_findings, head
from contest.services.verifying.draws import draw_findings
from contest.services.verifying.findings import Finding
from contest.services.verifying.marks import points_findings, sheet_findings
from contest.services.verifying.outcomes import confirmed_rounds, outcome_findings

FORMAT = "contest-verification/1"

__all__ = ["FORMAT", "Finding", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and what was found; `head` is the digest of the record's last line."""

    head: str
    checked: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """The verification as `verify --json` prints it."""
        return {
            "format": FORMAT,
            "ok": self.is_well,
            "head": self.head,
            "checked": dict(self.checked),
            "findings": [asdict(each) for each in self.findings],
        }


def verify(session: Session) -> Verification:
    """Everything checked, every finding told. Raises `NotFound` where there is no contest."""
    if setup.is_empty(session):
        raise NotFound(say("Chưa có hội thi nào để kiểm tra. / There is no contest to verify."))
    parts = {
        "biên bản": chain_findings(session),
        "phiếu chấm": sheet_findings(session),
        "điểm phần thi": points_findings(session),
        "kết quả đã xác nhận": outcome_findings(session),
        "bốc thăm": draw_findings(session),
    }
    findings = tuple(finding for name, part in parts.items() for finding in _as_far_as_readable(name, part))
    checked = {
        "acts": session.scalar(select(func.count(AuditEntry.id))) or 0,
        "submissions": session.scalar(select(func.count(SheetVersion.id))) or 0,
        "confirmed_rounds": len(confirmed_rounds(session)),
    }
    return Verification(head(session), checked, findings)


def _as_far_as_readable(name: str, part: Iterator[Finding]) -> Iterator[Finding]:
    """The part's findings; rows in which somebody has meddled may not even be readable, which is a finding too."""
    try:
        yield from part
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, SQLAlchemyError) as fault:
        yield Finding("unreadable", name, f"không kiểm tra tiếp được: {type(fault).__name__}: {fault}".splitlines()[0])
