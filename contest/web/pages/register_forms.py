"""The forms of registration. They hold what is typed and say nothing about it: `services.registration` checks."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField

from contest.domain.registration import LONGEST_NAME, LONGEST_NEEDS, LONGEST_SHORT, LONGEST_TITLE, MOST_MEMBERS
from contest.web.pages.rules_forms import choice

NO_FILL = {"autocomplete": "off"}


def limited(longest: int, **more: Any) -> dict[str, Any]:
    """How a field of so many characters is drawn; browsers stop there, the house says so."""
    return {"maxlength": longest, **more}


class StartForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The explicit consent with which a registration begins; never ticked beforehand."""

    consent = BooleanField(_("Tôi đã đọc thông báo và đồng ý để Ban tổ chức xử lý dữ liệu cá nhân như đã nêu."))


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A code that was kept."""

    code = StringField(_("Mã đăng ký"), render_kw={"maxlength": 40, "autocapitalize": "characters", **NO_FILL})


class StepForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What every step carries: the version it was opened at."""

    based_on = HiddenField()


class UnitForm(StepForm):
    """The unit."""

    unit_type = choice(_("Loại đơn vị"), [])
    unit_name = StringField(_("Tên đơn vị"), render_kw=limited(LONGEST_TITLE, autocomplete="organization"))
    group = choice(_("Khối, bảng"), [])


class TeamForm(StepForm):
    """The team."""

    team_name = StringField(_("Tên đội thi"), render_kw=limited(LONGEST_TITLE, **NO_FILL))
    short_name = StringField(_("Tên ngắn trên màn hình"), render_kw=limited(LONGEST_SHORT, **NO_FILL))


class MemberRow(Form):  # type: ignore[misc]  # WTForms has no types
    """A member."""

    id = HiddenField()
    name = StringField(_("Họ và tên"), render_kw=limited(LONGEST_NAME, **NO_FILL))
    role = SelectField(_("Vai trò"), validate_choice=False)
    birth_year = StringField(_("Năm sinh"), render_kw={"inputmode": "numeric", "maxlength": 4, **NO_FILL})
    consented = BooleanField(_("Đã được báo và đồng ý"))
    guardian_consented = BooleanField(_("Người giám hộ đã đồng ý"))


class MembersForm(StepForm):
    """The members."""

    members = FieldList(FormField(MemberRow), max_entries=MOST_MEMBERS + 1)


class ContactForm(StepForm):
    """The one contact."""

    name = StringField(_("Họ và tên"), render_kw=limited(LONGEST_NAME, autocomplete="name"))
    phone = StringField(_("Điện thoại"), render_kw=limited(20, type="tel", inputmode="tel", autocomplete="tel"))
    email = StringField(_("Thư điện tử"), render_kw=limited(LONGEST_TITLE, type="email", autocomplete="email"))


class PerformanceRow(Form):  # type: ignore[misc]  # WTForms has no types
    """What the team shows in one section."""

    section = HiddenField()
    title = StringField(_("Tên tiết mục"), render_kw=limited(LONGEST_TITLE, **NO_FILL))
    duration = StringField(_("Thời lượng (phút:giây)"), render_kw={"maxlength": 6, **NO_FILL})
    needs = TextAreaField(_("Yêu cầu kỹ thuật"), render_kw=limited(LONGEST_NEEDS, rows=3))


class PerformancesForm(StepForm):
    """What the team shows."""

    performances = FieldList(FormField(PerformanceRow), max_entries=40)


class SubmitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The unit's word that all is true; never ticked beforehand."""

    confirmed = BooleanField(
        _("Tôi xác nhận thông tin trên là đúng và những người có tên đã được báo, đã đồng ý cho đăng ký.")
    )


class RoleRow(Form):  # type: ignore[misc]  # WTForms has no types
    """How many of a role."""

    key = HiddenField()
    least = StringField(_("Ít nhất"), render_kw={"inputmode": "numeric", **NO_FILL})
    most = StringField(_("Nhiều nhất"), render_kw={"inputmode": "numeric", **NO_FILL})


class FileRow(Form):  # type: ignore[misc]  # WTForms has no types
    """Whether files of a kind are taken."""

    key = HiddenField()
    taken = BooleanField(_("Nhận"))
    needed = BooleanField(_("Bắt buộc"))
    most_mb = StringField(_("Lớn nhất (MB)"), render_kw={"inputmode": "numeric", **NO_FILL})


class RegistrationRulesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The registration rules."""

    opens = StringField(_("Mở lúc"), render_kw={"type": "datetime-local"})
    closes = StringField(_("Đóng lúc"), render_kw={"type": "datetime-local"})
    erase_on = StringField(_("Ngày xóa dữ liệu cá nhân"), render_kw={"type": "date"})
    teams_per_unit = StringField(_("Số đội của một đơn vị"), render_kw={"inputmode": "numeric", **NO_FILL})
    roles = FieldList(FormField(RoleRow))
    files = FieldList(FormField(FileRow))
    guardian_below = StringField(_("Cần người giám hộ khi dưới (tuổi)"), render_kw={"inputmode": "numeric", **NO_FILL})
    birth_year_needed = BooleanField(_("Hỏi năm sinh của mọi thành viên"))
    script_approval = BooleanField(_("Kịch bản phải được duyệt trước"))
    sections = FieldList(HiddenField())
    unit_types = TextAreaField(_("Loại đơn vị, mỗi dòng một loại"), render_kw={"rows": 8})


class DecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A decision on a registration: what, for which team in the list, with which words."""

    team = SelectField(_("Đội trong danh sách"), validate_choice=False)
    remark = TextAreaField(_("Lời nhắn cho đơn vị"), render_kw={"rows": 4, "maxlength": 2000})


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Whose personal data is asked about."""

    words = StringField(_("Họ và tên, điện thoại hoặc thư điện tử"), render_kw=limited(LONGEST_NAME, **NO_FILL))
