"""Drawing lots as acts: announced before, carried out from the seed, in force only when told; real lots typed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contest.db.models import AuditEntry, Draw, Entry, Round, Team
from contest.domain.errors import Invalid
from contest.domain.lots import DrawImpossible, DrawRules, Lot, commitment, draw_order, spoken_seed
from contest.services import board, draw_records, draws, public, record, rounds, running_order
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import WrongState
from tests.cast import Cast
from tests.factories import act, opened

SECRET = "sealed-8841"
FIELD = ["d1", "d2", "d3", "d4"]


def order_of(house: House, key: str = "vong-loai") -> list[str]:
    with house.reading() as rows:
        query = rows.query(Team.key).join(Entry, Entry.team_id == Team.id).join(Round, Round.id == Entry.round_id)
        return [team for (team,) in query.filter(Round.key == key, Entry.turn.isnot(None)).order_by(Entry.turn)]


def shown(house: House, draw: Draw) -> dict[str, Any]:
    with house.reading() as rows:
        return draw_records.protocol(draws.get(rows, draw.id))


class TestADrawFromASeed:
    def test_is_announced_with_its_digest_and_the_seed_stays_sealed(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed=SECRET, sealed=True)
        said = shown(house, made)
        assert (said["digest"], said["seed"], said["outcome"]) == (commitment(SECRET), None, None)
        assert SECRET not in json.dumps(said)
        with house.reading() as rows:
            assert SECRET not in json.dumps([each.details for each in rows.query(AuditEntry)])
        assert order_of(house) == FIELD

    def test_shows_its_seed_from_the_start_where_it_is_not_sealed(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42")
        assert shown(house, made)["seed"] == "42"

    def test_makes_up_a_seed_when_none_is_given(self, house: House, cast: Cast) -> None:
        seeds = {act(house, cast.organiser, draws.announce, "vong-loai").seed for _ in range(3)}
        assert len(seeds) == 3

    def test_gives_the_order_of_the_seed_and_of_what_was_spoken(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42", sealed=True)
        act(house, cast.secretary, draws.carry_out, made.id, spoken="9")
        lots = [Lot(key, group="huyen") for key in FIELD]
        assert order_of(house) == list(draw_order(lots, spoken_seed("42", "9"), label="vong-loai"))
        said = shown(house, made)
        assert (said["state"], said["seed"], said["spoken"], said["outcome"]) == ("applied", "42", "9", order_of(house))
        assert draw_records.protocol_faults(said) == []

    def test_stays_secret_until_it_is_put_into_force(self, house: House, cast: Cast) -> None:
        """It is read out on the stage first: neither the public page nor the protocol knows it before."""
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed="7", sealed=True)
        act(house, cast.organiser, draws.carry_out, made.id, apply_now=False)
        said = shown(house, made)
        assert (said["state"], said["seed"], said["outcome"]) == ("drawn", None, None)
        with house.reading() as rows:
            turns = public.public_topic(rows)["rounds"][0]["order"]
        assert [turn["team"]["key"] for turn in turns] == FIELD == order_of(house)
        act(house, cast.organiser, draws.put_into_force, made.id)
        assert order_of(house) == shown(house, made)["outcome"] != FIELD

    def test_is_refused_at_the_announcement_where_no_order_keeps_its_rules(self, house: House, cast: Cast) -> None:
        with pytest.raises(DrawImpossible, match="Không xen kẽ khối được"):
            act(house, cast.organiser, draws.announce, "vong-loai", rules=DrawRules(groups_alternate=True))

    def test_has_to_be_announced_anew_when_the_field_has_changed(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42")
        act(house, cast.organiser, rounds.set_status, "vong-loai", "d4", "withdrawn", "Bận đột xuất")
        with pytest.raises(WrongState, match="Danh sách đội đã thay đổi"):
            act(house, cast.organiser, draws.carry_out, made.id)
        act(house, cast.organiser, draws.take_back, made.id, "Một đội rút")
        again = act(house, cast.organiser, draws.announce, "vong-loai", seed="43")
        act(house, cast.organiser, draws.carry_out, again.id)
        assert sorted(order_of(house)) == ["d1", "d2", "d3"]

    def test_is_held_once(self, house: House, cast: Cast) -> None:
        made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42")
        act(house, cast.organiser, draws.carry_out, made.id)
        with pytest.raises(WrongState):
            act(house, cast.organiser, draws.carry_out, made.id)
        with pytest.raises(WrongState, match="đang được áp dụng"):
            act(house, cast.organiser, draws.take_back, made.id, "Không ưng")

    def test_comes_too_late_once_a_performance_was_opened(self, house: House, cast: Cast) -> None:
        opened(house, cast, "d2")
        with pytest.raises(WrongState, match="không đổi được nữa"):
            act(house, cast.organiser, draws.announce, "vong-loai", seed="42")

    def test_needs_the_permission_for_the_running_order(self, house: House, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            act(house, cast.director, draws.announce, "vong-loai", seed="42")

    def test_in_one_act_gives_the_same_whatever_order_the_teams_are_named_in(self, house: House, cast: Cast) -> None:
        found = []
        for given in (FIELD, FIELD[::-1]):
            act(house, cast.organiser, draws.draw_now, "vong-loai", given, "quảng ngãi 2024")
            found.append(order_of(house))
        assert found[0] == found[1]
        with pytest.raises(Invalid):
            act(house, cast.organiser, draws.draw_now, "vong-loai", ["d1", "d2", "d3"], "quảng ngãi 2024")


class TestRealLots:
    def test_typed_in_are_the_running_order_and_say_so(self, house: House, cast: Cast) -> None:
        made = act(house, cast.secretary, draws.by_hand, "vong-loai", ["d3", "d1", "d4", "d2"], "Phiếu kín, bốn đội")
        assert order_of(house) == ["d3", "d1", "d4", "d2"]
        with house.reading() as rows:
            seen = next(r for r in board.contest_topic(rows)["rounds"] if r["key"] == "vong-loai")
        assert (seen["real_lots"], seen["seed"]) == (True, None)
        said = shown(house, made)
        assert (said["method"], said["note"], said["seed"]) == ("hand", "Phiếu kín, bốn đội", None)

    def test_are_not_in_force_any_more_once_the_order_was_changed(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, draws.by_hand, "vong-loai", ["d3", "d1", "d4", "d2"], "Phiếu kín")
        act(house, cast.secretary, running_order.set_order, "vong-loai", FIELD)
        with house.reading() as rows:
            assert board.contest_topic(rows)["rounds"][0]["real_lots"] is False

    def test_need_a_word_on_how_they_were_drawn_and_every_team_once(self, house: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, draws.by_hand, "vong-loai", ["d3", "d3", "d4", "d2"], " ")
        assert {fault.code for fault in refusal.value.faults} == {"missing", "duplicate"}
        assert order_of(house) == FIELD


class TestQuestionPackets:
    def test_are_dealt_out_one_a_team(self, house: House, cast: Cast) -> None:
        packets = [f"Gói số {n}" for n in range(1, 7)]
        made = act(
            house, cast.organiser, draws.announce, "vong-loai", seed="3", section_key="kien-thuc", packets=packets
        )
        opened(house, cast, "d1")  # packets may be drawn while the round is under way
        act(house, cast.organiser, draws.carry_out, made.id)
        with house.reading() as rows:
            dealt = draws.packets_of(rows, rounds.get(rows, "vong-loai"))["kien-thuc"]
        assert sorted(dealt) == FIELD
        assert len(set(dealt.values())) == 4
        assert set(dealt.values()) <= set(packets)
        assert draw_records.protocol_faults(shown(house, made)) == []

    def test_must_be_enough_and_differ(self, house: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.organiser, draws.announce, "vong-loai", section_key="kien-thuc", packets=["A", "A", " "])
        assert [fault.code for fault in refusal.value.faults] == ["empty", "duplicate", "few"]


def test_a_changed_outcome_or_seed_is_found(house: House, cast: Cast) -> None:
    made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42", sealed=True)
    act(house, cast.organiser, draws.carry_out, made.id)
    said = shown(house, made)
    assert draw_records.protocol_faults(said | {"outcome": FIELD}) == ["kết quả không phải là kết quả mà mã này cho ra"]
    assert "mã không khớp với dấu niêm phong đã công bố trước" in draw_records.protocol_faults(said | {"seed": "43"})
    with house.reading() as rows:
        assert record.verify(rows).is_well
        rows.get_one(Draw, made.id).outcome = FIELD
        assert [finding.code for finding in record.verify(rows).findings] == ["draw_outcome"]
        rows.rollback()


def test_the_protocol_is_checked_without_a_contest(house: House, cast: Cast, tmp_path: Path) -> None:
    from contest.cli import draw  # noqa: PLC0415
    from contest.cli.main import OneLineParser  # noqa: PLC0415

    made = act(house, cast.organiser, draws.announce, "vong-loai", seed="42")
    act(house, cast.organiser, draws.carry_out, made.id)
    said = shown(house, made)
    parser = OneLineParser()
    draw.add_arguments(parser)
    for document, code in ((said, 0), (said | {"outcome": FIELD}, 1), ({"format": "?"}, 2), ([], 2)):
        file = tmp_path / "protocol.json"
        file.write_text(json.dumps(document), "utf-8")
        assert draw.run(parser.parse_args(["--verify", "--file", str(file)])) == code
    assert draw.run(parser.parse_args(["--verify", "--file", str(tmp_path / "none.json")])) == 2
    assert draw.run(parser.parse_args([])) == 2
