"""What a command does before it imports the rest: it lets DuckDB open the data, which does not hold up Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.store import chosen_folder, open_ahead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def begin(folder: Path | None, environ: Mapping[str, str]) -> None:
    """Begin to open the data that `Workspace.open` would, for it to find open. Raises `DataError` as that does."""
    open_ahead(chosen_folder(None if folder is None else str(folder), environ))
