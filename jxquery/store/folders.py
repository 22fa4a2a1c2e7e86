"""The folders that data is kept in, by the customs of each system. The environment is an argument."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from jxquery.errors import DataError

_NAME = "jxquery"


def chosen_folder(option: str | None, environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder that `--db` names, else the one that JXQUERY_DB names, else the user's own. Raises `DataError`."""
    chosen = option or environ.get("JXQUERY_DB")
    return expanded(chosen) if chosen else default_folder(environ, platform)


def expanded(name: str) -> Path:
    """The path with its ~ replaced. Raises `DataError` where nobody's home is meant."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise DataError("没有这个用户的主文件夹。", place=name, hint="请写完整的路径，不用 ~。") from None


def default_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's folder for data.

    >>> default_folder({"XDG_DATA_HOME": "/home/a/data"}, "linux").as_posix()
    '/home/a/data/jxquery'
    >>> default_folder({"HOME": "/Users/a"}, "darwin").as_posix()
    '/Users/a/Library/Application Support/jxquery'
    """
    if platform == "win32":
        return _base(environ, "LOCALAPPDATA", "AppData/Local") / _NAME
    if platform == "darwin":
        return _base(environ, "XDG_DATA_HOME", "Library/Application Support") / _NAME
    return _base(environ, "XDG_DATA_HOME", ".local/share") / _NAME


def cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's folder for what can be built again.

    >>> cache_folder({"HOME": "/home/a"}, "linux").as_posix()
    '/home/a/.cache/jxquery'
    """
    if platform == "win32":
        return _base(environ, "LOCALAPPDATA", "AppData/Local") / _NAME / "Cache"
    if platform == "darwin":
        return _base(environ, "XDG_CACHE_HOME", "Library/Caches") / _NAME
    return _base(environ, "XDG_CACHE_HOME", ".cache") / _NAME


def _base(environ: Mapping[str, str], variable: str, below_home: str) -> Path:
    """The folder that the variable names; one that is not absolute does not count, as the XDG rules say."""
    named = Path(environ.get(variable, ""))
    if named.is_absolute():
        return named
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return (Path(home) if home else Path.home()) / below_home
