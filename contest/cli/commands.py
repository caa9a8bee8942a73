"""The table of commands: what `run.py` answers to, and what each one needs before it can be loaded.

Responsible for nothing but the table and for finding a row in it. Standard library only, and it loads no command: the
launcher reads it before the packages are there. A new command is a module beside this one and a row here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Needs(StrEnum):
    """Which packages have to be installed before a command's module is loaded."""

    NOTHING = "nothing"
    PRODUCT = "product"
    TESTS = "tests"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. Its module exposes `add_arguments(parser)` and `run(arguments) -> exit code`.

    A module that `reads_own_arguments` exposes `main(arguments) -> exit code` in their place. `cooperative` says that
    the command serves sockets, so that the standard library has to be made cooperative before its module is loaded.
    """

    module: str
    about: str
    needs: Needs = Needs.PRODUCT
    cooperative: bool = False
    reads_own_arguments: bool = False


DEFAULT = "serve"

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "serve": Command(
            "contest.cli.serve", "chạy hệ thống cho cả hội thi (mặc định) · run the server", cooperative=True
        ),
        "links": Command("contest.cli.links", "đường dẫn, khóa và mã PIN của từng vai trò · links, keys and PINs"),
        "rehearse": Command("contest.cli.rehearse", "tổng duyệt bằng một hội thi mô phỏng · a simulated contest"),
        "rank": Command(
            "contest.cli.rank",
            "xếp hạng từ một tệp hội thi · rank a contest file",
            needs=Needs.NOTHING,
            reads_own_arguments=True,
        ),
        "export": Command("contest.cli.export", "xuất hội thi ra một tệp hội thi · the contest as a contest file"),
        "import": Command("contest.cli.import_", "nhập một tệp hội thi · take a contest file in"),
        "draw": Command("contest.cli.draw", "bốc thăm theo mã, và kiểm tra lần đã bốc · draw lots, check a draw"),
        "verify": Command(
            "contest.cli.verify", "biên bản và kết quả có còn nguyên vẹn không · is the record whole, are results right"
        ),
        "erase": Command("contest.cli.erase", "xóa dữ liệu cá nhân đã đến ngày xóa · erase personal data that is due"),
        "backup": Command("contest.cli.backup", "sao lưu cả hội thi vào một tệp · back the whole contest up"),
        "restore": Command("contest.cli.restore", "khôi phục từ bản sao lưu · put a backup back"),
        "bench": Command("contest.cli.bench", "đo tốc độ trên máy này · measure the speed"),
        "pictures": Command(
            "contest.cli.pictures", "chụp lại ảnh các màn hình cho tài liệu · pictures for docs", needs=Needs.TESTS
        ),
        "test": Command(
            "contest.cli.testing",
            "kiểm tra toàn bộ hệ thống · run every check",
            needs=Needs.TESTS,
            reads_own_arguments=True,
        ),
    }
)


def command_name(arguments: Sequence[str]) -> str | None:
    """Return the name that the arguments ask for, known or not; None when they ask for the overview.

    The first argument names it; when that is an option, or there is none, the default is meant.
    """
    if not arguments:
        return DEFAULT
    if arguments[0] in ("-h", "--help"):
        return None
    return DEFAULT if arguments[0].startswith("-") else arguments[0]


def chosen_command(arguments: Sequence[str]) -> Command | None:
    """Return the command that the arguments ask for; None for the overview and for a name that is not in the table."""
    name = command_name(arguments)
    return COMMANDS.get(name) if name is not None else None
