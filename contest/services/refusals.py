"""Why an act is refused, by name. The web turns each `code` into its problem document and status."""

from __future__ import annotations

from typing import Any

from contest.domain.errors import RuleViolation


class NotFound(RuleViolation):
    """There is no such thing here, or it is none of the asker's business."""

    code = "not-found"


class WrongState(RuleViolation):
    """The thing is not in a state in which this can be done."""

    code = "wrong-state"


class Locked(RuleViolation):
    """The sheet takes no more changes. `current` is what the house holds."""

    code = "locked"

    def __init__(self, message: str, current: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.current = current


class Stale(RuleViolation):
    """The change is based on an older version than the house holds. `current` is the newer one."""

    code = "stale"

    def __init__(self, message: str, current: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.current = current


class SamePerson(RuleViolation):
    """Two people are needed, and this is the first one again."""

    code = "same-person"
