"""The frame of the command `jxquery`: its parser, its errors, its exit code. What it does stands in `commands/`.

Standard output carries data only. Nothing is imported at the top that a command may not need: `--help` loads no
engine, a question no prompt.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jxquery import __version__, lean  # noqa: F401 - lean comes before what it makes lean
from jxquery.arguments import Parser, as_of, database, log
from jxquery.commands import NAMES, command
from jxquery.errors import JxqueryError, OutputError
from jxquery.outcome import ExitCode, code_of
from jxquery.render.console import emit, hush, speak_utf8
from jxquery.render.present import Output
from jxquery.render.text import safe_lines

if TYPE_CHECKING:
    from collections.abc import Sequence


_BARE = "repl"  # the command that is meant where none is written


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. A reader that goes away early ends it quietly."""
    speak_utf8()
    try:
        code = _run(argv)
        emit(Output())
    except KeyboardInterrupt:
        emit(Output(notes="已中断。\n"))
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        hush()
        return ExitCode.ANSWERED
    except OutputError as error:  # of the help, or of what is said about another error
        return _failed(error)
    return code


def parser(only: str | None = None) -> Parser:
    """Every command with its options, or `only` the one that is called; `command` is None for the bare `jxquery`."""
    top = Parser(
        prog="jxquery",
        description="用中文询问预算绩效目标。不带命令时打开提示符。",
        examples=("jxquery", "jxquery ask 司法救助 预算多少"),
    )
    top.options.add_argument("--version", action="version", version=f"jxquery {__version__}", help="看版本")
    database(top, default=None)
    as_of(top, default=None)
    log(top, default=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="命令", prog=top.prog)
    for name in NAMES if only is None else (only,):
        each = command(name)
        below = commands.add_parser(
            name, help=each.ABOUT, prog=f"jxquery {name}", description=each.ABOUT, examples=each.EXAMPLES
        )
        each.arguments(below)
    return top


def _run(argv: Sequence[str] | None) -> int:
    try:
        words = sys.argv[1:] if argv is None else argv
        called = words[0] if words else _BARE
        arguments = parser(called if called in NAMES else None).parse_args(words)
        return command(arguments.command or _BARE).run(arguments)
    except SystemExit as stop:  # argparse leaves this way, for --help too
        return int(stop.code or 0)
    except JxqueryError as error:
        return _failed(error)


def _failed(error: JxqueryError) -> ExitCode:
    emit(Output(notes="".join(f"{line}\n" for line in safe_lines(f"失败：{error}"))))
    return code_of(error)
