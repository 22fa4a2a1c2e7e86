"""Conditions across the tables that belong to one another, over any number of levels.

A condition on rows becomes one on the rows that they belong to: at least one of theirs meets it. Where a row of a table
is one target, each condition speaks of a row of its own; else all conditions on a table speak of the same rows. How
many rows belong to a row, or that there are none, is said of whatever row it stands before: 没有借阅的作者 are authors
without any, through all of their books, and 没有罚款的作者 are authors of whose books none has one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Pick
from jxquery.language.predicates import as_all, conjunction, table_of
from jxquery.types import Agg, All, Blank, Cmp, Has, Lit, Not, Pred, Rows, Some


def belongs(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table belong to rows of the other, directly or through others."""
    return other in lexicon.schema.ancestors(table)


def in_line(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether rows of one of the tables belong to rows of the other, or both are one table."""
    return table == other or belongs(table, other, lexicon) or belongs(other, table, lexicon)


def below(table: str, lexicon: Lexicon) -> frozenset[str]:
    """The tables whose rows belong to rows of this one."""
    return frozenset(t.name for t in lexicon.schema.tables if belongs(t.name, table, lexicon))


def related(table: str, other: str, lexicon: Lexicon) -> bool:
    """Whether there is a way from rows of one to rows of the other along the keys."""
    return lexicon.schema.related(table, other)


def tied(table: str, other: str, lexicon: Lexicon) -> str | None:
    """The table whose rows belong to rows of both, where there is one such, and neither belongs to the other."""
    schema = lexicon.schema
    above = {table, *schema.ancestors(table)} & {other, *schema.ancestors(other)}
    found = () if above else schema.between(table, other)
    return found[0] if len(found) == 1 else None


def ways(table: str, other: str, lexicon: Lexicon, spoken: Collection[str] = ()) -> tuple[tuple[str, ...], ...]:
    """The shortest ways from one table to another, both included; of several those over most of what was spoken of.

    From 读者 to 图书 there is one over 借阅, and another where 评论 are of both as well.
    """
    schema = lexicon.schema
    found: list[tuple[str, ...]] = [(table,)]
    while found and not any(way[-1] == other for way in found):
        steps = {
            way: (*schema.table(way[-1]).parents, *(child.name for child in schema.children(way[-1]))) for way in found
        }
        found = [(*way, step) for way, next_ones in steps.items() for step in next_ones if step not in way]
    there = [way for way in found if way[-1] == other]
    best = max((len({*way} & {*spoken}) for way in there), default=0)
    return tuple(way for way in there if len({*way} & {*spoken}) == best)


Tree: TypeAlias = Mapping[str, str]
"""The tables that conditions on rows of one table are on, each with the next on the way to it."""


def tree(table: str, others: Iterable[str], lexicon: Lexicon, spoken: Collection[str] = ()) -> Tree:
    """How the other tables hang on the table."""
    found: dict[str, str] = {}
    for other in others:
        for way in ways(table, other, lexicon, spoken)[:1]:
            for near, far in pairwise(way):
                found.setdefault(far, near)
    return found


def over_parts(table: str, branches: Tree, lexicon: Lexicon) -> tuple[str, ...]:
    """The tables that hang on the table by rows that belong to its rows, directly or through others."""
    if not branches:
        return ()
    children = {child.name for child in lexicon.schema.children(table) if branches.get(child.name) == table}
    return tuple(t for t in branches if not children.isdisjoint(_towards(t, branches)))


def _towards(table: str, branches: Tree) -> Iterator[str]:
    """The table and all on the way from it."""
    yield table
    if table in branches:
        yield from _towards(branches[table], branches)


def lifted(cond: Cond, parent: str, lexicon: Lexicon) -> Cond:
    """The condition as one on the rows that its rows belong to: at least one of theirs meets it."""
    if parent not in lexicon.schema.ancestors(cond.table):
        return cond
    return Cond(parent, Has(Rows(cond.table, as_all(cond.pred)), "some"))


def every(pick: Pick, meet: Pred, lexicon: Lexicon) -> Cond | None:
    """都: every one of a row's, and at least one."""
    owner = home(pick.table, lexicon)
    return None if owner is None else Cond(owner, Has(Rows(pick.table, as_all(pick.pred)), "every", meet))


def home(table: str, lexicon: Lexicon) -> str | None:
    """The table whose rows have so many of these; the first of several, as long as nothing says which is meant."""
    return next(iter(lexicon.schema.table(table).parents), None)


def gathered(
    preds: Mapping[str, Sequence[Pred]],
    table: str,
    branches: Tree,
    above: Callable[[str, str], Pred | None],
    lexicon: Lexicon,
    nouns: Collection[str] = (),
) -> tuple[Pred, ...]:
    """The conditions on the table's rows, with those on rows that hang on them by rows that belong to them.

    `above` gives the condition on the row above that a row of a table belongs to. `nouns`: the tables whose rows were
    named, so that what is said of them is said of nothing else.
    """
    schema = lexicon.schema
    parts = [t for t in over_parts(table, branches, lexicon) if belongs(t, table, lexicon)]
    found: dict[str, list[Pred]] = {table: list(preds.get(table, ()))}
    for child in sorted(parts, key=lambda t: -len(schema.upwards(t, table))):
        others = (above(child, p) for p in schema.table(child).parents if branches.get(p) == child)
        own = [*(p for p in others if p is not None), *preds.get(child, ()), *found.get(child, ())]
        if own:
            onto = next(t for t in schema.upwards(child, table)[1:] if t == table or t in preds or t in found)
            found.setdefault(onto, []).extend(_raised(own, child, lexicon, named=child in nouns))
    return tuple(found[table])


def carried(preds: Mapping[str, Sequence[Pred]], table: str, lexicon: Lexicon) -> tuple[Pred, ...]:
    """Conditions on rows of a table and on what they belong to, as conditions on those rows alone."""
    above = ((parent, carried(preds, parent, lexicon)) for parent in lexicon.schema.table(table).parents)
    held = (Has(Rows(parent, as_all(conjunction(inner))), "some") for parent, inner in above if inner)
    return (*held, *preds.get(table, ()))


def _raised(preds: Sequence[Pred], table: str, lexicon: Lexicon, *, named: bool) -> tuple[Pred, ...]:
    """Conditions on rows of a table as conditions on rows above."""
    loose = () if named else tuple(p for p in preds if (of := of_parts(p)) is not None and belongs(of, table, lexicon))
    tight = tuple(p for p in preds if p not in loose)
    if not tight or lexicon.schema.table(table).target is not None:
        return (*loose, *(Has(Rows(table, as_all(p)), "some") for p in tight))
    filled = {} if named else {p: there for p in tight if (there := _filled(p)) is not None}
    if filled:
        others = tuple(p for p in tight if p not in filled)
        return (*loose, *(Has(Rows(table, All((*others, there))), "none") for there in filled.values()))
    return (*loose, Has(Rows(table, as_all(conjunction(tight))), "some"))


def _filled(pred: Pred) -> Pred | None:
    """What a row has of which the condition says that it has nothing; None for any other condition."""
    match pred:
        case Blank():
            return Not(pred)
        case Some((Blank(col), Cmp(same, "=", nought))) if col == same:
            return Cmp(col, ">", nought)
        case _:
            return None


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


def narrowed(pred: Pred, preds: Sequence[Pred], lexicon: Lexicon) -> Pred:
    """A condition on parts that looks only at those that meet the others: 2024年借阅超过3次 counts those of 2024."""
    match pred:
        case Has(rows):
            return replace(pred, rows=_such(rows, preds, lexicon))
        case Cmp(Agg() as figure):
            return replace(pred, left=such(figure, preds, lexicon))
        case Not(of):
            return Not(narrowed(of, preds, lexicon))
        case All(of):
            return All(tuple(narrowed(p, preds, lexicon) for p in of))
        case Some(of):
            return Some(tuple(narrowed(p, preds, lexicon) for p in of))
        case _:
            return pred


def such(figure: Agg, preds: Sequence[Pred], lexicon: Lexicon) -> Agg:
    """The figure over those of its rows that meet the conditions."""
    return replace(figure, over=_such(figure.over, preds, lexicon))


def _such(rows: Rows, preds: Sequence[Pred], lexicon: Lexicon) -> Rows:
    """The rows that meet the conditions too; all that is said of the one row above is said at once."""
    above = lexicon.schema.table(table_of(rows)).parents
    held: dict[str, list[Pred]] = {}
    own: list[Pred] = []
    for pred in as_all(conjunction((*preds, *rows.where.of))).of:
        match pred:
            case Has(Rows(str() as table, where, None), "some") if table in above:
                held.setdefault(table, []).extend(where.of)
            case _:
                own.append(pred)
    said = (Has(Rows(table, All(tuple(of))), "some") for table, of in held.items())
    return replace(rows, where=All((*said, *own)))
