"""How a database of a certain size is opened."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jxquery.engines import suited
from jxquery.engines.duckdb import HARDENED, DuckDbEngine

_MADE = """
CREATE TABLE a AS
SELECT i, i % 7 AS g, CASE WHEN i % 5 > 0 THEN i % 11 END AS v, 'x' || i % 13 AS s FROM range(500) t(i);
CREATE TABLE b AS SELECT i AS k, i * 3 AS i, i % 4 AS w FROM range(300) t(i);
"""
_STATEMENTS = (
    "SELECT g, s, sum(v), count(DISTINCT v) FROM a GROUP BY ROLLUP (g, s) HAVING count(*) > 3 ORDER BY ALL",
    "SELECT a.i, b.k FROM a, b WHERE a.i = b.i AND b.w IN (1, 3) AND a.v IS NOT NULL ORDER BY ALL",
    "SELECT i, (SELECT sum(w) FROM b WHERE b.i > a.i AND b.w < a.g) FROM a ORDER BY i",
    "SELECT i FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.i = a.i) AND v NOT IN (SELECT w FROM b) ORDER BY i",
    "SELECT i, rank() OVER (PARTITION BY g ORDER BY v DESC, i), lag(v) OVER (ORDER BY i) FROM a ORDER BY i LIMIT 40",
    "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY g ORDER BY i DESC) AS n FROM a) WHERE n <= 2 ORDER BY i",
    (
        "WITH c AS MATERIALIZED (SELECT * FROM a WHERE g > 2) SELECT x.i, y.v FROM c x LEFT JOIN c y ON x.i = y.i + 1 "
        "WHERE y.v > 4 ORDER BY ALL"
    ),
    (
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 2 FROM r WHERE n < 30) SELECT n, s FROM r "
        "JOIN a ON i = n ORDER BY n"
    ),
    "SELECT a.i, u FROM a, LATERAL (SELECT unnest([a.g, a.v]) AS u) ORDER BY ALL LIMIT 50 OFFSET 7",
    "SELECT g FROM a EXCEPT SELECT w FROM b UNION ALL SELECT w FROM b WHERE w >= ALL (SELECT w FROM b) ORDER BY 1",
    "SELECT DISTINCT ON (g) g, s FROM a WHERE s LIKE 'x1%' AND (g = 1 OR g = 2 OR contains(s, '2')) ORDER BY g, i",
    (
        "SELECT w, median(i), string_agg(DISTINCT k % 3 ORDER BY k % 3) FROM b RIGHT JOIN (SELECT 9 AS j) ON k <> j "
        "GROUP BY w ORDER BY w"
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small database."""
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_MADE)
    return path


def test_every_optimizer_is_weighed() -> None:
    """The engine has no other optimizers than those that are left out over little data and those that are kept."""
    with duckdb.connect() as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    assert known == suited.WORTHWHILE | set(suited.FOR_MUCH_DATA.split(","))


def test_little_data_is_planned_otherwise_and_answered_the_same(path: Path) -> None:
    """Statements of every shape have the same rows, with all optimizers and with the few."""
    engine = DuckDbEngine(path)
    try:
        ours = [engine.run(sql, {}).rows for sql in _STATEMENTS]
        (((left_out,),),) = [engine.run("SELECT current_setting('disabled_optimizers')", {}).rows]
    finally:
        engine.close()
    assert left_out
    with duckdb.connect(str(path), read_only=True) as connection:
        theirs = [connection.execute(sql).fetchall() for sql in _STATEMENTS]
    assert [[tuple(map(str, row)) for row in rows] for rows in ours] == [
        [tuple(map(str, row)) for row in rows] for rows in theirs
    ]
    assert all(ours)


def test_another_version_of_the_engine_keeps_to_its_plans(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An optimizer that it does not know is no reason not to open the data."""
    monkeypatch.setattr(suited, "FOR_MUCH_DATA", "of_another_version")
    engine = DuckDbEngine(path, hardening=HARDENED)
    try:
        assert engine.run("SELECT current_setting('disabled_optimizers'), count(*) FROM a", {}).rows == (("", 500),)
    finally:
        engine.close()
