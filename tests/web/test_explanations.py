"""The pages of explanations, the annex and the interface: who gets in before and after publication, what they show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from contest.services import rounds
from contest.services.house import House
from tests.cast import Cast
from tests.conftest import Template
from tests.factories import FakeClock, act, settle
from tests.web.conftest import app_over, close

TEAMS = "/explain/vong-loai"
TEAM = "/explain/vong-loai/d3"
ANNEX = "/explain/vong-loai/annex.pdf"
OUTLOOK = "/outlook/vong-loai"
API = "/api/v1/rounds/vong-loai/explanations/d3"
INSIDE = frozenset({"organiser", "secretary", "head_judge", "auditor"})
EVERYBODY = INSIDE | {"director", "mc", "stage", "overlay", "judge", "anonymous"}


@dataclass(frozen=True)
class Town:
    """The application after the first round, and what each role carries."""

    app: Flask
    carries: dict[str, dict[str, str]]

    def get(self, path: str, role: str = "anonymous", **headers: str) -> Any:
        """The answer that the role gets."""
        return self.app.test_client().get(path, headers={**self.carries[role], **headers})


def town_of(file: Path, cast: Cast) -> Town:
    app = app_over(file, FakeClock())
    carries = {role: person.bearer for role, person in cast.by_role().items()}
    return Town(app, carries | {"anonymous": {}})


@pytest.fixture(scope="module")
def confirmed(played_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The first round is confirmed, not published."""
    file = Path(shutil.copyfile(played_template.file, tmp_path_factory.mktemp("confirmed") / "contest.db"))
    made = town_of(file, played_template.cast)
    settle(made.app.extensions["house"], played_template.cast)
    yield made
    close(made.app)


@pytest.fixture(scope="module")
def published(played_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The first round is published."""
    file = Path(shutil.copyfile(played_template.file, tmp_path_factory.mktemp("published") / "contest.db"))
    made = town_of(file, played_template.cast)
    house: House = made.app.extensions["house"]
    settle(house, played_template.cast)
    act(house, played_template.cast.organiser, rounds.publish_round, "vong-loai")
    yield made
    close(made.app)


@pytest.mark.parametrize("path", [TEAMS, TEAM, ANNEX, API])
def test_before_publication_an_explanation_is_the_desks(confirmed: Town, path: str) -> None:
    found = {role: confirmed.get(path, role).status_code for role in EVERYBODY}
    assert {role for role, status in found.items() if status == 200} == INSIDE
    assert found["anonymous"] == 401
    assert {found[role] for role in EVERYBODY - INSIDE - {"anonymous"}} == {403}


@pytest.mark.parametrize("path", [TEAMS, TEAM, ANNEX, API])
def test_after_publication_it_is_everybodys(published: Town, path: str) -> None:
    assert {published.get(path, role).status_code for role in EVERYBODY} == {200}


@pytest.mark.parametrize("town", ["confirmed", "published"])
def test_the_outlook_is_the_desks_whatever_is_published(town: str, request: pytest.FixtureRequest) -> None:
    found = {role: request.getfixturevalue(town).get(OUTLOOK, role).status_code for role in EVERYBODY}
    assert {role for role, status in found.items() if status == 200} == INSIDE


def test_the_other_round_stays_closed(published: Town) -> None:
    for path in ("/explain/chung-ket", "/explain/chung-ket/d3", "/explain/chung-ket/annex.pdf"):
        assert published.get(path).status_code == 401
    assert published.get("/api/v1/rounds/chung-ket/explanations/d3").status_code == 401


def test_what_is_not_there_is_not_found(published: Town) -> None:
    for path in ("/explain/khong-co", "/explain/vong-loai/khong-co", "/explain/khong-co/annex.pdf"):
        assert published.get(path).status_code == 404
    answer = published.get("/api/v1/rounds/vong-loai/explanations/khong-co")
    assert (answer.status_code, answer.get_json()["type"]) == (404, "/problems/not-found")
    assert published.get("/outlook/khong-co", "secretary").status_code == 404


def test_an_unknown_team_of_a_closed_round_is_not_told_from_a_known_one(confirmed: Town) -> None:
    assert confirmed.get("/explain/vong-loai/khong-co").status_code == 401


def test_the_interface_has_the_figures_of_the_standings(published: Town) -> None:
    for row in published.get("/api/v1/rounds/vong-loai/standings").get_json()["standings"]:
        for role in ("anonymous", "secretary"):
            told = published.get(f"/api/v1/rounds/vong-loai/explanations/{row['team']}", role).get_json()
            assert (told["rank"], told["total"], told["decided_by"]) == (row["rank"], row["total"], row["decided_by"])
            assert {each["section"]: each["result"] for each in told["sections"]} == row["sections"]


def test_a_page_says_rank_total_and_each_sheet(published: Town) -> None:
    page = published.get(TEAM).get_data(as_text=True)
    assert '<dd class="fig" data-testid="explain-rank">1</dd>' in page
    assert '<dd class="fig" data-testid="explain-total">31,25</dd>' in page
    assert page.count('data-state="counted"') == 3
    assert "Xếp trước Đội số 4 (hạng 2, tổng điểm 30,25) theo tổng điểm." in page
    assert "GK 2" in page
    assert "Giám khảo 2" not in page
    assert "Giám khảo 2" in published.get(TEAM, "secretary").get_data(as_text=True)


def test_the_list_leads_to_every_team_and_to_the_annex(published: Town) -> None:
    page = published.get(TEAMS).get_data(as_text=True)
    assert [f'href="/explain/vong-loai/d{n}"' in page for n in (1, 2, 3, 4)] == [True] * 4
    assert f'href="{ANNEX}"' in page
    assert "/outlook/" not in page
    assert "/outlook/vong-loai" in published.get(TEAMS, "secretary").get_data(as_text=True)


def test_the_public_page_leads_to_the_explanations_of_a_published_round(confirmed: Town, published: Town) -> None:
    assert f'href="{TEAMS}"' not in confirmed.get("/").get_data(as_text=True)
    page = published.get("/").get_data(as_text=True)
    assert f'href="{TEAMS}"' in page
    assert 'href="/explain/chung-ket"' not in page


def test_pages_have_no_inline_style_or_script(published: Town) -> None:
    for path in (TEAMS, TEAM, OUTLOOK):
        page = published.get(path, "secretary").get_data(as_text=True)
        assert " style=" not in page
        assert "<script>" not in page


def test_the_annex_has_a_name_and_is_not_sent_twice(published: Town) -> None:
    answer = published.get(ANNEX)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename=phu-luc-xep-hang-vong-loai.pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    again = published.get(ANNEX, "anonymous", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert published.get(ANNEX, "secretary").headers["ETag"] != answer.headers["ETag"], "with names it is another one"


def test_the_outlook_shows_the_finished_round_and_the_round_without_a_next(confirmed: Town) -> None:
    page = confirmed.get(OUTLOOK, "head_judge").get_data(as_text=True)
    assert '<b class="fig result" data-testid="outlook-through">2</b>' in page
    assert "không còn gì thay đổi được nữa" in page
    last = confirmed.get("/outlook/chung-ket", "head_judge").get_data(as_text=True)
    assert "Vòng này không chọn đội vào vòng sau" in last
