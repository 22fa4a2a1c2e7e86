"""A file to a document: the reader by its format, the layout by its words, the records of every form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from jxquery.documents.content import read_content
from jxquery.documents.flow import restore
from jxquery.documents.forms import SKIPPED, is_form, read_form, split_forms
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
    try:
        grids = reader(content)
    except DocumentError as error:
        raise DocumentError(error.message, place=str(path), hint=error.hint) from None
    known_layouts = load_layouts(schema) if layouts is None else layouts
    for layout in known_layouts:
        forms, problems = _forms(grids, layout, schema)
        if forms:
            records, more = _records(forms, layout, schema)
            if not records:
                raise DocumentError(
                    f"按「{layout.name}」找到 {len(forms)} 张表，都读不出来；{more[0].place}：{more[0].message}。",
                    place=str(path),
                    hint=_OTHER_LAYOUT,
                )
            sha = hashlib.sha256(content).hexdigest()
            unread = sum(problem.action == SKIPPED for problem in more)
            return Document(path.name, sha, suffix, records, (*problems, *more), len(forms), unread)
    expected = "；".join(layout.expects for layout in known_layouts)
    raise DocumentError(
        f"里面没有绩效目标表。要有的是：{expected}。",
        place=str(path),
        hint=_OTHER_LAYOUT,
    )


def _forms(grids: tuple[Grid, ...], layout: Layout, schema: Schema) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The forms of all grids in the file's order, and what was not read on the way to them."""
    found: list[Grid] = []
    problems: list[Problem] = []
    for grid in joined(grids, layout):
        forms, noted = restore(grid, layout, schema.units) if grid.flowing else (split_forms(grid, layout), ())
        found += [form for form in forms if is_form(form, layout)]
        problems += (*grid.problems, *noted)
    return tuple(found), tuple(problems)


def _records(forms: tuple[Grid, ...], layout: Layout, schema: Schema) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """All forms' records, projects numbered from 1 without gaps, and what was not read."""
    records: list[Record] = []
    problems: list[Problem] = []
    key = 1
    for number, form in enumerate(forms, 1):
        found, noted = read_form(form, number, key, layout, schema)
        records.extend(found)
        problems.extend(noted)
        key += bool(found)
    return tuple(records), tuple(problems)
