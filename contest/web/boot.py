"""What a page is given to start with: its language, its CSRF token, its live topics and their state right now."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from contest.services import topics
from contest.services.actor import Actor
from contest.web.guard import house


def boot(actor: Actor, namespace: str, names: list[str], *, with_token: bool = True, **more: Any) -> dict[str, Any]:
    """The `boot` document of a page: topics that the actor may see, with a snapshot of each.

    Without a token the page can write nothing; it is then the same for everybody who may see those topics.
    """
    snapshots = [topics.envelope(house(), name) for name in names if topics.may_see(actor, name)]
    return {
        "lang": str(get_locale() or "vi"),
        "csrf": generate_csrf() if with_token else None,
        "api": "/api/v1",
        "live": {"namespace": namespace, "topics": names, "auth": None},
        "snapshots": snapshots,
        "role": actor.role.value,
        "name": actor.name,
    } | more
