"""A round at the organiser's and the secretaries' pages: order, points, lock, second pair of eyes, publication."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from contest.domain.points import parse_points, vietnamese
from tests.browser.people import Crew
from tests.browser.watching import PHONE, SCREEN, People

pytestmark = pytest.mark.browser

ORDER = "/organiser/rounds/vong-loai/order"
FIELD = ("quang-ngai", "duc-pho", "ba-to")
MARKS = {"chao-hoi": ("7.25", "6.75", "3.25"), "tieu-pham": ("17.5", "8.25", "10.5", "6.75")}


def order_on(page: Page) -> list[str]:
    """The teams as the page lists them now."""
    rows: list[str] = (
        page.get_by_test_id("order-list").locator("li").evaluate_all("rows => rows.map(r => r.dataset.team)")
    )
    return rows


def order_of(crew: Crew) -> list[str]:
    """The teams as the house has them."""
    return [team["key"] for team in crew.round("vong-loai")["teams"]]


def test_the_running_order_by_keys_alone(people: People, crew: Crew) -> None:
    page = people.open("organiser", ORDER)
    before = order_on(page)
    assert before == order_of(crew)
    third = page.get_by_test_id(f"order-{before[2]}").locator("[data-move='-1']")
    third.focus()
    page.keyboard.press("Enter")
    expect(third).to_be_focused()
    page.keyboard.press("Space")
    wanted = [before[2], before[0], before[1], *before[3:]]
    assert order_on(page) == wanted
    expect(page.locator("#moved")).to_contain_text("vị trí 1 trên 20")
    expect(page.get_by_test_id("how")).to_have_text("Có thay đổi chưa lưu.")
    assert order_of(crew) == before
    page.get_by_test_id("order-save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("order-save")).to_be_disabled()
    expect(page.get_by_test_id("how")).to_have_text("Xếp tay, chưa bốc thăm.")
    assert order_of(crew) == wanted
    page.reload()
    assert order_on(page) == wanted


def test_the_running_order_by_lots_is_the_same_from_the_same_seed(people: People, crew: Crew) -> None:
    page = people.open("organiser", ORDER)
    page.get_by_test_id("seed").fill("")
    page.get_by_test_id("draw").click()
    expect(page.locator("#draw-fault")).to_contain_text("Xin ghi một mã bốc thăm")
    drawn = draw(page, "2024")
    assert drawn == order_of(crew)
    assert sorted(drawn) == sorted(set(drawn))
    assert draw(page, "2025") != drawn
    assert draw(page, "2024") == drawn


def draw(page: Page, seed: str) -> list[str]:
    """The order that the page shows after lots were drawn from that seed."""
    page.get_by_test_id("seed").fill(seed)
    page.get_by_test_id("draw").click()
    if page.get_by_test_id("how").inner_text().startswith("Bốc thăm với mã"):
        page.get_by_test_id("ask-yes").click()
    expect(page.get_by_test_id("how")).to_have_text(f"Bốc thăm với mã {seed}.")
    return order_on(page)


@pytest.fixture
def field(crew: Crew) -> None:
    """Three teams are there, the others stay at home; the order is that of the list."""
    crew.organiser.put("/rounds/vong-loai/order", teams=sorted(order_of(crew)), seed="1")
    for team in set(order_of(crew)) - set(FIELD):
        crew.secretary.put(f"/rounds/vong-loai/entries/{team}", status="withdrawn", reason="Không dự")


def test_a_round_from_its_opening_to_its_publication(people: People, crew: Crew, field: None) -> None:
    organiser = people.open("organiser")
    public = people.open("public", size=PHONE)
    card = organiser.locator("[data-round=vong-loai]")
    card.get_by_test_id("round-open").click()
    expect(organiser.locator("#ask-text")).to_contain_text("3 đội thi")
    organiser.get_by_test_id("ask-yes").click()
    expect(card.locator("[data-part=state]")).to_have_text("Đang thi")
    expect(public.locator("[data-round=vong-loai] [data-part=state]")).to_have_text("Đang diễn ra")

    secretary = people.open("secretary")
    all_are_judged(crew)
    quiz_points_are_entered(secretary, crew)
    nothing_is_published(public, crew)
    first_person_locks(secretary, people)
    second_person_confirms(people)
    nothing_is_published(public, crew)

    expect(card.locator("[data-part=state]")).to_have_text("Đã xác nhận")
    card.get_by_test_id("round-publish").click()
    expect(organiser.locator("#ask-text")).to_contain_text("Mọi người sẽ xem được")
    organiser.get_by_test_id("ask-yes").click()
    expect(card.locator("[data-part=state]")).to_have_text("Đã công bố")
    standings = crew.public.get("/rounds/vong-loai/standings")["standings"]
    everybody_reads_the_same(people, public, crew, standings)


def all_are_judged(crew: Crew) -> None:
    """Every judged performance has seven sheets and is locked; each team a little better than the one before."""
    for number, turn in enumerate(t for t in crew.turns("vong-loai") if t.team in FIELD and t.section in MARKS):
        crew.secretary.post(f"/performances/{turn.id}/open")
        first, *others = MARKS[turn.section]
        better = f"{float(first) - 0.25 * (number % 3):g}"
        for judge in crew.judges:
            crew.submit(judge, turn, better, *others)
        crew.secretary.post(f"/performances/{turn.id}/lock")


def quiz_points_are_entered(page: Page, crew: Crew) -> None:
    """With a comma; what can't be is said beside the field, and what was typed stays."""
    quiz = [turn for turn in crew.turns("vong-loai", "kien-thuc") if turn.team in FIELD]
    for turn, figure in zip(quiz, ("27", "26,0", "0"), strict=True):
        page.get_by_test_id("open-next").click()
        panel = page.get_by_test_id(f"open-{turn.id}")
        expect(panel).to_be_visible()
        expect(page.locator("#turn-state")).to_have_text("Đang mở")
        if turn is quiz[0]:
            wrong_points_are_refused(page, crew.performance(turn))
        page.get_by_test_id("points-input").fill(figure)
        page.get_by_test_id("points-save").click()
        expect(page.locator("#points-saved")).to_have_text(f"Máy chủ đã nhận {figure.removesuffix(',0')} điểm.")
        page.get_by_test_id(f"lock-{turn.id}").click()
        expect(page.locator("#turn-state")).to_have_text("Đã khóa")
    assert [crew.performance(turn)["points"] for turn in quiz] == ["27", "26", "0"]


