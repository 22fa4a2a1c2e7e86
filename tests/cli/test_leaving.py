"""How the process of a command ends."""

from __future__ import annotations

import subprocess
import sys

_BEGIN = """
import atexit, sys, threading
from jxquery.__main__ import main
sys.argv, left = ["jxquery", "--version"], threading.Event()
"""
_END = """
code = main()
print("Python goes on")
left.set()
sys.exit(code)
"""


def _lines(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", _BEGIN + code + _END], capture_output=True, check=True, text=True)
    return done.stdout.splitlines()[1:]


def test_what_was_to_be_done_at_the_end_is_done() -> None:
    """And nothing behind it: Python does not first take apart all that it holds."""
    assert _lines("atexit.register(print, 'the end')") == ["the end"]


def test_a_thread_that_python_waits_for_is_waited_for() -> None:
    """Then the process ends as any other does; one that it would not wait for keeps nobody."""
    thread = "threading.Thread(target=left.wait, daemon={}).start()"
    assert _lines(thread.format("False")) == ["Python goes on"]
    assert _lines(thread.format("True")) == []


def test_without_a_way_to_do_it_python_ends_the_process() -> None:
    """Where the module has no such function any more."""
    assert _lines("del atexit._run_exitfuncs") == ["Python goes on"]
