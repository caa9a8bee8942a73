"""Every state of the score pad that a judge can see, and the way there: to look at, and to try each at every size.

Poses leave the tablet on that state with its dialogs open; none of them waits for a time, each for what it shows. A
pose may go on from another (`after`), so that whoever tries them all walks each way once (`WALKS`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from playwright.sync_api import expect

from tests.harness.judge.tablet import FULL, Tablet

SIZES = ((1024, 768), (768, 1024), (1280, 800), (390, 844))
FIRST = "noi-dung"
GIVEN = {"noi-dung": "16,75", "kich-ban": "9", "dien-xuat": "11,25", "dao-cu": "7,50"}
SIX = ("dung", "lap-luan", "ky-nang", "nguyen", "phong-cach", "thoi-gian")
HALF = {FIRST: "17,50", "kich-ban": "8,25"}

Pose = Callable[[Tablet], None]
BEFORE: dict[Pose, tuple[Pose, Pose]] = {}
"""Poses that go on from another: that other, and the step from there."""


def after(before: Pose) -> Callable[[Pose], Pose]:
    """The pose that this step leads to from `before`."""

    def told(step: Pose) -> Pose:
        @wraps(step)
        def pose(tablet: Tablet) -> None:
            before(tablet)
            step(tablet)

        BEFORE[pose] = (before, step)
        return pose

    return told


def way(pose: Pose) -> list[tuple[str, Pose]]:
    """The steps to a pose from the door, each with the name of the pose that it leads to."""
    if pose not in BEFORE:
        return [(pose.__name__, pose)]
    before, step = BEFORE[pose]
    return [*way(before), (pose.__name__, step)]


def opened(tablet: Tablet, sheet: int = 1) -> Tablet:
    tablet.steer("performance", sheet=sheet, state="open")
    tablet.open().at_sheet(sheet)
    return tablet


def door(tablet: Tablet) -> None:
    tablet.page.goto(f"{tablet.base}/judge/login?refused")


def waiting(tablet: Tablet) -> None:
    expect(tablet.open().at("waiting-page")).to_be_visible()


@after(waiting)
def fresh(tablet: Tablet) -> None:
    tablet.steer("performance", sheet=3, state="open")
    tablet.at_sheet(3)


def marking(tablet: Tablet) -> None:
    opened(tablet).fill(HALF | {"dien-xuat": "0"})
    tablet.at("value-dao-cu").click()
    tablet.keys("6,")
    tablet.states("local")


def over_the_most(tablet: Tablet) -> None:
    opened(tablet, 4)
    tablet.keys("25")
    expect(tablet.at("criterion-dung")).to_contain_text("quá mức")


def nine_criteria(tablet: Tablet) -> None:
    opened(tablet, 5).fill({"c1": "9", "c2": "7,5"})


def earlier(tablet: Tablet) -> None:
    """The third team of a section, where the rules let the judge see what the first two were given."""
    tablet.steer("earlier", shown=True)
    for sheet, marks in ((1, FULL), (2, GIVEN)):
        opened(tablet, sheet).fill(marks)
        tablet.hand_in()
        tablet.receipt(sheet)
        tablet.steer("performance", sheet=sheet, state="locked")
    opened(tablet, 3).fill({FIRST: "16,25"})
    expect(tablet.at("before-dao-cu")).to_contain_text("6,75")


def earlier_six(tablet: Tablet) -> None:
    """The same with six criteria of long names, and three teams before."""
    tablet.steer("earlier", shown=True)
    for sheet, marks in ((7, "13.25 9.5 5 10 3.75 6"), (8, "11.5 8 3.25 7 3 5.75"), (9, "15 10 4.75 9 4 6")):
        tablet.steer("performance", sheet=sheet, state="open")
        tablet.steer("elsewhere", sheet=sheet, marks=dict(zip(SIX, marks.split(), strict=True)), submitted=True)
        tablet.steer("performance", sheet=sheet, state="locked")
    opened(tablet, 4).fill({"dung": "12"})
    expect(tablet.at("before-dung")).to_contain_text("13,25")


@after(earlier)
def earlier_table(tablet: Tablet) -> None:
    tablet.at("earlier").click()
    expect(tablet.at("earlier-table")).to_contain_text("Huyện Lý Sơn")


def full(tablet: Tablet) -> None:
    opened(tablet).fill(FULL)
    tablet.states("local", "server")


@after(full)
def review(tablet: Tablet) -> None:
    tablet.at("submit").click()
    expect(tablet.at("confirm-submit")).to_be_enabled()


def cut_off(tablet: Tablet) -> None:
    opened(tablet).fill(HALF)
    tablet.states("local", "server")
    tablet.offline()
    tablet.at(f"plus-{FIRST}").click()
    tablet.states("local")


def waits_to_be_sent(tablet: Tablet) -> None:
    opened(tablet).fill(FULL)
    tablet.offline()
    tablet.hand_in()
    tablet.states("local")


@after(review)
def receipt(tablet: Tablet) -> None:
    tablet.at("confirm-submit").click()
    tablet.receipt(1)
    tablet.states("local", "server")


@after(receipt)
def recorded(tablet: Tablet) -> None:
    tablet.steer("performance", sheet=1, state="locked")
    tablet.states("local", "server", "recorded")


@after(recorded)
def own_sheets(tablet: Tablet) -> None:
    tablet.at("to-waiting").click()
    expect(tablet.at("recent-1")).to_be_visible()


def three_at_once(tablet: Tablet) -> None:
    for sheet in (1, 2, 3):
        tablet.steer("performance", sheet=sheet, state="open")
    tablet.open()
    tablet.go_to(1)
    tablet.fill(HALF)
    tablet.go_to(2)


def two_versions(tablet: Tablet) -> None:
    opened(tablet).fill({FIRST: "15"})
    tablet.states("local", "server")
    tablet.offline()
    tablet.fill({FIRST: "16,5", "kich-ban": "7"})
    tablet.steer("elsewhere", sheet=1, marks={FIRST: "14", "kich-ban": "7"})
    tablet.offline(False)
    expect(tablet.at("conflict")).to_be_visible()


def locked_meanwhile(tablet: Tablet) -> None:
    opened(tablet).fill({FIRST: "15"})
    tablet.states("local", "server")
    tablet.offline()
    tablet.fill(FULL)
    tablet.hand_in()
    tablet.steer("performance", sheet=1, state="locked")
    tablet.offline(False)
    expect(tablet.at("conflict")).to_be_visible()


def refused(tablet: Tablet) -> None:
    opened(tablet).fill(FULL)
    tablet.states("local", "server")
    detail = "Giám khảo không còn trong ban giám khảo của phần thi này. Xin báo Ban thư ký."
    tablet.steer("fault", sheet=1, only="submission", status=423, kind="locked", detail=detail, times=1)
    tablet.hand_in()
    expect(tablet.at("notice-refused")).to_be_visible()


def closed(tablet: Tablet) -> None:
    opened(tablet).fill(HALF)
    tablet.states("local", "server")
    tablet.steer("performance", sheet=1, state="closed")
    expect(tablet.page.locator("#main[data-view=reading]")).to_be_visible()


@after(fresh)
def recusal(tablet: Tablet) -> None:
    tablet.at("recuse").click()
    tablet.at("reason-kin").check(force=True)
    expect(tablet.at("confirm-recusal")).to_be_enabled()


@after(recusal)
def recused(tablet: Tablet) -> None:
    tablet.at("confirm-recusal").click()
    expect(tablet.page.locator("#done")).to_contain_text("không bị tính là 0 điểm")


def notes(tablet: Tablet) -> None:
    opened(tablet)
    tablet.at("notes").click()
    tablet.at("note-text").fill("Mở đầu cuốn hút; đoạn nộp hồ sơ qua mạng hơi dài.")
    expect(tablet.page.locator("#note-kept")).to_have_text("Đã lưu.")


def machine(tablet: Tablet) -> None:
    opened(tablet)
    tablet.at("device").click()


@after(receipt)
def amending(tablet: Tablet) -> None:
    tablet.steer("performance", sheet=1, state="closed")
    tablet.steer("performance", sheet=1, state="reopen")
    tablet.at("amend").click()
    expect(tablet.at("notice-amending")).to_be_visible()


@after(receipt)
def conferral(tablet: Tablet) -> None:
    tablet.steer("asked", sheet=1, mean_distance="-6.25")
    expect(tablet.at("notice-conferral")).to_be_visible()


@after(conferral)
def keep_as_it_is(tablet: Tablet) -> None:
    tablet.at("conferral-keep").click()
    expect(tablet.at("keep-sheet")).to_be_visible()


def server_in_trouble(tablet: Tablet) -> None:
    opened(tablet)
    tablet.steer("fault", status=507, kind="disk-full", times=1000)
    tablet.fill(HALF)
    expect(tablet.at("notice-trouble")).to_be_visible()


def session_ended(tablet: Tablet) -> None:
    opened(tablet)
    tablet.steer("session", judge=None)
    tablet.fill(HALF)
    expect(tablet.at("notice-login")).to_be_visible()


def on_two_tablets(tablet: Tablet) -> None:
    opened(tablet).fill(HALF)
    tablet.steer("pads", n=2)
    expect(tablet.at("notice-two-pads")).to_be_visible()


def nothing_kept(tablet: Tablet) -> None:
    tablet.context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private window'); }")
    opened(tablet).fill(HALF)
    expect(tablet.at("notice-not-kept")).to_be_visible()


def plain_http(tablet: Tablet) -> None:
    tablet.base = tablet.base.replace("127.0.0.1", "tablet.test")
    opened(tablet).fill(HALF)
    tablet.states("local", "server")
    tablet.offline()
    expect(tablet.at("notice-no-reload")).to_be_visible()


def plain_http_machine(tablet: Tablet) -> None:
    tablet.base = tablet.base.replace("127.0.0.1", "tablet.test")
    opened(tablet)
    tablet.at("device").click()
    expect(tablet.at("awake")).to_contain_text("http")


POSES: tuple[Pose, ...] = (
    door, waiting, fresh, marking, over_the_most, nine_criteria, earlier, earlier_six, earlier_table, full,
    review, cut_off, waits_to_be_sent, receipt,
    recorded, own_sheets, three_at_once, two_versions, locked_meanwhile, refused, closed, recusal, recused, notes,
    machine, amending, conferral, keep_as_it_is, server_in_trouble, session_ended, on_two_tablets, nothing_kept,
    plain_http, plain_http_machine,
)  # fmt: skip

WALKS: tuple[Pose, ...] = tuple(pose for pose in POSES if pose not in {before for before, _step in BEFORE.values()})
"""The last pose of every way: walked to their ends, they pass all others."""
