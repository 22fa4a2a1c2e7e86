"""A document of a user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery import resources

if TYPE_CHECKING:
    from pathlib import Path


def sample_text() -> str:
    """The sample's one document."""
    (file,) = resources.path("sample").glob("*.txt")
    return file.read_text("utf-8")


def form(folder: Path, name: str = "本院.txt", *, year: str = "2026") -> Path:
    """The last form of the sample as a document of another year."""
    text = sample_text()
    lines = text[text.rindex("262101") :].replace("2024", year)
    path = folder / name
    path.write_text(lines, encoding="utf-8")
    return path
