"""The prompt: questions, SQL and a few commands, with the conversation kept from line to line."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from jxquery.repl.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jxquery.outcome import ExitCode
    from jxquery.repl.session import Shared
    from jxquery.workspace import Workspace


_DUMB = frozenset({"dumb", "unknown"})


def run(
    workspace: Workspace,
    *,
    environ: Mapping[str, str],
    shared: Mapping[str, Shared] = MappingProxyType({}),
    opening: Callable[[Path], Workspace] | None = None,
) -> ExitCode:
    """A prompt for a person at a terminal; otherwise the lines of standard input.

    Lines that nobody types are answered without a word of the prompt's own. A terminal that can only print (TERM=dumb)
    edits its lines itself. `shared`: commands of `jxquery` that the prompt has too; `opening` opens other data.
    """
    with Session(workspace, shared, opening) as session:
        typed = sys.stdin.isatty()
        if typed and sys.stdout.isatty() and environ.get("TERM", "").lower() not in _DUMB:
            from jxquery.repl.prompt import converse

            return converse(session, environ=environ)
        from jxquery.repl.plain import read

        return read(session, asking=typed)
