"""What a refusal looks like: an RFC 9457 problem document for the interface, a calm page for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from contest.db.faults import StorageFault, storage_fault
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.said import joined, say
from contest.extensions import babel  # noqa: F401  templates of errors use its gettext
from contest.web.speech import words_of

STATUS = {
    "unauthorised": 401,
    "revoked": 401,
    "link-refused": 401,
    "forbidden": 403,
    "same-person": 403,
    "not-found": 404,
    "stale": 409,
    "wrong-state": 409,
    "nothing-to-undo": 409,
    "invalid": 422,
    "key-reused": 422,
    "not-confirmed": 422,
    "locked": 423,
}
TITLES = {
    400: say("Yêu cầu không đọc được"),
    401: say("Cần đăng nhập"),
    403: say("Không có quyền"),
    404: say("Không tìm thấy"),
    405: say("Cách gọi không đúng"),
    409: say("Chưa làm được lúc này"),
    413: say("Dữ liệu gửi lên quá lớn"),
    415: say("Cần gửi JSON"),
    422: say("Có chỗ chưa đúng"),
    423: say("Đã khóa"),
    429: say("Thử lại sau ít phút"),
    500: say("Hệ thống gặp lỗi"),
    503: say("Máy chủ chưa ghi được"),
    507: say("Đĩa của máy chủ đã đầy"),
}
PAGES = {401: "403", 403: "403", 404: "404", 423: "423", 429: "429", 503: "503", 507: "503"}


@dataclass(frozen=True, slots=True)
class StorageAnswer:
    """What is answered when the storage did not do what was asked: nothing of it is kept, it may be sent again."""

    status: int
    kind: str
    retry_after_s: int
    detail: str


STORAGE = {
    StorageFault.IN_USE: StorageAnswer(
        503, "busy", 2, say("Máy chủ đang bận ghi việc khác nên chưa ghi được yêu cầu này. Xin gửi lại sau vài giây.")
    ),
    StorageFault.FULL: StorageAnswer(
        507,
        "disk-full",
        5,
        say(
            "Đĩa của máy chủ đã đầy nên yêu cầu này chưa được ghi. Dữ liệu đã nhận trước đó vẫn nguyên vẹn. "
            "Xin báo bộ phận kỹ thuật giải phóng chỗ trống; máy chủ tự ghi lại được ngay sau đó."
        ),
    ),
    StorageFault.UNAVAILABLE: StorageAnswer(
        503,
        "storage-unavailable",
        5,
        say(
            "Máy chủ không đọc hoặc ghi được vào nơi lưu dữ liệu. Dữ liệu đã nhận trước đó vẫn nguyên vẹn. "
            "Xin báo bộ phận kỹ thuật."
        ),
    ),
}


class BadBody(RuleViolation):
    """The body of a request is not the JSON that the route takes."""

    code = "bad-request"


def problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    """A problem document: stable `type`, Vietnamese `title` and `detail`, and whatever helps to go on."""
    body = {
        "type": f"/problems/{kind}",
        "title": TITLES.get(status, say("Chưa làm được")),
        "status": status,
        "detail": detail,
    } | more
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def wants_json() -> bool:
    """Whether the asker is a program: the interface, the feeds, or whoever says so."""
    if request.path.startswith(("/api/", "/feeds/", "/healthz", "/readyz")):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def register(app: Flask) -> None:
    """Gives the application its answers to refusals."""

    @app.errorhandler(RuleViolation)
    def _refused(error: RuleViolation) -> Response | tuple[str, int]:
        status = 400 if error.code == "bad-request" else STATUS.get(error.code, 422)
        if not wants_json():
            return page(status, error.message)
        more: dict[str, Any] = {}
        if isinstance(error, Invalid):
            more["faults"] = [{"path": f.path, "code": f.code, "message": words_of(f)} for f in error.faults]
        current = getattr(error, "current", None)
        if current is not None:
            more["current"] = current
        missing = getattr(error, "missing", None)
        if missing is not None:
            more["missing"] = missing
        return problem(status, error.code, error.message, **more)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> Response | tuple[str, int]:
        detail = say("Trang đã mở quá lâu hoặc được gửi từ nơi khác. Xin tải lại trang rồi làm lại.")
        return problem(403, "csrf", detail) if wants_json() else page(403, detail)

    @app.errorhandler(RateLimitExceeded)
    def _too_many(_error: RateLimitExceeded) -> Response | tuple[str, int]:
        detail = say("Đã thử quá nhiều lần. Xin đợi một phút rồi thử lại.")
        return problem(429, "too-many", detail) if wants_json() else page(429, detail)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response | tuple[str, int]:
        status = error.code or 500
        detail = say("Không có địa chỉ này.") if status == 404 else joined("", [TITLES.get(status, error.name), "."])
        if not wants_json():
            return page(status, detail)
        response = problem(status, error.name.lower().replace(" ", "-"), detail)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
        # The route, not the path: the address of a link or of a feed is a key to the house.
        route = request.url_rule.rule if request.url_rule else "no route"
        fault = storage_fault(error)
        if fault is not None:
            app.logger.error("storage %s on %s %s: %s", fault, request.method, route, reason(error))
            return storage_refusal(fault)
        app.logger.exception("unhandled error on %s %s", request.method, route, exc_info=error)
        detail = say("Hệ thống gặp lỗi khi xử lý. Dữ liệu đã nhận trước đó vẫn nguyên vẹn; xin thử lại.")
        return problem(500, "internal", detail) if wants_json() else page(500, detail)


def storage_refusal(fault: StorageFault) -> Response | tuple[str, int, dict[str, str]]:
    """The answer to whoever asked while the storage could not be written or read: when to come again."""
    answer = STORAGE[fault]
    again = {"Retry-After": str(answer.retry_after_s)}
    if not wants_json():
        return *page(answer.status, answer.detail), again
    response = problem(answer.status, answer.kind, answer.detail)
    response.headers.update(again)
    return response


def reason(error: BaseException) -> str:
    """What the driver said, in a line without the statement: its values may be personal."""
    return str(getattr(error, "orig", None) or type(error).__name__)


def page(status: int, detail: str) -> tuple[str, int]:
    """The page of an error, for people."""
    name = PAGES.get(status, "500" if status >= 500 else "404")
    return render_template(f"errors/{name}.html", detail=detail, status=status), status
