"""The rules' pages: each has its parts, and the tests that it names are there."""

import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in (ROOT / "docs" / "rules").glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_words_formula_example_source_and_tests(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Công thức", "Ví dụ", "Nguồn", "Kiểm thử"]
    assert text == unicodedata.normalize("NFC", text)
    named = re.findall(r"`(tests/[^`]+)`", text.partition("## Kiểm thử")[2])
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_overview_names_every_page() -> None:
    overview = (ROOT / "docs" / "rules" / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\(([^)]+)\)", overview)) == [page.name for page in PAGES]
