"""What goes into the next generation: which documents and rows are new, and their numbers there. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jxquery.errors import DataError, SchemaError
from jxquery.schema.model import Schema, TableDef
from jxquery.store.given import Row, given_rows
from jxquery.types import Document, Problem, Record, Scalar


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one document: rows loaded by table, or why none were; `problems` are the rows left out."""

    file: str
    records: tuple[tuple[str, int], ...] = ()
    skipped: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did. `path` is the generation that is current now; None when nothing was ever loaded."""

    path: Path | None
    documents: tuple[Loaded, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the current generation holds, as far as it decides about new documents.

    `files` maps the hash of a loaded document to its name, `identities` a table to what tells its rows apart, and
    `last_keys` a table to the greatest number that its rows have.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[str, frozenset[Row]] = field(default_factory=dict)
    last_keys: Mapping[str, int] = field(default_factory=dict)
    last_source: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows to add. A source is its number, file, hash and format; a row ends with its source's number and place."""

    sources: tuple[Row, ...]
    rows: Mapping[str, Sequence[Row]]
    documents: tuple[Loaded, ...]


def plan(schema: Schema, documents: Sequence[Document], known: Known) -> Plan:
    """Decide about each document in turn.

    A document whose hash is known is skipped. A row that others belong to (its table has a key) and whose name,
    period, identity and context are known already is left out, with all rows that belong to it. Rows that come with
    keys of their own keep them (`given.py`). Raises `DataError` when a record does not fit the schema: the fault of
    who read the document, so nothing at all is loaded.
    """
    ledger = _Ledger(schema, known)
    loaded = tuple(ledger.enter(document) for document in documents)
    return Plan(tuple(ledger.sources), ledger.rows, loaded)


def parents_first(schema: Schema) -> tuple[TableDef, ...]:
    """The tables, each after the one that its rows belong to."""
    order: list[TableDef] = []
    waiting = list(schema.tables)
    while waiting:
        ready = [t for t in waiting if t.parent is None or any(t.parent == done.name for done in order)]
        if not ready:
            names = "、".join(t.name for t in waiting)
            raise SchemaError(f"表「{names}」互为上级。", place="schema.toml", hint="请改正它们的 parent。")
        order += ready
        waiting = [t for t in waiting if t not in ready]
    return tuple(order)


def identity_columns(table: TableDef) -> tuple[str, ...]:
    """The columns that together tell a row of this table from every other; none where nothing belongs to its rows."""
    if table.key is not None and table.file is not None:
        return (table.key,)
    if table.key is None or table.label is None:
        return ()
    return (table.label, *(c.name for c in table.having("period", "identity", "context")))


def numbered_column(table: TableDef) -> str | None:
    """The column that the store numbers: the key, or the order of rows that come with keys of their own."""
    return table.key if table.file is None else next(c.name for c in table.having("order"))


