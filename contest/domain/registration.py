"""What a registration has to be: roles and how many of each, ages, lengths, and how names are compared.

Responsible for the rules of taking part, as pure functions of what a unit has written. Knows no table and no page; a
missing thing is a `Fault` whose path is `step.field` (`members[2].birth_year`), in words for the unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contest.domain.errors import Fault
from contest.domain.said import say


class MemberRole(StrEnum):
    """What somebody is in a team."""

    HEAD = "trưởng đoàn"
    CAPTAIN = "đội trưởng"
    FULL = "chính thức"
    RESERVE = "dự bị"
    SUPPORT = "diễn viên phụ họa"


ROLE_WORDS: Mapping[MemberRole, str] = {
    MemberRole.HEAD: say("trưởng đoàn"),
    MemberRole.CAPTAIN: say("đội trưởng"),
    MemberRole.FULL: say("chính thức"),
    MemberRole.RESERVE: say("dự bị"),
    MemberRole.SUPPORT: say("diễn viên phụ họa"),
}
"""The roles in people's words."""


def spoken_role(role: str) -> str:
    """The role as people call it, in their language."""
    return ROLE_WORDS[MemberRole(role)]


class FileKind(StrEnum):
    """What units hand in."""

    PHOTO = "photo"
    LOGO = "logo"
    MUSIC = "music"
    CLIP = "clip"
    SCRIPT = "script"


LONGEST_NAME = 120
LONGEST_TITLE = 200
LONGEST_SHORT = 20
LONGEST_NEEDS = 1_000
MOST_MEMBERS = 60
OLDEST = 1900
PHONE = re.compile(r"\+?\d{8,15}")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]]{1,64}@[^@\s<>,;:\"()\[\]]+\.[^@\s.<>,;:\"()\[\]]{2,}")
_DURATION = re.compile(r"(\d{1,3})(?::([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Range:
    """How many of something there may be, both ends included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class FileRule:
    """Whether units hand in files of a kind, whether they must, and how large one may be, in megabytes."""

    taken: bool
    needed: bool
    most_mb: int


ROLE_RANGES: Mapping[MemberRole, Range] = {
    MemberRole.HEAD: Range(1, 1),
    MemberRole.CAPTAIN: Range(1, 1),
    MemberRole.FULL: Range(2, 15),
    MemberRole.RESERVE: Range(0, 5),
    MemberRole.SUPPORT: Range(0, 20),
}
FILE_RULES: Mapping[FileKind, FileRule] = {
    FileKind.PHOTO: FileRule(taken=True, needed=True, most_mb=15),
    FileKind.LOGO: FileRule(taken=True, needed=False, most_mb=5),
    FileKind.MUSIC: FileRule(taken=True, needed=False, most_mb=40),
    FileKind.CLIP: FileRule(taken=True, needed=False, most_mb=200),
    FileKind.SCRIPT: FileRule(taken=True, needed=False, most_mb=15),
}
LARGEST_MB: Mapping[FileKind, int] = {
    FileKind.PHOTO: 25,
    FileKind.LOGO: 25,
    FileKind.MUSIC: 200,
    FileKind.CLIP: 300,
    FileKind.SCRIPT: 50,
}


@dataclass(frozen=True, slots=True)
class TakingPart:
    """The rules of taking part, as the organisers set them.

    `guardian_below` is the age under which a guardian has to agree (16: Law 91/2025/QH15 with NĐ 356/2025/NĐ-CP); None
    asks for no guardian. `sections` are the ids of the sections for which units say what they will show.
    """

    teams_per_unit: int = 1
    roles: Mapping[MemberRole, Range] = field(default_factory=lambda: dict(ROLE_RANGES))
    files: Mapping[FileKind, FileRule] = field(default_factory=lambda: dict(FILE_RULES))
    guardian_below: int | None = 16
    birth_year_needed: bool = False
    script_approval: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the rules look at one. `birth_year` is None where it was not given."""

    name: str
    role: MemberRole
    birth_year: int | None = None
    consented: bool = False
    guardian_consented: bool = False


def clean(text: str) -> str:
    """The text as it is kept: composed (NFC), single spaces, none at its ends, no control character.

    Example: `"  Nguye\\u0302\\u0303n   An "` is `"Nguyễn An"`.
    """
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else " " for c in composed)
    return " ".join(visible.split())


