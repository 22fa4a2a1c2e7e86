"""Files of a user's own tables to documents: a file's rows are the rows of one table of the user's schema."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

from jxquery.documents.amounts import AmountError
from jxquery.documents.cells import PLACES, read_cell, split_heading
from jxquery.documents.content import read_content
from jxquery.documents.reader_csv import Sheet, read_csv
from jxquery.errors import DocumentError
from jxquery.schema.model import ColumnDef, Schema, TableDef, Units
from jxquery.text.normalise import plain
from jxquery.types import Document, Problem, Record, Scalar

_FORMATS = ("csv", "tsv", "txt")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the values of a column stand in the file, and the unit that its heading gives them."""

    column: ColumnDef
    place: int
    unit: str | None


def read_table(path: Path, schema: Schema) -> Document:
    """The rows of one file. Raises `DocumentError` when it cannot be read, or no table is for it."""
    return _document(path, table_of(path, schema), schema.units)


def above_first(documents: Sequence[Document], schema: Schema) -> tuple[Document, ...]:
    """The documents, those of tables that others belong to first."""
    depth = {table.name: n for n, table in enumerate(schema.tables)}
    return tuple(sorted(documents, key=lambda d: depth[d.records[0].table] if d.records else 0))


def fits_table(path: Path, schema: Schema) -> bool:
    """Whether the name of the file is one that a table is read from; parquet may stand for CSV."""
    return any(_fits(path, table) for table in schema.tables)


def read_sheet(path: Path) -> tuple[Sheet, bytes]:
    """The rows of a CSV file, and its bytes. Raises `DocumentError`."""
    content = read_content(path, "jxquery load 图书.csv --schema 图书.toml")
    if path.suffix.lower().removeprefix(".") not in _FORMATS:
        known = "、".join(f".{name}" for name in _FORMATS)
        said = f"还不能把 {path.suffix or '没有扩展名'} 的文件当作表来读，能读的是：{known}。"
        raise DocumentError(said, place=str(path), hint="请把它另存为 CSV（逗号分隔）再载入。")
    try:
        return read_csv(content), content
    except DocumentError as error:
        raise DocumentError(error.message, place=str(path), hint=error.hint) from None


def _fits(path: Path, table: TableDef) -> bool:
    name = f"{path.stem}.csv" if path.suffix.lower() == ".parquet" else path.name
    return any(fnmatchcase(said.lower(), (table.file or "").lower()) for said in (path.name, name))


def table_of(path: Path, schema: Schema) -> TableDef:
    """The table of the user whose pattern the file's name fits; the only one, where there is only one."""
    fitting = [t for t in schema.tables if _fits(path, t)]
    if fitting:
        return max(fitting, key=lambda table: len(table.file or ""))
    if len(schema.tables) == 1:
        return schema.tables[0]
    known = "；".join(f"{t.name} 读 {t.file}" for t in schema.tables)
    hint = '请改文件名，或在 schema 文件里写上 file = "文件名"（可以用 * 代表任意几个字）。'
    raise DocumentError(f"不知道它是哪一个表：{known}。", place=str(path), hint=hint)


def _document(path: Path, table: TableDef, units: Units) -> Document:
    sheet, content = read_sheet(path)
    sources, problems = _sources(sheet, table, units, path)
    values: list[Record] = []
    odd: dict[str, list[Problem]] = defaultdict(list)
    long: dict[str, list[str]] = defaultdict(list)
    for number, cells in sheet.rows:
        place = f"第{number}行"
        found: dict[str, Scalar] = {}
        for source in sources:
            name = source.column.name
            try:
                value = read_cell(cells[source.place], source.column, source.unit, units)
            except AmountError as error:
                odd[name].append(Problem(place, f"列「{name}」的{error}，", "按空着处理。"))
                value = None
            if isinstance(value, Decimal) and value != (rounded := value.quantize(PLACES)):
                long[name].append(place)
                value = rounded
            found[name] = value
        values.append(Record(table.name, found, place))
    sha = hashlib.sha256(content).hexdigest()
    noted = (*sheet.problems, *problems, *_odd(odd), *_rounded(long))
    return Document(path.name, sha, path.suffix.lower().removeprefix("."), tuple(values), noted)


def _sources(
    sheet: Sheet, table: TableDef, units: Units, path: Path
) -> tuple[tuple[_Source, ...], tuple[Problem, ...]]:
    """Where each column of the table stands, and what the file lacks or has besides."""
    places: dict[str, int] = {}
    for number, heading in enumerate(sheet.headings):
        for said in (heading, split_heading(heading)[0]):
            places.setdefault(plain(said), number)
    wanted = [c for c in table.columns if c.role != "order"]
    found, missing = [], []
    for column in wanted:
        place = places.get(plain(column.heading or column.name))
        if place is None:
            missing.append(column.heading or column.name)
            continue
        unit = units.get(split_heading(sheet.headings[place])[1])
        found.append(_Source(column, place, unit.name if unit else None))
    if not found or (table.key is not None and all(s.column.name != table.key for s in found)):
        said = f"表头是「{'、'.join(sheet.headings)}」，里面没有表「{table.name}」的「{'、'.join(missing)}」。"
        hint = "请核对 schema 文件里的列名；和表头不同的，用 heading 写出表头。"
        raise DocumentError(said, place=str(path), hint=hint)
    read = {source.place for source in found}
    strange = [h for n, h in enumerate(sheet.headings) if n not in read and h]
    problems = []
    if missing:
        problems.append(Problem("表头", f"没有「{'、'.join(missing)}」，", "这些列都空着。"))
    if strange:
        problems.append(Problem("表头", f"「{'、'.join(strange)}」不在 schema 里，", "这些列没有读。"))
    return tuple(found), tuple(problems)


def _odd(found: dict[str, list[Problem]]) -> Iterator[Problem]:
    """The first values of each column that do not fit it, and how many more there are."""
    for name, problems in found.items():
        yield from problems[:_SHOWN]
        if len(problems) > _SHOWN:
            more = len(problems) - _SHOWN
            yield Problem(problems[_SHOWN].place, f"列「{name}」从这里起还有 {more} 个这样的值，", "都按空着处理。")


def _rounded(found: dict[str, list[str]]) -> Iterator[Problem]:
    for name, places in found.items():
        yield Problem(places[0], f"列「{name}」有 {len(places)} 个数超过六位小数，", "保留到六位。")
