"""Registrations for the tests: an open window, a unit that fills everything in, files as people hand them in."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from dataclasses import replace
from typing import Any, NamedTuple

from PIL import Image

from contest.db.models import Registration
from contest.domain.registration import FileKind
from contest.services.actor import PUBLIC, Actor
from contest.services.files import handed_in
from contest.services.files.receiving import received
from contest.services.house import House
from contest.services.registration import filling, rules, submitting
from contest.services.registration.codes import actor_of
from tests.cast import Cast
from tests.factories import START_MS, act

DAY_MS = 24 * 3_600_000
UNIT, TEAM = "Sở Lao động - Thương binh và Xã hội", "Sông Trà"
PEOPLE = (
    ("Trần Văn Hậu", "trưởng đoàn"), ("Lê Thị Đào", "đội trưởng"), ("Nguyễn An", "chính thức"),
    ("Phạm Bình", "chính thức"),
)  # fmt: skip
PHONE, EMAIL = "0905123456", "hau.canary@example.vn"


class Begun(NamedTuple):
    """A registration that a unit has begun: who it is, its number, its code."""

    actor: Actor
    number: int
    code: str


def typed_rules(**more: Any) -> rules.Typed:
    """Rules as the organisers type them: a week's window around the tests' now, nothing required but people."""
    usual = rules.Typed(
        opens="2024-09-28T08:00",
        closes="2024-10-05T17:00",
        erase_on=None,
        teams_per_unit="1",
        roles={
            "trưởng đoàn": ("1", "1"), "đội trưởng": ("1", "1"), "chính thức": ("1", "15"), "dự bị": ("0", "5"),
            "diễn viên phụ họa": ("0", "20"),
        },
        files={kind.value: (True, False, "5") for kind in FileKind},
        guardian_below="16",
        birth_year_needed=False,
        script_approval=True,
        sections=[1],
        unit_types="Sở, ban, ngành\nXã, phường",
    )  # fmt: skip
    return replace(usual, **more)


def open_window(house: House, cast: Cast, **more: Any) -> None:
    """Has the organisers set these rules."""
    act(house, cast.organiser, rules.set_rules, typed_rules(**more))


def begin(house: House) -> Begun:
    """A registration that holds nothing yet."""
    with house.act(PUBLIC) as work:
        started = filling.start(work, consented=True)
    return Begun(actor_of(started.number), started.number, started.code)


def member(name: str, role: str = "chính thức", birth_year: str = "", **more: Any) -> dict[str, Any]:
    """A line of the list of members, agreed to."""
    line = {"id": "", "name": name, "role": role, "birth_year": birth_year, "consented": True}
    return line | {"guardian_consented": False} | more


def fill_in(house: House, begun: Begun, *, unit: str = UNIT, team: str = TEAM, people: Any = PEOPLE) -> None:
    """Writes everything that the rules of `open_window` ask for."""
    with house.act(begun.actor) as work:
        filling.save_unit(work, begun.number, {"unit_type": "so-ban-nganh", "unit_name": unit, "group": "huyen"})
        filling.save_team(work, begun.number, {"team_name": team, "short_name": "Sở LĐ"})
        filling.save_members(work, begun.number, [member(*person) for person in people])
        filling.save_contact(work, begun.number, {"name": people[0][0], "phone": PHONE, "email": EMAIL})
        line = {"section": 1, "title": "Sông Trà gọi", "duration": "5:00", "needs": "Hai micrô"}
        filling.save_performances(work, begun.number, [line])


def submitted(house: House, **more: Any) -> Begun:
    """A registration that was handed in."""
    begun = begin(house)
    fill_in(house, begun, **more)
    with house.act(begun.actor) as work:
        submitting.submit(work, begun.number, confirmed=True)
    return begun


def hand_in(
    house: House, begun: Begun, kind: FileKind, content: bytes, name: str = "tep", section: int | None = None
) -> int:
    """The id of a file that the unit hands in."""
    with (
        received(house, io.BytesIO(content), name, kind) as got,
        house.act(begun.actor) as work,
    ):
        file = handed_in.keep(work, begun.number, kind, got, section)
        work.session.flush()
        return file.id


def row_of(house: House, number: int) -> Registration:
    """The registration as it lies in the database, its members and its contact loaded."""
    with house.reading() as rows:
        row = rows.get_one(Registration, number)
        for part in ("members", "performances", "files", "remarks"):
            len(getattr(row, part))
        _contact = row.contact
        return row


def photo(size: tuple[int, int] = (640, 400), form: str = "JPEG", *, place: bool = False) -> bytes:
    """A picture; with `place` it says in its EXIF where it was taken."""
    picture, out = Image.new("RGB", size, (20, 70, 150)), io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "CANARY-CAMERA"
        exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, form, exif=exif)
    return out.getvalue()


def music(seconds: float = 1.5) -> bytes:
    """A recording of silence, WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\0" * int(8_000 * seconds))
    return out.getvalue()


def document(**parts: bytes) -> bytes:
    """A Word document, as far as its parts go."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A Word document of a few kilobytes whose parts say that they are of gigabytes."""
    whole = bytearray(document(big=b"0" * 100_000))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<I", 3_900_000_000)
    return bytes(whole)


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LATER_MS = START_MS + 10 * DAY_MS
