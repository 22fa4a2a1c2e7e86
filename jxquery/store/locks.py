"""Locks on files that the system lets go of when a process ends, however it ends.

Readers hold a generation by a shared lock on a small file beside it, never on the database itself: on POSIX, closing
any handle of a file drops the engine's own locks on it. Windows has no shared lock of this kind and needs none, for
it refuses to delete a file that is open.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from jxquery.whole_files import at_once

if sys.platform == "win32":
    import msvcrt
    import time

    # Far behind the text, so that those who wait can read it.
    _LOCKED_BYTE = 1 << 30

    def _try_exclusive(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_exclusive(file: IO[bytes]) -> None:
        while not _try_exclusive(file):
            time.sleep(0.1)

    def _shared(file: IO[bytes]) -> None:
        """Nothing: an open database cannot be deleted."""

else:
    import fcntl

    def _try_exclusive(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait_exclusive(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _shared(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_SH)


@contextmanager
def writing(path: Path, who: str, waiting: Callable[[str], None]) -> Iterator[None]:
    """One at a time. Who has to wait is told once for whom: `waiting` is called with the text that the other left."""
    with open(path, "a+b", opener=_no_link) as file:
        if not _try_exclusive(file):
            file.seek(0)
            waiting(file.read(1000).decode("utf-8", "replace"))
            _wait_exclusive(file)
        file.truncate(0)
        file.write(who.encode())
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def hold(path: Path) -> IO[bytes] | None:
    """A shared hold on this lock file until it is closed; None where the place allows none (a read-only disk)."""
    try:
        file = _opened(path)
    except OSError:
        return None
    try:
        _shared(file)
    except OSError:
        file.close()
        return None
    return file


def remove_unheld(path: Path, lock: Path) -> None:
    """Delete the file and its lock file, unless somebody holds it."""
    try:
        file = _opened(lock)
    except OSError:
        return
    with file:
        if not _try_exclusive(file):
            return
        with suppress(OSError):
            path.unlink(missing_ok=True)
            if os.name != "nt":
                lock.unlink(missing_ok=True)


def _opened(path: Path) -> IO[bytes]:
    """Open the lock file, made where it is missing and may be made."""
    try:
        return open(path, "rb", opener=_no_link)
    except FileNotFoundError:
        return open(path, "a+b", opener=_no_link)


def _no_link(path: str, flags: int) -> int:
    """Open a file that lies here itself: a link in a folder that somebody gave away would have another one emptied."""
    return at_once(path, flags | getattr(os, "O_NOFOLLOW", 0))
