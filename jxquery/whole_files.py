"""Files beside people's data: written whole or not at all, and read only where they are files.

The folder may have come from somebody else. So nothing is written through a link that waits under a name that can be
guessed, and a pipe is not waited for.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".building"
"""What the names of files end with that are being written."""
_GRAIN_NS = 2_000_000_000
"""No file system that people use tells times less finely."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new name beside the path to write to: at the end it takes the path's place, and otherwise nothing is left.

    A link at the path is itself replaced. Raises `OSError`.
    """
    import secrets
    import shutil

    # Not made of the name: that may be as long as a name can be.
    beside = path.with_name(f".jxquery-{secrets.token_hex(4)}{UNFINISHED}")
    try:
        yield beside
        if path.is_file():
            shutil.copymode(path, beside)
        settle(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """The file with this text in place of what it held, at once. Raises `OSError`."""
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """What the file holds. Raises `OSError` for what is no file, too: a pipe never ends, nor does a device."""
    with open(path, encoding=encoding, opener=at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "不是普通文件")
        return file.read()


class Watched:
    """A small file that is asked for again and again, and read again only when it is another or has been written to.

    Within the grain of the file system's clock two writings look alike, so what was written just before it was read is
    read again.
    """

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self.path = path
        self._encoding = encoding
        self._known: tuple[tuple[int, ...], str] | None = None

    def text(self) -> str:
        """What the file holds now. Raises what `text_of` raises."""
        found = self.path.stat()
        mark = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if self._known is not None and self._known[0] == mark:
            return self._known[1]
        text = text_of(self.path, self._encoding)
        old = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _GRAIN_NS
        self._known = (mark, text) if old else None
        return text


def at_once(path: str, flags: int) -> int:
    """An opener that does not wait for whoever may be at the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def settle(beside: Path, path: Path) -> None:
    """Let the finished file take the path's place, so that a loss of power leaves the one or the other."""
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)
    if os.name == "nt":  # Windows neither needs the rest nor allows it
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
