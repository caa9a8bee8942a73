"""What a judge needs of the pad in the dark: room for a finger, words that are whole, the truth about the screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harness.judge.poses import Pose, earlier, earlier_six
from tests.harness.judge.tablet import Tablet

pytestmark = pytest.mark.browser
SIZES = [(1024, 768), (768, 1024), (1280, 800), (390, 844)]

SMALL = """() => [...document.querySelectorAll('button, a.quiet, select, input:not([type=radio]), textarea')]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => [e.dataset.testid || e.id || e.className, e.getBoundingClientRect()])
  .filter(([, r]) => r.height < 55.5 || r.width < 54)
  .map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`)"""

TEXTS = (
    "h1, .turn p, .what, .before > span:not(.visually-hidden), #earlier, .value .fig, .for, .sum, .net, .arrived li, "
    ".tab b, .keys button, .submit"
)
CUT = """texts => [...document.querySelectorAll(texts)]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.textContent.trim())
  .flatMap(e => {
    const range = document.createRange(); range.selectNodeContents(e);
    const own = e.closest('.mark, .keys button, .pad-head, .arrived, .for, .pad-foot, .tab') ?? e;
    const [text, box] = [range.getBoundingClientRect(), own.getBoundingClientRect()];
    const wide = text.left < box.left - 1 || text.right > box.right + 1;
    const out = wide || text.top < box.top - 1 || text.bottom > box.bottom + 1;
    return out ? [`${e.className || e.tagName}: ${e.textContent.trim().slice(0, 40)}`] : [];
  })"""

OVERLAP = """() => {
  const all = document.querySelectorAll('.mark .what, .mark .before, .mark .step button');
  const shown = [...all].filter(e => e.checkVisibility());
  return shown.flatMap((one, n) => shown.slice(n + 1).filter(two => {
    const [a, b] = [one.getBoundingClientRect(), two.getBoundingClientRect()];
    return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  }).map(two => `${one.textContent.slice(0, 20)} / ${two.textContent.slice(0, 20)}`));
}"""


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("sheet", [1, 3, 4], ids=["four", "longest-name", "six"])
def test_everything_fits(make_tablet: Any, size: tuple[int, int], sheet: int) -> None:
    tablet = make_tablet(*size)
    tablet.steer("performance", sheet=sheet, state="open")
    tablet.open().at_sheet(sheet)
    for row in tablet.page.locator(".value").all():
        row.click()
        tablet.keys("1")
    assert tablet.page.evaluate(SMALL) == []
    assert tablet.page.evaluate(CUT, TEXTS) == []
    assert tablet.page.evaluate(OVERLAP) == []
    for name in ("total", "submit"):
        expect(tablet.at(name)).to_be_in_viewport(ratio=1)
    assert tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size[0] >= 768:
        assert tablet.page.evaluate(
            "document.querySelector('.marks').scrollHeight <= document.querySelector('.marks').clientHeight + 1"
        )


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("pose", [earlier, earlier_six], ids=["four", "six"])
def test_everything_fits_with_the_own_earlier_marks(make_tablet: Any, size: tuple[int, int], pose: Pose) -> None:
    tablet = make_tablet(*size)
    pose(tablet)
    assert tablet.page.evaluate(SMALL) == []
    assert tablet.page.evaluate(CUT, TEXTS) == []
    assert tablet.page.evaluate(OVERLAP) == []
    for name in ("total", "submit", "earlier"):
        expect(tablet.at(name)).to_be_in_viewport(ratio=1)
    assert tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_plain_http_says_that_the_screen_may_sleep(make_tablet: Any, stand_in: str) -> None:
    tablet: Tablet = make_tablet()
    tablet.base = stand_in.replace("127.0.0.1", "tablet.test")
    tablet.page.goto(f"{tablet.base}/judge/")
    assert not tablet.page.evaluate("isSecureContext")
    expect(tablet.at("device")).to_contain_text("Màn hình có thể tự tắt")
    tablet.at("device").click()
    expect(tablet.at("awake")).to_contain_text("http")
    expect(tablet.at("machine")).to_contain_text("Tự động khóa")
    tablet.page.keyboard.press("Escape")
    tablet.steer("performance", sheet=1, state="open")
    tablet.at_sheet(1)
    tablet.fill({"noi-dung": "17"})
    tablet.states("local", "server")


NAMELESS = """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea')]
  .filter(e => !e.textContent.trim() && !e.getAttribute('aria-label') && !e.labels?.length)
  .map(e => e.id || e.outerHTML)"""


def test_every_control_has_a_name(tablet: Tablet) -> None:
    assert tablet.page.evaluate(NAMELESS) == []
