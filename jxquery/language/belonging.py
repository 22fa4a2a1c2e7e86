"""Conditions across the tables that belong to one another, over any number of levels.

A condition on rows becomes one on the rows that they belong to: at least one of theirs meets it. Where a row of a table
is one target, each condition speaks of a row of its own; else all conditions on a table speak of the same rows. How
many rows belong to a row, or that there are none, is said of whatever row it stands before: 没有借阅的作者 are authors
without any, through all of their books, and 没有罚款的作者 are authors of whose books none has one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.predicates import as_all, conjunction, table_of
from jxquery.types import Agg, All, Blank, Cmp, Has, Lit, Not, Pred, Rows, Some


def belongs(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table belong to rows of the other, directly or through others."""
    return other in lexicon.schema.ancestors(table)


def below(table: str, lexicon: Lexicon) -> frozenset[str]:
    """The tables whose rows belong to rows of this one."""
    return frozenset(t.name for t in lexicon.schema.tables if belongs(t.name, table, lexicon))


def related(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether there is a way from rows of one to rows of the other along the keys."""
    return (table, *lexicon.schema.ancestors(table))[-1] == (other, *lexicon.schema.ancestors(other))[-1]


def gathered(
    preds: Mapping[str, Sequence[Pred]],
    table: str,
    lexicon: Lexicon,
    *,
    nouns: Collection[str] = (),
    without: Collection[str] = (),
) -> tuple[Pred, ...]:
    """The conditions on the table's rows, with those on rows that belong to them, but for the tables `without`.

    `nouns`: the tables whose rows were named, so that what is said of them is said of nothing else.
    """
    found = {t: list(p) for t, p in preds.items() if t == table or (belongs(t, table, lexicon) and t not in without)}
    ancestors = lexicon.schema.ancestors
    for child in sorted((t for t in found if t != table), key=lambda t: -len(ancestors(t))):
        above = next(a for a in ancestors(child) if a == table or a in found)
        found.setdefault(above, []).extend(_raised(found[child], child, lexicon, named=child in nouns))
    return tuple(found.get(table, ()))


def _raised(preds: Sequence[Pred], table: str, lexicon: Lexicon, *, named: bool) -> tuple[Pred, ...]:
    """Conditions on rows of a table as conditions on rows above."""
    loose = () if named else tuple(p for p in preds if of_parts(p) is not None)
    tight = tuple(p for p in preds if p not in loose)
    if not tight or lexicon.schema.table(table).target is not None:
        return (*loose, *(Has(Rows(table, as_all(p)), "some") for p in tight))
    if not named and all(isinstance(p, Blank) for p in tight):
        return (*loose, *(Has(Rows(table, All((Not(p),))), "none") for p in tight))
    return (*loose, Has(Rows(table, as_all(conjunction(tight))), "some"))


def of_parts(pred: Pred) -> str | None:
    """The table of the parts, where a condition says only how many of them belong to a row and what they are."""
    match pred:
        case Has(rows):
            return table_of(rows)
        case Cmp(Agg(_, _, over, True), _, Lit()):
            return table_of(over)
        case Not(of):
            return of_parts(of)
        case All(of) | Some(of):
            tables = {of_parts(p) for p in of}
            return tables.pop() if len(tables) == 1 else None
        case _:
            return None


def narrowed(pred: Pred, preds: Sequence[Pred]) -> Pred:
    """A condition on parts that looks only at those that meet the others: 2024年借阅超过3次 counts those of 2024."""
    match pred:
        case Has(rows):
            return replace(pred, rows=_such(rows, preds))
        case Cmp(Agg() as figure):
            return replace(pred, left=replace(figure, over=_such(figure.over, preds)))
        case Not(of):
            return Not(narrowed(of, preds))
        case All(of):
            return All(tuple(narrowed(p, preds) for p in of))
        case Some(of):
            return Some(tuple(narrowed(p, preds) for p in of))
        case _:
            return pred


def such(figure: Agg, preds: Sequence[Pred]) -> Agg:
    """The figure over those of its rows that meet the conditions."""
    return replace(figure, over=_such(figure.over, preds))


def _such(rows: Rows, preds: Sequence[Pred]) -> Rows:
    return replace(rows, where=as_all(conjunction((*preds, *rows.where.of))))
