"""The one way to the data that comes with the program: templates, schema, sample and layouts of forms."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from jxquery.errors import DataError

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
