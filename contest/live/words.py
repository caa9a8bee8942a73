"""Words of the screens: names in their length class, numbers and dates in Vietnamese, the lines below a score.

Responsible for texts that the hall and the stream read. Everything here is Vietnamese and NFC; screens add no words.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contest.domain.points import Figure, vietnamese
from contest.domain.said import say

NO_BREAK_SPACE = "\u00a0"
SHORT_NAME = 20
LONG_NAME = 40
SHORT_SLOGAN = 60
LONG_SLOGAN = 100
SHOWN_PLACES = 2

_WORDS = re.compile(
    r"\b(?:quảng ngãi|tuần lễ|chuyển đổi|cải cách|hành chính|hội thi|quốc gia|kinh tế|kinh doanh|đầu tư|môi trường|"
    r"người dân|doanh nghiệp|cuộc sống|động lực|tuyên truyền|ứng dụng|sáng tạo|hạ tầng|phổ cập|phát triển|tăng trưởng|"
    r"năng suất|lao động|chào mừng|đẩy mạnh|nghị quyết|đại hội|đại biểu|thắng lợi|nguồn lực|giá trị|cơ hội|xã hội|"
    r"chương trình|công nghiệp|nông nghiệp|quản lý|văn hóa|văn nghệ|thành phố|kết quả|chung kết|công bố|giải thưởng|"
    r"lợi ích|trung tâm|xuất phát|hướng đến|thúc đẩy|tốt đẹp|huy động|sử dụng|hiệu quả|thực hiện|cải thiện)\b",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \u00a0]+")
_SPACED_DASH = re.compile(r" ([-–—])(?= )")
_NUMBERS = (
    *("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    *("mười một", "mười hai", "mười ba", "mười bốn", "mười lăm", "mười sáu", "mười bảy", "mười tám", "mười chín"),
    "hai mươi",
)
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_VIETNAM = timezone(timedelta(hours=7))
_VIETNAM_NAMES = frozenset({"Asia/Ho_Chi_Minh", "Asia/Saigon"})


def shown_name(text: str) -> str:
    """The name as screens write it: NFC, single spaces, and no line break before a spaced dash.

    Example: `"Sở Lao động - Thương binh"` gets a no-break space (U+00A0) before the dash.
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return _SPACED_DASH.sub(NO_BREAK_SPACE + r"\1", plain)


def kept_together(text: str) -> str:
    """The text with no line break inside words of several syllables that its readers know as one: `Quảng Ngãi`.

    Vietnamese writes a space inside such words, so a browser would part them at the end of a line.
    """
    return _WORDS.sub(lambda found: found.group().replace(" ", NO_BREAK_SPACE), text)


def length_class(text: str, short: int = SHORT_NAME, long: int = LONG_NAME) -> str:
    """`"s"` up to `short` characters, `"m"` up to `long`, `"l"` above; characters as people count them (NFC)."""
    length = len(unicodedata.normalize("NFC", text))
    return "s" if length <= short else "m" if length <= long else "l"


def slogan_class(text: str) -> str:
    """The length class of a slogan, which has the whole wall: `"s"` to 60 characters, `"m"` to 100, `"l"` above."""
    return length_class(text, SHORT_SLOGAN, LONG_SLOGAN)


def number_word(number: int) -> str:
    """The number in words from 0 to 20 (`"sáu"`), in digits above."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def counted_teams(number: int) -> str:
    """`"Sáu đội"`."""
    word = number_word(number)
    return f"{word[0].upper()}{word[1:]} đội"


def lower_first(text: str) -> str:
    """The text with a small first letter, to stand within a sentence: `"vòng chung kết"`."""
    return text[:1].lower() + text[1:]


def advancing_title(number: int, next_round: str) -> str:
    """`"Sáu đội vào vòng chung kết"`."""
    return f"{counted_teams(number)} vào {lower_first(next_round)}"


def advancing_legend(next_round: str) -> str:
    """`"Vào chung kết"`: the legend of the rows that go on, without the word *vòng* where it is understood."""
    name = lower_first(next_round)
    return f"Vào {name.removeprefix('vòng ')}" if len(name) > len("vòng ") + 3 else f"Vào {name}"


def zone(name: str) -> tzinfo:
    """The contest's time zone. Systems without a zone database (Windows) still know Vietnam's: seven hours, always."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        if name in _VIETNAM_NAMES:
            return _VIETNAM
        raise


def when_text(at_ms: int, zone_name: str) -> str:
    """`"19 giờ 00, ngày 02/10/2024"` in the contest's own time: local time decides the day, not UTC."""
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone(zone_name))
    return say(
        "%(hour)s giờ %(minute)s, ngày %(day)s",
        hour=f"{local:%H}", minute=f"{local:%M}", day=f"{local:%d/%m/%Y}",
    )  # fmt: skip


def day_text(day: date) -> str:
    """`"Thứ Tư, 02/10/2024"`."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def votes_text(votes: int) -> str:
    """`"1.234 lượt bình chọn"`."""
    return f"{votes:,} lượt bình chọn".replace(",", ".")


def figure_text(figure: Figure) -> str:
    """A figure as screens show it: two decimals, decimal comma, true minus."""
    return vietnamese(figure, SHOWN_PLACES)


def signed_text(figure: Figure) -> str:
    """A deduction or bonus with its sign: `"−0,25"`, `"+0,50"`."""
    return vietnamese(figure, SHOWN_PLACES, signed=True)


def trimmed_rule(drop_high: int, drop_low: int) -> str | None:
    """What was left out of the mean: `"Bỏ cao nhất và thấp nhất"`; None when nothing was."""
    high = _dropped(drop_high, "cao nhất")
    low = _dropped(drop_low, "thấp nhất")
    parts = [part for part in (high, low) if part]
    return f"Bỏ {' và '.join(parts)}" if parts else None


def outlier_rule(max_deviation: Figure) -> str:
    """`"Bỏ phiếu lệch trung bình quá 1,5 điểm"`."""
    return f"Bỏ phiếu lệch trung bình quá {vietnamese(max_deviation, None)} điểm"


def weight_rule(weight: Figure) -> str:
    """`"Nhân hệ số 2"`."""
    return f"Nhân hệ số {vietnamese(weight, None)}"


def floor_rule(floor: Figure) -> str:
    """`"Không thấp hơn 0 điểm"`."""
    return f"Không thấp hơn {vietnamese(floor, None)} điểm"


def aggregate_text(method: str, counted: int) -> str:
    """What the aggregate is: `"Trung bình 5 phiếu"`, `"Trung vị 7 phiếu"`, `"Tổng 3 phiếu"`."""
    word = {"median": "Trung vị", "sum": "Tổng"}.get(method, "Trung bình")
    return f"{word} {counted} phiếu"


def _dropped(count: int, which: str) -> str:
    return "" if count == 0 else which if count == 1 else f"{count} phiếu {which}"
