"""What may be typed next, as a pure function of what stands before the cursor."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from jxquery.language.lexicon import Lexicon
from jxquery.language.marks import Kind, Mark, marks
from jxquery.language.names_about import NamesAbout
from jxquery.language.suggest import fields
from jxquery.text.normalise import normalise, plain
from jxquery.text.pinyin import Sounds
from jxquery.types import Col, Name

Shelf: TypeAlias = Literal["subject", "name", "class", "field", "filter", "comparator", "value", "unit"]

_LONGEST = 30
_MOST = 30
_LINES = 200  # of which it is kept what they end with
_SPELLED = re.compile(r"[a-z]+$")
_COMPARATORS = ("≥", "≤", "＞", "＜", "＝")
_LEADING = re.compile(r"^[≥≤<>=]+")
# What people most often say after what stands before the cursor; what is not named here follows in its own order.
_NEXT: Mapping[Kind | None, tuple[Shelf, ...]] = {
    None: ("subject", "class", "field", "filter", "name"),
    "subject": ("field", "class", "name"),
    "name": ("comparator", "field"),
    "class": ("comparator", "field", "value"),
    "field": ("comparator", "filter"),
    "filter": ("subject", "field", "class"),
    "comparator": ("value",),
    "number": ("unit", "subject", "field"),
}
_ABOUT: Mapping[Shelf, str] = {
    "class": "类别",
    "field": "字段",
    "comparator": "比较",
    "value": "目标值",
    "unit": "单位",
}


class Completion(Struct, frozen=True):
    """`text` may replace what was typed from `start` on; `about` says what it is: 项目, 字段, 比较."""

    start: int
    text: str
    about: str


class _Word(Struct, frozen=True):
    text: str
    shelf: Shelf
    about: str


class Shelves:
    """The words that can be completed, sorted by how they are written, how they sound, and their initials."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.by_shelf: dict[Shelf, tuple[_Word, ...]] = {}
        words = tuple(dict.fromkeys(_words(lexicon)))
        for shelf in dict.fromkeys(word.shelf for word in words):
            self.by_shelf[shelf] = tuple(word for word in words if word.shelf == shelf)
        self._written = _Sorted((plain(word.text), word) for word in words)
        self._spoken = _Sorted(
            (key, word) for word in words for key in _spellings(plain(word.text), lexicon.sounds) if key.isascii()
        )
        self._ends: dict[str, Kind | None] = {}

    def beginning(self, begun: str) -> tuple[_Word, ...]:
        """The words that begin so, as they are written; in Latin letters, as they sound too."""
        found = self._written.beginning(begun)
        if _SPELLED.fullmatch(begun):
            found += self._spoken.beginning(begun)
        return tuple(dict.fromkeys(found))

    def before(self, line: str) -> Kind | None:
        """What the last thing with content in the line is."""
        if line not in self._ends:
            self.learn(line, marks(line, self.lexicon))
        return self._ends[line]

    def learn(self, line: str, found: Sequence[Mark]) -> None:
        """Keep what a line was taken for, which is asked again when more of it has been typed."""
        if len(self._ends) >= _LINES:
            self._ends.clear()
        kinds = [mark.kind for mark in found if mark.kind not in ("filler", "word", "unknown", "call")]
        self._ends[line] = kinds[-1] if kinds else None


class _Sorted:
    """Words by a key, found by the beginning of the key."""

    def __init__(self, keyed: Iterable[tuple[str, _Word]]) -> None:
        pairs = sorted(keyed, key=lambda pair: pair[0])
        self._keys = [key for key, _ in pairs]
        self._words = [word for _, word in pairs]

    def beginning(self, begun: str) -> tuple[_Word, ...]:
        at = bisect_left(self._keys, begun)
        found: list[_Word] = []
        while at < len(self._keys) and self._keys[at].startswith(begun) and len(found) < _MOST:
            if self._keys[at] != begun:
                found.append(self._words[at])
            at += 1
        return tuple(found)


