"""Files of rows into the tables of a database that is being written, by SQL: no row of them passes through Python.

Each text that is not kept as it stands is read once (`CellReader`) and joined back. All rows are put in first; then
`settle.py` finds those that were there already, with what the tables hold now. Keys of the shipped tables only join
the files of one load: the store numbers the rows anew. Rows of users' own tables keep theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from jxquery.schema.model import ColumnType, Schema, TableDef
from jxquery.store.ahead import ReadAhead, as_it_is, is_plain
from jxquery.store.identifiers import PLACE, SOURCE_KEY, SOURCES, TYPES, quoted
from jxquery.store.plan import Intake, Loaded, nothing_new, numbered_column, parents_first
from jxquery.store.raw import Raw, open_raw
from jxquery.store.settle import Settled, settle_own, settle_shipped
from jxquery.store.sums import Sums
from jxquery.types import CellReader, Problem, TableFile

if TYPE_CHECKING:
    import duckdb

_SHOWN = 10
_LISTED = 5


class _Page(Struct):
    """A file while it is taken in. `skipped` says why it is not."""

    file: TableFile
    source: int
    raw: Raw | None = None
    skipped: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    clashes: int = 0


def take_in(connection: duckdb.DuckDBPyConnection, schema: Schema, intake: Intake, staging: Path) -> tuple[Loaded, ...]:
    """Put the files' rows into the tables; what became of each file, in their order.

    Raises `DataError` for a file that cannot be read to its end. `staging` begins the names of files that may be
    written meanwhile.
    """
    return _Intake(connection, schema, intake, staging).run()


class _Intake:
    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: Schema, intake: Intake, staging: Path) -> None:
        self.sql = connection
        self.schema = schema
        self.intake = intake
        self.staging = staging
        self.order = parents_first(schema)
        self.ahead = ReadAhead(connection)
        self.sums = Sums(file.path for file in intake.files)
        self.own = any(table.file is not None for table in self.order)
        last = self._number(f"SELECT max({quoted(SOURCE_KEY)}) FROM {quoted(SOURCES)}")
        self.pages = [_Page(file, last + n) for n, file in enumerate(intake.files, 1)]

    def run(self) -> tuple[Loaded, ...]:
        with closing(self.sums), closing(self.ahead):
            self._leave_out()
            for number, page in enumerate(self.pages):
                if not page.skipped:
                    page.raw = open_raw(self.sql, page.file, number, self.staging, self.sums)
                    page.problems += [*page.file.problems, *page.raw.problems]
                    page.notes += page.file.notes
            for table, page in ((t, p) for t in self.order for p in self.pages if p.raw is not None):
                for reader in page.file.readers if page.file.table == table.name else ():
                    self.ahead.begin(_raw(page), reader)
            for group in self._groups():
                keys: dict[str, str] = {}
                for table in self.order:
                    pages = [page for page in group if page.file.table == table.name]
                    if pages:
                        keys[table.name] = self._table(table, pages, keys)
            return self._settled()

    # --- which files ---------------------------------------------------------------------------------------------

    def _leave_out(self) -> None:
        """The files that are loaded already, and those of which nobody could tell what is new in them."""
        rows = self.sql.execute(f'SELECT "sha256", "文件", {quoted(SOURCE_KEY)} FROM {quoted(SOURCES)}').fetchall()
        known = {sha: file for sha, file, _ in rows}
        if known and not (self.intake.replacing and not self.own):
            twins = [known.get(self.sums.of(page.file.path).sha256, "") for page in self.pages]
            for page, twin in zip(self.pages, twins, strict=True):
                if twin and (self.own or all(twins)):
                    page.skipped = f"内容与已载入的「{twin}」相同。"
        for page in self.pages:
            if page.skipped or not self.own or self.schema.table(page.file.table).key is not None:
                continue
            older = [source for _, file, source in rows if file == page.file.file]
            if older and not self.intake.replacing:
                said = "同名的文件已经载入过，内容不同；这个表没有 key，分不清哪些行是新的。"
                said += "要用这一份代替那一份，请加 --replace；两份都要，请换一个文件名。"
                page.skipped, page.clashes = said, 1
            for source in older if self.intake.replacing else ():
                for name in (*(t.name for t in self.order), SOURCES):
                    self.sql.execute(f"DELETE FROM {quoted(name)} WHERE {quoted(SOURCE_KEY)} = $n", {"n": source})
                page.notes.append(Problem("", "先载入的同名文件的行都去掉了，", "换成这一份的。"))

    def _groups(self) -> Iterator[list[_Page]]:
        """The files whose keys mean the same rows: all, or where a table lies in several folders, those of each."""
        there = [page for page in self.pages if page.raw is not None]
        folders: dict[str, set[Path]] = defaultdict(set)
        for page in there:
            folders[page.file.table].add(page.file.path.parent)
        if self.own or all(len(found) == 1 for found in folders.values()):
            yield there
            return
        for folder in dict.fromkeys(page.file.path.parent for page in there):
            yield [page for page in there if page.file.path.parent == folder]

    # --- rows ----------------------------------------------------------------------------------------------------

    def _table(self, table: TableDef, pages: Sequence[_Page], keys: Mapping[str, str]) -> str:
        """Put in the rows of a table's files. The relation of the keys that the files give them, where they do."""
        numbered = numbered_column(table)
        last = 0 if numbered is None else self._number(f"SELECT max({quoted(numbered)}) FROM {quoted(table.name)}")
        bases = []
        for page in pages:
            first, final = self.sql.execute(f"SELECT min(n), max(n) FROM {_raw(page).name}").fetchall()[0]
            bases.append(last + 1 - (first or 1))
            last = bases[-1] + (final or 0)
        made = self._keys(pages, bases) if table.key is not None and table.file is None else ""
        for page, base in zip(pages, bases, strict=True):
            self._rows(table, page, base, made, keys)
        return made

    def _keys(self, pages: Sequence[_Page], bases: Sequence[int]) -> str:
        """Which number each key of the files has become: that of its first row."""
        given = [(p, base) for p, base in zip(pages, bases, strict=True) if p.file.key is not None]
        if not given:
            return ""
        name = f"keys_{_raw(pages[0]).name}"
        rows = " UNION ALL ".join(
            f"SELECT {_raw(p).text(p.file.key or 0)} AS said, n + {base} AS key FROM {_raw(p).name}"
            for p, base in given
        )
        self.sql.execute(
            f"CREATE TEMP TABLE {name} AS SELECT said, min(key) AS key FROM ({rows}) WHERE said <> '' GROUP BY said"
        )
        return name

    def _rows(self, table: TableDef, page: _Page, base: int, made: str, keys: Mapping[str, str]) -> None:
        """The rows of one file."""
        raw, file = _raw(page), page.file
        columns = {name: f"nullif({raw.text(at)}, '')" for name, at in file.texts}
        joins: list[str] = []
        for number, reader in enumerate(file.readers):
            columns |= self._read(page, reader, number, joins)
        where = [raw.filled]
        numbered = numbered_column(table)
        if numbered is not None:
            columns[numbered] = f"n + {base}"
        if made and file.key is not None and self._say_repeated(table, page, made, base):
            joins.append(f"LEFT JOIN {made} AS own ON own.said = {raw.text(file.key)}")
            where.append(f"(own.key IS NULL OR own.key = n + {base})")
        parents = tuple(map(self.schema.table, table.parents)) if table.file is None else ()
        lacking = "、".join(parent.name for parent in parents if not keys.get(parent.name))
        if lacking:
            page.problems.append(Problem("", f"没有和它一起载入的「{lacking}」，", "这个文件没有载入。"))
            return
        places = dict(file.above)
        for number, parent in enumerate(parents):
            above = f"above{number}"
            joins.append(f"JOIN {keys[parent.name]} AS {above} ON {above}.said = {raw.text(places[parent.name])}")
            columns[parent.key or ""] = f"{above}.key"
        for order in table.having("order") if parents else ():
            columns.setdefault(order.name, "row_number() OVER (PARTITION BY above0.key ORDER BY n)")
        columns |= {SOURCE_KEY: str(page.source), PLACE: raw.place_sql}
        before = self._number(f"SELECT count(*) FROM {quoted(table.name)}")
        self.sql.execute(
            f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, columns))}) "
            f"SELECT {', '.join(columns.values())} FROM {raw.name} {' '.join(joins)} WHERE {' AND '.join(where)}"
        )
        put = self._number(f"SELECT count(*) FROM {quoted(table.name)}") - before
        for parent in parents:
            self._say_lost(page, put, parent, keys[parent.name])

    def _read(self, page: _Page, reader: CellReader, number: int, joins: list[str]) -> dict[str, str]:
        """The columns that a reader fills, by the expression for each; what they need is joined."""
        raw = _raw(page)
        types = [TYPES[self._type(page.file.table, column)] for column in reader.columns]
        if as_it_is(raw, reader):
            return {reader.columns[0]: f"CAST(c{reader.places[0]} AS {types[0]})"}
        texts = [raw.text(at) for at in reader.places]
        said = self.ahead.said(raw, reader)
        if reader.numbers and not said:
            return {reader.columns[0]: f"CAST({texts[0]} AS {types[0]})"}
        name = f"read{number}_{raw.name}"
        defined = [f"t{n} VARCHAR" for n in range(len(texts))]
        defined += [f"v{n} {kind}" for n, kind in enumerate(types)]
        self.sql.execute(f"CREATE TEMP TABLE {name} ({', '.join(defined)}, odd VARCHAR)")
        if said:
            with self.sql.appender(name) as appender:
                appender.append_rows(said)
        matched = " AND ".join(f"{name}.t{n} = {text}" for n, text in enumerate(texts))
        joins.append(f"LEFT JOIN {name} ON {matched}")
        if any(row[-1] for row in said):
            self._say_odd(page, name, matched)
        read = {column: f"{name}.v{n}" for n, column in enumerate(reader.columns)}
        if reader.numbers:
            column, plain = reader.columns[0], is_plain(texts[0], reader)
            read = {column: f"CASE WHEN {plain} THEN CAST({texts[0]} AS {types[0]}) ELSE {read[column]} END"}
        return read

    def _type(self, table: str, column: str) -> ColumnType:
        return self.schema.table(table).column(column).type

    # --- what is odd ---------------------------------------------------------------------------------------------

    def _say_odd(self, page: _Page, name: str, matched: str) -> None:
        """What the readers found odd: each kind with its first place and how many rows have it."""
        raw = _raw(page)
        rows = self.sql.execute(
            f"SELECT odd, min(n), count(*) FROM {raw.name} JOIN {name} ON {matched} WHERE odd <> '' "
            "GROUP BY odd ORDER BY min(n), odd"
        ).fetchall()
        for odd, first, count in rows[:_SHOWN]:
            message, _, action = odd.rpartition("，")
            more = f"（这样的有 {count} 行）" if count > 1 else ""
            page.problems.append(Problem(raw.place(first), f"{message}{more}，", action))
        if len(rows) > _SHOWN:
            count = sum(row[2] for row in rows[_SHOWN:])
            said = f"从这里起还有 {len(rows) - _SHOWN} 种、{count} 行这样的问题，"
            page.problems.append(Problem(raw.place(rows[_SHOWN][1]), said, "处理办法同上。"))

    def _say_repeated(self, table: TableDef, page: _Page, made: str, base: int) -> bool:
        """The rows of a file whose key another row has had; whether there are any."""
        raw, key = _raw(page), _raw(page).text(page.file.key or 0)
        rows = self.sql.execute(
            f"SELECT n, own.said FROM {raw.name} JOIN {made} AS own ON own.said = {key} "
            f"WHERE own.key <> n + {base} ORDER BY n"
        ).fetchall()
        if rows:
            said = f"有 {len(rows)} 行的「{table.key}」已经有了：{_listed(row[1] for row in rows)}，"
            page.problems.append(Problem(raw.place(rows[0][0]), said, "只载入了先读到的一行。"))
        return bool(rows)

    def _say_lost(self, page: _Page, put: int, parent: TableDef, keys: str) -> None:
        """The rows that belong to none of the rows of a table above: they are left out, nothing is known of them."""
        raw = _raw(page)
        if put == raw.rows:
            return
        key = raw.text(dict(page.file.above)[parent.name])
        lost = f"FROM {raw.name} ANTI JOIN {keys} AS above ON above.said = {key} WHERE {raw.filled}"
        count, first = self.sql.execute(f"SELECT count(*), min(n) {lost}").fetchall()[0]
        if count:
            shown = self.sql.execute(f"SELECT {key} {lost} GROUP BY ALL ORDER BY min(n) LIMIT {_LISTED + 1}").fetchall()
            listed = _listed(row[0] for row in shown)
            said = f"有 {count} 行的「{parent.key}」在一起载入的「{parent.name}」里找不到：{listed}，"
            page.problems.append(Problem(raw.place(first), said, "这些行没有载入。"))

    # --- the end -------------------------------------------------------------------------------------------------

    def _settled(self) -> tuple[Loaded, ...]:
        """Let go of what was there already, note the sources, and count."""
        last = self.pages[0].source - 1 if self.pages else 0
        settle = settle_own if self.own else settle_shipped
        for told in settle(self.sql, self.schema, self.intake.last_loaded, last, replacing=self.intake.replacing):
            page = next(p for p in self.pages if p.source == told.source)
            _note(page, told)
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        for table in self.order:
            key = quoted(SOURCE_KEY)
            for source, count in self.sql.execute(
                f"SELECT {key}, count(*) FROM {quoted(table.name)} WHERE {key} > $last GROUP BY {key}", {"last": last}
            ).fetchall():
                counts[source][table.name] = count
        time = self.intake.now.isoformat(sep=" ", timespec="seconds")
        for page in self.pages:
            if counts[page.source]:
                file = page.file
                self.sql.execute(
                    f"INSERT INTO {quoted(SOURCES)} VALUES ($1, $2, $3, $4, $5)",
                    [page.source, file.file, self.sums.of(file.path).sha256, file.format, time],
                )
            elif not page.skipped:
                page.skipped = nothing_new(page.clashes, met=bool(page.problems or page.notes))
        return tuple(
            Loaded(
                page.file.file,
                tuple((t.name, counts[page.source][t.name]) for t in self.order if t.name in counts[page.source]),
                page.skipped, tuple(page.problems), tuple(page.notes), page.clashes,
            )
            for page in self.pages
        )  # fmt: skip

    def _number(self, statement: str) -> int:
        return self.sql.execute(statement).fetchall()[0][0] or 0


def _raw(page: _Page) -> Raw:
    assert page.raw is not None  # noqa: S101 - opened before any row is read
    return page.raw


def _note(page: _Page, told: Settled) -> None:
    page.problems += told.problems
    page.notes += told.notes
    page.clashes += told.clashes


def _listed(values: Iterable[str]) -> str:
    found = list(dict.fromkeys(value or "空" for value in values))
    return "、".join(found[:_LISTED]) + (" 等" if len(found) > _LISTED else "")
