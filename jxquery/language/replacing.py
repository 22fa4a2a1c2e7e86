"""Puts one condition in the place of another inside a query: 那2023年呢, 换成中央."""

from __future__ import annotations

from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from jxquery.language.belonging import belongs, ways
from jxquery.language.build import is_measure, measure_in
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond
from jxquery.language.predicates import as_all, columns_of, table_of
from jxquery.language.shown import ASKED, terms_in
from jxquery.language.terms import role
from jxquery.types import Agg, All, Cmp, Col, Fill, Groups, Has, In, Not, Pred, Query, Rows, Term

T = TypeVar("T")
V = TypeVar("V")


def names_row(part: Cond, lexicon: Lexicon) -> bool:
    """Whether the condition is on what rows are called by."""
    return any(role(c, lexicon) == "name" for c in columns_of(part.pred))


def replaced(query: Query, part: Cond, *, new_row: bool, lexicon: Lexicon) -> Query:
    """The query with the condition in the place of those on the same column; a new name drops the identity.

    Of two sides those change that said something of the kind, else the first: a base of everything stays everything,
    and one of a level that level.
    """
    in_figures = _in_figures(query, part, new_row=new_row, lexicon=lexicon)
    if in_figures is not query:
        return in_figures
    said = {slot for slot, fill in query.slots if _says_of(fill.rows, part, new_row=False, lexicon=lexicon)}
    changed = said or {query.slots[0][0]}
    slots = []
    for slot, fill in query.slots:
        if slot in changed:
            rows = in_rows(fill.rows, part, new_row=new_row, lexicon=lexicon)
            grouped = isinstance(rows.source, Groups)  # the figures of a group are over what the group is of
            show = tuple(
                (name, terms if grouped else tuple(_in_term(t, part, lexicon) for t in terms))
                for name, terms in fill.show
            )
            slots.append((slot, Fill(rows, show)))
        else:
            slots.append((slot, fill))
    return replace(query, slots=tuple(slots))


def in_other_unit(query: Query, unit: str, lexicon: Lexicon) -> Query | None:
    """换成元, after amounts: the same in another unit; None where the answer shows no amount of that kind."""
    changed: dict[Term, Term] = {}
    for _, fill in query.slots:
        for term in terms_in(fill, *ASKED):
            col = term.of if isinstance(term, In) else term
            if (
                isinstance(col, Col)
                and is_measure(col, lexicon)
                and (new := measure_in(col, unit, lexicon)) is not None
            ):
                changed[term] = new
    if not changed:
        return None
    slots = tuple(
        (slot, replace(fill, show=tuple((n, tuple(changed.get(t, t) for t in terms)) for n, terms in fill.show)))
        for slot, fill in query.slots
    )
    return replace(query, slots=slots, order=tuple((changed.get(t, t), desc) for t, desc in query.order))


def _says_of(rows: Rows, part: Cond, *, new_row: bool, lexicon: Lexicon) -> bool:
    """Whether the rows have a condition that would give way."""
    if not isinstance(rows.source, str):
        inner = rows.source if isinstance(rows.source, Rows) else rows.source.of
        return _says_of(inner, part, new_row=new_row, lexicon=lexicon)
    if rows.source == part.table:
        return any(_gives_way(p, part, new_row=new_row, lexicon=lexicon) for p in rows.where.of)
    inside = (p.rows for p in rows.where.of if isinstance(p, Has))
    return any(_says_of(r, part, new_row=new_row, lexicon=lexicon) for r in inside)


def _in_figures(value: T, part: Cond, *, new_row: bool, lexicon: Lexicon) -> T:
    """The value where figures over rows that were chosen by such a condition are over others; itself, if none are.

    散文呢, after 小说借阅最多的读者: what the readers are ranked by.
    """

    def new(inner: V) -> V:
        return _in_figures(inner, part, new_row=new_row, lexicon=lexicon)

    made: object = value
    match value:
        case Agg(own=True) if _says_of(value.over, part, new_row=new_row, lexicon=lexicon):
            made = replace(value, over=in_rows(value.over, part, new_row=new_row, lexicon=lexicon))
        case tuple():
            items = tuple(map(new, value))
            made = items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        case Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            changed = {name: n for name, old in fields.items() if (n := new(old)) is not old}
            made = replace(value, **changed) if changed else value
    return cast("T", made)


