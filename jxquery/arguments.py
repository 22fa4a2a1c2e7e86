"""The command line as argparse sees it, in Chinese."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from jxquery import __version__
from jxquery.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DATABASE = "放数据的文件夹，默认 $JXQUERY_DB"
_TIMEOUT_SECONDS = 30.0

# argparse says these itself, in English; first match wins.
_MESSAGES = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
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
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Its help and errors are Chinese; options are never abbreviated."""

    def __init__(self, *, prog: str, description: str, examples: Sequence[str] = ()) -> None:
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
        self.options.add_argument("-h", "--help", action="help", help="看这份说明")

    def error(self, message: str) -> NoReturn:
        said = next((p.sub(chinese, message) for p, chinese in _MESSAGES if p.fullmatch(message)), message)
        self.exit(ExitCode.USAGE, f"用法不对：{said}。\n看说明：{self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `command` is None for the bare `jxquery`."""
    top = _Parser(
        prog="jxquery",
        description="用中文询问预算绩效目标。不带命令时打开提示符。",
        examples=("jxquery", "jxquery ask 司法救助 预算多少"),
    )
    top.options.add_argument("--version", action="version", version=f"jxquery {__version__}", help="看版本")
    _database(top, default=None)
    _as_of(top, default=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="命令")
    for name, about, examples, arguments in (
        ("ask", "回答一个问题；问题写 - 时从标准输入每行读一个。", _ASK_EXAMPLES, _ask),
        ("sql", "运行一条只读的 SELECT；语句写 - 时从标准输入读。", _SQL_EXAMPLES, _sql),
        ("load", "把绩效目标表，或自己的表，读进数据库。", _LOAD_EXAMPLES, _load),
        ("schema", "给自己的表写一份 schema：各列是什么、怎么称呼。", _SCHEMA_EXAMPLES, _schema),
        ("alias", "给名称、类别、字段起自己的叫法。", _ALIAS_EXAMPLES, _alias),
        ("info", "看数据在哪里、有多少。", _INFO_EXAMPLES, _database),
        ("repl", "打开提示符。", _REPL_EXAMPLES, _repl),
    ):
        command = commands.add_parser(name, help=about, prog=f"jxquery {name}", description=about, examples=examples)
        arguments(command)
    return top


_ASK_EXAMPLES = ("jxquery ask 司法救助 预算多少", "jxquery ask - --format jsonl < 问题.txt")
_SQL_EXAMPLES = (
    """jxquery sql 'SELECT "项目名称", "预算数" FROM "项目"' --format csv""",
    "jxquery sql - --timeout 5 < 查询.sql",
)
_LOAD_EXAMPLES = ("jxquery load 2023年.txt 2024年.txt", "jxquery load 图书.csv --schema 图书.toml --db 图书馆")
_SCHEMA_EXAMPLES = ("jxquery schema infer 图书.csv", "jxquery schema infer 图书.csv 作者.csv -o 图书.toml")
_ALIAS_EXAMPLES = ("jxquery alias add 救助金 司法救助项目", "jxquery alias list")
_ALIAS_ADD_EXAMPLES = ("jxquery alias add 救助金 司法救助项目", "jxquery alias add 群众满意 人民群众满意度 --db 数据")
_ALIAS_LIST_EXAMPLES = ("jxquery alias list", "jxquery alias list --db 数据")
_ALIAS_REMOVE_EXAMPLES = ("jxquery alias remove 救助金", "jxquery alias remove 救助金 --db 数据")
_INFO_EXAMPLES = ("jxquery info", "jxquery info --db 数据")
_REPL_EXAMPLES = ("jxquery repl", "jxquery repl --db 数据 --as-of 2024")


def _ask(command: _Parser) -> None:
    command.arguments.add_argument("question", metavar="QUESTION", nargs="+", help="问题，可以分几个词写")
    shape = command.options.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=("table", "csv", "json", "jsonl"), default="table", help="输出的格式")
    shape.add_argument("--scalar", action="store_true", help="只输出一个值；不是正好一个就算失败")
    command.options.add_argument("--conversation", action="store_true", help="各行是同一段对话，后一句可以接前一句")
    command.options.add_argument("--choose", metavar="N", type=_positive, help="问题有几种读法时，选第 N 种")
    command.options.add_argument("--explain", action="store_true", help="同时给出答案的由来")
    _as_of(command, default=argparse.SUPPRESS)
    _database(command)


def _sql(command: _Parser) -> None:
    command.arguments.add_argument("statement", metavar="STATEMENT", help="一条 SELECT")
    command.options.add_argument(
        "--format", choices=("table", "csv", "json", "jsonl"), default="table", help="输出的格式"
    )
    command.options.add_argument("--limit", metavar="N", type=_positive, help="最多要多少行")
    command.options.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, default=_TIMEOUT_SECONDS, help="最多运行几秒，默认 30"
    )
    _database(command)


def _load(command: _Parser) -> None:
    command.arguments.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="要读的文件")
    about = "说明自己的表的文件；以后再载入就不用写了"
    command.options.add_argument("--schema", metavar="FILE", type=Path, help=about)
    _database(command)


def _schema(command: _Parser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION", title="做什么", required=True)
    about = "从 CSV 文件的表头和值推出一份 schema，可以直接用，也可以改。"
    infer = actions.add_parser(
        "infer", help=about, prog=f"{command.prog} infer", description=about, examples=_SCHEMA_EXAMPLES
    )
    infer.arguments.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="CSV 文件，互相有关的一起写")
    infer.options.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="写到这个文件，已经有的不会覆盖；不写时输出到屏幕"
    )


def _alias(command: _Parser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION", title="做什么", required=True)
    for name, about, examples, words in (
        ("add", "添加一个别名，下一个问题就能用。", _ALIAS_ADD_EXAMPLES, _ALIAS_ADD_WORDS),
        ("list", "列出所有别名。", _ALIAS_LIST_EXAMPLES, {}),
        ("remove", "删掉一个别名。", _ALIAS_REMOVE_EXAMPLES, _ALIAS_REMOVE_WORDS),
    ):
        action = actions.add_parser(
            name, help=about, prog=f"{command.prog} {name}", description=about, examples=examples
        )
        for word, said in words.items():
            action.arguments.add_argument(word, metavar=word.upper(), help=said)
        _database(action)


_ALIAS_REMOVE_WORDS = {"alias": "别名"}
_ALIAS_ADD_WORDS = {"alias": "自己的叫法", "target": "它指的名称、类别、取值、字段或表，写全称"}


def _repl(command: _Parser) -> None:
    _as_of(command, default=argparse.SUPPRESS)
    _database(command)


def _as_of(command: _Parser, default: str | None) -> None:
    command.options.add_argument("--as-of", metavar="YEAR", type=_year, default=default, help="把哪一年当作今年")


def _database(command: _Parser, default: str | None = argparse.SUPPRESS) -> None:
    command.options.add_argument("--db", metavar="FOLDER", type=Path, default=default, help=_DATABASE)


def _positive(text: str) -> int:
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
