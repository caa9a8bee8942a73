"""What rules say: plain Vietnamese to everybody, and still sayable in another language."""

from __future__ import annotations

import json

from contest.domain.errors import Fault, Invalid
from contest.domain.said import joined, say, told

ENGLISH = {"Thiếu %(team)s.": "%(team)s is missing.", "vòng thi": "the round", "100%% %(what)s": "all of %(what)s"}


def english(text: str) -> str:
    return ENGLISH.get(text, text)


def test_a_text_is_its_vietnamese() -> None:
    said = say("Thiếu %(team)s.", team="Đội số 1")
    assert said == "Thiếu Đội số 1."
    assert json.dumps({"said": said}, ensure_ascii=False) == '{"said": "Thiếu Đội số 1."}'


def test_it_can_be_said_in_another_language_with_the_same_facts() -> None:
    assert say("Thiếu %(team)s.", team="Đội số 1").in_words_of(english) == "Đội số 1 is missing."


def test_what_no_catalogue_has_stays_vietnamese() -> None:
    assert say("Chưa dịch %(n)s.", n=3).in_words_of(english) == "Chưa dịch 3."


def test_a_text_within_a_text_is_said_too() -> None:
    assert say("Thiếu %(team)s.", team=say("vòng thi")).in_words_of(english) == "the round is missing."


def test_a_per_cent_sign_is_kept() -> None:
    said = say("100%% %(what)s", what=say("vòng thi"))
    assert (str(said), said.in_words_of(english)) == ("100% vòng thi", "all of the round")


def test_joined_texts_are_said_one_by_one() -> None:
    both = joined("; ", [say("Thiếu %(team)s.", team="A"), "như cũ"])
    assert (str(both), both.in_words_of(english)) == ("Thiếu A.; như cũ", "A is missing.; như cũ")


def test_a_refusal_of_several_faults_says_all_of_them() -> None:
    refusal = Invalid([Fault("a", "missing", say("Thiếu %(team)s.", team=name)) for name in ("A", "B")])
    assert told(refusal.message, english) == "A is missing.; B is missing."


def test_texts_are_found_however_deep() -> None:
    deep = {"why": [say("vòng thi"), 1, None], "name": "vòng thi"}
    assert told(deep, english) == {"why": ["the round", 1, None], "name": "vòng thi"}
