"""The one instance of a file: begun ahead of who wants it, it is theirs, or out of their way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from jxquery.engines import instances
from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.instances import HARDENED, USUAL, Hardening
from jxquery.errors import DataError
from jxquery.store import open_ahead

Opened = list[tuple[Path, str | None]]
_LIMIT = "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one row."""
    path = tmp_path / "gen-000001.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute('CREATE TABLE "表" AS SELECT 1 AS "号"')
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Which files were opened, and with how much memory."""
    opened: Opened = []
    connect = instances._connect

    def counting(path: Path, hardening: Hardening, usual: str | None) -> duckdb.DuckDBPyConnection:
        opened.append((path, usual))
        return connect(path, hardening, usual)

    monkeypatch.setattr(instances, "_connect", counting)
    yield opened
    assert not instances._ahead


def test_what_was_begun_ahead_is_what_is_used(path: Path, opened: Opened) -> None:
    """The file is opened once, hardened as ever."""
    instances.open_ahead(path, USUAL)
    engine = DuckDbEngine(path, usual=USUAL)
    assert engine.run('SELECT "号" FROM "表"', {}).rows == ((1,),)
    assert engine.run("SELECT value FROM duckdb_settings() WHERE name = 'lock_configuration'", {}).rows == (("true",),)
    engine.close()
    assert opened == [(path, USUAL)]


@pytest.mark.parametrize("other", ["settings", "file"])
def test_what_nobody_wants_is_out_of_the_way(other: str, path: Path, opened: Opened) -> None:
    """Who wants another file, or other settings, gets them: a file that is open could not be opened otherwise."""
    wanted = path
    if other == "file":
        wanted = path.with_name("gen-000002.duckdb")
        wanted.write_bytes(path.read_bytes())
    instances.open_ahead(path, USUAL)
    engine = DuckDbEngine(wanted)
    with duckdb.connect(config={"memory_limit": HARDENED.settings["memory_limit"]}) as alike:
        assert engine.run(_LIMIT, {}).rows == tuple(alike.execute(_LIMIT).fetchall())
    engine.close()
    assert opened == [(path, USUAL), (wanted, None)]
    with duckdb.connect(str(path)) as writing:  # nobody has it open any more
        writing.execute('INSERT INTO "表" VALUES (2)')


def test_a_damaged_file_is_told_of_when_it_is_wanted(path: Path, opened: Opened) -> None:
    """Not before, and as it would have been."""
    path.write_bytes(b"no database")
    instances.open_ahead(path, USUAL)
    with pytest.raises(DataError, match="数据库打不开"):
        DuckDbEngine(path, usual=USUAL)
    assert opened == [(path, USUAL), (path, USUAL)]


def test_what_is_open_is_not_opened_again(path: Path, opened: Opened) -> None:
    """A process that has the file open already begins nothing."""
    engine = DuckDbEngine(path, usual=USUAL)
    instances.open_ahead(path, USUAL)
    engine.close()
    assert opened == [(path, USUAL)]


@pytest.mark.parametrize("pointer", [None, "无", "gen-000009.duckdb\n", "gen-000001.duckdb\n"])
def test_a_folder_is_begun_with_where_it_points_to_a_file(pointer: str | None, path: Path, opened: Opened) -> None:
    """What CURRENT names is opened; where it is missing or wrong nothing is, and nothing is said yet."""
    if pointer is not None:
        (path.parent / "CURRENT").write_text(pointer)
    open_ahead(path.parent)
    assert bool(instances._ahead) == (pointer == "gen-000001.duckdb\n")
    DuckDbEngine(path, usual=USUAL).close()
    assert opened == [(path, USUAL)]
