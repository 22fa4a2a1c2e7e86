"""What each word, year, level and number of the sample becomes in the document of a seed."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxquery import resources
from jxquery.text.pinyin import Sounds
from tests.questions.elsewhere.numbers import Scales, Written, plain, scales

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = Path(__file__).with_name("words.toml")
_NOT_WORDS = ("fields", "counts", "slips")
_LEVELS = (("中央", "省级"), ("省级", "市级"), ("市级", "区级"), ("中央", "区级"), ("省级", "县级"), ("中央", "市级"))
_SHIFTS = (-4, -3, -2, -1, 1, 2, 3)
_YEARS = range(2015, 2035)
_YEAR_DIGITS = "〇一二三四五六七八九"
_BUDGETS = ("25.2", "1.2", "2.19", "68.2", "57.0", "59.8", "27.8", "31.0")
_SQL = re.compile(
    r"(?P<text>'[^']*')"
    r"|(?P<column>预算数|财政资金|目标值)(?P<operator>\s*[<>=]+\s*|\s+BETWEEN\s+)"
    r"(?P<first>\d+(?:\.\d+)?)(?:\s+AND\s+(?P<second>\d+(?:\.\d+)?))?"
    r"|(?P<year>\b20[12]\d\b)"
    r"|(?P<decimal>\d+\.\d+)"
)
_YEAR = r"(?<![\d.])20[12]\d(?![\d.]|万|元)"


@dataclass(frozen=True)
class Rewritten:
    """A text in the words of the other document, where words were replaced in the one before, and its numbers."""

    text: str
    spans: tuple[tuple[int, int], ...]
    numbers: Mapping[Decimal, Decimal]


@dataclass(frozen=True)
class Elsewhere:
    """One other document's words."""

    seed: int
    words: Mapping[str, str]
    shift: int
    scales: Scales

    def rewrite(self, text: str) -> str:
        """The text in the other document's words."""
        return self.rewritten(text).text

    def rewritten(self, text: str) -> Rewritten:
        """The text in the other document's words: one pass, the longest word first."""
        spans: list[tuple[int, int]] = []
        numbers: dict[Decimal, Decimal] = {}

        def other(found: re.Match[str]) -> str:
            spans.append(found.span())
            if found["word"]:
                return self.words[found["word"]]
            if found["year"]:
                return str(int(found["year"]) + self.shift)
            number: Written = self.scales.written(found)
            numbers[number.was] = number.now
            return number.text

        return Rewritten(self._pattern.sub(other, text), tuple(spans), numbers)

    def rewrite_sql(self, sql: str, numbers: Mapping[Decimal, Decimal]) -> str:
        """The statement over the other truth. `numbers` are those that the question names."""

        def other(found: re.Match[str]) -> str:
            if found["text"]:
                inner = found["text"][1:-1]
                return f"'{self.scales.counts.get(inner) or self.rewrite(inner)}'"
            if found["year"]:
                return str(int(found["year"]) + self.shift)
            if found["decimal"]:
                return self._budget(found["decimal"])
            ends = [self._bound(found["column"], end, numbers) for end in (found["first"], found["second"]) if end]
            return found["column"] + found["operator"] + " AND ".join(ends)

        return _SQL.sub(other, sql)

    def _budget(self, written: str) -> str:
        """A budget of the sample that stands in a statement by itself: 68.2-31.0."""
        return plain(self.scales.amount(Decimal(written))) if written in _BUDGETS else written

    def _bound(self, column: str, written: str, numbers: Mapping[Decimal, Decimal]) -> str:
        value = Decimal(written)
        if column != "目标值":
            return plain(self.scales.amount(value))
        return plain(numbers.get(value, self.scales.percents.get(value, value)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
        return re.compile(rf"(?P<word>{words})|(?P<year>{_YEAR})|{self.scales.pattern}")


def elsewhere(seed: int) -> Elsewhere:
    """The words of the document of this seed."""
    rng = random.Random(seed)  # noqa: S311 — tests must repeat
    data = _data()
    column = seed % len(data["fields"])
    words = {
        word: others[column]
        for section, lines in data.items()
        if section not in _NOT_WORDS
        for word, others in lines.items()
    }
    words |= dict(zip(("中央", "市级"), rng.choice(_LEVELS), strict=True))
    shift = rng.choice(_SHIFTS)
    words |= {_spoken(year): _spoken(year + shift) for year in _YEARS}
    words |= {_spoken(year).replace("〇", "零"): _spoken(year + shift).replace("〇", "零") for year in _YEARS}
    words |= {slip: slipped(slip, meant, words.get(meant, meant), rng) for slip, meant in data["slips"].items()}
    drawn = scales(rng, {unit: others[column] for unit, others in data["counts"].items()})
    return Elsewhere(seed, words, shift, drawn)


def slipped(slip: str, meant: str, other: str, rng: random.Random) -> str:
    """`other`, mistyped as `slip` is for `meant`.

    That is in pinyin or initials, with a character of the same sound or rhyme instead of one, or without one.
    """
    sounds = _sounds()
    syllables = sounds.syllables(meant)
    if slip == "".join(syllables):
        return "".join(sounds.syllables(other))
    if slip == "".join(s[0] for s in syllables):
        return "".join(s[0] for s in sounds.syllables(other))
    if len(slip) < len(meant):
        at = next(n for n in range(len(meant)) if meant[:n] + meant[n + 1 :] == slip)
        at = min(at, len(other) - 1)
        return other[:at] + other[at + 1 :]
    out = other
    for at, (typed, right) in enumerate(zip(slip, meant, strict=True)):
        if typed != right:
            place = min(at, len(other) - 1)
            same = sounds.by_char.get(typed) == sounds.by_char.get(right)
            out = out[:place] + _instead(out[place], rng, same_sound=same) + out[place + 1 :]
    return out


def _instead(char: str, rng: random.Random, *, same_sound: bool) -> str:
    """Another common character of the same sound, or one that rhymes."""
    by_char = _sounds().by_char
    sound = by_char[char]
    others = [c for c in _common() if c != char and c in by_char]
    alike = [c for c in others if by_char[c] == sound]
    return rng.choice(alike if same_sound and alike else [c for c in others if _rhyme(by_char[c]) == _rhyme(sound)])


def _rhyme(syllable: str) -> str:
    return syllable.lstrip("bpmfdtnlgkhjqxzcsryw")


@cache
def _common() -> tuple[str, ...]:
    """The 3,755 common characters: the first level of GB 2312."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    chars = (pair.decode("gb2312", errors="ignore") for pair in pairs)
    return tuple(char for char in chars if char)


def _spoken(year: int) -> str:
    return "".join(_YEAR_DIGITS[int(digit)] for digit in str(year)) + "年"


@cache
def _sounds() -> Sounds:
    return Sounds(resources.path("schema") / "pinyin.txt")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
