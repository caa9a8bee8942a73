"""`run.py rehearse`: a throw-away contest; judges, secretaries, director and clock are clients of the same interface.

Open the stage and watch both days go by. The same seed gives the same standings. With `--hold` people direct it: see
`contest.cli.rehearsal.hold`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from contest.cli.links import issue_all
from contest.cli.rehearsal.crew import Crew, RehearsalFailed
from contest.cli.rehearsal.evening import Evening
from contest.cli.rehearsal.hold import Hold, hold
from contest.cli.rehearsal.marks import Chance
from contest.cli.rehearsal.server import own_environ, own_folder, serving
from contest.config import SettingsError, load_settings
from contest.domain.points import parse_points, vietnamese
from contest.services.opening import open_house


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `rehearse`."""
    parser.add_argument("--data", help="thư mục dữ liệu riêng, để trống thì tạm thời · data folder of its own")
    parser.add_argument("--port", type=int, default=0, help="cổng (mặc định: một cổng trống) · port")
    parser.add_argument("--speed", type=int, default=60, help="nhanh gấp mấy lần (mặc định 60) · times faster")
    parser.add_argument("--seed", type=int, default=1, help="mầm ngẫu nhiên: cùng mầm, cùng kết quả · seed")
    parser.add_argument("--teams", type=int, help="số đội dự vòng loại (mặc định: tất cả) · number of teams")
    parser.add_argument(
        "--hold", action="store_true", help="giữ máy chủ để người thật tập dượt, điểm giả lập · hold it for people"
    )
    parser.add_argument("--official", help="với --hold: thư mục hội thi chính thức · official folder")
    parser.add_argument("--host", help="với --hold: địa chỉ để nghe (mặc định 0.0.0.0) · address")
    parser.add_argument("--json", action="store_true", help="kết quả cuối là một tài liệu JSON · final result as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Plays the contest; 0 at the podium, 1 when the house refused something on the way."""
    if arguments.speed < 1:
        raise SettingsError("--speed phải từ 1 trở lên.")
    if arguments.teams is not None and arguments.teams < 1:
        raise SettingsError("--teams phải từ 1 trở lên.")
    if arguments.hold:
        return hold(Hold.of(arguments))
    with contextlib.ExitStack() as stack:
        chosen = arguments.data or stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-"))
        folder = own_folder(Path(chosen).expanduser().absolute())
        port = arguments.port or free_port()
        base = stack.enter_context(serving(folder, port, arguments.speed))
        house = open_house(load_settings(own_environ(), data=str(folder), port=port))
        stack.callback(house.database.close)
        links = issue_all(house, base)
        say = sys.stderr.write if arguments.json else sys.stdout.write
        say(_welcome(links, arguments))
        crew = Crew.of(base, links)
        stack.callback(crew.close)
        try:
            Evening(crew, Chance(arguments.seed), arguments.speed, arguments.teams, say).play()
        except RehearsalFailed as failure:
            sys.stderr.write(f"Buổi diễn tập dừng lại: {failure}\n")
            return 1
        outcome = final_result(crew)
    if arguments.json:
        json.dump(outcome, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(as_table(outcome))
    return 0


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _welcome(links: dict[str, Any], arguments: argparse.Namespace) -> str:
    return (
        f"\nDiễn tập với số liệu giả lập, nhanh gấp {arguments.speed} lần, mầm {arguments.seed}. Mở để xem:\n"
        f"  Sân khấu     {links['stage']['url']}\n"
        f"  Truyền hình  {links['overlay']['url']}\n"
        f"  Đạo diễn     {links['director']['url']}\n"
        f"  Thư ký       {links['secretary']['url']}\n"
        f"  Công khai    {links['public']['url']}\n\n"
    )


def final_result(crew: Crew) -> dict[str, Any]:
    """Standings of every round and the awards, as the house gives them."""
    contest = crew.organiser.get("/contest")
    titles = {team["key"]: team["name"] for team in contest["teams"]}
    rounds = {r["key"]: crew.organiser.get(f"/rounds/{r['key']}/standings") for r in contest["rounds"]}
    awards = crew.organiser.get("/snapshot/public")["data"]["awards"]
    return {
        "teams": titles,
        "titles": {r["key"]: r["title"] for r in contest["rounds"]},
        "rounds": rounds,
        "awards": [{"prize": a["prize"], "team": a["team"]["key"]} for a in awards],
    }


def as_table(outcome: dict[str, Any]) -> str:
    """The outcome for people."""
    lines = []
    for key, result in outcome["rounds"].items():
        lines += ["", outcome["titles"][key]]
        for row in result["standings"]:
            on = "  → vào vòng trong" if row["team"] in result["advancing"] else ""
            points = vietnamese(parse_points(row["total"]))
            lines.append(f"  {row['rank']:>3}  {points:>7}  {outcome['teams'][row['team']]}{on}")
    lines += ["", "Giải thưởng"]
    lines += [f"  {award['prize']}: {outcome['teams'][award['team']]}" for award in outcome["awards"]]
    return "\n".join(lines) + "\n"
