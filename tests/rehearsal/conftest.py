"""Rehearsals: both days of the contest, played by simulated people through the same interface as real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsal.evenings import Listened, Played, listen_to_an_evening, play_by_command


@pytest.fixture(scope="package")
def by_command(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A rehearsal as people start it, with its links asked for while it ran."""
    return play_by_command(Path(tmp_path_factory.mktemp("rehearsal")) / "data")


@pytest.fixture(scope="package")
def listened(tmp_path_factory: pytest.TempPathFactory) -> Listened:
    """The same evening from the same seed, with an ear at everything that an audience is sent, from its first byte."""
    return listen_to_an_evening(Path(tmp_path_factory.mktemp("rehearsal")) / "data")
