"""What tests of several rooms share: an environment of their own, and the sample opened once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jxquery.workspace import Workspace

# A busy machine may take its time over one example: how long it takes is never what a test is about.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose home holds nothing yet, by the customs of each system."""
    home = tmp_path_factory.mktemp("home")
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "LOCALAPPDATA": home / "local",
    }
    return {name: str(folder) for name, folder in folders.items()}


@pytest.fixture(scope="session")
def workspace(environ: dict[str, str]) -> Iterator[Workspace]:
    """The sample, opened once."""
    from jxquery.workspace import Workspace

    with Workspace.open(environ=environ) as opened:
        yield opened
