"""The one instance that a process has of a database file: how it opens, closed off from all else on the machine.

Read-only alone does not keep a statement from writing beside the database or from reading other files, so the
instance is hardened and then locked. A process cannot open a path twice with settings that differ, nor harden it
twice: there is one instance for a path.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from jxquery.engines.suited import connected
from jxquery.errors import DataError

if TYPE_CHECKING:
    import duckdb


class Hardening(Struct, frozen=True):
    """What an instance is closed off from. Only tests leave something of it away, to see what it is good for.

    `settings` are given when it opens. Then `blind` takes the file system from it, and `locked` fixes all settings.
    """

    read_only: bool = True
    blind: bool = True
    locked: bool = True
    settings: Mapping[str, str] = field(
        default_factory=lambda: {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
            "memory_limit": "1GB",
            "max_temp_directory_size": "0GB",
        }
    )


HARDENED = Hardening()
USUAL = "160MB"
"""Enough for most questions about a million projects, in a process that takes no more than 300 MiB."""
_EXTERNAL = "enable_external_access"
DAMAGED_HINT = "文件可能已损坏或正被改写。请把原来的文件载入另一个文件夹：jxquery load 文件 --db 文件夹"
_DENIED_HINT = "请文件的主人允许读它，或用 --db 换一个数据文件夹。"


class Instance(Struct):
    """An open file. `parsed` are the statements that were run last, by their text; `large` are those that need more.

    More memory, that is, than the instance has.
    """

    connection: duckdb.DuckDBPyConnection
    users: int
    large: set[str] = field(default_factory=set)
    parsed: dict[str, duckdb.Statement] = field(default_factory=dict)


_instances: dict[str, Instance] = {}
_instances_lock = threading.Lock()


@atexit.register
def _forget_statements() -> None:
    """The driver complains of every statement that is left when Python ends."""
    for instance in _instances.values():
        instance.parsed.clear()


class _Opening(threading.Thread):
    """A file that is being opened while the program does something else."""

    def __init__(self, path: Path, usual: str | None) -> None:
        super().__init__(name="jxquery-opening")
        self.path = path
        self._usual = usual
        self._connection: duckdb.DuckDBPyConnection | None = None

    def run(self) -> None:
        """Open it. Whatever is wrong with it, who wants it finds again, and says so."""
        with suppress(Exception):
            self._connection = _connect(self.path, HARDENED, self._usual)
            self._connection.execute(_FIRST).fetchall()

    def taken(self, path: Path, hardening: Hardening, usual: str | None) -> duckdb.DuckDBPyConnection | None:
        """The connection, once it is there; None, and it is closed, where another file or other settings are wanted."""
        self.join()
        if self._connection is None or (path, hardening, usual) == (self.path, HARDENED, self._usual):
            return self._connection
        self._connection.close()
        return None


_ahead: list[_Opening] = []
_FIRST = "SELECT length('')"
"""For a column that has no name the engine looks into its keywords, which takes it some milliseconds the first time."""


def open_ahead(path: Path, usual: str | None) -> None:
    """Begin to open this file, for the next who acquires one: DuckDB gets ready without holding up Python."""
    from jxquery.engines.driver import driver

    driver()  # here, for Ctrl-C is seen to while this thread loads a library in C
    with _instances_lock:
        if str(path) not in _instances:
            _ahead.append(_Opening(path, usual))
            _ahead[-1].start()


def acquire(path: Path, hardening: Hardening, usual: str | None) -> Instance:
    """The instance of this file, opened where nobody has it. Raises `DataError` when it cannot be."""
    with _instances_lock:
        instance = _instances.get(str(path))
        if instance is None:
            begun = _ahead.pop().taken(path, hardening, usual) if _ahead else None
            instance = _instances[str(path)] = Instance(begun or _connect(path, hardening, usual), 0)
        instance.users += 1
        return instance


def release(path: Path, instance: Instance) -> None:
    """One user less of it. The last one closes it."""
    with _instances_lock:
        instance.users -= 1
        if not instance.users:
            del _instances[str(path)]
            instance.connection.close()


@contextmanager
def alone(path: Path, hardening: Hardening) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file in an instance of its own, closed off as well: the driver opens it once, but attaches it elsewhere."""
    settings = {name: value for name, value in hardening.settings.items() if name != _EXTERNAL}
    with connected(":memory:", settings, path) as connection:
        escaped = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{escaped}' AS alone (READ_ONLY)")
        connection.execute("USE alone")
        if _EXTERNAL in hardening.settings:
            connection.execute(f"SET {_EXTERNAL} = {hardening.settings[_EXTERNAL]}")
        _close_off(connection, hardening)
        yield connection


def _close_off(connection: duckdb.DuckDBPyConnection, hardening: Hardening) -> None:
    if hardening.blind:
        connection.execute("SET disabled_filesystems='LocalFileSystem'")
    if hardening.locked:
        connection.execute("SET lock_configuration=true")


def _connect(path: Path, hardening: Hardening, usual: str | None) -> duckdb.DuckDBPyConnection:
    from jxquery.engines.driver import duckdb

    if not path.is_file():
        raise DataError("找不到数据库文件。", place=str(path), hint="请重新载入文件，或用 --db 指明数据文件夹。")
    try:
        settings = {**hardening.settings, **({} if usual is None else {"memory_limit": usual})}
        connection = connected(str(path), settings, path, read_only=hardening.read_only)
        _close_off(connection, hardening)
    except duckdb.Error:
        if not os.access(path, os.R_OK):
            raise DataError("数据库打不开：没有权限。", place=str(path), hint=_DENIED_HINT) from None
        raise DataError("数据库打不开。", place=str(path), hint=DAMAGED_HINT) from None
    return connection
