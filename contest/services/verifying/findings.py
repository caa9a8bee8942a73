"""A finding: something that does not follow from the record. Made by the checks, told by doors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `code` is stable, `where` names the place, `message` is Vietnamese for people."""

    code: str
    where: str
    message: str

    @property
    def line(self) -> str:
        """The finding on one line."""
        return f"{self.where}: {self.message}"
