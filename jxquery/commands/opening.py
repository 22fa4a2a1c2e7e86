"""What commands share: the data they were pointed at, and how answers are shown on this terminal."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

from jxquery.render.console import terminal_width
from jxquery.render.look import Look

if TYPE_CHECKING:
    from argparse import Namespace
    from contextlib import AbstractContextManager

    from jxquery.render.look import Format
    from jxquery.workspace import Workspace


def open_workspace(arguments: Namespace, *, ahead: bool = False) -> AbstractContextManager[Workspace]:
    """The data of --db, --as-of, --log; in a prompt that which is open. Raises `DataError` when it cannot be read.

    `ahead` is for what surely asks it: the database is opened while the rest of the program is imported.
    """
    opened: Workspace | None = getattr(arguments, "opened", None)
    if opened is not None:
        return nullcontext(opened)
    if ahead:
        from jxquery.ahead import begin

        begin(arguments.db, os.environ)
    from jxquery.workspace import Workspace

    return Workspace.open(arguments.db, environ=os.environ, as_of=arguments.as_of, log=arguments.log)


def look(shape: Format | None, *, explain: bool = False) -> Look:
    """How answers are shown, as a table unless it is said; people at a terminal also see how long it took."""
    width = terminal_width()
    return Look(shape or "table", width, timing=width is not None, explain=explain)
