"""Targets that are asked for by the units they are in: 多少人 of what has one in 人, 多少钱 of what has one in 元."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Pick, Sense, kinds_of
from jxquery.language.names_about import in_pieces
from jxquery.language.terms import role, unit_of
from jxquery.text.normalise import plain
from jxquery.types import Col, Name, Named, Some

_OF_ROWS = frozenset({"table", "cue", "best", "most", "bound_before", "amount"})
Fits = Callable[[str], bool]
"""Whether a target in this unit is what is asked for."""


def in_amounts(lexicon: Lexicon) -> Fits:
    """In units that compare with the default measure's: 多少钱."""
    measure = lexicon.default_measure(lexicon.subject())
    own = None if measure is None else unit_of(measure, lexicon)
    units = lexicon.schema.units
    return lambda unit: own is not None and units.convert(Decimal(1), unit, own) is not None


def in_units(word: str, lexicon: Lexicon) -> Fits | None:
    """In units that compare with the word: 多少小时, 几个; 人 asks for no 个. None where it is no unit."""
    units = lexicon.schema.units
    known = units.get(word)
    if known is None:
        return None
    bases = frozenset(units.comparable(known.name) if known.name == units.any_counts else (known.base,))
    return lambda unit: (own := units.get(unit)) is not None and own.base in bases


def spoken_of(word: str, lexicon: Lexicon) -> Fits | None:
    """In the units that a word speaks of: 多久, 最短. None where it speaks of any."""
    kinds = lexicon.schema.units.kinds_in(word)
    units = lexicon.schema.units
    return (lambda unit: (own := units.get(unit)) is not None and own.kind in kinds) if kinds else None


def fitted(pick: Pick, fits: Fits, lexicon: Lexicon) -> Pick | None:
    """Of the names that are picked those whose targets are all in units that fit; None where there are none."""
    if not all(role(c, lexicon) == "name" for c in pick.columns):
        return None
    named = pick.pred.of if isinstance(pick.pred, Some) else (pick.pred,)
    values = {n.col: n.values for n in named if isinstance(n, Named)}
    if len(values) != len(named):
        return None
    known = (name for col, said in values.items() for name in lexicon.names.called(col, said))
    return _picked(pick.table, (n for n in known if _in(n, fits)))


def as_asked(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """软件采购花多少, 硬件设备采购几个: of all that are called so, those whose targets are what is asked for.

    Where the rows themselves are spoken of (采购指标有几个) or more than one thing is picked, nothing is narrowed.
    """
    phrases = _of_parts(_together(phrases), lexicon)
    if not _OF_ROWS.isdisjoint(kinds_of(phrases)):
        return phrases
    picked = [n for n, p in enumerate(phrases) if (pick := _of_targets(p, lexicon)) is not None]
    if len(picked) != 1:
        return phrases
    (at,) = picked
    pick = _of_targets(phrases[at], lexicon)
    for phrase in phrases:
        fits = _asked_in(phrase, lexicon)
        narrowed = None if fits is None or pick is None else fitted(pick, fits, lexicon)
        if narrowed is not None:
            made = replace(phrases[at], senses=(Sense("pick", narrowed),))
            rest = [made if n == at else p for n, p in enumerate(phrases)]
            return tuple(p for p in rest if not (phrase.sense("spent") and p.sense("spent")))
    return phrases


def _of_parts(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """救助多少人: what the rows that are called so are not counted with is asked of what belongs to them."""
    counted = next((n for n, p in enumerate(phrases) if p.sense("count") and not p.sense("howmuch")), 0)
    before = phrases[counted - 1] if counted else None
    sense = before.sense("pick") if before is not None and before.rule == "part" else None
    if before is None or sense is None or not isinstance(sense.value, Pick):
        return phrases
    word, counters = phrases[counted].text[-1:], lexicon.vocabulary.counters.get(sense.value.table, ())
    fits = in_units(word, lexicon) if counters and word not in counters else None
    pick = named_about((before.text,), fits, lexicon) if fits is not None else None
    if pick is None or sense.value.table not in lexicon.schema.ancestors(pick.table):
        return phrases
    made = replace(before, senses=(Sense("pick", pick),))
    return (*phrases[: counted - 1], made, *phrases[counted:])


def _of_targets(phrase: Phrase, lexicon: Lexicon) -> Pick | None:
    """What the phrase picks, where it is rows with targets and nothing else."""
    picks = [s.value for s in phrase.senses if isinstance(s.value, Pick)]
    targets = bool(picks) and lexicon.schema.table(picks[0].table).target is not None
    return picks[0] if targets and len(phrase.senses) == 1 else None


def _asked_in(phrase: Phrase, lexicon: Lexicon) -> Fits | None:
    """In what the phrase asks for a number: 多少钱, 几小时, 多少人, 多久."""
    if phrase.sense("spent"):
        return in_amounts(lexicon)
    unit, asked = phrase.sense("unit"), phrase.sense("howmuch")
    if unit is not None:
        return in_units(str(unit.value), lexicon)
    if phrase.sense("count"):
        return in_units(phrase.text[-1:], lexicon)
    return spoken_of(phrase.text, lexicon) if asked is not None else None


def _together(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """采购软件系统: two parts of names side by side, with no pause between, are of the names that hold both."""
    for at, (first, second) in enumerate(pairwise(phrases)):
        both = None if second.spaced else _holding_both(first, second)
        if both is not None:
            text = first.text + second.text
            made = replace(first, end=second.end, text=text, senses=(Sense("pick", both),))
            return _together((*phrases[:at], made, *phrases[at + 2 :]))
    return phrases


def _holding_both(first: Phrase, second: Phrase) -> Pick | None:
    if not {first.rule, second.rule} <= {"part", "gapped"}:
        return None
    picks = [s.value for p in (first, second) for s in p.senses if isinstance(s.value, Pick)]
    match picks:
        case [Pick(table, Named(col, values), columns), Pick(other, Named(same, others))] if (table, col) == (
            other,
            same,
        ):
            both = tuple(v for v in values if v in others and _apart_in(plain(v), first.text, second.text))
            return Pick(table, Named(col, both), columns, several=len(both) > 1) if both else None
        case _:
            return None


def _apart_in(name: str, first: str, second: str) -> bool:
    """Whether both stand in the name, and beside each other."""
    return in_pieces(first + second, name) or in_pieces(second + first, name)


def named_about(words: Iterable[str], fits: Fits, lexicon: Lexicon) -> Pick | None:
    """The names that hold one of the words, of rows whose targets are in units that fit."""
    tables = [t.name for t in lexicon.schema.tables if t.target is not None]
    found = (name for word in words for name in lexicon.names.containing(word))
    return next(
        (p for table in tables if (p := _picked(table, (n for n in found if n.col.table == table and _in(n, fits))))),
        None,
    )


def _in(name: Name, fits: Fits) -> bool:
    return bool(name.units) and all(fits(unit) for unit in name.units or ())


def _picked(table: str, names: Iterable[Name]) -> Pick | None:
    of: dict[Col, dict[str, None]] = {}
    for name in names:
        of.setdefault(name.col, {})[name.value] = None
    if not of:
        return None
    col, values = next(iter(of.items()))
    return Pick(table, Named(col, tuple(values)), (col,), several=len(values) > 1)
