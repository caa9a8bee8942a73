"""What a running house does by itself: sends letters that wait, erases personal data on its day, sweeps lost files.

Responsible for one round of it; how often, the server decides. What fails is told to the log and tried again next time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from contest.services import mail
from contest.services.actor import HOUSE
from contest.services.files import handed_in
from contest.services.house import House
from contest.services.registration import persons

log = logging.getLogger(__name__)


def do_chores(house: House) -> None:
    """One round. Cheap where there is nothing to do."""
    for chore in (mail.deliver, _erase, handed_in.sweep):
        _try(chore, house)


def _erase(house: House) -> None:
    with house.reading() as rows:
        due = persons.is_due(rows, house.now())
    if due:
        with house.act(HOUSE) as work:
            persons.erase_after_the_contest(work)


def _try(chore: Callable[[House], object], house: House) -> None:
    try:
        chore(house)
    except Exception:
        log.exception("a chore failed: %s", getattr(chore, "__name__", "?"))
