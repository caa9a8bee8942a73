"""Disks that fill up on purpose: a small one of its own where the machine lets us mount it, else a limit to files."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

SIZE_MB = 24


class Disk(Protocol):
    """Where a data folder lies, and how its disk becomes full and has room again."""

    name: str
    folder: Path

    def fill(self, pid: int) -> None:
        """From now on there is no room for the server of that process."""

    def free(self, pid: int) -> None:
        """There is room again."""


class SmallDisk:
    """A memory file system of its own that a file of nothing fills up to the last byte: the system's own “no space”."""

    name = "tmpfs"

    def __init__(self, mounted: Path) -> None:
        self.folder, self._filler = mounted, mounted / "filler"

    def fill(self, pid: int) -> None:
        """Writes until there is no room."""
        with self._filler.open("ab", buffering=0) as out, contextlib.suppress(OSError):
            for size in (1 << 16, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while out.write(bytes(size)) == size:
                        pass

    def free(self, pid: int) -> None:
        """Throws the file away."""
        self._filler.unlink(missing_ok=True)


class LimitedFiles:
    """No file of the server's may grow beyond what its log is now: writes fail as on a disk that refuses them."""

    name = "RLIMIT_FSIZE"

    def __init__(self, parent: Path) -> None:
        self.folder = parent / "data"

    def fill(self, pid: int) -> None:
        """Sets the limit from outside; Python ignores the signal that comes with it."""
        size = (self.folder / "contest.db-wal").stat().st_size
        self._limit(pid, size)

    def free(self, pid: int) -> None:
        """Lifts the limit as far as the system allows."""
        self._limit(pid, None)

    @staticmethod
    def _limit(pid: int, size: int | None) -> None:
        import resource  # noqa: PLC0415 - POSIX alone; `prlimit` Linux alone

        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


@contextlib.contextmanager
def a_disk(parent: Path, size_mb: int = SIZE_MB) -> Iterator[Disk]:
    """A disk of so many megabytes under `parent`, gone with the block."""
    mounted = parent / "disk"
    mounted.mkdir(parents=True)
    if not mount(mounted, size_mb):
        yield LimitedFiles(mounted)
        return
    try:
        yield SmallDisk(mounted)
    finally:
        subprocess.run(["umount", "--lazy", str(mounted)], check=True, capture_output=True)


def mount(folder: Path, size_mb: int) -> bool:
    """Whether a memory file system could be mounted there."""
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    asked = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0
