"""Reports in Markdown or plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from jxquery.errors import DocumentError, reason_of
from jxquery.filling.figures import Grid
from jxquery.filling.pieces import Drawing, Found, Piece
from jxquery.filling.placeholders import KEPT, PATTERN
from jxquery.render.files import cannot_write, replacing
from jxquery.whole_files import replacing as replacing_here

SUFFIXES = (".md", ".markdown", ".txt")
PICTURES = "svg"
_MARKUP = re.compile(r"([\\`*_<>\[\]|])")


class Document(Struct, frozen=True):
    """The lines of the file, with their ends, and the placeholders in them."""

    lines: tuple[str, ...]
    found: tuple[Found, ...]
    markdown: bool


def read(file: Path) -> Document:
    """The report in the file. Raises `DocumentError`."""
    try:
        lines = file.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise DocumentError(f"读不出来：{reason_of(error)}。", place=str(file), hint="请检查文件名。") from None
    except UnicodeDecodeError:
        raise DocumentError("不是 UTF-8 编码的文字。", place=str(file), hint="请另存为 UTF-8 再试。") from None
    found = tuple(
        Found(match[1], f"第{number}行", line.strip() == match[0])
        for number, line in enumerate(lines, 1)
        for match in PATTERN.finditer(line)
    )
    return Document(tuple(lines), found, markdown=file.suffix.lower() != ".txt")


def write(document: Document, pieces: Mapping[str, Piece], output: Path) -> None:
    """The report with its placeholders replaced; pictures stand beside it. Raises `OutputError`."""
    pictures: dict[str, str] = {}
    for said, piece in pieces.items():
        if isinstance(piece, Drawing):
            name = f"{output.stem}_图{len(pictures) + 1}{piece.suffix}"
            save_beside(output.with_name(name), piece.data)
            pictures[said] = f"![{_escaped(piece.title, markdown=True)}](<{name}>)"

    def shown(match: re.Match[str]) -> str:
        piece = pieces[match[1]]
        if isinstance(piece, Drawing):
            return pictures[match[1]]
        return _table(piece) if isinstance(piece, Grid) else _escaped(piece, markdown=document.markdown)

    lines = (KEPT.sub("", PATTERN.sub(shown, line)) for line in document.lines)
    save(output, "\n".join(lines).encode())


def save(file: Path, data: bytes) -> None:
    """Write the file that somebody named, whole or not at all. Raises `OutputError`."""
    with replacing(file) as beside:
        beside.write_bytes(data)


def save_beside(file: Path, data: bytes) -> None:
    """As `save`, where the name is not somebody's choice: what a link of that name points to is left alone."""
    try:
        with replacing_here(file) as beside:
            beside.write_bytes(data)
    except OSError as error:
        raise cannot_write(file, error) from None


def _table(grid: Grid) -> str:
    rule = ("---:" if number else "---" for number in grid.numbers)
    rows = (grid.headings, *grid.rows)
    lines = [f"| {' | '.join(_escaped(cell, markdown=True) for cell in row)} |" for row in rows]
    return "\n".join((lines[0], f"| {' | '.join(rule)} |", *lines[1:]))


def _escaped(text: str, *, markdown: bool) -> str:
    flat = " ".join(text.split())
    return _MARKUP.sub(r"\\\1", flat) if markdown else flat
