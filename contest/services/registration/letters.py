"""What units are written, in Vietnamese: that their registration was received, returned, approved, refused.

Responsible for the words alone; `contest.services.mail` sends them. The private link stands only in letters that go to
the unit itself.
"""

from __future__ import annotations

from contest.db.models import Contest, Registration
from contest.services import mail
from contest.services.house import Work


def link_of(work: Work, row: Registration, link: str) -> None:
    """The private link, for who wants to keep it in the post."""
    body = "Đây là đường dẫn riêng để mở lại, sửa hoặc rút đăng ký. Ai có đường dẫn này cũng mở được, xin giữ kín."
    _write(work, row, "Đường dẫn đăng ký dự thi", body, link)


def submitted(work: Work, row: Registration, link: str | None) -> None:
    """The registration was received."""
    body = "Ban tổ chức đã nhận đăng ký. Khi có kết quả xem xét, chúng tôi sẽ báo qua thư này."
    _write(work, row, "Đã nhận đăng ký dự thi", body, link)


def returned(work: Work, row: Registration, remark: str) -> None:
    """Something is to be corrected."""
    body = f"Đăng ký cần được bổ sung hoặc sửa:\n\n{remark}\n\nXin mở lại đường dẫn riêng của đơn vị, sửa rồi gửi lại."
    _write(work, row, "Đăng ký dự thi cần bổ sung", body)


def approved(work: Work, row: Registration) -> None:
    """The team takes part."""
    _write(work, row, "Đăng ký dự thi đã được duyệt", f"Đội “{row.team_name}” đã có tên trong danh sách dự thi.")


def refused(work: Work, row: Registration, reason: str) -> None:
    """The team does not take part."""
    _write(work, row, "Về đăng ký dự thi", f"Rất tiếc, Ban tổ chức chưa thể nhận đăng ký này.\n\nLý do: {reason}")


def withdrawn(work: Work, row: Registration) -> None:
    """The registration was withdrawn."""
    _write(work, row, "Đã rút đăng ký dự thi", "Đăng ký đã được rút theo yêu cầu của đơn vị.")


def script_returned(work: Work, row: Registration, section: str, remark: str) -> None:
    """A script is to be corrected."""
    body = f"Kịch bản phần thi “{section}” cần được sửa:\n\n{remark}\n\nXin gửi lại bản mới ở trang đăng ký của đơn vị."
    _write(work, row, "Kịch bản cần chỉnh sửa", body)


def _write(work: Work, row: Registration, subject: str, body: str, link: str | None = None) -> None:
    contest = work.session.get_one(Contest, 1)
    about = f"{row.unit_name or 'đơn vị'} · {row.team_name or 'đội thi'} · đăng ký số {row.id}"
    parts = [f"Kính gửi {row.unit_name or 'quý đơn vị'},", body, f"({about})"]
    if link:
        parts.append(f"Đường dẫn riêng của đơn vị:\n{link}")
    parts.append(f"Trân trọng,\nBan tổ chức {contest.title}\n{contest.organiser}")
    address = row.contact.email if row.contact else ""
    mail.post(work, row.id, address, f"{subject} – {contest.short_title}", "\n\n".join(parts) + "\n")
