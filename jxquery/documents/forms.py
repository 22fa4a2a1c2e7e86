"""Reads forms from grids of real cells, whatever format they come from.

A form has labelled cells and a table of indicators below a header, or is a row and what follows it in a list of many
projects. It is found by its words; the layout that has all of them is the one it is of. A form is loaded whole or not
at all: what cannot be read is a problem with its place, and the form is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jxquery.documents.form_bounds import row_above
from jxquery.documents.form_list import read_list
from jxquery.documents.form_records import Form, write
from jxquery.documents.form_rows import UnreadableError, read_table
from jxquery.documents.front import read_front
from jxquery.documents.grid import Grid
from jxquery.documents.headers import Header, Row, find_header, nearest_header
from jxquery.documents.layout import Layout
from jxquery.documents.words import Words, label_key
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze
from jxquery.types import Problem, Record

SKIPPED = "整张表没有载入"
SKIPPED_PROJECT = "到下一个项目为止都没有载入"
_NAME = "项目名称"


def read_form(
    grid: Grid, number: int, key: int, layouts: Sequence[Layout], schema: Schema
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records of one form, or of all forms of a list; or none, and the problems that kept them out.

    `number` is the form's place in the document (表8); `key` is the first project's number among those loaded.
    """
    title = f"表{number}"
    records: list[Record] = []
    problems: list[Problem] = []
    try:
        forms = _forms(grid, layouts)
    except UnreadableError as error:
        return (), (_skipped(title, error, SKIPPED),)
    action = SKIPPED if len(forms) == 1 else SKIPPED_PROJECT
    for form in forms:
        try:
            if isinstance(form, UnreadableError):
                raise form
            written, noted = write(form, title, key, layouts[0].words, schema)
        except UnreadableError as error:
            problems.append(_skipped(title, error, action))
            continue
        records += written
        problems += noted
        key += 1
    return tuple(records), tuple(problems)


def _skipped(title: str, error: UnreadableError, action: str) -> Problem:
    return Problem(f"{title} {error.place}".strip(), error.message, action)


# --- one form ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    """A table of a form: its header, the rows below it, and the half of the form that it is."""

    header: Header
    rows: list[Row] = field(default_factory=list)
    half: str = ""


def _forms(grid: Grid, layouts: Sequence[Layout]) -> list[Form | UnreadableError]:
    words = layouts[0].words
    rows = grid.rows
    first = next((c.place for row in rows for c in row if c.text.strip()), rows[0][0].place)
    at = next((n for n in range(len(rows)) if find_header(rows, n, words)), None)
    if at is None:
        near, lacks = nearest_header(rows, words)
        if near:
            said = " ".join(squeeze(cell.text) for cell in near)
            raise UnreadableError(near[0].place, f"表头「{said}」里没有认识的「{lacks}」一列")
        raise UnreadableError(first, f"没有找到表头「{' '.join(c.column for c in layouts[0].columns)}」")
    header = find_header(rows, at, words)
    assert header is not None  # noqa: S101 — `at` is where it is
    front = read_front(rows[:at], words)
    if header.project:
        _layout(layouts, header, set(), "list", first)
        return read_list(front, header, rows[at + header.rows :], first, words)
    if (name := front.first(_NAME)) is None or not squeeze(name.cell.text):
        raise UnreadableError(first, f"没有找到「{_NAME}」")
    parts = list(_parts(rows, at, words))
    year = next((p for p in parts if p.half == "year"), parts[0])
    found = {g.field.column for g in front.given}
    _layout(layouts, header, found, "cells", first, tables=len(parts) > 1)
    table = read_table(year.header, year.rows, words)
    if not table.indicators:
        raise UnreadableError(header.cells[0].place, "表头下面没有指标")
    for other in parts:
        if other is not year:
            long = read_table(other.header, other.rows, words).indicators
            table.left_long += [row.place for row in long]
    return [Form(first, front, table, year.header)]


def _parts(rows: Sequence[Row], at: int, words: Words) -> Iterator[_Part]:
    """The tables of a form: a header begins a new one where it, or the line above it, names another half."""
    part: _Part | None = None
    skip = 0
    for n in range(at, len(rows)):
        if skip:
            skip -= 1
            continue
        header = find_header(rows, n, words)
        half = _half(rows, n, header, words) if header else ""
        if header is not None and (part is None or (half and half != part.half)):
            if part is not None:
                yield part
            part, skip = _Part(header, half=half), header.rows - 1
        elif part is not None:
            part.rows.append(rows[n])
    if part is not None:
        yield part


def _half(rows: Sequence[Row], n: int, header: Header, words: Words) -> str:
    """Which half of a form the table below a header is, by its side or the line above it."""
    beside = [rows[n][k].text for k in header.side if k < len(rows[n])]
    above = [c.text for c in rows[row_above(rows, n)] if c.text.strip()] if n else []
    said = [*beside, *(above if len(above) == 1 else [])]
    keys = [key for text in said if (key := label_key(text)) in words.structure]
    for half, marks in (("long", words.long), ("year", words.year)):
        if any(key.startswith(mark) for key in keys for mark in marks):
            return half
    return ""


def _layout(
    layouts: Sequence[Layout], header: Header, found: set[str], front: str, place: str, *, tables: bool = False
) -> Layout:
    """The layout that has most of what this form has and nothing that it lacks. Raises UnreadableError."""
    columns = {*header.at, *(["比较符"] if header.operators else [])}
    fields = found | {f.column for f in header.project.values()}
    halves = "tables" if tables else "columns" if header.doubled else ""
    best: tuple[int, Layout] | None = None
    near: tuple[int, Layout, set[str]] | None = None
    for layout in layouts:
        if layout.front != front:
            continue
        wanted = {c.column for c in layout.columns}
        missing = (wanted - columns) | {f.column for f in layout.fields if f.required and f.column not in fields}
        missing |= {c.column for c in layout.words.columns if c.kind == "class" and c.column in columns - wanted}
        fits = len(wanted) + len(fields & {f.column for f in layout.fields})
        if missing:
            near = min(near, (len(missing), layout, missing), key=lambda x: x[0]) if near else (
                len(missing), layout, missing,
            )  # fmt: skip
        elif layout.halves in (halves, "") and (best is None or fits + 10 * (layout.halves == halves) > best[0]):
            best = (fits + 10 * (layout.halves == halves), layout)
    if best is not None:
        return best[1]
    heads = " ".join(squeeze(c.text) for c in header.cells)
    message = f"表头「{heads}」不是认识的版式"
    if near is not None:
        message += f"；最接近「{near[1].name}」，不合的是：{'、'.join(sorted(near[2]))}"
    raise UnreadableError(place, message)
