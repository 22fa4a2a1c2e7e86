"""Writing so that a crash at any moment leaves either the old or the new, and nothing between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.bulk import take_in
from jxquery.store.grams import add_indexes
from jxquery.store.plan import Intake, Loaded, Plan
from jxquery.store.preparing import prepare
from jxquery.store.tables import append, create, last_source, remove, renew

if TYPE_CHECKING:
    import duckdb

_BUILDING = ".building"
# More memory does not make a load faster; what does not fit goes to a folder beside the file.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "2GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def write_database(  # noqa: PLR0913 - what is new comes in two ways
    path: Path,
    schema: Schema,
    new: Plan,
    now: datetime,
    *,
    old: Path | None = None,
    intake: Intake | None = None,
    accepting: Callable[[tuple[Loaded, ...]], bool] = lambda _: True,
) -> tuple[bool, tuple[Loaded, ...]]:
    """A new file at `path`, closed and without a WAL: a copy of the old one, if any, less what goes, and with new rows.

    Whether there is one, and what became of the files of `intake`, which `accepting` is asked about. Raises
    `DataError` when a value does not fit its column or the disk does not take it; then there is no new file. The
    caller sees to it that nobody else builds in this folder.
    """
    import duckdb

    building = path.with_name(path.name + _BUILDING)
    try:
        if old is not None:
            shutil.copyfile(old, building)
        with duckdb.connect(str(building), config=_CONFIG) as connection:
            connection.begin()
            since = 0
            if old is None:
                create(connection, schema)
            else:
                renew(connection, schema)
                replaced = remove(connection, schema, new.removal) or (intake is not None and intake.replacing)
                since = 0 if replaced else last_source(connection)
            append(connection, new, now)
            taken = () if intake is None else _taken_in(connection, schema, intake, building)
            if not accepting(taken):
                connection.rollback()
                return False, taken
            connection.commit()
            connection.begin()  # rows have their numbers when they are committed
            prepare(connection, schema, since)
            connection.commit()
            add_indexes(connection)
            connection.checkpoint()
        _sync(building)
        building.rename(path)
        _sync_folder(path.parent)
    except duckdb.DataError as error:
        raise _unfit(path.name, error) from None
    except (duckdb.Error, OSError) as error:
        raise cannot_write(path, error) from None
    finally:
        remove_unfinished(path.parent, path.name)
    return True, taken


def _taken_in(
    connection: duckdb.DuckDBPyConnection, schema: Schema, intake: Intake, building: Path
) -> tuple[Loaded, ...]:

    return take_in(connection, schema, intake, building)


def rehearse(schema: Schema, new: Plan, now: datetime) -> None:
    """Raise the `DataError` that `write_database` would raise for a value that does not fit; nothing is written."""
    import duckdb

    try:
        with duckdb.connect(":memory:") as connection:
            create(connection, schema)
            append(connection, new, now)
    except duckdb.DataError as error:
        raise _unfit("", error) from None


def remove_unfinished(folder: Path, name: str = "*") -> None:
    """Delete what a build (of this name, or any) that broke off has left behind."""
    for leftover in folder.glob(f"{name}{_BUILDING}*"):
        if leftover.is_dir():  # what did not fit into memory
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """The file with this text in place of what it held, at once."""
    beside = path.with_name(f"{path.name}{_BUILDING}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def cannot_write(path: Path, error: Exception) -> DataError:
    """The error for a place that cannot be written to."""
    reason = error.strerror or "" if isinstance(error, OSError) else ""
    hint = "请检查磁盘空间和写入权限，或用 --db 换一个数据文件夹。原有的数据没有改动。"
    return DataError(f"写不进去{'：' + reason if reason else '。'}", place=str(path), hint=hint)


def _unfit(place: str, error: Exception) -> DataError:
    detail = str(error).split("\n", 1)[0].partition(": ")[2]
    hint = "没有载入任何内容，原有的数据没有改动。请检查文件里的数是否过大或写错。"
    return DataError(f"有的值不适合它的列：{detail}", place=place, hint=hint)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename in it last. Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
