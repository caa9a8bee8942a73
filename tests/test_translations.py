"""The English catalogue: nothing missing, nothing left over, placeholders kept; and no page speaks past it.

Texts are read from the sources as they are now, so a new one that nobody has translated is seen at once.
"""

from __future__ import annotations

import ast
import gettext
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from contest.i18n import TRANSLATIONS

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"

# The hall and the stream are Vietnamese in every language.
ALWAYS_VIETNAMESE = {"bare.html", "stage/index.html", "overlay/index.html"}
# Vietnamese words that are written without a mark, and abbreviations that people know in either language.
PLAIN_MSGIDS = {"MC", "KC", "TT", "Xong", "Trang", "ban", "ghi", "ngang", "s"}
# What a page says in both languages alike: names of languages, machines and keys, and the short name of a judge.
SAID_AS_IS = {"Tiếng Việt", "English", "iPad:", "Android:", "iPad, iPhone", "Android", "Space", "GK", "KC"}
PROPER_NAMES = ("Quảng Ngãi", "Núi Ấn", "Sông Trà", "Trà Khúc", "NĐ-CP")

# Calls that mark a text to be said later, beside gettext's own: labels of forms, and what rules and acts say.
MARKS = ("_l", "say")
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "content", "data-done", "data-label", "placeholder", "title"}
SLOT = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
VIETNAMESE = re.compile("[đĐ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]")
# Blocks that no one reads: names for style sheets, and the JSON of texts, whose keys are names for modules.
UNSPOKEN_BLOCKS = {"body_class", "page", "texts", "theme"}


@cache
def texts_in_sources() -> frozenset[str]:
    """Every msgid that pages and code ask for now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    rooms = {ROOT / "contest", TEMPLATES}

    def inside(folder: str) -> bool:
        here = Path(folder)
        return here == ROOT or any(here == room or room in here.parents for room in rooms)

    keywords = DEFAULT_KEYWORDS | dict.fromkeys(MARKS)
    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=inside)
    return frozenset(text for _file, _line, text, _comments, _context in found if isinstance(text, str))


@cache
def english() -> Catalog:
    """The catalogue as it is kept."""
    with ENGLISH.open("rb") as text:
        return read_po(text, locale="en")


def entries() -> list[Message]:
    """Its messages, without the header."""
    return [message for message in english() if message.id]


def is_vietnamese(text: str) -> bool:
    """Whether any letter in it is one that English does not have."""
    return bool(VIETNAMESE.search(unicodedata.normalize("NFD", text)))


def words_of(text: str) -> list[str]:
    """Its words, without the slots that are filled in later."""
    return re.findall(r"[^\W\d_]+", SLOT.sub(" ", text))


def test_the_sources_are_read() -> None:
    assert len(texts_in_sources()) > 500


def test_every_text_has_its_english() -> None:
    translated = {message.id for message in entries() if str(message.string).strip() and not message.fuzzy}
    assert sorted(texts_in_sources() - translated) == []


def test_nothing_is_kept_that_nobody_says() -> None:
    assert sorted({message.id for message in entries()} - texts_in_sources()) == []
    assert list(english().obsolete) == []


def test_the_header_names_project_and_language() -> None:
    catalogue = english()
    header = dict(catalogue.mime_headers)
    assert catalogue.project == "contest"
    assert header["Language"] == "en"
    assert not catalogue.fuzzy


def test_entries_stand_in_the_order_of_their_files() -> None:
    files = [message.locations[0][0] for message in entries()]
    assert files == sorted(files)


def test_slots_and_edges_agree() -> None:
    def shape(text: str) -> tuple[object, ...]:
        edges = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return Counter(SLOT.findall(text)), text.count("\n"), text.count("%"), edges

    assert [(m.id, m.string) for m in entries() if shape(m.id) != shape(m.string)] == []


def test_texts_are_vietnamese_and_composed() -> None:
    texts = texts_in_sources()
    assert sorted(text for text in texts if not unicodedata.is_normalized("NFC", text)) == []
    plain = {text for text in texts if not is_vietnamese(text)}
    assert sorted(text for text in plain if set(words_of(text)) - PLAIN_MSGIDS) == []


def test_the_english_is_english() -> None:
    def without_names(text: str) -> str:
        for name in PROPER_NAMES:
            text = text.replace(name, "")
        return text

    assert sorted(m.string for m in entries() if is_vietnamese(without_names(m.string))) == []
    assert sorted(m.string for m in entries() if not unicodedata.is_normalized("NFC", m.string)) == []
    same = {m.id for m in entries() if m.id == m.string}
    assert sorted(text for text in same if set(words_of(text)) - PLAIN_MSGIDS) == []


def test_the_catalogue_compiles_and_speaks() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english())
    compiled.seek(0)
    say = gettext.GNUTranslations(compiled).gettext
    assert say("Đang phát") == "On air"
    assert say("Có quá nhiều lần thử trong thời gian ngắn. Xin thử lại sau %(s)s giây.") % {"s": 30} == (
        "There were too many tries in a short time. Please try again in 30 seconds."
    )


# Rooms that speak before there is a request: the commands, their settings, archives that are opened by them.
OF_COMMANDS = ("cli/", "config.py", "authority.py", "services/backups.py", "services/restoring.py",
               "services/rehearsing.py", "services/opening.py")  # fmt: skip


def _written_out(node: ast.expr) -> str:
    """The letters of a text that stands there as it is, filled in or not."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_what_is_refused_can_be_said_in_english() -> None:
    """No refusal or fault that reaches somebody's page holds a text that was not asked of `say`."""
    found = []
    for module in sorted((ROOT / "contest").rglob("*.py")):
        name = module.relative_to(ROOT / "contest").as_posix()
        if name.startswith(OF_COMMANDS):
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            call = node.exc if isinstance(node, ast.Raise) else node
            if not isinstance(call, ast.Call):
                continue
            told = isinstance(node, ast.Raise) or getattr(call.func, "id", "").endswith(("Fault", "Missing"))
            if told and any(is_vietnamese(_written_out(each)) for each in call.args):
                found.append(f"{name}:{call.lineno}")
    assert sorted(set(found)) == []


