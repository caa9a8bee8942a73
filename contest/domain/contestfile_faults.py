"""What can be wrong in a contest file or a time rule: each code, in Vietnamese for people, English for terminals.

Responsible for wording and for JSON paths, one line each whatever strings a file holds. Never looks at a file.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Final

from contest.domain.errors import Fault

ROOT: Final = "$"

_WORDINGS: Final[dict[str, tuple[str, str]]] = {
    "not_utf8": ("tệp không phải văn bản UTF-8", "not UTF-8 text"),
    "not_json": ("tệp không phải JSON ({value})", "not JSON ({value})"),
    "unknown_format": ("phải là “contest-scores/1”, không phải {value}", 'must be "contest-scores/1", not {value}'),
    "missing": ("còn thiếu", "is missing"),
    "unknown_key": ("không được có ở đây", "unknown key here"),
    "not_an_object": ("phải là một đối tượng JSON", "must be an object"),
    "not_a_list": ("phải là một danh sách", "must be a list"),
    "not_a_text": ("phải là một chuỗi ký tự", "must be a string"),
    "empty": ("không được để trống", "must not be empty"),
    "not_a_number": (
        "phải là số thập phân viết thường trong dấu nháy, không phải {value}",
        "must be a string holding a plain decimal, not {value}",
    ),
    "not_a_count": (
        "phải là số nguyên từ {least} trở lên, không phải {value}",
        "must be an integer from {least}, not {value}",
    ),
    "too_large": ("không được lớn hơn {most}", "must not be above {most}"),
    "not_a_choice": ("phải là một trong: {choices}; không phải {value}", "must be one of {choices}, not {value}"),
    "negative": ("{value} không được âm", "{value} must not be negative"),
    "not_above_zero": ("{value} phải lớn hơn 0", "{value} must be above zero"),
    "not_below_zero": ("{value} phải nhỏ hơn 0, vì là điểm trừ", "{value} must be below zero, being a deduction"),
    "not_rising": ("mốc giây phải lớn hơn mốc trước nó", "must be later than the step before it"),
    "min_above_max": ("{value} lớn hơn mức tối đa {max}", "{value} is above max {max}"),
    "too_few_judges": (
        "{value} nhỏ hơn {least} (số phiếu bị bỏ cộng 1)",
        "{value} is smaller than {least} (drop_high + drop_low + 1)",
    ),
    "out_of_range": ("{value} nằm ngoài khoảng từ {min} đến {max}", "{value} is not from {min} to {max}"),
    "off_step": ("{value} không phải bội số của {step}", "{value} is not a multiple of {step}"),
    "unknown_round": ("không có vòng thi {value}", "there is no round {value}"),
    "unknown_section": ("vòng thi này không có phần thi {value}", "there is no section {value} in this round"),
    "unknown_criterion": ("phần thi này không có tiêu chí {value}", "there is no criterion {value} in this section"),
    "unknown_team": ("không có đội thi {value}", "there is no team {value}"),
    "unknown_group": ("không có khối {value}", "there is no group {value}"),
    "not_judged": (
        "phần thi {value} không do giám khảo chấm theo tiêu chí",
        "section {value} is not a judged one",
    ),
    "not_points": ("phần thi {value} do giám khảo chấm", "section {value} is not a points one"),
    "not_earlier": ("{value} không phải vòng thi trước đó", "{value} is not an earlier round"),
    "not_later": ("{value} không phải vòng thi sau đó", "{value} is not a later round"),
    "not_on_panel": (
        "{value} không thuộc ban giám khảo của phần thi này",
        "{value} is not on the list of judges of this section",
    ),
    "duplicate": ("bị lặp lại", "is a duplicate"),
    "sheet_and_absence": (
        "giám khảo này vừa có phiếu chấm vừa được ghi vắng",
        "this judge has both a sheet and an absence here",
    ),
}


def fault(path: str, code: str, **facts: str) -> Fault:
    """Return the fault of that code at the path; `facts` fill its wording, already made fit for one line."""
    vietnamese, english = _WORDINGS[code]
    return Fault(path or ROOT, code, vietnamese.format_map(facts), english.format_map(facts))


def at(path: str, name: str) -> str:
    """Return the path of a name in the object at `path`: `rounds[0].key`; odd names as `marks["a.b"]`."""
    if name and name.isprintable() and not any(character in '.[]"\\' for character in name):
        return f"{path}.{name}" if path else name
    return f"{path}[{quoted(name)}]"


def shortened(text: str, limit: int = 60) -> str:
    """Return the text, cut where it is too long for a line."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(value: object) -> str:
    """Return any value of a JSON document as short text on one line."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    if type(value) is int:
        value = Decimal(value)  # str(int) refuses more than 4,300 digits
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | None) else str(value)
    return shortened("".join(character if character.isprintable() else _escaped(character) for character in text))


def _escaped(character: str) -> str:
    return json.dumps(character).strip('"')
