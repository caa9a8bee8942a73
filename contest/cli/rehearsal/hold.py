"""`run.py rehearse --hold`: the product itself with made-up scores, beside the official contest, for people.

Responsible for the rehearsal's folder, server and stand-ins, until somebody ends it: Ctrl+C here, or the organiser's
page by the file `stop`. What it tells the organiser's page stands in `hold.json`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from contest.cli.addresses import addresses_of, check_port_is_free
from contest.cli.links import issue_all
from contest.cli.rehearsal.crew import Crew
from contest.cli.rehearsal.evening import Evening
from contest.cli.rehearsal.marks import Chance
from contest.cli.rehearsal.server import own_environ, own_folder, serving
from contest.cli.rehearsal.standins import StandIns
from contest.config import DEFAULT_HOST, DEFAULT_PORT, REHEARSAL_MARK, ROOT, SettingsError, load_settings, write_whole
from contest.services import setup
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.opening import open_house
from contest.services.rehearsing import plan_anew, take_over

PORT = DEFAULT_PORT + 1
FOLDER = "rehearsal"
LOOK_EVERY_S = 0.5
PACE = 20  # judges take a few seconds instead of a minute
HOLD_FILE, STOP_FILE = "hold.json", "stop"
HANDED_OUT = ("organiser", "secretary", "second_secretary", "director", "mc", "stage", "overlay")


@dataclass(frozen=True, slots=True)
class Hold:
    """What to hold: the rehearsal's folder, the official one to take the facts from, where to listen, which chance."""

    folder: Path
    official: Path
    host: str
    port: int
    seed: int

    @classmethod
    def of(cls, arguments: Any) -> Hold:
        """From the command's arguments."""
        official = Path(arguments.official or os.environ.get("CONTEST_DATA") or ROOT / "var").expanduser().absolute()
        folder = Path(arguments.data).expanduser().absolute() if arguments.data else official / FOLDER
        if folder == official:
            raise SettingsError("Thư mục tập dượt phải khác thư mục của hội thi chính thức.")
        return cls(folder, official, arguments.host or DEFAULT_HOST, arguments.port or PORT, arguments.seed)


def hold(wanted: Hold) -> int:
    """Holds the rehearsal until it is ended; 0."""
    check_port_is_free(wanted.host, wanted.port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl+C, and the server with it
    _clear(wanted.folder)
    own_folder(wanted.folder)
    settings = load_settings(own_environ(), data=str(wanted.folder), host=wanted.host, port=wanted.port, demo=False)
    house = open_house(settings)
    _fill(house, wanted.official)
    addresses = addresses_of(settings)
    with contextlib.ExitStack() as stack:
        stack.callback(house.database.close)
        stack.enter_context(serving(wanted.folder, wanted.port, 1, wanted.host))
        people = issue_all(house, addresses.for_people)
        crew = Crew.of(addresses.base, issue_all(house, addresses.base))
        stack.callback(crew.close)
        told = {"base": addresses.for_people, "links": {name: people[name]["url"] for name in HANDED_OUT}}
        write_whole(wanted.folder / HOLD_FILE, json.dumps(told | {"pid": os.getpid()}, ensure_ascii=False) + "\n")
        stack.callback((wanted.folder / HOLD_FILE).unlink, missing_ok=True)
        sys.stdout.write(_welcome(told))
        sys.stdout.flush()
        standins = StandIns(crew, Evening(crew, Chance(wanted.seed), PACE, say=lambda _said: None), sys.stderr.write)
        with contextlib.suppress(KeyboardInterrupt):
            while not (wanted.folder / STOP_FILE).exists():
                with contextlib.suppress(httpx.TransportError):
                    standins.look()
                time.sleep(LOOK_EVERY_S)
    return 0


def _clear(folder: Path) -> None:
    """Takes the rehearsal before away: each begins anew. A folder without the mark is left as it is."""
    if (folder / REHEARSAL_MARK).is_file():
        shutil.rmtree(folder)


def _fill(house: House, official: Path) -> None:
    """The official contest's facts; the demo contest where there is none."""
    if (official / "contest.db").exists():
        take_over(house, official)
        with house.act(HOUSE) as work:
            plan_anew(work)
        return
    with house.act(HOUSE) as work:
        setup.load_demo(work)


def _welcome(told: dict[str, Any]) -> str:
    names = {
        "organiser": "Ban tổ chức", "secretary": "Thư ký", "second_secretary": "Thư ký thứ hai", "director": "Đạo diễn",
        "mc": "MC", "stage": "Sân khấu", "overlay": "Truyền hình",
    }  # fmt: skip
    rows = "\n".join(f"  {names[key]:<15} {url}" for key, url in told["links"].items())
    return (
        "\nTẬP DƯỢT: màn hình thật, điểm giả lập. Hội thi chính thức không bị động đến.\n"
        "Đạo diễn phát lệnh; giám khảo và thư ký giả lập làm phần của mình.\n\n"
        f"{rows}\n\nNhấn Ctrl+C để kết thúc.\n\n"
    )
