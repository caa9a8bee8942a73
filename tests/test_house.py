"""The habits of the house that no linter knows, one test a habit."""

import ast
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "contest").rglob("*.py"))

LONGEST_MODULE = 300
LONGER: dict[str, str] = {
    # module or folder, as seen from the root: why it may be longer
    "contest/db/migrations/versions": "a migration is written once, for the whole of a schema, and never edited again",
}

TEXT_SUFFIXES = {".py", ".html", ".js", ".css", ".md", ".json", ".toml", ".txt", ".svg", ".po", ".typ", ".sh"}
NOT_OURS = {".git", ".venv", "var", "vendor", "node_modules", "__pycache__"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[Path]:
    """Every text file of the project that was written by us."""
    for top in sorted(ROOT.iterdir()):
        if top.name in NOT_OURS or (top.name.startswith(".") and top.name != ".ci"):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in TEXT_SUFFIXES and path.is_file() and not NOT_OURS.intersection(path.parts):
                yield path


def tags(markup: str) -> Iterator[str]:
    """Every opening tag, without what Jinja does inside of it: `{{ … }}` and `{% … %}` may hold anything."""
    plain = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", markup, flags=re.DOTALL)
    yield from re.findall(r"<[a-zA-Z][^>]*>", plain)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_script_style_or_handler(template: Path) -> None:
    for tag in tags(template.read_text(encoding="utf-8")):
        assert not re.match(r"<style\b", tag), tag
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag
        assert not re.search(r"=\s*[\"']?\s*javascript:", tag, re.IGNORECASE), tag
        if re.match(r"<script\b", tag):
            is_data = re.search(r'\stype="application/(ld\+)?json"', tag)
            assert is_data or re.search(r"\ssrc=", tag), tag


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_opens_with_a_comment_that_names_its_variables(template: Path) -> None:
    assert template.read_text(encoding="utf-8").startswith("{#")


def test_vendored_files_are_the_ones_that_were_taken() -> None:
    listed = {}
    for line in (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, path = line.partition("  ")
        listed[path] = digest
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert there == listed


def test_every_vendored_library_brings_its_licence() -> None:
    for library in VENDOR.iterdir():
        assert not library.is_dir() or any(library.glob("LICEN[CS]E*")), library.name


@pytest.mark.parametrize("module", sorted((ROOT / "contest" / "domain").rglob("*.py")), ids=name)
def test_rules_know_no_floating_point(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            assert node.id != "float", f"line {node.lineno}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}: {node.value}"


def test_all_text_is_composed() -> None:
    """Vietnamese letters are one code point each (NFC): decomposed ones break search, sorting and some fonts."""
    decomposed = [name(path) for path in texts() if not unicodedata.is_normalized("NFC", path.read_text("utf-8"))]
    assert decomposed == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_stays_short_enough_to_be_one_thing(module: Path) -> None:
    if any(name(module) == longer or name(module).startswith(f"{longer}/") for longer in LONGER):
        return
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{lines} lines: split it, or say in LONGER why it stays whole"


def test_only_the_launcher_imports_eventlet() -> None:
    importing = [name(path) for path in [ROOT / "run.py", *MODULES] if "eventlet" in imported(path)]
    assert importing == ["run.py"]


def imported(path: Path) -> set[str]:
    """Return the top names of all that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names
