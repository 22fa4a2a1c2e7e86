from __future__ import annotations

import ctypes
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxquery.errors import DataError
from jxquery.store import Store
from jxquery.workspace import Workspace
from tests.store.documents import NOW, schema, small
from tests.torture.programs import TARGETS
from tests.workspace.making import form

ROOT = Path(__file__).resolve().parents[2]

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Who runs in the background of a shell ignores Ctrl-C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _start(*words: object, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.torture.programs", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


def _content(folder: Path) -> tuple[int, int]:
    """Projects and targets as the database has them."""
    generation = Store(folder, schema()).open()
    assert generation is not None
    with generation:
        sql = 'SELECT (SELECT count(*) FROM "项目"), (SELECT count(*) FROM "指标")'
        ((projects, targets),) = generation.engine.run(sql, {}).rows
    return int(str(projects)), int(str(targets))


def _files(folder: Path) -> list[str]:
    """What lies there, without the files by which readers hold a generation."""
    return sorted(p.name for p in folder.iterdir() if p.suffix != ".lock")


def _begun(folder: Path) -> Store:
    store = Store(folder, schema())
    store.publish([small("第0个", targets=TARGETS)], now=NOW)
    return store


def _seconds_to_load(folder: Path) -> float:
    """How long a load of the next generation takes here and now."""
    with _start("load", _begun(folder).folder, 1, 1) as loader:
        assert loader.stdout is not None
        assert loader.stdout.readline() == "go\n"
        started = time.monotonic()
        assert loader.stdout.readline() == "1\n"
    return time.monotonic() - started


def test_killed_while_loading(tmp_path: Path, size: int, figures: dict[str, object]) -> None:
    """At any moment: the database opens, and has what was told to be done, or that and the one under way, whole."""
    store = _begun(tmp_path / "库")
    rng = random.Random(size)
    old = new = 0
    done = 1
    kills = 10 * size
    loading = _seconds_to_load(tmp_path / "试")
    for _ in range(kills):
        with _start("load", store.folder, done, 100) as loader:
            assert loader.stdout is not None
            assert loader.stdout.readline() == "go\n"
            time.sleep(rng.uniform(0, 2 * loading))
            loader.send_signal(signal.SIGKILL)
            told = [int(line) for line in loader.stdout.read().splitlines()]
        before = told[-1] + 1 if told else done
        projects, targets = _content(store.folder)
        assert projects in {before, before + 1}
        assert targets == TARGETS * projects
        old, new = old + (projects == before), new + (projects > before)
        done = projects
        if done > 40:  # as large as it needs to be
            shutil.rmtree(store.folder)
            store, done = _begun(tmp_path / "库"), 1
    store.publish([small("之后")], now=NOW)
    assert not list(store.folder.glob("*.building*"))
    figures["kill -9 中断载入"] = f"{kills} 次，旧的一代 {old} 次，新的一代 {new} 次，坏 0 次"


def test_readers_while_loading(tmp_path: Path, size: int, figures: dict[str, object]) -> None:
    """Everybody who asks gets an answer from one generation, however often another is published meanwhile."""
    store = Store(tmp_path / "库", schema())
    store.publish([small("第0个")], now=NOW)
    many, generations = (20, 50) if size > 1 else (3, 8)
    stop = tmp_path / "stop"
    readers = [_start("read", store.folder, stop) for _ in range(many)]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "begun\n"
        for n in range(1, generations + 1):
            store.publish([small(f"第{n}个")], now=NOW)
            time.sleep(0.1 * (size > 1))
    finally:
        stop.touch()
    asked = 0
    for reader in readers:
        said, _ = reader.communicate()
        assert reader.returncode == 0, said
        answers, states = map(int, said.split())
        asked += answers
        assert states > 1
    figures["读者和载入同时"] = f"{many} 个读者问了 {asked} 次，其间换了 {generations} 代，失败 0 次，混杂 0 次"


def test_a_disk_that_is_full(tmp_path: Path, size: int, figures: dict[str, object]) -> None:
    """However little room there is: an error that says what to do, the old data, and nothing left over."""
    store = _begun(tmp_path / "库")
    before = _files(store.folder)
    rng = random.Random(size)
    rooms = [0, 50_000, 600_000, *(rng.randrange(600_000) for _ in range(size - 1))]
    for room in rooms:
        with _start("starved", store.folder, room) as loader:
            said, _ = loader.communicate()
        assert said.startswith("DataError")
        assert "磁盘空间" in said
        assert loader.returncode == 0
        assert _files(store.folder) == before
        assert _content(store.folder) == (1, TARGETS)
    figures["磁盘写满"] = f"{len(rooms)} 次，都报错，旧的一代都在，残留 0 次"
    store.publish([small("之后", targets=TARGETS)], now=NOW)
    assert _content(store.folder) == (2, 2 * TARGETS)


def _as_anybody() -> None:
    """Root may read and write where nobody may: without these abilities the programs that follow may not."""
    if os.geteuid() == 0:
        for ability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, ability, 0, 0, 0) == 0


