"""Text files: lines of a table whose cells are separated by tabs or bars, or running text without borders."""

from __future__ import annotations

import re

from jxquery.documents.grid import Cell, Grid
from jxquery.errors import DocumentError

# UTF-16 only with its mark; GB 18030 is what Windows writes where UTF-8 is not chosen.
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")  # |---|---|, the rule below the header of a Markdown table
_HINT = "请用文本编辑器另存为 UTF-8 编码的 .txt 再载入。"


def read_text(content: bytes) -> tuple[Grid, ...]:
    """The grid of a text file; places are the file's own line numbers from 1. Raises DocumentError without a place."""
    text = decode(content)
    if not text.strip():
        raise DocumentError("文件是空的，里面没有文字。", hint="请确认导出是否成功，再重新载入。")
    # Only real line breaks count: an editor must show the same numbers.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [line for line in lines if line.strip()]
    for separator in ("\t", "|"):
        if 2 * sum(separator in line for line in filled) > len(filled):
            rows = [_cells(line, separator, n) for n, line in enumerate(lines, 1) if not _RULE.fullmatch(line)]
            return (Grid(tuple(row for row in rows if any(cell.text for cell in row))),)
    return (Grid(tuple((Cell(line, f"第{n}行"),) for n, line in enumerate(lines, 1)), flowing=True),)


def _cells(line: str, separator: str, number: int) -> tuple[Cell, ...]:
    if separator == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    return tuple(Cell(part.strip(), f"第{number}行") for part in line.split(separator))


def decode(content: bytes) -> str:
    """The text of a file in one of the encodings that are in use here. Raises DocumentError without a place."""
    encodings = [_MARKS[content[:2]]] if content[:2] in _MARKS else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise DocumentError("这不是文本文件：内容是二进制的，或者编码无法识别。", hint=_HINT)