def complete(before: str, shelves: Shelves, *, asked: bool = True) -> tuple[Completion, ...]:
    """What may replace the end of `before`, the likeliest first.

    The longest end that begins a word is completed; Chinese has no spaces to tell where a word begins. Where nothing
    is begun, and only when `asked` for, it is what people say next.
    """
    text = normalise(before)
    done = before[-1:].isspace() and bool(marks(before, shelves.lexicon))
    names = shelves.lexicon.names.about(text.norm[-_LONGEST:])
    for length in () if done else range(min(len(text.norm), _LONGEST), 0, -1):
        begun = text.norm[-length:]
        found = shelves.beginning(begun) or _inside(begun, names, shelves.lexicon)
        if found:
            start = text.at[len(text.norm) - length]
            return _ranked(found, start, shelves.before(before[:start]))
    if not asked:
        return ()
    expected = _NEXT.get(shelves.before(before), _NEXT[None])
    offered = [word for shelf in expected[:2] for word in shelves.by_shelf.get(shelf, ())]
    return tuple(Completion(len(before), word.text, word.about) for word in offered[:_MOST])


def _inside(begun: str, names: NamesAbout, lexicon: Lexicon) -> tuple[_Word, ...]:
    """Names that hold the characters further inside; where they are too many to be sorted, also as they begin."""
    start = names.length - len(begun)
    found: Sequence[Name] = () if lexicon.names.listed else names.begun(start, _MOST)
    if not found and len(begun) > 1 and begun not in lexicon.words:  # one character is in half of all names
        found = names.held(start, names.length).names[:_MOST]
        if not found and not lexicon.names.listed and _SPELLED.fullmatch(begun):
            found = lexicon.names.spelled(begun, _MOST)
    return tuple(_name(n.col.table, n.value, lexicon) for n in found if n.form != begun)


def _ranked(found: Sequence[_Word], start: int, kind: Kind | None) -> tuple[Completion, ...]:
    expected = _NEXT.get(kind, _NEXT[None])
    places = {shelf: place for place, shelf in enumerate(expected)}
    ranked = sorted(found, key=lambda word: (places.get(word.shelf, len(places)), len(word.text)))
    return tuple(Completion(start, word.text, word.about) for word in ranked[:_MOST])


def _words(lexicon: Lexicon) -> Iterator[_Word]:
    """All that can be completed: short names before full ones."""
    for table in lexicon.schema.tables:
        for column in reversed(table.having("name")):
            of = Col(table.name, column.name)
            yield from (_name(of.table, name.value, lexicon) for name in lexicon.names.listed if name.col == of)
    roles = {Col(t.name, c.name): c.role for t in lexicon.schema.tables for c in t.columns}
    for col, values in lexicon.facts.values.items():
        shelf: Shelf = "class" if roles[col] == "class" else "filter"
        yield from (_Word(value, shelf, _ABOUT.get(shelf, col.name)) for value in values)
    for col, years in lexicon.facts.years.items():
        suffix = lexicon.schema.table(col.table).column(col.name).suffix
        yield from (_Word(f"{year}{suffix}", "filter", col.name) for year in years)
    yield from (_Word(field, "field", _ABOUT["field"]) for field in fields(lexicon))
    yield from (_Word(sign, "comparator", _ABOUT["comparator"]) for sign in _COMPARATORS)
    for word, senses in lexicon.vocabulary.words.items():
        if any(s.kind in ("bound_before", "most") for s in senses) and len(word) > 1:
            yield _Word(word, "comparator", _ABOUT["comparator"])
    for values in lexicon.facts.common.values():
        yield from (_Word(said, "value", _ABOUT["value"]) for v in values if (said := _LEADING.sub("", v)))
    units = {unit for known in lexicon.facts.units.values() for found in known.values() for unit in found if unit}
    money = {c.unit for t in lexicon.schema.tables for c in t.columns if c.unit}
    yield from (_Word(unit, "unit", _ABOUT["unit"]) for unit in sorted(units | money))
    yield from (_Word(alias, "name", "别名") for alias in lexicon.aliases)


def _name(table: str, value: str, lexicon: Lexicon) -> _Word:
    return _Word(value, "subject" if table == lexicon.subject() else "name", table)


def _spellings(form: str, sounds: Sounds) -> tuple[str, str]:
    """In full and by initials: sifajiuzhu, sfjz."""
    syllables = sounds.syllables(form)
    return "".join(syllables), "".join(s[0] for s in syllables)
