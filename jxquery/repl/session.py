"""What becomes of a line that somebody types; knows nothing of the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode, attempt, code_of
from jxquery.render.present import Look, Output, present
from jxquery.render.text import safe, safe_lines
from jxquery.repl.commands import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from jxquery.types import Answer
    from jxquery.workspace import Workspace

_SQL = re.compile(r"(select|with|from)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is printed for a line, its exit code where nobody is at the terminal, and whether it was goodbye."""

    output: Output
    code: ExitCode = ExitCode.ANSWERED
    leave: bool = False


class Session:
    """A workspace, the conversation with it, and its last answer."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.conversation = workspace.conversation()
        self.last: Answer | None = None

    def handle(self, line: str, look: Look) -> Reply:
        """A command, a number that was offered, SQL or a question; an empty line is nothing."""
        line = line.strip()
        if not line:
            return Reply(Output())
        if found := find(line):
            command, words = found
            try:
                return Reply(command.run(self, words), leave=command.leaves)
            except JxqueryError as error:
                return Reply(Output(notes="".join(f"{n}\n" for n in safe_lines(f"失败：{error}"))), code_of(error))
        if line.startswith("."):
            return Reply(Output(notes=f"没有 {safe(line)} 这个命令，输入 .help 看有哪些。\n"), ExitCode.USAGE)
        if line.isdecimal() and (offered := self._offered()):
            return self._choose(int(line), offered, look)
        if _SQL.match(line):
            return self._answer(line, self.workspace.sql, look)
        return self._answer(line, self.conversation.ask, look)

    def _offered(self) -> tuple[str, ...]:
        return (self.last.choices or self.last.suggestions) if self.last else ()

    def _choose(self, number: int, offered: tuple[str, ...], look: Look) -> Reply:
        if self.last is None or not 1 <= number <= len(offered):
            return Reply(Output(notes=f"只有 1 到 {len(offered)} 可选。\n"), ExitCode.USAGE)
        if self.last.choices:
            return self._answer(self.last.question, partial(self.conversation.ask, choose=number), look)
        return self._answer(offered[number - 1], self.conversation.ask, look)

    def _answer(self, line: str, answering: Callable[[str], Answer], look: Look) -> Reply:
        self.last, code = attempt(line, answering)
        return Reply(present(self.last, look), code)
