"""A line between a browser and the server that can be made to crawl: every byte still arrives, but hardly any does."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from tests.browser.server import free_port

CRAWL_S = 0.25  # a byte


class Line:
    """Listens on a port of its own and hands everything on to the server's, both ways."""

    def __init__(self, to_port: int) -> None:
        self._to, self.port = to_port, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._crawls, self._ended = threading.Event(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def crawl(self) -> None:
        """From now on a byte takes a quarter of a second."""
        self._crawls.set()

    def recover(self) -> None:
        """The line is as good as ever; what was held up comes at once."""
        self._crawls.clear()

    def close(self) -> None:
        """No more lines; those that are open end."""
        self._ended.set()
        self._shut(self._listener)
        for each in list(self._open):
            self._shut(each)
        for thread in list(self._threads):
            thread.join(5)
        for each in (self._listener, *self._open):
            each.close()

    @staticmethod
    def _shut(end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            self._open.append(near)
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                self._shut(near)
                continue
            self._open.append(far)
            for source, sink in ((near, far), (far, near)):
                thread = threading.Thread(target=self._hand_on, args=(source, sink), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65_536):
                while chunk and self._crawls.is_set() and not self._ended.is_set():
                    sink.sendall(chunk[:1])
                    chunk = chunk[1:]
                    time.sleep(CRAWL_S)
                sink.sendall(chunk)
        for end in (source, sink):
            self._shut(end)
