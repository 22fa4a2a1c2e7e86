"""A command that gets Ctrl-C at one step of its own: `python -m tests.torture.interrupted STEP FILE WORDS…`.

A step is a call of a function or the return from it, so where it is does not depend on how busy the machine is. Step 0
is none; then FILE is told how many steps there were. `begun` goes to standard error as soon as the command has begun.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

# Behind its last steps the command is over.
_LEAVING = 100


def main() -> int:
    """Run the command."""
    _, step, file, *words = sys.argv
    sys.argv[1:] = words
    at, steps = int(step), 0
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def count(_frame: FrameType, _event: str, _value: object) -> None:
        nonlocal steps
        steps += 1
        if steps == at:
            os.kill(os.getpid(), signal.SIGINT)

    def begin(event: str, values: tuple[object, ...]) -> None:
        # What stands before it is Python's own beginning.
        if event == "import" and values[0] == "jxquery.cli" and not steps:
            print("begun", file=sys.stderr, flush=True)
            if file != "-":
                sys.setprofile(count)

    from jxquery.__main__ import main as command

    sys.addaudithook(begin)
    code = command()
    sys.setprofile(None)
    if not at and file != "-":
        Path(file).write_text(str(steps - _LEAVING), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
