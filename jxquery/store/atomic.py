"""Files that are there whole or not at all, and what is said when they cannot be written."""

from __future__ import annotations

import os
from pathlib import Path

from jxquery.errors import DataError

BUILDING = ".building"


def remove_unfinished(folder: Path, name: str = "*") -> None:
    """Delete what a build (of this name, or any) that broke off has left behind."""
    for leftover in folder.glob(f"{name}{BUILDING}*"):
        if leftover.is_dir():  # what did not fit into memory
            import shutil

            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """The file with this text in place of what it held, at once."""
    beside = path.with_name(f"{path.name}{BUILDING}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def cannot_write(path: Path, error: Exception) -> DataError:
    """The error for a place that cannot be written to."""
    reason = error.strerror or "" if isinstance(error, OSError) else ""
    hint = "请检查磁盘空间和写入权限，或用 --db 换一个数据文件夹。原有的数据没有改动。"
    return DataError(f"写不进去{'：' + reason if reason else '。'}", place=str(path), hint=hint)


def sync_folder(folder: Path) -> None:
    """Make a rename in it last. Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
