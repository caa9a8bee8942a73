"""Ready-made rules of common contests, each with its source; and the act of giving one to a round.

Responsible for reading the templates and for replacing what a round had before anybody has judged. What a round sends
on, what it takes over and who sits on its panel stay as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from contest.db.models import Round
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.rules import changing, checking
from contest.services.rules.document import Json, Rules, rules_of
from contest.services.rules.field import has_begun

NAMES = ("quang-ngai-2024", "thong-tu-18-2016", "quyet-dinh-05-2016")
KEPT = ("key", "title", "judges", "carry_over", "advance")


@dataclass(frozen=True, slots=True)
class Template:
    """Rules to start from: what they are called, what they do, where they come from."""

    name: str
    title: str
    about: str
    source: str
    document: Json

    def rules_for(self, now: Rules) -> Rules:
        """Return the round's rules with those of the template in place of its own."""
        kept = {name: now.round[name] for name in KEPT if name in now.round}
        return Rules(
            round=self.document["round"] | kept,
            times=tuple({"time_rule": None} | times for times in self.document["times"]),
            stage=now.stage,
            time_rule=self.document["time_rule"],
            discrepancy=now.discrepancy,
            earlier_marks=now.earlier_marks,
        )


@cache
def templates() -> tuple[Template, ...]:
    """Every template, in the order they are offered."""
    folder = resources.files("contest.services.rules").joinpath("templates")
    found = []
    for name in NAMES:
        facts = json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        found.append(Template(name, facts["title"], facts["about"], facts["source"], facts))
    return tuple(found)


def template(name: str) -> Template:
    """The template of that name; raises `NotFound`."""
    for each in templates():
        if each.name == name:
            return each
    raise NotFound(say("Không có mẫu thể lệ này."))


def apply_template(work: Work, key: str, name: str) -> Round:
    """The round with the template's rules. Refused once any of its performances has been opened."""
    work.require(Permission.CONTEST_EDIT)
    row, chosen = rounds.get(work.session, key), template(name)
    if has_begun(work.session, row) and any(p.state != "planned" for p in rounds.performances(work.session, row)):
        raise WrongState(
            say("%(row)s đã có lượt thi mở, không thay cả thể lệ được nữa. Xin sửa từng mục.", row=row.title)
        )
    if row.state not in ("planned", "open"):
        raise WrongState(
            say("%(row)s %(state)s, thể lệ không sửa được nữa.", row=row.title, state=rounds.STATE_WORDS[row.state])
        )
    rules = chosen.rules_for(rules_of(row))
    found = checking.check(work.session, rules)
    blocking = [each for each in found.faults if each.path != "round.judges"]
    if blocking or found.spoiled:
        raise Invalid([*blocking, *(Fault(changing.SPOILED, changing.SPOILED, each) for each in found.spoiled)])
    changing.put(work, row, rules)
    work.record("apply_rules_template", row.key, template=name, rules=rules.to_json())
    return row
