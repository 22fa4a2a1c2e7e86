"""Where the answers of a command go: to standard output, each as it comes, or all together into the file of -o."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jxquery.commands.opening import look
from jxquery.errors import UsageError
from jxquery.render.console import emit
from jxquery.render.files import format_for, write_answers
from jxquery.render.look import Look
from jxquery.render.present import Output, notes, present

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jxquery.render.formats import OutputFormat
    from jxquery.types import Answer


@contextmanager
def giving(arguments: Namespace, *, several: bool = False) -> Iterator[Callable[[Answer], None]]:
    """What gives an answer to who asked, by --format, --scalar, --explain and -o as far as the command has them.

    `several`: more answers may follow. The file is written at the end, and only when nothing was raised until then.
    In a prompt answers are the prompt's own to show, unless a format or file is said.
    Raises `UsageError` for options that do not go together, before anything is asked, and `OutputError`.
    """
    if hasattr(arguments, "give") and arguments.output is None and arguments.format is None:
        yield arguments.give
        return
    scalar = getattr(arguments, "scalar", False)
    how = look("scalar" if scalar else arguments.format, explain=getattr(arguments, "explain", False))
    if arguments.output is None:
        yield _to_standard_output(how, several=several)
        return
    if scalar:
        raise UsageError("--scalar 只输出一个值，不能和 -o 一起用。", hint="请去掉其中一个。")
    form = format_for(arguments.output, arguments.format, several=several)
    answers: list[Answer] = []

    def keep(answer: Answer) -> None:
        emit(Output(notes=notes(answer, how)))
        answers.append(answer)

    yield keep
    _write(answers, form, arguments.output, several=several)


def _to_standard_output(how: Look, *, several: bool) -> Callable[[Answer], None]:
    if several and how.format == "html":
        raise UsageError("几个答案不能一起输出成一个网页。", hint="请写进文件：-o 文件.html。")
    first = True

    def give(answer: Answer) -> None:
        nonlocal first
        output = present(answer, how)
        emit(_one_of_several(output, how, first=first) if several else output)
        first = False

    return give


def _one_of_several(output: Output, how: Look, *, first: bool) -> Output:
    """Tables stand apart; a value that there is not is an empty line, so that lines and questions stay in step."""
    if how.format == "scalar":
        return replace(output, data=output.data or "\n")
    if not how.format.startswith("json") and output.data and not first:
        return replace(output, data="\n" + output.data)
    return output


def _write(answers: list[Answer], form: OutputFormat, path: Path, *, several: bool) -> None:
    """One that is no answer leaves the file as it was, unless the format has a place for it."""
    data = [answer for answer in answers if several or form.carries == "everything" or answer.status == "answered"]
    if data:
        from jxquery.render.reports import file_written

        write_answers(data, form, path)
        emit(file_written(path, data))
