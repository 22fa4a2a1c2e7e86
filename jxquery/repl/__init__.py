"""The prompt: questions, SQL and a few commands, with the conversation kept from line to line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jxquery.outcome import ExitCode
    from jxquery.workspace import Workspace


def run(workspace: Workspace, *, environ: Mapping[str, str]) -> ExitCode:
    """A prompt for a person at a terminal; otherwise the lines of standard input, without a word of its own."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        from jxquery.repl.prompt import converse

        return converse(workspace, environ=environ)
    from jxquery.repl.plain import read

    return read(workspace)
