"""What goes into the next generation: which documents and rows are new, and their numbers there. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery.errors import DataError, SchemaError
from jxquery.schema.model import Schema, TableDef
from jxquery.store.content import Content, Held, Row, content_of, differences
from jxquery.store.given import given_rows
from jxquery.types import Document, Problem, Record, Scalar, TableFile

_SHOWN = 3


class Loaded(Struct, frozen=True):
    """What became of one document: rows loaded by table, or why none were.

    `problems` are rows left out, `notes` what else a reader should know: rows that were there already in the same
    words, or that took the place of others. `clashes` counts the rows left out for others that say something else.
    """

    file: str
    records: tuple[tuple[str, int], ...] = ()
    skipped: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    clashes: int = 0


class Report(Struct, frozen=True):
    """What a load did. `path` is the generation that is current now; None when nothing was ever loaded.

    `written` is False when there was nothing new, or when the report was not accepted.
    """

    path: Path | None
    documents: tuple[Loaded, ...]
    written: bool = False


class Known(Struct, frozen=True):
    """What the current generation holds, as far as it decides about new documents.

    `files` maps the hash of a loaded document to its name, `names` a source's number to its file. `identities` maps a
    table to what tells its rows apart and which row that is, and `contents` has what those rows say: both only of rows
    that the new documents have too, for there may be a million. `last_keys` maps a table to its rows' greatest number.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    identities: Mapping[str, Mapping[Row, Held]] = field(default_factory=dict)
    contents: Mapping[str, Mapping[Row, Content]] = field(default_factory=dict)
    last_keys: Mapping[str, int] = field(default_factory=dict)
    last_source: int = 0


class Removal(Struct, frozen=True):
    """What goes: whole sources by their numbers, and rows of a table by their keys, with all that belongs to them."""

    sources: tuple[int, ...] = ()
    keys: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)


class Plan(Struct, frozen=True):
    """Rows to add, and what goes before.

    A source is its number, file, hash and format; a row ends with its source's number and place.
    """

    sources: tuple[Row, ...]
    rows: Mapping[str, Sequence[Row]]
    documents: tuple[Loaded, ...]
    removal: Removal = Removal()


class Intake(Struct, frozen=True):
    """Files to take in: their time, whether newer rows replace older, and the last source that was there before."""

    files: tuple[TableFile, ...]
    now: datetime
    replacing: bool
    last_loaded: int


def plan(schema: Schema, documents: Sequence[Document], known: Known, *, replacing: bool = False) -> Plan:
    """Decide about each document in turn.

    A document whose hash is known is skipped. A row that others belong to (its table has a key) and whose name,
    period, identity and context are known already is left out, with all rows that belong to it; with `replacing` the
    new one takes the place of one from an earlier load that says something else. Rows that come with keys of their own
    keep them (`given.py`); with `replacing` they take the place of those with the same key, or where they have none,
    of those from a file of the same name. Raises `DataError` when a record does not fit the schema: the fault of who
    read the document, so nothing at all is loaded.
    """
    ledger = _Ledger(schema, known, replacing=replacing)
    loaded = tuple(ledger.enter(document) for document in documents)
    return Plan(tuple(ledger.sources), ledger.rows, loaded, ledger.removal())


def identities_of(schema: Schema, documents: Sequence[Document]) -> Mapping[str, frozenset[Row]]:
    """What tells the documents' rows apart, by table; of users' own tables also the keys that rows belong to."""
    found: dict[str, set[Row]] = defaultdict(set)
    records: dict[str, list[Record]] = defaultdict(list)
    for document in documents:
        for record in document.records:
            records[record.table].append(record)
    for table in schema.tables:
        columns = identity_columns(table)
        if columns:
            found[table.name].update(tuple(r.values.get(c) for c in columns) for r in records[table.name])
        for above in map(schema.table, table.parents if table.file is not None else ()):
            found[above.name].update((r.values.get(above.key or ""),) for r in records[table.name])
    return {name: frozenset(rows) for name, rows in found.items()}


def parents_first(schema: Schema) -> tuple[TableDef, ...]:
    """The tables, each after those that its rows belong to."""
    order: list[TableDef] = []
    waiting = list(schema.tables)
    while waiting:
        done = {t.name for t in order}
        ready = [t for t in waiting if done.issuperset(t.parents)]
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


def nothing_new(clashes: int, *, met: bool) -> str:
    """Why nothing is loaded of a file; `met`: its rows are known, and `clashes` of them with something else in them."""
    if clashes:
        return f"里面的都已经载入过，有 {clashes} 处内容不同，没有换（--replace 才换）。"
    return "其中的内容都已经载入过。" if met else "没有读到可以载入的内容。"


