"""Files whose rows are rows of a table, for the store to read them itself: which table, and what each column means.

No row is read here but those of a small CSV file. What cells say is read by the functions that read forms and users'
own tables; the store asks them once about each text that it meets.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jxquery.documents.cells import split_heading
from jxquery.documents.content import read_content
from jxquery.documents.gather import Found
from jxquery.documents.layout import load_layouts
from jxquery.documents.reader_csv import Heading, read_csv, read_heading
from jxquery.documents.table_cells import actual_reader, cell_reader, class_reader, derive_reader, target_reader
from jxquery.documents.tables import table_of
from jxquery.documents.targets import target_columns
from jxquery.documents.values import Target
from jxquery.documents.words import Derive
from jxquery.errors import DocumentError
from jxquery.schema.model import ColumnDef, Schema, TableDef, TargetDef
from jxquery.schema.own import RESERVED
from jxquery.text.normalise import plain
from jxquery.types import CellReader, Problem, TableFile

BIG = 20_000_000
"""Bytes from which on a CSV file is read where it lies."""

PARQUET = "parquet"
_TEXT = ("csv", "tsv")
_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column of the table stands in the file, and the unit that its heading gives."""

    at: int
    unit: str | None


def table_for(path: Path, schema: Schema) -> TableDef | None:
    """The table that the rows of a file are of, where the store is to read it; None for a document.

    The shipped tables are read from files that are called by their names and have their columns; users' own ones from
    parquet, and from CSV that is too large to be read here. Raises `DocumentError` for parquet that is of no table.
    """
    kind = _kind(path)
    if not path.is_file() or kind not in (*_TEXT, PARQUET):
        return None
    if schema.source:
        return table_of(path, schema) if kind == PARQUET or path.stat().st_size > BIG else None
    table = next((t for t in schema.tables if is_called(path.stem, t.name)), None)
    if table is None and kind == PARQUET:
        known = "、".join(f"{t.name}.parquet" for t in schema.tables)
        raise DocumentError(f"不知道它是哪一个表，文件名应是：{known}。", place=str(path), hint="请改文件名再载入。")
    return table if table is not None and (kind == PARQUET or _has_columns(path, table)) else None


def table_file(found: Found, table: TableDef, schema: Schema, parquet: Callable[[Path], Sequence[str]]) -> TableFile:
    """What the store must know to read the file. `parquet` gives the headings of such a file.

    Raises `DocumentError` when the file cannot be read, or lacks the columns without which its rows mean nothing.
    """
    path, kind = found.path, _kind(found.path)
    sheet: tuple[tuple[int, tuple[str, ...]], ...] | None = None
    encoding, problems = "utf-8", list[Problem]()
    if kind == PARQUET:
        heading = Heading(tuple(parquet(path)), "", 0)
    elif path.stat().st_size > BIG:
        encoding, heading = _headed(path)
    else:
        read = read_csv(read_content(path, f"jxquery load {table.name}.csv"))
        heading, sheet = Heading(read.headings, ",", 1), read.rows
        problems += read.problems
    columns = _Columns(heading.cells, table, schema, path)
    return TableFile(
        found.name, path, kind, table.name, heading.cells, columns.texts(), tuple(columns.readers()),
        columns.key(), columns.above(), (*problems, *columns.problems()), columns.notes(),
        sheet, heading.separator, heading.lines, encoding,
    )  # fmt: skip


