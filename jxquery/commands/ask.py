"""`jxquery ask`: one question, or one a line."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from jxquery.arguments import as_of, bounds, database, log, output, positive, shape
from jxquery.commands.giving import giving
from jxquery.commands.opening import open_workspace
from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode, attempt, worst
from jxquery.render.console import input_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from jxquery.arguments import Parser
    from jxquery.types import Answer

NAME = "ask"
ABOUT = "回答一个问题；问题写 - 时从标准输入每行读一个。"
EXAMPLES = ("jxquery ask 司法救助 预算多少", "jxquery ask - -o 答案.xlsx < 问题.txt")


def arguments(command: Parser) -> None:
    """A question, and how its answer is wanted."""
    command.arguments.add_argument("question", metavar="QUESTION", nargs="+", help="问题，可以分几个词写")
    either = command.options.add_mutually_exclusive_group()
    shape(either)
    either.add_argument("--scalar", action="store_true", help="只输出一个值；不是正好一个就算失败")
    command.options.add_argument("--conversation", action="store_true", help="各行是同一段对话，后一句可以接前一句")
    command.options.add_argument("--choose", metavar="N", type=positive, help="问题有几种读法时，选第 N 种")
    command.options.add_argument("--explain", action="store_true", help="同时给出答案的由来")
    output(command)
    bounds(command)
    as_of(command)
    database(command)
    log(command)


def run(arguments: Namespace) -> ExitCode:
    """One question, or one a line: each gets its answer in its turn, whatever becomes of the others."""
    words: list[str] = arguments.question
    many = words == ["-"]
    questions = input_lines() if many else iter([" ".join(words)])
    codes: set[ExitCode] = set()
    with giving(arguments, several=many) as give, _asking(arguments) as ask:
        for question in questions:
            answer, code = attempt(question, ask)
            give(answer)
            codes.add(code)
    return worst(codes)


@contextmanager
def _asking(arguments: Namespace) -> Iterator[Callable[[str], Answer]]:
    """What answers a question. Without data it raises the error that says so, for every line of a script."""
    try:
        opened = open_workspace(arguments, ahead=True)
    except JxqueryError as error:
        yield partial(_fail, error)
        return
    with opened as workspace:
        ask = partial(
            workspace.conversation().ask if arguments.conversation else workspace.ask,
            choose=arguments.choose,
            limit=arguments.limit,
            seconds=arguments.timeout,
        )
        if not arguments.scalar:
            yield ask
            return
        from jxquery.render.scalar import exactly_one

        yield lambda question: exactly_one(ask(question))


def _fail(error: JxqueryError, _question: str) -> Answer:
    raise error