def clean_lines(text: str) -> str:
    """A text of several lines as it is kept: each line clean, no more than one empty line in a row."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """The text as names are compared and searched: without marks, case and signs; đ is d.

    Example: `"Sở Lao động - Thương binh"` is `"so lao dong thuong binh"`.
    """
    letters = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    plain = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(plain.split())


def clean_phone(text: str) -> str | None:
    """The telephone number without spaces, dots, dashes: `"0905.123 456"` is `"0905123456"`; None when it is none."""
    plain = re.sub(r"[\s.\-()]+", "", unicodedata.normalize("NFKC", text))
    return plain if PHONE.fullmatch(plain) else None


def is_email(text: str) -> bool:
    """Whether a letter could be sent there."""
    return len(text) <= LONGEST_TITLE and EMAIL.fullmatch(text) is not None


def seconds_of(text: str) -> int | None:
    """Seconds of a duration typed as minutes or minutes:seconds (`"7:30"` is 450, `"7"` is 420); None for others."""
    found = _DURATION.fullmatch(clean(text))
    if found is None:
        return None
    total = int(found[1]) * 60 + int(found[2] or 0)
    return total or None


def duration_text(seconds: int | None) -> str:
    """Seconds as they are typed: 450 is `"7:30"`; None is `""`."""
    return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


def needs_guardian(birth_year: int | None, year: int, below: int | None) -> bool:
    """Whether somebody born in that year may still be under the age in `year`.

    Only the year of birth is asked for, so whoever turns 16 in the year of the contest may be 15 on the day.
    """
    return below is not None and birth_year is not None and year - birth_year <= below


def member_faults(members: Sequence[Person], rules: TakingPart, year: int) -> Iterator[Fault]:
    """What is missing in the list of members: too few or too many of a role, consents, years of birth."""
    counts = Counter(member.role for member in members)
    for role, allowed in rules.roles.items():
        count = counts[role]
        if count < allowed.least:
            yield Fault(
                "members",
                "too_few",
                say(
                    "Cần ít nhất %(least)s %(role)s; hiện có %(count)s.",
                    least=allowed.least,
                    role=ROLE_WORDS[role],
                    count=count,
                ),
            )
        elif count > allowed.most:
            yield Fault(
                "members",
                "too_many",
                say(
                    "Nhiều nhất %(most)s %(role)s; hiện có %(count)s.",
                    most=allowed.most,
                    role=ROLE_WORDS[role],
                    count=count,
                ),
            )
    seen: set[tuple[str, int | None]] = set()
    for n, member in enumerate(members):
        path = f"members[{n}]"
        who = (fold(member.name), member.birth_year)
        if not member.name:
            yield Fault(f"{path}.name", "empty", say("Xin ghi họ và tên."))
        elif who in seen:
            yield Fault(f"{path}.name", "duplicate", say("%(name)s có hai lần trong danh sách.", name=member.name))
        seen.add(who)
        if member.birth_year is None and rules.birth_year_needed:
            yield Fault(f"{path}.birth_year", "empty", say("Xin ghi năm sinh."))
        if not member.consented:
            yield Fault(
                f"{path}.consented",
                "no_consent",
                say("%(name)s chưa được ghi là đã đồng ý.", name=member.name or say("Người này")),
            )
        if needs_guardian(member.birth_year, year, rules.guardian_below) and not member.guardian_consented:
            yield Fault(
                f"{path}.guardian_consented",
                "no_guardian",
                say("%(name)s: cần người giám hộ đồng ý (tuổi còn nhỏ).", name=member.name),
            )
