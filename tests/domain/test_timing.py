"""Time rules: from a measured duration to a proposed deduction, in words."""

from decimal import Decimal

import pytest

from contest.domain.errors import Invalid
from contest.domain.timing import Proposal, TimeKind, duration, parse_time_rule, propose, sentence, time_rule_json

DEMO = {"shape": "steps", "over": [{"from_s": 1, "points": "-0.25"}, {"from_s": 60, "points": "-0.5"}]}
FULL_MINUTES = {"shape": "units", "over": {"unit_s": 60, "count": "full", "points": "-1"}}
STARTED_MINUTES = {"shape": "units", "over": {"unit_s": 60, "count": "started", "points": "-0.5", "cap": "-1.25"}}
CUT_OFF = {"shape": "cutoff"}
MINIMUM = {"minimum": {"duration_s": 240, "shape": "steps", "under": [{"from_s": 1, "points": "-0.5"}]}}
MINIMUM_BY_UNITS = {
    **DEMO,
    "minimum": {"duration_s": 240, "shape": "units", "under": {"unit_s": 30, "count": "full", "points": "-0.25"}},
}
RULES = [DEMO, FULL_MINUTES, STARTED_MINUTES, CUT_OFF, MINIMUM, MINIMUM_BY_UNITS, {}]


@pytest.mark.parametrize(
    ("rule", "measured_s", "points", "reason"),
    [
        pytest.param(DEMO, 300, None, None, id="steps: just in time"),
        pytest.param(DEMO, 301, "-0.25", "Quá giờ 1 giây", id="steps: a second over"),
        pytest.param(DEMO, 345, "-0.25", "Quá giờ 45 giây", id="steps: less than a minute"),
        pytest.param(DEMO, 359, "-0.25", "Quá giờ 59 giây", id="steps: just below the second step"),
        pytest.param(DEMO, 360, "-0.5", "Quá giờ 1 phút", id="steps: on the second step"),
        pytest.param(DEMO, 365, "-0.5", "Quá giờ 1 phút 05 giây", id="steps: over the second step"),
        pytest.param(DEMO, 0, None, None, id="steps: short is not asked about"),
        pytest.param(FULL_MINUTES, 359, None, None, id="full minutes: none is full"),
        pytest.param(FULL_MINUTES, 360, "-1", "Quá giờ 1 phút", id="full minutes: one"),
        pytest.param(FULL_MINUTES, 425, "-2", "Quá giờ 2 phút 05 giây", id="full minutes: two and a bit"),
        pytest.param(STARTED_MINUTES, 301, "-0.5", "Quá giờ 1 giây", id="started minutes: the first"),
        pytest.param(STARTED_MINUTES, 360, "-0.5", "Quá giờ 1 phút", id="started minutes: the first, whole"),
        pytest.param(STARTED_MINUTES, 361, "-1", "Quá giờ 1 phút 01 giây", id="started minutes: the second"),
        pytest.param(STARTED_MINUTES, 900, "-1.25", "Quá giờ 10 phút", id="started minutes: capped"),
        pytest.param(
            CUT_OFF, 310, "0", "Quá giờ 10 giây, phần sau giờ không được chấm điểm", id="cut-off: a note, no deduction"
        ),
        pytest.param(CUT_OFF, 300, None, None, id="cut-off: in time"),
        pytest.param(MINIMUM, 220, "-0.5", "Thiếu giờ 20 giây", id="minimum: too short"),
        pytest.param(MINIMUM, 240, None, None, id="minimum: just long enough"),
        pytest.param(MINIMUM, 900, None, None, id="minimum alone says nothing about too long"),
        pytest.param(MINIMUM_BY_UNITS, 211, None, None, id="minimum by units: no full one"),
        pytest.param(MINIMUM_BY_UNITS, 175, "-0.5", "Thiếu giờ 1 phút 05 giây", id="minimum by units: two"),
        pytest.param(MINIMUM_BY_UNITS, 301, "-0.25", "Quá giờ 1 giây", id="minimum and steps: over"),
        pytest.param({}, 9000, None, None, id="no rule"),
    ],
)
def test_a_duration_leads_to_a_proposal(rule: object, measured_s: int, points: str | None, reason: str | None) -> None:
    proposal = propose(parse_time_rule(rule), measured_s, 300)
    assert (proposal and (proposal.points, proposal.reason)) == (points and (Decimal(points), reason))


