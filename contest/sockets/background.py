"""What the live channel does beside the requests that set it off; it can be waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask_socketio import SocketIO


class Background:
    """Starts tasks in whatever way the server runs (green threads or real ones), and knows when all are done."""

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio
        self._idle = threading.Condition()
        self._running = 0

    def start(self, task: Callable[[], None]) -> None:
        """Has the task done soon; returns at once."""
        with self._idle:
            self._running += 1
        self._socketio.start_background_task(self._run, task)

    def sleep(self, seconds: float) -> None:
        """Lets others go on for so long."""
        self._socketio.sleep(seconds)

    def wait_idle(self, timeout_s: float = 5.0) -> bool:
        """Whether every task started so far, and what those started, is done within that time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout_s)

    def _run(self, task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()