@pytest.mark.skipif(sys.platform != "linux" and os.geteuid() == 0, reason="nothing is read-only to root elsewhere")
def test_a_folder_that_is_read_only(tmp_path: Path, figures: dict[str, object]) -> None:
    """It can be asked, and a load says that it cannot write and leaves everything as it was."""
    store = _begun(tmp_path / "库")
    before = _files(store.folder)
    store.folder.chmod(0o500)
    try:
        with _start("read_only", store.folder, preexec_fn=_as_anybody) as program:
            said, _ = program.communicate()
    finally:
        store.folder.chmod(0o700)
    assert program.returncode == 0
    assert said.startswith("answered\nDataError"), said
    assert "写不进去" in said
    assert _files(store.folder) == before
    figures["只读的文件夹"] = "照样能问；载入报错，什么都没有变"


@pytest.mark.skipif(sys.platform != "linux" and os.geteuid() == 0, reason="nothing is closed to root elsewhere")
def test_what_may_not_be_read(tmp_path: Path, figures: dict[str, object]) -> None:
    """The folder, the pointer, the database or the aliases: an error says that it is a matter of permission."""
    store = _begun(tmp_path / "库")
    (store.folder / "aliases.toml").write_text("", encoding="utf-8")
    names = (".", "CURRENT", "gen-000001.duckdb", "aliases.toml")
    with _start("shut", store.folder, ",".join(names), preexec_fn=_as_anybody) as program:
        said, _ = program.communicate()
    assert program.returncode == 0
    for name, line in zip(names, said.splitlines(), strict=True):
        assert line.startswith(f"{name} DataError"), line
        assert "没有权限" in line
        assert "--db" in line or "权限。" in line
    figures["不让读的文件夹和文件"] = "报错，说出是哪个和没有权限"


def test_a_folder_on_a_disk_that_takes_nothing(environ: dict[str, str]) -> None:
    """Not even from root."""
    with pytest.raises(DataError, match="写不进去"):
        Store(Path("/proc/jxquery"), schema()).publish([small("新")], now=NOW)
    assert environ


def test_a_file_that_vanishes(tmp_path: Path, environ: dict[str, str], figures: dict[str, object]) -> None:
    """While it is open and asked: an error that names it; when it is back, answers."""
    store = _begun(tmp_path / "库")
    with Workspace.open(store.folder, environ=environ) as workspace:
        assert workspace.ask("预算合计").status == "answered"
        file = store.folder / "gen-000001.duckdb"
        file.rename(tmp_path / "away")
        for ask in (workspace.ask, workspace.sql):
            with pytest.raises(DataError, match="gen-000001") as raised:
                ask('SELECT "年度" FROM "项目"')
            assert raised.value.hint
        (tmp_path / "away").rename(file)
        assert workspace.ask("预算合计").status == "answered"
    figures["消失的文件"] = "报错，说出是哪个；放回去就能问"


def test_damage(tmp_path: Path, size: int, figures: dict[str, object]) -> None:
    """Other bytes anywhere in the file, or an end that is missing: an answer or an error of ours, and no crash."""
    path = Store(tmp_path / "库", schema()).publish([small("甲", targets=TARGETS)], now=NOW).path
    count = 20 * size
    with _start("damaged", path, size, count) as asker:
        said, _ = asker.communicate()
    assert asker.returncode == 0
    answered, refused = map(int, said.split())
    assert answered + refused == count
    assert answered
    assert refused
    figures["损坏的数据库"] = f"{count} 份，{refused} 份报错，{answered} 份损坏处不影响答案，崩溃 0 次"


_COMMANDS = {
    "load": ("load", "FILE"),
    "ask": ("ask", "预算合计"),
    "sql": ("sql", 'SELECT count(*) FROM "指标"'),
}
_ENDLESS = 'SELECT count(*) FROM "指标" a, "指标" b, "指标" c, "指标" d'


