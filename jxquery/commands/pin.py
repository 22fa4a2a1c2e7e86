"""`jxquery pin`: what a question is read as, kept as a named query."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jxquery.arguments import as_of, database, positive
from jxquery.commands.opening import look, open_workspace
from jxquery.outcome import ExitCode, attempt
from jxquery.render.console import emit
from jxquery.render.present import present
from jxquery.render.queries import query_pinned

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.types import Answer

NAME = "pin"
ABOUT = "把一句话的读法固定成命名查询，以后数据变了，读法也不变。"
EXAMPLES = ('jxquery pin "各年度预算" 年度预算', 'jxquery pin "业务经费和司法救助预算差多少" 两项差额 --choose 1')


def arguments(command: Parser) -> None:
    """A question, and what its reading is to be called."""
    command.arguments.add_argument("question", metavar="QUESTION", help="问题")
    command.arguments.add_argument("name", metavar="NAME", help="命名查询的名字，以后用 jxquery run 运行它")
    command.options.add_argument("--choose", metavar="N", type=positive, help="问题有几种读法时，选第 N 种")
    command.options.add_argument("--replace", action="store_true", help="已经有这个名字时，换掉它")
    as_of(command)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Write the file and say where it is; a question that is not answered is refused as by `ask`."""
    with open_workspace(arguments) as workspace:
        written = None

        def pin(question: str) -> Answer:
            nonlocal written
            answer, written = workspace.pin(
                question,
                arguments.name,
                choose=arguments.choose,
                replace_old=arguments.replace,
                now=datetime.now(tz=UTC),
            )
            return answer

        answer, code = attempt(arguments.question, pin)
    emit(present(answer, look("table")) if written is None else query_pinned(answer, arguments.name, written))
    return code
