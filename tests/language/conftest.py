"""What the language knows of the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jxquery.language.lexicon import Lexicon
    from jxquery.workspace import Workspace


@pytest.fixture(scope="session")
def lexicon(workspace: Workspace) -> Lexicon:
    """The words, names and values of the sample."""
    return workspace._taken.current().ground.lexicon
