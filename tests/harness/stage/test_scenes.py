"""What the hall and the stream see: every frame whole at every shape of screen, takes in order, clocks that go right.

The pages are the product's own; the live channel is played by fake_socket.js, so that a moment can be chosen.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.harness.stage.contrast import stray_pixels, weak_words
from tests.harness.stage.layouts import SIZES, frame_names, look_over, open_still
from tests.harness.stage.screen import Screen

pytestmark = pytest.mark.browser
SHAPES = [(which, size) for which, sizes in SIZES.items() for size in sizes]
STEADY = "() => document.getAnimations().every((a) => a.effect.getComputedTiming().endTime === Infinity)"


@pytest.mark.slow
@pytest.mark.parametrize(("which", "size"), SHAPES)
def test_every_frame_is_whole_at_every_shape(screen: Screen, which: str, size: str) -> None:
    """Case 16 of the threads: the longest names in every scene at every shape; nothing cut, nothing overlapping."""
    width, height = map(int, size.split("x"))
    screen.page.set_viewport_size({"width": width, "height": height})
    open_still(screen.page, screen.base, which)
    wrong = [(name, line) for name in frame_names() for line in look_over(screen.page, name)]
    assert wrong == []


ONE_OF_EACH = (
    *("blank", "holding", "holding-long", "programme", "jury", "draw-half", "team", "team-photo", "performing"),
    *("performing-amber", "performing-over", "scoring", "score-missing", "standings", "standings-eight", "advancing"),
    *("award", "award-third", "podium-third-only", "favourite", "message", "message-long", "media", "testcard"),
)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["stage", "overlay"])
def test_words_stand_off_from_what_lies_behind_them(screen: Screen, which: str) -> None:
    """A frame of each scene at 4.5 and more; the overlay is clear outside of its plates and keeps the safe area."""
    open_still(screen.page, screen.base, which)
    wrong = []
    for name in ONE_OF_EACH:
        look_over(screen.page, name)
        wrong += [(name, line) for line in weak_words(screen.page, which)]
        wrong += [(name, line) for line in (stray_pixels(screen.page) if which == "overlay" else [])]
    assert wrong == []


def test_a_page_that_is_opened_stands_at_once(screen: Screen) -> None:
    screen.open("stage", "score")
    assert screen.page.evaluate(STEADY)
    assert screen.text(".total .fig") == "43,35"


def test_a_take_is_acknowledged_and_leaves_one_scene(screen: Screen) -> None:
    screen.open("stage", "blank")
    screen.take("team")
    assert {"topic": "stage", "rev": 2} in screen.sent("painted")
    assert screen.until(STEADY)
    assert screen.count(".scene") == 1
    assert screen.text(".name") == "Huyện Bình Sơn"


def test_takes_in_a_hurry_end_on_the_last(screen: Screen) -> None:
    screen.open("stage", "holding")
    screen.page.evaluate(
        """async (names) => {
          // all five are fetched before the first is sent: answers of one server come back in any order, takes don't
          const frames = await Promise.all(names.map(async (n) => (await fetch(`/frames/${n}.json`)).json()));
          for (const frame of frames) harness.state(frame);
        }""",
        ["team", "performing", "score", "blank", "podium"],
    )
    assert screen.until("() => document.querySelector('.scene-podium')")
    assert screen.until(STEADY)
    assert screen.count(".scene") == 1


def test_an_older_or_equal_rev_changes_nothing(screen: Screen) -> None:
    screen.open("stage", "team")
    screen.page.evaluate(
        "() => harness.socket.fire('state', {topic: 'stage', rev: 1, at: 0, data: {scene: 'blank', key: 'old'}})"
    )
    screen.page.wait_for_timeout(400)
    assert screen.count(".scene-team") == 1


def test_a_lost_line_keeps_the_picture_and_says_again_what_is_painted(screen: Screen) -> None:
    screen.open("stage", "podium")
    screen.page.evaluate("() => { harness.offline(); harness.sent.length = 0; }")
    screen.page.wait_for_timeout(300)
    assert screen.count(".scene-podium") == 1
    screen.page.evaluate("() => harness.online()")
    assert {"topic": "stage", "rev": 1} in screen.sent("painted")
    assert screen.sent("hello")[0]["page"] == "stage"


def test_what_was_missed_stands_without_replay(screen: Screen) -> None:
    screen.open("stage", "team")
    screen.page.evaluate("() => harness.offline()")
    screen.take("score")
    assert screen.count(".scene-team") == 1
    screen.page.evaluate("() => { harness.last.rev += 1; harness.online(); }")
    assert screen.until("() => document.querySelector('.scene-score')", 1500)
    assert screen.page.evaluate(STEADY)


def test_the_total_counts_in_a_box_that_never_changes(screen: Screen) -> None:
    screen.open("stage", "blank")
    seen: list[list[Any]] = screen.page.evaluate(
        """async () => {
          const seen = [];
          harness.load('score-bare');
          for (let i = 0; i < 400; i += 1) {
            await new Promise(requestAnimationFrame);
            const box = document.querySelector('.total .fig');
            if (box) seen.push([box.lastChild.textContent, Math.round(box.offsetWidth)]);
            if (seen.at(-1)?.[0] === '46,35') break;
          }
          return seen;
        }"""
    )
    figures = [figure for figure, _ in seen]
    assert figures[0] == "0,00"
    assert figures[-1] == "46,35"
    assert len({width for _, width in seen}) == 1
    assert all(len(figure.partition(",")[2]) == 2 for figure in figures)


@pytest.mark.parametrize(("left_ms", "word"), [(300_000, "Còn lại"), (47_000, "Sắp hết giờ"), (-45_000, "Quá giờ")])
def test_the_clock_says_its_state_in_a_word(screen: Screen, left_ms: int, word: str) -> None:
    clock = {"state": "running", "duration_ms": 720_000, "warning_ms": 60_000, "rate": 1, "left_ms": None}
    screen.open("stage", "blank")
    screen.take("performing", clock=clock | {"ends_in_ms": left_ms})
    assert screen.text(".state .on") == word
    assert screen.page.locator(".plus").is_visible() is (left_ms < 0)


@pytest.mark.parametrize(
    ("left_ms", "digits"),
    [(720_000, "12:00"), (59_001, "01:00"), (59_000, "00:59"), (0, "00:00"), (-999, "00:00"), (-61_000, "01:01")],
)
def test_a_begun_second_counts_whole_until_the_end_and_not_after(screen: Screen, left_ms: int, digits: str) -> None:
    clock = {"state": "paused", "duration_ms": 720_000, "warning_ms": 60_000, "rate": 1, "ends_at": None}
    screen.open("stage", "blank")
    screen.take("performing", clock=clock | {"left_ms": left_ms})
    assert screen.text(".two .cool") == digits


def test_the_clock_goes_on_through_zero_into_overtime(screen: Screen) -> None:
    clock = {"state": "running", "duration_ms": 720_000, "warning_ms": 60_000, "rate": 1, "ends_in_ms": 1200}
    screen.open("stage", "blank")
    screen.take("performing", clock=clock)
    assert screen.until("() => document.querySelector('.is-over')", 3000)
    assert screen.count(".crown.wide .lit-over .on") == 29


def test_a_held_picture_stands_still(screen: Screen) -> None:
    screen.open("stage", "performing-short")
    screen.take("performing-short", held=True)
    before = screen.text(".two .cool")
    screen.page.wait_for_timeout(2200)
    assert screen.text(".two .cool") == before
    screen.take("performing-short", held=False)
    screen.page.wait_for_timeout(1200)
    assert screen.text(".two .cool") != before


def test_sheets_fill_in_place(screen: Screen) -> None:
    screen.open("stage", "scoring-short")
    screen.page.evaluate("() => { document.querySelector('.scene').mine = true; }")
    screen.take("scoring-short", sheets={"in": 6, "of": 7})
    assert screen.until("() => document.querySelector('.sum .fig').innerText === '6/7'", 1500)
    assert screen.count(".tubes .in") == 6
    assert screen.page.evaluate("() => document.querySelector('.scene').mine === true")


def test_rows_that_are_not_revealed_are_empty_ground(screen: Screen) -> None:
    screen.open("stage", "standings-hidden")
    assert screen.count(".row.empty") == 14
    empty: list[str] = screen.page.evaluate(
        "() => [...document.querySelectorAll('.row.empty')].map((r) => r.textContent.trim())"
    )
    assert set(empty) == {""}


def test_a_row_that_rises_moves_to_its_place(screen: Screen) -> None:
    screen.open("stage", "standings")
    screen.page.evaluate(
        """async () => {
          const frame = await (await fetch('/frames/standings.json')).json();
          const [up] = frame.rows.splice(11, 1);
          frame.rows.splice(4, 0, {...up, points: '88,00'});
          frame.rows.forEach((row, i) => Object.assign(row, {rank: i + 1, tied: false}));
          await harness.state(frame);
        }"""
    )
    assert screen.until(STEADY)
    assert screen.text(".row:nth-child(5)") == "5 Huyện Lý Sơn 88,00"


def test_markup_in_a_name_is_only_text(screen: Screen) -> None:
    screen.open("stage", "blank")
    team = {"key": "x", "name": "<b>Đội</b> & <img src=x>", "short": None, "len": "m", "group": None}
    screen.take("team", team=team)
    assert screen.text(".scene .name") == "<b>Đội</b> & <img src=x>"
    assert screen.count(".scene b, .scene img") == 0


def test_reduced_motion_moves_nothing(chromium: Browser, base: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    screen = Screen(context.new_page(), base)
    screen.open("stage", "blank")
    screen.take("team")
    moved = screen.page.evaluate(
        """() => document.getAnimations().flatMap((a) => a.effect.getKeyframes())
          .some((k) => k.translate || k.clipPath || k.scale)"""
    )
    assert moved is False
    context.close()


def test_a_lower_third_leaves_the_picture_to_the_performers(screen: Screen) -> None:
    screen.open("overlay", "blank")
    screen.take("performing-short")
    assert screen.count(".piece.lower") == 1
    assert screen.until("() => !document.querySelector('.piece.lower')", 9000)
    assert screen.count(".piece.bug-clock") == 1


def test_pieces_in_a_hurry_end_on_the_last(screen: Screen) -> None:
    screen.open("overlay", "blank")
    screen.page.evaluate(
        """async () => {
          const names = ["team", "standings", "award", "score", "scoring"];
          const frames = await Promise.all(names.map(async (n) => (await fetch(`/frames/${n}.json`)).json()));
          for (const frame of frames) harness.state(frame);  // at once, and in this order
        }"""
    )
    assert screen.until("() => document.querySelector('.sheets')")
    assert screen.until(STEADY)
    assert screen.count(".piece") == 1


def test_a_miniature_is_no_screen(screen: Screen) -> None:
    screen.page.goto(f"{screen.base}/stage/?frame=team&mini=1")
    assert screen.until("() => document.querySelector('.scene-team')")
    screen.page.wait_for_timeout(300)
    assert screen.sent("hello") == []
    assert screen.sent("painted") == []


def test_a_drawn_name_stands_alone_before_it_goes_to_its_place(screen: Screen) -> None:
    screen.open("stage", "draw-none")
    screen.take("draw-none", places=drawn(1), drawn=1)
    assert screen.text(".drawn-now .name") == "Huyện Bình Sơn"
    assert screen.until("() => !document.querySelector('.drawn-now')")
    assert screen.text(".lot.drawn") == "1 Huyện Bình Sơn"
    assert screen.count(".lot.drawn") == 1


def drawn(most: int) -> list[Any]:
    """Places of a draw of twenty with so many names."""
    team = {"key": "binh-son", "name": "Huyện Bình Sơn", "short": None, "len": "s", "group": None}
    return [{"turn": turn, "team": team if turn <= most else None} for turn in range(1, 21)]


def test_the_next_name_does_not_wait_for_the_last_to_settle(screen: Screen) -> None:
    screen.open("stage", "draw-none")
    for n in (1, 2, 3):
        screen.take("draw-none", places=drawn(n), drawn=n)
    assert screen.count(".drawn-now") == 1
    assert screen.count(".lot.drawn") == 3


def test_a_picture_that_is_gone_leaves_the_ground_and_the_seal(screen: Screen) -> None:
    screen.open("stage", "media-gone", "still")
    assert screen.until("() => !document.querySelector('.shown-file')")
    screen.take("team-photo-gone")
    assert screen.until("() => document.querySelector('.scene-team:not(.with-photo)')")
    assert screen.text(".seal .fig") == "4"


def test_a_clip_plays_and_a_held_picture_stops_it(screen: Screen) -> None:
    screen.open("stage", "blank")
    screen.take("media-clip")
    assert screen.until("() => document.querySelector('video')?.currentTime > 0")
    screen.take("media-clip", held=True)
    assert screen.until("() => document.querySelector('video').paused")


def test_a_miniature_plays_no_clip(screen: Screen) -> None:
    screen.page.goto(f"{screen.base}/stage/?frame=media-clip&mini=1")
    assert screen.until("() => document.querySelector('video')?.readyState >= 1")
    assert screen.page.evaluate("() => document.querySelector('video').paused")


def test_the_light_of_the_first_prize_goes_out_and_nothing_goes_on_moving(screen: Screen) -> None:
    screen.open("stage", "award-step1")
    screen.take("award")
    assert screen.count(".lightfall b") == 28
    screen.page.evaluate(
        "() => document.querySelectorAll('.lightfall b').forEach((b) => b.getAnimations()[0].finish())"
    )
    assert screen.until("() => !document.querySelector('.lightfall')")
    screen.open("stage", "award-step1")
    screen.take("award-second")
    assert screen.count(".lightfall") == 0


def test_a_judge_who_stands_up_is_named_on_air(screen: Screen) -> None:
    screen.open("overlay", "blank")
    screen.take("jury-step")
    assert screen.text(".lower .name") == "Lê Hoàng Phúc"
    assert screen.text(".lower .unit") == "Giám khảo"
