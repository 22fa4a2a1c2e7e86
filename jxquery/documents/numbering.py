"""The running numbers that Word shows before a paragraph and does not store in its text: 1. （一） 第1条."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jxquery.documents.archives import DAMAGED
from jxquery.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "〇一二三四五六七八九十"
_CHINESE = frozenset(("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"))


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, numbers: bytes | None, styles: bytes | None) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbers is not None:
            self._load(numbers)
        if numbers is not None and styles is not None:
            self._load_styles(styles)

    def _load_styles(self, part: bytes) -> None:
        """A style may number its paragraphs."""
        for style in _tree(part).iter(f"{_W}style"):
            found = style.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                numbers = (_value(found, "numId"), int(_value(found, "ilvl") or 0))
                self._styles[style.get(f"{_W}styleId") or ""] = numbers

    def _load(self, part: bytes) -> None:
        root = _tree(part)
        for kind in root.iter(f"{_W}abstractNum"):
            for level in kind.iter(f"{_W}lvl"):
                key = (kind.get(f"{_W}abstractNumId") or "", int(level.get(f"{_W}ilvl") or 0))
                start = _value(level, "start")
                numbers = _Level(_value(level, "numFmt"), _value(level, "lvlText"), int(start) if start else 1)
                self._levels[key] = numbers
        for number in root.iter(f"{_W}num"):
            self._lists[number.get(f"{_W}numId") or ""] = _value(number, "abstractNumId")

    def label(self, paragraph: _Element) -> str:
        """The number as it is shown; nothing for a bullet or a paragraph without one."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            name = "" if style is None else style.get(f"{_W}val") or ""
            if name not in self._styles:
                return ""
            number, depth = self._styles[name]
        else:
            number, depth = _value(found, "numId"), int(_value(found, "ilvl") or 0)
        of = self._lists.get(number)
        level = self._levels.get((of or "", depth))
        if of is None or level is None or level.kind in {"bullet", "none"}:
            return ""
        counts = self._counts[of]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [n for n in counts if n > depth]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._written(of, int(m[1]) - 1, counts), level.text)

    def _written(self, of: str, depth: int, counts: dict[int, int]) -> str:
        level = self._levels.get((of, depth))
        if level is None:
            return ""
        number = counts.get(depth, level.start)
        return _han(number) if level.kind in _CHINESE else str(number)


def _tree(part: bytes) -> _Element:
    from lxml import etree

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise DocumentError("文件已经损坏，里面的段落编号读不出来。", hint=DAMAGED) from None


def _value(node: _Element, name: str) -> str:
    found = node.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val") or ""


def _han(number: int) -> str:
    """Up to 99, as lists are numbered.

    >>> _han(3), _han(12), _han(40), _han(120)
    ('三', '十二', '四十', '120')
    """
    tens, ones = divmod(number, 10)
    if tens >= len(_HAN) - 1:
        return str(number)
    if not tens:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
