"""Fills a template's slots from a `Query`."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.compile.accounting import (
    Account,
    Statement,
    account,
    document_order,
    numeric_conditions,
    of_one_name,
    place,
)
from jxquery.compile.builder import PLACE, SOURCE_KEY, Builder
from jxquery.compile.figures import figures_in
from jxquery.compile.headings import base_table, heading, value_type
from jxquery.compile.row import Source, context_of, is_column, quoted
from jxquery.patterns import regex
from jxquery.types import Agg, Col, Column, Groups, In, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jxquery.schema.model import Schema
    from jxquery.templates import Item, Slot, Template
    from jxquery.types import Fill, Query, Rows, Term

_NAME = regex(r'"(?:[^"]|"")+"')
_ANY_ROW = "COUNT(*) > 0"  # so it is with each group, and only without groups it says something


class Compiled(Struct, frozen=True):
    """The answer's statement and its columns, and what accounts for it.

    `traced`: a row of the answer is a row of a slot; where it has a file and a place of its own, the file's number and
    the place are the last two columns of the statement. Slots whose rows have none have an account. `wordy` count the
    targets in words that a comparison by number passed over, `unsettled` those in units without an exact ratio to the
    bound's unit, with that unit, `untold` rows of which it cannot be told how two of their values compare.
    """

    main: Statement
    columns: tuple[Column, ...]
    traced: bool
    accounts: tuple[Account, ...]
    wordy: tuple[Statement, ...]
    unsettled: tuple[tuple[str, Statement], ...]
    untold: tuple[Statement, ...]


class _Filled(Struct, frozen=True):
    """What a slot is filled with: its rows, and SQL for each term of each of its columns.

    Where its rows are the answer's: `order`, what they are in the order of, with the name of the column that shows it,
    if any, and `place`, the columns of their file and place.
    """

    source: Source
    columns: Mapping[str, tuple[str, ...]]
    order: tuple[tuple[str, str], ...] = ()
    place: tuple[str, ...] = ()


def compile_query(
    query: Query,
    template: Template,
    schema: Schema,
    watched: frozenset[Col] = frozenset(),
    single: frozenset[Col] = frozenset(),
) -> Compiled:
    """Fill the template: the query must fill each of its slots. `watched` is what figures are accounted for by.

    In the columns `single` no two rows share a name, so that the row of one needs no order.
    The rows of a slot that is all that the template reads stand in its place; others are CTEs.
    """
    fills = dict(query.slots)
    build = Builder(schema, single)
    traced = any(slot.rows for slot in template.slots)
    filled = {s.name: _filled(build, query, fills[s.name], s) for s in template.slots}
    grouped_by = [sql for item in template.group for sql, _ in _expand(item, filled)]
    if template.alone and all(map(is_column, grouped_by)):
        (only,) = filled.values()
        ctes, source = "", f"FROM {only.source.sql}"
    else:
        ctes = f"WITH {', '.join(f'{quoted(name)} AS ({_cte(slot)})' for name, slot in filled.items())} "
        source, filled = template.source, {name: _of_cte(slot) for name, slot in filled.items()}
    select = [_called(*each) for item in template.select for each in _expand(item, filled)]
    select += [place for slot in filled.values() for place in slot.place]
    group = [sql for item in template.group for sql, _ in _expand(item, filled)]
    order = _order(query, template, fills, filled)
    sql = f"{ctes}SELECT {', '.join(select)} {source}"
    sql += f" GROUP BY {', '.join(group)}" if group else ""
    having = "" if group and template.having == _ANY_ROW else template.having
    sql += f" HAVING {_written(having, _single(filled))}" if having else ""
    sql += f" ORDER BY {', '.join(order)}" if order else ""
    placeless = [(fills[s.name], s) for s in template.slots if not _has_place(fills[s.name], s)]
    figures = [(f, s) for f, s in placeless if not _by_row(f, traced)]
    nodes = tuple(parts(query.slots))
    seen = watched.difference(n for n in (*nodes, *parts(query.order)) if isinstance(n, Col))
    over = [n.over for n in nodes if isinstance(n, Agg) and n.own]
    looked_at = [
        n for rows in (*(fills[s.name].rows for s in template.slots), *over) for n in numeric_conditions(rows, schema)
    ]
    numeric = tuple(dict.fromkeys(looked_at))
    return Compiled(
        main=Statement(sql, dict(build.params)),
        columns=_columns(template, fills, schema),
        traced=traced,
        accounts=tuple(
            account(f.rows, _keys(f, s), seen if (f, s) in figures else frozenset(), schema, single)
            for f, s in placeless
        ),
        wordy=tuple(found for n in numeric for found in n.wordy(schema)),
        unsettled=tuple(found for n in numeric for found in n.unsettled(schema)),
        untold=tuple(found for n in numeric for found in n.untold(schema)),
    )


def _keys(fill: Fill, slot: Slot) -> tuple[Term, ...]:
    """What leads each row of the slot's answer."""
    names = {c.name for c in slot.columns if c.role == "key"}
    return tuple(t for name, terms in fill.show if name in names for t in terms)


