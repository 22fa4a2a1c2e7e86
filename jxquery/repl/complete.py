"""Completion as a function of the text before the cursor: commands, SQL, questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.repl.commands import COMMANDS
from jxquery.repl.lines import dotted, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jxquery.repl.session import Session

_MOST_FILES = 200
_NAME = re.compile(r'[^\s"(),;.=<>*]+')
_TABLE_NEXT = re.compile(r"\b(?:from|join)\s+$", re.IGNORECASE)
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
    begun = before.lstrip()
    saved = (query.name for query in session.workspace.queries() if begun and query.name.startswith(begun))
    return (
        *(Suggestion(len(before) - c.start, c.text, c.about) for c in found),
        *(Suggestion(len(begun), name, "命名查询") for name in saved if name != begun),
    )


def _commands(before: str, session: Session) -> tuple[Suggestion, ...]:
    """The name of a command, or a word behind the name."""
    name, space, rest = dotted(before).lstrip().partition(" ")
    if not space:
        own = [(c.names[0], c.about) for c in COMMANDS]
        shared = [(f".{n}", c.about) for n, c in session.shared.items()]
        return tuple(Suggestion(len(name), n, about) for n, about in sorted(own + shared) if n.startswith(name.lower()))
    *words, begun = rest.split(" ")
    words = [word for word in words if word]
    own_one = next((c for c in COMMANDS if name.lower() in c.names), None)
    shared_one = session.shared.get(name.lower().removeprefix("."))
    if own_one is not None:
        offered = () if words else own_one.complete(session)
    else:
        offered = () if shared_one is None else shared_one.complete(words, session.workspace)
    if offered is None:
        return _files(begun)
    return _beginning(begun, ((word, "") for word in offered if begun or not word.startswith("--")))


def _files(begun: str) -> tuple[Suggestion, ...]:
    """The files and folders whose path begins so; names that begin with a dot only where one is typed."""
    folder, slash, name = begun.rpartition("/")
    try:
        found = sorted(Path(folder + slash or ".").expanduser().iterdir())
    except (OSError, RuntimeError):
        return ()
    shown = [path for path in found if not path.name.startswith(".") or name.startswith(".")][:_MOST_FILES]
    words = ((f"{folder}{slash}{path.name}{'/' if path.is_dir() else ''}", "") for path in shown)
    return tuple(each for each in _beginning(begun, words) if " " not in each.text)


def _sql(before: str, session: Session) -> tuple[Suggestion, ...]:
    """Behind FROM and JOIN tables; else the columns of the tables that are named, then all names and keywords.

    Names are quoted where they were begun so.
    """
    found = _WORD.search(before)
    word = found[0] if found else ""
    mark = '"' if word.startswith('"') else ""
    tables = session.workspace.tables()
    if _TABLE_NEXT.search(before[: len(before) - len(word)]):
        return _beginning(word, ((f"{mark}{table.name}{mark}", "表") for table in tables))
    named = set(_NAME.findall(before))
    names: dict[str, str] = {}
    for table in sorted(tables, key=lambda table: table.name not in named):
        for column in sorted(table.columns, key=lambda column: column.empty):
            names.setdefault(column.name, f"{table.name}的列")
    names |= {table.name: "表" for table in tables}
    keywords: Sequence[tuple[str, str]] = () if mark or not word else [(k, "") for k in _KEYWORDS]
    return _beginning(word, (*((f"{mark}{name}{mark}", about) for name, about in names.items()), *keywords))


def _beginning(begun: str, words: Iterable[tuple[str, str]]) -> tuple[Suggestion, ...]:
    low = begun.lower()
    return tuple(Suggestion(len(begun), w, about) for w, about in words if w.lower().startswith(low) and w != begun)
