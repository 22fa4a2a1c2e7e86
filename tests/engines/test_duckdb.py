from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.instances import HARDENED
from jxquery.errors import DataError, SqlError, TimeLimitError

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT count(*) FROM range(1000000) AS a(x), range(1000000) AS b(x) WHERE (a.x * b.x) % 7 = 3"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table of three rows."""
    path = tmp_path / "有数据.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute('CREATE TABLE "表" ("名" VARCHAR, "数" DECIMAL(20,6), "号" BIGINT)')
        connection.execute("INSERT INTO \"表\" VALUES ('甲', 1.5, 1), ('乙', 31, 2), ('丙', NULL, 3)")
    return path


@pytest.fixture
def engine(path: Path) -> Iterator[DuckDbEngine]:
    """An engine on it."""
    engine = DuckDbEngine(path)
    yield engine
    engine.close()


def test_values_come_back_exact_and_as_text(engine: DuckDbEngine) -> None:
    """Decimals and integers are exact; truth values, dates and all else are text; what is not finite is nothing."""
    result = engine.run(
        'SELECT "数", "号", "号" = 2 AS b, DATE \'2024-01-02\' AS d, 0.1::DOUBLE AS f, \'nan\'::DOUBLE AS n, [1] AS l '
        'FROM "表" WHERE "号" = 2',
        {},
    )
    assert result.rows == ((Decimal(31), 2, "是", "2024-01-02", Decimal("0.1"), None, "[1]"),)
    assert result.types == ("number", "number", "text", "text", "number", "number", "text")
    assert result.names == ("数", "号", "b", "d", "f", "n", "l")


def test_parameters_are_bound_by_name(engine: DuckDbEngine) -> None:
    """Chinese names, text that looks like SQL, decimals, and an optional parameter that is left open."""
    sql = 'SELECT "名" FROM "表" WHERE "数" >= $数 AND "名" <> $名 AND ($年度 IS NULL OR "号" = $年度)'
    rows = engine.run(sql, {"数": Decimal("1.5"), "名": "' OR 1=1 --", "年度": None}).rows
    assert rows == (("甲",), ("乙",))


@pytest.mark.parametrize(("limit", "count", "truncated"), [(2, 2, True), (3, 3, False), (None, 3, False), (0, 0, True)])
def test_a_limit_cuts_and_says_so(engine: DuckDbEngine, limit: int | None, count: int, truncated: bool) -> None:  # noqa: FBT001
    """As many rows as asked for, and whether there were more."""
    result = engine.run('SELECT * FROM "表"', {}, limit=limit)
    assert (len(result.rows), result.truncated) == (count, truncated)


@pytest.mark.parametrize("seconds", [0.2, 0.0])
def test_time_runs_out(engine: DuckDbEngine, seconds: float) -> None:
    """A statement without an end is stopped, also when time is up before it starts; the engine works on."""
    started = time.perf_counter()
    with pytest.raises(TimeLimitError, match="时间限制"):
        engine.run(ENDLESS, {}, seconds=seconds)
    assert time.perf_counter() - started < 5
    assert engine.run("SELECT 1 AS x", {}, seconds=5).rows == ((1,),)


def test_cancel_stops_what_runs(engine: DuckDbEngine) -> None:
    """Another thread can stop a statement, which then raises."""
    timer = threading.Timer(0.2, engine.cancel)
    timer.start()
    with pytest.raises(SqlError, match="取消"):
        engine.run(ENDLESS, {}, seconds=20)
    timer.join()


