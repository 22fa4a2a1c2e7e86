from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery.engines import worker
from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.limits import Limits
from jxquery.engines.wire import WireError, listed, receive, send, unpacked
from jxquery.engines.worker import WorkerEngine
from jxquery.errors import DataError, JxqueryError, SqlError, TimeLimitError

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT count(*) AS n FROM range(1000000) AS a(x), range(1000000) AS b(x) WHERE (a.x * b.x) % 7 = 3"
DEAF = "SELECT levenshtein(repeat('x', 300000), repeat('y', 300000)) AS n"
VALUES = (
    "SELECT '甲\u2028\"\\' || chr(0) AS a, 1 AS b, 170141183460469231731687303715884105727::HUGEINT AS c, NULL AS d, "
    "1.500000::DECIMAL(20,6) AS e, 31::DECIMAL(4,0) AS f, 0.1::DOUBLE AS g, 'nan'::DOUBLE AS h, true AS i, "
    "DATE '2024-01-02' AS j, TIMESTAMP '2024-01-02 03:04:05' AS k, INTERVAL 1 DAY AS l, [1, 2] AS m, "
    "0.0000001::DECIMAL(20,7) AS n, 1e300::DOUBLE AS o, TIME '01:02:03' AS p, {'a': 1} AS q, '\\xAA'::BLOB AS r"
)
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one table."""
    path = tmp_path_factory.mktemp("库") / "有数据.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute('CREATE TABLE "表" AS SELECT x AS "数" FROM range(100) AS t(x)')
    return path


@pytest.fixture(scope="module")
def engine(path: Path) -> Iterator[WorkerEngine]:
    """A worker on it, for tests that do not mind the ones before."""
    engine = WorkerEngine(path)
    yield engine
    engine.close()


def _pid(engine: WorkerEngine) -> int:
    assert engine._child is not None
    return engine._child._process.pid


def _works(engine: WorkerEngine) -> bool:
    return engine.run('SELECT count(*) AS n FROM "表"', {}, seconds=30).rows == ((100,),)


def test_values_are_those_of_the_engine(engine: WorkerEngine, path: Path) -> None:
    """Exact decimals, integers of any size, dates, NULL, texts with every character: as if there were no pipe."""
    inside = DuckDbEngine(path)
    there, here = engine.run(VALUES, {}), inside.run(VALUES, {})
    inside.close()
    assert there == here
    assert [(type(v), str(v)) for v in there.rows[0]] == [(type(v), str(v)) for v in here.rows[0]]


def test_parameters_arrive(engine: WorkerEngine) -> None:
    """Bound by name, with their types, whatever they look like."""
    params = {"数": Decimal("1.50"), "字": "' OR 1=1 --\n\u202e", "整": 2**62, "无": None}
    rows = engine.run("SELECT $数 AS a, $字 AS b, $整 AS c, $无 AS d", params).rows
    assert rows == ((Decimal("1.50"), "' OR 1=1 --\n\u202e", 2**62, None),)


@pytest.mark.parametrize(
    ("sql", "message"), [("SELEC", "语法"), ("SELECT nope", "对不上"), ("SELECT '甲'::INT AS x", "转换"), ("", "结果")]
)
def test_errors_arrive(engine: WorkerEngine, sql: str, message: str) -> None:
    """What the engine says about a statement comes with its hint, and the process goes on."""
    before = _works(engine) and _pid(engine)
    with pytest.raises(SqlError, match=message) as raised:
        engine.run(sql, {})
    assert raised.value.hint
    assert _works(engine)
    assert _pid(engine) == before


def test_rows_are_limited(path: Path) -> None:
    """By the caller, by the worker's own number of rows, by the room; each time it is told."""
    engine = WorkerEngine(path, limits=Limits(rows=50, room=2000))
    assert len(engine.run('SELECT * FROM "表"', {}, limit=3).rows) == 3
    result = engine.run('SELECT * FROM "表"', {})
    assert (len(result.rows), result.truncated) == (50, True)
    result = engine.run("SELECT repeat('字', 192) AS x FROM \"表\"", {})
    assert (len(result.rows), result.truncated) == (10, True)
    engine.close()


@pytest.mark.parametrize("sql", [ENDLESS, DEAF])
def test_time_runs_out(path: Path, sql: str) -> None:
    """Whether it can be interrupted or must be killed, it ends in time, and the next statement runs."""
    engine = WorkerEngine(path)
    assert _works(engine)
    started = time.perf_counter()
    with pytest.raises(TimeLimitError, match=r"超过了 0\.3 秒"):
        engine.run(sql, {}, seconds=0.3)
    assert time.perf_counter() - started < 30  # by itself it would take minutes
    assert _works(engine)
    engine.close()


