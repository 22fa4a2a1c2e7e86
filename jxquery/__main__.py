"""Where the command `jxquery` begins, also as `python -m jxquery`: before anything is loaded that takes time."""

from __future__ import annotations

import _thread
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def main() -> int:
    """Run the command. Ctrl-C while it is still being loaded ends it as quietly as later."""
    sys.unraisablehook = _again
    try:
        from jxquery.cli import main as command

        return command()
    except KeyboardInterrupt:
        return 130  # what `jxquery.outcome` calls INTERRUPTED


def _again(unraisable: UnraisableHookArgs) -> None:
    """A Ctrl-C that came where Python cannot raise it, and would only complain: it comes again, a moment later."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    sys.exit(main())
