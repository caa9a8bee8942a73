"""From a template and its facts to the bytes of a PDF, set by typst in a process of its own.

Responsible for keeping the typesetter away from the server's hub: setting a document takes a second of processor time
and holds the interpreter, so it never happens inside of the process that judges wait for. What was set once is kept,
by the digest of everything that is on it, so asking for a document again costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DOCUMENTS = HERE / "documents"
FONTS = HERE / "fonts"
LONGEST_S = 60
KEPT = 8

_kept: OrderedDict[str, bytes] = OrderedDict()
_at_work = threading.Lock()


class TypesetError(Exception):
    """The typesetter failed; its own words are the message."""


@dataclass(frozen=True, slots=True)
class Document:
    """A set document: its bytes, and the digest of all that is on it."""

    content: bytes
    digest: str


def typeset(template: str, facts: Mapping[str, Any], *, secret: bool = False, rehearsal: bool = False) -> Document:
    """Return the PDF of `documents/<template>.typ` filled with the facts. Raises `TypesetError`.

    The same facts give the same document. One is set at a time; whoever asks for the same one waits and gets it too.
    What is `secret` (somebody's link) is never kept. A document of a `rehearsal` says on every page that it is one.
    """
    facts = {**facts, "rehearsal": True} if rehearsal else facts
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(f"{template}\n{text}".encode()).hexdigest()
    with _at_work:
        if secret:
            return Document(_set_apart(template, text), digest)
        content = _kept.get(digest)
        if content is None:
            content = _kept[digest] = _set_apart(template, text)
        _kept.move_to_end(digest)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return Document(content, digest)


def _set_apart(template: str, facts: str) -> bytes:
    """Set the document in a process of its own. Through files, because a full pipe would make both sides wait."""
    with tempfile.TemporaryDirectory(prefix="contest-document-") as folder:
        source, target, said = (Path(folder) / name for name in ("facts.json", "document.pdf", "said.txt"))
        source.write_text(facts, encoding="utf-8")
        command = [sys.executable, "-m", "contest.exports.render", template, str(source), str(target)]
        with said.open("wb") as words:
            process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module
            try:
                code = process.wait(LONGEST_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise TypesetError(f"{template}: not set within {LONGEST_S} s") from None
        if code != 0 or not target.exists():
            raise TypesetError(f"{template}: {said.read_text(encoding='utf-8', errors='replace').strip()[-2000:]}")
        return target.read_bytes()
