"""For the command line, whose process is its own: it starts with less.

msgspec imports much that a question never uses. Its type hints come from `typing_extensions` where that is installed,
and that imports `inspect`; Python as old as we run on has the same in `typing`. Its encoders come with a description
of themselves in JSON. And `uuid`, which it knows a type of, asks `platform` for the name of the system, which `os`
knows. So the first is not to be found while msgspec is imported, the second come when they are first used, and the
third is answered by `os`. For `pathlib`, which brings what reads addresses of the network, that comes later too. And
`argparse` looks for translations of what it says, of which there are none: ours are made in `arguments.py`. With
nothing to save this does nothing: `tests/cli` sees to it that both ways answer.

A start makes some hundred thousand objects that stay, and Python would look through them for garbage every 700.

Whoever imports jxquery as a library keeps theirs.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

_UNUSED = "typing_extensions"
_ENCODERS = ("msgspec.inspect", "msgspec.json", "msgspec.msgpack", "msgspec.toml", "msgspec.yaml")
_LATER = frozenset({*_ENCODERS, "ipaddress"})
_LESS = ("msgspec", "pathlib", "argparse")
_BETWEEN = 200_000  # objects that are made before garbage is looked for: a question makes fewer


class _Later:
    """Finds modules that are run when something of theirs is first used."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """Python asks this of each module that it imports; None: it is not one of those."""
        spec = PathFinder.find_spec(name, path) if name in _LATER else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def _platform() -> ModuleType:
    """What `uuid` asks of `platform`."""
    known = ModuleType("platform")
    known.system = lambda: os.uname().sysname  # type: ignore[attr-defined]
    return known


def _gettext() -> ModuleType:
    """What `argparse` asks of `gettext`."""
    known = ModuleType("gettext")
    known.gettext = str  # type: ignore[attr-defined]
    known.ngettext = lambda one, several, count: one if count == 1 else several  # type: ignore[attr-defined]
    return known


def _import_less() -> None:
    absent = {_UNUSED: None, "gettext": _gettext()}  # None: Python says that it is not to be found
    if hasattr(os, "uname"):
        absent["platform"] = _platform()
    absent = {name: module for name, module in absent.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]
    sys.meta_path.insert(0, _Later)
    try:
        for name in _LESS:
            import_module(name)
    finally:
        sys.meta_path.remove(_Later)
        for name in absent:
            del sys.modules[name]


gc.set_threshold(_BETWEEN, *gc.get_threshold()[1:])
if "msgspec" not in sys.modules:
    _import_less()
