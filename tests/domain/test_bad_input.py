"""A contest file that is at fault: every kind of fault, each at its exact path, all at once."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest

from contest.domain.contestfile import ContestFile, Decision, check, parse
from contest.domain.errors import Fault, Invalid

GONE = object()

GOOD: dict[str, Any] = {
    "format": "contest-scores/1",
    "title": "Hội thi",
    "rounds": [
        {
            "key": "heat",
            "title": "Vòng loại",
            "rank_style": "1224",
            "rank_within": "group",
            "rounding": {"mode": "half_up", "places": 2, "at": ["aggregate", "total"]},
            "judges": ["j1", "j2", "j3"],
            "sections": [
                {
                    "key": "skit",
                    "title": "Tiểu phẩm",
                    "kind": "judged",
                    "weight": "1",
                    "adjust": "after_weight",
                    "floor": "0",
                    "judges": ["j1", "j2", "j4"],
                    "panel": {"over": "sheet", "method": "trimmed", "drop_high": 1, "drop_low": 0, "min_judges": 2},
                    "criteria": [
                        {"key": "content", "title": "Nội dung", "min": "0", "max": "10", "step": "0.25", "weight": "1"},
                        {"key": "art", "title": "Nghệ thuật", "min": "0", "max": "10", "step": "0.25"},
                    ],
                },
                {"key": "quiz", "title": "Kiến thức", "kind": "points", "min": "0", "max": "30", "step": "1"},
            ],
            "tie_break": [
                {"by": "section", "key": "skit"},
                {"by": "criterion", "section": "skit", "key": "art"},
                {"by": "decision"},
            ],
            "advance": {"to": "final", "top": 2, "per_group": 1, "at_line": "ask"},
        },
        {
            "key": "final",
            "title": "Chung kết",
            "carry_over": [{"round": "heat", "weight": "0.5"}],
            "sections": [
                {
                    "key": "talk",
                    "title": "Thuyết trình",
                    "kind": "judged",
                    "panel": {"over": "criterion", "method": "outlier", "max_deviation": "1.5"},
                    "criteria": [{"key": "voice", "title": "Giọng", "min": "0", "max": "10", "step": "0.5"}],
                }
            ],
            "tie_break": [{"by": "round", "key": "heat"}],
        },
    ],
    "groups": [{"key": "h", "title": "Khối huyện"}, {"key": "s", "title": "Khối sở"}],
    "teams": [
        {"key": "a", "title": "Đội A", "group": "h"},
        {"key": "b", "title": "Đội B", "group": "h"},
        {"key": "c", "title": "Đội C"},
    ],
    "entries": [
        {"round": "heat", "team": "c", "status": "present", "group": "s"},
        {"round": "final", "team": "c", "status": "withdrawn"},
    ],
    "marks": [
        {"round": "heat", "team": "a", "section": "skit", "judge": "j1", "marks": {"content": "9.25", "art": "8"}},
        {"round": "heat", "team": "a", "section": "skit", "judge": "j2", "marks": {"content": "9", "art": "8"}},
        {"round": "final", "team": "a", "section": "talk", "judge": "x", "marks": {"voice": "9.5"}},
    ],
    "absences": [
        {"round": "heat", "team": "a", "section": "skit", "judge": "j4", "why": "recused"},
        {"round": "heat", "team": "b", "section": "skit", "judge": "j4", "why": "absent"},
    ],
    "points": [{"round": "heat", "team": "a", "section": "quiz", "points": "27"}],
    "adjustments": [
        {"round": "heat", "team": "a", "section": "skit", "points": "-0.5", "reason": "Quá giờ 45 giây"},
        {"round": "heat", "team": "a", "points": "0.5", "reason": "Điểm cộng"},
    ],
    "decisions": [
        {"round": "heat", "order": [["a", "b"], "c"], "by": "Trưởng ban", "reason": "Câu hỏi phụ"},
        {"round": "heat", "through": ["a"], "out": ["b"], "by": "Trưởng ban", "reason": "Câu hỏi phụ"},
    ],
}


def with_changes(changes: dict[str, object]) -> dict[str, Any]:
    """The good file with other values at some paths; `GONE` takes away, a path ending in `[+]` appends."""
    file = deepcopy(GOOD)
    for path, value in changes.items():
        *way, last = re.findall(r"[^.\[\]]+", path)
        place: Any = file
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if last == "+":
            place.append(value)
        elif value is GONE:
            del place[int(last) if isinstance(place, list) else last]
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return file


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        parse(text)
    return [f"{fault.path} {fault.code}" for fault in refusal.value.faults]


def test_the_good_file_is_good() -> None:
    assert isinstance(parse(json.dumps(GOOD)), ContestFile)


SKIT, QUIZ, TALK = "rounds[0].sections[0]", "rounds[0].sections[1]", "rounds[1].sections[0]"
SHEET = {"round": "heat", "team": "b", "section": "skit", "judge": "j1", "marks": {"content": "9", "art": "8"}}
ABSENCE = {"round": "heat", "team": "b", "section": "skit", "judge": "j1", "why": "absent"}
FIGURE = {"round": "heat", "team": "b", "section": "quiz", "points": "3"}
ONE_SECTION = [{"key": "q", "title": "", "kind": "points", "min": "0", "max": "1", "step": "1"}]
TABLE: list[tuple[dict[str, object], list[str]]] = [
    # the file
    ({"format": "contest-scores/2"}, ["format unknown_format"]),
    ({"format": None}, ["format unknown_format"]),
    ({"format": GONE}, ["format missing"]),
    ({"title": GONE}, ["title missing"]),
    ({"title": 5}, ["title not_a_text"]),
    ({"titel": "x"}, ["titel unknown_key"]),
    ({"rounds": GONE}, ["rounds missing"]),
    ({"rounds": []}, ["rounds empty", *[f"entries[{i}].round unknown_round" for i in (0, 1)],
                      *[f"marks[{i}].round unknown_round" for i in (0, 1, 2)],
                      *[f"absences[{i}].round unknown_round" for i in (0, 1)], "points[0].round unknown_round",
                      *[f"adjustments[{i}].round unknown_round" for i in (0, 1)],
                      *[f"decisions[{i}].round unknown_round" for i in (0, 1)]]),
    ({"rounds": {}}, ["rounds not_a_list"]),
    ({"teams": GONE}, ["teams missing"]),
    ({"teams": "a"}, ["teams not_a_list"]),
    ({"marks": {}}, ["marks not_a_list"]),
    ({"groups": None}, ["groups not_a_list"]),
    # groups and teams
    ({"groups[0]": "h"}, ["groups[0] not_an_object"]),
    ({"groups[1].key": "h", "entries[0].group": "h"}, ["groups[1].key duplicate"]),
    ({"groups[1].title": GONE}, ["groups[1].title missing"]),
    ({"teams[1].key": "a", "absences": [], "decisions": []}, ["teams[1].key duplicate"]),
    ({"teams[+]": {"key": "", "title": ""}}, ["teams[3].key empty"]),
    ({"teams[+]": {"key": 7, "title": ""}}, ["teams[3].key not_a_text"]),
    ({"teams[+]": {"title": ""}}, ["teams[3].key missing"]),
    ({"teams[2].group": "x"}, ["teams[2].group unknown_group"]),
    ({"teams[2].group": None}, ["teams[2].group not_a_text"]),
    ({"teams[2].colour": "red"}, ["teams[2].colour unknown_key"]),
    # rounds
    ({"rounds[+]": 5}, ["rounds[2] not_an_object"]),
    ({"rounds[+]": {"key": "final", "title": "", "sections": ONE_SECTION}}, ["rounds[2].key duplicate"]),
    ({"rounds[+]": {"key": "", "title": "", "sections": ONE_SECTION}}, ["rounds[2].key empty"]),
    ({"rounds[+]": {"key": "x", "title": ""}}, ["rounds[2].sections missing"]),
    ({"rounds[+]": {"key": "x", "title": "", "sections": []}}, ["rounds[2].sections empty"]),
    ({"rounds[+]": {"key": "x", "title": "", "sections": [], "carry_over": []}}, ["rounds[2].sections empty"]),
    ({"rounds[+]": {"key": "x", "title": "", "sections": {}}}, ["rounds[2].sections not_a_list"]),
    ({"rounds[0].rank_style": "1234"}, ["rounds[0].rank_style not_a_choice"]),
    ({"rounds[0].rank_style": 1224}, ["rounds[0].rank_style not_a_choice"]),
    ({"rounds[0].rank_within": "khoi"}, ["rounds[0].rank_within not_a_choice"]),
    ({"rounds[0].judges": []}, ["rounds[0].judges empty"]),
    ({"rounds[0].judges": "j1"}, ["rounds[0].judges not_a_list"]),
    ({"rounds[0].judges": ["j1", "j2", "j1"]}, ["rounds[0].judges[2] duplicate"]),
    ({"rounds[0].judges": ["j1", "", 3]}, ["rounds[0].judges[1] empty", "rounds[0].judges[2] not_a_text"]),
    ({"rounds[0].rounding.mode": "up"}, ["rounds[0].rounding.mode not_a_choice"]),
    ({"rounds[0].rounding.mode": GONE}, ["rounds[0].rounding.mode missing"]),
    ({"rounds[0].rounding.places": GONE}, ["rounds[0].rounding.places missing"]),
    ({"rounds[0].rounding.at": GONE}, ["rounds[0].rounding.at missing"]),
    ({"rounds[0].rounding.places": -1}, ["rounds[0].rounding.places not_a_count"]),
    ({"rounds[0].rounding.places": "2"}, ["rounds[0].rounding.places not_a_count"]),
    ({"rounds[0].rounding.places": 2.0}, ["rounds[0].rounding.places not_a_count"]),
    ({"rounds[0].rounding.places": True}, ["rounds[0].rounding.places not_a_count"]),
    ({"rounds[0].rounding.places": 10**10}, ["rounds[0].rounding.places too_large"]),
    ({"rounds[0].rounding.at": ["total", "end", "total"]},
     ["rounds[0].rounding.at[1] not_a_choice", "rounds[0].rounding.at[2] duplicate"]),
    ({"rounds[0].rounding": []}, ["rounds[0].rounding not_an_object"]),
    ({"rounds[0].rounding.step": "1"}, ["rounds[0].rounding.step unknown_key"]),
    # carry-over, ladder, advancing
    ({"rounds[1].carry_over[0].round": "x"}, ["rounds[1].carry_over[0].round unknown_round"]),
    ({"rounds[1].carry_over[0].round": "final"}, ["rounds[1].carry_over[0].round not_earlier"]),
    ({"rounds[0].carry_over": [{"round": "final"}]}, ["rounds[0].carry_over[0].round not_earlier"]),
    ({"rounds[1].carry_over[+]": {"round": "heat"}}, ["rounds[1].carry_over[1].round duplicate"]),
    ({"rounds[1].carry_over[0].weight": "-1"}, ["rounds[1].carry_over[0].weight negative"]),
    ({"rounds[1].carry_over[0].round": GONE}, ["rounds[1].carry_over[0].round missing"]),
    ({"rounds[0].tie_break[0].by": "luck"}, ["rounds[0].tie_break[0].by not_a_choice"]),
    ({"rounds[0].tie_break[0]": "majority"}, ["rounds[0].tie_break[0] not_an_object"]),
    ({"rounds[0].tie_break[0]": {}}, ["rounds[0].tie_break[0].by missing"]),
    ({"rounds[0].tie_break[0].key": "x"}, ["rounds[0].tie_break[0].key unknown_section"]),
    ({"rounds[0].tie_break[0].key": GONE}, ["rounds[0].tie_break[0].key missing"]),
    ({"rounds[0].tie_break[1].section": "quiz"}, ["rounds[0].tie_break[1].section not_judged"]),
    ({"rounds[0].tie_break[1].section": "talk"}, ["rounds[0].tie_break[1].section unknown_section"]),
    ({"rounds[0].tie_break[1].key": "voice"}, ["rounds[0].tie_break[1].key unknown_criterion"]),
    ({"rounds[0].tie_break[2].key": "x"}, ["rounds[0].tie_break[2].key unknown_key"]),
    ({"rounds[0].tie_break[+]": {"by": "round", "key": "heat"}}, ["rounds[0].tie_break[3].key not_earlier"]),
    ({"rounds[1].tie_break[0].key": "x"}, ["rounds[1].tie_break[0].key unknown_round"]),
    ({"rounds[0].advance.to": "heat"}, ["rounds[0].advance.to not_later"]),
    ({"rounds[0].advance.to": "x"}, ["rounds[0].advance.to unknown_round"]),
    ({"rounds[0].advance.top": 0}, ["rounds[0].advance.top not_a_count"]),
    ({"rounds[0].advance.top": GONE}, ["rounds[0].advance.top missing"]),
    ({"rounds[0].advance.per_group": -1}, ["rounds[0].advance.per_group not_a_count"]),
    ({"rounds[0].advance.at_line": "some"}, ["rounds[0].advance.at_line not_a_choice"]),
    ({"rounds[0].advance": None}, ["rounds[0].advance not_an_object"]),
    # sections
    ({SKIT: 1, "rounds[0].tie_break": []}, [f"{SKIT} not_an_object"]),
    ({f"{QUIZ}.key": "skit", "points": []}, [f"{QUIZ}.key duplicate"]),
    ({f"{SKIT}.kind": "sung"}, [f"{SKIT}.kind not_a_choice"]),
    ({f"{SKIT}.kind": GONE}, [f"{SKIT}.kind missing"]),
    ({f"{SKIT}.weight": "-1"}, [f"{SKIT}.weight negative"]),
    ({f"{SKIT}.weight": 1}, [f"{SKIT}.weight not_a_number"]),
    ({f"{SKIT}.weight": "1e1"}, [f"{SKIT}.weight not_a_number"]),
    ({f"{SKIT}.floor": None}, [f"{SKIT}.floor not_a_number"]),
    ({f"{SKIT}.adjust": "never"}, [f"{SKIT}.adjust not_a_choice"]),
    ({f"{SKIT}.min": "0"}, [f"{SKIT}.min unknown_key"]),
    ({f"{SKIT}.panel": GONE}, [f"{SKIT}.panel missing"]),
    ({f"{SKIT}.criteria": GONE}, [f"{SKIT}.criteria missing"]),
    ({f"{TALK}.criteria": [], "marks": []}, [f"{TALK}.criteria empty"]),
    ({f"{TALK}.judges": []}, [f"{TALK}.judges empty"]),
    ({f"{TALK}.judges": ["x", "x"]}, [f"{TALK}.judges[1] duplicate"]),
    ({f"{QUIZ}.judges": ["j1"]}, [f"{QUIZ}.judges unknown_key"]),
    ({f"{QUIZ}.panel": {}}, [f"{QUIZ}.panel unknown_key"]),
    ({f"{QUIZ}.step": GONE}, [f"{QUIZ}.step missing"]),
    ({f"{QUIZ}.step": "0"}, [f"{QUIZ}.step not_above_zero"]),
    ({f"{QUIZ}.step": "-1"}, [f"{QUIZ}.step not_above_zero"]),
    ({f"{QUIZ}.min": "31"}, [f"{QUIZ}.min min_above_max"]),
    ({f"{SKIT}.criteria[1].key": "content", "rounds[0].tie_break": [], "marks": []},
     [f"{SKIT}.criteria[1].key duplicate"]),
    ({f"{SKIT}.criteria[1].max": "-1"}, [f"{SKIT}.criteria[1].min min_above_max"]),
    ({f"{SKIT}.criteria[1].weight": "-0.5"}, [f"{SKIT}.criteria[1].weight negative"]),
    ({f"{SKIT}.criteria[1].title": GONE}, [f"{SKIT}.criteria[1].title missing"]),
    ({f"{SKIT}.criteria[1]": None}, [f"{SKIT}.criteria[1] not_an_object"]),
    # panels
    ({f"{SKIT}.panel.method": "best"}, [f"{SKIT}.panel.method not_a_choice"]),
    ({f"{SKIT}.panel.over": "all"}, [f"{SKIT}.panel.over not_a_choice"]),
    ({f"{SKIT}.panel.over": GONE}, [f"{SKIT}.panel.over missing"]),
    ({f"{SKIT}.panel.drop_low": GONE}, [f"{SKIT}.panel.drop_low missing"]),
    ({f"{SKIT}.panel.method": "mean"}, [f"{SKIT}.panel.drop_high unknown_key", f"{SKIT}.panel.drop_low unknown_key"]),
    ({f"{SKIT}.panel.min_judges": 1}, [f"{SKIT}.panel.min_judges too_few_judges"]),
    ({f"{SKIT}.panel.min_judges": 0}, [f"{SKIT}.panel.min_judges not_a_count"]),
    ({f"{SKIT}.panel.max_deviation": "1"}, [f"{SKIT}.panel.max_deviation unknown_key"]),
    ({f"{TALK}.panel.max_deviation": GONE}, [f"{TALK}.panel.max_deviation missing"]),
    ({f"{TALK}.panel.max_deviation": "-1"}, [f"{TALK}.panel.max_deviation negative"]),
    ({f"{TALK}.panel": "mean"}, [f"{TALK}.panel not_an_object"]),
    # entries
    ({"entries[0].round": "x"}, ["entries[0].round unknown_round"]),
    ({"entries[0].team": "x"}, ["entries[0].team unknown_team"]),
    ({"entries[0].status": "ill"}, ["entries[0].status not_a_choice"]),
    ({"entries[0].status": GONE}, ["entries[0].status missing"]),
    ({"entries[0].group": "x"}, ["entries[0].group unknown_group"]),
    ({"entries[1].round": "heat"}, ["entries[1] duplicate"]),
    # marks
    ({"marks[0].marks.content": "9.3"}, ["marks[0].marks.content off_step"]),
    ({"marks[0].marks.content": "10.25"}, ["marks[0].marks.content out_of_range"]),
    ({"marks[0].marks.content": "-0.1"}, ["marks[0].marks.content out_of_range", "marks[0].marks.content off_step"]),
    ({"marks[0].marks.content": 9}, ["marks[0].marks.content not_a_number"]),
    ({"marks[0].marks.content": "9,25"}, ["marks[0].marks.content not_a_number"]),
    ({"marks[0].marks.content": None}, ["marks[0].marks.content not_a_number"]),
    ({"marks[0].marks.content": GONE}, ["marks[0].marks.content missing"]),
    ({"marks[0].marks.voice": "9"}, ["marks[0].marks.voice unknown_criterion"]),
    ({"marks[0].marks": []}, ["marks[0].marks not_an_object"]),
    ({"marks[0].marks": GONE}, ["marks[0].marks missing"]),
    ({"marks[0].section": "x"}, ["marks[0].section unknown_section"]),
    ({"marks[0].section": "talk"}, ["marks[0].section unknown_section"]),
    ({"marks[0].section": "quiz"}, ["marks[0].section not_judged"]),
    ({"marks[0].round": "x"}, ["marks[0].round unknown_round"]),
    ({"marks[0].team": "x"}, ["marks[0].team unknown_team"]),
    ({"marks[0].judge": "j3"}, ["marks[0].judge not_on_panel"]),
    ({"marks[0].judge": ""}, ["marks[0].judge empty"]),
    ({"marks[0].judge": GONE}, ["marks[0].judge missing"]),
    ({"marks[1].judge": "j1"}, ["marks[1] duplicate"]),
    ({"marks[1]": []}, ["marks[1] not_an_object"]),
    ({"marks[+]": {**SHEET, "note": ""}}, ["marks[3].note unknown_key"]),
    # absences
    ({"absences[0].judge": "j2"}, ["absences[0] sheet_and_absence"]),
    ({"absences[1].team": "a"}, ["absences[1] duplicate"]),
    ({"absences[0].judge": "j9"}, ["absences[0].judge not_on_panel"]),
    ({"absences[0].section": "quiz"}, ["absences[0].section not_judged"]),
    ({"absences[0].why": "asleep"}, ["absences[0].why not_a_choice"]),
    ({"absences[0].why": GONE}, ["absences[0].why missing"]),
    # points
    ({"points[0].points": "31"}, ["points[0].points out_of_range"]),
    ({"points[0].points": "2.5"}, ["points[0].points off_step"]),
    ({"points[0].points": 27}, ["points[0].points not_a_number"]),
    ({"points[0].section": "skit"}, ["points[0].section not_points"]),
    ({"points[0].section": "x"}, ["points[0].section unknown_section"]),
    ({"points[0].team": "x"}, ["points[0].team unknown_team"]),
    ({"points[+]": {**FIGURE, "team": "a"}}, ["points[1] duplicate"]),
    # adjustments
    ({"adjustments[0].section": "talk"}, ["adjustments[0].section unknown_section"]),
    ({"adjustments[0].points": -0.5}, ["adjustments[0].points not_a_number"]),
    ({"adjustments[0].points": "+0.5"}, ["adjustments[0].points not_a_number"]),
    ({"adjustments[0].reason": ""}, ["adjustments[0].reason empty"]),
    ({"adjustments[0].reason": GONE}, ["adjustments[0].reason missing"]),
    ({"adjustments[1].team": "x"}, ["adjustments[1].team unknown_team"]),
    # decisions
    ({"decisions[0].order": []}, ["decisions[0].order empty"]),
    ({"decisions[0].order": [[], "a"]}, ["decisions[0].order[0] empty"]),
    ({"decisions[0].order": ["a", ["b", "a"]]}, ["decisions[0].order[1][1] duplicate"]),
    ({"decisions[0].order": ["a", "x", 5]}, ["decisions[0].order[1] unknown_team", "decisions[0].order[2] not_a_text"]),
    ({"decisions[0].order": [["a", ["b"]]]}, ["decisions[0].order[0][1] not_a_text"]),
    ({"decisions[0].order": GONE}, ["decisions[0].order missing"]),
    ({"decisions[0].by": ""}, ["decisions[0].by empty"]),
    ({"decisions[0].reason": GONE}, ["decisions[0].reason missing"]),
    ({"decisions[0].round": "x"}, ["decisions[0].round unknown_round"]),
    ({"decisions[1].order": ["a"]}, ["decisions[1].through unknown_key", "decisions[1].out unknown_key"]),
    ({"decisions[1].out": GONE}, ["decisions[1].out missing"]),
    ({"decisions[1].out": ["a"]}, ["decisions[1].out[0] duplicate"]),
    ({"decisions[1].through": [], "decisions[1].out": []}, ["decisions[1] empty"]),
    ({"decisions[1].through": ["x"]}, ["decisions[1].through[0] unknown_team"]),
    ({"decisions[1]": "a"}, ["decisions[1] not_an_object"]),
    # all at once, and one mistake told once
    ({"title": 1, "marks[0].marks.content": "9.3", "points[0].team": "x", "decisions[0].by": ""},
     ["title not_a_text", "marks[0].marks.content off_step", "points[0].team unknown_team", "decisions[0].by empty"]),
    ({"rounds[0].key": 5}, ["rounds[0].key not_a_text"]),
    ({"teams[0].key": GONE}, ["teams[0].key missing"]),
    ({"groups[0].key": GONE}, ["groups[0].key missing"]),
    ({f"{SKIT}.key": ""}, [f"{SKIT}.key empty"]),
    ({f"{SKIT}.criteria[0].key": None}, [f"{SKIT}.criteria[0].key not_a_text", "marks[0].marks.content missing"][:1]),
    ({f"{SKIT}.criteria[0].step": "x"}, [f"{SKIT}.criteria[0].step not_a_number"]),
    ({f"{SKIT}.judges[0]": 1}, [f"{SKIT}.judges[0] not_a_text"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "faults"), TABLE, ids=[", ".join(faults[:2]) + (" …" if len(faults) > 2 else "") for _, faults in TABLE]
)
def test_a_fault_is_told_at_its_path(changes: dict[str, object], faults: list[str]) -> None:
    assert faults_of(json.dumps(with_changes(changes))) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["$ not_json"]),
        ("{", ["$ not_json"]),
        ("{} {}", ["$ not_json"]),
        ('{"format": NaN}', ["$ not_json"]),
        ('{"format": -Infinity}', ["$ not_json"]),
        ("[" * 100_000, ["$ not_json"]),
        ('{"a":' * 100_000, ["$ not_json"]),
        (b"\xff\xfe{}", ["$ not_utf8"]),
        ("[]", ["$ not_an_object"]),
        ("null", ["$ not_an_object"]),
        ("1e3", ["$ not_an_object"]),
        ("{}", ["format missing", "title missing", "rounds missing", "teams missing"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_contest_file_at_all(text: str | bytes, faults: list[str]) -> None:
    assert faults_of(text) == faults


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"title": "Hội thi"', '"title": "Hội thi", "title": "Khác"', "title duplicate"),
        ('"content": "9.25"', '"content": "9.25", "content": "9.5"', "marks[0].marks.content duplicate"),
        ('"team": "a", "section": "quiz"', '"team": "a", "team": "a", "section": "quiz"', "points[0].team duplicate"),
        ('"mode": "half_up"', '"mode": "half_up", "mode": "half_up"', "rounds[0].rounding.mode duplicate"),
    ],
)
def test_a_name_that_an_object_holds_twice(before: str, after: str, fault: str) -> None:
    text = json.dumps(GOOD, ensure_ascii=False)
    assert text.count(before) == 1
    assert faults_of(text.replace(before, after)) == [fault]


def test_a_name_is_found_twice_however_it_is_spelled() -> None:
    text = json.dumps(GOOD, ensure_ascii=False).replace('"content": "9.25"', '"content": "9.25", "c\\u006fntent": "9"')
    assert faults_of(text) == ["marks[0].marks.content duplicate"]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse("\ufeff" + json.dumps(GOOD)) == parse(json.dumps(GOOD).encode("utf-8-sig"))


def lines_of(changes: dict[str, object]) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        parse(json.dumps(with_changes(changes)))
    return [fault.line for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"marks[0].marks.content": "9.3"}, "marks[0].marks.content: 9.3 is not a multiple of 0.25"),
        ({"marks[0].marks.content": "11"}, "marks[0].marks.content: 11 is not from 0 to 10"),
        ({"marks[0].judge": "j9"}, 'marks[0].judge: "j9" is not on the list of judges of this section'),
        ({"points[0].points": 27}, "points[0].points: must be a string holding a plain decimal, not 27"),
        ({"points[0].points": 1.5}, "points[0].points: must be a string holding a plain decimal, not 1.5"),
        ({"teams[2].a b": 1}, "teams[2].a b: unknown key here"),
        ({"marks[0].team": "x\ny"}, 'marks[0].team: there is no team "x\\ny"'),
        ({"marks[0].team": "\u2028\ud800"}, 'marks[0].team: there is no team "\\u2028\\ud800"'),
        ({"title": []}, "title: must be a string"),
        ({"rounds[0].advance.top": 0}, "rounds[0].advance.top: must be an integer from 1, not 0"),
        ({f"{SKIT}.panel.min_judges": 1},
         f"{SKIT}.panel.min_judges: 1 is smaller than 2 (drop_high + drop_low + 1)"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line(changes: dict[str, object], line: str) -> None:
    assert lines_of(changes) == [line]


@pytest.mark.parametrize("key", ["a.b", "a[0]", "a\nb", "", 'a"b', "a\\b", "\u200b"])
def test_an_odd_name_is_quoted_in_a_path(key: str) -> None:
    file = with_changes({})
    file["marks"][0]["marks"][key] = "1"
    with pytest.raises(Invalid) as refusal:
        parse(json.dumps(file))
    (fault,) = refusal.value.faults
    assert fault.path == f"marks[0].marks[{json.dumps(key)}]"
    assert len(fault.line.splitlines()) == 1


def test_a_fault_speaks_vietnamese_to_people() -> None:
    with pytest.raises(Invalid) as refusal:
        parse(json.dumps(with_changes({"marks[0].marks.content": "9.3"})))
    expected = Fault("marks[0].marks.content", "off_step", "9.3 không phải bội số của 0.25")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.code, fault.message) == (expected.path, expected.code, expected.message)
    assert expected.line == "marks[0].marks.content: 9.3 không phải bội số của 0.25"


@pytest.mark.parametrize(
    "digits", [4_000, 50_000], ids=["more than a float holds", "more than an integer may be printed with"]
)
def test_figures_and_counts_may_be_long(digits: int) -> None:
    long = "1" + "0" * digits
    text = json.dumps(with_changes({f"{QUIZ}.max": long, "points[0].points": long}))
    assert parse(text.replace('"top": 2', f'"top": {long}')).rounds[0].key == "heat"
    text = json.dumps(with_changes({})).replace('"places": 2', f'"places": {long}').replace('"27"', long)
    assert faults_of(text) == ["rounds[0].rounding.places too_large", "points[0].points not_a_number"]


def test_a_contest_made_in_code_is_checked_by_the_same_rules() -> None:
    good = parse(json.dumps(GOOD))
    assert check(good) == ()
    (fault,) = check(
        ContestFile(
            title=good.title,
            rounds=good.rounds,
            teams=good.teams,
            groups=good.groups,
            decisions=(Decision("heat", by="", reason="Câu hỏi phụ", order=(("a",),)),),
        )
    )
    assert (fault.path, fault.code) == ("decisions[0].by", "empty")
