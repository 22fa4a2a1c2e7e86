"""Everything that a question can say over the loaded data: the vocabulary, and the names and values of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from jxquery.language.ear import Ear
from jxquery.language.mentions import INNER, Cond, Pick, Sense
from jxquery.language.names import Names
from jxquery.language.vocabulary import Vocabulary, with_lengths
from jxquery.schema.model import Schema
from jxquery.text.normalise import plain
from jxquery.text.pinyin import Sounds
from jxquery.types import All, Cmp, Col, Facts, Lit, Name, Named, Pred, Says, Some, parts

NO_ALIASES: Mapping[str, str] = MappingProxyType({})
NO_SEARCH: Mapping[Col, Says | None] = MappingProxyType({})
_DATA = frozenset({"table", "field", "absent", "filler"}) | INNER
_WORDY = frozenset({"wordy", "numeric"})  # 定性 is what a target is, also where it is written
_THINGS = frozenset({"pick", "filter", "wording", "field", "table"})


class Lexicon(Struct, frozen=True):
    """What can be said.

    `words` holds every closed word by its normal form: the language's, the domain's, and the values of classes,
    identities, contexts and worded targets; `kinds` holds them by what they may be, with those that say something only
    beside others, `classes` the values of classes with their normal form. `lengths`: how long the words are that begin
    with a character, the shortest first. `names` finds the open ones. `ear` finds words by their sound. `as_of`: the
    year that 今年 means, where it was given. `aliases`: the user's words and their targets.
    """

    schema: Schema
    vocabulary: Vocabulary
    facts: Facts
    words: Mapping[str, tuple[Sense, ...]]
    kinds: Mapping[str, tuple[str, ...]]
    classes: Mapping[Col, tuple[tuple[str, str], ...]]
    longest: int
    lengths: Mapping[str, tuple[int, ...]]
    names: Names
    sounds: Sounds
    ear: Ear
    periods: tuple[Col, ...]
    as_of: int | None
    aliases: Mapping[str, str]

    def newest(self, period: Col) -> int | None:
        """The year that 今年 means where the column's years are spoken of."""
        return self.as_of if self.as_of is not None else max(self.facts.years.get(period, ()), default=None)

    def varied(self, col: Col) -> bool:
        """Whether the data holds more than one value of the column."""
        return len(self.facts.values.get(col, ())) > 1 or len(self.facts.years.get(col, ())) > 1

    def varying(self) -> frozenset[Col]:
        """The periods and contexts of which the data holds several values."""
        columns = (Col(t.name, c.name) for t in self.schema.tables for c in t.having("period", "context"))
        return frozenset(c for c in columns if self.varied(c))

    def default_measure(self, table: str) -> Col | None:
        """The measure that an amount without a field means, of the table or the nearest that it belongs to.

        None where two of those have one: which is meant is not said.
        """
        for level in self.schema.levels(table):
            found = [Col(t, c.name) for t in level for c in self.schema.table(t).having("measure") if c.default]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def units_of(self, pred: Pred) -> frozenset[str]:
        """The units that the targets of what is picked are in, as far as names and classes tell."""
        match pred:
            case Named(col, values):
                known = self.facts.units.get(col)
                if known is not None:
                    return frozenset(u for v in values for u in known.get(v, ()))
                return frozenset(u for name in self.names.called(col, values) for u in name.units or ())
            case All(of) | Some(of):
                return frozenset(u for p in of for u in self.units_of(p))
            case _:
                return frozenset()

    def subject(self) -> str:
        """The table that a question is about when it names none: that of the default measure, else the first."""
        for table in self.schema.tables:
            if any(c.default for c in table.columns):
                return table.name
        return self.schema.tables[0].name


