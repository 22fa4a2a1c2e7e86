"""Completion as a function of the text before the cursor: commands, SQL, questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.repl.commands import COMMANDS, find
from jxquery.repl.lines import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jxquery.repl.session import Session

_WORD = re.compile(r'"?[^\s"(),;.=<>*]*$')
_KEYWORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "WITH", "AS", "AND", "OR", "NOT", "IN",
    "IS NULL", "LIKE", "BETWEEN", "CASE WHEN", "JOIN", "LEFT JOIN", "ON", "DISTINCT", "count(*)", "sum", "avg", "max",
    "min", "round", "DESC", "ASC", "QUALIFY", "OVER", "PARTITION BY", "UNION ALL",
)  # fmt: skip


class Suggestion(Struct, frozen=True):
    """`text` may replace the last `length` characters before the cursor; `about` says what it is."""

    length: int
    text: str
    about: str = ""


def suggest(before: str, session: Session, *, asked: bool) -> tuple[Suggestion, ...]:
    """What may stand at the end of `before`, the likeliest first; `asked`: somebody pressed Tab."""
    kind = kind_of(before)
    if kind == "command":
        return _commands(before, session)
    if kind == "sql":
        return _sql(before, session)
    found = session.workspace.complete(before, asked=asked)
    return tuple(Suggestion(len(before) - c.start, c.text, c.about) for c in found)


def _commands(before: str, session: Session) -> tuple[Suggestion, ...]:
    """The name of a command, or a word behind the name."""
    name, space, rest = before.lstrip().partition(" ")
    if not space:
        own = [(c.names[0], c.about) for c in COMMANDS]
        shared = [(f".{n}", c.about) for n, c in session.shared.items()]
        return tuple(Suggestion(len(name), n, about) for n, about in sorted(own + shared) if n.startswith(name))
    found = find(name)
    words = found[0].complete(session) if found else ()
    return _beginning(rest.rpartition(" ")[2], ((word, "") for word in words))


def _sql(before: str, session: Session) -> tuple[Suggestion, ...]:
    """Tables, columns and keywords; names are quoted where they were begun so."""
    begun = _WORD.search(before)
    word = begun[0] if begun else ""
    quoted = word.startswith('"')
    tables = session.workspace.tables()
    names: list[tuple[str, str]] = [(t.name, "表") for t in tables]
    names += [(c.name, f"{t.name}的列") for t in tables for c in t.columns]
    unique: dict[str, str] = {}
    for name, about in names:
        unique.setdefault(name, about)
    mark = '"' if quoted else ""
    found = [(f"{mark}{name}{mark}", about) for name, about in unique.items()]
    keywords: Sequence[tuple[str, str]] = () if quoted or not word else [(k, "") for k in _KEYWORDS]
    return _beginning(word, (*found, *keywords))


def _beginning(begun: str, words: Iterable[tuple[str, str]]) -> tuple[Suggestion, ...]:
    low = begun.lower()
    return tuple(Suggestion(len(begun), w, about) for w, about in words if w.lower().startswith(low) and w != begun)
