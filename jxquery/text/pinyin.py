"""How characters sound: syllables without tone, and the same for ears that do not tell near sounds apart."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from jxquery.errors import SchemaError

_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Sounds(Struct, frozen=True, dict=True):
    """The syllable of each character (the commonest reading): the syllables, or the file that they are in.

    The file is read when a sound is first asked for, which most questions never do.
    """

    known: dict[str, str] | Path

    @cached_property
    def by_char(self) -> dict[str, str]:
        """The syllable by the character. Raises `SchemaError` for a file that is missing or broken."""
        return _read(self.known) if isinstance(self.known, Path) else self.known

    def syllables(self, text: str) -> tuple[str, ...]:
        """One for each character; what has no reading sounds like itself.

        >>> Sounds({"预": "yu", "算": "suan"}).syllables("预算A")
        ('yu', 'suan', 'A')
        """
        return tuple(self.by_char.get(char, char) for char in text)


def near(syllable: str) -> str:
    """The syllable for an ear that does not tell zh from z or ing from in.

    >>> near("zheng"), near("zen")
    ('zen', 'zen')
    """
    for sharp, blunt in _NEAR:
        syllable = syllable.replace(sharp, blunt)
    return syllable


def _read(path: Path) -> dict[str, str]:
    """A file of lines: a syllable, a blank, and the characters that are read so."""
    by_char: dict[str, str] = {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SchemaError(
            "这个文件读不出来，或不是 UTF-8 编码。", place=str(path), hint="请重新安装 jxquery。"
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        match = re.fullmatch(r"([a-z]+) (\S+)", line)
        if match is None:
            if line:
                raise SchemaError("应是「拼音 汉字」。", place=f"{path}:{number}", hint="请重新安装 jxquery。")
            continue
        by_char.update(dict.fromkeys(match[2], match[1]))
    return by_char
