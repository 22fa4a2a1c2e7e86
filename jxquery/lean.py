"""For the command line, whose process is its own: it starts with less.

msgspec takes its type hints from there when it is installed, and that imports `inspect` and a fifth of all that a
question imports. Python as old as we run on has the same in `typing`. With nothing to save this does nothing:
`tests/cli` sees to it that both ways answer.

A start makes some hundred thousand objects that stay, and Python would look through them for garbage every 700.

Whoever imports jxquery as a library keeps theirs.
"""

from __future__ import annotations

import gc
import sys

_UNUSED = "typing_extensions"
_BETWEEN = 20_000  # objects that are made before garbage is looked for: some MiB

gc.set_threshold(_BETWEEN, *gc.get_threshold()[1:])

if _UNUSED not in sys.modules and "msgspec" not in sys.modules:
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # so Python says that it is not to be found
    try:
        import msgspec as _  # noqa: F401
    finally:
        del sys.modules[_UNUSED]
