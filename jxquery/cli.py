"""The command `jxquery`. Standard output carries data only; the exit code says what became of it.

Nothing is imported at the top that a command may not need: `--help` loads no engine, a question no prompt.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from jxquery.arguments import parser
from jxquery.errors import JxqueryError, UsageError
from jxquery.outcome import ExitCode, attempt, code_of, worst
from jxquery.render.console import emit, hush, input_lines, speak_utf8, terminal_width
from jxquery.render.present import Look, Output, present
from jxquery.render.reports import alias_added, alias_list, alias_removed, info_report, load_report, schema_written
from jxquery.render.scalar import exactly_one
from jxquery.render.text import safe_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence

    from jxquery.render.present import Format
    from jxquery.types import Answer
    from jxquery.workspace import Workspace


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. A reader that goes away early ends it quietly."""
    speak_utf8()
    try:
        code = _run(argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        emit(Output(notes="已中断。\n"))
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        hush()
        return ExitCode.ANSWERED
    return code


def _run(argv: Sequence[str] | None) -> int:
    try:
        arguments = parser().parse_args(argv)
        return _COMMANDS[arguments.command](arguments)
    except SystemExit as stop:  # argparse leaves this way, for --help too
        return int(stop.code or 0)
    except JxqueryError as error:
        emit(Output(notes="".join(f"{line}\n" for line in safe_lines(f"失败：{error}"))))
        return code_of(error)


def _open(arguments: Namespace) -> Workspace:
    from jxquery.workspace import Workspace

    return Workspace.open(arguments.db, environ=os.environ, as_of=arguments.as_of)


def _ask(arguments: Namespace) -> ExitCode:
    """One question, or one a line: each gets its answer in its turn, whatever becomes of the others."""
    words: list[str] = arguments.question
    many = words == ["-"]
    questions = input_lines() if many else iter([" ".join(words)])
    look = _look("scalar" if arguments.scalar else arguments.format, explain=arguments.explain)
    codes: set[ExitCode] = set()
    with _asking(arguments) as ask:
        for question in questions:
            answer, code = attempt(question, ask)
            output = present(answer, look)
            emit(_one_of_many(output, look, first=not codes) if many else output)
            codes.add(code)
    return worst(codes)


def _one_of_many(output: Output, look: Look, *, first: bool) -> Output:
    """Tables stand apart; a value that there is not is an empty line, so that lines and questions stay in step."""
    if look.format == "scalar":
        return replace(output, data=output.data or "\n")
    if look.format in ("table", "csv") and output.data and not first:
        return replace(output, data="\n" + output.data)
    return output


@contextmanager
def _asking(arguments: Namespace) -> Iterator[Callable[[str], Answer]]:
    """What answers a question. Without data it raises the error that says so, for every line of a script."""
    try:
        workspace = _open(arguments)
    except JxqueryError as error:
        yield partial(_fail, error)
        return
    with workspace:
        ask = partial(
            workspace.conversation().ask if arguments.conversation else workspace.ask, choose=arguments.choose
        )
        yield (lambda question: exactly_one(ask(question))) if arguments.scalar else ask


def _fail(error: JxqueryError, _question: str) -> Answer:
    raise error


def _sql(arguments: Namespace) -> ExitCode:
    def run(statement: str) -> Answer:
        with _open(arguments) as workspace:
            return workspace.sql(statement, limit=arguments.limit, seconds=arguments.timeout)

    statement = "\n".join(input_lines()) if arguments.statement == "-" else arguments.statement
    answer, code = attempt(statement, run)
    emit(present(answer, _look(arguments.format)))
    return code


def _load(arguments: Namespace) -> ExitCode:
    with _open(arguments) as workspace:
        emit(load_report(workspace.load(arguments.paths, schema=arguments.schema, now=datetime.now(tz=UTC))))
    return ExitCode.ANSWERED


def _alias(arguments: Namespace) -> ExitCode:
    with _open(arguments) as workspace:
        if arguments.action == "add":
            emit(alias_added(workspace.alias_add(arguments.alias, arguments.target)))
        elif arguments.action == "remove":
            emit(alias_removed(workspace.alias_remove(arguments.alias)))
        else:
            emit(alias_list(workspace.aliases()))
    return ExitCode.ANSWERED


def _schema(arguments: Namespace) -> ExitCode:
    """`schema infer`, the one action: the schema on standard output, or in a file that was not there."""
    from jxquery.workspace import infer_schema

    text = infer_schema(arguments.paths)
    if arguments.output is None:
        emit(Output(text))
        return ExitCode.ANSWERED
    try:
        with arguments.output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        hint = "请换一个文件名，或先把它移走：里面可能有改过的内容。"
        raise UsageError("已经有这个文件了。", place=str(arguments.output), hint=hint) from None
    except OSError as error:
        raise UsageError(f"写不进去：{error.strerror}。", place=str(arguments.output), hint="请换一个位置。") from None
    emit(schema_written(arguments.output, arguments.paths))
    return ExitCode.ANSWERED


def _info(arguments: Namespace) -> ExitCode:
    with _open(arguments) as workspace:
        emit(info_report(workspace.info()))
    return ExitCode.ANSWERED


def _repl(arguments: Namespace) -> ExitCode:
    from jxquery.repl import run

    with _open(arguments) as workspace:
        return run(workspace, environ=os.environ)


_COMMANDS: dict[str | None, Callable[[Namespace], ExitCode]] = {
    None: _repl,
    "ask": _ask,
    "sql": _sql,
    "load": _load,
    "schema": _schema,
    "alias": _alias,
    "info": _info,
    "repl": _repl,
}


def _look(shape: Format, *, explain: bool = False) -> Look:
    width = terminal_width()
    return Look(shape, width, timing=width is not None, explain=explain)
