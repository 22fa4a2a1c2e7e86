"""An engine in a process of its own, for statements that strangers wrote: it can be held to limits, and be killed.

The process is spawned, never forked, because a fork while other threads query may hang. It is kept for the next
statement, and one that has died is replaced.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec.structs import asdict

from jxquery.engines import LONGEST_SECONDS, Result, ResultType, cancelled, time_is_up
from jxquery.engines.instances import HARDENED, Hardening
from jxquery.engines.limits import OUT_OF_MEMORY, Limits
from jxquery.engines.wire import Message, WireError, listed, receive, send, texts, unpacked
from jxquery.errors import DataError, JxqueryError, SqlError, TimeLimitError, reason_of

if TYPE_CHECKING:
    from jxquery.types import Scalar

LIMITS = Limits()
_MAIN = "jxquery.engines.worker_main"
_ROOT = str(Path(__file__).resolve().parents[2])
# Its own deadline comes first; it is killed when that was of no use.
_GRACE_SECONDS = 0.5
# A machine may be very busy, but not for ever.
_START_SECONDS = 60.0
# How many bytes a character of an answer takes at most, and what else an answer consists of.
_WIDEST, _AROUND = 8, 1 << 20
# What the loader of programs and Python itself need; everything else in the environment is nobody's business.
_NEEDED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
_KINDS: dict[object, type[JxqueryError]] = {kind.__name__: kind for kind in (SqlError, TimeLimitError, DataError)}
_NUMBER: Literal["number"] = "number"


class WorkerEngine:
    """An `Engine` that runs each statement in another process. Statements wait for one another.

    Raises `SqlError` for a statement that takes more memory than `limits` allow or that ends the process otherwise;
    the next one gets a new process. Nothing starts before the first `run` or `start`.
    """

    dialect = "duckdb"

    def __init__(self, path: Path, *, limits: Limits = LIMITS, hardening: Hardening = HARDENED) -> None:
        self._path = path.resolve()
        self._limits = limits
        self._order = {"path": str(self._path), "limits": asdict(limits), "hardening": asdict(hardening)}
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._closed = False

    def start(self) -> None:
        """Let the process start, so that it is ready when the first statement is."""
        with self._turn:
            self._started()

    def run(
        self, sql: str, params: Mapping[str, Scalar], *, limit: int | None = None, seconds: float | None = None
    ) -> Result:
        """See `Engine.run`. Without a limit as many rows are given as the worker's own limits allow."""
        most = self._limits.rows if limit is None else min(limit, self._limits.rows)
        seconds = None if seconds is None else min(seconds, LONGEST_SECONDS)
        request = {"sql": sql, "params": dict(params), "limit": most, "seconds": seconds}
        with self._turn:
            child = self._started()
            try:
                return _result(child.ask(request, seconds if self._limits.killed else None))
            except (SqlError, TimeLimitError):
                raise
            except (WireError, KeyError):
                child.end()
                raise _broken() from None
            except BaseException:
                # Ctrl-C: what it says next would not be the answer to the next request.
                child.end()
                raise

    def cancel(self) -> None:
        """See `Engine.cancel`."""
        child = self._child
        if child is not None and child.busy:
            child.kill(cancelled())

    def close(self) -> None:
        """See `Engine.close`. What runs is cancelled."""
        self._closed = True
        self.cancel()
        with self._turn:
            if self._child is not None:
                self._child.end()

    def _started(self) -> _Child:
        if self._closed:
            raise DataError("数据库已经关闭。", place=self._path.name, hint="请重新打开。")
        if self._child is None or not self._child.lives():
            if self._child is not None:
                self._child.end()
            self._child = _Child(self._order, self._limits)
        return self._child