def test_memory_runs_out(path: Path) -> None:
    """Too much memory is refused or ends the process; the error says so, and the next statement runs."""
    engine = WorkerEngine(path)
    for sql in ("SELECT len(range(0, 2000000000)) AS n", "SELECT length(repeat('x', 3000000000)) AS n"):
        with pytest.raises(SqlError, match="内存") as raised:
            engine.run(sql, {}, seconds=30)
        assert raised.value.hint
        assert _works(engine)
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is counted in other ways")
@pytest.mark.parametrize(("look", "size"), [(0.01, 1200), (3600.0, 250)])
def test_resident_memory_runs_out(path: Path, look: float, size: int) -> None:
    """A peak is found out, be it while it lasts or, between two looks, at the end; the parent's own does not count."""
    code = (
        "import sys; from pathlib import Path; from jxquery.engines.worker import WorkerEngine\n"
        "from jxquery.engines.limits import Limits\n"
        "from jxquery.errors import SqlError\n"
        "b'x' * (512 << 20)\n"
        "limits = Limits(memory=128 << 20, look=float(sys.argv[2]), address_space=False, watched=True)\n"
        "engine = WorkerEngine(Path(sys.argv[1]), limits=limits)\n"
        "big = f\"SELECT length(repeat('x', {sys.argv[3]}000000)) AS n\"\n"
        "for sql in ('SELECT 1 AS x', big, 'SELECT 2 AS x'):\n"
        "    try: print(engine.run(sql, {}).rows)\n"
        "    except SqlError as error: print(error.message)\n"
    )
    command = [sys.executable, "-c", code, str(path), str(look), str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.splitlines() == ["((1,),)", "查询需要的内存太多，已经停止。", "((2,),)"], done.stderr


@posix
@pytest.mark.parametrize(
    ("number", "message"), [(signal.SIGKILL, "内存太多"), (signal.SIGSEGV, "意外停止"), (signal.SIGABRT, "意外停止")]
)
def test_a_worker_that_is_killed(path: Path, number: signal.Signals, message: str) -> None:
    """As by a system that is out of memory, or by a crash: an error, and the next statement has a new worker."""
    engine = WorkerEngine(path)
    assert _works(engine)
    first = _pid(engine)
    with _once_busy(engine, lambda: os.kill(first, number)), pytest.raises(SqlError, match=message):
        engine.run(ENDLESS, {}, seconds=300)
    assert _works(engine)
    assert _pid(engine) != first
    os.kill(_pid(engine), number)  # while nothing runs nobody is told
    assert engine._child is not None
    engine._child._process.wait()
    assert _works(engine)
    engine.close()


def test_cancel(path: Path) -> None:
    """Another thread stops a statement; nothing is stopped when nothing runs."""
    engine = WorkerEngine(path)
    assert _works(engine)
    engine.cancel()
    with _once_busy(engine, engine.cancel), pytest.raises(SqlError, match="取消"):
        engine.run(DEAF, {}, seconds=300)
    assert _works(engine)
    engine.close()


def test_closing(path: Path) -> None:
    """A closed engine says so, may be closed twice, and leaves no process."""
    engine = WorkerEngine(path)
    assert _works(engine)
    process = engine._child._process if engine._child else None
    engine.close()
    engine.close()
    assert process is not None
    assert process.poll() is not None
    with pytest.raises(DataError, match="关闭"):
        engine.run("SELECT 1 AS x", {})
    WorkerEngine(path).close()


@posix
@pytest.mark.parametrize(("number", "said"), [(signal.SIGINT, b"interrupted"), (signal.SIGKILL, b"")])
def test_the_worker_ends_with_its_parent(path: Path, number: signal.Signals, said: bytes) -> None:
    """Ctrl-C arrives as what Python calls it, at once, and a parent that is killed leaves no worker behind."""
    code = (
        "import sys; from pathlib import Path; from jxquery.engines.worker import WorkerEngine\n"
        "engine = WorkerEngine(Path(sys.argv[1])); engine.run('SELECT 1 AS x', {})\n"
        "try:\n"
        "    print(engine._child._process.pid, flush=True)\n"
        "    engine.run(sys.argv[2], {}, seconds=300)\n"
        "except KeyboardInterrupt: print('interrupted'); engine.close()\n"
    )
    command = [sys.executable, "-c", code, str(path), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.3)  # so that it runs, where the machine is not very busy
        parent.send_signal(number)
        assert parent.stdout.read().strip() == said
    _wait_until(lambda: not _lives(pid))


@contextmanager
def _once_busy(engine: WorkerEngine, act: Callable[[], None]) -> Iterator[None]:
    """Another thread acts as soon as the worker has something to do."""

    def wait() -> None:
        _wait_until(lambda: engine._child is not None and engine._child.busy)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Nobody has to look after an orphan that has ended, so it may stay as a zombie for a while.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_threads_take_turns(engine: WorkerEngine) -> None:
    """Many threads on one worker each get their own rows."""
    wrong: list[object] = []

    def work(n: int) -> None:
        for k in range(20):
            rows = engine.run("SELECT $n AS n", {"n": n * 100 + k}, seconds=30).rows
            if rows != ((n * 100 + k,),):
                wrong.append(rows)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, None])