def twice_in_load(place: str, named: str, where: str, differing: Sequence[str]) -> Problem:
    """A row that another file of the same load has in other words."""
    message = f"{named}在同一次载入的「{where}」里已经有了，内容不同{_what(differing)}。"
    return Problem(place, message, "只载入了先读到的一份；请留下要用的一份，再载入。")


def replaced(place: str, named: str, where: str, differing: Sequence[str]) -> Problem:
    """A row that took the place of an older one."""
    return Problem(place, f"{named}代替了「{where}」里的{_what(differing)}。", "")


def already_loaded(place: str, named: str, where: str, differing: Sequence[str], columns: Sequence[str]) -> Problem:
    """A row that is there already in other words."""
    message = f"{named}已经载入过（在「{where}」里，{'、'.join(columns)}都相同），内容不同{_what(differing)}。"
    return Problem(place, message, "保留先载入的；要改用这一份，请加 --replace 再载入。")


def _what(differing: Sequence[str]) -> str:
    return f"：{'；'.join(differing)}" if differing else ""


class _Ledger:
    """The books while documents are entered one after the other."""

    def __init__(self, schema: Schema, known: Known, *, replacing: bool) -> None:
        self.schema = schema
        self.order = parents_first(schema)
        self.sources: list[Row] = []
        self.rows: dict[str, list[Row]] = {table.name: [] for table in self.order}
        self._replacing = replacing
        self._formed = all(table.file is None for table in self.order)
        self._files = dict(known.files)
        self._names = dict(known.names)
        self._identities = {t.name: dict(known.identities.get(t.name, {})) for t in self.order}
        self._contents = {t.name: dict(known.contents.get(t.name, {})) for t in self.order}
        self._last_keys = {t.name: known.last_keys.get(t.name, 0) for t in self.order}
        self._last_source = self._last_loaded = known.last_source
        self._gone_sources: set[int] = set()
        self._gone_keys: dict[str, dict[Scalar, None]] = defaultdict(dict)

    def removal(self) -> Removal:
        """What goes for what was entered."""
        keys = {table: tuple(found) for table, found in self._gone_keys.items()}
        return Removal(tuple(sorted(self._gone_sources)), keys)

    def enter(self, document: Document) -> Loaded:
        """Put its rows on the books, or say why not."""
        if document.sha256 in self._files and not (self._replacing and self._formed):
            return self._twin(document)
        if self._unclear(document) and not self._replacing:
            said = "同名的文件已经载入过，内容不同；这个表没有 key，分不清哪些行是新的。"
            said += "要用这一份代替那一份，请加 --replace；两份都要，请换一个文件名。"
            return Loaded(document.file, skipped=said, clashes=1)
        source = self._last_source + 1
        page = _Page(document, source, _checked(document, self.schema))
        if self._unclear(document):
            self._drop_file(page)
        counts: dict[str, int] = {}
        for table in self.order:
            before = len(self.rows[table.name])
            found = page.records[table.name] if table.file is None else self._given(table, page)
            for record in found:
                values = self._renumbered(table, record, page) if table.file is None else record.values
                if values is not None:
                    cells = (values.get(column.name) for column in table.columns)
                    self.rows[table.name].append((*cells, source, record.place))
            counts[table.name] = len(self.rows[table.name]) - before
        problems, notes = tuple(page.problems), (*page.notes, *page.met_again())
        if not any(counts.values()):
            if document.sha256 in self._files:
                return self._twin(document)
            why = nothing_new(page.clashes, met=bool(problems or notes))
            return Loaded(document.file, skipped=why, problems=problems, notes=notes, clashes=page.clashes)
        self._last_source = source
        self._files[document.sha256] = self._names[source] = document.file
        self.sources.append((source, document.file, document.sha256, document.format))
        told = tuple((t.name, counts[t.name]) for t in self.order if t.file is None or counts[t.name])
        return Loaded(document.file, told, problems=problems, notes=notes, clashes=page.clashes)

    def _twin(self, document: Document) -> Loaded:
        return Loaded(document.file, skipped=f"内容与已载入的「{self._files[document.sha256]}」相同。")

    def _unclear(self, document: Document) -> bool:
        """Whether a file of this name is loaded, and its rows have no key to tell those from these."""
        keyless = any(self.schema.has(r.table) and self.schema.table(r.table).key is None for r in document.records[:1])
        return not self._formed and keyless and document.file in self._names.values()

    def _drop_file(self, page: _Page) -> None:
        """Let the rows of earlier files of this name go."""
        gone = [n for n, name in self._names.items() if name == page.document.file and n <= self._last_loaded]
        for number in gone:
            del self._names[number]
        self._gone_sources.update(gone)
        if gone:
            page.notes.append(Problem("", "先载入的同名文件的行都去掉了，", "换成这一份的。"))

    def _given(self, table: TableDef, page: _Page) -> Sequence[Record]:
        """The records that are new, in the order of the file."""
        identities = self._identities[table.name]
        above = [(parent, self._identities[parent.name].keys()) for parent in map(self.schema.table, table.parents)]
        records = page.records[table.name]
        if self._replacing and table.key is not None:
            old = [(r.values.get(table.key),) for r in records]
            gone = [row for row in old if row in identities and identities[row].source <= self._last_loaded]
            for row in dict.fromkeys(gone):
                del identities[row]
                self._gone_keys[table.name][row[0]] = None
            if gone:
                page.notes.append(Problem("", f"先载入的 {len(gone)} 行「{table.name}」去掉了，", "换成这一份的。"))
        kept, noted = given_rows(table, above, records, identities.keys())
        page.problems += noted
        order = numbered_column(table) or ""
        numbered = []
        for record in kept:
            self._last_keys[table.name] += 1
            numbered.append(replace(record, values={**record.values, order: self._last_keys[table.name]}))
            key = None if table.key is None else record.values.get(table.key)
            if key is not None:
                identities[key,] = Held(key, page.source)
        return numbered

    def _renumbered(self, table: TableDef, record: Record, page: _Page) -> dict[str, Scalar] | None:
        """The record's values with keys that are new in the database; None when it is left out."""
        values = dict(record.values)
        for parent in map(self.schema.table, table.parents):
            parent_key = page.keys[parent.name].get(values[parent.key or ""])
            if parent_key is None:
                return None
            values[parent.key or ""] = parent_key
        if table.key is None:
            return values
        columns = identity_columns(table)
        identity = tuple(values.get(column) for column in columns)
        if columns and not self._admitted(table, record, identity, page):
            return None
        self._last_keys[table.name] += 1
        key = self._last_keys[table.name]
        self._identities[table.name][identity] = Held(key, page.source)
        self._contents[table.name][identity] = content_of(table, record, page.records, self.schema)
        page.keys[table.name][values[table.key]] = values[table.key] = key
        return values

    def _admitted(self, table: TableDef, record: Record, identity: Row, page: _Page) -> bool:
        """Whether the row comes in: nothing is known by its name, or what is goes for it."""
        held = self._identities[table.name].get(identity)
        if held is None:
            return True
        named = f"{table.name}「{identity[0]}」"
        where = self._names.get(held.source, page.document.file)
        there = self._contents[table.name].get(identity)
        differing = () if there is None else differences(there, content_of(table, record, page.records, self.schema))
        if there is not None and not differing:
            page.twins.append((record.place, table.name, str(identity[0])))
            return False
        if held.source > self._last_loaded:
            page.problems.append(twice_in_load(record.place, named, where, differing))
        elif self._replacing:
            self._gone_keys[table.name][held.key] = None
            page.notes.append(replaced(record.place, named, where, differing))
            return True
        else:
            page.problems.append(already_loaded(record.place, named, where, differing, identity_columns(table)))
        page.clashes += 1
        return False


