"""Writing so that a crash at any moment leaves either the old or the new, and nothing between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.bulk import take_in
from jxquery.store.plan import Intake, Loaded, Plan
from jxquery.store.preparing import prepare
from jxquery.store.tables import append, create, last_source, remove, renew
from jxquery.store.unfinished import cannot_write, remove_unfinished
from jxquery.whole_files import UNFINISHED, settle

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

    from jxquery.engines.interrupts import interruptible

    building = path.with_name(path.name + UNFINISHED)
    try:
        if old is not None:
            shutil.copyfile(old, building)
        with interruptible(duckdb.connect(str(building), config=_CONFIG)) as connection:
            connection.begin()
            since = 0
            if old is None:
                create(connection, schema)
            else:
                renew(connection, schema)
                replaced = remove(connection, schema, new.removal) or (intake is not None and intake.replacing)
                since = 0 if replaced else last_source(connection)
            append(connection, new, now)
            taken = () if intake is None else take_in(connection, schema, intake, building)
            if not accepting(taken):
                connection.rollback()
                return False, taken
            connection.commit()
            prepare(connection, schema, since)
            connection.checkpoint()
        settle(building, path)
    except duckdb.DataError as error:
        raise _unfit(path.name, error) from None
    except (duckdb.Error, OSError) as error:
        raise cannot_write(path, error) from None
    finally:
        remove_unfinished(path.parent, path.name)
    return True, taken


def rehearse(schema: Schema, new: Plan, now: datetime) -> None:
    """Raise the `DataError` that `write_database` would raise for a value that does not fit; nothing is written."""
    import duckdb

    from jxquery.engines.interrupts import interruptible

    try:
        with interruptible(duckdb.connect(":memory:")) as connection:
            create(connection, schema)
            append(connection, new, now)
    except duckdb.DataError as error:
        raise _unfit("", error) from None


def _unfit(place: str, error: Exception) -> DataError:
    detail = str(error).split("\n", 1)[0].partition(": ")[2]
    hint = "没有载入任何内容，原有的数据没有改动。请检查文件里的数是否过大或写错。"
    return DataError(f"有的值不适合它的列：{detail}", place=place, hint=hint)
