"""Text on a terminal: how wide it is, how it is cut into lines, and how data is kept from steering the terminal."""

from __future__ import annotations

import re
import unicodedata

from jxquery.patterns import regex

# Controls, formats (bidi overrides, zero-width, tags), surrogates, line and paragraph separators: all of them can
# hide or reorder what is shown, and none is part of a form's text.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BREAK = "\r\n|[\r\v\f\x85\u2028\u2029]"
_FORBIDDEN = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
_LONE_SURROGATE = "[\ud800-\udfff]"
_STEERING = "[^\n\t\r]+|\r(?!\n)"
_NO_WIDTH = frozenset({"Mn", "Me"})
# Marks that Chinese never puts at the beginning of a line.
_NOT_FIRST = frozenset("，。、；：？！）」』》〉】”’…％%,.;:?!)]}")
# What the lines below stand under: the label of a line, or its number.
_HEAD = regex(r"[^：\s]{1,4}：|\s*\d+ |\s*")
_NARROWEST = 20


def safe(text: str) -> str:
    """The text with every character that could steer a terminal, line breaks too, shown as �."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(c) in _HARMFUL else c for c in text)


def safe_lines(text: str) -> list[str]:
    """The lines of a message, each made harmless."""
    return [safe(line) for line in text.split("\n")]


def legible(text: str) -> str:
    """The text for a document: its line breaks as line feeds, and � for what no document may hold or would reorder it.

    That is what XML forbids, and controls and marks of direction. Joiners stay: emoji are made with them.
    """
    return re.sub(_FORBIDDEN, "\ufffd", re.sub(_BREAK, "\n", text))


def encodable(text: str) -> str:
    """The text with � for what UTF-8 cannot carry."""
    return text if text.isascii() else re.sub(_LONE_SURROGATE, "\ufffd", text)


def harmless(data: str) -> str:
    """Lines of data that go to a terminal, each of them `safe`; a tab stays, and so do the line ends of CSV."""
    return re.sub(_STEERING, lambda found: safe(found[0]), data)


def display_width(text: str) -> int:
    """Columns on a terminal. Only for text that is `safe`.

    As wcwidth counts it, whose import takes longer than a question; a test compares the two.
    """
    if text.isascii():
        return len(text)
    return sum(_char_width(c) for c in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to `width` columns; at the left when it is aligned right."""
    spaces = " " * (width - display_width(text))
    return spaces + text if right else text + spaces


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns (of at least one character).

    A mark that no line begins with takes the character before it along.
    """
    lines, line, used = [], "", 0
    for char in text:
        wide = _char_width(char)
        if line and used + wide > width:
            stays = len(line) - 1 if char in _NOT_FIRST and display_width(line[-1]) + wide <= width else len(line)
            lines.append(line[: stays or len(line)])
            line = line[stays:] if stays else ""
            used = display_width(line)
        line += char
        used += wide
    return [*lines, line]


def folded(line: str, width: int | None) -> list[str]:
    """A line of a message in lines of at most `width` columns (None: no bound), the others below its text.

    >>> folded("读作：项目「甲乙」的预算数", 20), folded("读作：甲", 20), folded("读作：甲", None)
    (['读作：项目「甲乙」的', '      预算数'], ['读作：甲'], ['读作：甲'])
    """
    if width is None or display_width(line) <= width:
        return [line]
    head = _HEAD.match(line)
    indent = " " * (display_width(head[0]) if head and width >= _NARROWEST else 0)
    first, *more = wrap(line, width)
    return [first, *(indent + part for part in wrap("".join(more), width - len(indent)))]


def _char_width(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
