"""The header of a table of indicators: found by its words, on one line or two, its columns once or doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jxquery.documents.grid import Cell
from jxquery.documents.words import Field, FormColumn, Words, label_key
from jxquery.text.normalise import squeeze

_SHORT = 8  # a heading that names a half: 年度绩效指标, 长期指标值
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand.

    `at`: the place of each column; `operators`: those of the columns whose cells say how to compare. `wide`: the
    places that belong to a column's heading besides its own. `project`: in a flat list, the columns of the projects.
    `long`: the places of the half that is of all years. `side`: the places left of everything. `unknown`: headings
    that no column has, by place. `rows`: the lines it takes. `taken`: the places whose cells are read below it.
    """

    at: Mapping[str, int]
    operators: tuple[int, ...]
    wide: Mapping[int, tuple[int, ...]]
    project: Mapping[int, Field]
    long: Mapping[str, int]
    side: tuple[int, ...]
    unknown: Mapping[int, Cell]
    width: int
    rows: int
    cells: Row
    taken: frozenset[int]

    @property
    def doubled(self) -> bool:
        """Whether the indicators stand twice, side by side."""
        return bool(self.long)

    def unit_of(self, field: Field, words: Words) -> str:
        """The unit of money that the heading of a field names; empty where it names none."""
        heads = (squeeze(cell.text) for cell in self.cells)
        units = ((label_key(text), m["unit"]) for text in heads if (m := words.money_label.fullmatch(text)))
        return next((unit for label, unit in units if label in field.labels), "")


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading: its text as compared, and the half of a doubled table that it speaks of."""

    place: int
    cell: Cell
    column: FormColumn | None
    half: str


def find_header(rows: Sequence[Row], n: int, words: Words) -> Header | None:
    """The header that begins in row `n`; None where there is none."""
    row = rows[n]
    if not _may_be_header(tuple([cell.text for cell in row]), words):
        return None
    second = rows[n + 1] if n + 1 < len(rows) else ()
    heads = _two_lines(row, second, words)
    lines = 2 if heads else 1
    heads = heads or tuple(_head(k, cell, "", words) for k, cell in enumerate(row) if cell.text.strip())
    kinds = {h.column.kind for h in heads if h.column}
    if not {"name", "value"} <= kinds:
        return None
    return _header(heads, max(len(row), len(second) if lines == 2 else 0), lines, words)  # noqa: PLR2004


@lru_cache(maxsize=1 << 14)
def _may_be_header(texts: tuple[str, ...], words: Words) -> bool:
    """Whether any of a row's texts can stand in a header; a row is asked about several times."""
    filled = [text for text in texts if text.strip()]
    return len(filled) > 1 and any(_groups(text, words) for text in filled)


def nearest_header(rows: Sequence[Row], words: Words) -> tuple[Row, str]:
    """The row that is most like a header, and which column it has no heading of; nothing where none is like one."""
    best: tuple[int, Row, str] = (1, (), "")
    for row in rows:
        filled = tuple(cell for cell in row if cell.text.strip())
        kinds = {of.kind for cell in filled if (of := words.column_by_label.get(label_key(cell.text)))}
        lacks = [c.column for c in words.columns if c.kind in ("name", "value") and c.kind not in kinds]
        if len(kinds) > best[0] and lacks:
            best = len(kinds), filled, "」「".join(lacks)
    return best[1:]


def _two_lines(top: Row, bottom: Row, words: Words) -> tuple[_Head, ...]:
    """The headings where the second line continues the first; none where it does not."""
    filled = [k for k, cell in enumerate(bottom) if cell.text.strip()]
    if not filled or len(bottom) != len(top) or not all(_groups(cell.text, words) for cell in top if cell.text.strip()):
        return ()
    heads = []
    for k, cell in enumerate(bottom):
        above = next((top[j] for j in range(k, -1, -1) if top[j].text.strip()), Cell("", ""))
        if cell.text.strip():
            head = _head(k, cell, above.text, words)
            if head.column is None:
                return ()
            heads.append(head)
        elif top[k].text.strip() and not _spans(top, bottom, k):
            heads.append(_head(k, top[k], "", words))
    return tuple(heads)


