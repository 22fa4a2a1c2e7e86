"""What headings and file names look like, from `schema/infer.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jxquery.schema.load import read_toml
from jxquery.text.normalise import plain


@dataclass(frozen=True, slots=True)
class Hints:
    """The content of the file, by section."""

    data: Mapping[str, Mapping[str, Any]]

    def words(self, section: str, key: str = "endings") -> Sequence[str]:
        """A list of words; none where the section has no such list."""
        found: Sequence[str] = self.data[section].get(key, ())
        return found

    def are(self, name: str, section: str) -> bool:
        """Whether a heading ends as those of the section do, or holds a word of theirs."""
        said = plain(name)
        return said.endswith(tuple(self.words(section))) or any(w in said for w in self.words(section, "containing"))

    def stem(self, name: str, section: str) -> str:
        """The name without the ending that those of the section have; the whole name where nothing else is left."""
        ending = next((e for e in self.words(section) if name.endswith(e)), "")
        return name.removesuffix(ending).strip("_- ") or name


def load_hints(path: Path) -> Hints:
    """The file that comes with the program."""
    return Hints(read_toml(path))
