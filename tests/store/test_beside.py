"""Work beside what the caller does to the database that is being built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from jxquery.store.beside import beside


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with two empty tables."""
    with duckdb.connect(str(tmp_path / "x.duckdb")) as made:
        made.execute("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER)")
        yield made


def _fill_b(other: duckdb.DuckDBPyConnection) -> None:
    other.execute("INSERT INTO b FROM range(5)")


def test_both_are_there_at_the_end(connection: duckdb.DuckDBPyConnection) -> None:
    """What is written beside is committed when the block ends, whatever the caller wrote meanwhile."""
    with beside(connection, _fill_b):
        connection.execute("INSERT INTO a FROM range(3)")
    assert connection.execute("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)").fetchall() == [(3, 5)]


def test_what_fails_beside_is_told(connection: duckdb.DuckDBPyConnection) -> None:
    """An error beside is the caller's, and nothing of that work stays."""

    def fail(other: duckdb.DuckDBPyConnection) -> None:
        _fill_b(other)
        other.execute("INSERT INTO missing VALUES (1)")

    with pytest.raises(duckdb.CatalogException), beside(connection, fail):
        pass
    assert connection.execute("SELECT count(*) FROM b").fetchall() == [(0,)]


def test_the_caller_who_fails_does_not_wait(connection: duckdb.DuckDBPyConnection) -> None:
    """A statement beside that would never end is interrupted when the caller fails, as with Ctrl-C, and is undone."""

    def forever(other: duckdb.DuckDBPyConnection) -> None:
        _fill_b(other)
        other.execute("SELECT sum(x.range * y.range) FROM range(10000000) x, range(10000000) y").fetchall()

    with pytest.raises(KeyboardInterrupt), beside(connection, forever):
        raise KeyboardInterrupt
    assert connection.execute("SELECT count(*) FROM b").fetchall() == [(0,)]
