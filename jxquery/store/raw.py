"""A file of rows as a relation of texts: `n`, the number of its row, and c0, c1, … as they stand, NULL where empty.

DuckDB reads parquet where it lies. A large CSV file becomes a parquet file beside the database that is being built,
because it is looked at several times; a small one is there already as the rows of its sheet.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import DataError
from jxquery.store.identifiers import literal, quoted
from jxquery.store.sums import Sums
from jxquery.types import Problem, TableFile

if TYPE_CHECKING:
    import duckdb

_BLOCK = 1 << 22
_SHOWN = 5
# What `str.strip` takes away.
_SPACES = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
                            0x202F, 0x205F, 0x3000)))  # fmt: skip
_CODES = ", ".join(str(ord(space)) for space in _SPACES)
_EXACT = frozenset(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"))
_UNSPACED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE", "DATE", "BOOLEAN")
_SCALE, _WHOLE = 6, 14  # digits of an amount
_SAMPLED = 10_000  # rows that tell whether a column says the same again and again


class Raw(Struct, frozen=True):
    """The relation of a file: its name, how many rows there are, and what was not read.

    A place is `unit` (行, 条) of the row's number and `before`. `types` are those of the columns in the file. `varied`
    are those that mostly say something else in each row, as far as is known; `trimmed`, in which nothing has white
    space around it; `large`, with decimals that have more digits than are kept.
    """

    name: str
    rows: int
    types: tuple[str, ...]
    before: int
    unit: str
    problems: tuple[Problem, ...] = ()
    varied: frozenset[int] = frozenset()
    trimmed: frozenset[int] = frozenset()
    large: frozenset[int] = frozenset()

    def place(self, n: int) -> str:
        """Where a row stands."""
        return f"第{n + self.before}{self.unit}"

    @property
    def place_sql(self) -> str:
        """The same of the column `n`."""
        return f"('第' || (n + {self.before}) || '{self.unit}')"

    def text(self, at: int) -> str:
        """The text of a cell, "" where there is none."""
        cell = f"c{at}" if self.types[at] == "VARCHAR" else f"CAST(c{at} AS VARCHAR)"
        return f"coalesce({cell if at in self.trimmed else _bare(cell)}, '')"

    @property
    def filled(self) -> str:
        """The condition that anything stands in a row."""
        return f"NOT ({' AND '.join(f'c{at} IS NULL' for at in range(len(self.types)))})"

    def is_integer(self, at: int) -> bool:
        """Whether the column holds whole numbers that need no reading."""
        return self.types[at] in _EXACT

    def is_exact(self, at: int) -> bool:
        """Whether the column holds numbers that are kept as they are: whole, or with at most six decimals."""
        kind = self.types[at]
        if not kind.startswith("DECIMAL("):
            return kind in _EXACT
        return at not in self.large


def open_raw(connection: duckdb.DuckDBPyConnection, file: TableFile, number: int, staging: Path, sums: Sums) -> Raw:
    """The relation of the file, whose name is made of `number`. Raises `DataError` when it cannot be read.

    What has to be written for it goes into files whose names begin with `staging`. `sums` has those of the file.
    """
    import duckdb

    name = f"raw{number}"
    try:
        if file.sheet is not None:
            return _of_sheet(connection, file, name)
        if file.format == "parquet":
            return _of_parquet(connection, name, file.path, file.headings)
        return _of_csv(connection, file, name, staging.with_name(f"{staging.name}.{number}"), sums)
    except duckdb.Error as error:
        detail = str(error).split("\n", 1)[0].partition(": ")[2].replace(str(file.path), file.file)
        hint = "没有载入任何内容，原有的数据没有改动。请重新导出这个文件；CSV 请看引号是否配对。"
        raise DataError(f"这个文件读不下去：{detail}", place=file.file, hint=hint) from None


def _of_sheet(connection: duckdb.DuckDBPyConnection, file: TableFile, name: str) -> Raw:
    listed = ", ".join(f"c{at} VARCHAR" for at in range(len(file.headings)))
    connection.execute(f"CREATE TEMP TABLE {name} (n BIGINT, {listed})")
    rows = [(n, *(cell or None for cell in cells)) for n, cells in file.sheet or ()]
    if rows:
        with connection.appender(name) as appender:
            appender.append_rows(rows)
    return Raw(name, len(rows), ("VARCHAR",) * len(file.headings), 0, "行")


def _of_parquet(connection: duckdb.DuckDBPyConnection, name: str, path: Path, columns: tuple[str, ...]) -> Raw:
    listed = ", ".join(f"{quoted(column)} AS c{at}" for at, column in enumerate(columns))
    connection.execute(
        f"CREATE TEMP VIEW {name} AS SELECT file_row_number + 1 AS n, {listed} "
        f"FROM read_parquet({literal(str(path))}, file_row_number = true)"
    )
    types = tuple(str(row[1]) for row in connection.execute(f"DESCRIBE {name}").fetchall()[1:])
    rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
    varied = _varied(connection, name, types)
    trimmed, large = _trimmed(connection, name, types, varied), _large(connection, name, types)
    return Raw(name, rows, types, 0, "行", varied=varied, trimmed=trimmed, large=large)


def _bare(cell: str) -> str:
    return f"trim({cell}, '{_SPACES}')"


def _varied(connection: duckdb.DuckDBPyConnection, name: str, types: tuple[str, ...]) -> frozenset[int]:
    """Columns of texts most of which are said once, as far as the first rows tell."""
    texts = [at for at, kind in enumerate(types) if kind == "VARCHAR"]
    counted = ", ".join(("count(*)", *(f"count(DISTINCT c{at})" for at in texts)))
    rows, *counts = connection.execute(f"SELECT {counted} FROM (SELECT * FROM {name} LIMIT {_SAMPLED})").fetchall()[0]
    return frozenset(at for at, count in zip(texts, counts, strict=True) if count * 2 > rows)


def _trimmed(
    connection: duckdb.DuckDBPyConnection, name: str, types: tuple[str, ...], varied: frozenset[int]
) -> frozenset[int]:
    """Columns in which nothing has white space around it.

    Taking it away takes ten times as long as looking for it, and what is said again and again is looked at once.
    """
    texts = [at for at, kind in enumerate(types) if kind == "VARCHAR"]
    never = frozenset(at for at, kind in enumerate(types) if kind.startswith(_UNSPACED))
    if not texts:
        return never
    spaced = ", ".join(
        f"(SELECT coalesce(bool_or(unicode(c{at}) IN ({_CODES}) OR unicode(c{at}[-1]) IN ({_CODES})), false) "
        f"FROM {name if at in varied else f'(SELECT DISTINCT c{at} FROM {name})'})"
        for at in texts
    )
    found = connection.execute(f"SELECT {spaced}").fetchall()[0]
    return never | {at for at, any_spaced in zip(texts, found, strict=True) if not any_spaced}


def _large(connection: duckdb.DuckDBPyConnection, name: str, types: tuple[str, ...]) -> frozenset[int]:
    """Columns of decimals that do not all fit into DECIMAL(20,6)."""
    decimals = [(at, *map(int, kind[8:-1].split(","))) for at, kind in enumerate(types) if kind.startswith("DECIMAL(")]
    longer = {at for at, _, scale in decimals if scale > _SCALE}
    wide = [at for at, width, scale in decimals if at not in longer and width - scale > _WHOLE]
    if not wide:
        return frozenset(longer)
    greatest = ", ".join(f"coalesce(max(abs(c{at})) >= 1e{_WHOLE}, false)" for at in wide)
    found = connection.execute(f"SELECT {greatest} FROM {name}").fetchall()[0]
    return frozenset(longer | {at for at, too_large in zip(wide, found, strict=True) if too_large})


def _of_csv(connection: duckdb.DuckDBPyConnection, file: TableFile, name: str, staging: Path, sums: Sums) -> Raw:
    columns = tuple(f"c{at}" for at in range(len(file.headings)))
    listed = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    rejects = f"{name}_rejects"
    source = _as_utf8(file, staging)
    connection.execute(
        f"COPY (SELECT * FROM read_csv({literal(str(source))}, columns = {{{listed}}}, auto_detect = false, "
        f"header = false, skip = {file.skip}, delim = {literal(file.separator)}, quote = '\"', escape = '\"', "
        f"null_padding = true, strict_mode = true, store_rejects = true, rejects_table = '{rejects}', "
        f"rejects_scan = '{name}_scans', rejects_limit = 0) "
        f"WHERE coalesce({', '.join(columns)}, NULL) IS NOT NULL) "
        f"TO {literal(f'{staging}.parquet')} (FORMAT parquet)"
    )
    broken = connection.execute(f"SELECT DISTINCT line FROM {rejects} ORDER BY line").fetchall()
    raw = _of_parquet(connection, name, Path(f"{staging}.parquet"), columns)
    lines = sums.of(file.path).newlines - file.skip
    exact = not broken and raw.rows in (lines, lines + 1) and file.encoding != "utf-16"
    problems: tuple[Problem, ...] = ()
    if broken:
        shown = "、".join(f"第{line}条" for (line,) in broken[:_SHOWN]) + (" 等" if len(broken) > _SHOWN else "")
        said = f"有 {len(broken)} 条读不成：{shown}，"
        problems = (Problem("", said, "这些都没有读；请看看是不是多了一格，或少了引号。"),)
    return replace(raw, before=file.skip if exact else 0, unit="行" if exact else "条", problems=problems)


def _as_utf8(file: TableFile, staging: Path) -> Path:
    if file.encoding in ("utf-8", "utf-8-sig"):
        return file.path
    written = Path(f"{staging}.csv")
    decoder = codecs.getincrementaldecoder(file.encoding)(errors="replace")
    with file.path.open("rb") as old, written.open("w", encoding="utf-8", newline="") as new:
        while block := old.read(_BLOCK):
            new.write(decoder.decode(block))
        new.write(decoder.decode(b"", final=True))
    return written
