"""Generations: each load writes a new database file and then points the small file CURRENT to it.

A file name never means two databases, because a process that has the old one open would get its rows under the new
one's name. Readers hold the generation that they read by a lock file beside it; a load removes generations that
nobody holds, but never the newest two nor the one that it was built from.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.engines import instances
from jxquery.errors import DataError, reason_of
from jxquery.patterns import regex
from jxquery.schema.model import Schema
from jxquery.store.generation import Generation, open_database
from jxquery.store.locks import hold
from jxquery.whole_files import Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from jxquery.store.plan import Report
    from jxquery.types import Document, TableFile

_NAME = regex(r"gen-(\d{6,})\.duckdb")
_POINTER = "CURRENT"
_FOLDER_HINT = "原有的文件没有改动。请检查这个文件夹和里面的文件的权限，或用 --db 换一个数据文件夹。"
_POINTER_HINT = "原有的文件没有改动。请把缺的文件放回原处，或用 --db 换一个数据文件夹重新载入。"


class Store:
    """The generations in one folder, which comes to be with the first load.

    `schema` is the one that is shipped; a folder whose first load brought a schema of its own keeps to that. `pointer`
    is the file CURRENT.
    """

    def __init__(self, folder: Path, schema: Schema) -> None:
        hint = "请指明存放数据的文件夹，而不是其中的文件。"
        try:
            is_file = folder.exists() and not folder.is_dir()
        except OSError as error:
            raise DataError(f"打不开这个文件夹：{reason_of(error)}。", place=str(folder), hint=_FOLDER_HINT) from None
        except ValueError:  # a name that nothing can have
            raise DataError("不能用作文件夹的名字。", place=str(folder), hint=hint) from None
        if is_file:
            raise DataError("这是一个文件，不是文件夹。", place=str(folder), hint=hint)
        self.folder = folder
        self.schema = schema
        self.pointer = folder / _POINTER
        self._pointer = Watched(self.pointer)

    def current(self) -> Path | None:
        """The newest database, see `newest`."""
        return newest(self._pointer)

    def open(self) -> Generation | None:
        """The newest database, open and held; None while nothing has been loaded.

        Raises `DataError` when it is missing, damaged or of another version.
        """
        while (path := self.current()) is not None:
            held = hold(lock_of(path))
            if path.is_file():
                return open_database(path, self.schema, held)
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
        from jxquery.store.publishing import Publishing

        load = Publishing(self, now, waiting)
        return load.publish(documents, files, schema, accepting, replacing=replacing)

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
        from jxquery.store.publishing import Publishing

        load = Publishing(self, now, lambda _: None)
        return load.preview(documents, files, schema, replacing=replacing)

    def remove(
        self, sources: Collection[int], *, now: datetime, waiting: Callable[[str], None] = lambda _: None
    ) -> Path | None:
        """A new generation without the rows of these sources; its path, or None when nothing was ever loaded.

        Raises `DataError`, and then everything is as it was.
        """
        from jxquery.store.publishing import Publishing

        return Publishing(self, now, waiting).remove(sources)

    def files(self) -> list[Path]:
        """The files of all generations that are left, the oldest first."""
        return sorted((p for p in self.folder.iterdir() if _NAME.fullmatch(p.name)), key=number_of)


def newest(pointer: Watched) -> Path | None:
    """The newest database in a folder, by its file CURRENT; None while nothing has been loaded.

    Cheap: made to be asked before each question. Raises `DataError` when CURRENT cannot be read
    or points to a file that is not there.
    """
    named = _pointed(pointer)
    while named is not None and not named.is_file():
        # Between the two looks a load may have come and gone, and have removed what was current.
        again = _pointed(pointer)
        if again == named:
            place = str(pointer.path)
            raise DataError(f"CURRENT 指向的 {named.name} 不存在。", place=place, hint=_POINTER_HINT)
        named = again
    return named


def open_ahead(folder: Path) -> None:
    """Let the engine begin to open what is newest while the program is still being imported.

    What is wrong with it, whoever opens it in earnest finds again, and says so.
    """
    with suppress(DataError, OSError, ValueError):
        path = newest(Watched(folder / _POINTER))
        if path is not None:
            instances.open_ahead(path.resolve(), instances.USUAL)


def _pointed(pointer: Watched) -> Path | None:
    """What CURRENT names."""
    try:
        name = pointer.text().strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(f"CURRENT 读不了：{reason_of(error)}。", place=str(pointer.path), hint=_FOLDER_HINT) from None
    except UnicodeDecodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise DataError("CURRENT 的内容不是数据库文件名。", place=str(pointer.path), hint=_POINTER_HINT)
    return pointer.path.with_name(name)


def number_of(path: Path) -> int:
    """The number of a generation's file."""
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def lock_of(path: Path) -> Path:
    """The file that readers of a generation hold."""
    return path.with_suffix(".lock")
