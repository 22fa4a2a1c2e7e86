"""What changes a folder of generations: a load, and taking sources out. One process at a time does it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.files import rehearse, write_database
from jxquery.store.generations import lock_of, number_of
from jxquery.store.locks import remove_unheld, writing
from jxquery.store.plan import Intake, Known, Loaded, Plan, Removal, Report, identities_of, plan
from jxquery.store.stamp import fingerprint
from jxquery.store.tables import known
from jxquery.store.unfinished import cannot_write, remove_unfinished
from jxquery.types import Document, TableFile
from jxquery.whole_files import replace_text

if TYPE_CHECKING:
    from jxquery.store.generations import Store

_KEPT = 2
T = TypeVar("T")


class Publishing:
    """A change of what `store` holds, at the time `now`. While another goes on, `waiting` is told for whom."""

    def __init__(self, store: Store, now: datetime, waiting: Callable[[str], None]) -> None:
        self._store = store
        self._now = now
        self._waiting = waiting

    def publish(
        self,
        documents: Sequence[Document],
        files: Sequence[TableFile],
        schema: Schema | None,
        accepting: Callable[[Report], bool],
        *,
        replacing: bool,
    ) -> Report:
        """See `Store.publish`."""

        def change() -> Report:
            old_path, new, meant, last = self._planned(documents, schema, replacing=replacing)
            if not files and not new.sources and not meant:
                return Report(old_path, new.documents)

            def wanted(taken: tuple[Loaded, ...]) -> bool:
                anything = new.sources or meant or any(each.records for each in taken)
                return bool(anything) and accepting(Report(old_path, (*new.documents, *taken)))

            if not files and not wanted(()):
                return Report(old_path, new.documents)
            intake = Intake(tuple(files), self._now, replacing, last) if files else None
            path, taken = self._write(schema or self._store.schema, new, old_path, intake, wanted)
            return Report(path or old_path, (*new.documents, *taken), written=path is not None)

        return self._alone(change)

    def preview(
        self, documents: Sequence[Document], files: Sequence[TableFile], schema: Schema | None, *, replacing: bool
    ) -> Report:
        """See `Store.preview`."""
        old_path, new, _, last = self._planned(documents, schema, replacing=replacing)
        if not files:
            rehearse(schema or self._store.schema, new, self._now)
            return Report(old_path, new.documents)
        import tempfile

        intake = Intake(tuple(files), self._now, replacing, last)
        with tempfile.TemporaryDirectory(prefix="jxquery-") as folder:
            path = Path(folder) / "dry-run.duckdb"
            _, taken = write_database(
                path,
                schema or self._store.schema,
                new,
                self._now,
                old=old_path,
                intake=intake,
                accepting=lambda _: False,
            )
        return Report(old_path, (*new.documents, *taken))

    def remove(self, sources: Collection[int]) -> Path | None:
        """See `Store.remove`."""

        def change() -> Path | None:
            old = self._store.open()
            if old is None:
                return None
            with old:
                there = old.schema
            return self._write(there, Plan((), {}, (), Removal(tuple(sorted(sources)))), old.path)[0]

        return self._alone(change)

    def _alone(self, change: Callable[[], T]) -> T:
        """Do what changes the folder, one process at a time."""
        try:
            self._store.folder.mkdir(parents=True, exist_ok=True)
            who = f"{platform.node() or '本机'} 上的进程 {os.getpid()}（{self._now:%Y-%m-%d %H:%M:%S} 开始）"
            with writing(self._store.folder / "WRITER", who, lambda other: self._waiting(_waiting_line(other))):
                remove_unfinished(self._store.folder)
                return change()
        except OSError as error:
            raise cannot_write(self._store.folder, error) from None

    def _planned(
        self, documents: Sequence[Document], schema: Schema | None, *, replacing: bool
    ) -> tuple[Path | None, Plan, bool, int]:
        """The current database, what a load does to it, whether the schema alone makes a new one, its last source."""
        meant = schema or self._store.schema
        old = self._store.open()
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
        old: Path | None,
        intake: Intake | None = None,
        accepting: Callable[[tuple[Loaded, ...]], bool] = lambda _: True,
    ) -> tuple[Path | None, tuple[Loaded, ...]]:
        """The next generation, which then is current, and what became of the files; None where it is not wanted."""
        numbers = [number_of(path) for path in self._store.files()]
        path = self._store.folder / f"gen-{max(numbers, default=0) + 1:06}.duckdb"
        written, taken = write_database(path, schema, new, self._now, old=old, intake=intake, accepting=accepting)
        if not written:
            return None, taken
        replace_text(self._store.pointer, f"{path.name}\n")
        self._remove_old(old)
        return path, taken

    def _check_same(self, there: Schema, schema: Schema) -> None:
        if fingerprint(there) != fingerprint(schema):
            tables = "、".join(table.name for table in there.tables)
            said = f"这个数据文件夹里是另一份 schema 的表（{tables}），不能再载入别的表。"
            hint = "请用 --db 给这些文件另用一个数据文件夹。原有的数据没有改动。"
            raise DataError(said, place=str(self._store.folder), hint=hint)

    def _remove_old(self, built_from: Path | None) -> None:
        for path in self._store.files()[:-_KEPT]:
            if path != built_from:
                remove_unheld(path, lock_of(path))


def _waiting_line(other: str) -> str:
    return f"另一个载入正在进行{'：' + other if other else ''}，等它结束……"
