"""`run.py rank FILE`: the standings of a contest file, for people or (`--json`) for programs; `--explain` a rank.

Responsible for reading the file and for the table. Needs the standard library only, writes nothing to standard output
when the file is at fault, and computes nothing: `contest.domain` does.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from contest.cli.main import BAD_INPUT, OneLineParser
from contest.domain.contestfile import ContestFile, parse
from contest.domain.contestfile_json import write_json
from contest.domain.errors import Invalid
from contest.domain.explain import explain
from contest.domain.points import vietnamese
from contest.domain.results import Results, RoundResult
from contest.domain.rubric import RankWithin, Round
from contest.domain.standings import compute
from contest.domain.wording import REASONS, decided_by

Row = Sequence[str]


def main(argv: Sequence[str]) -> int:
    """Return 0 after printing the standings, or 2 after one line for every fault on standard error."""
    parser = OneLineParser(
        prog="run.py rank",
        description="Xếp hạng từ một tệp hội thi (contest-scores/1). · Rank a contest file.",
        allow_abbrev=False,
    )
    parser.add_argument("file", help="tệp hội thi · contest file")
    parser.add_argument("--json", action="store_true", help="kết quả contest-standings/1 · the results as JSON")
    parser.add_argument("--explain", metavar="TEAM", help="vì sao đội này xếp hạng này · why a team has its rank")
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as end:  # after --help, or after a complaint in one line
        return end.code if isinstance(end.code, int) else 0
    try:
        contest = parse(Path(arguments.file).read_bytes())
    except (OSError, ValueError) as refusal:
        why = getattr(refusal, "strerror", None) or str(refusal)
        sys.stderr.write(f"{arguments.file}: không đọc được tệp / can't be read: {why}\n")
        return BAD_INPUT
    except Invalid as refusal:
        sys.stderr.writelines(f"{fault.line}\n" for fault in refusal.faults)
        return BAD_INPUT
    results = compute(contest)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the same bytes on any machine
    if arguments.explain is not None:
        return _explain(contest, results, arguments.explain, as_json=arguments.json)
    sys.stdout.write(results.text() if arguments.json else table(contest, results))
    return 0


def _explain(contest: ContestFile, results: Results, wanted: str, *, as_json: bool) -> int:
    """Print why the team, named by key or title, has its rank in each of its rounds; return the exit code."""
    found = [team.key for team in contest.teams if team.key == wanted]
    found = found or [team.key for team in contest.teams if _clean(team.title) == _clean(wanted)]
    if len(found) != 1:
        known = ", ".join(f"{_clean(team.key)} ({_clean(team.title)})" for team in contest.teams)
        sys.stderr.write(f"--explain {_clean(wanted)}: không có đội này / no such team; {known}\n")
        return BAD_INPUT
    (team,) = found
    explained = [explain(contest, key, team, results) for key, result in results.rounds.items() if team in result.teams]
    if as_json:
        each = {explanation.facts.round.key: explanation.to_json() for explanation in explained}
        sys.stdout.write(write_json({"format": "contest-explanation/1", "team": team, "rounds": each}, indent=1) + "\n")
    else:
        texts = ["\n".join(_indented(line) for line in explanation.lines()) for explanation in explained]
        sys.stdout.write("\n\n".join(texts) + "\n")
    return 0


def _indented(line: str) -> str:
    """Return the line cleaned, its indent kept."""
    return line[: len(line) - len(line.lstrip(" "))] + _clean(line.lstrip(" "))


def table(contest: ContestFile, results: Results) -> str:
    """Return the standings of every round as text with aligned columns, in Vietnamese."""
    parts = [_clean(contest.title)]
    for contest_round in contest.rounds:
        parts.append(_round_table(contest, contest_round, results.rounds[contest_round.key]))
    return "\n\n".join(parts) + "\n"


def _round_table(contest: ContestFile, contest_round: Round, result: RoundResult) -> str:
    titles = {team.key: _clean(team.title) for team in contest.teams}
    groups = {group.key: _clean(group.title) for group in contest.groups}
    rounds = {each.key: _clean(each.title) for each in contest.rounds}
    sections = [section for section in contest_round.sections if section.key in result.by_section]
    grouped = contest_round.rank_within is RankWithin.GROUP
    head = ["Hạng", "Đội thi", *(["Khối"] if grouped else []), *(_clean(section.title) for section in sections)]
    rows: list[Row] = [[*head, "Tổng điểm", "Phân định bằng", ""]]
    for standing in result.standings:
        figures = [vietnamese(standing.sections[section.key], None) for section in sections]
        rows.append(
            [
                str(standing.rank) + ("=" if standing.tied else ""),
                titles[standing.team],
                *([groups.get(standing.group or "", "")] if grouped else []),
                *figures,
                vietnamese(standing.total, None),
                _clean(decided_by(standing.decided_by, contest_round, rounds)),
                _outcome(standing.team, contest_round, result, rounds),
            ]
        )
    for line in result.unranked:
        blank = [""] * (len(sections) + 1)
        group = [""] if grouped else []
        rows.append(["-", titles[line.team], *group, *blank, REASONS[line.reason], ""])
    left = {1, len(head) + 1, len(head) + 2} | ({2} if grouped else set())
    state = "" if result.complete else " (chưa hoàn tất)"
    return "\n".join([_clean(contest_round.title) + state, *_aligned(rows, left)])


def _outcome(team: str, contest_round: Round, result: RoundResult, rounds: dict[str, str]) -> str:
    if team in result.on_the_line:
        return "chờ quyết định"
    if team in result.advancing and contest_round.advance is not None:
        return f"vào {rounds[contest_round.advance.to]}"
    return ""


def _aligned(rows: Sequence[Row], left: set[int]) -> list[str]:
    """Return the rows as lines with columns of equal width; those in `left` are flush left, figures flush right."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell)) if place in left else " " * (width - _width(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes: wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _clean(text: str) -> str:
    """Return the text composed (NFC) and on one line."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(character if character.isprintable() else " " for character in composed)
