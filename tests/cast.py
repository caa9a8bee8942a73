"""The people of the tests: everybody who takes part in a contest, each with a link, judges with a PIN beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from contest.db.models import Judge
from contest.services import accounts
from contest.services.actor import HOUSE, Actor, Role
from contest.services.house import House

ONE_OF_EACH = (
    ("organiser", Role.ORGANISER, "Ban tổ chức"),
    ("secretary", Role.SECRETARY, "Thư ký Hạnh"),
    ("second_secretary", Role.SECRETARY, "Thư ký Minh"),
    ("head_judge", Role.HEAD_JUDGE, "Trưởng ban giám khảo"),
    ("director", Role.DIRECTOR, "Đạo diễn"),
    ("mc", Role.MC, "MC"),
    ("stage", Role.STAGE, "Màn hình sân khấu"),
    ("overlay", Role.OVERLAY, "Lớp phủ truyền hình"),
    ("auditor", Role.AUDITOR, "Giám sát"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a link: who they are to acts, and what they hold."""

    actor: Actor
    token: str
    pin: str | None = None

    @property
    def bearer(self) -> dict[str, str]:
        """The header that speaks for them."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. `judges` by key, in the order of the panel."""

    organiser: Person
    secretary: Person
    second_secretary: Person
    head_judge: Person
    director: Person
    mc: Person
    stage: Person
    overlay: Person
    auditor: Person
    judges: dict[str, Person]

    def judge(self, number: int) -> Person:
        """The judge of that number: 1 is `j1`."""
        return self.judges[f"j{number}"]

    def by_role(self) -> dict[str, Person]:
        """One person of each role, the judge being the second: the first is their head."""
        named = {name: getattr(self, name) for name, _role, _shown in ONE_OF_EACH if name != "second_secretary"}
        return named | {"judge": self.judge(2)}


def cast_for(house: House) -> Cast:
    """New links for everybody of this house's contest."""
    people: dict[str, Any] = {}
    with house.act(HOUSE) as work:
        for name, role, shown in ONE_OF_EACH:
            made = accounts.issue(work, role, shown)
            people[name] = Person(Actor(role, shown, made.credential_id), made.token)
        people["judges"] = {}
        for judge in work.session.scalars(select(Judge).order_by(Judge.position)):
            made = accounts.issue(work, Role.JUDGE, judge.name, judge.key)
            actor = Actor(Role.JUDGE, judge.name, made.credential_id, judge.key)
            people["judges"][judge.key] = Person(actor, made.token, made.pin)
    return Cast(**people)
