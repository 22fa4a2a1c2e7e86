"""DuckDB: opens one file, read-only and closed off from everything else on the machine.

Every run takes a cursor of the one instance that a process has of a path, see `instances.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jxquery.engines import Result, ResultType, cancelled, time_is_up
from jxquery.engines.instances import DAMAGED_HINT, HARDENED, Hardening, Instance, acquire, alone, release
from jxquery.errors import DataError, SqlError
from jxquery.types import Scalar

if TYPE_CHECKING:
    import duckdb


T = TypeVar("T")
_INTEGERS = {"tinyint", "smallint", "integer", "bigint", "hugeint"}
_NUMBERS = {*_INTEGERS, *(f"u{name}" for name in _INTEGERS), "decimal", "double", "float"}
_REFUSALS = {
    "ParserException": "SQL 语法不对",
    "SyntaxException": "SQL 语法不对",
    "CatalogException": "SQL 提到的表、列或函数不存在",
    "BinderException": "SQL 里的列或类型对不上",
    "ConversionException": "SQL 里的值不能转换成所需的类型",
    "OutOfRangeException": "SQL 里的数超出了范围",
    "InvalidInputException": "SQL 的参数或用法不对",
}
_PLAIN = frozenset({str, int, Decimal, type(None)})  # they come as the rest of the program knows them
_BITS = 127  # of the largest integer that the engine has, besides its sign
_PARSED = 1000  # statements that are kept, of some 7 KiB each
_CHUNK = 256  # rows; so many may be more than there is room for
_WIDTH = 8  # characters that a value counts for, besides those of a text


class DuckDbEngine:
    """An `Engine` on one database file. Raises `DataError` when the file is missing or is no database.

    `room` is how many characters of text and numbers an answer may have (None: any); `Result.truncated` tells when
    rows had to be left out for want of it. `usual` is how much memory it keeps, what was read included: a statement
    that needs more runs with as much as the hardening allows, which goes again. Who opens a path first decides on both.
    """

    dialect = "duckdb"

    def __init__(
        self, path: Path, *, room: int | None = None, hardening: Hardening = HARDENED, usual: str | None = None
    ) -> None:
        self._path = path.resolve()
        self._room = room
        self._hardening = hardening
        self._usual = usual
        self._running: set[duckdb.DuckDBPyConnection] = set()
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._instance: Instance | None = acquire(self._path, hardening, usual)

    def run(
        self, sql: str, params: Mapping[str, Scalar], *, limit: int | None = None, seconds: float | None = None
    ) -> Result:
        """See `Engine.run`."""

        def result(cursor: duckdb.DuckDBPyConnection) -> Result:
            _check_sendable(sql, *params.values())
            cursor.execute(self._parsed(cursor, sql), dict(params))
            described = cursor.description
            if not described:
                raise SqlError("这条语句没有结果。", hint="请写一条 SELECT 语句。")
            rows, truncated = _fetched(cursor, limit, self._room)
            return Result(
                names=tuple(str(column[0]) for column in described),
                types=tuple(_result_type(str(column[1].id)) for column in described),
                rows=tuple(rows),
                truncated=truncated,
            )

        started, instance = time.monotonic(), self._instance
        if instance is None or sql not in instance.large:
            try:
                return self._stoppable(self._begun(), result, seconds, few=lambda found: len(found.rows) < _CHUNK)
            except SqlError as error:
                if self._usual is None or instance is None or not _lacked_memory(error):
                    raise
                instance.large.add(sql)
        with alone(self._path, self._hardening) as connection:
            left = None if seconds is None else seconds - (time.monotonic() - started)
            return self._stoppable(self._begun(connection), result, left)

    def read(self, sql: str, params: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """The rows of a statement of the program's own, as the driver gives them: binary values too, and lists bind.

        Raises what `run` does.
        """

        def rows(cursor: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
            return cursor.execute(self._parsed(cursor, sql), dict(params)).fetchall()

        return self._stoppable(self._begun(), rows, None, few=lambda found: len(found) < _CHUNK)

    def _stoppable(
        self,
        cursor: duckdb.DuckDBPyConnection,
        run: Callable[[duckdb.DuckDBPyConnection], T],
        seconds: float | None,
        few: Callable[[T], bool] = lambda _: False,
    ) -> T:
        """What is run with the cursor, within so many seconds; where it is `few`, the cursor is kept."""
        from jxquery.engines.driver import duckdb
        from jxquery.engines.interrupts import Deadline, as_ctrl_c

        kept = False
        try:
            with Deadline(cursor, seconds) as deadline, as_ctrl_c():
                try:
                    found = run(cursor)
                except duckdb.InterruptException:
                    if deadline.expired:
                        raise time_is_up(seconds) from None
                    raise cancelled() from None
                except duckdb.Error as error:
                    raise self._refusal(error) from None
                except UnicodeError:
                    raise SqlError("语句或参数里有不成文字的字符。", hint="请把它存成 UTF-8 再试。") from None
                except OverflowError:
                    raise SqlError("参数里的数太大。", hint="请检查参数。") from None
            kept = few(found)
        finally:
            self._ended(cursor, again=kept)
        return found

    def cancel(self) -> None:
        """See `Engine.cancel`."""
        with self._lock:
            for cursor in self._running:
                cursor.interrupt()

    def close(self) -> None:
        """See `Engine.close`."""
        with self._lock:
            instance, self._instance = self._instance, None
            while self._idle:
                self._idle.pop().close()
        if instance is not None:
            release(self._path, instance)

    def _begun(self, alone: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
        """A cursor for one statement: one that is idle, for making one takes as long as a short statement.

        Or the connection that stands `alone`.
        """
        with self._lock:
            if self._instance is None:
                raise DataError("数据库已经关闭。", place=self._path.name, hint="请重新打开。")
            cursor = alone or (self._idle.pop() if self._idle else self._instance.connection.cursor())
            self._running.add(cursor)
            return cursor

    def _ended(self, cursor: duckdb.DuckDBPyConnection, *, again: bool) -> None:
        """The statement is over; the cursor is kept for another one where it holds nothing."""
        with self._lock:
            self._running.discard(cursor)
            if again and self._instance is not None:
                self._idle.append(cursor)
                return
        cursor.close()

    def _parsed(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | str:
        """The statement. Texts are the same for every value, so that they come again; parsing is half of a look-up."""
        with self._lock:
            kept = self._instance.parsed if self._instance is not None else {}
            known = kept.pop(sql, None)
            if known is None:
                statements = cursor.extract_statements(sql)
                if len(statements) != 1:
                    return sql
                (known,) = statements
            kept[sql] = known
            while len(kept) > _PARSED:
                del kept[next(iter(kept))]
            return known

    def _refusal(self, error: duckdb.Error) -> SqlError | DataError:
        """What an engine's error means to people. Its own words follow only where they are about the statement."""
        from jxquery.engines.driver import duckdb

        if type(error) is duckdb.Error or isinstance(error, duckdb.IOException | duckdb.FatalException):
            return DataError("数据库读不了。", place=str(self._path), hint=DAMAGED_HINT)
        if isinstance(error, duckdb.OutOfMemoryException):
            return SqlError("查询需要的内存太多。", hint="请缩小查询的范围。")
        if isinstance(error, duckdb.PermissionException):
            return SqlError("语句要做的事不被允许：只能查询已载入的数据。", hint="请只用 SELECT 查询公开的表。")
        meaning = _REFUSALS.get(type(error).__name__)
        if meaning is None:
            return SqlError("数据库拒绝了这条语句。", hint="请检查语句，或换一种写法。")
        detail = str(error).split("\n", 1)[0].partition(": ")[2].replace(str(self._path.parent), "…")
        hint = "请对照公开的表和列检查语句。"
        if "Referenced column" in detail:  # people also write texts so
            hint += "双引号里的是列名，文字要写在单引号里：'中央'。"
        return SqlError(f"{meaning}：{detail}", hint=hint)


