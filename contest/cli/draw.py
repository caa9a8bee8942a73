"""`run.py draw`: the order that a seed draws, and whether a draw that was held follows from its seed.

Responsible for the command line of `contest.services.draws`; looks and writes nothing. With `--file` it needs no
contest, only the record of a draw as the public page hands it out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.cli.data_folder import opened, settings_of_contest
from contest.cli.main import BAD_INPUT
from contest.db.models import Round, Team
from contest.domain.errors import RuleViolation
from contest.live.words import shown_name
from contest.services import draw_records, draws
from contest.services.refusals import NotFound

FINDING = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `draw`."""
    parser.add_argument("--seed", help="mã bốc thăm · the seed")
    parser.add_argument("--spoken", default="", help="con số đọc tại hội trường · what was said in the hall")
    parser.add_argument("--round", help="vòng thi (mặc định vòng đầu) · round, by its key")
    parser.add_argument("--verify", action="store_true", help="đối chiếu với lần bốc đã ghi · check what was drawn")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--file", help="biên bản bốc thăm (JSON) · the record of a draw")
    where.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")
    parser.add_argument("--json", action="store_true", help="một tài liệu JSON · one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 for an order or a draw that is right, 1 for one that does not follow from its seed, 2 for bad input."""
    try:
        if arguments.file:
            found = _of_file(Path(arguments.file), arguments.seed)
        elif not arguments.verify and not arguments.seed:
            sys.stderr.write("Cần --seed MÃ, hoặc --verify. / A seed or --verify is needed.\n")
            return BAD_INPUT
        else:
            with opened(settings_of_contest(arguments.data)) as house, house.reading() as rows:
                found = _of_contest(rows, arguments)
    except RuleViolation as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    except OSError as fault:
        sys.stderr.write(f"{arguments.file}: không đọc được / can't be read: {fault.strerror or fault}\n")
        return BAD_INPUT
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n" if arguments.json else _told(found))
    return FINDING if found["findings"] else 0


def _of_file(file: Path, seed: str | None) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
        faults = draw_records.protocol_faults(document)
        if seed is not None and document["seed"] != seed:
            faults.append(f"biên bản ghi mã khác: {document['seed']}")
        return {"round": document["round"], "order": document["outcome"] or [], "findings": faults, "verified": True}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise RuleViolation(f"{file}: không phải là một biên bản bốc thăm. / is no record of a draw.") from fault


def _of_contest(rows: Session, arguments: argparse.Namespace) -> dict[str, Any]:
    key = arguments.round or rows.scalar(select(Round.key).order_by(Round.position).limit(1))
    if key is None:
        raise NotFound("Hội thi chưa có vòng nào. / There is no round.")
    names = {team.key: shown_name(team.title) for team in rows.scalars(select(Team))}
    if not arguments.verify:
        order = draws.would_give(rows, key, arguments.seed, arguments.spoken)
        return {"round": key, "order": order, "names": names, "findings": [], "verified": False}
    held = [each for each in draws.list_of(rows, key) if each.state == "applied" and each.kind == "order"]
    if not held:
        raise NotFound(f"Vòng “{key}” chưa có lần bốc thăm nào có kết quả. / Nothing was drawn there.")
    faults = draw_records.protocol_faults(draw_records.protocol(held[0]))
    if arguments.seed is not None and held[0].seed != arguments.seed:
        faults.append(f"lần bốc đã ghi dùng mã khác: {held[0].seed or 'phiếu thật'}")
    return {"round": key, "order": held[0].outcome, "names": names, "findings": faults, "verified": True}


def _told(found: dict[str, Any]) -> str:
    names = found.get("names", {})
    lines = [f"{found['round']}:"]
    for number, each in enumerate(found["order"], 1):
        team, packet = (each, "") if isinstance(each, str) else (each[0], f"  {each[1]}")
        lines.append(f"  {number:>3}  {names.get(team, team)}{packet}")
    lines += [f"✗ {fault}" for fault in found["findings"]]
    if found["verified"] and not found["findings"]:
        lines.append("✓ đúng là kết quả của mã đã công bố / follows from its seed")
    return "\n".join(lines) + "\n"
