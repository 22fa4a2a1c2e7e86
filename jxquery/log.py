"""A log of questions, where somebody asks for one: a line of JSON each, in a file, and nowhere else."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import JxqueryError, reason_of
from jxquery.types import Answer

# A pipe that nobody reads must not hold up an answer. Windows has no such pipes.
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)


class Log(Struct, frozen=True):
    """Where to write; None: nowhere. The file is the user's alone, and lines of several processes do not mix."""

    path: Path | None = None

    def answer(self, question: str, answering: Callable[[], Answer]) -> Answer:
        """What `answering` gives or raises, noted. That the log could not be written is a warning of the answer."""
        if self.path is None:
            return answering()
        started = time.perf_counter()
        failed = Answer(question, "failed")
        try:
            answer = answering()
        except (JxqueryError, KeyboardInterrupt):
            self._write(question, failed, time.perf_counter() - started)
            raise
        trouble = self._write(question, answer, time.perf_counter() - started)
        return replace(answer, warnings=(*answer.warnings, trouble)) if trouble else answer

    def _write(self, question: str, answer: Answer, seconds: float) -> str:
        """A line for the answer; what went wrong, or nothing."""
        noted = {
            "time": datetime.now(tz=UTC).isoformat(timespec="milliseconds"),
            "question": question,
            "reading": answer.interpretation,
            "status": answer.status,
            "sql": answer.sql,
            "rows": len(answer.rows),
            "seconds": round(seconds, 4),
        }
        line = "".join(map(_plain, json.dumps(noted, ensure_ascii=False)))
        try:
            file = os.open(str(self.path), _FLAGS, 0o600)
            try:
                os.write(file, f"{line}\n".encode())
            finally:
                os.close(file)
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            reason = reason_of(error) if isinstance(error, OSError) else "文件名不对"
            return f"日志写不进去：{reason}（{self.path}）"
        return ""


def _plain(char: str) -> str:
    """The character, or what JSON writes for one that could steer a terminal."""
    return char if char.isprintable() else json.dumps(char)[1:-1]
