"""Acts on the graph of rounds and on what a contest begins with: facts, teams, judges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contest.db.models import Contest
from contest.domain.errors import Invalid
from contest.services import rounds
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import WrongState
from contest.services.rules import changing, founding, graph
from contest.services.rules.document import rules_of
from contest.services.rules.field import all_rounds
from tests.cast import Cast
from tests.conftest import house_of
from tests.factories import FakeClock, act, faults, opened, record

FACTS = {"title": "Hội thi mới", "short_title": "HT", "organiser": "Sở", "venue": "Hội trường"}


def keys(house: House) -> list[str]:
    with house.reading() as rows:
        return [row.key for row in all_rounds(rows)]


def field_of(house: House, key: str) -> list[str]:
    with house.reading() as rows:
        return [entry.team.key for entry in rounds.entries(rows, rounds.get(rows, key))]


def test_a_new_round_comes_last_and_everybody_takes_part(house: House, cast: Cast) -> None:
    act(house, cast.organiser, graph.add_round, "Vòng giao lưu")
    assert keys(house) == ["vong-loai", "chung-ket", "vong-giao-luu"]
    assert field_of(house, "vong-giao-luu") == ["d1", "d2", "d3", "d4"]
    assert record(house)[-1].act == "add_round"


def test_a_round_without_a_name_is_refused(house: House, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        act(house, cast.organiser, graph.add_round, " ")
    assert faults(refusal) == [("title", "empty")]


def test_a_round_that_others_send_to_waits_for_them(house: House, cast: Cast) -> None:
    act(house, cast.organiser, graph.add_round, "Bán kết")
    with house.reading() as rows:
        wanted = rules_of(rounds.get(rows, "chung-ket"))
    wanted.round["advance"] = {"to": "ban-ket", "top": 1}
    based_on = _digest(house, "chung-ket")
    act(house, cast.organiser, changing.change_rules, wanted, based_on)
    assert field_of(house, "ban-ket") == []


def _digest(house: House, key: str) -> str:
    with house.reading() as rows:
        return rules_of(rounds.get(rows, key)).digest


def test_rounds_change_places_only_where_their_rules_allow(house: House, cast: Cast) -> None:
    act(house, cast.organiser, graph.add_round, "Giao lưu")
    act(house, cast.organiser, graph.move_round, "giao-luu", -1)
    assert keys(house) == ["vong-loai", "giao-luu", "chung-ket"]
    with pytest.raises(WrongState, match="không dời được"):
        act(house, cast.organiser, graph.move_round, "chung-ket", -2)
    assert keys(house) == ["vong-loai", "giao-luu", "chung-ket"]


def test_a_round_goes_only_when_nothing_needs_it(house: House, cast: Cast) -> None:
    act(house, cast.organiser, graph.add_round, "Giao lưu")
    act(house, cast.organiser, graph.remove_round, "giao-luu")
    assert keys(house) == ["vong-loai", "chung-ket"]
    with pytest.raises(WrongState, match="giải thưởng"):
        act(house, cast.organiser, graph.remove_round, "chung-ket")
    opened(house, cast)
    with pytest.raises(WrongState, match="đã bắt đầu"):
        act(house, cast.organiser, graph.remove_round, "vong-loai")


def test_only_the_organiser_draws_the_graph(house: House, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act(house, cast.secretary, graph.add_round, "Vòng")


class TestAContestFromNothing:
    """An empty data folder becomes a contest."""

    @pytest.fixture
    def bare(self, tmp_path: Any, empty_database: Any, clock: FakeClock) -> Any:
        file = tmp_path / "bare.db"
        file.write_bytes(empty_database.read_bytes())
        made = house_of(file, clock)
        yield made
        made.database.close()

    def test_facts_make_it(self, bare: House) -> None:
        with bare.act(HOUSE) as work:
            founding.set_facts(work, FACTS, date(2026, 5, 1), date(2026, 5, 2))
        with bare.reading() as rows:
            row = rows.get_one(Contest, 1)
            assert (row.title, row.timezone, row.parent_body) == ("Hội thi mới", "Asia/Ho_Chi_Minh", "")

    def test_every_missing_fact_is_told(self, bare: House) -> None:
        with pytest.raises(Invalid) as refusal, bare.act(HOUSE) as work:
            founding.set_facts(work, {}, None, None)
        named = {path for path, _code in faults(refusal)}
        assert named == {"title", "short_title", "organiser", "venue", "starts_on", "ends_on"}

    def test_teams_and_judges_get_keys_of_their_own(self, bare: House) -> None:
        with bare.act(HOUSE) as work:
            founding.set_facts(work, FACTS, date(2026, 5, 1), date(2026, 5, 2))
            groups = [{"key": "~1", "title": "Bảng A"}]
            teams = [{"key": "", "title": "Huyện Đức Phổ", "short_name": "", "group": "~1"}]
            founding.set_teams(work, groups, teams)
            founding.set_panel(work, [{"key": "", "name": "Nguyễn An", "head": True}])
        with bare.reading() as rows:
            listed = founding.listed_teams(rows)
            assert listed["teams"] == [
                {"key": "huyen-duc-pho", "title": "Huyện Đức Phổ", "short_name": "", "group": "bang-a"}
            ]
            assert founding.listed_people(rows)["people"] == [{"key": "j1", "name": "Nguyễn An", "head": True}]


def test_teams_are_renamed_moved_added_and_taken_away(house: House, cast: Cast) -> None:
    with house.reading() as rows:
        listed = founding.listed_teams(rows)
    first, second, third, _fourth = listed["teams"]
    first["title"] = "Đội đổi tên"
    new = {"key": "", "title": "Đội mới", "short_name": "", "group": ""}
    act(house, cast.organiser, founding.set_teams, listed["groups"], [third, first, second, new])
    assert field_of(house, "vong-loai") == ["d1", "d2", "d3", "doi-moi"]
    with house.reading() as rows:
        found = founding.listed_teams(rows)["teams"]
        assert [team["title"] for team in found] == ["Đội số 3", "Đội đổi tên", "Đội số 2", "Đội mới"]
        laid_out = {p.team.key for p in rounds.performances(rows, rounds.get(rows, "vong-loai"))}
        assert laid_out == {"d1", "d2", "d3", "doi-moi"}


def test_a_team_of_a_round_that_has_begun_stays(house: House, cast: Cast) -> None:
    opened(house, cast)
    with house.reading() as rows:
        listed = founding.listed_teams(rows)
    with pytest.raises(WrongState, match="Đội số 4"):
        act(house, cast.organiser, founding.set_teams, listed["groups"], listed["teams"][:3])


def test_a_judge_on_a_panel_stays(house: House, cast: Cast) -> None:
    with house.reading() as rows:
        people = founding.listed_people(rows)["people"]
    with pytest.raises(WrongState, match="Giám khảo 3"):
        act(house, cast.organiser, founding.set_panel, people[:2])


def test_there_is_one_head_and_no_name_twice(house: House, cast: Cast) -> None:
    people = [{"key": "j1", "name": "An", "head": True}, {"key": "j2", "name": "an ", "head": True}]
    with pytest.raises(Invalid) as refusal:
        act(house, cast.organiser, founding.set_panel, people)
    assert faults(refusal) == [("people[1].name", "duplicate"), ("people[1].head", "duplicate")]
