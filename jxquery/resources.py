"""The one way to the data that comes with the program: templates, schema, sample and layouts of forms."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from jxquery.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind: TypeAlias = Literal["queries", "schema", "sample", "layouts"]

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS: dict[Kind, str] = {"queries": "queries", "schema": "schema", "sample": "data"}


def path(kind: Kind) -> Path:
    """The folder of this kind.

    An installed wheel carries the folders in the package; in a checkout, and so in an editable install, they stand
    beside it. The layouts belong to the package itself. Raises `DataError` when the installation is incomplete.
    """
    if kind == "layouts":
        places = [_PACKAGE / "documents" / "layouts"]
    else:
        places = [_PACKAGE / "_data" / _FOLDERS[kind], _PACKAGE.parent / _FOLDERS[kind]]
    for place in places:
        if place.is_dir():
            return place
    raise DataError("程序自带的数据不完整。", place=str(places[-1]), hint="请重新安装 jxquery。")


@cache
def fingerprint() -> str:
    """A value that is another as soon as a file of the program is: what is made of them must be made anew.

    The files are known by their sizes and times, which is quick to see.
    """
    folders = (str(_PACKAGE), str(path("queries")), str(path("schema")), str(path("sample")))
    return "\n".join(sorted(line for folder in folders for line in _seen(folder)))


def _seen(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _seen(entry.path)
            elif not entry.name.startswith("."):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"
