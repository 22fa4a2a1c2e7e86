"""Generations: each load writes a new database file and then points the small file CURRENT to it.

A file name never means two databases, because a process that has the old one open would get its rows under the new
one's name. Readers hold the generation that they read by a lock file beside it; a load removes generations that
nobody holds, but never the newest two nor the one that it was built from.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from msgspec import Struct

from jxquery.engines import Engine
from jxquery.engines.duckdb import DuckDbEngine
from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.facts import stored_facts
from jxquery.store.files import cannot_write, rehearse, remove_unfinished, replace_text, write_database
from jxquery.store.grams import RUNS
from jxquery.store.locks import hold, remove_unheld, writing
from jxquery.store.looking import StoredNames
from jxquery.store.naming import stored_names
from jxquery.store.plan import Intake, Known, Loaded, Plan, Removal, Report, identities_of, plan
from jxquery.store.tables import fingerprint, known, other_version, schema_in
from jxquery.types import Document, Facts, Name, TableFile

_NAME = re.compile(r"gen-(\d{6,})\.duckdb")
_KEPT = 2
T = TypeVar("T")
_POINTER_HINT = "原有的文件没有改动。请把缺的文件放回原处，或用 --db 换一个数据文件夹重新载入。"


class Generation(Struct):
    """An open database with the schema of its tables, held so that nobody removes it.

    Close it, or use it in a `with`.
    """

    path: Path
    engine: Engine
    schema: Schema
    _held: IO[bytes] | None = None

    def facts(self) -> Facts:
        """What the language must know of the data. Raises `DataError` when its columns meant something else."""
        found = stored_facts(lambda sql: self.engine.run(sql, {}).rows, self.schema)
        if found is None:
            raise other_version(str(self.path))
        return found

    def names(self) -> tuple[Name, ...]:
        """Every name in the data, in its order."""
        return stored_names(self.engine, self.schema)

    def more_names_than(self, few: int) -> bool:
        """Whether the data has more names."""
        (count,) = self.engine.run(f'SELECT coalesce(sum(names), 0) FROM "{RUNS}"', {}).rows[0]
        return isinstance(count, int) and count > few

    def held_names(self) -> StoredNames:
        """The names where they lie, to be looked up without reading all."""
        return StoredNames(self.engine, self.schema)

    def close(self) -> None:
        """Let go of it. May be called twice."""
        self.engine.close()
        if self._held is not None:
            self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_database(path: Path, shipped: Schema, held: IO[bytes] | None = None) -> Generation:
    """The database at this path, of the schema that it holds or of the one that is shipped.

    Raises `DataError` when it cannot be read or was made by another version of the program.
    """
    engine = None
    try:
        engine = DuckDbEngine(path)
        return Generation(path, engine, schema_in(engine, shipped, str(path)), held)
    except DataError:
        if engine is not None:
            engine.close()
        if held is not None:
            held.close()
        raise


class Store:
    """The generations in one folder, which comes to be with the first load.

    `schema` is the one that is shipped. A folder whose first load brought a schema of its own keeps to that.
    """

    def __init__(self, folder: Path, schema: Schema) -> None:
        hint = "请指明存放数据的文件夹，而不是其中的文件。"
        try:
            is_file = folder.exists() and not folder.is_dir()
        except (OSError, ValueError):  # ValueError: a name that nothing can have
            raise DataError("不能用作文件夹的名字，或不让看。", place=str(folder), hint=hint) from None
        if is_file:
            raise DataError("这是一个文件，不是文件夹。", place=str(folder), hint=hint)
        self.folder = folder
        self._schema = schema
        self._pointer = folder / "CURRENT"

    def current(self) -> Path | None:
        """The newest database; None while nothing has been loaded. Cheap: made to be asked before each question.

        Raises `DataError` when CURRENT cannot be read or points to a file that is not there.
        """
        named = self._pointed()
        while named is not None and not named.is_file():
            # Between the two looks a load may have come and gone, and have removed what was current.
            again = self._pointed()
            if again == named:
                raise DataError(f"CURRENT 指向的 {named.name} 不存在。", place=str(self._pointer), hint=_POINTER_HINT)
            named = again
        return named

    def open(self) -> Generation | None:
        """The newest database, open and held; None while nothing has been loaded.

        Raises `DataError` when it is missing, damaged or of another version.
        """
        while (path := self.current()) is not None:
            held = hold(_lock_of(path))
            if path.is_file():
                return open_database(path, self._schema, held)
            if held is not None:
                held.close()
        return None

    def publish(  # noqa: PLR0913 - all are of one load
        self,
        documents: Sequence[Document],
        *,
        now: datetime,
        schema: Schema | None = None,
        replacing: bool = False,
        files: Sequence[TableFile] = (),
        accepting: Callable[[Report], bool] = lambda _: True,
        waiting: Callable[[str], None] = lambda _: None,
    ) -> Report:
        """Load documents, and files that are read where they lie, into a new generation, which then is current.

        It has the rows of the current one and theirs. `schema` is that of the documents, the shipped one where it is
        None; further words or roles in it replace those in the folder, and other tables, keys or columns than the
        folder's are refused. `now` is kept as the time of loading. `replacing` lets newer rows take the place of older
        ones, see `plan`. While another process
        loads, this one waits, and `waiting` is called once with a line that says for whom. Documents and rows that are
        loaded already are left out and reported; when nothing is left, or `accepting` says no to the report, there is
        no new generation. Raises `DataError`, and then everything is as it was.
        """

        def change() -> Report:
            old_path, new, meant, last = self._planned(documents, schema, replacing=replacing)
            if not files and not new.sources and not meant:
                return Report(old_path, new.documents)

            def wanted(taken: tuple[Loaded, ...]) -> bool:
                anything = new.sources or meant or any(each.records for each in taken)
                return bool(anything) and accepting(Report(old_path, (*new.documents, *taken)))

            if not files and not wanted(()):
                return Report(old_path, new.documents)
            intake = Intake(tuple(files), now, replacing, last) if files else None
            path, taken = self._write(schema or self._schema, new, now, old_path, intake, wanted)
            return Report(path or old_path, (*new.documents, *taken), written=path is not None)

        return self._alone(change, now, waiting)

    def preview(
        self,
        documents: Sequence[Document],
        *,
        now: datetime,
        schema: Schema | None = None,
        replacing: bool = False,
        files: Sequence[TableFile] = (),
    ) -> Report:
        """What `publish` would report. Nothing is written, no folder, no lock. Raises what `publish` would.

        Where there are `files`, a database that is thrown away is written into a temporary folder.
        """
        old_path, new, _, last = self._planned(documents, schema, replacing=replacing)
        if not files:
            rehearse(schema or self._schema, new, now)
            return Report(old_path, new.documents)
        import tempfile

        intake = Intake(tuple(files), now, replacing, last)
        with tempfile.TemporaryDirectory(prefix="jxquery-") as folder:
            path = Path(folder) / "dry-run.duckdb"
            _, taken = write_database(
                path, schema or self._schema, new, now, old=old_path, intake=intake, accepting=lambda _: False
            )
        return Report(old_path, (*new.documents, *taken))

    def remove(
        self, sources: Collection[int], *, now: datetime, waiting: Callable[[str], None] = lambda _: None
    ) -> Path | None:
        """A new generation without the rows of these sources; its path, or None when nothing was ever loaded.

        Raises `DataError`, and then everything is as it was.
        """

        def change() -> Path | None:
            old = self.open()
            if old is None:
                return None
            with old:
                there = old.schema
            return self._write(there, Plan((), {}, (), Removal(tuple(sorted(sources)))), now, old.path)[0]

        return self._alone(change, now, waiting)

    def _alone(self, change: Callable[[], T], now: datetime, waiting: Callable[[str], None]) -> T:
        """Do what changes the folder, one process at a time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            who = f"{platform.node() or '本机'} 上的进程 {os.getpid()}（{now:%Y-%m-%d %H:%M:%S} 开始）"
            with writing(self.folder / "WRITER", who, lambda other: waiting(_waiting_line(other))):
                remove_unfinished(self.folder)
                return change()
        except OSError as error:
            raise cannot_write(self.folder, error) from None

    def _planned(
        self, documents: Sequence[Document], schema: Schema | None, *, replacing: bool
    ) -> tuple[Path | None, Plan, bool, int]:
        """The current database, what a load does to it, whether the schema alone makes a new one, its last source."""
        meant = schema or self._schema
        old = self.open()
        if old is None:
            return None, plan(meant, documents, Known()), False, 0
        with old:
            self._check_same(old.schema, meant)
            held = known(old.engine, meant, identities_of(meant, documents))
        new = plan(meant, documents, held, replacing=replacing)
        return old.path, new, old.schema.source != meant.source, held.last_source

    def _write(
        self,
        schema: Schema,
        new: Plan,
        now: datetime,
        old: Path | None,
        intake: Intake | None = None,
        accepting: Callable[[tuple[Loaded, ...]], bool] = lambda _: True,
    ) -> tuple[Path | None, tuple[Loaded, ...]]:
        """The next generation, which then is current, and what became of the files; None where it is not wanted."""
        numbers = [_number(path) for path in self._generations()]
        path = self.folder / f"gen-{max(numbers, default=0) + 1:06}.duckdb"
        written, taken = write_database(path, schema, new, now, old=old, intake=intake, accepting=accepting)
        if not written:
            return None, taken
        replace_text(self._pointer, f"{path.name}\n")
        self._remove_old(old)
        return path, taken

    def _check_same(self, there: Schema, schema: Schema) -> None:
        if fingerprint(there) != fingerprint(schema):
            tables = "、".join(table.name for table in there.tables)
            said = f"这个数据文件夹里是另一份 schema 的表（{tables}），不能再载入别的表。"
            hint = "请用 --db 给这些文件另用一个数据文件夹。原有的数据没有改动。"
            raise DataError(said, place=str(self.folder), hint=hint)

    def _pointed(self) -> Path | None:
        """What CURRENT names."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise DataError("CURRENT 读不了。", place=str(self._pointer), hint=_POINTER_HINT) from None
        if not _NAME.fullmatch(name):
            raise DataError("CURRENT 的内容不是数据库文件名。", place=str(self._pointer), hint=_POINTER_HINT)
        return self.folder / name

    def _generations(self) -> list[Path]:
        return sorted((p for p in self.folder.iterdir() if _NAME.fullmatch(p.name)), key=_number)

    def _remove_old(self, built_from: Path | None) -> None:
        for path in self._generations()[:-_KEPT]:
            if path != built_from:
                remove_unheld(path, _lock_of(path))


def _number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _waiting_line(other: str) -> str:
    return f"另一个载入正在进行{'：' + other if other else ''}，等它结束……"