def _kind(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def is_called(stem: str, table: str) -> bool:
    """指标, 指标_2024 and 指标-2 are called 指标; 指标表 is not."""
    return stem == table or (stem.startswith(table) and not stem[len(table)].isalnum())


def _has_columns(path: Path, table: TableDef) -> bool:
    """Whether the first line has what the table's rows cannot be without, and another of its columns besides."""
    try:
        _, heading = _headed(path)
    except DocumentError:
        return False
    said = {plain(split_heading(cell)[0]) for cell in heading.cells}
    known = {plain(column.heading or column.name) for column in table.columns}
    return {plain(name) for name in _needed(table)} <= said and len(said & known) > 1


def _needed(table: TableDef) -> tuple[str, ...]:
    """The columns without which a row means nothing: what it is called or says, and the key of what it belongs to."""
    if table.file is not None:
        return (table.key,) if table.key else ()
    above = [c.name for c in table.having("key") if c.name != table.key]
    says = [c.name for c in table.having("name", "text")][:1]
    return (*above, *says)


def _headed(path: Path) -> tuple[str, Heading]:
    """The encoding and the heading of a CSV file. Raises `DocumentError`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = _encoding(head)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    try:
        return encoding, read_heading(text)
    except DocumentError as error:
        raise DocumentError(error.message, place=str(path), hint=error.hint) from None


def _encoding(head: bytes) -> str:
    """As `decode` finds it, of the beginning of a file."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else "utf-8"


def _said_by(target: TargetDef) -> tuple[str, ...]:
    """The columns that say what a target is, of which the others are read."""
    return target.written, target.comparator, target.unit


class _Columns:
    """What the columns of a file are in its table."""

    def __init__(self, headings: tuple[str, ...], table: TableDef, schema: Schema, path: Path) -> None:
        self.headings = headings
        self.table = table
        self.schema = schema
        self.words = None if schema.source else load_layouts(schema)[0].words
        self.parents = tuple(map(schema.table, table.parents))
        said: dict[str, int] = {}
        for number, heading in enumerate(headings):
            for name in (heading, split_heading(heading)[0]):
                said.setdefault(plain(name), number)
        self.places: dict[str, _Place] = {}
        for column in table.columns:
            at = said.get(plain(column.heading or column.name))
            if at is not None and not (column.role == "order" and table.file is not None):
                unit = schema.units.get(split_heading(headings[at])[1])
                self.places[column.name] = _Place(at, unit.name if unit else None)
        lacking = [name for name in _needed(table) if name not in self.places]
        if lacking or not self.places:
            wanted = "、".join(lacking or [c.name for c in table.columns])
            said_headings = "、".join(headings)
            raise DocumentError(
                f"表头是「{said_headings}」，里面没有表「{table.name}」的「{wanted}」。", place=str(path),
                hint="请核对表头；列名要和表「" + table.name + "」的一样，见 README 的「成批载入」。",
            )  # fmt: skip

    def key(self) -> int | None:
        """Where the row's own key stands."""
        place = self.places.get(self.table.key or "")
        return place.at if place else None

    def above(self) -> tuple[tuple[str, int], ...]:
        """Where the keys of the rows above stand, by their tables."""
        keys = ((parent.name, self.places.get(parent.key or "")) for parent in self.parents)
        return tuple((name, place.at) for name, place in keys if place is not None)

    def _numbered(self) -> frozenset[str]:
        """The keys that the store gives anew."""
        if self.table.file is not None:
            return frozenset()
        return frozenset(name for name in (self.table.key, *(parent.key for parent in self.parents)) if name)

    def _made(self) -> dict[str, str]:
        """The columns that come from another column of the file, by it: the parts of a target, standard names."""
        made = {c.standard: c.name for c in self.table.columns if c.standard and c.name in self.places}
        made |= {rule.column: rule.source for rule in self._derived()}
        for target in (self.table.target, self.table.actual):
            if target is not None and target.written in self.places:
                made |= dict.fromkeys(target_columns(Target(""), target), target.written)
                del made[target.written]
        return made

    def _derived(self) -> tuple[Derive, ...]:
        """The columns that the file lacks and that come from another one, as in forms: the year from the name."""
        rules = self.words.derive if self.words is not None and self.words.table == self.table.name else ()
        return tuple(rule for rule in rules if rule.column not in self.places and rule.source in self.places)

    def texts(self) -> tuple[tuple[str, int], ...]:
        """The columns that are as they stand."""
        taken = {name for reader in self.readers() for name in reader.columns} | self._numbered()
        return tuple((name, place.at) for name, place in self.places.items() if name not in taken)

    def readers(self) -> Iterator[CellReader]:
        """What reads the others."""
        made = self._made()
        words = self.words
        for name, place in self.places.items():
            column = self.table.column(name)
            if name in made or name in self._numbered():
                continue
            if words is not None and column.standard:
                yield class_reader(column, place.at, words)
            elif words is not None and self.table.target is not None and name == self.table.target.written:
                at = {n: self.places[n].at for n in _said_by(self.table.target) if n in self.places}
                yield target_reader(self.table.target, at, words, self.schema.units)
            elif words is not None and self.table.actual is not None and name == self.table.actual.written:
                says = (*_said_by(self.table.target), name) if self.table.target is not None else (name,)
                yield actual_reader(
                    self.table, {n: self.places[n].at for n in says if n in self.places}, words, self.schema.units
                )
            elif column.type != "text":
                yield cell_reader(column, place.at, place.unit, self.schema.units)

        for rule in self._derived():
            yield derive_reader(rule, self.table.column(rule.column), self.places[rule.source].at)

    def problems(self) -> tuple[Problem, ...]:
        """The columns that the file lacks, or has besides."""
        made = self._made()
        lacking = [
            c.heading or c.name
            for c in self.table.columns
            if c.name not in self.places and c.name not in made and self._is_expected(c)
        ]
        read = {place.at for place in self.places.values()}
        strange = [h for n, h in enumerate(self.headings) if n not in read and h and h not in RESERVED]
        found = [Problem("表头", f"没有「{'、'.join(lacking)}」，", "这些列都空着。")] if lacking else []
        if strange:
            found.append(
                Problem("表头", f"「{'、'.join(strange)}」不是表「{self.table.name}」的列，", "这些列没有读。")
            )
        return tuple(found)

    def _is_expected(self, column: ColumnDef) -> bool:
        """Whether every file should have it. The shipped tables have columns for what few forms have."""
        if self.table.file is not None:
            return column.role != "order"
        return column.default or column.role in ("name", "period", "identity", "context", "class", "target")

    def notes(self) -> tuple[Problem, ...]:
        """The columns that are made out of others, whether the file has them or not."""
        made = self._made()
        inputs = {at for reader in self.readers() for at in reader.places}
        anew: dict[str, list[str]] = {}
        for name, source in made.items():
            if name in self.places and self.places[name].at not in inputs:
                anew.setdefault(source, []).append(name)
        told = [(source, names, "文件里的没有用。") for source, names in anew.items()]
        derived: dict[str, list[str]] = {}
        for rule in self._derived():
            derived.setdefault(rule.source, []).append(rule.column)
        told += [(source, names, "文件里没有这几列。") for source, names in derived.items()]
        return tuple(
            Problem("表头", f"「{'、'.join(names)}」由「{source}」读出，", done) for source, names, done in told
        )
