"""What each stretch of a line that is being typed is taken for, by the recognisers that answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from jxquery.language.by_name import by_name, call
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Mention, Pick, Sense
from jxquery.language.understand import understand
from jxquery.text.normalise import Text, normalise
from jxquery.types import Lit, NamedDef, Query

Kind: TypeAlias = Literal[
    "subject", "name", "class", "field", "filter", "comparator", "number", "word", "filler", "call", "unknown"
]

_BY_SENSE: dict[str, Kind] = {
    "field": "field",
    "table": "field",
    "filter": "filter",
    "year": "filter",
    "wording": "number",
    "bound_before": "comparator",
    "bound_after": "comparator",
    "to": "comparator",
    "between": "comparator",
    "most": "comparator",
    **dict.fromkeys(EMPTY, "filler"),
    "absent": "unknown",
    "beyond": "unknown",
}


class Mark(Struct, frozen=True):
    """A stretch of the typed line, from `start` up to `end`, and what it is taken for.

    `subject` is a name in the table that a question is about when it names none, `name` one in another table;
    `call` is what calls a named query, `unknown` what will be refused.
    """

    start: int
    end: int
    kind: Kind


def marks(line: str, lexicon: Lexicon, named: Sequence[NamedDef] = ()) -> tuple[Mark, ...]:
    """The marks of a line from left to right, none over another; white space and dropped characters have none.

    `named` are the queries that a line may call.
    """
    text = normalise(line)
    if not text.norm:
        return ()
    reading = understand(text, lexicon)
    found = [(m.start, m.end, _kind(m, lexicon)) for m in reading.mentions]
    found += [(start, end, "unknown") for start, end in reading.uncovered]
    if any(kind == "unknown" for _, _, kind in found) and _calls(text, lexicon, named):
        found = [(start, end, "call" if kind == "unknown" else kind) for start, end, kind in found]
    return tuple(mark for start, end, kind in sorted(found) for mark in _typed(start, end, kind, text))


def _calls(text: Text, lexicon: Lexicon, named: Sequence[NamedDef]) -> bool:
    """Whether a named query answers what the language does not understand."""
    return isinstance(call(text, lexicon, named) or by_name(text, lexicon, named), Query)


def _kind(mention: Mention, lexicon: Lexicon) -> Kind:
    """By its senses: what would be refused last."""
    kinds = [_kind_of(sense, lexicon) for sense in mention.senses]
    return next((kind for kind in kinds if kind != "unknown"), "unknown")


def _kind_of(sense: Sense, lexicon: Lexicon) -> Kind:
    value = sense.value
    if isinstance(value, Lit):
        return "number"
    if isinstance(value, Pick):
        roles = {lexicon.schema.table(c.table).column(c.name).role for c in value.columns}
        if roles == {"class"}:
            return "class"
        return "subject" if value.table == lexicon.subject() else "name"
    return _BY_SENSE.get(sense.kind, "word")


def _typed(start: int, end: int, kind: Kind, text: Text) -> Iterator[Mark]:
    """The stretch in the line as it was typed, cut where white space was dropped."""
    first = start
    for at in range(start + 1, end + 1):
        if at == end or text.at[at] > text.at[at - 1] + 1:
            yield Mark(text.at[first], text.at[at - 1] + 1, kind)
            first = at
