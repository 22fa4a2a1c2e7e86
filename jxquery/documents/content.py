"""The bytes of a file, or why there are none."""

from __future__ import annotations

from pathlib import Path

from jxquery.errors import DocumentError, reason_of


def read_content(path: Path, example: str) -> bytes:
    """What the file holds. Raises `DocumentError`, which shows the `example` of a command with a path."""
    hint = f"请检查路径和文件名，例如：{example}"
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise DocumentError("这不是一个普通文件（是管道或设备）。", place=str(path), hint="请先把内容存成文件。")
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError("找不到这个文件。", place=str(path), hint=hint) from None
    except IsADirectoryError:
        raise DocumentError("这是一个文件夹，要的是一个文件。", place=str(path), hint=hint) from None
    except OSError as error:
        raise DocumentError(
            f"打不开这个文件：{reason_of(error)}。", place=str(path), hint="请检查文件的权限。"
        ) from None
