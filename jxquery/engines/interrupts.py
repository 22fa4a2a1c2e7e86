"""Ctrl-C, and the end of the time that there is, while the driver holds the main thread.

The driver looks for signals between the pieces of a statement, and makes an error of its own of what it finds. While
another of its threads works, the main one waits and looks at nothing: the signal comes when the statement is over.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from jxquery.engines import LONGEST_SECONDS

if TYPE_CHECKING:
    import duckdb

_AGAIN_SECONDS = 0.05


class as_ctrl_c:  # noqa: N801 - it is used as a function, for each statement: a generator would take three times as long
    """What the driver makes of Ctrl-C as the `KeyboardInterrupt` that it is."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _where: object) -> None:
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":
            raise KeyboardInterrupt from None


class Deadline:
    """Interrupts the connection when so many seconds are over (None: never); `expired` tells that it was so.

    It goes on interrupting until the work is over: an interrupt that comes before the statement starts is lost.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float | None) -> None:
        self.expired = False
        self._connection = connection
        self._seconds = seconds

    def __enter__(self) -> Self:
        if self._seconds is not None:
            self._done = threading.Event()
            self._watcher = threading.Thread(
                target=self._watch, args=(self._seconds,), name="jxquery-deadline", daemon=True
            )
            self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._seconds is not None:
            self._done.set()
            self._watcher.join()

    def _watch(self, seconds: float) -> None:
        if self._done.wait(min(seconds, LONGEST_SECONDS)):
            return
        self.expired = True
        self._connection.interrupt()
        while not self._done.wait(_AGAIN_SECONDS):
            self._connection.interrupt()


@contextmanager
def interruptible(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of one's own, closed at the end, whose statements Ctrl-C stops at once, however many threads work.

    Raises `KeyboardInterrupt` where it was pressed.
    """
    with connection, as_ctrl_c():
        if (
            threading.current_thread() is not threading.main_thread()
            or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        ):
            yield connection  # Ctrl-C is not meant for this thread, or somebody else sees to it
            return
        with _heard(connection) as pressed:
            try:
                yield connection
            except Exception:
                if pressed.is_set():
                    raise KeyboardInterrupt from None
                raise


@contextmanager
def _heard(connection: duckdb.DuckDBPyConnection) -> Iterator[threading.Event]:
    """Interrupt the connection when the system's own handler hears Ctrl-C; the event tells that it was pressed."""
    import socket

    pressed, done = threading.Event(), threading.Event()
    ear, mouth = socket.socketpair()
    mouth.settimeout(0)

    def listen() -> None:
        while heard := ear.recv(1):
            if heard[0] == signal.SIGINT:
                pressed.set()
                while not done.wait(_AGAIN_SECONDS):  # an interrupt between two statements is lost
                    connection.interrupt()
                return

    listener = threading.Thread(target=listen, name="jxquery-ctrl-c", daemon=True)
    before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    listener.start()
    try:
        yield pressed
    finally:
        done.set()
        signal.set_wakeup_fd(before)
        mouth.close()
        listener.join()
        ear.close()
