"""`jxquery sql`: one read-only SELECT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import bounds, database, log, output, shape
from jxquery.bindings import read_parameter
from jxquery.commands.giving import giving
from jxquery.commands.opening import open_workspace
from jxquery.errors import UsageError
from jxquery.outcome import ExitCode, attempt
from jxquery.render.console import input_lines

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.types import Answer, Scalar

NAME = "sql"
ABOUT = "运行一条只读的 SELECT；语句写 - 时从标准输入读。"
EXAMPLES = (
    """jxquery sql 'SELECT "项目名称", "预算数" FROM "项目"' --format csv""",
    "jxquery sql - --param 年度=2024 -o 结果.xlsx < 查询.sql",
)


def arguments(command: Parser) -> None:
    """A statement, its parameters and bounds."""
    command.arguments.add_argument("statement", metavar="STATEMENT", help="一条 SELECT")
    shape(command.options)
    output(command)
    about = "语句里 $NAME 的值，可以写几个；像数的当作数，要当作文字就加引号"
    command.options.add_argument(
        "--param", metavar="NAME=VALUE", dest="params", action="append", default=[], help=about
    )
    bounds(command)
    database(command)
    log(command)


def run(arguments: Namespace) -> ExitCode:
    """Run it and show its rows."""
    params = _read(arguments.params)

    def execute(statement: str) -> Answer:
        with open_workspace(arguments, ahead=True) as workspace:
            return workspace.sql(statement, params=params, limit=arguments.limit, seconds=arguments.timeout)

    with giving(arguments) as give:
        statement = "\n".join(input_lines()) if arguments.statement == "-" else arguments.statement
        answer, code = attempt(statement, execute)
        give(answer)
    return code


def _read(written: list[str]) -> dict[str, Scalar]:
    """The parameters by their names. Raises `UsageError` for one that is given twice."""
    params: dict[str, Scalar] = {}
    for name, value in map(read_parameter, written):
        if name in params:
            raise UsageError(f"参数「${name}」给了两次。", hint="请只写一次。")
        params[name] = value
    return params
