"""Where the prompt keeps what was typed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def history_file(environ: Mapping[str, str]) -> Path | None:
    """The file in the user's state folder, which is made when it is missing; None when it cannot be written."""
    try:
        folder = _state_folder(environ) / "jxquery"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "history").open("ab"):
            return folder / "history"
    except (OSError, RuntimeError):  # RuntimeError: no home folder
        return None


def _state_folder(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
