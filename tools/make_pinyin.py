"""Writes `schema/pinyin.txt`: a syllable a line, without tone, and the characters that are read so.

Run it with pypinyin installed (MIT): `python tools/make_pinyin.py`. A character stands once, by its commonest reading.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin


def main() -> None:
    """Every character of the basic block that has a reading."""
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0x9FA6):
        char = chr(code)
        syllable = pinyin(char, style=Style.NORMAL)[0][0]
        if syllable.isalpha() and syllable.isascii():
            by_syllable[syllable].append(char)
    lines = [f"{syllable} {''.join(chars)}" for syllable, chars in sorted(by_syllable.items())]
    Path(__file__).parents[1].joinpath("schema", "pinyin.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
