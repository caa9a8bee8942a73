"""The forms of the rules' pages. They hold what is typed and say nothing about it: `contest.services.rules` checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

MOST_ROWS = 60
MOST_TEAMS = 400

SHAPES = [
    ("none", "Không quy định"), ("steps", "Theo bảng mốc giờ"), ("units", "Theo mỗi khoảng thời gian"),
    ("cutoff", "Dừng chấm khi hết giờ"),
]  # fmt: skip
METHODS = [
    ("mean", "Trung bình cộng"), ("trimmed", "Bỏ cao nhất, thấp nhất rồi trung bình"),
    ("outlier", "Bỏ điểm lệch rồi trung bình"), ("median", "Trung vị"), ("sum", "Cộng tất cả"),
]  # fmt: skip
OVERS = [("sheet", "Tổng điểm từng phiếu"), ("criterion", "Từng tiêu chí riêng")]
ADJUSTS = [("after_weight", "Sau khi nhân hệ số"), ("before_weight", "Trước khi nhân hệ số")]
COUNTS = [("full", "Khi đủ khoảng"), ("started", "Kể cả khoảng chưa đủ")]


def choice(label: str, choices: list[tuple[str, str]], **more: Any) -> SelectField:
    """Return a choice that keeps what was sent, known or not: the checks of the rules name what is unknown."""
    return SelectField(label, choices=options(choices), validate_choice=False, **more)


def options(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return values with their words as WTForms wants them."""
    return [SelectChoice(value, words) for value, words in choices]


def figure(label: str) -> StringField:
    """Return a field for a number; phones show their number keys."""
    return StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"})


