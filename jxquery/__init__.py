"""Ask Chinese questions about budget performance targets (预算绩效目标).

    >>> import jxquery
    >>> with jxquery.open() as workspace:                      # doctest: +SKIP
    ...     workspace.ask("司法救助 预算多少").rows

Importing this loads nothing else: the engine comes with `open()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from jxquery.workspace import Workspace

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(  # noqa: A001 - `jxquery.open()` is what people look for
    folder: str | PathLike[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    as_of: int | None = None,
    log: str | PathLike[str] | None = None,
) -> Workspace:
    """The data in `folder`; without one that of JXQUERY_DB, else of the user's own folder, else the sample.

    `as_of` is the year that 今年 means, `log` a file that every question is noted in.
    Raises `DataError` when the data is missing or damaged.
    """
    import os
    from pathlib import Path

    from jxquery.workspace import Workspace

    return Workspace.open(
        None if folder is None else Path(folder),
        environ=os.environ if environ is None else environ,
        as_of=as_of,
        log=None if log is None else Path(log),
    )