@pytest.mark.skipif(os.name == "nt", reason="a POSIX signal")
def test_ctrl_c_is_an_interrupt(path: Path) -> None:
    """Ctrl-C while a statement runs arrives as what Python calls it, at once."""
    code = (
        "import os, signal, sys, threading; from pathlib import Path\n"
        "from jxquery.engines.duckdb import DuckDbEngine\n"
        "engine = DuckDbEngine(Path(sys.argv[1]))\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try: engine.run(sys.argv[2], {}, seconds=20)\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), ENDLESS], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == b"interrupted"


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{folder}/x.csv'",
        "COPY (SELECT unhex('00')) TO '{path}.wal' (FORMAT BLOB)",
        "SELECT * FROM read_text('{folder}/secret.txt')",
        "SELECT * FROM glob('{folder}/*')",
        "ATTACH '{folder}/other.duckdb'",
        "INSERT INTO \"表\" VALUES ('丁', 1, 4)",
        'DROP TABLE "表"',
        "INSTALL fts",
        "SET threads = 4",
        "SET disabled_filesystems = ''",
        "RESET disabled_filesystems",
        "SELECT * FROM engine",
        "SELEC",
        'SELECT nope FROM "表"',
        "SELECT CAST('甲' AS INTEGER)",
        "",
    ],
)
def test_what_is_not_reading_is_refused(engine: DuckDbEngine, path: Path, sql: str) -> None:
    """Neither files nor settings nor data nor Python's variables can be reached; the message tells no path."""
    (path.parent / "secret.txt").write_text("秘密")
    before = sorted(path.parent.iterdir())
    with pytest.raises(SqlError) as raised:
        engine.run(sql.format(folder=path.parent, path=path), {})
    assert str(path.parent) not in str(raised.value)
    assert raised.value.hint
    assert sorted(path.parent.iterdir()) == before
    assert engine.run('SELECT count(*) AS n FROM "表"', {}).rows == ((3,),)


@pytest.mark.parametrize("params", [{}, {"a": 1, "b": 2}])
def test_parameters_must_fit(engine: DuckDbEngine, params: dict[str, int]) -> None:
    """One too few and one too many are both refused."""
    with pytest.raises(SqlError, match="参数"):
        engine.run("SELECT $a AS a", params)


def test_threads_share_one_instance(path: Path) -> None:
    """Engines on one path in many threads at once, opened and closed as they like, all get their rows."""
    wrong: list[object] = []

    def work() -> None:
        for _ in range(10):
            engine = DuckDbEngine(path)
            rows = engine.run('SELECT sum("数") AS s FROM "表"', {}, seconds=10).rows
            engine.close()
            if rows != ((Decimal("32.5"),),):
                wrong.append(rows)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_closing(path: Path) -> None:
    """One engine closed (twice, too) leaves another on the same path open; a closed one says so."""
    first, second = DuckDbEngine(path), DuckDbEngine(path)
    first.close()
    first.close()
    assert second.run("SELECT 1 AS x", {}).rows == ((1,),)
    second.close()
    with pytest.raises(DataError, match="关闭"):
        first.run("SELECT 1 AS x", {})
    # Nobody has it open any more, so it may be written.
    with duckdb.connect(str(path)) as connection:
        connection.execute('DELETE FROM "表"')


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, None])
def test_what_is_no_database(tmp_path: Path, content: bytes | None) -> None:
    """A file that is empty, something else or not there is an error that names it and says what to do."""
    path = tmp_path / "x.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as raised:
        DuckDbEngine(path)
    assert str(path) in raised.value.place
    assert raised.value.hint


def test_damage_inside_the_file(tmp_path: Path) -> None:
    """Blocks that were overwritten are an error of the data, not of the statement."""
    path = tmp_path / "damaged.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS x, hash(range) AS y FROM range(300000)")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle - 100_000 : middle + 100_000] = b"\x01" * 200_000
    path.write_bytes(content)
    engine = DuckDbEngine(path)
    with pytest.raises(DataError, match="读不了"):
        engine.run("SELECT sum(x) AS x, max(y) AS y FROM t", {})
    engine.close()


_MANY = "SELECT count(*) AS n FROM (SELECT DISTINCT 'as long as a name ' || i FROM range(400000) AS t(i))"


def test_more_memory_than_usual(path: Path) -> None:
    """A statement that needs more memory than the instance keeps runs with what the hardening allows, and no more."""
    usual = DuckDbEngine(path, usual="16MB")
    try:
        assert [usual.run(_MANY, {}).rows for _ in range(2)] == [((400_000,),)] * 2
        assert usual.run('SELECT count(*) AS n FROM "表" WHERE "号" > $n', {"n": 1}).rows == ((2,),)
        with pytest.raises(SqlError, match="不被允许"):
            usual.run(f"SELECT content FROM read_text('{path}')", {})
        with pytest.raises(TimeLimitError):
            usual.run(ENDLESS, {}, seconds=0.2)
    finally:
        usual.close()
    less = replace(HARDENED, settings={**HARDENED.settings, "memory_limit": "20MB"})
    strict = DuckDbEngine(path, hardening=less, usual="16MB")
    try:
        with pytest.raises(SqlError):
            strict.run(_MANY, {})
    finally:
        strict.close()
