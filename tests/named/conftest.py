"""The real command in a process of the tests, and a database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jxquery import resources
from jxquery.workspace import Workspace
from tests.workspace.conftest import data, run

__all__ = ["data", "run"]


@pytest.fixture
def own(tmp_path: Path, environ: dict[str, str]) -> Iterator[Workspace]:
    """A database with the sample's document in it."""
    with Workspace.open(tmp_path / "数据", environ=environ) as workspace:
        workspace.load([resources.path("sample")], now=datetime(2026, 11, 24, tzinfo=UTC))
        yield workspace