class _Spoken(HTMLParser):
    """What a page shows or reads out: text and spoken attributes, without scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag in {"script", "style"}
        if tag != "meta" or ("name", "description") in attrs:
            self.said.extend(value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value)

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if not self._script:
            self.said.append(data)


def _markup(node: nodes.Node) -> Iterator[str]:
    """The template's own characters, in order; whatever is filled in is left out."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif not (isinstance(node, nodes.Block) and node.name in UNSPOKEN_BLOCKS):
        for child in node.iter_child_nodes():
            yield from _markup(child)


def _literals(node: nodes.Node) -> Iterator[str]:
    """Strings of the template's expressions that are not asked of the catalogue."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    asks = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_"
    for child in node.iter_child_nodes(exclude=("args",) if asks else ()):
        yield from _literals(child)


PAGES = sorted(
    file.relative_to(TEMPLATES).as_posix()
    for file in TEMPLATES.rglob("*.html")
    if file.relative_to(TEMPLATES).as_posix() not in {*ALWAYS_VIETNAMESE, "judge/texts.html"}
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_nothing_past_the_catalogue(page: str) -> None:
    tree = Environment(autoescape=True).parse((TEMPLATES / page).read_text(encoding="utf-8"))
    reader = _Spoken()
    reader.feed("".join(_markup(tree)))
    said = {" ".join(text.split()) for text in reader.said} - SAID_AS_IS
    assert sorted(text for text in said if any(len(word) > 1 for word in words_of(text))) == []
    assert sorted(text for text in _literals(tree) if is_vietnamese(text)) == []
