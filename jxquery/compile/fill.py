"""Fills a template's slots from a `Query`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.compile.accounting import (
    SOURCE,
    SPOT,
    Account,
    Statement,
    account,
    document_order,
    numeric_conditions,
    place,
)
from jxquery.compile.builder import Builder, context_of
from jxquery.compile.headings import base_table, heading, value_type
from jxquery.compile.row import quoted
from jxquery.types import Agg, Col, Column, Groups, In, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jxquery.schema.model import Schema
    from jxquery.templates import Item, Slot, Template
    from jxquery.types import Fill, Query, Rows, Term


class Compiled(Struct, frozen=True):
    """The answer's statement and its columns, and what accounts for it.

    `traced`: the last two columns of the statement are the number of the file and the place, one source a row. Slots
    whose rows carry none have an account. `wordy` count the targets in words that a comparison by number passed over,
    `unsettled` those in units without an exact ratio to the bound's unit, with that unit, `untold` rows of which it
    cannot be told how two of their values compare.
    """

    main: Statement
    columns: tuple[Column, ...]
    traced: bool
    accounts: tuple[Account, ...]
    wordy: tuple[Statement, ...]
    unsettled: tuple[tuple[str, Statement], ...]
    untold: tuple[Statement, ...]


def compile_query(query: Query, template: Template, schema: Schema, watched: frozenset[Col] = frozenset()) -> Compiled:
    """Fill the template: the query must fill each of its slots. `watched` is what figures are accounted for by."""
    fills = dict(query.slots)
    build = Builder(schema)
    traced = any(slot.rows for slot in template.slots)
    bodies = [f"{quoted(s.name)} AS ({_body(build, query, fills[s.name], s)})" for s in template.slots]
    select = [sql for item in template.select for sql in _expand(item, fills)]
    if traced:
        select += [quoted(SOURCE), quoted(SPOT)]
    group = [sql for item in template.group for sql in _expand(item, fills)]
    order = _order(query, template, fills, schema)
    sql = f"WITH {', '.join(bodies)} SELECT {', '.join(select)} {template.source}"
    sql += f" GROUP BY {', '.join(group)}" if group else ""
    sql += f" HAVING {template.having}" if template.having else ""
    sql += f" ORDER BY {', '.join(order)}" if order else ""
    placeless = [(fills[s.name], s) for s in template.slots if not _has_place(fills[s.name], s)]
    seen = watched.difference(p for p in parts(query) if isinstance(p, Col))
    over = [a.over for a in parts(query.slots) if isinstance(a, Agg) and a.own]
    looked_at = [
        n for rows in (*(fills[s.name].rows for s in template.slots), *over) for n in numeric_conditions(rows, schema)
    ]
    numeric = tuple(dict.fromkeys(looked_at))
    return Compiled(
        main=Statement(sql, dict(build.params)),
        columns=_columns(template, fills, schema),
        traced=traced,
        accounts=tuple(
            account(f.rows, _keys(f, s), frozenset() if _by_row(f, traced) else seen, schema) for f, s in placeless
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


def _body(build: Builder, query: Query, fill: Fill, slot: Slot) -> str:
    """A slot's SELECT. Where the answer's rows are its rows, it also gives their order, file and place."""
    source = build.rows(fill.rows)
    row = source.row
    shown = dict(fill.show)
    items: list[str] = []
    for column in slot.columns:
        terms = shown.get(column.name, ())
        names = [_numbered(column.name, n) for n in range(1, len(terms) + 1)] if column.star else [column.name]
        shown_as = build.term if slot.rows else build.standard
        items += [f"{shown_as(t, row)} AS {quoted(n)}" for t, n in zip(terms, names, strict=True)]
    if slot.rows:
        keys = [build.term(t, row) for t, _ in query.order]
        keys += map(row.column, document_order(fill.rows, build.schema))
        items += [f"{sql} AS {quoted(f'#{n}')}" for n, sql in enumerate(keys, 1)]
        items += (
            place(row) if isinstance(row.context, str) else [f"NULL AS {quoted(SOURCE)}", f"NULL AS {quoted(SPOT)}"]
        )
    return f"SELECT {', '.join(items) or '1'} FROM {source.sql}"


def _numbered(name: str, number: int) -> str:
    return f"{name.removesuffix('*')}{number}"


def _expand(item: Item, fills: Mapping[str, Fill]) -> list[str]:
    """The item as it stands, or once for each term that its starred column was filled with."""
    if item.star is None or item.slot is None:
        return [item.sql]
    terms = dict(fills[item.slot].show).get(item.star, ())
    return [item.sql.replace(quoted(item.star), quoted(_numbered(item.star, n))) for n in range(1, len(terms) + 1)]


def _order(query: Query, template: Template, fills: Mapping[str, Fill], schema: Schema) -> list[str]:
    """By the query's terms, then as the document (where rows are listed) or the template has it."""
    directions = ["DESC NULLS LAST" if desc else "ASC NULLS LAST" for _, desc in query.order]
    listed = next((s for s in template.slots if s.rows), None)
    if listed is not None:
        directions += ["ASC"] * len(document_order(fills[listed.name].rows, schema))
        return [f"{quoted(f'#{n}')} {d}" for n, d in enumerate(directions, 1)]
    wanted = []
    for (term, _), direction in zip(query.order, directions, strict=True):
        for slot in template.slots:
            for name, terms in fills[slot.name].show:
                if term in terms:
                    wanted.append(f"{quoted(_numbered(name, terms.index(term) + 1))} {direction}")
    return wanted + [sql for item in template.order for sql in _expand(item, fills)]


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
