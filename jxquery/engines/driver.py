"""The driver of DuckDB, behind one door: the C module alone where it has all that is used, else the public package.

Importing the package costs three times as much as the C module, for things that a question does not use. The module is
private, so it is taken only when nothing is missing from it, and nobody else may import it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

USED = (
    *("connect", "DuckDBPyConnection", "Error", "FatalException", "InterruptException", "IOException"),
    *("OutOfMemoryException", "PermissionException", "Statement"),
)


def driver() -> ModuleType:
    """The C module, or the public package when that is not to be had or not as it was.

    >>> all(hasattr(driver(), name) for name in USED)
    True
    """
    try:
        private = _loaded()
    except ImportError:
        private = None
    return private if private is not None and all(hasattr(private, n) for n in USED) else import_module("duckdb")


def _loaded() -> ModuleType:
    """The C module. The system looks up what it calls when it calls it: most of ten thousand names it never does."""
    if not hasattr(sys, "setdlopenflags"):  # Windows
        return import_module("_duckdb")
    before = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        return import_module("_duckdb")
    finally:
        sys.setdlopenflags(before)


if TYPE_CHECKING:
    import duckdb as duckdb  # noqa: PLC0414 - said to be exported
else:
    duckdb = driver()