class _Child:
    """One worker process. `busy`: a request is under way."""

    def __init__(self, order: Message, limits: Limits) -> None:
        self.busy = False
        self._ready = False
        self._killed_for: JxqueryError | None = None
        self._most = limits.room * _WIDEST + _AROUND
        # -S and -P: the path is the parent's, and nothing in the working folder takes part.
        if not sys.executable:
            raise _not_started("不知道 Python 在哪里")
        command = [sys.executable, "-S", "-P", "-m", _MAIN]
        try:
            import subprocess

            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,  # what keeps it from starting; then it closes it
                env=_environment(alone=limits.alone),
                # Ctrl-C at the terminal is for the parent, which then decides.
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise _not_started(reason_of(error)) from None
        told, answers, troubles = self._process.stdin, self._process.stdout, self._process.stderr
        assert told is not None and answers is not None and troubles is not None  # noqa: S101, PT018 - they are pipes
        self._told, self._answers, self._troubles = told, answers, troubles
        with suppress(OSError):  # that it has gone is seen when it does not answer
            send(self._told, order)

    def lives(self) -> bool:
        """Whether it can be asked."""
        return self._killed_for is None and self._process.poll() is None

    def ask(self, request: Message, seconds: float | None) -> Message:
        """The answer to a request; it is killed when that takes longer. Raises what is in the way of an answer."""
        if not self._ready:
            self._exchange(None, _START_SECONDS, _not_started("等了一分钟"))
            self._ready = True
        return self._exchange(request, None if seconds is None else seconds + _GRACE_SECONDS, time_is_up(seconds))

    def kill(self, reason: JxqueryError) -> None:
        """End it at once; what is under way raises the reason."""
        self._killed_for = reason
        self._process.kill()

    def end(self) -> None:
        """Let it go, and wait until it has gone. May be called twice."""
        self._process.kill()
        self._process.wait()
        for stream in (self._told, self._answers, self._troubles):
            with suppress(OSError):
                stream.close()

    def _exchange(self, request: Message | None, seconds: float | None, late: JxqueryError) -> Message:
        watch = None if seconds is None else threading.Timer(seconds, self.kill, (late,))
        if watch is not None:
            watch.daemon = True
            watch.start()
        self.busy = True
        answer = None
        try:
            with suppress(OSError):  # it has gone
                if request is not None:
                    send(self._told, request)
                answer = receive(self._answers, self._most)
        except WireError:
            self.kill(_broken())
        finally:
            self.busy = False
            if watch is not None:
                watch.cancel()
                watch.join()
        if answer is None:
            raise self._why()
        if "error" in answer:
            message, place, hint = texts([answer["message"], answer["place"], answer["hint"]])
            raise _KINDS.get(answer["error"], SqlError)(message, place=place, hint=hint)
        return answer

    def _why(self) -> JxqueryError:
        """What it died of."""
        code = self._process.wait()
        if self._killed_for is not None:
            return self._killed_for
        if code == -getattr(signal, "SIGXCPU", 0):
            return time_is_up(None)
        if not self._ready:
            said = self._troubles.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            return _not_started(said or f"代码 {code}")
        if code in (OUT_OF_MEMORY, -signal.SIGKILL if os.name != "nt" else OUT_OF_MEMORY):
            return SqlError("查询需要的内存太多，已经停止。", hint="请缩小查询的范围，例如加上 WHERE，或少连接一张表。")
        return _broken()


def _result(answer: Message) -> Result:
    kinds: tuple[ResultType, ...] = tuple(_NUMBER if kind == _NUMBER else "text" for kind in texts(answer["types"]))
    rows = tuple(unpacked(row) for row in listed(answer["rows"]))
    return Result(texts(answer["names"]), kinds, rows, answer["truncated"] is True)


def _environment(*, alone: bool) -> dict[str, str]:
    """What the worker sees: where the parent's modules are, and little else."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ} if alone else dict(os.environ)
    return {**kept, "PYTHONPATH": os.pathsep.join([_ROOT, *(folder for folder in sys.path if folder)])}


def _broken() -> SqlError:
    said = "运行这条语句的进程意外停止了，多半是内存不够。"
    return SqlError(said, hint="数据没有改动，可以接着问。请缩小查询的范围，或换一种写法。")


def _not_started(why: str) -> DataError:
    said = f"运行 SQL 的进程没有启动{'：' + why if why else ''}。"
    return DataError(said, hint="请检查内存和进程数的限制，再试一次；还不行就重新安装 jxquery。")
