"""`python -m jxquery` is the command `jxquery`."""

from __future__ import annotations

import sys

from jxquery.cli import main

if __name__ == "__main__":
    sys.exit(main())