@lru_cache(maxsize=1 << 16)
def _groups(text: str, words: Words) -> bool:
    """Whether a cell of a first line can stand above headings: it is one, a label of the side, or names a half."""
    key = label_key(text)
    if key in words.column_by_label or key in words.structure:
        return True
    return len(key) <= _SHORT and key.startswith(words.halves)


def _spans(top: Row, bottom: Row, k: int) -> bool:
    """Whether the heading of the first line stands only above those of the second."""
    end = next((j for j in range(k + 1, len(top)) if top[j].text.strip()), len(top))
    return any(bottom[j].text.strip() for j in range(k, end))


def _head(place: int, cell: Cell, above: str, words: Words) -> _Head:
    return _Head(place, cell, *_meaning(cell.text, above, words))


@lru_cache(maxsize=1 << 14)
def _meaning(text: str, above: str, words: Words) -> tuple[FormColumn | None, str]:
    """The column that a heading is of, and its half."""
    key, group = label_key(text), label_key(above)
    whole = squeeze(text) + squeeze(above)
    half = next((h for h, said in (("long", words.long), ("year", words.year)) if any(w in whole for w in said)), "")
    bare = key
    for word in (*words.long, *words.year):
        bare = bare.removeprefix(word)
    known = words.column_by_label
    found = next((known[w] for w in (key, key + group, group + key, bare) if w in known), None)
    return found, half


def _header(heads: tuple[_Head, ...], width: int, lines: int, words: Words) -> Header | None:
    name = next(h.place for h in heads if h.column and h.column.kind == "name")
    project: dict[int, Field] = {}
    table: list[_Head] = []
    unknown: dict[int, Cell] = {}
    side: list[int] = []
    named = any(label_key(h.cell.text) in words.field_by_label and _is_name(h, words) for h in heads)
    for head in heads:
        of = words.field_by_label.get(label_key(head.cell.text))
        if named and of is not None and head.place < name and (head.column is None or head.column.kind != "class"):
            project[head.place] = of
        elif head.column is not None:
            table.append(head)
        elif not table and not named and words.is_side(head.cell.text):
            side.append(head.place)
        else:
            unknown[head.place] = head.cell
    first = min(h.place for h in table)
    side += [k for k in range(first) if k not in project and k not in side and k not in unknown]
    year, long = _halves(table)
    at = {h.column.column: h.place for h in reversed(year) if h.column and h.column.kind != "operator"}
    taken = {h.place for h in heads}
    wide = {
        h.place: tuple(_covered(h.place, taken, width))
        for h in table
        if h.column and h.column.kind in ("class", "name", "description")
    }
    operators = tuple(h.place for h in year if h.column and h.column.kind == "operator")
    covered = (k for places in wide.values() for k in places)
    return Header(
        at=at,
        operators=operators,
        wide=wide,
        project=project,
        long={h.column.column: h.place for h in long if h.column},
        taken=frozenset((*at.values(), *operators, *project, *(h.place for h in long if h.column), *covered)),
        side=tuple(side),
        unknown=unknown,
        width=width,
        rows=lines,
        cells=tuple(h.cell for h in heads),
    )


def _is_name(head: _Head, words: Words) -> bool:
    return words.field_by_label[label_key(head.cell.text)].column == "项目名称"


def _covered(place: int, taken: set[int], width: int) -> list[int]:
    end = next((k for k in range(place + 1, width) if k in taken), width)
    return list(range(place + 1, end)) if end < width else []


def _halves(table: list[_Head]) -> tuple[list[_Head], list[_Head]]:
    """The headings of the year's half with those that both share, and those of the other half."""
    values = [h for h in table if h.column and h.column.kind == "value"]
    if len(values) < 2:  # noqa: PLR2004 — two halves
        return table, []
    border = values[0].place
    first = [h for h in table if h.place <= border and _twice(h, table)]
    second = [h for h in table if h.place > border and _twice(h, table)]
    shared = [h for h in table if not _twice(h, table)]
    year_first = any(h.half == "year" for h in first) and any(h.half == "long" for h in second)
    return (first + shared, second) if year_first else (second + shared, first)


def _twice(head: _Head, table: list[_Head]) -> bool:
    return sum(h.column is head.column for h in table) > 1