class _Page(Struct):
    """A document while it is entered: `keys` are the new keys of its rows by table."""

    document: Document
    source: int
    records: Mapping[str, Sequence[Record]]
    keys: dict[str, dict[Scalar, int]] = field(default_factory=lambda: defaultdict(dict))
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    twins: list[tuple[str, str, str]] = field(default_factory=list)
    clashes: int = 0

    def met_again(self) -> Iterator[Problem]:
        """One note for all rows that were there already in the same words."""
        if self.twins:
            place, table, _ = self.twins[0]
            listed = "、".join(name for _, _, name in self.twins[:_SHOWN]) + (" 等" if len(self.twins) > _SHOWN else "")
            message = f"有 {len(self.twins)} 个{table}已经载入过，内容也相同（{listed}），"
            yield Problem(place, message, "没有重复载入。")


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
        for parent in table.parents if table.file is None else ():
            key_name = schema.table(parent).key or ""
            for record in by_table[table.name]:
                if record.values.get(key_name) not in keys[parent]:
                    raise _unfit(document, record, f"这一行的「{key_name}」在「{parent}」里找不到。")
    return by_table


def _unfit(document: Document, record: Record, message: str) -> DataError:
    hint = "这是读取程序的错误，没有载入任何内容；请报告这个文件的格式。"
    return DataError(message, place=f"{document.file} {record.place}", hint=hint)
