from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

from jxquery.errors import DataError, SchemaError
from jxquery.store import Generation, Store
from jxquery.store.files import write_database
from jxquery.store.locks import writing
from jxquery.store.plan import Known, plan
from jxquery.types import Scalar
from tests.store.documents import NOW, ROOT, sample, schema, small


def rows(opened: Generation | None, sql: str) -> tuple[tuple[Scalar, ...], ...]:
    """What the statement gives on an open generation."""
    assert opened is not None
    with opened as generation:
        return generation.engine.run(sql, {}).rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder that does not exist yet."""
    return Store(tmp_path / "数据", schema())


def test_nothing_loaded(store: Store) -> None:
    """A folder that does not exist holds nothing, and looking at it does not make it."""
    assert store.current() is None
    assert store.open() is None
    assert not store.folder.exists()


def test_the_sample_loads_whole(store: Store) -> None:
    """Every row of the golden reading is there, exactly, in its order and with its source; the file has no WAL."""
    report = store.publish([sample()], now=NOW)
    assert report.path == store.current()
    assert report.path is not None
    assert report.path.name == "gen-000001.duckdb"
    assert sorted(p.name for p in store.folder.glob("gen*")) == ["gen-000001.duckdb"]
    golden = [r for r in sample().records if r.table == "项目"]
    assert rows(store.open(), 'SELECT "项目名称", "预算数", "位置" FROM "项目"') == tuple(
        (r.values["项目名称"], Decimal(str(r.values["预算数"])), r.place) for r in golden
    )
    assert rows(store.open(), 'SELECT * FROM "来源"') == ((1, "样例.txt", "0" * 64, "txt", "2026-11-23 18:00:00"),)
    counts = dict(report.documents[0].records)
    for table, count in counts.items():
        assert rows(store.open(), f'SELECT count(*) FROM "{table}" WHERE "来源编号" = 1') == ((count,),)


def test_the_view(store: Store) -> None:
    """指标明细: each target with its project's columns, each name once, file and place, in the document's order."""
    store.publish([sample()], now=NOW)
    with store.open() as generation:  # type: ignore[union-attr]
        view = generation.engine.run('SELECT * FROM "指标明细"', {})
        plain = generation.engine.run('SELECT "三级指标", "位置" FROM "指标"', {}).rows
    assert len(set(view.names)) == len(view.names)
    assert view.names[:3] == ("项目编号", "项目名称", "项目简称")
    assert view.names[-2:] == ("文件", "位置")
    assert "来源编号" not in view.names
    name, place = view.names.index("三级指标"), view.names.index("位置")
    assert tuple((row[name], row[place]) for row in view.rows) == plain


def test_a_load_adds_a_generation(store: Store) -> None:
    """Old rows stay, new ones get numbers after them, and a reader of the old generation sees the old."""
    store.publish([small("甲")], now=NOW)
    before = store.open()
    store.publish([small("乙", targets=3)], now=NOW)
    assert rows(store.open(), 'SELECT "项目编号", "项目名称", "来源编号" FROM "项目"') == ((1, "甲", 1), (2, "乙", 2))
    assert rows(store.open(), 'SELECT "项目编号", count(*) FROM "指标" GROUP BY 1 ORDER BY 1') == ((1, 2), (2, 3))
    assert rows(before, 'SELECT "项目名称" FROM "项目"') == (("甲",),)


def test_nothing_new_makes_no_generation(store: Store) -> None:
    """What is known already, file or project, is reported and the generation stays the current one."""
    first = store.publish([small()], now=NOW)
    again = store.publish([small(), small(budget=99)], now=NOW)
    assert again.path == first.path
    assert [bool(d.skipped) for d in again.documents] == [True, True]
    assert store.publish([], now=NOW).documents == ()


def test_old_generations_go_unless_held(store: Store) -> None:
    """The newest two stay; an older one stays while it is open, and goes with the next load after that."""
    store.publish([small("0")], now=NOW)
    held = store.open()
    assert held is not None
    for n in range(1, 5):
        store.publish([small(str(n))], now=NOW)
    assert _generations(store) == [1, 4, 5]
    assert held.engine.run('SELECT count(*) FROM "项目"', {}).rows == ((1,),)
    held.close()
    held.close()
    store.publish([small("5")], now=NOW)
    assert _generations(store) == [5, 6]
    assert sorted(p.name for p in store.folder.iterdir() if p.suffix == ".lock" and "1" in p.name) == []


def test_another_process_holds_its_generation(store: Store) -> None:
    """A generation that another process reads is not removed under it."""
    store.publish([small("0")], now=NOW)
    code = (
        "import sys; from pathlib import Path\n"
        "from jxquery.store import Store; from tests.store.documents import schema\n"
        "opened = Store(Path(sys.argv[1]), schema()).open(); print('open', flush=True); input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        for n in range(1, 4):
            store.publish([small(str(n))], now=NOW)
        assert _generations(store) == [1, 3, 4]
        reader.communicate(b"\n")
    store.publish([small("4")], now=NOW)
    assert _generations(store) == [4, 5]


def test_a_value_that_does_not_fit(store: Store) -> None:
    """A number too large for its column stops the load with an error; what was loaded stays, nothing is left over."""
    store.publish([small("甲")], now=NOW)
    with pytest.raises(DataError, match="不适合") as raised:
        store.publish([small("乙"), small("丙", budget=Decimal("1e20"))], now=NOW)
    assert raised.value.hint
    assert rows(store.open(), 'SELECT "项目名称" FROM "项目"') == (("甲",),)
    assert not list(store.folder.glob("*.building*"))


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        (b"gen-000009.duckdb\n", "不存在"),
        (b"../../etc/passwd\n", "不是数据库文件名"),
        (b"", "不是数据库文件名"),
        (b"\xff\xfe", "不是数据库文件名"),
    ],
)
def test_a_broken_pointer(store: Store, pointer: bytes, message: str) -> None:
    """CURRENT that points nowhere or is garbage is an error for readers and loads alike; the databases stay."""
    store.publish([small()], now=NOW)
    (store.folder / "CURRENT").write_bytes(pointer)
    with pytest.raises(DataError, match=message) as raised:
        store.open()
    assert raised.value.place.endswith("CURRENT")
    assert raised.value.hint
    with pytest.raises(DataError, match=message):
        store.publish([small("乙")], now=NOW)
    assert _generations(store) == [1]


def test_a_damaged_database(store: Store) -> None:
    """A file that is no database any more is an error for both, and is not touched."""
    path = store.publish([small()], now=NOW).path
    assert path is not None
    path.write_bytes(b"damaged")
    with pytest.raises(DataError, match="打不开"):
        store.open()
    with pytest.raises(DataError, match="打不开"):
        store.publish([small("乙")], now=NOW)
    assert path.read_bytes() == b"damaged"


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_not_waited_for(store: Store, kind: str) -> None:
    """CURRENT, or the file that readers hold, as a pipe that nobody writes, a device without end or a folder."""
    path = store.publish([small()], now=NOW).path
    assert path is not None
    pointer, lock = store.folder / "CURRENT", path.with_suffix(".lock")
    make = {"pipe": os.mkfifo, "device": lambda p: p.symlink_to("/dev/zero"), "folder": Path.mkdir}[kind]
    lock.unlink(missing_ok=True)
    make(lock)
    generation = store.open()
    assert generation is not None
    generation.close()
    pointer.unlink()
    make(pointer)
    for use in (store.open, lambda: store.publish([small("乙")], now=NOW)):
        with pytest.raises(DataError, match="CURRENT 读不了") as raised:
            use()
        assert "权限" in raised.value.hint
    assert _generations(store) == [1]


def test_another_version(store: Store) -> None:
    """A database made for another schema, or by something else, is refused with what to do, and left alone."""
    path = store.publish([small()], now=NOW).path
    assert path is not None
    fewer = replace(schema(), tables=schema().tables[:1], views=())
    with pytest.raises(DataError, match="另一个版本") as raised:
        Store(store.folder, fewer).open()
    assert "jxquery load 文件 --db" in raised.value.hint
    other = store.folder / "gen-000002.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE t (x INTEGER)")
    (store.folder / "CURRENT").write_text(other.name)
    with pytest.raises(DataError, match="另一个版本"):
        store.open()


def test_a_schema_that_takes_a_reserved_name(tmp_path: Path) -> None:
    """A table called 来源 cannot be stored beside the store's own."""
    taken = replace(schema(), tables=(*schema().tables, replace(schema().table("绩效目标"), name="来源")))
    with pytest.raises(SchemaError, match="来源"):
        Store(tmp_path, taken).publish([small()], now=NOW)


