"""The README states what the last full run of the torture saw, where one is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "torture.json"


@pytest.mark.skipif(not FIGURES.exists(), reason="no full run is recorded: make torture")
def test_the_readme_states_the_figures() -> None:
    """Line by line, as the file of the run has it."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert figures
    for name, seen in figures.items():
        assert f"| {name} | {seen} |" in readme
