"""The forms of a round's draws, and nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from contest.services.draws import LONGEST_NOTE, LONGEST_SEED

_SEED_LENGTH = Length(max=LONGEST_SEED, message=_("Mã dài nhất %(n)s ký tự.", n=LONGEST_SEED))


class AnnounceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A draw of the running order: its seed and its rules."""

    seed = StringField(_("Mã bốc thăm"), validators=[_SEED_LENGTH])
    sealed = BooleanField(_("Giữ kín mã đến lúc bốc, chỉ công bố dấu niêm phong"))
    units_apart = BooleanField(_("Hai đội cùng đơn vị không thi liền nhau"))
    groups_alternate = BooleanField(_("Hai đội cùng khối không thi liền nhau"))
    by_group = BooleanField(_("Bốc riêng từng khối, thi hết khối này đến khối kia"))
    first = SelectField(_("Đội đi đầu"), validate_choice=True)


class PacketsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A draw of question packets: which section, which packets."""

    section = SelectField(_("Phần thi"))
    packets = TextAreaField(_("Các gói câu hỏi, mỗi dòng một gói"), render_kw={"rows": 6})
    seed = StringField(_("Mã bốc thăm"), id="packets-seed", validators=[_SEED_LENGTH])
    sealed = BooleanField(_("Giữ kín mã đến lúc bốc, chỉ công bố dấu niêm phong"), id="packets-sealed")


class RealForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Real lots typed in; the places are read by the teams of the round."""

    note = TextAreaField(
        _("Bốc thăm như thế nào, ai chứng kiến"),
        validators=[Length(max=LONGEST_NOTE, message=_("Dài nhất %(n)s ký tự.", n=LONGEST_NOTE))],
        render_kw={"rows": 3},
    )
