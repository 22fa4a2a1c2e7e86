"""A command that gets Ctrl-C at one step of its own: `python -m tests.torture.interrupted STEP FILE WORDS…`.

A step is a call of a function or the return from it, so where it is does not depend on how busy the machine is. Steps
below 0 count only while a library in C is being loaded. Step 0 is none; then FILE is told how many steps there were of
both kinds. `begun` goes to standard error as soon as the command has begun.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from types import FrameType

# Behind its last steps the command is over.
_LEAVING = 100
_LOADING = {ExtensionFileLoader.create_module.__code__, ExtensionFileLoader.exec_module.__code__}


def main() -> int:
    """Run the command."""
    _, step, file, *words = sys.argv
    sys.argv[1:] = words
    at, steps, loading, depth = int(step), 0, 0, 0
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def count(frame: FrameType, event: str, _value: object) -> None:
        nonlocal steps, loading, depth
        steps += 1
        if frame.f_code in _LOADING:
            depth += (event == "call") - (event == "return")
        loading += depth > 0
        if at == steps or (at == -loading and depth):
            os.kill(os.getpid(), signal.SIGINT)

    def begin(event: str, values: tuple[object, ...]) -> None:
        # What stands before it is Python's own beginning.
        if event == "import" and values[0] == "jxquery.cli" and not steps:
            print("begun", file=sys.stderr, flush=True)
            if file != "-":
                sys.setprofile(count)

    from jxquery.__main__ import run as command

    sys.addaudithook(begin)
    code = command()
    sys.setprofile(None)
    if not at and file != "-":
        Path(file).write_text(f"{steps - _LEAVING} {loading}", encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