@pytest.mark.parametrize(
    "said", ["../../etc/passwd", "/etc/passwd", "gen-000001.duckdb\n../x", "..", "", "\0", "x" * 10**6]
)
def test_current_names_nothing_elsewhere(store: Store, said: str) -> None:
    """What CURRENT says is the name of a generation beside it, or an error that names CURRENT."""
    store.publish([small()], now=NOW)
    (store.folder / "CURRENT").write_text(said, encoding="utf-8")
    for ask in (store.current, store.open):
        with pytest.raises(DataError, match="CURRENT") as raised:
            ask()
        assert raised.value.hint


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """--db that names a file says what to name instead."""
    file = tmp_path / "x.duckdb"
    file.touch()
    with pytest.raises(DataError, match="不是文件夹") as raised:
        Store(file, schema())
    assert "文件夹" in raised.value.hint


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A place that takes no folder is an error with its name."""
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="写不进去"):
        Store(tmp_path / "file" / "inside", schema()).publish([small()], now=NOW)


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_links_lead_nowhere(store: Store, tmp_path: Path) -> None:
    """A folder from strangers may hold links where locks belong: no other file is emptied or made through them."""
    store.publish([small()], now=NOW)
    victim, nothing = tmp_path / "victim", tmp_path / "nothing"
    victim.write_text("mine")
    (store.folder / "gen-000001.lock").unlink(missing_ok=True)
    (store.folder / "gen-000001.lock").symlink_to(nothing)
    assert rows(store.open(), 'SELECT count(*) FROM "项目"') == ((1,),)
    assert not nothing.exists()
    (store.folder / "WRITER").unlink()
    (store.folder / "WRITER").symlink_to(victim)
    with pytest.raises(DataError, match="写不进去"):
        store.publish([small("新")], now=NOW)
    assert victim.read_text() == "mine"
    (store.folder / "WRITER").unlink()
    for name in ("CURRENT.building", "gen-000002.duckdb.building"):
        (store.folder / name).symlink_to(victim)
    store.publish([small("新")], now=NOW)
    assert victim.read_text() == "mine"


def test_one_writer_at_a_time(store: Store) -> None:
    """A second load waits, says once for whom, and then loads on top of the first."""
    store.folder.mkdir()
    said: list[str] = []
    waits = threading.Event()

    def waiting(message: str) -> None:
        said.append(message)
        waits.set()

    with writing(store.folder / "WRITER", "进程 1（早上开始）", said.append):
        thread = threading.Thread(target=store.publish, args=([small()],), kwargs={"now": NOW, "waiting": waiting})
        thread.start()
        assert waits.wait(60)
        assert store.current() is None
    thread.join()
    assert said == ["另一个载入正在进行：进程 1（早上开始），等它结束……"]
    assert store.current() is not None


def _load(folder: Path, n: int) -> None:
    Store(folder, schema()).publish([small(f"第{n}个")], now=NOW)


def test_many_writers_and_readers(store: Store) -> None:
    """Loads from several processes at once all arrive, while readers never see anything but a whole generation."""
    store.publish([small("0")], now=NOW)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_load, args=(store.folder, n)) for n in range(1, 5)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        ((projects, targets),) = rows(
            store.open(), 'SELECT (SELECT count(*) FROM "项目"), (SELECT count(*) FROM "指标")'
        )
        assert targets == 2 * projects  # type: ignore[operator]
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert rows(store.open(), 'SELECT count(*), count(DISTINCT "项目编号") FROM "项目"') == ((5, 5),)


def test_a_load_that_is_interrupted_in_the_engine(tmp_path: Path) -> None:
    """Ctrl-C while the driver writes is no failure of writing: it goes on as Ctrl-C, and nothing is left."""

    def interrupted(_taken: object) -> bool:
        raise RuntimeError("Query interrupted")  # what the driver says

    new = plan(schema(), [small("1")], Known())
    with pytest.raises(KeyboardInterrupt):
        write_database(tmp_path / "x.duckdb", schema(), new, NOW, accepting=interrupted)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2])
def test_a_load_that_is_killed(store: Store, after: float) -> None:
    """Killed at any moment, a load leaves the old generation or the new one, and no lock that stops the next."""
    store.publish([small("0")], now=NOW)
    code = (
        "import sys; from pathlib import Path; from jxquery.store import Store; from tests.store.documents import *\n"
        "store = Store(Path(sys.argv[1]), schema()); print('go', flush=True)\n"
        "[store.publish([small(str(n), targets=20000)], now=NOW) for n in range(1, 9)]\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(store.folder)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
    ((projects, targets),) = rows(store.open(), 'SELECT (SELECT count(*) FROM "项目"), (SELECT count(*) FROM "指标")')
    assert targets == 2 + 20000 * (projects - 1)  # type: ignore[operator]
    store.publish([small("之后")], now=NOW)
    assert rows(store.open(), 'SELECT count(*) FROM "项目"') == ((projects + 1,),)  # type: ignore[operator]
    assert not list(store.folder.glob("*.building*"))


def _generations(store: Store) -> list[int]:
    return sorted(int(p.name[4:10]) for p in store.folder.glob("gen-*.duckdb"))
