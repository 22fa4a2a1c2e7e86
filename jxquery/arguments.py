"""What argparse says, in Chinese, and the arguments that several commands share."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from jxquery.outcome import ExitCode
from jxquery.render.console import emit, screen_size
from jxquery.render.files import typed_path
from jxquery.render.formats import SUFFIXES, TEXT_FORMATS
from jxquery.render.present import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _typeshed import SupportsWrite

_TIMEOUT_SECONDS = 30.0
_ANY_WIDTH = 1000

# argparse says these itself, in English; first match wins.
_MESSAGES = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"\1 后面要跟一个值"),
    (
        r"argument (.+?): invalid choice: (.+?) \((?:maybe you meant .+? )?choose from (.+)\)",
        r"\1 没有 \2，可用的是 \3",
    ),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 后面不带值，多了 \2"),
    (r"argument (.+?): (.+)", r"\1：\2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, width: int = _ANY_WIDTH) -> None:
        super().__init__(prog, width=width)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Its help and errors are Chinese; options are never abbreviated."""

    def __init__(self, *, prog: str, description: str, examples: Sequence[str] = (), helped: bool = True) -> None:
        epilog = "例：\n" + "\n".join(f"  {example}" for example in examples)
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.arguments = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        if helped:
            self.options.add_argument("-h", "--help", action="help", help="看这份说明")

    def format_help(self) -> str:
        """The help, as wide as the terminal. The formatters that argparse makes to check an option need no width."""
        self.formatter_class = partial(_Formatter, width=screen_size().columns - 2)
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and leave."""
        said = next((re.sub(p, chinese, message) for p, chinese in _MESSAGES if re.fullmatch(p, message)), message)
        self.exit(ExitCode.USAGE, f"用法不对：{said}。\n看说明：{self.prog} --help\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Help is data and what is wrong are notes; argparse itself passes over what cannot be written."""
        emit(Output(notes=message) if file is sys.stderr else Output(message))


def database(command: Parser, default: str | None = argparse.SUPPRESS) -> None:
    """The option --db."""
    command.options.add_argument(
        "--db", metavar="FOLDER", type=typed_path, default=default, help="放数据的文件夹，默认 $JXQUERY_DB"
    )


def log(command: Parser, default: str | None = argparse.SUPPRESS) -> None:
    """The option --log."""
    about = "把每个问题记在这个文件里，一行一个；不写就不记"
    command.options.add_argument("--log", metavar="FILE", type=typed_path, default=default, help=about)


def as_of(command: Parser, default: str | None = argparse.SUPPRESS) -> None:
    """The option --as-of."""
    command.options.add_argument("--as-of", metavar="YEAR", type=_year, default=default, help="把哪一年当作今年")


def shape(options: argparse._ActionsContainer) -> None:
    """The option --format. None where it is not said: a file of -o has a suffix."""
    options.add_argument("--format", choices=TEXT_FORMATS, help="输出的格式，默认 table")


def output(command: Parser) -> None:
    """The option -o."""
    about = f"写进这个文件，格式看后缀：{'、'.join(SUFFIXES)}；已有的文件会被换掉"
    command.options.add_argument("-o", "--output", metavar="FILE", type=typed_path, help=about)


def bounds(command: Parser) -> None:
    """The options --limit and --timeout."""
    command.options.add_argument("--limit", metavar="N", type=positive, help="最多要多少行")
    command.options.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, default=_TIMEOUT_SECONDS, help="最多运行几秒，默认 30"
    )


def actions(command: Parser) -> argparse._SubParsersAction[Parser]:
    """The commands below a command; add each with `action`."""
    return command.add_subparsers(dest="action", metavar="ACTION", title="做什么", required=True)


def action(
    below: argparse._SubParsersAction[Parser], command: Parser, name: str, about: str, examples: Sequence[str]
) -> Parser:
    """One of the commands below a command."""
    return below.add_parser(name, help=about, prog=f"{command.prog} {name}", description=about, examples=examples)


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"要一个正整数，不能是「{text}」")
    return int(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise argparse.ArgumentTypeError(f"要一个四位的年份，不能是「{text}」")
    return int(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or float(text) == 0:
        raise argparse.ArgumentTypeError(f"要一个正的秒数，不能是「{text}」")
    return float(text)
