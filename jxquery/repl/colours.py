"""The line in the colours of what it is understood as, while it is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.lexers import Lexer, PygmentsLexer
from prompt_toolkit.styles import Style

from jxquery.errors import JxqueryError
from jxquery.repl.complete import suggest
from jxquery.repl.lines import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from prompt_toolkit.document import Document
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from jxquery.repl.session import Session

# The base sixteen colours, which every terminal lets its user choose; unknown words are underlined, so that they are
# seen without colours too.
STYLE = Style.from_dict(
    {
        "mark.subject": "ansigreen bold",
        "mark.name": "ansicyan",
        "mark.class": "ansicyan bold",
        "mark.field": "ansiblue bold",
        "mark.filter": "ansimagenta",
        "mark.comparator": "ansiyellow",
        "mark.number": "ansiyellow bold",
        "mark.word": "",
        "mark.call": "ansigreen bold",
        "mark.filler": "ansibrightblack",
        "mark.unknown": "ansired underline",
        "bottom-toolbar": "noreverse ansibrightblack",
        "prompt": "bold",
    }
)


class Colours(Lexer):
    """Questions by the marks of the language, SQL as SQL, commands as they are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def invalidation_hash(self) -> Hashable:
        """What is known by heart of a line is forgotten when the data has changed."""
        try:
            return self._session.workspace.version()
        except JxqueryError:
            return None  # the next question says what is broken

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The styled pieces of a line by its number."""
        kind = kind_of(document.text)
        if kind == "sql":
            from pygments.lexers.sql import SqlLexer

            return PygmentsLexer(SqlLexer).lex_document(document)
        lines = document.lines
        if kind == "command":
            return lambda number: [("", lines[number])]
        return lambda number: self._marked(lines[number])

    def _marked(self, line: str) -> StyleAndTextTuples:
        try:
            marks = self._session.workspace.marks(line)
        except JxqueryError:
            return [("", line)]  # the next question says what is broken
        pieces: StyleAndTextTuples = []
        at = 0
        for mark in marks:
            pieces += [("", line[at : mark.start]), (f"class:mark.{mark.kind}", line[mark.start : mark.end])]
            at = mark.end
        return [*pieces, ("", line[at:])]


class Words(Completer):
    """Completion while typing; what people say next only when Tab asks for it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What may stand before the cursor."""
        try:
            found = suggest(document.text_before_cursor, self._session, asked=complete_event.completion_requested)
        except JxqueryError:
            return  # the next question says what is broken
        for each in found:
            yield Completion(each.text, start_position=-each.length, display_meta=each.about)
