"""Letters: written with the act, sent after it, tried again, told when they fail; no address is kept or logged."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from sqlalchemy import select

from contest.config import SettingsError, Smtp, smtp_of
from contest.db.models import OutgoingMail
from contest.services import mail
from contest.services.house import House
from contest.services.refusals import WrongState
from contest.services.registration import reviewing
from tests.cast import Cast
from tests.factories import FakeClock, act
from tests.registering import EMAIL, UNIT, open_window, submitted


class PostOffice(socketserver.ThreadingTCPServer):
    """A post office of one room: takes letters by SMTP, or refuses every receiver."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.letters: list[Any] = []
        self.refuses = False


class _Counter(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        say = lambda line: self.wfile.write(f"{line}\r\n".encode())  # noqa: E731
        office: Any = self.server
        say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"RCPT" and office.refuses:
                say(f"550 5.1.1 <{EMAIL}> unknown")
            elif word == b"DATA":
                say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                office.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
                say("250 taken")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 well")


@pytest.fixture
def office(house: House) -> Iterator[PostOffice]:
    """The post office that the house hands its letters to."""
    made = PostOffice()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    house.smtp = Smtp("127.0.0.1", made.server_address[1], "plain", "hoithi@example.vn")
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def outbox(house: House) -> list[OutgoingMail]:
    with house.reading() as rows:
        return list(rows.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_a_letter_goes_out_after_its_act_and_leaves_no_address(house: House, cast: Cast, office: PostOffice) -> None:
    waited: list[int] = []
    house.letters_wait = lambda: waited.append(len(outbox(house)))
    open_window(house, cast)
    submitted(house)
    assert waited == [1], "told once the letter was on disk"
    assert mail.deliver(house) == 1
    (letter,) = office.letters
    assert (letter["To"], letter["Auto-Submitted"]) == (EMAIL, "auto-generated")
    assert "Đã nhận đăng ký" in letter["Subject"]
    assert UNIT in letter.get_content()
    (row,) = outbox(house)
    assert (row.state, row.address, row.body) == ("sent", "", "")
    assert mail.deliver(house) == 0, "not twice"


def test_an_act_that_is_undone_sends_nothing(house: House, cast: Cast, office: PostOffice) -> None:
    open_window(house, cast)
    begun = submitted(house)

    def half() -> None:
        with house.act(cast.organiser.actor) as work:
            reviewing.return_for_changes(work, begun.number, "Xin sửa.")
            raise WrongState("không")

    with pytest.raises(WrongState):
        half()
    assert len(outbox(house)) == 1


def test_what_fails_is_tried_again_and_then_told(
    house: House, cast: Cast, office: PostOffice, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    open_window(house, cast)
    office.refuses = True
    submitted(house)
    with caplog.at_level(logging.DEBUG):
        for _try in range(mail.MOST_TRIES):
            assert mail.deliver(house) == 0
            assert mail.deliver(house) == 0, "not before its time"
            clock.tick(40 * 60_000)
    assert EMAIL not in caplog.text
    with house.reading() as rows:
        (row,) = mail.failed(rows)
    assert (row.fault, row.address, row.body) == ("SMTPRecipientsRefused 550", "", "")
    office.refuses = False
    assert mail.deliver(house) == 0


def test_a_post_office_that_is_away_is_no_fault_of_the_act(house: House, cast: Cast) -> None:
    house.smtp = Smtp("127.0.0.1", 9, "plain", "hoithi@example.vn")
    open_window(house, cast)
    begun = submitted(house)
    assert mail.deliver(house) == 0
    (row,) = outbox(house)
    assert (row.state, row.address) == ("waiting", EMAIL)
    act(house, cast.organiser, reviewing.return_for_changes, begun.number, "Xin sửa.")


def test_without_a_setting_nothing_is_written(house: House, cast: Cast) -> None:
    open_window(house, cast)
    submitted(house)
    assert outbox(house) == []


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://u:p%40ss@post.vn?from=a@b.vn", Smtp("post.vn", 587, "starttls", "a@b.vn", "u", "p@ss")),
        ("smtps://a%40b.vn:x@post.vn", Smtp("post.vn", 465, "tls", "a@b.vn", "a@b.vn", "x")),
        ("smtp://relay:2525?from=a@b.vn&tls=no", Smtp("relay", 2525, "plain", "a@b.vn")),
    ],
)
def test_the_setting_is_read(url: str, wanted: Smtp) -> None:
    assert smtp_of(url) == wanted


@pytest.mark.parametrize(
    "url", ["post.vn", "http://post.vn", "smtp://u:secret@post.vn", "smtp://post.vn:x?from=a@b.vn"]
)
def test_a_setting_that_cant_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        smtp_of(url)
    assert "secret" not in str(refusal.value)
    assert "p@ss" not in repr(Smtp("h", 1, "tls", "a@b", "u", "p@ss"))