def _has_place(fill: Fill, slot: Slot) -> bool:
    """Whether each row of the answer carries its own file and place."""
    return slot.rows and isinstance(context_of(fill.rows), str)


def _filled(build: Builder, query: Query, fill: Fill, slot: Slot) -> _Filled:
    """A slot's rows and columns."""
    shown = dict(fill.show)
    terms = [(column.name, n, t) for column in slot.columns for n, t in enumerate(shown.get(column.name, ()), 1)]
    one = of_one_name(fill.rows, build.single)
    ordered = query.order if slot.rows and not one else ()
    figures = [f for t in dict.fromkeys((*(t for *_, t in terms), *(t for t, _ in ordered))) for f in figures_in(t)]
    source = build.rows(fill.rows, shown=figures)
    for figure in dict.fromkeys(figures):
        if figures.count(figure) > 1 and not build.at_hand(figure, source.row):
            source = build.valued(source, figure)
    row = source.row
    write = build.term if slot.rows else build.standard
    columns: dict[str, tuple[str, ...]] = {column.name: () for column in slot.columns}
    written: dict[Term, tuple[str, str]] = {}
    for name, number, term in terms:
        sql = write(term, row)
        columns[name] += (sql,)
        written.setdefault(term, (sql, _numbered(name, number)))
    if not slot.rows:
        return _Filled(source, columns)
    order = [written[t] if t in written else (build.term(t, row), "") for t, _ in ordered]
    order += [(row.column(name), "") for name in (() if one else document_order(fill.rows, build.schema))]
    return _Filled(source, columns, tuple(order), tuple(place(row)) if isinstance(row.context, str) else ())


def _cte(slot: _Filled) -> str:
    """The slot's SELECT; where the answer's rows are its rows, it gives their order, file and place as well."""
    items = [
        f"{sql} AS {quoted(_numbered(name, n))}" for name, of in slot.columns.items() for n, sql in enumerate(of, 1)
    ]
    items += [f"{sql} AS {quoted(f'#{n}')}" for n, (sql, shown) in enumerate(slot.order, 1) if not shown]
    return f"SELECT {', '.join((*items, *slot.place)) or '1'} FROM {slot.source.sql}"


def _of_cte(slot: _Filled) -> _Filled:
    """The slot as it is read from its CTE."""
    return _Filled(
        slot.source,
        {name: tuple(quoted(_numbered(name, n)) for n, _ in enumerate(of, 1)) for name, of in slot.columns.items()},
        tuple((quoted(shown or f"#{n}"), shown) for n, (_, shown) in enumerate(slot.order, 1)),
        tuple(quoted(name) for name in (SOURCE_KEY, PLACE)[: len(slot.place)]),
    )


def _numbered(name: str, number: int) -> str:
    return f"{name.removesuffix('*')}{number}" if name.endswith("*") else name


def _expand(item: Item, filled: Mapping[str, _Filled]) -> list[tuple[str, str]]:
    """The item and its name, once, or for each term that its starred column was filled with."""
    if item.star is None or item.slot is None:
        return [(_written(item.sql, _single(filled)), item.alias)]
    terms, star = filled[item.slot].columns[item.star], quoted(item.star)
    if item.sql == star:
        return [(sql, _numbered(item.alias, n)) for n, sql in enumerate(terms, 1)]
    names = _single(filled)
    return [(_written(item.sql, {**names, star: sql}), _numbered(item.alias, n)) for n, sql in enumerate(terms, 1)]


