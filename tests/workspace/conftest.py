"""The real command in a process of the tests, with a home that holds no data."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jxquery.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Run:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The user's folder for data, which does not exist yet."""
    return tmp_path / "数据"


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], environ: dict[str, str], data: Path
) -> Callable[..., Run]:
    """Run a command with these arguments and lines on standard input; JXQUERY_DB names `data`.

    The sample is built once for all tests, in the cache that they share.
    """
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("JXQUERY_DB", str(data))

    def run_it(*arguments: str, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(arguments)
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return run_it
