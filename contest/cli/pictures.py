"""`run.py pictures`: plays a contest of its own and takes the pictures of `docs/pictures` from the real pages.

Every figure in them is made up by the rehearsal's chance; the teams and slogans are those of the demo contest.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contest.cli.benchmarks.glass import FLAGS
from contest.cli.chromium import installed_chromium
from contest.cli.links import issue_all
from contest.cli.rehearsal.album import Album
from contest.cli.rehearsal.contact_sheets import take_sheets
from contest.cli.rehearsal.crew import Crew
from contest.cli.rehearsal.evening import Evening
from contest.cli.rehearsal.marks import Chance
from contest.cli.rehearsal.server import serving
from contest.cli.rehearse import free_port
from contest.config import ROOT, SettingsError, load_settings
from contest.services.opening import open_house

CLOCK_RATE = 60  # a minute of the stage clock in a second: amber and overtime come while we watch
AT_ONCE = 1_000_000.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `pictures`."""
    parser.add_argument("--out", default=str(ROOT / "docs" / "pictures"), help="thư mục nhận ảnh · where to put them")
    parser.add_argument("--sheets", action="store_true", help="chỉ các tấm ghép mọi cảnh · contact sheets only")
    parser.add_argument("--seed", type=int, default=3, help="mầm ngẫu nhiên · seed")


def run(arguments: argparse.Namespace) -> int:
    """Takes every picture; 0 when all are there."""
    found = installed_chromium(os.environ)
    if found is None:
        raise SettingsError("Không tìm thấy Chromium trên máy này. / No Chromium on this machine.")
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pictures-")))  # no watermark: no mark
        port = free_port()
        base = stack.enter_context(serving(folder, port, CLOCK_RATE))
        house = open_house(load_settings(os.environ, data=str(folder), port=port))
        stack.callback(house.database.close)
        links = issue_all(house, base)
        crew = Crew.of(base, links)
        stack.callback(crew.close)
        browser = stack.enter_context(_browser(str(found)))
        album = Album(browser, links, out)
        evening = Evening(crew, Chance(arguments.seed), AT_ONCE, None, sys.stdout.write)
        if not arguments.sheets:
            album.take_both_days(evening)
        album.taken += take_sheets(browser, links, out)
    sys.stdout.write(f"{len(album.taken)} ảnh trong {out}, {time.monotonic() - start:.0f} giây\n")
    return 0


@contextlib.contextmanager
def _browser(path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a package for tests, absent in the hall

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