def _in_term(term: Term, part: Cond, lexicon: Lexicon) -> Term:
    if isinstance(term, Agg) and term.own and table_of(term.over) == part.table:
        return replace(term, over=in_rows(term.over, part, new_row=False, lexicon=lexicon))
    return term


def in_rows(rows: Rows, part: Cond, *, new_row: bool, lexicon: Lexicon) -> Rows:
    """The rows with the condition in the place of those on the same column."""
    if isinstance(rows.source, Rows):
        if table_of(rows) == part.table and any(
            _gives_way(p, part, new_row=new_row, lexicon=lexicon) for p in rows.where.of
        ):
            return _placed(rows, part, new_row=new_row, lexicon=lexicon)
        return replace(rows, source=in_rows(rows.source, part, new_row=new_row, lexicon=lexicon))
    if isinstance(rows.source, Groups):
        inner = in_rows(rows.source.of, part, new_row=new_row, lexicon=lexicon)
        return replace(rows, source=replace(rows.source, of=inner))
    table = rows.source
    if table == part.table:
        return _placed(rows, part, new_row=new_row, lexicon=lexicon)
    if belongs(part.table, table, lexicon):
        return replace(rows, where=All(_with_child(rows.where.of, part, lexicon)))
    spoken = {table_of(p.rows) for p in rows.where.of if isinstance(p, Has)}
    step = ways(table, part.table, lexicon, spoken)[0][1]
    there = next((p for p in rows.where.of if isinstance(p, Has) and table_of(p.rows) == step), None)
    inner = in_rows(there.rows if there else Rows(step), part, new_row=new_row, lexicon=lexicon)
    others = tuple(p for p in rows.where.of if p is not there)
    return replace(rows, where=All((Has(inner, there.how if there else "some"), *others)))


def _placed(rows: Rows, part: Cond, *, new_row: bool, lexicon: Lexicon) -> Rows:
    """The rows with the condition; a bare number takes the comparison of the one before: 换成50万."""
    gone = [p for p in rows.where.of if _gives_way(p, part, new_row=new_row, lexicon=lexicon)]
    kept = tuple(p for p in rows.where.of if p not in gone)
    new = tuple(_compared_as(p, gone) for p in as_all(part.pred).of)
    return replace(rows, where=All((*kept, *new)))


def _compared_as(new: Pred, gone: list[Pred]) -> Pred:
    same = [p for p in gone if isinstance(p, Cmp) and isinstance(new, Cmp) and p.left == new.left]
    if len(same) == 1 and isinstance(new, Cmp) and new.op == "=" and isinstance(same[0], Cmp):
        return replace(new, op=same[0].op)
    return new


def _with_child(preds: tuple[Pred, ...], part: Cond, lexicon: Lexicon) -> tuple[Pred, ...]:
    """A condition on rows that belong to these: in the place of one that looks at the same."""
    found = False
    made: list[Pred] = []
    for pred in preds:
        if not found and isinstance(pred, Has) and table_of(pred.rows) == part.table:
            found = True
            made.append(replace(pred, rows=in_rows(pred.rows, part, new_row=False, lexicon=lexicon)))
        else:
            made.append(pred)
    return tuple(made) if found else (*preds, Has(Rows(part.table, as_all(part.pred)), "some"))


def _gives_way(old: Pred, part: Cond, *, new_row: bool, lexicon: Lexicon) -> bool:
    """Whether the old condition is on a column of the new one: names and classes of a row are one such place."""
    if isinstance(part.pred, Not):
        return False  # 不算司法救助, after 不算装备购置 or 甲和乙: what was said holds, too
    now = columns_of(part.pred)
    before = frozenset(c for c in columns_of(old) if c.table in {n.table for n in now})
    if before & now:
        return True
    if not before or not now:
        return False
    roles = {role(c, lexicon) for c in before}
    if new_row and roles <= {"name", "identity"}:
        return True
    called = {"name", "class"}
    return roles <= called and any(role(c, lexicon) in called for c in now)
