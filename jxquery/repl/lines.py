"""What kind of line somebody types, and whether it is finished."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["command", "sql", "question"]

_SQL = re.compile(r"\s*(?:select|with|from)\b", re.IGNORECASE)


def kind_of(text: str) -> Kind:
    """A command begins with a dot, SQL with SELECT, WITH or FROM; all else is a question.

    >>> kind_of(".help"), kind_of("from 项目 select 项目名称"), kind_of("selection"), kind_of("司法救助 预算")
    ('command', 'sql', 'question', 'question')
    """
    if text.lstrip().startswith("."):
        return "command"
    return "sql" if _SQL.match(text) else "question"


def finished(text: str) -> bool:
    r"""Whether Enter runs the text: SQL goes on until a semicolon or an empty line, all else is one line.

    >>> finished("司法救助 预算"), finished("select 1"), finished("select 1;"), finished("select 1\n")
    (True, False, True, True)
    """
    return kind_of(text) != "sql" or text.rstrip(" ").endswith((";", "；", "\n"))


def statement(text: str) -> str:
    """The SQL without the semicolon that ended it."""
    return text.strip().rstrip(";；").rstrip()
