"""The normal form of what people type, and the text of documents without the marks of extraction.

This module owns the map from the normal form back to what was typed; nobody else does arithmetic on it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from msgspec import Struct

from jxquery.patterns import regex

_PAIRS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "!=": "≠", "<>": "≠", "==": "="}
_SAME = str.maketrans(
    {
        "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "‹": "<", "›": ">", "〈": "<", "〉": ">",
        "—": "-", "–": "-", "−": "-", "―": "-", "‐": "-", "‑": "-", "〜": "~", "∼": "~",
        "“": "「", "”": "」", "『": "「", "』": "」", "《": "「", "》": "」", "﹁": "「", "﹂": "」",
        "｡": "。", "．": ".", "·": "·",
    }
)  # fmt: skip
_SPACE = regex(r"\s+")
_STRAIGHT = regex(r"[\"']([^\"'「」]+)[\"']")
_SPREAD = regex(r"(?<![0-9a-zA-Z.])\d(?:\s\d)+(?!\d)(?![\w.]*[a-zA-Z.])")
"""Single digits set apart are one number: 2 0 2 4, 超过3 0万."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


class Text(Struct, frozen=True):
    """What was typed (`raw`), its normal form (`norm`) and for each character of it where it stood in `raw`.

    `gaps` are the positions in `norm` where white space was dropped: people separate thoughts with it.
    """

    raw: str
    norm: str
    at: tuple[int, ...]
    gaps: frozenset[int] = frozenset()

    def original(self, start: int, end: int) -> str:
        """What was typed for the characters from `start` to `end` of the normal form."""
        if start >= end:
            return ""
        return self.raw[self.at[start] : self.at[end - 1] + 1]


@lru_cache(maxsize=1 << 12)
def normalise(raw: str) -> Text:
    """Half width, lower case, simplified, one sign for each comparison, white space only between Latin words.

    >>> normalise("請問 司法救助　預算 ＞＝ 30万？").norm
    '请问司法救助预算≥30万?'
    """
    chars: list[str] = []
    at: list[int] = []
    gaps: set[int] = set()
    pending_space = False
    spread = {at for run in _SPREAD.finditer(raw) for at in range(run.start() + 1, run.end())}
    for position, char in enumerate(raw):
        for part in _folded(char):
            if part == " ":
                pending_space = True
                continue
            if pending_space and chars:
                if _latin(chars[-1]) and _latin(part) and position not in spread:
                    chars.append(" ")
                    at.append(position)
                gaps.add(len(chars))
            pending_space = False
            pair = _PAIRS.get(chars[-1] + part) if chars else None
            if pair is not None:
                chars[-1] = pair
                continue
            chars.append(part)
            at.append(position)
    norm = _STRAIGHT.sub("「\\1」", _simplified("".join(chars)))
    return Text(raw, norm, tuple(at), frozenset(gaps))


@lru_cache(maxsize=1 << 14)
def _folded(char: str) -> str:
    """What one character becomes before its neighbours are looked at: white space a space, the invisible nothing."""
    parts = unicodedata.normalize("NFKC", char.translate(_SAME)).translate(_SAME).lower()
    seen = (" " if part.isspace() else part for part in parts)
    return "".join(part for part in seen if unicodedata.category(part) not in _INVISIBLE)


def plain(raw: str) -> str:
    """The normal form alone, for comparing names and words."""
    return normalise(raw).norm


@lru_cache(maxsize=1 << 14)
def squeeze(raw: str) -> str:
    r"""The text less the spaces and breaks that extraction put between characters; one stays between Latin words.

    >>> squeeze("2024 年司法救助项目-2024 中央 "), squeeze("门户\n网站 Web  Server")
    ('2024年司法救助项目-2024中央', '门户网站Web Server')
    """
    if _SPACE.search(raw) is None:
        return raw
    return _SPACE.sub(lambda m: " " if _between_words(raw, m.start(), m.end()) else "", raw)


def _between_words(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and _letter(text[start - 1]) and _letter(text[end])


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _simplified(text: str) -> str:
    """Traditional characters replaced one by one, so that positions hold.

    The converter is imported only when needed: GB 2312 holds the simplified characters, so a text within it has
    nothing to convert.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        pass
    else:
        return text
    strange = {char for char in text if "\u3400" <= char <= "\u9fff" and not _in_gb2312(char)}
    if not strange:
        return text
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    table = {ord(char): new for char in strange if len(new := convert(char)) == 1}
    return text.translate(table)


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
