"""The simulated people: each has a token and calls the interface, as a tablet or a console does."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx

RETRIES = 60
RETRY_PAUSE_S = 0.25


class RehearsalFailed(Exception):  # noqa: N818 - the name says what happened
    """The house refused something that a rehearsal may expect to work."""


@dataclass(slots=True)
class Client:
    """One person's device. A lost connection is tried again with the same key, as a tablet's outbox does."""

    base: str
    token: str
    http: httpx.Client

    @classmethod
    def of(cls, base: str, token: str) -> Client:
        """A device that speaks as the bearer of `token`."""
        return cls(base, token, httpx.Client(timeout=20, trust_env=False))

    def get(self, path: str) -> Any:
        """The JSON document at `path`."""
        return self._call("GET", path, None)

    def post(self, path: str, **body: Any) -> Any:
        """The answer to a write."""
        return self._call("POST", path, body)

    def put(self, path: str, **body: Any) -> Any:
        """The answer to a write."""
        return self._call("PUT", path, body)

    def delete(self, path: str) -> Any:
        """The answer to a withdrawal."""
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        for attempt in range(RETRIES):
            try:
                answer = self.http.request(method, f"{self.base}/api/v1{path}", json=body, headers=headers)
            except httpx.TransportError:
                if attempt == RETRIES - 1:
                    raise
                time.sleep(RETRY_PAUSE_S)
                continue
            if answer.is_success:
                return answer.json()
            raise RehearsalFailed(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        raise RehearsalFailed(f"{method} {path}: no answer")


@dataclass(slots=True)
class Crew:
    """Everybody of the rehearsal."""

    organiser: Client
    secretary: Client
    second: Client
    director: Client
    judges: dict[str, Client]

    @classmethod
    def of(cls, base: str, links: dict[str, Any]) -> Crew:
        """The crew, from the document of `links --json`."""

        def client(key: str) -> Client:
            return Client.of(base, links[key]["token"])

        return cls(
            organiser=client("organiser"),
            secretary=client("secretary"),
            second=client("second_secretary"),
            director=client("director"),
            judges={judge["key"]: Client.of(base, judge["token"]) for judge in links["judges"]},
        )

    def close(self) -> None:
        """Ends every connection."""
        for client in (self.organiser, self.secretary, self.second, self.director, *self.judges.values()):
            client.http.close()
