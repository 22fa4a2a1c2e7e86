"""The words of the language and of the domain, read from `schema/*.toml`: data beside the words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from msgspec import Struct

from jxquery.errors import SchemaError
from jxquery.language.mentions import Cond, Sense
from jxquery.schema.model import Schema
from jxquery.text.normalise import plain
from jxquery.types import Cmp, Col, Op

_HINT = '每一行应是："意思" = ["词", "词"]。'
_BESIDE = "beside"
_DOMAIN = {"table", "column", "verb", "relation", "suffix", "value", "counter", "absent", "topic", "spent"}


NO_LENGTHS: Mapping[str, tuple[int, ...]] = MappingProxyType({})
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Vocabulary(Struct, frozen=True):
    """What words mean, before any data.

    `words`: what a word may mean, by its normal form. `values`: other words for a value of a column.
    `suffixes` may stand behind a class. `topics`: everyday words, and what the texts write instead.
    `counters`: the words that rows of a table are counted with; of a table without any, rows are counted with any
    word. `verbs` are words for columns that say what was done.
    `beside`: words that say something only together with what stands beside them, by what they do there.
    `lengths`: how long the words are that begin with a character, the shortest first.
    """

    words: Mapping[str, tuple[Sense, ...]]
    values: Mapping[str, tuple[str, ...]]
    suffixes: tuple[str, ...]
    topics: Mapping[str, tuple[str, ...]]
    counters: Mapping[str, tuple[str, ...]]
    verbs: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = NOTHING
    lengths: Mapping[str, tuple[int, ...]] = NO_LENGTHS

    def __contains__(self, word: object) -> bool:
        """Whether the normal form is a word of the language or the domain."""
        return word in self.words or any(word in said for said in self.beside.values())


def load_vocabulary(language: Path, domain: Path, schema: Schema, cues: Iterable[tuple[str, str]]) -> Vocabulary:
    """Both files, and the `cues` of the templates: a word and the name of what it asks for.

    Raises `SchemaError` for a table or column that does not exist.
    """
    from jxquery.schema.load import read_toml

    return _vocabulary(language, read_toml(domain), str(domain), schema, cues)


def own_vocabulary(language: Path, schema: Schema, cues: Iterable[tuple[str, str]]) -> Vocabulary:
    """The language's file, the words of a user's own schema, and the `cues` of the templates."""
    from jxquery.schema.own import own_words

    return _vocabulary(language, own_words(schema), "words", schema, cues)


def _vocabulary(
    language: Path, data: dict[str, Any], domain: str, schema: Schema, cues: Iterable[tuple[str, str]]
) -> Vocabulary:
    from jxquery.schema.load import read_toml

    words: dict[str, list[Sense]] = {}

    def add(word: str, sense: Sense) -> None:
        senses = words.setdefault(plain(word), [])
        if sense not in senses:
            senses.append(sense)

    for kind in data:
        if kind not in _DOMAIN:
            raise SchemaError(f"[{kind}] 不认识，可用的是：{'、'.join(sorted(_DOMAIN))}。", place=domain, hint=_HINT)
    sections = {kind: dict(_lines(data.get(kind, {}), f"{domain}：[{kind}]")) for kind in _DOMAIN}
    for word, sense in _data_words(sections, schema, domain):
        add(word, sense)
    # A word that the data is called by is no word of the language: a column 数量 is asked for, not counted. With a
    # unit behind it, it says no more than the unit: 单位元.
    named = frozenset(words)
    spoken = {kind: dict(_lines(lines, f"{language}：[{kind}]")) for kind, lines in read_toml(language).items()}
    beside = {kind: tuple(map(plain, said)) for kind, said in spoken.pop(_BESIDE, {}).items()}
    for kind, lines in spoken.items():
        for meaning, said in lines.items():
            for word in said:
                if plain(word) not in named:
                    add(word, Sense(kind, meaning))
    for name, said in sections["spent"].items():
        for word in said:
            add(word, Sense("spent", _column(name, schema, f"{domain}：[spent]")))
    for concept, said in sections["absent"].items():
        for word in (concept, *said):
            add(word, Sense("absent", concept))
    for cue, name in cues:
        if plain(cue) not in named:
            add(cue, Sense("cue", name))
    topics: dict[str, tuple[str, ...]] = {}
    for official, said in sections["topic"].items():
        for word in map(plain, said):
            topics[word] = (*topics.get(word, ()), official)
    suffixes = tuple(sections["suffix"].get("class", ()))
    closed = {w: tuple(s) for w, s in words.items()}
    verbs = tuple(plain(w) for said in sections["verb"].values() for w in said)
    counters, lengths = sections["counter"], with_lengths(NO_LENGTHS, closed)
    return Vocabulary(closed, sections["value"], suffixes, topics, counters, verbs, beside, lengths)


def with_lengths(known: Mapping[str, tuple[int, ...]], words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """How long words are by the character that they begin with: those that are known, and these."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:1], set()).add(len(word))
    return {**known, **{char: tuple(sorted(of.union(known.get(char, ())))) for char, of in found.items()}}


def _data_words(
    sections: dict[str, dict[str, tuple[str, ...]]], schema: Schema, domain: str
) -> Iterable[tuple[str, Sense]]:
    """What tables and columns are called."""
    for name, said in sections["table"].items():
        if not schema.has(name):
            raise SchemaError(f"没有「{name}」这个表。", place=f"{domain}：[table]", hint=_HINT)
        yield from ((word, Sense("table", name)) for word in (name, *said))
    for relation, said in sections["relation"].items():
        cond = _relation(relation, schema, f"{domain}：[relation]")
        yield from ((word, Sense("relation", cond)) for word in said)
    for table in schema.tables:
        yield table.name, Sense("table", table.name)
    for section in ("column", "verb"):
        for name, said in sections[section].items():
            col = _column(name, schema, f"{domain}：[{section}]")
            yield from ((word, Sense("field", col)) for word in (col.name, *said))
    for table in schema.tables:
        for column in table.columns:
            if column.role not in {"key", "part"}:
                yield column.name, Sense("field", Col(table.name, column.name))


def _relation(said: str, schema: Schema, place: str) -> Cond:
    """Two columns of a table set against each other: 指标.得分 < 指标.权重."""
    left, op, right = (*said.split(), "", "", "")[:3]
    first, second = _column(left, schema, place), _column(right, schema, place)
    if op not in get_args(Op) or first.table != second.table:
        raise SchemaError(f"「{said}」不是同一张表里两列的比较。", place=place, hint=_HINT)
    return Cond(first.table, Cmp(first, cast("Op", op), second))


def _lines(lines: Any, place: str) -> Iterable[tuple[str, tuple[str, ...]]]:  # noqa: ANN401 — what TOML holds
    if not isinstance(lines, dict):
        raise SchemaError("应是一个 [小节]。", place=place, hint=_HINT)
    for meaning, said in lines.items():
        if not isinstance(said, list) or not all(isinstance(w, str) and w for w in said):
            raise SchemaError(f"「{meaning}」的词写得不对。", place=place, hint=_HINT)
        yield meaning, tuple(said)


def _column(name: str, schema: Schema, place: str) -> Col:
    table, _, column = name.partition(".")
    if not schema.has(table) or all(c.name != column for c in schema.table(table).columns):
        raise SchemaError(f"没有「{name}」这一列。", place=place, hint=_HINT)
    return Col(table, column)
