"""Text files: running text without borders, or text in which signs between the cells are left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from jxquery.documents.grid import Borders, Cell, Grid
from jxquery.errors import DocumentError

# UTF-16 only with its mark; GB 18030 is what Windows writes where UTF-8 is not chosen.
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")  # |---|---|, the rule below the header of a Markdown table
_BARS = str.maketrans({"│": "|", "┃": "|", "｜": "|", "¦": "|"})
_GAP = re.compile(r"(?<=\S)(?:[^\S\n]{2,}|\u3000+)(?=\S)")
_WHITE_CELLS = 2  # one line of white space is no sign yet
_FEW = 10  # of so many lines two may stand close to the next one, or hold a space
_CELLS_A_ROW = 3  # a table of indicators has at least so many columns
_HINT = "请用文本编辑器另存为 UTF-8 编码的 .txt 再载入。"


def read_text(content: bytes) -> tuple[Grid, ...]:
    """The grid of a text file; places are the file's own line numbers from 1. Raises DocumentError without a place."""
    text = decode(content)
    if not text.strip():
        raise DocumentError("文件是空的，里面没有文字。", hint="请确认导出是否成功，再重新载入。")
    # Only real line breaks count: an editor must show the same numbers.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    barred = [line.translate(_BARS) for line in lines]
    filled = [line for line in barred if line.strip()]
    if _most("\t" in line for line in filled):
        return (_grid(([part.strip() for part in line.split("\t")], n) for n, line in enumerate(lines, 1)),)
    bars = [line for line in filled if "|" in line]
    if 2 * len(bars) > len(filled):
        if _most(line.count("|") == 1 and line.rstrip().endswith("|") for line in bars):
            return (_grid(_stream(barred), "cells"),)
        return (_grid(_rows(barred)),)
    if _shows_empty(lines):
        return (_grid((([line.strip()], n) for n, line in enumerate(lines, 1) if line), "cells"),)
    if _most(len(_GAP.findall(line)) + 1 >= _CELLS_A_ROW for line in filled):
        return (_grid((_GAP.split(line.strip()), n) for n, line in enumerate(lines, 1)),)
    return (Grid(tuple((Cell(line, f"第{n}行"),) for n, line in enumerate(lines, 1)), flowing=True),)


def _most(fits: Iterator[bool]) -> bool:
    counted = Counter(fits)
    return counted[True] > counted[False]


def _shows_empty(lines: list[str]) -> bool:
    """Whether every cell is a line with a blank line below it, and an empty cell a line of white space.

    A page gives its table so to the clipboard: &nbsp; stands in its empty cells. A line with spaces in it is no cell.
    """
    white = sum(line != "" and not line.strip() for line in lines)
    cells = [line for line in lines if line.strip()]
    close = sum(bool(a) and bool(b) for a, b in pairwise(lines))
    spaced = sum(line != line.rstrip() or len(line.split()) > 1 for line in cells)
    return white >= _WHITE_CELLS and _FEW * (close + spaced) <= 2 * len(cells)


def _grid(rows: Iterator[tuple[list[str], int]], borders: Borders = "rows") -> Grid:
    """The rows that hold anything, in a stream of cells the empty ones too; all cells of a row have its place."""
    cells = (tuple(Cell(text, f"第{n}行") for text in row) for row, n in rows)
    kept = tuple(row for row in cells if borders == "cells" or any(cell.text for cell in row))
    return Grid(kept, flowing=True, borders=borders)


def _stream(lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Cells that end in a bar, one after the other; one may go over several lines."""
    held: list[str] = []
    begin = 1
    for n, line in enumerate(lines, 1):
        *ended, rest = line.split("|")
        for part in ended:
            yield ["\n".join([*held, part]).strip()], begin if any(h.strip() for h in held) else n
            held, begin = [], n
        if rest.strip():
            begin = begin if held else n
            held.append(rest)
    if held:
        yield ["\n".join(held).strip()], begin


def _rows(lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Rows of cells between bars. Where all rows have as many bars, a line that has fewer was broken inside a cell."""
    counts = Counter(line.count("|") for line in lines if "|" in line and not _RULE.fullmatch(line))
    usual, often = counts.most_common(1)[0]
    whole = usual if 2 * often > counts.total() else 0
    framed = all(line.lstrip().startswith("|") for line in lines if "|" in line)
    held, begin = "", 0
    for n, line in enumerate(lines, 1):
        if not line.strip() or _RULE.fullmatch(line):
            continue
        if not held and "|" not in line:
            yield [line.strip()], n  # a title or a unit row: no table's row begins without a bar
            continue
        joined = f"{held}\n{line}" if held else line
        begin = begin if held else n
        if joined.count("|") < whole and _goes_on(lines, n, whole - joined.count("|")):
            held = joined
            continue
        yield _parts(joined, framed=framed), begin
        held = ""
    if held:
        yield _parts(held, framed=framed), begin


def _goes_on(lines: list[str], after: int, missing: int) -> bool:
    """Whether the next lines hold just the bars that a row still lacks."""
    for line in lines[after:]:
        missing -= line.count("|")
        if missing <= 0:
            return missing == 0
    return False


def _parts(line: str, *, framed: bool) -> list[str]:
    """The cells of a row; in a frame the first bar stands before the first cell."""
    row = line.strip()
    return [part.strip() for part in (row.removeprefix("|") if framed else row).removesuffix("|").split("|")]


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
