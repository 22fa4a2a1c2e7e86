"""For the command line, whose process is its own: msgspec without `typing_extensions`, which it does as well without.

msgspec takes its type hints from there when it is installed, and that imports `inspect` and a fifth of all that a
question imports. Python as old as we run on has the same in `typing`. Whoever imports jxquery as a library keeps
theirs. With nothing to save this does nothing: `tests/cli` sees to it that both ways answer.
"""

from __future__ import annotations

import sys

_UNUSED = "typing_extensions"

if _UNUSED not in sys.modules and "msgspec" not in sys.modules:
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # so Python says that it is not to be found
    try:
        import msgspec as _  # noqa: F401
    finally:
        del sys.modules[_UNUSED]
