"""What became of a command, as an exit code; the one place where errors and statuses are mapped to it."""

from __future__ import annotations

import re
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import DataError, DocumentError, JxqueryError, TimeLimitError, UsageError
from jxquery.types import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jxquery.types import Status


class ExitCode(IntEnum):
    """The exit codes that scripts rely on."""

    ANSWERED = 0
    FAILED = 1
    USAGE = 2
    NOT_UNDERSTOOD = 3
    AMBIGUOUS = 4
    NO_DATA = 5
    TIME_LIMIT = 124
    INTERRUPTED = 130


_WORST_FIRST = (
    ExitCode.INTERRUPTED,
    ExitCode.TIME_LIMIT,
    ExitCode.FAILED,
    ExitCode.USAGE,
    ExitCode.NO_DATA,
    ExitCode.NOT_UNDERSTOOD,
    ExitCode.AMBIGUOUS,
    ExitCode.ANSWERED,
)
_BY_STATUS: dict[Status, ExitCode] = {
    "answered": ExitCode.ANSWERED,
    "failed": ExitCode.FAILED,
    "not_understood": ExitCode.NOT_UNDERSTOOD,
    "ambiguous": ExitCode.AMBIGUOUS,
}
_BY_ERROR: tuple[tuple[type[JxqueryError], ExitCode], ...] = (
    (TimeLimitError, ExitCode.TIME_LIMIT),
    (UsageError, ExitCode.USAGE),
    (DataError, ExitCode.NO_DATA),
    (DocumentError, ExitCode.NO_DATA),
)
# What undecodable bytes become in arguments and lines.
_LONE_SURROGATE = "[\ud800-\udfff]"


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that stands for many: the first that occurred in the order of the contract."""
    return min(codes, key=_WORST_FIRST.index, default=ExitCode.ANSWERED)


def code_of(error: JxqueryError) -> ExitCode:
    """The code of an error; what is nobody's data, time or usage is a failure."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), ExitCode.FAILED)


def attempt(question: str, answering: Callable[[str], Answer]) -> tuple[Answer, ExitCode]:
    """The answer and its code. An error becomes an answer that failed, so that one line never takes down the rest."""
    said = question if question.isprintable() else re.sub(_LONE_SURROGATE, "\ufffd", question)
    if said != question:
        return Answer(said, "failed", error="这句话不是 UTF-8 编码的文字。\n请把它存成 UTF-8 再试。"), ExitCode.FAILED
    try:
        answer = answering(question)
    except JxqueryError as error:
        return Answer(said, "failed", error=str(error)), code_of(error)
    except Exception as error:  # noqa: BLE001 - a bug in one question must not end the others
        return Answer(said, "failed", error=_bug(error)), ExitCode.FAILED
    return answer, _BY_STATUS[answer.status]


def _bug(error: Exception) -> str:
    """One line that says where, for a report."""
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{Path(frame.filename).name}:{frame.lineno}，{type(error).__name__}：{error}"
    return f"程序内部出错（{what}）。\n这是程序的错误，请把这一行连同问题报告给维护者。"
