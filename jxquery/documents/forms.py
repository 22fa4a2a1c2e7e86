"""Reads forms from grids of real cells, whatever format they come from.

A form has labelled cells and a table of indicators below a header, or is a row and what follows it in a list of many
projects. It is found by its words; the layout that has all of them is the one it is of. A form is loaded whole or not
at all: what cannot be read is a problem with its place, and the form is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from jxquery.documents.form_records import Form, write
from jxquery.documents.form_rows import Indicator, Table, UnreadableError, read_table
from jxquery.documents.front import Front, Given, field_of, inline, joined_labels, joined_row, read_front
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.headers import Header, Row, find_header, nearest_header
from jxquery.documents.layout import Layout
from jxquery.documents.words import Words, label_key
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze
from jxquery.types import Problem, Record

SKIPPED = "整张表没有载入"
SKIPPED_PROJECT = "到下一个项目为止都没有载入"
_NAME = "项目名称"
_TITLE_WITHIN = 12


def split_forms(grid: Grid, layout: Layout) -> tuple[Grid, ...]:
    """The forms of a grid of real cells.

    Each begins at its unit row, its name or its title above; one whose name cannot be found, at what stands above its
    header. A list of many projects is one.
    """
    words = layout.words
    rows = joined_labels(grid.rows, words)
    starts: list[int] = []
    named, header = False, -1
    for n, row in enumerate(rows):
        if _is_header(rows, n, words):
            if not starts or (header >= 0 and not named and _is_front(rows[_above(rows, n)], words)):
                starts.append(_first(rows, n, header, words))
            header, named = n, False
            continue
        is_name = any(_is_name(cell, words) for cell in row)
        is_unit = words.start.fullmatch(joined_row(row)) is not None
        if (is_name or is_unit) and (not starts or named or (header >= starts[-1])):
            starts.append(_first(rows, n, header, words))
            named = False
            header = -1 if header < starts[-1] else header
        named = named or is_name
    return tuple(Grid(tuple(rows[a:b]), name=grid.name) for a, b in pairwise([*starts, len(rows)]))


def is_form(grid: Grid, layout: Layout) -> bool:
    """Whether a part of a document is a form at all: it has a header, or its name and one more label."""
    if has_header(grid, layout):
        return True
    found = (field_of(c, layout.words) or (inline(c, layout.words) or (None,))[0] for r in grid.rows for c in r)
    labels = {of.column for of in found if of is not None}
    return len(labels) > 1 and _NAME in labels


def has_header(grid: Grid, layout: Layout) -> bool:
    """Whether the header of a table of indicators is in the grid."""
    return any(_is_header(grid.rows, n, layout.words) for n in range(len(grid.rows)))


def begins_form(grid: Grid, layout: Layout) -> bool:
    """Whether a form begins in the grid: the name of a project, or a unit row, stands in it."""
    words = layout.words
    return any(
        words.start.fullmatch(joined_row(row)) is not None or any(_is_name(cell, words) for cell in row)
        for row in joined_labels(grid.rows, words)
    )


def is_narrative(texts: Iterable[str], words: Words) -> bool:
    """Whether these are the texts of a report in prose: its title is among the first of them."""
    first = (squeeze(text) for text in islice((t for t in texts if t.strip()), _TITLE_WITHIN))
    return any(words.narrative.fullmatch(text) for text in first)


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


# --- where forms begin ---------------------------------------------------------------------------------------------


def _is_header(rows: Sequence[Row], n: int, words: Words) -> bool:
    return find_header(rows, n, words) is not None


def _is_name(cell: Cell, words: Words) -> bool:
    of = field_of(cell, words) or (inline(cell, words) or (None,))[0]
    return of is not None and of.column == _NAME


def _above(rows: Sequence[Row], n: int) -> int:
    """The nearest row above that holds anything."""
    return next((m for m in range(n - 1, -1, -1) if any(c.text.strip() for c in rows[m])), n)


def _is_front(row: Row, words: Words) -> bool:
    """Whether a row stands in front of a table: it holds a label with something beside it."""
    filled = [cell for cell in row if cell.text.strip()]
    return bool(filled) and (
        inline(filled[0], words) is not None or (len(filled) > 1 and any(field_of(c, words) for c in filled[:2]))
    )


def _first(rows: Sequence[Row], n: int, header: int, words: Words) -> int:
    """Where the form that is known by row `n` begins: title, year and unit stand above its name."""
    start = n
    for m in range(n - 1, header, -1):
        filled = [cell for cell in rows[m] if cell.text.strip()]
        if filled and not _is_heading(filled, words):
            break
        start = m if filled else start
    return start


def _is_heading(filled: list[Cell], words: Words) -> bool:
    text = squeeze(filled[0].text)
    if len(filled) == 1:
        patterns = (*words.title, *words.year_title, words.money_line, words.start)
        if any(p.fullmatch(text) for p in patterns):
            return True
    known = [field_of(cell, words) or (inline(cell, words) or (None,))[0] for cell in filled]
    money = [words.money_line.fullmatch(squeeze(cell.text)) for cell in filled]
    if known[0] is not None:
        return known[0].kind in ("text", "unit", "year", "other") and known[0].column != _NAME
    return bool(money[0]) or (len(filled) > 1 and words.start.fullmatch(joined_row(tuple(filled))) is not None)


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
    at = next((n for n in range(len(rows)) if _is_header(rows, n, words)), None)
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
        return _listed(front, header, rows[at + header.rows :], first, words)
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
    above = [c.text for c in rows[_above(rows, n)] if c.text.strip()] if n else []
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


# --- a list of many projects ---------------------------------------------------------------------------------------


def _listed(
    front: Front, header: Header, rows: Sequence[Row], first: str, words: Words
) -> list[Form | UnreadableError]:
    """The projects of a list; a row with the cells of a project begins one, and rows of totals are none.

    Of a row that cannot be read it is not known which project it is of: the one above it is left out, and what stands
    below it up to the next one.
    """
    table = read_table(header, rows, words)
    forms: list[Form | UnreadableError] = []
    broken: UnreadableError | None = None
    carried: dict[str, Given] = {}
    current: list[Indicator] = []
    project: dict[str, Given] = {}

    def close() -> None:
        nonlocal broken
        if broken is not None and project:
            forms.append(broken)
            broken = None
            current.clear()
        elif current:
            own = Front([*front.given, *project.values()], [], dict(front.groups), front.years, [], front.unit)
            place = current[0].place
            forms.append(Form(place, own, Table(list(current)), header, listed=True))
            current.clear()

    of_units = {n: cells for n, cells, _ in table.project_rows}
    for n, row in enumerate(table.indicators):
        above = _given(of_units.get(n, {}), header, words)  # the total of a unit, whose projects stand below
        if above:
            close()
            project = {}
            carried = {c: g for c, g in above.items() if g.field.kind == "unit"}
        given = _given(row.project, header, words)
        name = given.get(_NAME)
        if row.broken is not None:
            broken = broken or row.broken
            if name is None and given:
                raise row.broken
        if name is not None and _differs(given, project):
            close()
            carried.update({c: g for c, g in given.items() if g.field.kind == "unit"})
            project = {**{c: g for c, g in carried.items() if c not in given}, **given}
        elif name is None and given and any(_differs({c: g}, project) for c, g in given.items()):
            raise UnreadableError(row.place, f"「{'、'.join(given)}」有内容，{_NAME}却是空的")
        if row.broken is not None:
            broken = broken or row.broken
            continue
        if _NAME not in project:
            raise UnreadableError(row.place, f"第一个指标以前没有{_NAME}")
        current.append(row)
    close()
    if not forms:
        raise UnreadableError(first, "表头下面没有指标")
    for n, form in reversed(list(enumerate(forms))):
        if isinstance(form, Form):
            left = [*front.untaken, *table.untaken]
            forms[n] = replace(form, table=replace(table, indicators=form.table.indicators, totals={}, untaken=left))
            break
    return forms


def _given(cells: Mapping[int, Cell], header: Header, words: Words) -> dict[str, Given]:
    """The fields of a project's cells, with the unit of money that their headings give."""
    found: dict[str, Given] = {}
    heads = {squeeze(c.text): c for c in header.cells}
    units = {label_key(text): m["unit"] for text in heads if (m := words.money_label.fullmatch(text))}
    for at, cell in cells.items():
        of = header.project[at]
        unit = next((u for label, u in units.items() if label in of.labels), "")
        found[of.column] = Given(of, cell, unit)
    return found


def _differs(given: dict[str, Given], project: dict[str, Given]) -> bool:
    """Whether cells begin another project; some forms repeat the project on each row."""
    return any(
        column not in project or squeeze(g.cell.text) != squeeze(project[column].cell.text)
        for column, g in given.items()
    )