class _Ledger:
    """The books while documents are entered one after the other."""

    def __init__(self, schema: Schema, known: Known) -> None:
        self.schema = schema
        self.order = parents_first(schema)
        self.sources: list[Row] = []
        self.rows: dict[str, list[Row]] = {table.name: [] for table in self.order}
        self._files = dict(known.files)
        self._identities = {t.name: set(known.identities.get(t.name, ())) for t in self.order}
        self._last_keys = {t.name: known.last_keys.get(t.name, 0) for t in self.order}
        self._last_source = known.last_source

    def enter(self, document: Document) -> Loaded:
        if document.sha256 in self._files:
            return Loaded(document.file, skipped=f"内容与已载入的「{self._files[document.sha256]}」相同。")
        if self._unclear(document):
            said = "同名的文件已经载入过，内容不同；这个表没有 key，分不清哪些行是新的。"
            said += "请换一个文件名，或换一个数据文件夹。"
            return Loaded(document.file, skipped=said)
        source = self._last_source + 1
        records = _checked(document, self.schema)
        keys: dict[str, dict[Scalar, int]] = {table.name: {} for table in self.order}
        problems: list[Problem] = []
        counts: dict[str, int] = {}
        for table in self.order:
            before = len(self.rows[table.name])
            found = records[table.name] if table.file is None else self._given(table, records[table.name], problems)
            for record in found:
                values = self._renumbered(table, record, keys, problems) if table.file is None else record.values
                if values is not None:
                    cells = (values.get(column.name) for column in table.columns)
                    self.rows[table.name].append((*cells, source, record.place))
            counts[table.name] = len(self.rows[table.name]) - before
        if not any(counts.values()):
            why = "其中的内容都已经载入过。" if problems else "没有读到可以载入的内容。"
            return Loaded(document.file, skipped=why, problems=tuple(problems))
        self._last_source = source
        self._files[document.sha256] = document.file
        self.sources.append((source, document.file, document.sha256, document.format))
        told = tuple((t.name, counts[t.name]) for t in self.order if t.file is None or counts[t.name])
        return Loaded(document.file, told, problems=tuple(problems))

    def _unclear(self, document: Document) -> bool:
        """Whether a file of this name is loaded, and its rows have no key to tell those from these."""
        keyless = any(self.schema.has(r.table) and self.schema.table(r.table).key is None for r in document.records[:1])
        own = any(table.file is not None for table in self.order)
        return own and keyless and document.file in self._files.values()

    def _given(self, table: TableDef, records: Sequence[Record], problems: list[Problem]) -> Sequence[Record]:
        """The records that are new, in the order of the file."""
        above = None if table.parent is None else self.schema.table(table.parent)
        there = frozenset() if above is None else self._identities[above.name]
        kept, noted = given_rows(table, above, records, self._identities[table.name], there)
        problems += noted
        order = numbered_column(table) or ""
        numbered = []
        for record in kept:
            self._last_keys[table.name] += 1
            numbered.append(replace(record, values={**record.values, order: self._last_keys[table.name]}))
            if table.key is not None and record.values.get(table.key) is not None:
                self._identities[table.name].add((record.values[table.key],))
        return numbered

    def _renumbered(
        self, table: TableDef, record: Record, keys: dict[str, dict[Scalar, int]], problems: list[Problem]
    ) -> dict[str, Scalar] | None:
        """The record's values with keys that are new in the database; None when it is left out."""
        values = dict(record.values)
        parent = None if table.parent is None else self.schema.table(table.parent)
        if parent is not None and parent.key is not None:
            parent_key = keys[parent.name].get(values[parent.key])
            if parent_key is None:
                return None
            values[parent.key] = parent_key
        if table.key is None:
            return values
        columns = identity_columns(table)
        identity = tuple(values.get(column) for column in columns)
        if columns and identity in self._identities[table.name]:
            same = "、".join(columns)
            message = f"{table.name}「{identity[0]}」已经载入过（{same}都相同）。"
            action = "保留先载入的；要改用这一份，请换一个数据文件夹重新载入。"
            problems.append(Problem(record.place, message, action))
            return None
        self._identities[table.name].add(identity)
        self._last_keys[table.name] += 1
        keys[table.name][values[table.key]] = values[table.key] = self._last_keys[table.name]
        return values


def _checked(document: Document, schema: Schema) -> Mapping[str, Sequence[Record]]:
    """The records by table, proven to fit: tables and columns known, keys there once, parents there."""
    by_table: dict[str, list[Record]] = defaultdict(list)
    keys: dict[str, set[Scalar]] = defaultdict(set)
    for record in document.records:
        if not schema.has(record.table):
            raise _unfit(document, record, f"没有「{record.table}」这个表。")
        table = schema.table(record.table)
        strange = set(record.values) - {column.name for column in table.columns}
        if strange:
            raise _unfit(document, record, f"表「{table.name}」没有列「{'、'.join(sorted(strange))}」。")
        if table.key is not None and table.file is None:
            key = record.values.get(table.key)
            if key is None or key in keys[table.name]:
                raise _unfit(document, record, f"表「{table.name}」的「{table.key}」缺失或重复。")
            keys[table.name].add(key)
        by_table[table.name].append(record)
    for table in schema.tables:
        if table.parent is None or table.file is not None:
            continue
        key_name = schema.table(table.parent).key or ""
        for record in by_table[table.name]:
            if record.values.get(key_name) not in keys[table.parent]:
                raise _unfit(document, record, f"这一行的「{key_name}」在「{table.parent}」里找不到。")
    return by_table


def _unfit(document: Document, record: Record, message: str) -> DataError:
    hint = "这是读取程序的错误，没有载入任何内容；请报告这个文件的格式。"
    return DataError(message, place=f"{document.file} {record.place}", hint=hint)