def _single(filled: Mapping[str, _Filled]) -> dict[str, str]:
    """The columns of slots that stand for one term, as a template names them."""
    columns = (column for slot in filled.values() for column in slot.columns.items())
    return {quoted(name): of[0] for name, of in columns if of and not name.endswith("*")}


def _written(sql: str, columns: Mapping[str, str]) -> str:
    """A part of a template with these columns in place of their names."""
    return _NAME.sub(lambda name: columns.get(name[0], name[0]), sql)


def _called(sql: str, name: str) -> str:
    """The item of a SELECT by its name; a column keeps its own."""
    return sql if is_column(sql) or sql == quoted(name) else f"{sql} AS {quoted(name)}"


def _order(query: Query, template: Template, fills: Mapping[str, Fill], filled: Mapping[str, _Filled]) -> list[str]:
    """By the query's terms, then as the document (where rows are listed) or the template has it."""
    ways = ["DESC NULLS LAST" if desc else "NULLS LAST" for _, desc in query.order]
    listed = next((s for s in template.slots if s.rows), None)
    if listed is not None:
        keys = [sql if is_column(sql) or not shown else quoted(shown) for sql, shown in filled[listed.name].order]
        return [f"{key} {way}".rstrip() for key, way in zip(keys, chain(ways, repeat("")), strict=False)]
    wanted = []
    for (term, _), way in zip(query.order, ways, strict=True):
        for item in template.select:
            terms = dict(fills[item.slot].show).get(item.star, ()) if item.slot and item.star else ()
            if term in terms:
                sql, name = _expand(item, filled)[terms.index(term)]
                wanted.append(f"{sql if is_column(sql) else quoted(name)} {way}")
    return wanted + [sql for item in template.order for sql, _ in _expand(item, filled)]


def _columns(template: Template, fills: Mapping[str, Fill], schema: Schema) -> tuple[Column, ...]:
    roles = {c.name: c.role for s in template.slots for c in s.columns}
    made = {m.name: m for m in template.made}
    tables = {_what_is_counted(f.rows) for f in fills.values()}
    found: list[Column] = []
    for item in template.select:
        shown = template.headings.get(item.alias, "{}" if item.star else item.alias)
        if item.star is None or item.slot is None:
            own = made.get(item.alias)
            unit = own.unit if own and own.unit else _common_unit(fills, schema)
            found.append(
                Column(shown.replace("{}", "、".join(sorted(tables))), "number", own.role if own else "answer", unit)
            )
            continue
        for term in dict(fills[item.slot].show).get(item.star, ()):
            name, unit = heading(term, schema)
            role = roles[item.star]
            kind = "number" if role is None else value_type(term, schema)
            adds = _adds_up(term, fills[item.slot], template, item, schema)
            found.append(Column(shown.replace("{}", name), kind, role or "answer", unit if role else None, adds))
    return tuple(found)


def _what_is_counted(rows: Rows) -> str:
    """What a row is: of groups, each combination of what they were grouped by."""
    return "、".join(c.name for c in rows.source.by) if isinstance(rows.source, Groups) else base_table(rows)


def _adds_up(term: Term, fill: Fill, template: Template, item: Item, schema: Schema) -> bool:
    """Whether no amount stands in two rows: rows listed with their own measures, or sums over groups apart."""
    col = term.of if isinstance(term, In) else term
    if not isinstance(col, Col) or col.table != base_table(fill.rows):
        return False
    column = schema.table(col.table).column(col.name)
    if column.role != "measure" or not column.adds_up:
        return False
    if any(slot.rows for slot in template.slots):
        return True
    groups = [t for name, terms in fill.show if name != item.star for t in terms]
    apart = {col.table, *schema.ancestors(col.table)}
    return item.sql.upper().startswith("SUM(") and all(isinstance(g, Col) and g.table in apart for g in groups)


def _common_unit(fills: Mapping[str, Fill], schema: Schema) -> str | None:
    units = {heading(t, schema)[1] for f in fills.values() for _, terms in f.show for t in terms}
    return units.pop() if len(units) == 1 else None


def _by_row(fill: Fill, traced: bool) -> bool:  # noqa: FBT001 - as it stands in `Compiled`
    """Whether a row of the answer is a row of a table, or of groups of them, and not a figure over all."""
    return traced and not (isinstance(fill.rows.source, Groups) and not fill.rows.source.by)