def test_what_is_no_database(tmp_path: Path, content: bytes | None) -> None:
    """The error is that of the engine in the parent."""
    path = tmp_path / "x.duckdb"
    if content is not None:
        path.write_bytes(content)
    engine = WorkerEngine(path)
    with pytest.raises(DataError) as raised:
        engine.run("SELECT 1 AS x", {})
    engine.close()
    assert str(path) in raised.value.place


def test_modules_in_the_working_folder_are_not_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder may hold files that are called like modules; opening a prompt in it runs none of them."""
    for name in ("duckdb", "json", "resource", "sitecustomize", "usercustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    engine = WorkerEngine(path)
    assert _works(engine)
    engine.close()
    assert not (tmp_path / "run").exists()


def test_it_imports_little() -> None:
    """The worker loads the engine and the protocol, and neither the language nor documents nor the SQL parser."""
    code = "import sys, jxquery.engines.worker_main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    ours = {name for name in done.stdout.split() if name.startswith("jxquery.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms == {"engines", "errors", "types"}
    assert "sqlglot" not in done.stdout.split()


def test_a_program_that_cannot_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither without an interpreter nor without the module is there anything but an error of ours, with the cause."""
    monkeypatch.setattr(worker, "_MAIN", "jxquery.nowhere")
    engine = WorkerEngine(path)
    with pytest.raises(DataError, match=r"没有启动.*nowhere"):
        engine.run("SELECT 1 AS x", {})
    engine.close()
    monkeypatch.setattr(worker.sys, "executable", "/nowhere/python")
    with pytest.raises(DataError, match="没有启动"):
        WorkerEngine(path).run("SELECT 1 AS x", {})


@pytest.mark.parametrize("make", [WorkerEngine, DuckDbEngine])
@pytest.mark.parametrize(
    ("sql", "params"),
    [("SELECT '\udcff' AS x", {}), ("SELECT $x AS x", {"x": "\udcff"}), ("SELECT $x AS x", {"x": 10**80})],
)
def test_what_is_no_text_and_no_number(
    make: type[WorkerEngine], sql: str, params: dict[str, str | int], path: Path
) -> None:
    """Characters that are none, and numbers beyond all types: an error of ours or a row, here and there."""
    engine = make(path)
    try:
        assert len(engine.run(sql, params).rows) == 1
    except SqlError as error:
        assert error.hint  # noqa: PT017 - either is right
        assert "Python" not in str(error)  # noqa: PT017
    assert _works(engine)
    engine.close()


@pytest.mark.parametrize("make", [WorkerEngine, DuckDbEngine])
def test_a_time_limit_of_ages(make: type[WorkerEngine], path: Path) -> None:
    """However long somebody is ready to wait, it is no reason to fail."""
    engine = make(path)
    assert engine.run("SELECT 1 AS x", {}, seconds=1e30).rows == ((1,),)
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")
def test_where_there_are_limits_already(path: Path) -> None:
    """A container or a shell may have set some; the worker keeps within them, and works."""
    code = (
        "import resource, sys; from pathlib import Path; from jxquery.engines.worker import WorkerEngine\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "print(WorkerEngine(Path(sys.argv[1])).run('SELECT 1 AS x', {}, seconds=30).rows)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout.strip() == "((1,),)", done.stderr


scalars = st.none() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text()


@given(st.lists(st.lists(scalars)))
def test_rows_survive_the_wire(rows: list[list[object]]) -> None:
    """Every value comes out with its type and every digit."""
    stream = io.BytesIO()
    send(stream, {"rows": rows})
    stream.seek(0)
    message = receive(stream, 1 << 30)
    assert message is not None
    got = [unpacked(row) for row in listed(message["rows"])]
    assert [[(type(v), str(v)) for v in row] for row in got] == [[(type(v), str(v)) for v in row] for row in rows]


@given(st.binary() | st.binary().map(lambda b: len(b).to_bytes(8, "big") + b))
def test_noise_on_the_wire(noise: bytes) -> None:
    """Whatever a process says that has gone mad: a message, nothing, or the protocol's own error."""
    try:
        message = receive(io.BytesIO(noise), 1 << 20)
        if message is not None:
            [unpacked(row) for row in listed(message.get("rows"))]
    except WireError:
        pass


def test_an_answer_that_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that says something else than rows ends with an error of ours, and is replaced."""
    engine = WorkerEngine(path)
    assert _works(engine)
    for answer in ({"rows": 1}, {"names": [1], "types": [], "rows": [], "truncated": False}, {"error": "x"}):
        with monkeypatch.context() as patched:
            patched.setattr(worker, "receive", lambda *_, answer=answer: answer)
            with pytest.raises(JxqueryError):
                engine.run("SELECT 1 AS x", {})
        assert not engine._child.lives() if engine._child else True
        assert _works(engine)
    engine.close()
