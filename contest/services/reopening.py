"""One sheet opened again (mở lại phiếu): a judge asks for a correction, the secretary grants it with a reason."""

from __future__ import annotations

from contest.db.models import Sheet
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import sheets
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState


def reopen_sheet(work: Work, sheet_id: int, reason: str) -> Sheet:
    """The submitted sheet, open once more for its judge; the submitted version stays, the next one keeps the reason.

    Raises `Invalid` without a reason, `WrongState` unless its performance is open and the sheet submitted.
    """
    work.require(Permission.PERFORMANCE_RUN)
    sheet = work.session.get(Sheet, sheet_id)
    if sheet is None:
        raise NotFound(say("Không có phiếu chấm này."))
    if not reason.strip():
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do mở lại phiếu."))])
    if sheet.performance.state != "open":
        raise WrongState(say("Chỉ mở lại từng phiếu khi lượt thi đang mở. Nếu đã đóng hoặc khóa, xin mở lại lượt thi."))
    if sheet.state != "submitted":
        raise WrongState(say("Phiếu này chưa nộp, nên giám khảo vẫn sửa được."))
    if not sheet.reopened:
        sheet.reopened, sheet.reopen_reason = True, reason.strip()
        work.record("reopen_sheet", sheets.name_of(sheet), version=sheet.version, reason=sheet.reopen_reason)
        sheets.touch(work, sheet)
    return sheet
