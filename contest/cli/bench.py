"""`run.py bench`: how fast the product is on this machine, each figure beside its floor, in one run."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from contest.cli.benchmarks import floors, glass, live, ranking, scenes
from contest.cli.benchmarks.figures import as_table, beside
from contest.cli.links import issue_all
from contest.cli.rehearsal.crew import Crew
from contest.cli.rehearsal.server import serving
from contest.cli.rehearse import free_port
from contest.config import load_settings
from contest.services.opening import open_house

LIGHT_SCREENS = 20  # sockets that acknowledge, beside the real pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `bench`."""
    parser.add_argument("--json", action="store_true", help="một tài liệu JSON · one JSON document")
    parser.add_argument("--quick", action="store_true", help="ít lần đo hơn · fewer measurements")


def run(arguments: argparse.Namespace) -> int:
    """Measures and prints; always 0: a benchmark gives figures, no verdict."""
    rows, frames = measure(quick=arguments.quick)
    document: dict[str, Any] = {"machine": _machine(), "rows": rows, "frames": frames}
    if arguments.json:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(f"{document['machine']}\n\n{as_table(rows)}")
        if frames:
            sys.stdout.write(f"\n{scenes.as_table(frames)}")
    return 0


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": sys.version.split()[0], "platform": sys.platform}


def measure(*, quick: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every row of the benchmark: the ranking alone, then the live channel of a server of its own; and the scenes."""
    performances, takes, on_glass = (4, 20, 20) if quick else (20, 100, 100)
    rows: list[dict[str, Any]] = ranking.rows(quick=quick)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        floor = floors.disk_and_loopback(folder, 400)
        port = free_port()
        base = stack.enter_context(serving(folder, port, 1))
        house = open_house(load_settings(os.environ, data=str(folder), port=port))
        stack.callback(house.database.close)
        links = issue_all(house, base)
        crew = Crew.of(base, links)
        stack.callback(crew.close)
        board, receipt = live.submission_to_board(base, crew, links, performances)
        rows += [beside(board, floor), beside(receipt, floor)]
        rows.append(beside(live.take_to_socket(base, crew, links, takes), floor))
        rows.append(live.page_answer(base, takes).to_json())
        if glass.chromium() is None:
            sys.stderr.write("Không có Chromium: bỏ qua phép đo đến mặt kính. / No Chromium: no glass figures.\n")
            return rows, []
        urls = [links["stage"]["url"], links["overlay"]["url"]]
        gallery = live.Gallery(base, links, LIGHT_SCREENS)
        stack.callback(gallery.close)
        with glass.open_pages(urls) as pages:
            time.sleep(2)
            between = glass.frame_times(pages[0], on_glass)
            rows.append(beside(live.take_to_glass(crew, on_glass, len(urls), LIGHT_SCREENS), between))
        frames = scenes.rows(links, quick=quick)
    return rows, frames