def test_a_proposal_says_what_was_wrong() -> None:
    assert propose(parse_time_rule(DEMO), 345, 300) == Proposal(TimeKind.OVER, Decimal("-0.25"), "Quá giờ 45 giây")
    under = propose(parse_time_rule(MINIMUM), 220, 300)
    assert under is not None
    assert under.kind is TimeKind.UNDER
    assert not under.is_note
    note = propose(parse_time_rule(CUT_OFF), 310, 300)
    assert note is not None
    assert note.kind is TimeKind.CUT_OFF
    assert note.is_note


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (DEMO, "Quá giờ: từ 1 giây trừ 0,25 điểm, từ 1 phút trừ 0,5 điểm."),
        (FULL_MINUTES, "Quá giờ: cứ đủ 1 phút trừ 1 điểm."),
        (STARTED_MINUTES, "Quá giờ: cứ mỗi 1 phút, kể cả chưa đủ, trừ 0,5 điểm, tối đa 1,25 điểm."),
        (CUT_OFF, "Quá giờ: không trừ điểm, nhưng phần sau giờ không được chấm."),
        (MINIMUM, "Ngắn hơn 4 phút: từ 1 giây trừ 0,5 điểm."),
        (None, "Không có quy định về thời gian."),
    ],
)
def test_a_rule_speaks_for_itself(rule: object, said: str) -> None:
    assert sentence(parse_time_rule(rule)) == said


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_goes_to_json_and_back(rule: object) -> None:
    assert time_rule_json(parse_time_rule(rule)) == rule


def test_a_mark_of_assumed_facts_is_passed_over() -> None:
    assert parse_time_rule({**DEMO, "assumed": True}) == parse_time_rule(DEMO)


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        ([], ["$ not_an_object"]),
        ({"shape": "curve"}, ["shape not_a_choice"]),
        ({"over": []}, ["shape missing"]),
        ({"shape": "steps"}, ["over missing"]),
        ({"shape": "steps", "over": []}, ["over empty"]),
        ({"shape": "steps", "over": {}}, ["over not_a_list"]),
        ({"shape": "steps", "over": [{"from_s": 0, "points": "1"}]}, ["over[0].from_s not_a_count",
                                                                       "over[0].points not_below_zero"]),
        ({"shape": "steps", "over": [{"from_s": 60, "points": "-1"}, {"from_s": 60, "points": "-2"}]},
         ["over[1].from_s not_rising"]),
        ({"shape": "steps", "over": [{"from_s": 1.5, "points": -1, "say": ""}]},
         ["over[0].say unknown_key", "over[0].from_s not_a_count", "over[0].points not_a_number"]),
        ({"shape": "units", "over": {"unit_s": 0, "count": "some", "points": "0", "cap": "2"}},
         ["over.unit_s not_a_count", "over.count not_a_choice", "over.points not_below_zero",
          "over.cap not_below_zero"]),
        ({"shape": "units", "over": []}, ["over not_an_object"]),
        ({"shape": "cutoff", "over": []}, ["over unknown_key"]),
        ({"minimum": {"shape": "cutoff"}}, ["minimum.duration_s missing", "minimum.shape not_a_choice"]),
        ({"minimum": {"duration_s": 10, "shape": "steps"}}, ["minimum.under missing"]),
        ({"minimum": 5, "x": 1}, ["x unknown_key", "minimum not_an_object"]),
    ],
)  # fmt: skip
def test_all_faults_of_a_rule_are_told(rule: object, faults: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_time_rule(rule)
    assert [f"{fault.path} {fault.code}" for fault in refusal.value.faults] == faults


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 giây"), (5, "5 giây"), (59, "59 giây"), (60, "1 phút"), (61, "1 phút 01 giây"), (3725, "62 phút 05 giây")],
)
def test_a_duration_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words
