"""Rehearsals: both days of the contest, played by simulated people through the same interface as real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsal.evenings import Listened, Played, listen_to_an_evening, playing_by_command


@pytest.fixture(scope="package")
def evenings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, Listened]:
    """The same evening twice, at the same time: as people start it, and with an ear at everything that is sent."""
    folder = Path(tmp_path_factory.mktemp("rehearsal"))
    with playing_by_command(folder / "command") as ended:
        listened = listen_to_an_evening(folder / "listened")
        return ended(), listened


@pytest.fixture
def by_command(evenings: tuple[Played, Listened]) -> Played:
    """A rehearsal as people start it, with its links asked for while it ran."""
    return evenings[0]


@pytest.fixture
def listened(evenings: tuple[Played, Listened]) -> Listened:
    """The same evening from the same seed, with everything that an audience was sent, from its first byte."""
    return evenings[1]