def build_lexicon(  # noqa: PLR0913 - what can be said comes from all of these
    schema: Schema,
    vocabulary: Vocabulary,
    facts: Facts,
    names: Names,
    sounds: Sounds,
    *,
    as_of: int | None = None,
    aliases: Mapping[str, str] = NO_ALIASES,
) -> Lexicon:
    """`as_of` fixes the year that 今年 means; without it the newest year loaded. `aliases`: words and their targets."""
    words: dict[str, list[Sense]] = {w: list(s) for w, s in vocabulary.words.items()}

    def add(word: str, sense: Sense) -> None:
        senses = words.setdefault(plain(word), [])
        if sense not in senses:
            senses.insert(0, sense)

    _add_empty(words, schema, facts)
    for word, sense in (*_values(schema, vocabulary, facts), *_classes(schema, vocabulary, facts)):
        # 高, 中 or 是 as a value of a column is no word of its own: it would be read into every sentence.
        if sense.kind == "stem":
            words[plain(word)].append(sense)
        elif all(s.kind in _DATA for s in vocabulary.words.get(plain(word), ())):
            add(word, sense)
    for col, said in facts.wordings.items():
        for text in said if col not in facts.many else ():
            if not any(s.kind in _WORDY for s in vocabulary.words.get(plain(text), ())):
                add(text, worded(col, text))
    for alias, senses in _aliased(aliases, words, names, schema).items():
        words.setdefault(alias, []).extend(s for s in senses if s not in words[alias])
    for value, said in vocabulary.values.items():  # a level or class that other data has
        if plain(value) not in words:
            for word in (w for w in (value, *said) if len(w) > 1 and plain(w) not in words):
                words[plain(word)] = [Sense("absent", value)]
    closed = {w: tuple(s) for w, s in words.items()}
    lengths = with_lengths(vocabulary.lengths, closed.keys() - vocabulary.words.keys())
    return Lexicon(
        schema=schema,
        vocabulary=vocabulary,
        facts=facts,
        words=closed,
        kinds={**_by_kind(closed), **vocabulary.beside},
        classes={
            Col(t.name, c.name): tuple((v, plain(v)) for v in facts.values.get(Col(t.name, c.name), ()))
            for t in schema.tables
            for c in t.having("class")
        },
        longest=max((of[-1] for of in lengths.values()), default=1),
        lengths=lengths,
        names=names,
        sounds=sounds,
        ear=Ear(closed, sounds),
        periods=tuple(facts.years),
        as_of=as_of,
        aliases={plain(alias): target for alias, target in aliases.items()},
    )


