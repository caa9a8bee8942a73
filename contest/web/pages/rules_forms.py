"""The forms of the rules' pages. They hold what is typed and say nothing about it: `contest.services.rules` checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
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
    ("none", _l("Không quy định")), ("steps", _l("Theo bảng mốc giờ")), ("units", _l("Theo mỗi khoảng thời gian")),
    ("cutoff", _l("Dừng chấm khi hết giờ")),
]  # fmt: skip
METHODS = [
    ("mean", _l("Trung bình cộng")), ("trimmed", _l("Bỏ cao nhất, thấp nhất rồi trung bình")),
    ("outlier", _l("Bỏ điểm lệch rồi trung bình")), ("median", _l("Trung vị")), ("sum", _l("Cộng tất cả")),
]  # fmt: skip
OVERS = [("sheet", _l("Tổng điểm từng phiếu")), ("criterion", _l("Từng tiêu chí riêng"))]
ADJUSTS = [("after_weight", _l("Sau khi nhân hệ số")), ("before_weight", _l("Trước khi nhân hệ số"))]
COUNTS = [("full", _l("Khi đủ khoảng")), ("started", _l("Kể cả khoảng chưa đủ"))]

OWN_TIMES = [("round", _l("Theo quy định chung của vòng")), ("own", _l("Quy định riêng"))]
CARRIES = [("none", _l("Không mang sang")), ("sum", _l("Cộng nguyên")), ("weighted", _l("Nhân hệ số"))]
DETAILS = [("total", _l("Chỉ điểm chung")), ("per_judge", _l("Cả điểm từng giám khảo"))]
AT_LINES = [
    ("all", _l("Lấy tất cả")),
    ("none", _l("Không lấy đội nào trong số đó")),
    ("ask", _l("Chờ Trưởng ban quyết định")),
]


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

    from_s = figure(_l("Từ giây thứ"))
    points = figure(_l("Trừ điểm"))


class TimeForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A time rule: what too long costs, what too short costs."""

    shape = choice(_l("Khi quá giờ"), SHAPES)
    steps = FieldList(FormField(StepForm), max_entries=MOST_ROWS)
    unit_s = figure(_l("Mỗi khoảng (giây)"))
    count = choice(_l("Tính"), COUNTS)
    points = figure(_l("Trừ điểm"))
    cap = figure(_l("Trừ nhiều nhất"))
    under = choice(_l("Khi quá ngắn"), SHAPES[:3])
    min_duration = StringField(_l("Thời gian tối thiểu (phút:giây)"))
    under_steps = FieldList(FormField(StepForm), max_entries=MOST_ROWS)
    under_unit_s = figure(_l("Mỗi khoảng (giây)"))
    under_count = choice(_l("Tính"), COUNTS)
    under_points = figure(_l("Trừ điểm"))
    under_cap = figure(_l("Trừ nhiều nhất"))


class CriterionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A line of the score sheet."""

    key = HiddenField()
    title = StringField(_l("Tiêu chí"))
    min = figure(_l("Thấp nhất"))
    max = figure(_l("Cao nhất"))
    step = figure(_l("Bước"))
    weight = figure(_l("Hệ số"))


class SectionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A section with everything that is its own."""

    key = HiddenField()
    title = StringField(_l("Tên phần thi"))
    kind = choice(_l("Ai cho điểm"), [("judged", _l("Giám khảo chấm")), ("points", _l("Thư ký nhập điểm"))])
    duration = StringField(_l("Thời gian (phút:giây)"))
    warning = StringField(_l("Báo trước (phút:giây)"))
    criteria = FieldList(FormField(CriterionForm), max_entries=MOST_ROWS)
    min = figure(_l("Thấp nhất"))
    max = figure(_l("Cao nhất"))
    step = figure(_l("Bước"))
    method = choice(_l("Cách gộp điểm của ban giám khảo"), METHODS)
    over = choice(_l("Tính trên"), OVERS)
    drop_high = figure(_l("Số phiếu cao nhất bị bỏ"))
    drop_low = figure(_l("Số phiếu thấp nhất bị bỏ"))
    max_deviation = figure(_l("Lệch nhiều nhất (điểm)"))
    min_judges = figure(_l("Số phiếu tối thiểu"))
    weight = figure(_l("Hệ số phần thi"))
    adjust = choice(_l("Điểm cộng, trừ được tính"), ADJUSTS)
    floor = figure(_l("Điểm sàn"))
    judges = Boxes(_l("Ban giám khảo riêng"), validate_choice=False)
    own_time = choice(
        _l("Quy định thời gian"), [("round", _l("Theo quy định chung của vòng")), ("own", _l("Quy định riêng"))]
    )
    time = FormField(TimeForm)


class RungForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A rung of the ladder."""

    rung = SelectField(_l("Bậc xét"), validate_choice=False)


class CarryForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What an earlier round adds."""

    round = HiddenField()
    how = choice(
        _l("Cách mang điểm"),
        [("none", _l("Không mang sang")), ("sum", _l("Cộng nguyên")), ("weighted", _l("Nhân hệ số"))],
    )
    weight = figure(_l("Hệ số"))


class RulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """All the rules of a round."""

    based_on = HiddenField()
    reason = TextAreaField(_l("Lý do sửa thể lệ"))
    title = StringField(_l("Tên vòng thi"))
    starts = StringField(_l("Bắt đầu lúc"), render_kw={"type": "datetime-local"})
    order_style = choice(
        _l("Các lượt thi diễn ra"),
        [("section_by_section", _l("Lần lượt từng phần thi")), ("team_by_team", _l("Lần lượt từng đội"))],
    )
    reveal_when = choice(_l("Đọc điểm"), [("per_team", _l("Sau mỗi đội")), ("at_end", _l("Cuối vòng"))])
    reveal_detail = choice(
        _l("Điểm trên màn hình"), [("total", _l("Chỉ điểm chung")), ("per_judge", _l("Cả điểm từng giám khảo"))]
    )
    judges = Boxes(_l("Ban giám khảo của vòng"), validate_choice=False)
    sections = FieldList(FormField(SectionForm), max_entries=MOST_ROWS)
    time = FormField(TimeForm)
    round_mode = choice(_l("Số 5 làm tròn"), [("half_up", _l("Lên")), ("half_even", _l("Về chữ số chẵn"))])
    round_places = figure(_l("Số chữ số thập phân"))
    at_aggregate = BooleanField(_l("điểm của ban giám khảo"))
    at_weighted = BooleanField(_l("từng tiêu chí sau khi nhân hệ số"))
    at_section = BooleanField(_l("điểm phần thi"))
    at_total = BooleanField(_l("tổng điểm"))
    carry = FieldList(FormField(CarryForm), max_entries=MOST_ROWS)
    rank_style = choice(
        _l("Sau một hạng bằng nhau"), [("1224", _l("Cách hạng: 1, 2, 2, 4")), ("1223", _l("Liền hạng: 1, 2, 2, 3"))]
    )
    rank_within = choice(_l("Xếp hạng"), [("round", _l("Cả vòng")), ("group", _l("Riêng từng khối, bảng"))])
    ladder = FieldList(FormField(RungForm), max_entries=MOST_ROWS)
    advance_to = SelectField(_l("Vào vòng"), validate_choice=False)
    advance_top = figure(_l("Số đội"))
    advance_per_group = figure(_l("Trong đó, mỗi khối, bảng có"))
    advance_at_line = choice(
        _l("Khi bằng nhau ở vạch"),
        [
            ("all", _l("Lấy tất cả")),
            ("none", _l("Không lấy đội nào trong số đó")),
            ("ask", _l("Chờ Trưởng ban quyết định")),
        ],
    )
    from_mean = figure(_l("Một phiếu lệch trung bình hơn (điểm)"))
    spread = figure(_l("Phiếu cao nhất và thấp nhất cách nhau hơn (điểm)"))
    earlier_marks = BooleanField(_l("Cho giám khảo xem lại điểm mình đã chấm các đội trước"))


class RoundForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A new round."""

    title = StringField(_l("Tên vòng thi mới"))


class FactsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the contest is."""

    title = StringField(_l("Tên đầy đủ của hội thi"))
    short_title = StringField(_l("Tên ngắn"))
    organiser = StringField(_l("Đơn vị tổ chức"))
    parent_body = StringField(_l("Cơ quan chủ quản"))
    venue = StringField(_l("Địa điểm"))
    theme = StringField(_l("Chủ đề"))
    starts_on = DateField(_l("Từ ngày"))
    ends_on = DateField(_l("Đến ngày"))


class GroupRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A group of teams."""

    key = HiddenField()
    title = StringField(_l("Tên khối, bảng"))


class TeamRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A team."""

    key = HiddenField()
    title = StringField(_l("Tên đội"))
    short_name = StringField(_l("Tên ngắn"))
    group = SelectField(_l("Khối, bảng"), validate_choice=False)


class TeamsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Groups and teams."""

    groups = FieldList(FormField(GroupRow), max_entries=MOST_ROWS)
    teams = FieldList(FormField(TeamRow), max_entries=MOST_TEAMS)


class PersonRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A judge."""

    key = HiddenField()
    name = StringField(_l("Họ và tên"))
    head = BooleanField(_l("Trưởng ban"))


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
