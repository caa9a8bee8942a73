"""Letters on their way out: written in the act's own transaction, sent after it, tried again, told when they fail.

Responsible for the outbox and for one SMTP conversation a letter. No address and no text of a letter is ever logged;
once a letter is gone, address and text are gone from the outbox too. Without a setting nothing is written at all.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.config import Smtp
from contest.db.models import OutgoingMail
from contest.services.actor import HOUSE
from contest.services.house import House, Work

log = logging.getLogger(__name__)

MOST_TRIES: Final = 6
FIRST_PAUSE_MS: Final = 60_000  # doubled after each try: 1, 2, 4, 8, 16 minutes
PATIENCE_S: Final = 20
ONE_ROUND: Final = 20


def post(work: Work, registration_id: int, address: str, subject: str, body: str) -> None:
    """Puts a letter into the outbox with this act; nothing without a mail setting or an address."""
    if work.house.smtp is None or not address:
        return
    work.session.add(
        OutgoingMail(
            registration_id=registration_id, address=address, subject=subject, body=body,
            created_at=work.now, next_try_at=work.now,
        )
    )  # fmt: skip
    work.after_commit(work.house.letters_wait)


def deliver(house: House) -> int:
    """How many letters went out. One that fails waits longer each time; after the last try the organisers are told."""
    if house.smtp is None:
        return 0
    with house.reading() as rows:
        query = select(OutgoingMail.id).where(OutgoingMail.state == "waiting", OutgoingMail.next_try_at <= house.now())
        due = list(rows.scalars(query.order_by(OutgoingMail.id).limit(ONE_ROUND)))
    return sum(_send(house, house.smtp, letter) for letter in due)


def send_waiting(house: House) -> None:
    """Sends what waits, for whoever does not ask how many."""
    deliver(house)


def failed(session: Session) -> list[OutgoingMail]:
    """Letters that could not be sent, the latest first: the organisers reach these units by telephone."""
    query = select(OutgoingMail).where(OutgoingMail.state == "failed")
    return list(session.scalars(query.order_by(OutgoingMail.id.desc())))


def waiting(session: Session) -> int:
    """How many letters wait to be sent."""
    return session.scalar(select(func.count(OutgoingMail.id)).where(OutgoingMail.state == "waiting")) or 0


def _send(house: House, smtp: Smtp, letter_id: int) -> bool:
    """Whether the letter went out. It is taken first, so that two who deliver at once don't send it twice."""
    with house.act(HOUSE) as work:
        taken = work.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == letter_id, OutgoingMail.state == "waiting", OutgoingMail.next_try_at <= work.now)
            .values(tries=OutgoingMail.tries + 1, next_try_at=work.now + 10 * FIRST_PAUSE_MS)
            .returning(OutgoingMail.address, OutgoingMail.subject, OutgoingMail.body, OutgoingMail.tries)
        ).one_or_none()
    if taken is None:
        return False
    try:
        _hand_over(smtp, taken.address, taken.subject, taken.body)
        fault = None
    except (OSError, smtplib.SMTPException, ssl.SSLError, UnicodeError) as error:
        fault = _named(error)
        log.warning("a letter was not sent (try %d): %s", taken.tries, fault)
    with house.act(HOUSE) as work:
        row = work.session.get(OutgoingMail, letter_id)
        if row is None:  # erased meanwhile
            return fault is None
        row.fault = fault
        if fault is None:
            row.state, row.sent_at, row.address, row.body = "sent", work.now, "", ""
        elif taken.tries >= MOST_TRIES:
            row.state, row.address, row.body = "failed", "", ""
        else:
            row.next_try_at = work.now + FIRST_PAUSE_MS * 2 ** (taken.tries - 1)
    return fault is None


def _hand_over(smtp: Smtp, address: str, subject: str, body: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = smtp.sender, address, subject
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=smtp.sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    context = ssl.create_default_context()
    if smtp.secure == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=PATIENCE_S, context=context)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE_S)
    with server:
        if smtp.secure == "starttls":
            server.starttls(context=context)
        if smtp.user and smtp.password:
            server.login(smtp.user, smtp.password)
        server.send_message(letter)


def _named(error: Exception) -> str:
    """What went wrong, by kind and number: what servers say in words may hold the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _words in error.recipients.values()})
        return f"SMTPRecipientsRefused {' '.join(codes)}"
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
