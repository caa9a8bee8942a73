"""The confirmation that a unit prints and keeps: ready for the typesetter.

Responsible for what stands on the paper. It is a paper of the unit itself: it holds the private link and the names of
its members, and nobody else is given it.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

import segno
from sqlalchemy.orm import Session

from contest.db.models import Contest, Registration, Section
from contest.domain.registration import duration_text
from contest.live.words import when_text
from contest.services.registration.codes import arrival_code
from contest.services.registration.rules import rules_of


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Everything on the paper. QR codes are SVG; `rows` are label and value."""

    contest: str
    organiser: str
    number: int
    state: str
    link: str
    code: str
    link_qr: str
    arrival: str
    arrival_qr: str
    closes: str
    rows: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]
    performances: tuple[tuple[str, str, str], ...]


STATES = {
    "draft": "Đang soạn, chưa gửi", "submitted": "Đã gửi, chờ Ban tổ chức duyệt", "returned": "Cần bổ sung",
    "approved": "Đã được duyệt", "refused": "Không được nhận", "withdrawn": "Đã rút",
}  # fmt: skip


def confirmation(session: Session, secret: bytes, number: int, *, link: str, code: str) -> Confirmation:
    """The confirmation of that registration as it stands now."""
    row, contest = session.get_one(Registration, number), session.get_one(Contest, 1)
    closes = rules_of(session).closes_at
    arrival = arrival_code(secret, number)
    facts = [
        ("Đơn vị", row.unit_name), ("Loại đơn vị", row.unit_type.title if row.unit_type else ""),
        ("Đội thi", row.team_name), ("Khối, bảng", row.group.title if row.group else ""),
        ("Đầu mối liên hệ", row.contact.name if row.contact else ""),
    ]  # fmt: skip
    shown = [
        (session.get_one(Section, entry.section_id).title, entry.title, duration_text(entry.duration_s))
        for entry in row.performances
        if entry.title
    ]
    return Confirmation(
        contest=contest.title,
        organiser=contest.organiser,
        number=number,
        state=STATES[row.state],
        link=link,
        code=code,
        link_qr=_qr(link),
        arrival=arrival,
        arrival_qr=_qr(urljoin(link, f"/check-in/code/{arrival}")),
        closes=when_text(closes, contest.timezone) if closes else "",
        rows=tuple((label, value) for label, value in facts if value),
        members=tuple((member.name, member.role) for member in row.members if member.name),
        performances=tuple(shown),
    )


def _qr(text: str) -> str:
    drawn = BytesIO()
    segno.make(text, micro=False, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
