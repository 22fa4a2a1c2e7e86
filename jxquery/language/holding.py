"""Where names lie: what the language asks of them, in memory or in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from jxquery.text.sets import Bits
from jxquery.types import Filed, NameColumn


class Holding(Protocol):
    """Where names lie. What it gives is in the order of the data."""

    @property
    def columns(self) -> Sequence[NameColumn]:
        """The columns that names are of."""

    @property
    def listed(self) -> Sequence[Filed]:
        """Every name, where they are few enough to look through; else none."""

    def holding(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        """For each pair of characters, or of initials, the numbers of the names that hold it."""

    def sounding(self, sounds: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """The pairs of characters that sound so (to a dull ear: `si fa`), with how many names have each.

        A pair of initials is its own sound; how many names have it may be less than is said.
        """

    def numbered(self, numbers: Collection[int]) -> Sequence[Filed]:
        """The names with these numbers."""

    def exactly(self, forms: Collection[str]) -> Sequence[Filed]:
        """The names whose normal form is one of these."""

    def families(self, numbers: Collection[int]) -> Sequence[Filed]:
        """The names with these numbers, and those that hold one of them as the shorter name of their row."""
