"""Finds names in the database, where they are too many to hold in memory.

What it finds is what looking at every name would find; where more names hold a part than anybody is told of, it finds
one more than that of each column. Only what a text shares characters with is ranked and cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from jxquery.engines import Engine
from jxquery.schema.model import Schema
from jxquery.store.grams import COUNTS, PAIRS, pair_of
from jxquery.store.naming import FORM, NAMES, hash_of, numbered_names
from jxquery.store.shelves import shelves
from jxquery.text.normalise import plain
from jxquery.types import Col, Name, Scalar

_SHARING = 200
_RARE = 60_000  # names; a pair that more have is looked for among all, and found soon
_LOOKED_AT = 5_000  # names that a part in pieces may lie in
_CORED = 20_000  # names that hold shorter names of the text
_SHORTEST = 2
_BETWEEN = "\n"
Found: TypeAlias = tuple[tuple[int, int], Name]
"""A name behind the numbers of its group and its own, which give the order."""


class StoredNames:
    """A `NameIndex` over the names of a database; `most`: how many names that hold a part are told of each column.

    Safe for several threads.
    """

    listed: tuple[Name, ...] = ()

    def __init__(self, engine: Engine, schema: Schema, most: int) -> None:
        self._engine = engine
        self._schema = schema
        self._most = most
        self._shelves = {shelf.col: shelf.number for shelf in shelves(schema)}
        self._open = [shelf.number for shelf in shelves(schema) if shelf.open]

    @cached_property
    def longest(self) -> int:
        """The length of the longest name."""
        return _number(self._run(f'SELECT max(length({FORM})) FROM "{NAMES}"')[0][0])

    def about(self, text: str) -> NamesAbout:
        """The same names, with those that the text or a part of it may mean found at once."""
        return NamesAbout(self, text)

    def containing(self, part: str) -> Sequence[Name]:
        """As the protocol says."""
        if len(part) < _SHORTEST:
            return ()
        cored = self.cored(tuple(substrings(part, len(part))))
        held = [*self.holding((part,))[part], *(f for f in cored if part in f[1].form and f[1].core in part)]
        return tuple(name for _, name in sorted(held, key=_order))

    def cored(self, forms: Sequence[str]) -> Sequence[Found]:
        """The names that hold one of these shorter names of their rows."""
        wanted = frozenset(forms)
        return tuple(found for found in self._hashed("core_hash", forms) if found[1].core in wanted)

    def exact(self, form: str) -> Sequence[Name]:
        """As the protocol says."""
        return self.exactly((form,)).get(form, ())

    def exactly(self, forms: Sequence[str]) -> Mapping[str, Sequence[Name]]:
        """The names that these are in full."""
        found: dict[str, list[Name]] = {}
        wanted = frozenset(forms)
        for _, name in self._hashed("hash", forms):
            if name.form in wanted:
                found.setdefault(name.form, []).append(name)
        return found

    def sharing(self, text: str) -> Sequence[Name]:
        """As the protocol says; pairs that few names have count for more."""
        pairs = ", ".join(str(pair_of(pair)) for pair in sorted(set(_pairs(text)))) or "NULL"
        rows = self._run(
            f'SELECT p.id FROM "{PAIRS}" AS p JOIN "{COUNTS}" AS c ON c.pair = p.pair '
            f"WHERE p.pair IN ({pairs}) AND c.names <= {_RARE} "
            f"GROUP BY p.id ORDER BY sum(ln({_RARE * 20} / c.names)) DESC, p.id LIMIT {_SHARING}"
        )
        ranked = [_number(row[0]) for row in rows]
        names = {key[1]: name for key, name in self._numbered(ranked)}
        return tuple(names[number] for number in ranked)

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """As the protocol says, as far as they share characters with the text."""
        return self.sharing(text) if syllables else ()

    def called(self, col: Col, values: Sequence[str]) -> Sequence[Name]:
        """As the protocol says."""
        found = self.exactly([plain(value) for value in values])
        return tuple(n for names in found.values() for n in names if n.col == col and n.value in values)

    def beginning(self, pair: str) -> Sequence[Name]:
        """As the protocol says."""
        return self.containing(pair)

    def in_pieces(self, part: str, some: Sequence[Name]) -> Sequence[Name]:
        """As the protocol says; none where they are too many to tell."""
        first, last = part[:_SHORTEST], part[-_SHORTEST:]
        behind = f"contains(substr({FORM}, strpos({FORM}, $first) + {_SHORTEST}), $last)"
        rows = self._run(
            f'SELECT a.id FROM "{PAIRS}" AS a JOIN "{PAIRS}" AS b ON b.id = a.id JOIN "{NAMES}" AS n ON n.id = a.id '
            f"WHERE a.pair = {pair_of(first)} AND b.pair = {pair_of(last)} AND {behind} LIMIT {_LOOKED_AT + 1}",
            {"first": first, "last": last},
        )
        if len(rows) > _LOOKED_AT:
            return ()
        found = self._numbered(_number(row[0]) for row in rows)
        cored = (
            [f for f in self._hashed("core_hash", [first]) if f[1].core in first] if any(n.core for n in some) else []
        )
        return tuple(name for _, name in sorted((*found, *cored), key=_order))

    def says(self, col: Col, part: str) -> bool:
        """As the protocol says."""
        if not part.isalnum() or self._shelves[col] in self._cored:
            return False
        otherwise = "form IS NOT NULL AND contains(form, $part) AND NOT contains(value, $part)"
        where = f"shelf = {self._shelves[col]} AND {otherwise}"
        return not self._run(f'SELECT 1 FROM "{NAMES}" WHERE {where} LIMIT 1', {"part": part})

    def holding(self, parts: Sequence[str]) -> Mapping[str, Sequence[Found]]:
        """The names without a core that contain each of the parts, of each column at most one more than `most`."""
        counts = self.counts(parts)
        rarest = {part: min(_pairs(part), key=lambda pair: counts.get(pair, 0)) for part in parts}
        numbers: dict[str, list[int]] = {part: [] for part in parts}
        rare = [part for part in parts if 0 < counts.get(rarest[part], 0) <= _RARE]
        if rare:
            pairs = ", ".join(str(pair_of(rarest[part])) for part in rare)
            rows = self._run(
                f"WITH parts AS (SELECT unnest(string_split($parts, $between)) AS part, unnest([{pairs}]) AS pair) "
                f"SELECT part, array_to_string(list_sort(list(n.id))[1:{self._most + 1}], ',') "
                f'FROM parts AS s JOIN "{PAIRS}" AS p ON p.pair = s.pair JOIN "{NAMES}" AS n ON n.id = p.id '
                f"WHERE contains({FORM}, part) GROUP BY part, n.shelf",
                {"parts": _BETWEEN.join(rare), "between": _BETWEEN},
            )
            for part, listed in rows:
                numbers[str(part)] += map(int, str(listed).split(","))
        for part in parts:
            for shelf in self._open if counts.get(rarest[part], 0) > _RARE else ():
                where = f"shelf = {shelf} AND core_at IS NULL AND contains({FORM}, $part)"
                sql = f'SELECT id FROM "{NAMES}" WHERE {where} ORDER BY id LIMIT {self._most + 1}'
                numbers[part] += (_number(row[0]) for row in self._run(sql, {"part": part}))
        found = {f[0][1]: f for f in self._numbered({n for ids in numbers.values() for n in ids})}
        return {part: [found[n] for n in numbers[part]] for part in parts}

    def counts(self, texts: Iterable[str]) -> Mapping[str, int]:
        """How many names have each pair of the texts that any has."""
        pairs = {pair_of(pair): pair for text in texts for pair in _pairs(text)}
        listed = ", ".join(map(str, pairs)) or "NULL"
        rows = self._run(f'SELECT pair, names FROM "{COUNTS}" WHERE pair IN ({listed})')
        return {pairs[_number(pair)]: _number(names) for pair, names in rows}

    # --- how it is found -------------------------------------------------------------------------------------------

    @cached_property
    def _cored(self) -> frozenset[int]:
        """The shelves of names that hold shorter names of their rows."""
        rows = self._run(f'SELECT DISTINCT shelf FROM "{NAMES}" WHERE core_at IS NOT NULL')
        return frozenset(_number(row[0]) for row in rows)

    def _numbered(self, numbers: Iterable[int]) -> tuple[Found, ...]:
        listed = ", ".join(map(str, numbers))
        return numbered_names(self._engine, self._schema, f"id IN ({listed})") if listed else ()

    def _hashed(self, column: str, forms: Sequence[str]) -> tuple[Found, ...]:
        """Names whose column is the number of one of the forms, and some that only have the same number."""
        hashes = f"SELECT {hash_of('f')} FROM (SELECT unnest(string_split($forms, $split)) AS f)"
        bound = {"forms": _BETWEEN.join(forms), "split": _BETWEEN}
        return numbered_names(self._engine, self._schema, f"{column} IN ({hashes}) LIMIT {_CORED}", bound)

    def _run(self, sql: str, params: Mapping[str, Scalar] | None = None) -> tuple[tuple[Scalar, ...], ...]:
        return self._engine.run(sql, params or {}).rows


class NamesAbout:
    """The names of a database for one text: what any part of it is or lies in was found when it was first asked for."""

    listed: tuple[Name, ...] = ()

    def __init__(self, names: StoredNames, text: str) -> None:
        self._names = names
        self._text = text

    @property
    def longest(self) -> int:
        """As the protocol says."""
        return self._names.longest

    def about(self, text: str) -> NamesAbout:
        """As the protocol says."""
        return self._names.about(text)

    def containing(self, part: str) -> Sequence[Name]:
        """As the protocol says."""
        if part in self._text:
            return self._held.get(part, ())
        return self._names.containing(part)

    def exact(self, form: str) -> Sequence[Name]:
        """As the protocol says."""
        if form in self._text:
            return self._exact.get(form, ())
        return self._names.exact(form)

    def sharing(self, text: str) -> Sequence[Name]:
        """As the protocol says."""
        return self._names.sharing(text)

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """As the protocol says, of those that share most characters with the whole text."""
        return self._shared if syllables and text in self._text else self._names.sounding(syllables, text)

    def called(self, col: Col, values: Sequence[str]) -> Sequence[Name]:
        """As the protocol says."""
        return self._names.called(col, values)

    def beginning(self, pair: str) -> Sequence[Name]:
        """As the protocol says, of those that share most characters with the whole text."""
        return tuple(name for name in self._shared if pair in name.form and name.core in pair)

    def in_pieces(self, part: str, some: Sequence[Name]) -> Sequence[Name]:
        """As the protocol says."""
        return self._names.in_pieces(part, some)

    def says(self, col: Col, part: str) -> bool:
        """As the protocol says."""
        return self._names.says(col, part)

    @cached_property
    def _held(self) -> Mapping[str, Sequence[Name]]:
        text, counts = self._text, self._names.counts((self._text,))
        spans: dict[str, None] = {}
        held: dict[str, list[Found]] = {}
        for start in range(len(text) - 1):
            for end in range(start + _SHORTEST, len(text) + 1):
                if text[end - _SHORTEST : end] not in counts:
                    break
                spans[text[start:end]] = None
        if spans:
            held.update((part, [*found]) for part, found in self._names.holding(tuple(spans)).items())
        for found in self._names.cored(tuple(self._exact)) if self._exact else ():
            for span in dict.fromkeys(_around(found[1].core, found[1].form, text)):
                held.setdefault(span, []).append(found)
        return {span: tuple(name for _, name in sorted(of, key=_order)) for span, of in held.items()}

    @cached_property
    def _exact(self) -> Mapping[str, Sequence[Name]]:
        return self._names.exactly(tuple(substrings(self._text, self.longest)))

    @cached_property
    def _shared(self) -> Sequence[Name]:
        return self._names.sharing(self._text)


def substrings(text: str, longest: int) -> Iterator[str]:
    """Every part of the text that is not longer."""
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + longest) + 1):
            yield text[start:end]


def _around(core: str, form: str, text: str) -> Iterator[str]:
    """The parts of the text that hold the core and lie in the form."""
    at = text.find(core)
    while at >= 0:
        start, stop = at, at + len(core)
        while start >= 0 and text[start:stop] in form:
            end = stop
            while end <= len(text) and text[start:end] in form:
                if end - start >= _SHORTEST:
                    yield text[start:end]
                end += 1
            start -= 1
        at = text.find(core, at + 1)


def _order(found: Found) -> tuple[int, int]:
    return found[0]


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + _SHORTEST] for at in range(len(text) - 1))


def _number(value: Scalar) -> int:
    return value if isinstance(value, int) else 0
