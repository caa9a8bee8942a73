"""The files themselves: bytes from the scripts beside this module and from where the contest's server is."""

from __future__ import annotations

import html
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from contest.exports.gear.graphics import FIRST_LAYER, GRAPHICS, Graphic, definition, manifest

HERE = Path(__file__).resolve().parent
NO_TIME = (2000, 1, 1, 0, 0, 0)  # equal contents give equal bytes

SHELL_TITLE = "Lớp phủ truyền hình · Hội thi"


@dataclass(frozen=True, slots=True)
class Where:
    """Where the overlay is: the server's address without a slash behind it, and the key of the station's gear."""

    base: str
    key: str


def shell_page(where: Where, query: str = "") -> bytes:
    """A page to open from the mixer's own disk: it waits for the server, however long, then shows the overlay.

    It answers to CasparCG and passes OBS's events on; `query` is what the overlay's address is given, such as `bg=`.
    """
    return _page(SHELL_TITLE, _start(where, query))


def spx_package(where: Where) -> bytes:
    """A zip of SPX templates, one a graphic, to be unpacked into its templates folder."""
    files = {}
    for layer, graphic in enumerate(GRAPHICS, FIRST_LAYER):
        facts = f"window.SPXGCTemplateDefinition = {_literal(definition(graphic, layer))};"
        files[f"hoi-thi/{graphic.key}.html"] = _page(
            f"Hội thi · {graphic.title}", f"{facts}\n{_start(where, graphic.query)}"
        )
    return _zip(files)


def ograf_package(where: Where) -> bytes:
    """A zip of OGraf graphics: a manifest and its module each."""
    files = {}
    for graphic in GRAPHICS:
        files[f"hoi-thi/{graphic.key}.ograf.json"] = json.dumps(
            manifest(graphic), ensure_ascii=False, indent=2
        ).encode()
        files[f"hoi-thi/{graphic.key}.mjs"] = _module(where, graphic)
    return _zip(files)


def _module(where: Where, graphic: Graphic) -> bytes:
    facts = f"const WHERE = {_literal(_facts(where, graphic.query))};"
    return "\n".join([facts, _script("frame.js"), _script("graphic.js")]).encode()


def _start(where: Where, query: str) -> str:
    """The scripts of a page, started once it stands: SPX reads the file without a real browser."""
    facts = _literal(_facts(where, query))
    ready = f'addEventListener("DOMContentLoaded", () => startPage({facts}));'
    return "\n".join([_script("frame.js"), _script("host.js"), ready])


def _facts(where: Where, query: str) -> dict[str, str]:
    return {"base": where.base, "key": where.key, "query": query}


def _page(title: str, script: str) -> bytes:
    text = (HERE / "page.html").read_text(encoding="utf-8")
    return text.replace("TITLE", html.escape(title)).replace("SCRIPT", script).encode()


def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _literal(value: Any) -> str:
    """A value as JavaScript writes it, harmless inside of a page."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _zip(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content)
    return packed.getvalue()
