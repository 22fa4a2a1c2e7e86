"""`jxquery sql`: one read-only SELECT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import bounds, database, shape
from jxquery.commands.opening import look, open_workspace
from jxquery.outcome import ExitCode, attempt
from jxquery.render.console import emit, input_lines
from jxquery.render.present import present

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.types import Answer

NAME = "sql"
ABOUT = "运行一条只读的 SELECT；语句写 - 时从标准输入读。"
EXAMPLES = (
    """jxquery sql 'SELECT "项目名称", "预算数" FROM "项目"' --format csv""",
    "jxquery sql - --timeout 5 < 查询.sql",
)


def arguments(command: Parser) -> None:
    """A statement, and its bounds."""
    command.arguments.add_argument("statement", metavar="STATEMENT", help="一条 SELECT")
    shape(command.options)
    bounds(command)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Run it and show its rows."""

    def execute(statement: str) -> Answer:
        with open_workspace(arguments) as workspace:
            return workspace.sql(statement, limit=arguments.limit, seconds=arguments.timeout)

    statement = "\n".join(input_lines()) if arguments.statement == "-" else arguments.statement
    answer, code = attempt(statement, execute)
    emit(present(answer, look(arguments.format)))
    return code
