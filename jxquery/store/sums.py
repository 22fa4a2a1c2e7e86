"""What files come to as a whole, their hashes and lines: found in a thread of its own while the database reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from concurrent.futures import Future

_BLOCK = 1 << 22


class Sum(Struct, frozen=True):
    """The hash of a file, and how often its lines end."""

    sha256: str
    newlines: int


class Sums:
    """Begins with the files at once, one after the other; close it at the end."""

    def __init__(self, paths: Iterable[Path]) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._stopped = Event()
        self._thread = ThreadPoolExecutor(1)
        self._begun: dict[Path, Future[Sum]] = {path: self._thread.submit(self._sum, path) for path in paths}

    def of(self, path: Path) -> Sum:
        """The sum of one of the files, as soon as it is found. Raises `OSError` where the file cannot be read."""
        return self._begun[path].result()

    def close(self) -> None:
        """Let go of what nobody waits for any more."""
        self._stopped.set()
        self._thread.shutdown(cancel_futures=True)

    def _sum(self, path: Path) -> Sum:
        sha, newlines = hashlib.sha256(), 0
        with path.open("rb") as file:
            while (block := file.read(_BLOCK)) and not self._stopped.is_set():
                sha.update(block)
                newlines += block.count(b"\n")
        return Sum(sha.hexdigest(), newlines)
