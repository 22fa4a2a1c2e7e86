"""Where the command `jxquery` begins, also as `python -m jxquery`: before anything is loaded that takes time."""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import sys
import time
from importlib.machinery import ExtensionFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType

# Where a library in C is being loaded: many of them abort the whole process when Ctrl-C is raised there.
_LOADING = {ExtensionFileLoader.create_module.__code__, ExtensionFileLoader.exec_module.__code__}
_LATER_SECONDS = 0.02


def main() -> int:
    """Run the command, and end the process with it; the exit code, where that is left to Python."""
    code = run()
    _leave(code)
    return code


def run() -> int:
    """Run the command. Ctrl-C while it is still being loaded ends it as quietly as later."""
    sys.unraisablehook = _again
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        from jxquery.cli import main as command

        return command()
    except KeyboardInterrupt:
        return 130  # what `jxquery.outcome` calls INTERRUPTED
    finally:
        if ours:  # Python only tidies up now, and would complain
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(code: int) -> None:
    """End the process. Python would first take apart all that it holds, which takes as long as the answer did.

    Not where a thread is still at work that Python waits for, or where what was to be done at the end cannot be done.
    """
    threading, last = sys.modules.get("threading"), getattr(atexit, "_run_exitfuncs", None)
    if last is None or (
        threading and not all(t.daemon for t in threading.enumerate() if t.ident != _thread.get_ident())
    ):
        return
    last()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # Python complains of it in its own way
            return
    os._exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ctrl-C, once no library is being loaded any more."""
    inner = frame
    while inner is not None:
        if inner.f_code in _LOADING:
            _thread.start_new_thread(_later, (_thread.get_ident(),))
            return
        inner = inner.f_back
    signal.default_int_handler(number, frame)


def _later(thread: int) -> None:
    """Ctrl-C for that thread, which may wait for something by now: only a true signal ends that."""
    time.sleep(_LATER_SECONDS)
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(thread, signal.SIGINT)


def _again(unraisable: UnraisableHookArgs) -> None:
    """A Ctrl-C that came where Python cannot raise it, and would only complain: it comes again, a moment later."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _thread.start_new_thread(
            _later, (_thread.get_ident(),)
        )  # at once would be here, where it cannot be raised either
    else:
        sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    sys.exit(main())
