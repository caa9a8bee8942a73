"""Who acts: a value made by the door somebody came through. Never reads a web session itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here; each role's permissions stand in `contest.services.permissions`."""

    ORGANISER = "organiser"
    SECRETARY = "secretary"
    HEAD_JUDGE = "head_judge"
    DIRECTOR = "director"
    MC = "mc"
    STAGE = "stage"
    OVERLAY = "overlay"
    AUDITOR = "auditor"
    JUDGE = "judge"
    FEED = "feed"
    TEAM = "team"  # a unit with the private link of its registration
    PUBLIC = "public"
    HOUSE = "house"  # the command line and the first start, on the machine itself


PERSONS = frozenset({Role.ORGANISER, Role.SECRETARY, Role.HEAD_JUDGE, Role.DIRECTOR, Role.MC, Role.AUDITOR, Role.JUDGE})
SCREENS = frozenset({Role.STAGE, Role.OVERLAY})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something. `credential_id` is None for the public and for the house itself.

    `registration_id` is the one registration of a unit; its name says the number and never who fills it in.
    """

    role: Role
    name: str
    credential_id: int | None = None
    judge_key: str | None = None
    device: str | None = None
    registration_id: int | None = None
    session_id: int | None = None  # the browser's own; None for a bearer of a token


PUBLIC = Actor(Role.PUBLIC, "Công chúng")
HOUSE = Actor(Role.HOUSE, "Hệ thống")