def wrong_points_are_refused(page: Page, performance: dict[str, object]) -> None:
    field, fault = page.get_by_test_id("points-input"), page.locator("#points-fault")
    assert performance["points"] is None
    for typed, said in (
        ("31", "Cao nhất là 30."),
        ("26,5", "bước 1"),
        ("hai bảy", "chưa phải là một con số"),
        ("", "Bỏ trống"),
    ):
        field.fill(typed)
        page.get_by_test_id("points-save").click()
        expect(fault).to_contain_text(said)
        expect(field).to_have_value(typed)
        expect(field).to_be_focused()
        assert beside(fault, field)


def beside(fault: Locator, field: Locator) -> bool:
    """Whether a fault stands right under its field."""
    said, asked = fault.bounding_box(), field.bounding_box()
    assert said is not None
    assert asked is not None
    return 0 <= said["y"] - asked["y"] <= asked["height"] + 80


def nothing_is_published(public: Page, crew: Crew) -> None:
    public.reload()
    expect(public.get_by_test_id("results-vong-loai").locator(".rank-row")).to_have_count(0)
    expect(public.get_by_test_id("results-vong-loai")).to_contain_text("sẽ được công bố")
    assert crew.public.http.get("/rounds/vong-loai/standings").status_code == 401
    assert crew.public.snapshot("public")["rounds"][0]["standings"] is None


def first_person_locks(page: Page, people: People) -> None:
    """Who locked can't also confirm."""
    people.watch.allow(r"answer 403 POST /api/v1/rounds/vong-loai/confirm")
    page.get_by_test_id("tab-standings").click()
    expect(page.locator("#standings-note")).to_have_text("Đủ điểm cả 3 đội.")  # who withdrew is not waited for
    page.get_by_test_id("round-lock").click()
    page.get_by_test_id("ask-yes").click()
    expect(page.locator("#round-state")).to_have_text("Đã khóa")
    page.get_by_test_id("round-confirm").click()
    page.get_by_test_id("ask-yes").click()
    expect(page.locator("#ask-fault")).to_contain_text("phải khác người đã khóa")
    page.get_by_test_id("ask-no").click()
    expect(page.locator("#round-state")).to_have_text("Đã khóa")


def second_person_confirms(people: People) -> None:
    page = people.open("second_secretary")
    page.get_by_test_id("round-confirm").click()
    expect(page.locator("#ask-list li")).to_have_count(3)
    page.get_by_test_id("ask-yes").click()
    expect(page.locator("#round-state")).to_have_text("Đã xác nhận")


def everybody_reads_the_same(people: People, public: Page, crew: Crew, standings: list[dict[str, str]]) -> None:
    """The standings of the interface, on the phone that was open all the time, on the wall and at the desk."""
    names = {team["key"]: team["name"] for team in crew.round("vong-loai")["teams"]}
    figures = [f"{vietnamese(parse_points(row['total']))}" for row in standings]
    rows = public.get_by_test_id("results-vong-loai").locator(".rank-row")
    expect(rows.locator("[data-part=name]")).to_have_text([names[row["team"]] for row in standings])
    expect(rows.locator("[data-part=points]")).to_have_text(figures)
    crew.take("standings")
    stage = people.open("stage", size=SCREEN)
    expect(stage.locator(".scene-standings .label")).to_have_text("Vòng loại · 3 đội")  # who withdrew is not there
    expect(stage.locator(".scene-standings .row:not(.empty) .pts")).to_have_text(figures, use_inner_text=True)
    assert [row["team"]["key"] for row in crew.director.snapshot("stage")["rows"] if row["rank"]] == [
        row["team"] for row in standings
    ]
