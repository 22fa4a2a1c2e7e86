"""All tables at once: in one workbook, or in a folder with a file for each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import OutputError
from jxquery.render.files import cannot_write, replacing
from jxquery.render.formats import FORMATS
from jxquery.render.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.types import Answer

# What no system, or not every system, takes in the name of a file.
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def export_workbook(tables: Sequence[tuple[str, Answer]], path: Path) -> None:
    """A sheet for each table, by its name. Raises `OutputError`, and `UsageError` for a table larger than a sheet."""
    with replacing(path) as beside:
        beside.write_bytes(workbook([answer for _, answer in tables], [name for name, _ in tables]))


def export_folder(tables: Sequence[tuple[str, Answer]], folder: Path, form: str) -> None:
    """A file for each table; other files that are there stay. Raises `OutputError`.

    They are all written beside the folder first, so that nothing is in it, or is replaced, unless all could be
    written.
    """
    import shutil
    import tempfile

    if folder.exists() and not folder.is_dir():
        raise OutputError("这是一个文件，不是文件夹。", place=str(folder), hint="请换一个名字。")
    target = folder.resolve()
    chosen = FORMATS[form]
    try:
        building = Path(tempfile.mkdtemp(prefix=".jxquery-", dir=target.parent))
        try:
            for name, answer in tables:
                chosen.write([answer], building / f"{_NO_NAME.sub('_', name)}.{chosen.suffixes[0]}")
            target.mkdir(exist_ok=True)
            for file in building.iterdir():
                file.replace(target / file.name)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise cannot_write(folder, error) from None
