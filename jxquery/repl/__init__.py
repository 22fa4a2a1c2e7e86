"""The prompt: questions, SQL and a few commands, with the conversation kept from line to line."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from jxquery.repl.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jxquery.outcome import ExitCode
    from jxquery.repl.session import Shared
    from jxquery.workspace import Workspace


def run(
    workspace: Workspace, *, environ: Mapping[str, str], shared: Mapping[str, Shared] = MappingProxyType({})
) -> ExitCode:
    """A prompt for a person at a terminal; otherwise the lines of standard input, without a word of its own.

    `shared`: commands of `jxquery` that the prompt has too.
    """
    session = Session(workspace, shared)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from jxquery.repl.prompt import converse

        return converse(session, environ=environ)
    from jxquery.repl.plain import read

    return read(session)