class Boxes(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any of several, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StepForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A step of a time table: from so many seconds on, so many points off."""

    from_s = figure("Từ giây thứ")
    points = figure("Trừ điểm")


class TimeForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A time rule: what too long costs, what too short costs."""

    shape = choice("Khi quá giờ", SHAPES)
    steps = FieldList(FormField(StepForm), max_entries=MOST_ROWS)
    unit_s = figure("Mỗi khoảng (giây)")
    count = choice("Tính", COUNTS)
    points = figure("Trừ điểm")
    cap = figure("Trừ nhiều nhất")
    under = choice("Khi quá ngắn", SHAPES[:3])
    min_duration = StringField("Thời gian tối thiểu (phút:giây)")
    under_steps = FieldList(FormField(StepForm), max_entries=MOST_ROWS)
    under_unit_s = figure("Mỗi khoảng (giây)")
    under_count = choice("Tính", COUNTS)
    under_points = figure("Trừ điểm")
    under_cap = figure("Trừ nhiều nhất")


class CriterionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A line of the score sheet."""

    key = HiddenField()
    title = StringField("Tiêu chí")
    min = figure("Thấp nhất")
    max = figure("Cao nhất")
    step = figure("Bước")
    weight = figure("Hệ số")


class SectionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A section with everything that is its own."""

    key = HiddenField()
    title = StringField("Tên phần thi")
    kind = choice("Ai cho điểm", [("judged", "Giám khảo chấm"), ("points", "Thư ký nhập điểm")])
    duration = StringField("Thời gian (phút:giây)")
    warning = StringField("Báo trước (phút:giây)")
    criteria = FieldList(FormField(CriterionForm), max_entries=MOST_ROWS)
    min = figure("Thấp nhất")
    max = figure("Cao nhất")
    step = figure("Bước")
    method = choice("Cách gộp điểm của ban giám khảo", METHODS)
    over = choice("Tính trên", OVERS)
    drop_high = figure("Số phiếu cao nhất bị bỏ")
    drop_low = figure("Số phiếu thấp nhất bị bỏ")
    max_deviation = figure("Lệch nhiều nhất (điểm)")
    min_judges = figure("Số phiếu tối thiểu")
    weight = figure("Hệ số phần thi")
    adjust = choice("Điểm cộng, trừ được tính", ADJUSTS)
    floor = figure("Điểm sàn")
    judges = Boxes("Ban giám khảo riêng", validate_choice=False)
    own_time = choice("Quy định thời gian", [("round", "Theo quy định chung của vòng"), ("own", "Quy định riêng")])
    time = FormField(TimeForm)


class RungForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A rung of the ladder."""

    rung = SelectField("Bậc xét", validate_choice=False)


class CarryForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What an earlier round adds."""

    round = HiddenField()
    how = choice("Cách mang điểm", [("none", "Không mang sang"), ("sum", "Cộng nguyên"), ("weighted", "Nhân hệ số")])
    weight = figure("Hệ số")


class RulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """All the rules of a round."""

    based_on = HiddenField()
    reason = TextAreaField("Lý do sửa thể lệ")
    title = StringField("Tên vòng thi")
    starts = StringField("Bắt đầu lúc", render_kw={"type": "datetime-local"})
    order_style = choice(
        "Các lượt thi diễn ra",
        [("section_by_section", "Lần lượt từng phần thi"), ("team_by_team", "Lần lượt từng đội")],
    )
    reveal_when = choice("Đọc điểm", [("per_team", "Sau mỗi đội"), ("at_end", "Cuối vòng")])
    reveal_detail = choice("Điểm trên màn hình", [("total", "Chỉ điểm chung"), ("per_judge", "Cả điểm từng giám khảo")])
    judges = Boxes("Ban giám khảo của vòng", validate_choice=False)
    sections = FieldList(FormField(SectionForm), max_entries=MOST_ROWS)
    time = FormField(TimeForm)
    round_mode = choice("Số 5 làm tròn", [("half_up", "Lên"), ("half_even", "Về chữ số chẵn")])
    round_places = figure("Số chữ số thập phân")
    at_aggregate = BooleanField("điểm của ban giám khảo")
    at_weighted = BooleanField("từng tiêu chí sau khi nhân hệ số")
    at_section = BooleanField("điểm phần thi")
    at_total = BooleanField("tổng điểm")
    carry = FieldList(FormField(CarryForm), max_entries=MOST_ROWS)
    rank_style = choice(
        "Sau một hạng bằng nhau", [("1224", "Cách hạng: 1, 2, 2, 4"), ("1223", "Liền hạng: 1, 2, 2, 3")]
    )
    rank_within = choice("Xếp hạng", [("round", "Cả vòng"), ("group", "Riêng từng khối, bảng")])
    ladder = FieldList(FormField(RungForm), max_entries=MOST_ROWS)
    advance_to = SelectField("Vào vòng", validate_choice=False)
    advance_top = figure("Số đội")
    advance_per_group = figure("Trong đó, mỗi khối, bảng có")
    advance_at_line = choice(
        "Khi bằng nhau ở vạch",
        [("all", "Lấy tất cả"), ("none", "Không lấy đội nào trong số đó"), ("ask", "Chờ Trưởng ban quyết định")],
    )
    from_mean = figure("Một phiếu lệch trung bình hơn (điểm)")
    spread = figure("Phiếu cao nhất và thấp nhất cách nhau hơn (điểm)")


class RoundForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A new round."""

    title = StringField("Tên vòng thi mới")


class FactsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the contest is."""

    title = StringField("Tên đầy đủ của hội thi")
    short_title = StringField("Tên ngắn")
    organiser = StringField("Đơn vị tổ chức")
    parent_body = StringField("Cơ quan chủ quản")
    venue = StringField("Địa điểm")
    theme = StringField("Chủ đề")
    starts_on = DateField("Từ ngày")
    ends_on = DateField("Đến ngày")


class GroupRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A group of teams."""

    key = HiddenField()
    title = StringField("Tên khối, bảng")


class TeamRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A team."""

    key = HiddenField()
    title = StringField("Tên đội")
    short_name = StringField("Tên ngắn")
    group = SelectField("Khối, bảng", validate_choice=False)


class TeamsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Groups and teams."""

    groups = FieldList(FormField(GroupRow), max_entries=MOST_ROWS)
    teams = FieldList(FormField(TeamRow), max_entries=MOST_TEAMS)


class PersonRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A judge."""

    key = HiddenField()
    name = StringField("Họ và tên")
    head = BooleanField("Trưởng ban")


class PanelForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Everybody who may judge."""

    people = FieldList(FormField(PersonRow), max_entries=MOST_ROWS)


def fields(form: Any) -> Iterator[Any]:
    """Yield every field of a form, however deep, rows and parts among them."""
    for field in form:
        yield field
        if isinstance(field, FormField):
            yield from fields(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                yield entry
                if isinstance(entry, FormField):
                    yield from fields(entry.form)


def show_faults(form: Any, faults: dict[str, list[str]]) -> None:
    """Puts each message beside the field of that name."""
    for field in fields(form):
        if field.name in faults and not isinstance(field, FormField | FieldList):
            field.errors = [*field.errors, *faults[field.name]]


def tree(form: Any) -> dict[str, Any]:
    """Return what is typed, without the token; a field that was not sent is an empty one."""
    found: dict[str, Any] = _filled({name: value for name, value in form.data.items() if name != "csrf_token"})
    return found


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return "" if value is None else value
