"""Registration in people's words: states, roles, fields of the history and who changed them."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from contest.services.registration.codes import actor_of


def state_words() -> dict[str, str]:
    """The states in people's words."""
    return {
        "draft": _("Đang soạn"),
        "submitted": _("Đã gửi, chờ duyệt"),
        "returned": _("Cần bổ sung"),
        "approved": _("Đã duyệt"),
        "refused": _("Không được nhận"),
        "withdrawn": _("Đã rút"),
    }


def role_choices() -> list[tuple[str, str]]:
    """The roles of members in people's words."""
    return [
        ("trưởng đoàn", _("Trưởng đoàn")), ("đội trưởng", _("Đội trưởng")), ("chính thức", _("Chính thức")),
        ("dự bị", _("Dự bị")), ("diễn viên phụ họa", _("Diễn viên phụ họa")),
    ]  # fmt: skip


def field_words(field: str) -> str:
    """The name of a field in the history, in people's words: `members[3].name` is “Thành viên 3: họ và tên”."""
    place, _dot, column = field.rpartition(".")
    found = re.fullmatch(r"(members|performances)\[(\d+)\]", place)
    word = _column_words().get(column, column)
    if place == "contact":
        what = _("Liên hệ")
    elif found is not None:
        what = f"{_('Thành viên') if found[1] == 'members' else _('Tiết mục')} {found[2]}"
    else:
        return word
    return f"{what}: {word[:1].lower()}{word[1:]}"


def by_words(name: str) -> str:
    """Who did something, in people's words: a unit is known by its registration's number."""
    number = re.fullmatch(rf"{re.escape(actor_of(0).name[:-1])}(\d+)", name)
    return _("Đăng ký số %(n)s", n=number[1]) if number else name


def value_words(field: str, value: str | None) -> str | None:
    """A value of the history in people's words: states have names of their own."""
    if value is None:
        return None
    if field == "state":
        return state_words().get(value, value)
    if field.endswith(".role"):
        roles: dict[str, str] = dict(role_choices())
        return roles.get(value, value)
    if value == "có" and field.endswith("consented"):
        agreed: str = _("có")
        return agreed
    if field.endswith(".script"):
        states: dict[str, str] = {"pending": _("chờ duyệt"), "approved": _("đã duyệt"), "returned": _("cần sửa")}
        return states.get(value, value)
    return value


def _column_words() -> dict[str, str]:
    return {
        "unit_type": _("Loại đơn vị"), "unit_name": _("Tên đơn vị"), "group": _("Khối, bảng"), "state": _("Trạng thái"),
        "team_name": _("Tên đội thi"), "short_name": _("Tên ngắn trên màn hình"), "name": _("Họ và tên"),
        "phone": _("Điện thoại"), "email": _("Thư điện tử"), "role": _("Vai trò"), "birth_year": _("Năm sinh"),
        "consented": _("Đã được báo và đồng ý"), "guardian_consented": _("Người giám hộ đã đồng ý"),
        "removed": _("Thành viên rút khỏi danh sách"), "title": _("Tên tiết mục"), "duration": _("Thời lượng"),
        "needs": _("Yêu cầu kỹ thuật"), "photo": _("Ảnh đội"), "logo": _("Biểu trưng"), "music": _("Nhạc"),
        "clip": _("Phim nền"), "script": _("Kịch bản"),
    }  # fmt: skip
