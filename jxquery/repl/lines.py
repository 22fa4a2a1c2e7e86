"""What kind of line somebody types, whether it is finished, and what several lines are."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, Literal, TypeAlias

from jxquery.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind: TypeAlias = Literal["command", "sql", "question"]

_SQL = re.compile(r"\s*(?:select|with|from)\b", re.IGNORECASE)
# What an input method that is set to Chinese makes of a dot.
_DOT = re.compile(r"^\s*[.。．](?=\w)")


class GivenUp(Exception):  # noqa: N818 - nothing went wrong
    """Somebody gave up what was begun (Ctrl-C)."""


def dotted(text: str) -> str:
    """The text, with a plain dot where it begins as a command does.

    >>> dotted("。help"), dotted(" ．sql"), dotted("司法救助。")
    ('.help', '.sql', '司法救助。')
    """
    return _DOT.sub(".", text)


def kind_of(text: str) -> Kind:
    """A command begins with a dot, SQL with SELECT, WITH or FROM; all else is a question.

    >>> kind_of(".help"), kind_of("from 项目 select 项目名称"), kind_of("selection"), kind_of("司法救助 预算")
    ('command', 'sql', 'question', 'question')
    """
    if dotted(text).lstrip().startswith("."):
        return "command"
    return "sql" if _SQL.match(text) else "question"


def finished(text: str) -> bool:
    r"""Whether Enter runs the text: SQL goes on until a semicolon or an empty line, all else is one line.

    >>> finished("司法救助 预算"), finished("select 1"), finished("select 1;"), finished("select 1\n")
    (True, False, True, True)
    """
    return kind_of(text) != "sql" or text.rstrip(" ").endswith((";", "；", "\n"))


def pieces(read: Callable[[bool], str | None]) -> Iterator[str]:
    r"""What is to be run, one after the other, of lines until there is none (None): SQL may be several of them.

    `read` is told whether a statement goes on; `GivenUp` from it forgets what was begun.

    >>> lines = iter(["司法救助", "select", "1;", "预算", "from 项目"])
    >>> list(pieces(lambda _: next(lines, None)))
    ['司法救助', 'select\n1;', '预算', 'from 项目']
    """
    begun: list[str] = []
    while True:
        try:
            line = read(bool(begun))
        except GivenUp:
            begun = []
            continue
        if line is None:
            break
        begun.append(line)
        if finished(text := "\n".join(begun)):
            yield text
            begun = []
    if begun:
        yield "\n".join(begun)


def words_of(text: str, *, windows: bool = os.name == "nt") -> list[str]:
    r"""The words behind a command, as a shell cuts them; a backslash of Windows belongs to its path.

    Raises `UsageError` for quotes without an end.

    >>> words_of(r"'a b.txt' c\ d"), words_of(r"'a b.txt' c:\d", windows=True)
    (['a b.txt', 'c d'], ['a b.txt', 'c:\\d'])
    """
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    lexer.escape = "" if windows else lexer.escape
    try:
        return list(lexer)
    except ValueError:
        raise UsageError("引号要成对。", hint="带空格的名字写在一对引号里。") from None


def statement(text: str) -> str:
    """The SQL without the semicolon that ended it."""
    return text.strip().rstrip(";；").rstrip()
