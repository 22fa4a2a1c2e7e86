"""`jxquery check`: what is loaded, checked as a finance bureau would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import database, output, shape
from jxquery.commands.giving import giving
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.checks import check_summary, finding_list, rule_list
from jxquery.render.console import emit

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "check"
ABOUT = "检查载入的项目：完整性、量化、成本与预算。"
EXAMPLES = ("jxquery check", "jxquery check 成本与预算 -o 检查.xlsx")


def arguments(command: Parser) -> None:
    """Which rules, and how the findings are wanted."""
    command.arguments.add_argument("rules", metavar="RULE", nargs="*", help="规则的名字或类别，不写就是全部")
    command.options.add_argument("--list", action="store_true", help="列出规则，和每条发现了几处")
    shape(command.options)
    output(command)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Show what was found. Findings are data: the code is that of an answer, unless a rule itself is broken."""
    with giving(arguments) as give, open_workspace(arguments) as workspace:
        report = workspace.check(*arguments.rules)
        give(rule_list(report) if arguments.list else finding_list(report, sample=workspace.info().sample))
        emit(check_summary(report))
    return ExitCode.FAILED if report.broken else ExitCode.ANSWERED
