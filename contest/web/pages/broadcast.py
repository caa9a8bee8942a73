"""The technician's page: the overlay and the feeds for the station's own gear, with every address filled in.

Responsible for handing out; what is handed out is made by `contest.exports`.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from flask import url_for as url
from flask_babel import gettext as _

from contest.config import Settings
from contest.exports.broadcast_card import FILE_NAME, Card, CardAddress, card_pdf
from contest.exports.gear import GRAPHICS, Where, ograf_package, shell_page, spx_package
from contest.services import board, broadcast
from contest.services.permissions import Permission
from contest.services.server_address import outside_address
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("broadcast", __name__, url_prefix="/director/broadcast")

GREEN = "00b140"  # the usual chroma key green
FORMS = ("json", "csv", "xml")


@blueprint.get("")
@needs(Permission.BROADCAST_RUN)
def desk() -> str:
    """All addresses and downloads; without a key, the button that makes one."""
    where = _where()
    page = None if where is None else _page(where)
    return render_template("broadcast/desk.html", page=page, boot=boot(g.actor, "/director", ["screens"]))


@blueprint.post("/key")
@needs(Permission.BROADCAST_RUN)
def renew() -> Response:
    """A new key; the old one ends."""
    with house().act(g.actor) as work:
        broadcast.renew_key(work)
    return make_response(redirect(url("broadcast.desk")))


@blueprint.get("/shell.html")
@needs(Permission.BROADCAST_RUN)
def shell() -> Response:
    """The page that waits for the server, to be kept on the mixer's disk."""
    asked = request.args.get("ctl", "")
    query = f"ctl={asked}" if asked in ("external", "mixer") else ""
    return _file(shell_page(_must(), query), "text/html", "lop-phu-hoi-thi.html")


@blueprint.get("/spx.zip")
@needs(Permission.BROADCAST_RUN)
def spx() -> Response:
    """Templates for SPX."""
    return _file(spx_package(_must()), "application/zip", "hoi-thi-spx.zip")


@blueprint.get("/ograf.zip")
@needs(Permission.BROADCAST_RUN)
def ograf() -> Response:
    """The OGraf package."""
    return _file(ograf_package(_must()), "application/zip", "hoi-thi-ograf.zip")


@blueprint.get("/card.pdf")
@needs(Permission.BROADCAST_RUN)
def card() -> Response:
    """The printed card."""
    where = _must()
    with house().reading() as rows:
        title = board.contest_json(rows)["title"]
    made = card_pdf(Card(title, _settings(), _card_addresses(where), _notes(), rehearsal=house().rehearsal))
    return _file(made.content, "application/pdf", FILE_NAME)


def _where() -> Where | None:
    with house().reading() as rows:
        key = broadcast.gear_key(rows, house().secret)
    settings: Settings = current_app.extensions["settings"]
    return None if key is None else Where(outside_address(request.host_url, settings.server_file), key)


def _must() -> Where:
    where = _where()
    if where is None:
        abort(404)
    return where


def _page(where: Where) -> dict[str, Any]:
    air = f"{where.base}/air/{where.key}/"
    return {
        "address": _shown(air),
        "chroma": _shown(f"{air}?bg={GREEN}"),
        "mixer": _shown(f"{air}?ctl=mixer"),
        "external": _shown(f"{air}?ctl=external"),
        "pieces": [{"title": each.title, "about": each.about} | _shown(f"{air}?{each.query}") for each in GRAPHICS],
        "caspar": [
            f'PLAY 1-20 [HTML] "{air}?ctl=external"',
            'CALL 1-20 "play()"',
            'CALL 1-20 "stop()"',
            'CG 1-20 ADD 1 "lop-phu-hoi-thi" 1',
        ],
        "caspar_update": 'CG 1-20 UPDATE 1 "{\\"f0\\":\\"Nguyễn Văn An\\",\\"f1\\":\\"Trưởng ban giám khảo\\"}"',
        "feeds": [
            {"name": name, "urls": [(form, f"{where.base}/feeds/{where.key}/{name}.{form}") for form in FORMS]}
            for name in ("now", "standings")
        ],
        "settings": _settings(),
        "notes": _notes(),
    }


def _shown(address: str) -> dict[str, str]:
    return {"url": address, "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2)}


def _settings() -> list[tuple[str, str]]:
    """How the browser source must stand, in the mixer's own English and in ours."""
    return [
        ("Width × Height", "1920 × 1080"),
        (_("Shutdown source when not visible (tắt nguồn khi ẩn)"), _("KHÔNG chọn")),
        (_("Refresh browser when scene becomes active (tải lại khi lên hình)"), _("KHÔNG chọn")),
        (_("Control audio via OBS (lấy tiếng qua OBS)"), _("KHÔNG chọn")),
        ("Custom CSS", _("để như OBS đặt sẵn")),
    ]


def _card_addresses(where: Where) -> list[CardAddress]:
    air = f"{where.base}/air/{where.key}/"
    return [
        CardAddress("OBS · vMix · XSplit · Wirecast", _("Nền trong suốt, đạo diễn hội thi điều khiển."), air),
        CardAddress(_("Bàn trộn khóa màu"), _("Như trên, trên nền xanh lá."), f"{air}?bg={GREEN}"),
        CardAddress("CasparCG · OGraf · SPX", _("Thiết bị của đài quyết định khi nào hiện."), f"{air}?ctl=external"),
        CardAddress("vMix · CG", _("Dữ liệu đang phát: JSON, CSV, XML."), f"{where.base}/feeds/{where.key}/now.csv"),
    ]


def _notes() -> list[str]:
    return [
        _("Mở nguồn trước khi máy chủ chạy: dùng trang chờ, tải ở bàn truyền hình; trang tự nối khi máy chủ sẵn sàng."),
        _("Mất mạng: hình cuối giữ nguyên, không có chữ báo lỗi nào lên sóng; nối lại là hiện đúng hình hiện tại."),
        _("Đồ họa nằm trong vùng an toàn 5 %; góc trên bên trái để trống cho biểu trưng của đài."),
        _("Địa chỉ có chứa chìa khóa: xin không gửi ra ngoài. Ban tổ chức thu hồi được bất cứ lúc nào."),
    ]


def _file(content: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name, etag=False)