def _check_sendable(*values: Scalar) -> None:
    """Raises `UnicodeError` for what is no text (the engine may die of it), `OverflowError` for too large a number."""
    for value in values:
        match value:
            case str():
                value.encode()
            case int() if value.bit_length() > _BITS:
                raise OverflowError


def _fetched(
    cursor: duckdb.DuckDBPyConnection, limit: int | None, room: int | None
) -> tuple[list[tuple[Scalar, ...]], bool]:
    """The rows that there is room for, and whether there were more."""
    rows: list[tuple[Scalar, ...]] = []
    used = 0
    while chunk := cursor.fetchall() if limit is None and room is None else cursor.fetchmany(_CHUNK):
        for values in chunk:
            if len(rows) == limit:
                return rows, True
            row = values if _PLAIN.issuperset(map(type, values)) else tuple(_scalar(value) for value in values)
            if room is not None:
                used += sum(_WIDTH + (len(value) if isinstance(value, str) else 0) for value in row)
                if used > room:
                    if rows:
                        return rows, True
                    raise SqlError("结果只有一行，却大得放不下。", hint="请少选几列，或用 left(列, 1000) 只取开头。")
            rows.append(row)
    return rows, False


def _lacked_memory(error: SqlError) -> bool:
    """Whether a statement wanted more memory, or a file to put aside what does not fit, which it may not write."""
    from jxquery.engines.driver import duckdb

    return isinstance(error.__context__, duckdb.OutOfMemoryException | duckdb.PermissionException)


def _result_type(name: str) -> ResultType:
    return "number" if name in _NUMBERS else "text"


def _scalar(value: object) -> Scalar:
    """A value as the rest of the program knows it: exact numbers, and text for everything else."""
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case str() | int() | Decimal():
            return value
        case float():
            return Decimal(repr(value)) if isfinite(value) else None
        case bytes():
            return value.hex()
        case list():
            return f"[{', '.join(map(_within, value))}]"
        case dict():
            return f"{{{', '.join(f'{name}: {_within(each)}' for name, each in value.items())}}}"
        case _:
            return str(value)


def _within(value: object) -> str:
    """A value within a list or a row that is one value."""
    return "NULL" if value is None else str(_scalar(value))
