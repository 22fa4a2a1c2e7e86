"""Many files to documents, on all cores where that pays. What becomes of one file never touches the others.

Files are read here as long as they are read quickly. What is left then, or is large from the start, is shared out to
processes of our own program. They are started anew, never forked, and not by `multiprocessing`, which would run the
script of whoever calls us once more in each. One that dies takes only its file with it, and all end when we do.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jxquery.documents.gather import Found
from jxquery.documents.layout import load_layouts
from jxquery.documents.pages import pages_told
from jxquery.documents.read import read_document
from jxquery.documents.tables import read_table
from jxquery.errors import DocumentError, JxqueryError
from jxquery.schema.model import Schema
from jxquery.types import Document, Progress, Step

_MAIN = "jxquery.documents.many_main"
_ROOT = str(Path(__file__).resolve().parents[2])
# A process is ready after about a quarter of a second; what takes less than twice that is not worth one.
_QUICK_SECONDS = 0.5
_LONG_BYTES = 1_000_000
_LONG_FORMATS = frozenset({".pdf"})


class Read(Struct, frozen=True):
    """A file, with what it was read as, or why it was not."""

    file: Found
    document: Document | None = None
    error: JxqueryError | None = None


def read_all(files: Sequence[Found], schema: Schema, tell: Progress) -> tuple[Read, ...]:
    """Each file in its order. `tell` hears about files and pages, always in the thread that calls.

    `KeyboardInterrupt` ends the processes.
    """
    reader = reader_of(schema)
    found: dict[int, Read] = {n: Read(file, error=file.error) for n, file in enumerate(files) if file.error is not None}
    # The small ones first: they are what is read here.
    waiting = sorted((n for n in range(len(files)) if n not in found), key=lambda n: _size(files[n].path))
    cores = _cores()
    several = cores > 1 and bool(sys.executable)
    begun = time.monotonic()
    while waiting and not (several and _pays([files[n].path for n in waiting], time.monotonic() - begun)):
        number = waiting.pop(0)
        file = files[number]
        tell(Step(len(found), len(files), file.name))
        with pages_told(lambda page, pages, name=file.name: tell(Step(len(found), len(files), name, page, pages))):  # type: ignore[misc] # a default binds the name now
            found[number] = reader(file)
        tell(Step(len(found), len(files), file.name))
    if waiting:
        _Crew(schema, files, tell).read(waiting[::-1], min(cores, len(waiting)), found)
    return tuple(found[n] for n in range(len(files)))


def reader_of(schema: Schema) -> Callable[[Found], Read]:
    """What reads one file, and turns whatever is wrong with it into its error."""
    layouts = () if schema.source else load_layouts(schema)

    def read(file: Found) -> Read:
        try:
            document = read_table(file.path, schema) if schema.source else read_document(file.path, schema, layouts)
        except JxqueryError as error:
            return Read(file, error=error)
        except Exception as error:  # noqa: BLE001 - a bug that one file brings out must not end the others
            said = f"读这个文件时程序出错了（{type(error).__name__}：{error}）。"
            hint = "这是程序的错误，请把这一行连同文件报告给维护者；可以先另存为别的格式再载入。"
            return Read(file, error=DocumentError(said, place=str(file.path), hint=hint))
        return Read(file, replace(document, file=file.name))

    return read


def _pays(paths: Sequence[Path], taken: float) -> bool:
    """Whether the files that are left are worth processes, after so many seconds of reading here."""
    long = [p for p in paths if p.suffix.lower() in _LONG_FORMATS or _size(p) > _LONG_BYTES]
    return len(paths) > 1 and (taken > _QUICK_SECONDS or len(long) > 1)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Crew:
    """Processes that read, each looked after by a thread; what they say comes back through one queue."""

    def __init__(self, schema: Schema, files: Sequence[Found], tell: Progress) -> None:
        self._schema = schema
        self._files = files
        self._tell = tell
        self._jobs: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[tuple[int, Read | tuple[int, int] | None]] = queue.SimpleQueue()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._over = threading.Event()

    def read(self, numbers: Sequence[int], hands: int, found: dict[int, Read]) -> None:
        """Read the files of these numbers into `found`, `hands` at a time."""
        for number in numbers:
            self._jobs.put(number)
        threads = [threading.Thread(target=self._look_after, daemon=True) for _ in range(hands)]
        try:
            for thread in threads:
                thread.start()
            while len(found) < len(self._files):
                number, said = self._said.get()
                name = self._files[number].name
                if isinstance(said, Read):
                    found[number] = said
                page, pages = said if isinstance(said, tuple) else (0, 0)
                self._tell(Step(len(found), len(self._files), name, page, pages))
        finally:
            self._over.set()
            for process in tuple(self._running):
                process.kill()
            for thread in threads:
                thread.join()

    def _look_after(self) -> None:
        """Give one process file after file; one that died is replaced."""
        process: subprocess.Popen[bytes] | None = None
        while not self._over.is_set():
            try:
                number = self._jobs.get_nowait()
            except queue.Empty:
                break
            self._said.put((number, None))
            try:
                process = process or self._started()
                self._said.put((number, self._asked(process, number)))
            except (OSError, EOFError, pickle.UnpicklingError):
                if process is not None:
                    self._ended(process)
                process = None
                self._said.put((number, Read(self._files[number], error=_died(self._files[number].path))))
        if process is not None:
            self._ended(process)

    def _asked(self, process: subprocess.Popen[bytes], number: int) -> Read:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - they are pipes
        pickle.dump(self._files[number], process.stdin)
        process.stdin.flush()
        while True:
            said = pickle.load(process.stdout)  # noqa: S301 - our own program wrote it
            if isinstance(said, Read):
                return said
            self._said.put((number, said))

    def _started(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join([_ROOT, *(folder for folder in sys.path if folder)])
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-S", "-P", "-m", _MAIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            # Ctrl-C at the terminal is for the parent, which ends them.
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._running.add(process)
        if self._over.is_set():  # the end came between
            process.kill()
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        pickle.dump(self._schema, process.stdin)
        return process

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        self._running.discard(process)
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _died(path: Path) -> DocumentError:
    hint = "多半是文件太大，内存不够。请分成几个小文件再载入。"
    return DocumentError("读这个文件的进程意外停止了。", place=str(path), hint=hint)
