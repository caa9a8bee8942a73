"""No sheet is ever lost: without network, with refusals, lost answers, two devices, an ended session."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harness.judge.tablet import FULL, Tablet

pytestmark = pytest.mark.browser
FIRST = "noi-dung"
FULL_DISK = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"


def test_happy_path_from_waiting_page_to_standings(make_tablet: Any) -> None:
    tablet = make_tablet().open()
    expect(tablet.at("waiting-page")).to_contain_text("Chưa có lượt thi nào mở.")
    tablet.steer("performance", sheet=1, state="open")
    tablet.at_sheet(1)
    tablet.states()
    tablet.fill(FULL)
    expect(tablet.at("total")).to_have_text("43,00")
    expect(tablet.at("left")).to_have_text("đủ 4 tiêu chí")
    tablet.states("local", "server")
    tablet.hand_in()
    tablet.receipt(1)
    tablet.states("local", "server")
    expect(tablet.at("net")).to_have_text("Có mạng · không phiếu nào chờ")
    tablet.steer("performance", sheet=1, state="locked")
    tablet.states("local", "server", "recorded")
    tablet.at("to-waiting").click()
    expect(tablet.at("recent-1")).to_contain_text("Đã vào bảng điểm")
    expect(tablet.at("recent-1")).to_contain_text(tablet.kept(1)["receipt"])


def test_pressed_ten_times_handed_in_once(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.at("submit").click()
    confirm = tablet.at("confirm-submit")
    expect(confirm).to_be_enabled()
    confirm.evaluate("button => { for (let n = 0; n < 10; n += 1) button.click(); }")
    expect(tablet.at("receipt")).to_be_visible()
    assert len(tablet.writes(kind="submission")) == 1
    assert tablet.most_in_flight() == 1


@pytest.mark.parametrize("sheltered", [True, False], ids=["secure", "plain-http"])
def test_three_sheets_without_network_and_a_reload(make_tablet: Any, sheltered: bool) -> None:
    tablet = make_tablet()
    if not sheltered:
        tablet.base = tablet.base.replace("127.0.0.1", "tablet.test")
    for sheet in (1, 2, 3):
        tablet.steer("performance", sheet=sheet, state="open")
    tablet.open()
    if sheltered:
        expect(tablet.at("pad")).to_have_attribute("data-shelter", "ready")
    tablet.offline()
    expect(tablet.at("notice-no-reload")).to_be_visible(visible=not sheltered)
    for sheet in (1, 2, 3):
        tablet.go_to(sheet)
        tablet.fill(FULL)
        tablet.hand_in()
    tablet.states("local")
    expect(tablet.at("net")).to_have_text("Mất mạng · 3 mục chờ gửi")
    assert tablet.reload() is sheltered
    if sheltered:
        expect(tablet.at("net")).to_have_text("Mất mạng · 3 mục chờ gửi")
        expect(tablet.at("total")).to_have_text("43,00")
    tablet.offline(False)
    if not sheltered:
        tablet.open()
    expect(tablet.at("net")).to_have_text("Có mạng · không phiếu nào chờ")
    for sheet in (1, 2, 3):
        assert tablet.kept(sheet)["state"] == "submitted"
        assert tablet.kept(sheet)["version"] == 1
        assert len({write["key"] for write in tablet.writes(sheet, "submission")}) == 1
    assert tablet.most_in_flight() == 1


def test_the_head_never_says_that_nothing_waits_while_something_does(tablet: Tablet) -> None:
    tablet.page.evaluate(
        """() => {
          const said = (window.said = []);
          const words = document.getElementById("net-waiting");
          const note = () => said.push([words.dataset.waiting, words.textContent]);
          const all = { attributes: true, childList: true, characterData: true, subtree: true };
          new MutationObserver(note).observe(words, all);
        }"""
    )
    tablet.fill(FULL)
    tablet.hand_in()
    expect(tablet.at("receipt")).to_be_visible()
    expect(tablet.at("net")).to_have_text("Có mạng · không phiếu nào chờ")
    said = tablet.page.evaluate("window.said")
    assert any(waiting != "0" for waiting, _words in said)
    assert [words for waiting, words in said if waiting != "0" and words == "không phiếu nào chờ"] == []


def test_back_online_without_reload_sends_by_itself(tablet: Tablet) -> None:
    tablet.fill({FIRST: "17"})
    tablet.states("local", "server")
    tablet.offline()
    tablet.at(f"plus-{FIRST}").click()
    expect(tablet.at("net")).to_have_text("Mất mạng · 1 mục chờ gửi")
    tablet.states("local")
    tablet.offline(False)
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "17.25"}


def test_a_lost_answer_is_asked_for_again_with_the_same_key(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.states("local", "server")
    tablet.steer("fault", sheet=1, only="submission", after=True, times=2)
    tablet.hand_in()
    tablet.receipt(1)
    expect(tablet.at("waiting")).to_have_attribute("data-waiting", "0")
    sent = tablet.writes(1, "submission")
    assert len(sent) >= 2
    assert len({write["key"] for write in sent}) == 1
    assert len({str(write["body"]) for write in sent}) == 1
    assert tablet.kept(1)["version"] == 2


@pytest.mark.parametrize(
    ("status", "words"), [(503, "Máy chủ đang bận"), (507, "Máy chủ hết chỗ ghi"), (500, "Máy chủ đang gặp trục trặc")]
)
def test_server_trouble_keeps_everything_and_says_so(tablet: Tablet, status: int, words: str) -> None:
    tablet.steer("fault", status=status, kind="unavailable", times=3)
    tablet.fill({FIRST: "9"})
    expect(tablet.at("notice-trouble")).to_contain_text(words)
    tablet.states("local")
    assert tablet.reload()
    tablet.at_sheet(1)
    expect(tablet.at(f"value-{FIRST}")).to_have_text("9,00")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "9"}


def test_one_of_five_is_refused_and_the_others_go_on(make_tablet: Any) -> None:
    tablet = make_tablet()
    for sheet in (1, 2, 3, 4, 6):
        tablet.steer("performance", sheet=sheet, state="open")
    tablet.open()
    tablet.offline()
    for sheet in (1, 2, 3, 4, 6):
        tablet.go_to(sheet)
        tablet.page.locator(".less + .value").first.click()
        tablet.keys("4")
    tablet.steer("performance", sheet=2, state="locked")
    tablet.offline(False)
    expect(tablet.at("net")).to_have_text("Có mạng · 1 mục bị từ chối")
    assert {n: len(tablet.kept(n)["marks"]) for n in (1, 2, 3, 4, 6)} == {1: 1, 2: 0, 3: 1, 4: 1, 6: 1}
    expect(tablet.at("tab-2")).to_contain_text("Hai bản khác nhau")
    tablet.go_to(2)
    expect(tablet.at("conflict")).to_contain_text("Lượt thi này đã khóa.")
    expect(tablet.at(f"mine-{FIRST}")).to_have_text("4,00")
    expect(tablet.at(f"theirs-{FIRST}")).to_have_text("Chưa chấm")


@pytest.mark.parametrize(("choice", "kept"), [("keep-mine", "16.5"), ("take-theirs", "14")])
def test_two_versions_side_by_side(tablet: Tablet, choice: str, kept: str) -> None:
    tablet.fill({FIRST: "15"})
    tablet.states("local", "server")
    tablet.offline()
    tablet.fill({FIRST: "16,5"})
    tablet.steer("elsewhere", sheet=1, marks={FIRST: "14"})
    tablet.offline(False)
    expect(tablet.at(f"mine-{FIRST}")).to_have_text("16,50")
    expect(tablet.at(f"theirs-{FIRST}")).to_have_text("14,00")
    assert tablet.kept(1)["marks"] == {FIRST: "14"}
    tablet.at(choice).click()
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: kept}
    if choice == "take-theirs":
        tablet.at("fetch-back").click()
        expect(tablet.at(f"value-{FIRST}")).to_have_text("16,50")
        tablet.states("local", "server")
        assert tablet.kept(1)["marks"] == {FIRST: "16.5"}


def test_a_conflict_outlives_a_reload(tablet: Tablet) -> None:
    tablet.fill({FIRST: "15"})
    tablet.states("local", "server")
    tablet.offline()
    tablet.fill(FULL)
    tablet.hand_in()
    tablet.steer("elsewhere", sheet=1, marks={FIRST: "14"})
    tablet.offline(False)
    expect(tablet.at("conflict")).to_be_visible()
    assert tablet.reload()
    tablet.at("keep-mine").click()
    tablet.states("local", "server")
    assert tablet.writes(1, "submission")[-1]["status"] == 409
    tablet.hand_in()
    tablet.receipt(1)


def test_the_other_tablet_wrote_the_same(tablet: Tablet) -> None:
    tablet.offline()
    tablet.fill({FIRST: "15"})
    tablet.steer("elsewhere", sheet=1, marks={FIRST: "15"})
    tablet.offline(False)
    tablet.states("local", "server")
    expect(tablet.at("conflict")).to_be_hidden()


def test_refused_marks_name_the_criterion_and_can_be_mended(tablet: Tablet) -> None:
    fault = {"path": f"marks.{FIRST}", "code": "off_step", "message": "Nội dung: 7,25 không đúng bước 1."}
    tablet.steer("fault", sheet=1, status=422, kind="invalid", detail="Có chỗ chưa đúng.", faults=[fault])
    tablet.fill({FIRST: "7,25"})
    expect(tablet.at("notice-refused")).to_contain_text("Có chỗ chưa đúng.")
    expect(tablet.at(f"criterion-{FIRST}")).to_contain_text("7,25 không đúng bước 1.")
    expect(tablet.at(f"value-{FIRST}")).to_have_text("7,25")
    tablet.fill({FIRST: "7"})
    expect(tablet.at("notice-refused")).to_be_hidden()
    tablet.states("local", "server")


def test_a_new_turn_does_not_push_away_unfinished_work(tablet: Tablet) -> None:
    tablet.fill({FIRST: "17"})
    tablet.steer("performance", sheet=2, state="open")
    expect(tablet.at("tab-2")).to_contain_text("Mới mở")
    tablet.at_sheet(1)
    expect(tablet.at(f"value-{FIRST}")).to_contain_text("17")
    expect(tablet.at("say")).to_contain_text("Huyện Lý Sơn")
    tablet.go_to(2)
    tablet.go_to(1)
    expect(tablet.at(f"value-{FIRST}")).to_have_text("17,00")


def test_the_next_turn_comes_by_itself_after_a_receipt(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.hand_in()
    expect(tablet.at("receipt")).to_be_visible()
    tablet.steer("performance", sheet=2, state="open")
    tablet.at_sheet(2)
    expect(tablet.at("tabs")).to_be_hidden()


def test_recusal_needs_a_reason_and_is_never_zero(tablet: Tablet) -> None:
    tablet.at("recuse").click()
    tablet.at("confirm-recusal").click()
    expect(tablet.at("recusal")).to_contain_text("Xin chọn hoặc ghi một lý do.")
    tablet.at("reason-kin").check(force=True)
    tablet.at("confirm-recusal").click()
    expect(tablet.page.locator("#done")).to_contain_text("không bị tính là 0 điểm")
    assert tablet.writes(kind="recusal")[0]["body"] == {"reason": "Tôi có người thân trong đội thi"}
    assert tablet.kept(1)["state"] == "recused"


def test_opened_again_a_sheet_is_changed_only_on_purpose(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.hand_in()
    expect(tablet.at("receipt")).to_be_visible()
    before = tablet.kept(1)
    tablet.steer("performance", sheet=1, state="closed")
    tablet.steer("performance", sheet=1, state="reopen")
    tablet.at("amend").click()
    assert tablet.kept(1)["receipt"] == before["receipt"]
    tablet.at(f"plus-{FIRST}").click()
    tablet.states("local", "server")
    tablet.hand_in()
    expect(tablet.at("receipt")).not_to_have_text(before["receipt"])
    assert tablet.kept(1)["total"] == "43.25"


def test_two_tabs_are_told_and_share_one_sheet(tablet: Tablet) -> None:
    other = tablet.context.new_page()
    other.goto(f"{tablet.base}/judge/")
    for page in (tablet.page, other):
        expect(page.get_by_test_id("notice-two-tabs")).to_be_visible()
    tablet.fill({FIRST: "17"})
    expect(other.get_by_test_id(f"value-{FIRST}")).to_have_text("17,00")
    other.get_by_test_id("plus-kich-ban").click()
    expect(tablet.at("value-kich-ban")).to_have_text("0,25")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "17", "kich-ban": "0.25"}
    other.close()
    expect(tablet.at("notice-two-tabs")).to_be_hidden(timeout=9000)


def test_an_ended_session_keeps_the_work(tablet: Tablet) -> None:
    tablet.steer("session", judge=None)
    tablet.fill({FIRST: "17"})
    expect(tablet.at("notice-login")).to_contain_text("Phiên đăng nhập đã hết.")
    tablet.states("local")
    tablet.steer("session", judge="j3")
    tablet.states("local", "server")


def test_another_judge_on_the_same_tablet_sends_nothing_in_this_name(tablet: Tablet) -> None:
    tablet.offline()
    tablet.fill({FIRST: "17"})
    tablet.steer("session", judge="j4")
    tablet.steer("csrf", token="token-2")
    tablet.offline(False)
    expect(tablet.at("notice-login")).to_contain_text("tên khác")
    tablet.states("local")
    tablet.steer("session", judge="j3")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "17"}


def test_an_old_token_is_renewed_in_silence(tablet: Tablet) -> None:
    tablet.steer("csrf", token="token-2")
    tablet.fill({FIRST: "17"})
    tablet.states("local", "server")
    expect(tablet.page.locator("#notices")).to_be_hidden()


def test_a_tablet_that_keeps_nothing_says_so_and_still_sends(make_tablet: Any) -> None:
    tablet = make_tablet()
    tablet.context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private window'); }")
    tablet.steer("performance", sheet=1, state="open")
    tablet.open().at_sheet(1)
    expect(tablet.at("notice-not-kept")).to_be_visible()
    tablet.fill(FULL)
    tablet.states("server")
    tablet.hand_in()
    tablet.receipt(1)


def test_a_disk_that_fills_up_says_so_and_still_sends(tablet: Tablet) -> None:
    tablet.fill({FIRST: "17"})
    tablet.states("local", "server")
    tablet.page.evaluate(FULL_DISK)
    tablet.at(f"plus-{FIRST}").click()
    expect(tablet.at("notice-not-kept")).to_be_visible()
    tablet.states("server")
    assert tablet.kept(1)["marks"] == {FIRST: "17.25"}
