"""Where the command `jxquery` begins, also as `python -m jxquery`: before anything is loaded that takes time."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command. Ctrl-C while it is still being loaded ends it as quietly as later."""
    try:
        from jxquery.cli import main as command

        return command()
    except KeyboardInterrupt:
        return 130  # what `jxquery.outcome` calls INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