def _by_kind(words: Mapping[str, tuple[Sense, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for word, senses in words.items():
        for sense in senses:
            found.setdefault(sense.kind, {})[word] = None
    return {kind: tuple(said) for kind, said in found.items()}


def meanings(said: str, words: Mapping[str, Sequence[Sense]], names: Names, schema: Schema) -> tuple[Sense, ...]:
    """The things in the data that a text as a whole is the word or the exact name of."""
    form = plain(said)
    senses = (s for s in words.get(form, ()) if s.kind in _THINGS)
    return tuple(dict.fromkeys((*senses, *name_senses(names.exact(form), schema))))


def _aliased(
    aliases: Mapping[str, str], words: Mapping[str, Sequence[Sense]], names: Names, schema: Schema
) -> Mapping[str, tuple[Sense, ...]]:
    """What each alias means: what its target does; a target that the data does not hold is refused by name."""
    return {
        plain(alias): meanings(target, words, names, schema) or (Sense("absent", target),)
        for alias, target in aliases.items()
    }


def name_senses(
    names: Iterable[Name], schema: Schema, many: Mapping[Col, Says | None] = NO_SEARCH
) -> tuple[Sense, ...]:
    """What a span means that fits these names: for each table a pick, or a filter where they name a value.

    In one table the first of its name columns that has any counts, and what others have besides; names that choose the
    same rows as full names are given as those. Of the columns `many` there are more than can be told one by one: their
    rows are searched for instead; where that would find others, the span means nothing there.
    """
    by_table: dict[tuple[str, str], list[Name]] = {}
    for name in names:
        by_table.setdefault((name.col.table, schema.table(name.col.table).column(name.col.name).role), []).append(name)
    senses = []
    for (table, role), found in by_table.items():
        column = found[0].col
        chosen = [n for n in found if n.col == column]
        if role == "target":
            senses += [worded(column, n.value) for n in chosen]
            continue
        several = many.get(column)
        if column in many and several is None:
            continue
        if role != "name":
            named = several or Named(column, tuple(n.value for n in chosen))
            senses.append(Sense("filter", Cond(table, named, column)))
            continue
        if several is not None:
            senses.append(Sense("pick", Pick(table, several, (column,), several=True)))
            continue
        senses.append(Sense("pick", _named(table, found)))
    return tuple(senses)


def _named(table: str, names: Sequence[Name]) -> Pick:
    """The rows of these names: by their full names where those choose the same, else by the column of each."""
    first = names[0].col
    by_label = all(n.label for n in names if n.col == first)
    values: dict[Col, dict[str, None]] = {}
    for name in names:
        col, value = name.label if name.label and (by_label or name.col != first) else (name.col, name.value)
        values.setdefault(col, {})[value] = None
    held = [Named(col, tuple(said)) for col, said in values.items()]
    more = len(names) > 1 and sum(map(len, values.values())) > 1
    several = more or not (names[0].full or names[0].label)
    return Pick(table, held[0] if len(held) == 1 else Some(tuple(held)), tuple(values), several=several)


def worded(col: Col, text: str) -> Sense:
    """A target in words."""
    return Sense("wording", Cond(col.table, Cmp(col, "=", Lit(text)), col))


def year_sense(col: Col, year: int) -> Sense:
    """A filter on the period."""
    return Sense("filter", Cond(col.table, Cmp(col, "=", Lit(Decimal(year))), col))


def _add_empty(words: dict[str, list[Sense]], schema: Schema, facts: Facts) -> None:
    """A field whose column holds nothing is refused by name, as one that does not exist.

    So is a word for targets that are reached, where nothing says what became of them.
    """
    nothing = set(facts.empty)
    of: dict[str, dict[str, list[Sense]]] = {"relation": {}, "reached": {}, "field": {}}
    for word, senses in words.items():
        for sense in senses:
            if sense.kind in of:
                of[sense.kind][word] = senses
    for word, senses in of["relation"].items():
        sides = [c for s in senses if s.kind == "relation" for c in parts(s.value) if isinstance(c, Col)]
        absent = [Sense("absent", c.name) for c in sides if c in nothing]
        if absent:
            words[word] = [s for s in senses if s.kind != "relation"] + absent
    actual = [Col(t.name, t.actual.written) for t in schema.tables if t.actual is not None]
    if nothing.issuperset(actual):
        lacking = [Sense("absent", col.name) for col in actual]
        for word in of["reached"]:
            words[word] = [s for s in words[word] if s.kind != "reached"] + lacking
    for word in of["field"]:
        empty = [s for s in words[word] if s.kind == "field" and s.value in nothing]
        if not empty:
            continue
        kept = [s for s in words[word] if s not in empty]
        if not any(s.kind == "field" for s in kept):
            kept += [Sense("absent", s.value.name) for s in empty if isinstance(s.value, Col)]
        words[word] = kept


def _values(schema: Schema, vocabulary: Vocabulary, facts: Facts) -> Iterable[tuple[str, Sense]]:
    """Identities, contexts and codes, with their other words."""
    for table in schema.tables:
        for column in table.having("identity", "context", "code"):
            col = Col(table.name, column.name)
            known = facts.values.get(col, ()) if col not in facts.many else ()
            for value in known:
                sense = Sense("filter", Cond(table.name, Named(col, (value,)), col))
                for word in (value, *vocabulary.values.get(value, ())):
                    yield word, sense


def _classes(schema: Schema, vocabulary: Vocabulary, facts: Facts) -> Iterable[tuple[str, Sense]]:
    """Classes with and without their suffix, or with another; one word in two levels means either."""
    for table in schema.tables:
        said: dict[str, list[Named]] = {}
        kinds = vocabulary.beside
        marks = kinds.get("classed", ())
        for column in table.having("class"):
            col = Col(table.name, column.name)
            for value in facts.values.get(col, ()):
                stem = value.removesuffix(column.suffix)
                other = [stem + s for s in vocabulary.suffixes] if stem != value else [value + m for m in marks]
                for word in dict.fromkeys((value, stem, *other, *vocabulary.values.get(value, ()))):
                    if word == stem != value and not INNER.issuperset(s.kind for s in vocabulary.words.get(word, ())):
                        # 数量 is a count; 数量指标 is the class, and after it so is 数量呢.
                        yield word, Sense("stem", Pick(table.name, Named(col, (value,)), (col,)))
                        continue
                    said.setdefault(word, []).append(Named(col, (value,)))
        for word, named in said.items():
            pred: Pred = named[0] if len(named) == 1 else Some(tuple(named))
            yield word, Sense("pick", Pick(table.name, pred, tuple(n.col for n in named)))
