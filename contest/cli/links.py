"""`run.py links`: new links, keys and PINs of every role and screen; QR codes in the terminal, or one JSON document.

Earlier links stay good until they are revoked; here only hashes of them are kept, so they can't be printed again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import segno
from sqlalchemy import select

from contest.config import DEFAULT_PORT, Settings, load_settings
from contest.db.models import Judge
from contest.exports.cards import cards_pdf
from contest.exports.values import Card, Cards
from contest.services import accounts, board
from contest.services.actor import HOUSE, Role
from contest.services.house import House
from contest.services.opening import open_house

SINGLE = (
    ("organiser", Role.ORGANISER, "Ban tổ chức"),
    ("secretary", Role.SECRETARY, "Thư ký"),
    ("second_secretary", Role.SECRETARY, "Thư ký thứ hai"),
    ("head_judge", Role.HEAD_JUDGE, "Trưởng ban giám khảo"),
    ("director", Role.DIRECTOR, "Đạo diễn"),
    ("mc", Role.MC, "MC"),
    ("stage", Role.STAGE, "Màn hình sân khấu"),
    ("overlay", Role.OVERLAY, "Lớp phủ truyền hình"),
    ("auditor", Role.AUDITOR, "Giám sát"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `links`."""
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")
    parser.add_argument("--cards", metavar="FILE.pdf", help="in thẻ giám khảo ra tệp PDF · judges' cards as a PDF")
    parser.add_argument("--json", action="store_true", help="một tài liệu JSON, không có mã QR · one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Issues the links and prints them."""
    settings = load_settings(os.environ, data=arguments.data)
    if settings.server_file.exists():  # a server has been here: if it left the folder empty, that was asked for
        settings = replace(settings, demo=False)
    base, network = addresses(settings)
    cards = Path(arguments.cards) if arguments.cards else None
    if cards is not None and (cards.is_dir() or not cards.parent.is_dir()):
        print(f"{cards}: không ghi được tệp ở đây. / No file can be written here.", file=sys.stderr)
        return 2
    house = open_house(settings)
    document = issue_all(house, base if arguments.json and cards is None else network or base)
    if cards is not None:
        write_cards(cards, house, document)
    if arguments.json:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        print_links(document)
    house.database.close()
    return 0


def write_cards(file: Path, house: House, document: dict[str, Any]) -> None:
    """The judges' links just issued, as cards to be cut; readable by nobody but this user."""
    with house.reading() as rows:
        contest = board.contest_json(rows)
    cards = tuple(Card(each["name"], each["url"], each["pin"]) for each in document["judges"])
    sheet = Cards(contest["title"], contest["organiser"], f"{document['base']}/judge/login", cards)
    file.touch(mode=0o600)
    file.write_bytes(cards_pdf(sheet, rehearsal=house.rehearsal).content)
    print(f"{file}: {len(cards)} thẻ giám khảo / judges' cards", file=sys.stderr)


def addresses(settings: Settings) -> tuple[str, str | None]:
    """Where the server of this data folder was last reached: on this machine, and in its network."""
    if settings.server_file.exists():
        facts = json.loads(settings.server_file.read_text(encoding="utf-8"))
        return facts["base"], facts.get("network")
    return f"http://127.0.0.1:{DEFAULT_PORT}", None


def issue_all(house: House, base: str) -> dict[str, Any]:
    """New links for every role and judge, as `links --json` prints them."""
    document: dict[str, Any] = {"base": base}
    with house.act(HOUSE) as work:
        for key, role, name in SINGLE:
            made = accounts.issue(work, role, name)
            document[key] = {"url": f"{base}/enter/{made.token}", "token": made.token}
        document["public"] = {"url": f"{base}/"}
        document["judges"] = []
        for judge in work.session.scalars(select(Judge).order_by(Judge.position)):
            made = accounts.issue(work, Role.JUDGE, judge.name, judge.key)
            document["judges"].append(
                {
                    "key": judge.key,
                    "name": judge.name,
                    "pin": made.pin,
                    "url": f"{base}/enter/{made.token}",
                    "token": made.token,
                }
            )
    key = accounts.feed_key(house.secret)
    document["feeds"] = {name: f"{base}/feeds/{key}/{name}.json" for name in ("now", "standings")}
    return document


def print_links(document: dict[str, Any]) -> None:
    """For people: who opens what, with a QR code each."""
    print("Đường dẫn riêng của từng người. Đường dẫn của người chỉ đăng nhập được một lần; của màn hình thì nhiều lần.")
    for key, _role, name in SINGLE:
        _print_link(name, document[key]["url"])
    for judge in document["judges"]:
        _print_link(f"{judge['name']} (PIN {judge['pin']})", judge["url"])
    print(f"\nTrang công khai: {document['public']['url']}")
    for name, url in document["feeds"].items():
        print(f"Nguồn dữ liệu {name}: {url} (cũng có .csv, .xml)")


def _print_link(name: str, url: str) -> None:
    print(f"\n{name}\n  {url}")
    segno.make(url, error="l").terminal(compact=True)
