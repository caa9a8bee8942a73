"""No state of the pad shuts anybody out: axe-core finds no violation at any size (WCAG 2.2 A and AA, best practices).

Contrast is measured lying down and on the phone: the size between shows the same colours.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.harness.judge.poses import POSES, SIZES, WALKS, Pose, way

pytestmark = pytest.mark.browser
VENDOR = Path(__file__).resolve().parents[2] / "vendor" / "axe-core-4.14.1"
AXE = VENDOR / "axe.min.js"
LOOKED_AT = (SIZES[0], SIZES[1], SIZES[-1])  # the largest lays out as the first does
MEASURED = (SIZES[0], SIZES[-1])

FAULTS = """async (contrast) => {
  const rules = { 'color-contrast': { enabled: contrast } };
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules });
  return violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}"""
TAKES_FINGERS = "() => !document.getElementById('main').inert"  # for a moment after a sheet came by itself it does not


SEEN: set[str] = set()
"""Poses that an earlier walk of this run has been through."""


@pytest.mark.parametrize("end", WALKS, ids=lambda pose: pose.__name__)
def test_axe_finds_nothing_at_any_size(make_tablet: Any, end: Pose) -> None:
    tablet = make_tablet(*SIZES[0])
    found = {}
    for name, step in way(end):
        step(tablet)
        if name in SEEN:
            continue
        SEEN.add(name)
        tablet.page.wait_for_function(TAKES_FINGERS)
        if not tablet.page.evaluate("'axe' in window"):
            tablet.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width, height in LOOKED_AT:
            tablet.page.set_viewport_size({"width": width, "height": height})
            found[f"{name} {width}x{height}"] = tablet.page.evaluate(FAULTS, (width, height) in MEASURED)
        tablet.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    assert {size: faults for size, faults in found.items() if faults} == {}


def test_the_walks_pass_every_state() -> None:
    assert {name for end in WALKS for name, _step in way(end)} == {pose.__name__ for pose in POSES}


def test_axe_sees_what_is_wrong(make_tablet: Any) -> None:
    tablet = make_tablet().open()
    tablet.page.evaluate(AXE.read_text(encoding="utf-8"))
    tablet.page.evaluate("document.querySelector('#main').append(document.createElement('button'))")
    assert any(fault.startswith("button-name") for fault in tablet.page.evaluate(FAULTS, False))


def test_axe_is_the_file_that_was_taken() -> None:
    listed = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines())
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.glob("*")
        if path.name != "SHA256SUMS"
    }
    assert there == listed
