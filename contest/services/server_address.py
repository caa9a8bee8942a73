"""Where other machines reach this server: what the running server has written down of itself, beside the data.

Responsible for an address that works on another machine: a page opened on the server itself knows only “localhost”.
"""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path
from urllib.parse import urlsplit


def outside_address(asked: str, server_file: Path) -> str:
    """The address to hand out, without a slash at its end: the one that was `asked` unless it is this machine's own.

    `server_file` is the server's `server.json`; where it is missing, or tells of no network, `asked` is all there is.
    """
    here = asked.rstrip("/")
    if not is_loopback(urlsplit(here).hostname or ""):
        return here
    try:
        facts = json.loads(server_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return here
    network = facts.get("network") if isinstance(facts, dict) else None
    return network if isinstance(network, str) and urlsplit(network).port == urlsplit(here).port else here


def is_loopback(host: str) -> bool:
    """Whether that host is the machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
