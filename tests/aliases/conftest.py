"""The real command with a home that holds no data, as for the tests of the workspace; and a workspace of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workspace.conftest import data, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jxquery.workspace import Workspace

__all__ = ["data", "run"]


@pytest.fixture
def own(environ: dict[str, str], data: Path) -> Iterator[Workspace]:
    """The sample with aliases kept in `data`."""
    from jxquery.workspace import Workspace

    with Workspace.open(data, environ=environ) as opened:
        yield opened
