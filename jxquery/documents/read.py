"""A file to a document: the reader by its format, the layout by its words, the records of every form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from jxquery.documents.content import read_content
from jxquery.documents.flow import restore
from jxquery.documents.forms import is_form, is_narrative, read_form, split_forms
from jxquery.documents.grid import Grid
from jxquery.documents.joining import joined
from jxquery.documents.layout import Layout, load_layouts
from jxquery.documents.reader_text import read_text
from jxquery.errors import DocumentError
from jxquery.schema.model import Schema
from jxquery.types import Document, Problem, Record

# A new format is one reader and one line here.
READERS: dict[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "txt": read_text,
    "text": read_text,
    "md": read_text,
    "tsv": read_text,
}
_OWN_TABLE = "自己的表要有一份 schema。先写：jxquery schema infer 图书.csv -o 图书.toml；再带 --schema 图书.toml 载入。"
_OTHER_LAYOUT = "请确认这是绩效目标表；如果是别的版式，可在 jxquery/documents/layouts/ 里加一个版式文件。"


def read_document(path: Path, schema: Schema, layouts: tuple[Layout, ...] | None = None) -> Document:
    """The records of all forms of a file. Raises DocumentError if it is missing, unreadable or has no form."""
    content = read_content(path, "jxquery load 绩效目标表.txt")
    suffix = path.suffix.lower().removeprefix(".")
    reader = READERS.get(suffix)
    if reader is None:
        known = "、".join(f".{name}" for name in READERS)
        raise DocumentError(
            f"还不能读 {path.suffix or '没有扩展名'} 的文件，能读的是：{known}。",
            place=str(path),
            hint=_OWN_TABLE if suffix == "csv" else "请把它另存为 UTF-8 编码的 .txt 再载入。",
        )
    known_layouts = load_layouts(schema) if layouts is None else layouts
    try:
        grids, restored = _restored(reader(content), known_layouts, schema)
    except DocumentError as error:
        raise DocumentError(error.message, place=str(path), hint=error.hint) from None
    forms, problems = _forms(grids, known_layouts)
    if not forms:
        raise _without_forms(grids, known_layouts, path)
    records, more = _records(forms, known_layouts, schema)
    if not records:
        raise DocumentError(
            f"找到 {len(forms)} 张表，都读不出来；{more[0].place}：{more[0].message}。",
            place=str(path),
            hint=_OTHER_LAYOUT,
        )
    sha = hashlib.sha256(content).hexdigest()
    return Document(path.name, sha, suffix, records, (*restored, *problems, *more))


def _without_forms(grids: tuple[Grid, ...], layouts: tuple[Layout, ...], path: Path) -> DocumentError:
    """Why there is nothing to load: a report in prose, or something else altogether."""
    if is_narrative((cell.text for grid in grids for row in grid.rows for cell in row), layouts[0].words):
        return DocumentError(
            "这是一份文字叙述的绩效报告，里面没有表格，没有可以载入的指标。",
            place=str(path),
            hint="请载入同一项目的绩效目标表或绩效自评表；报告里的数要先填进表里。",
        )
    expected = "；".join(layout.expects for layout in layouts if layout.front != "prose")
    return DocumentError(f"里面没有绩效目标表。要有的是：{expected}。", place=str(path), hint=_OTHER_LAYOUT)


def _restored(
    grids: tuple[Grid, ...], layouts: tuple[Layout, ...], schema: Schema
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The grids with the cells of running text restored, and what was left out of it."""
    found: list[Grid] = []
    problems: list[Problem] = []
    for grid in grids:
        real, noted = restore(grid, layouts, schema.units) if grid.flowing else (grid, ())
        found.append(real)
        problems += noted
    return tuple(found), tuple(problems)


def _forms(grids: tuple[Grid, ...], layouts: tuple[Layout, ...]) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The forms of all grids in the file's order, and what was not read on the way to them."""
    found: list[Grid] = []
    problems: list[Problem] = []
    for grid in joined(grids, layouts[0]):
        found += [form for form in split_forms(grid, layouts[0]) if is_form(form, layouts[0])]
        problems += grid.problems
    return tuple(found), tuple(problems)


def _records(
    forms: tuple[Grid, ...], layouts: tuple[Layout, ...], schema: Schema
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """All forms' records, projects numbered from 1 without gaps, and what was not read."""
    records: list[Record] = []
    problems: list[Problem] = []
    project = schema.table(layouts[0].table)
    for number, form in enumerate(forms, 1):
        key = 1 + sum(record.table == project.name for record in records)
        found, noted = read_form(form, number, key, layouts, schema)
        records.extend(found)
        problems.extend(noted)
    return tuple(records), tuple(problems)
