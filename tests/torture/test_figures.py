"""The README states what the last full run of the torture saw."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "torture.json"


def test_the_readme_states_the_figures() -> None:
    """Line by line, as the file of the run has it."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert figures
    for name, seen in figures.items():
        assert f"| {name} | {seen} |" in readme
