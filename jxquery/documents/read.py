"""A file to a document: the reader by its format, the layout by its words, the records of every form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jxquery.documents.content import read_content
from jxquery.documents.flow import restore
from jxquery.documents.form_bounds import is_form, is_narrative, split_forms
from jxquery.documents.forms import SKIPPED, read_form
from jxquery.documents.grid import Grid
from jxquery.documents.joining import joined, stray
from jxquery.documents.layout import Layout, load_layouts
from jxquery.documents.limits import LARGEST_FILE
from jxquery.documents.reader_csv import read_csv_form
from jxquery.documents.reader_docx import read_docx
from jxquery.documents.reader_excel import read_xls, read_xlsx
from jxquery.documents.reader_html import read_html
from jxquery.documents.reader_pdf import read_pdf
from jxquery.documents.reader_text import read_text
from jxquery.documents.signature import BINARY, has_signature, kind_of
from jxquery.errors import DocumentError
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze
from jxquery.types import Document, Problem, Record

# A new format is one reader and one line here; a reader imports its library when it is called.
READERS: dict[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "txt": read_text,
    "text": read_text,
    "md": read_text,
    "tsv": read_text,
    "html": read_html,
    "htm": read_html,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "docx": read_docx,
    "pdf": read_pdf,
    "csv": read_csv_form,
}
_OWN_TABLE = "自己的表要有一份 schema。先写：jxquery schema infer 图书.csv -o 图书.toml；再带 --schema 图书.toml 载入。"
_OTHER_LAYOUT = "请确认这是绩效目标表；如果是别的版式，可在 jxquery/documents/layouts/ 里加一个版式文件。"
_LOCK = "~$"
_DAMAGED = "请重新下载或重新导出这个文件；能打开的话，另存一份再载入。"


def read_document(path: Path, schema: Schema, layouts: tuple[Layout, ...] | None = None) -> Document:
    """The records of all forms of a file. Raises DocumentError if it is missing, unreadable or has no form."""
    if path.name.startswith(_LOCK):
        said = "这是 Office 打开文件时留在旁边的临时文件，里面没有表。"
        raise DocumentError(said, place=str(path), hint=f"请载入它旁边的「{path.name.removeprefix(_LOCK)}」。")
    content = read_content(path, "jxquery load 绩效目标表.txt")
    known_layouts = load_layouts(schema) if layouts is None else layouts
    try:
        kind, read = _read(content, path)
        grids, restored = _restored(read, known_layouts, schema)
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
    left_out = sum(problem.action == SKIPPED for problem in more)
    return Document(path.name, sha, kind, records, (*restored, *problems, *more), len(forms), left_out)


def _without_forms(grids: tuple[Grid, ...], layouts: tuple[Layout, ...], path: Path) -> DocumentError:
    """Why there is nothing to load: a report in prose, or something else altogether."""
    if is_narrative((cell.text for grid in grids for row in grid.rows for cell in row), layouts[0].words):
        return DocumentError(
            "这是一份文字叙述的绩效报告，里面没有表格，没有可以载入的指标。",
            place=str(path),
            hint="请载入同一项目的绩效目标表或绩效自评表；报告里的数要先填进表里。",
        )
    problems = (p for grid in grids for p in grid.problems)  # some end their sentences themselves
    unread = next((f"{p.place}{p.message.rstrip('，')}，{p.action.rstrip('。')}。" for p in problems), "")
    known = "、".join(layout.name for layout in layouts if layout.front != "prose")
    return DocumentError(
        f"里面没有绩效目标表。要有「项目名称」，和有「三级指标」「指标值」的表头。认识的版式：{known}。{unread}",
        place=str(path),
        hint=_OWN_TABLE if path.suffix.lower() == ".csv" else _OTHER_LAYOUT,
    )


def _read(content: bytes, path: Path) -> tuple[str, tuple[Grid, ...]]:
    """The format and the grids of a file, whatever its name says. Raises DocumentError without a place."""
    if len(content) > LARGEST_FILE:
        said = f"文件有 {len(content) // 1_000_000} MB，超过 {LARGEST_FILE // 1_000_000} MB，没有读。"
        raise DocumentError(said, hint="请把有表的部分拆出来，另存后再载入。")
    if not content:
        raise DocumentError("文件是空的，里面没有文字。", hint="请确认导出是否成功，再重新载入。")
    suffix = path.suffix.lower().removeprefix(".")
    kind = kind_of(content, suffix)
    reader = READERS.get(kind)
    if reader is None:
        known = "、".join(f".{name}" for name in READERS)
        said = f"还不能读 {path.suffix or '没有扩展名'} 的文件，能读的是：{known}。"
        raise DocumentError(said, hint="请把它另存为其中一种再载入。")
    if kind in BINARY and kind == suffix and not has_signature(content):
        said = f"扩展名是 .{suffix}，内容却不是：可能没有下载完，或者改过扩展名。"
        raise DocumentError(said, hint=_DAMAGED)
    try:
        return kind, reader(content)
    except DocumentError:
        raise
    except MemoryError:
        raise DocumentError("读这个文件要的内存太多，没有读。", hint="请把有表的部分拆出来，另存后再载入。") from None
    except Exception as error:  # noqa: BLE001 — libraries raise anything on a broken file
        said = f"文件已经损坏，读不下去（{type(error).__name__}）。"
        raise DocumentError(said, hint=_DAMAGED) from None


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
    """The forms of all grids in the file's order, and what was not read on the way to them.

    A form behind which rows stand that may be its own, and cannot be joined to it, is cut short there.
    """
    found: list[Grid] = []
    problems: list[Problem] = []
    for grid in joined(grids, layouts[0]):
        for part in split_forms(grid, layouts[0]) or (grid,):
            if is_form(part, layouts[0]):
                found.append(part)
            elif found and not found[-1].cut and (cell := stray(part, found[-1], layouts[0])) is not None:
                found[-1] = replace(found[-1], cut=cell)
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
        if form.cut is not None:
            said = f"「{squeeze(form.cut.text)}」这几行像是这张表的后半，可是接不上"
            problems.append(Problem(f"表{number} {form.cut.place}", said, SKIPPED))
            continue
        key = 1 + sum(record.table == project.name for record in records)
        found, noted = read_form(form, number, key, layouts, schema)
        records.extend(found)
        problems.extend(noted)
    return tuple(records), tuple(problems)
