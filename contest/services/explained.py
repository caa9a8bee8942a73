"""An explanation in the order in which people read it: sheets as a table, the way to each figure as steps.

Responsible for sorting the explanation's own lines under what they belong to and for setting each line's figure apart.
Says nothing and computes nothing itself: words and figures are those of `contest.domain.explain_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from contest.domain.contestfile_values import ContestFile
from contest.domain.explain_facts import Facts, Neighbour
from contest.domain.explain_lines import lines_of, shown
from contest.domain.points import vietnamese
from contest.domain.rubric import JudgedSection, Section
from contest.domain.section import JudgeLine, SectionBreakdown
from contest.domain.wording import REASONS, decided_by, method
from contest.exports.values import NeighbourLine, SectionPart, SheetLine, Step, TeamPart

_INDENT = "  "
_FIGURE = r"(?P<figure>(?:≈ )?[+−]?\d+(?:\.\d{3})*(?:,\d+)?)"
_FIGURE_AT_END = re.compile(rf"(?P<text>.+)(?:: | = ){_FIGURE}(?P<more> \(.+\))?\.?")
_ENTERED = re.compile(r".+ \((?P<how>[^()]+)\): (?P<figure>\S+?)\.?")

Names = Mapping[str, str]


def team_part(contest: ContestFile, facts: Facts, labels: Names, names: Names) -> TeamPart:
    """A team's explanation. Judges by `labels`, with their names beside them where `names` has them."""
    headline, *lines = lines_of(facts, labels)
    working, standing = facts.working, facts.standing
    sections = []
    for section in facts.round.sections if working else ():
        said = [lines.pop(0)]
        while lines and lines[0].startswith(_INDENT):
            said.append(lines.pop(0).strip())
        if working:
            sheets = _Sheets(contest, facts, section, labels, names)
            sections.append(_section_part(section, working.sections[section.key], said, sheets))
    of_total = len(working.adjustments) + len(working.carried) + 1 if working else 0
    return TeamPart(
        key=facts.team,
        title=facts.titles[facts.team],
        headline=headline,
        standing=REASONS[facts.reason] if facts.reason else "",
        rank=standing.rank if standing else None,
        tied=standing.tied if standing else False,
        among=facts.among,
        total=_in_columns(standing.total) if standing else None,
        sections=tuple(sections),
        total_steps=(*_to_add_up(facts), *(_step(line) for line in lines[:of_total])),
        ranking=tuple(lines[of_total:]),
        above=tuple(_neighbour(facts, each) for each in facts.above),
        below=tuple(_neighbour(facts, each) for each in facts.below),
        outcome=str(facts.outcome),
    )


class _Sheets:
    """The sheets of a team's section, and how their judges are called."""

    def __init__(self, contest: ContestFile, facts: Facts, section: Section, labels: Names, names: Names) -> None:
        self.labels, self.names = labels, names
        self.criteria = section.criteria if isinstance(section, JudgedSection) else ()
        place = facts.round.key, facts.team, section.key
        self.marks = {
            each.judge: each.marks for each in contest.marks if (each.round, each.team, each.section) == place
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """The titles of the criteria, with the weight of those that have one."""
        return tuple(
            each.title if each.weight == 1 else f"{each.title} (× {vietnamese(each.weight, None)})"
            for each in self.criteria
        )

    def line(self, line: JudgeLine, text: str) -> SheetLine:
        """A judge's sheet; `text` is the explanation's own line about it."""
        said = text.partition(": ")[2]
        if line.total is not None:
            said = said[said.index(" (") + 2 : -1] if said.endswith(")") else ""
        marks = self.marks.get(line.judge)
        return SheetLine(
            label=self.labels.get(line.judge, line.judge),
            name=self.names.get(line.judge),
            marks=tuple(vietnamese(marks[each.key], None) for each in self.criteria) if marks else (),
            total=None if line.total is None else shown(line.total),
            state=str(line.state),
            said=said,
        )


def _section_part(section: Section, broken: SectionBreakdown, said: Sequence[str], sheets: _Sheets) -> SectionPart:
    """A section: `said` is its headline and below it a line for every judge, then the steps."""
    headline, *below = said
    of_judges, steps = below[: len(broken.judges)], below[len(broken.judges) :]
    return SectionPart(
        key=section.key,
        title=section.title,
        method=method(section.panel) if isinstance(section, JudgedSection) else "điểm do thư ký nhập",
        criteria=sheets.columns,
        sheets=tuple(sheets.line(line, text) for line, text in zip(broken.judges, of_judges, strict=True)),
        steps=tuple(_step(line) for line in steps) or _of_one_line(headline),
        result=None if broken.result is None else _in_columns(broken.result),
    )


def _of_one_line(headline: str) -> tuple[Step, ...]:
    """The step of a section that is told in one line: `Kiến thức (điểm do thư ký nhập): 27.`; none of any other."""
    found = _ENTERED.fullmatch(headline)
    return () if found is None else (Step(found["how"][:1].upper() + found["how"][1:], found["figure"]),)


def _to_add_up(facts: Facts) -> tuple[Step, ...]:
    """The sections' results, as far as there are any."""
    of_sections = facts.working.sections if facts.working else {}
    results = ((section.title, of_sections[section.key].result) for section in facts.round.sections if of_sections)
    return tuple(Step(title, shown(result)) for title, result in results if result is not None)


def _in_columns(figure: Fraction) -> str:
    """The figure with two decimals, as tables need it; in full where it has more."""
    return vietnamese(figure) if (figure * 100).denominator == 1 else shown(figure)


def _step(line: str) -> Step:
    """The line with its last figure set apart: `Trung bình 5 phiếu: 43,6` is (`Trung bình 5 phiếu`, `43,6`)."""
    found = _FIGURE_AT_END.fullmatch(line)
    return Step(line, None) if found is None else Step(found["text"] + (found["more"] or ""), found["figure"])


def _neighbour(facts: Facts, neighbour: Neighbour) -> NeighbourLine:
    return NeighbourLine(
        team=neighbour.team,
        title=facts.titles[neighbour.team],
        rank=neighbour.rank,
        total=shown(neighbour.total),
        by=decided_by(neighbour.decided_by, facts.round, dict(facts.round_titles)),
    )
