"""What a build that broke off leaves behind, and what is said when a place cannot be written to."""

from __future__ import annotations

from pathlib import Path

from jxquery.errors import DataError, reason_of
from jxquery.whole_files import UNFINISHED


def remove_unfinished(folder: Path, name: str = "*") -> None:
    """Delete what a build (of this name, or any) that broke off has left behind."""
    for leftover in folder.glob(f"{name}{UNFINISHED}*"):
        if leftover.is_dir():  # what did not fit into memory
            import shutil

            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def cannot_write(path: Path, error: Exception) -> DataError:
    """The error for a place that cannot be written to."""
    reason = f"：{reason_of(error)}" if isinstance(error, OSError) else ""
    hint = "请检查磁盘空间和写入权限，或用 --db 换一个数据文件夹。原有的数据没有改动。"
    return DataError(f"写不进去{reason}。", place=str(path), hint=hint)