class _Interrupted:
    """A command on a database of one project, which Ctrl-C may reach; it can load another."""

    def __init__(self, folder: Path, words: tuple[str, ...], environ: dict[str, str]) -> None:
        file = form(folder)  # of one project, so that most steps are not those of reading it
        self.store = _begun(folder / "库")
        self._steps = folder / "steps"
        self._loads = words[0] == "load"
        self._words = [*(str(file) if word == "FILE" else word for word in words), "--db", str(self.store.folder)]
        # What other programs keep would change how many steps there are.
        self._environ = {**os.environ, **environ}

    def steps(self) -> tuple[int, int]:
        """How many steps it takes when nobody interrupts it, and how many while a library in C is loaded."""
        self._run(0, "-", None)  # the first time it also compiles and keeps what others find
        assert self.at_step(0) == 0
        every, loading = map(int, self._steps.read_text().split())
        return every, loading

    def at_step(self, step: int) -> int:
        """Its exit code, interrupted at a step; below 0 at a step while a library in C is loaded."""
        return self._run(step, self._steps, None)

    def at_time(self, seconds: float) -> int:
        """Its exit code, interrupted so many seconds after it has begun."""
        return self._run(0, "-", seconds)

    def _run(self, step: int, file: Path | str, seconds: float | None) -> int:
        if self._loads:  # what is loaded already is not loaded again
            shutil.rmtree(self.store.folder)
            self.store = _begun(self.store.folder)
        line = [sys.executable, "-m", "tests.torture.interrupted", str(step), str(file), *self._words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(line, cwd=ROOT, env=self._environ, text=True, **pipes) as command:
            assert command.stderr is not None
            assert command.stderr.readline() == "begun\n"
            if seconds is not None:
                time.sleep(seconds)
                command.send_signal(signal.SIGINT)
            _, notes = command.communicate(timeout=250)
        # Where Ctrl-C went through an exec() on its way, Python ends itself by SIGINT: to a shell that is 130 as well.
        code = 130 if command.returncode == -signal.SIGINT else command.returncode
        assert code in {0, 130}, notes
        assert "Traceback" not in notes
        assert not list(self.store.folder.glob("*.building*"))
        projects, _ = _content(self.store.folder)
        assert projects in {1, 2}
        return code


@pytest.mark.parametrize("name", _COMMANDS)
def test_ctrl_c(name: str, tmp_path: Path, environ: dict[str, str], size: int, figures: dict[str, object]) -> None:
    """At any step and at any moment: no lock and no file is left, nothing is half there, the next command works."""
    command = _Interrupted(tmp_path, _COMMANDS[name], environ)
    rng = random.Random(size)
    (every, loading), count = command.steps(), min(size, 20)
    steps = [n for _ in range(count) for n in (rng.randint(1, every), -rng.randint(1, loading))]
    stopped = [command.at_step(step) for step in steps]
    assert set(stopped) == {130}
    stopped += [command.at_time(rng.uniform(0, 1)) for _ in range(count)]
    command.store.publish([small("之后")], now=NOW)
    figures[f"Ctrl-C 中断 {name}"] = f"{len(stopped)} 次，其中 {stopped.count(130)} 次还没做完，残留 0 次"


def test_ctrl_c_stops_sql_that_runs(
    tmp_path: Path, environ: dict[str, str], size: int, figures: dict[str, object]
) -> None:
    """A statement that would take for ever, at any moment, be it before it starts or while it runs."""
    command = _Interrupted(tmp_path, ("sql", _ENDLESS, "--timeout", "1000"), environ)
    rng = random.Random(size)
    count = min(2 * size, 20)
    assert {command.at_time(rng.uniform(0, 2)) for _ in range(count)} == {130}
    figures["Ctrl-C 中断做不完的 sql"] = f"{count} 次，都停下了，残留 0 次"


def test_memory_stays_flat(environ: dict[str, str], size: int, figures: dict[str, object]) -> None:
    """Questions of all kinds, one after the other, in one process: what it holds does not grow with their number."""
    count = 1000 if size > 1 else 300
    questions = (
        "司法救助 预算多少",
        "各年度预算",
        "司法救助 执行率",
        "满意度不低于99%的项目",
        "预算最高的{}个项目",
        "第{}种没有的东西",
    )
    with Workspace.open(environ=environ) as workspace:

        def ask(first: int, last: int) -> None:
            for n in range(first, last):
                workspace.ask(questions[n % len(questions)].format(n))

        ask(0, count // 2)
        before = _resident()
        ask(count // 2, count)
        grown = _resident() - before
    figures["一个进程里接连提问"] = f"{count} 问，后一半内存增加 {grown / 1e6:.1f} MB"
    assert grown < 8e6


def _resident() -> int:
    """Bytes that are resident now; the most there ever were where the system does not tell."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
