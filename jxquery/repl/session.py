"""What becomes of a line that somebody types; knows nothing of the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode, attempt, code_of
from jxquery.render.look import Look
from jxquery.render.present import Output, present
from jxquery.render.text import folded, safe_lines
from jxquery.repl.commands import find, unknown
from jxquery.repl.lines import dotted, kind_of, statement, words_of
from jxquery.repl.pages import first_page, rows_of
from jxquery.showing import at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jxquery.render.look import Format
    from jxquery.types import Answer, Query
    from jxquery.workspace import Conversation, Workspace

PROMPT = "jxquery> "
GOES_ON = "     ... "
STOPPED = "已停止。\n"
# Not where it goes on to other data, which the prompt's commands do not.
_COMMAND = re.compile(r"jxquery (\w+)(?![^，。；\n]*--db)")


class Shared(Protocol):
    """A command of `jxquery` that the prompt has too."""

    @property
    def about(self) -> str:
        """Its line in the help."""

    def execute(
        self, words: Sequence[str], workspace: Workspace, give: Callable[[Answer], None], /
    ) -> tuple[Output, ExitCode]:
        """Run it on the data that is open here: what it prints, and the answers that it gives."""

    def complete(self, words: Sequence[str], workspace: Workspace, /) -> Sequence[str] | None:
        """What may stand behind the words; None: a file."""


class Settings(Struct, frozen=True):
    """What the user has chosen to see: the format, the unit of amounts and the most rows (None: as they are)."""

    format: Format = "table"
    unit: str | None = None
    limit: int | None = None


class Reply(Struct, frozen=True):
    """What is printed for a line, its exit code where nobody is at the terminal, and whether it was goodbye."""

    output: Output
    code: ExitCode = ExitCode.ANSWERED
    leave: bool = False


@dataclass(slots=True)
class Session:
    """A workspace, the conversation with it, what was answered, and what is still to be shown of a long answer.

    `shared`: the commands of `jxquery` by name, which are commands of the prompt with a dot before them. `opening`
    opens other data. Use it in a `with`: at the end it closes what it opened.
    """

    workspace: Workspace
    shared: Mapping[str, Shared] = field(default_factory=dict)
    opening: Callable[[Path], Workspace] | None = None
    settings: Settings = field(default_factory=Settings)
    answers: list[Answer] = field(default_factory=list)
    rest: tuple[str, ...] = ()
    conversation: Conversation = field(init=False)
    query: Query | None = field(init=False, default=None)  # what the last answer was read as
    _own: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.conversation = self.workspace.conversation()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self.workspace.close()

    @property
    def last(self) -> Answer | None:
        """The answer that was shown last, of those that a question or statement was given."""
        return next((a for a in reversed(self.answers) if a.sql or a.status != "answered"), None)

    def open(self, workspace: Workspace) -> None:
        """Go on with other data, and a new conversation."""
        if self._own:
            self.workspace.close()
        self.workspace, self._own, self.query = workspace, True, None
        self.conversation = workspace.conversation()

    def handle(self, text: str, look: Look) -> Reply:
        """A command, a number that was offered, SQL or a question; an empty line shows what is still to be shown."""
        reply = self._handled(text, look)
        return replace(reply, output=replace(reply.output, notes=self.here(reply.output.notes)))

    def _handled(self, text: str, look: Look) -> Reply:
        line = dotted(text.strip())
        if not line:
            return Reply(self._page(Output("".join(self.rest)), look))
        self.rest = ()
        if (reply := self._command(line, look)) is not None:
            return replace(reply, output=self._page(reply.output, look))
        if line.isdecimal() and (offered := self._offered()):
            return self._choose(int(line), offered, look)
        if kind_of(line) == "sql":
            return self._answer(statement(line), self.workspace.sql, look)
        return self._answer(line, self.conversation.ask, look)

    def show(self, answer: Answer, look: Look) -> Output:
        """The answer in the format and unit chosen, its first page where somebody is at the terminal."""
        return self._page(self.shown(answer, look), look)

    def shown(self, answer: Answer, look: Look) -> Output:
        """The answer in the format and unit chosen, whole."""
        answer = at_most(answer, self.settings.limit)
        if self.settings.unit is not None:
            answer = self.workspace.in_unit(answer, self.settings.unit)
        return present(answer, replace(look, format=self.settings.format))

    def _command(self, line: str, look: Look) -> Reply | None:
        """What the command does; None where the line is none."""
        try:
            found = find(line)
            if found is None and not line.startswith("."):
                return None
            if found is not None:
                command, words = found
                return Reply(command.run(self, words, look), leave=command.leaves)
            name, *rest = words_of(line[1:]) or [""]
            if name.lower() in self.shared:
                return self._shared(self.shared[name.lower()], rest, look)
            raise unknown(f".{name}", (f".{each}" for each in self.shared))
        except JxqueryError as error:
            said = (part for each in safe_lines(f"失败：{error}") for part in folded(each, look.width))
            return Reply(Output(notes="".join(f"{n}\n" for n in said)), code_of(error))

    def _shared(self, command: Shared, words: Sequence[str], look: Look) -> Reply:
        """What the command prints below the answers that it gave."""
        given: list[Answer] = []
        output, code = command.execute(words, self.workspace, given.append)
        self.answers += given
        if any(answer.sql for answer in given):
            self.query = None
        shown = [*(self.shown(answer, look) for answer in given), output]
        return Reply(Output(self.here("".join(o.data for o in shown)), "".join(o.notes for o in shown)), code)

    def here(self, text: str) -> str:
        """Commands of `jxquery` that the prompt has, as the prompt calls them."""
        return _COMMAND.sub(lambda found: f".{found[1]}" if found[1] in self.shared else found[0], text)

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
        self.query = self.conversation.query if answer.interpretation else None
        return Reply(self.show(answer, look), code)

    def _page(self, output: Output, look: Look) -> Output:
        """As many lines as the screen holds; the next empty line shows more."""
        lines = tuple(output.data.splitlines(keepends=True))
        shown, self.rest = first_page(lines, look.width, look.height, rows_of(output.notes, look.width))
        more = f"—— 还有 {len(self.rest)} 行，按回车接着看 ——\n" if self.rest else ""
        return Output("".join(shown), more + output.notes)
