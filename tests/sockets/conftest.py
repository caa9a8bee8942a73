"""The live channel over a small contest, and clients that listen to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.evening import Evening
from tests.sockets.listening import Channel


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """The small contest, as the other tests of the show know it."""
    evening = Evening(tmp_path)
    yield evening
    evening.close()


@pytest.fixture
def channel(evening: Evening) -> Iterator[Channel]:
    """Its live channel."""
    channel = Channel(evening.house)
    yield channel
    channel.close()


@pytest.fixture
def stage(channel: Channel, evening: Evening) -> Callable[[], list[dict[str, Any]]]:
    """Listens as a screen of the hall; gives the states sent since last asked."""
    client = channel.connect("/stage", evening.cast.stage.token)
    return lambda: channel.states(client, "/stage")
