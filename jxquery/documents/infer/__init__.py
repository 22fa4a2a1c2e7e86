"""A first schema for files of tables: what their headings and values tell about types, roles, units and keys.

Nothing is decided for good here: the schema is a file that people read and correct, and each guess says what it rests
on. What headings look like is data: `schema/infer.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jxquery.documents.infer.files import read_files
from jxquery.documents.infer.hints import load_hints
from jxquery.documents.infer.keys import find_keys
from jxquery.documents.infer.roles import tables_of
from jxquery.documents.infer.write import schema_text
from jxquery.schema.model import Units

__all__ = ["infer"]


def infer(paths: Sequence[Path], units: Units, hints_file: Path) -> str:
    """The text of a schema file for these files. Raises `DocumentError` for one that cannot be read."""
    hints = load_hints(hints_file)
    files = find_keys(read_files(paths, units, hints), hints)
    return schema_text(*tables_of(files, units, hints), units, hints)
