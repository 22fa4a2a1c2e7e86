"""What becomes of a line that somebody types; knows nothing of the terminal."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import JxqueryError, UsageError
from jxquery.outcome import ExitCode, attempt, code_of
from jxquery.render.present import Look, Output, present
from jxquery.render.text import safe, safe_lines
from jxquery.repl.commands import find
from jxquery.repl.lines import kind_of, statement
from jxquery.repl.pages import first_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jxquery.render.present import Format
    from jxquery.types import Answer
    from jxquery.workspace import Conversation, Workspace

_NO_QUOTES = "引号要成对。"


class Shared(Protocol):
    """A command of `jxquery` that the prompt has too. It prints for itself."""

    @property
    def about(self) -> str:
        """Its line in the help."""

    def execute(self, words: Sequence[str], workspace: Workspace, /) -> ExitCode:
        """Run it on the data that is open here."""


class Settings(Struct, frozen=True):
    """What the user has chosen to see: the format, and the unit that amounts are shown in (None: their own)."""

    format: Format = "table"
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is printed for a line, its exit code where nobody is at the terminal, and whether it was goodbye."""

    output: Output
    code: ExitCode = ExitCode.ANSWERED
    leave: bool = False


@dataclass(slots=True)
class Session:
    """A workspace, the conversation with it, what was answered, and what is still to be shown of a long answer.

    `shared`: the commands of `jxquery` by name, which are commands of the prompt with a dot before them.
    """

    workspace: Workspace
    shared: Mapping[str, Shared] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    answers: list[Answer] = field(default_factory=list)
    rest: tuple[str, ...] = ()
    conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.conversation = self.workspace.conversation()

    @property
    def last(self) -> Answer | None:
        """The answer that was shown last."""
        return self.answers[-1] if self.answers else None

    def handle(self, text: str, look: Look) -> Reply:
        """A command, a number that was offered, SQL or a question; an empty line shows what is still to be shown."""
        line = text.strip()
        if not line:
            return Reply(self._page(self.rest, look))
        self.rest = ()
        if (reply := self._command(line, look)) is not None:
            return reply
        if line.isdecimal() and (offered := self._offered()):
            return self._choose(int(line), offered, look)
        if kind_of(line) == "sql":
            return self._answer(statement(line), self.workspace.sql, look)
        return self._answer(line, self.conversation.ask, look)

    def show(self, answer: Answer, look: Look) -> Output:
        """The answer in the format and unit chosen, its first page where somebody is at the terminal."""
        if self.settings.unit is not None:
            answer = self.workspace.in_unit(answer, self.settings.unit)
        output = present(answer, replace(look, format=self.settings.format))
        paged = self._page(tuple(output.data.splitlines(keepends=True)), look)
        return Output(paged.data, paged.notes + output.notes)

    def _command(self, line: str, look: Look) -> Reply | None:
        """What the command does; None where the line is none."""
        found = find(line)
        if found is None and not line.startswith("."):
            return None
        try:
            if found is not None:
                command, words = found
                return Reply(command.run(self, words, look), leave=command.leaves)
            name, *rest = _words(line[1:])
            if name in self.shared:
                return Reply(Output(), self.shared[name].execute(rest, self.workspace))
        except JxqueryError as error:
            return Reply(Output(notes="".join(f"{n}\n" for n in safe_lines(f"失败：{error}"))), code_of(error))
        return Reply(Output(notes=f"没有 {safe(line)} 这个命令，输入 .help 看有哪些。\n"), ExitCode.USAGE)

    def _offered(self) -> tuple[str, ...]:
        return (self.last.choices or self.last.suggestions) if self.last else ()

    def _choose(self, number: int, offered: tuple[str, ...], look: Look) -> Reply:
        if self.last is None or not 1 <= number <= len(offered):
            return Reply(Output(notes=f"只有 1 到 {len(offered)} 可选。\n"), ExitCode.USAGE)
        if self.last.choices:
            return self._answer(self.last.question, partial(self.conversation.ask, choose=number), look)
        return self._answer(offered[number - 1], self.conversation.ask, look)

    def _answer(self, line: str, answering: Callable[[str], Answer], look: Look) -> Reply:
        answer, code = attempt(line, answering)
        self.answers.append(answer)
        return Reply(self.show(answer, look), code)

    def _page(self, lines: tuple[str, ...], look: Look) -> Output:
        """As many lines as the screen holds; the next empty line shows more."""
        shown, self.rest = first_page(lines, look.height)
        more = f"—— 还有 {len(self.rest)} 行，按回车接着看 ——\n" if self.rest else ""
        return Output("".join(shown), more)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line) or [""]
    except ValueError:
        raise UsageError(_NO_QUOTES, hint="带空格的名字写在一对引号里。") from None
