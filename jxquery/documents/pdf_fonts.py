"""The fonts of a PDF, with an end to their tables: a few bytes can name any number of characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, list_value, resolve1, stream_value

from jxquery.documents.limits import MOST_CODES

_RANGE = re.compile(rb"<\s*([0-9a-fA-F]{1,8})\s*>\s*<\s*([0-9a-fA-F]{1,8})\s*>")
_GROUPS = {"W": 3, "W2": 5}
"""The numbers that a range of widths has: first, last, width; downwards a width and a place."""


class FontError(Exception):
    """A font whose tables are too large to be read."""


class Fonts(PDFResourceManager):
    """As pdfminer makes them; the tables are looked at before they are spread out."""

    def get_font(self, objid: Any, spec: Any) -> Any:  # noqa: ANN401 — as pdfminer declares it
        """The font. Raises `FontError`."""
        if self._widths(spec) > MOST_CODES or self._codes(spec) > MOST_CODES:
            raise FontError
        return super().get_font(objid, spec)

    @staticmethod
    def _widths(spec: Any) -> int:  # noqa: ANN401
        """How many characters are given a width: `first last width`, or `first [width width]`."""
        return sum(_spread(map(resolve1, list_value(spec[name])), n) for name, n in _GROUPS.items() if name in spec)

    @staticmethod
    def _codes(spec: Any) -> int:  # noqa: ANN401
        """How many codes the ranges of its maps of characters have."""
        maps = (resolve1(spec[name]) for name in ("ToUnicode", "Encoding") if name in spec)
        data = b" ".join(stream_value(part).get_data() for part in maps if isinstance(part, PDFStream))
        return sum(max(0, int(last, 16) - int(first, 16)) for first, last in _RANGE.findall(data))


def _spread(parts: Iterable[Any], size: int) -> int:
    total = 0
    numbers: list[int] = []
    for part in parts:
        if not isinstance(part, (int, float)):
            numbers = []
            continue
        numbers.append(int(part))
        if len(numbers) == size:
            total += max(0, numbers[1] - numbers[0])
            numbers = []
    return total
