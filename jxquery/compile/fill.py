"""Fills a template's slots from a `Query`, and writes the statements that account for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.compile.builder import PLACE, SOURCE_FILE, SOURCE_KEY, SOURCE_TABLE, Builder, Row, context_of, quoted
from jxquery.compile.headings import base_table, heading, value_type
from jxquery.types import All, Cmp, Col, Column, Groups, Has, In, Lit, Not, Rows, Some, Wordy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jxquery.schema.model import Schema
    from jxquery.templates import Item, Slot, Template
    from jxquery.types import Fill, Pred, Query, Scalar, Term

_SOURCE, _SPOT, _TOTAL = "#来源", "#位置", "#总数"
_FILES = f"SELECT {quoted(SOURCE_KEY)}, {quoted(SOURCE_FILE)} FROM {quoted(SOURCE_TABLE)}"
SOURCES_SHOWN = 20


class Statement(Struct, frozen=True):
    """SQL with named parameters."""

    sql: str
    params: Mapping[str, Scalar]


class Compiled(Struct, frozen=True):
    """The answer's statement and its columns, and what accounts for it.

    `traced`: the last two columns of the statement are the number of the file and the place, one source a row. Else
    `sources` gives for each slot its key columns, those two, and the number of rows in all. `wordy` count the targets
    in words that a comparison by number passed over; `covered` list the periods and contexts that a figure was taken
    over.
    """

    main: Statement
    columns: tuple[Column, ...]
    traced: bool
    sources: tuple[Statement, ...]
    wordy: tuple[Statement, ...]
    covered: tuple[tuple[Col, Statement], ...]


def compile_query(query: Query, template: Template, schema: Schema) -> Compiled:
    """Fill the template: the query must fill each of its slots."""
    fills = dict(query.slots)
    build = Builder(schema)
    traced = any(slot.rows for slot in template.slots)
    bodies = [f"{quoted(s.name)} AS ({_body(build, query, fills[s.name], s)})" for s in template.slots]
    select = [sql for item in template.select for sql in _expand(item, fills)]
    if traced:
        select += [quoted(_SOURCE), quoted(_SPOT)]
    group = [sql for item in template.group for sql in _expand(item, fills)]
    order = _order(query, template, fills, schema)
    sql = f"WITH {', '.join(bodies)} SELECT {', '.join(select)} {template.source}"
    sql += f" GROUP BY {', '.join(group)}" if group else ""
    sql += f" HAVING {template.having}" if template.having else ""
    sql += f" ORDER BY {', '.join(order)}" if order else ""
    rows = [fills[s.name].rows for s in template.slots]
    return Compiled(
        main=Statement(sql, dict(build.params)),
        columns=_columns(template, fills, schema),
        traced=traced,
        sources=tuple(_sources(fills[s.name], s, schema) for s in template.slots if not _has_place(fills[s.name], s)),
        wordy=tuple(count_rows(w, schema) for r in rows for w in _wordy(r, schema)),
        covered=tuple(c for f in fills.values() if not _by_row(f, traced) for c in _covered(f.rows, schema)),
    )


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
        keys += map(row.column, _document_order(fill.rows, build.schema))
        items += [f"{sql} AS {quoted(f'#{n}')}" for n, sql in enumerate(keys, 1)]
        items += (
            _place(row) if isinstance(row.context, str) else [f"NULL AS {quoted(_SOURCE)}", f"NULL AS {quoted(_SPOT)}"]
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


def _document_order(rows: Rows, schema: Schema) -> list[str]:
    context = context_of(rows)
    return [c.name for c in schema.table(context).having("key", "order")] if isinstance(context, str) else []


def _order(query: Query, template: Template, fills: Mapping[str, Fill], schema: Schema) -> list[str]:
    """By the query's terms, then as the document (where rows are listed) or the template has it."""
    directions = ["DESC NULLS LAST" if desc else "ASC NULLS LAST" for _, desc in query.order]
    listed = next((s for s in template.slots if s.rows), None)
    if listed is not None:
        directions += ["ASC"] * len(_document_order(fills[listed.name].rows, schema))
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
    tables = {base_table(f.rows) for f in fills.values()}
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


# --- what accounts for an answer ---------------------------------------------------------------------------------


def _place(row: Row) -> list[str]:
    return [f"{row.column(SOURCE_KEY)} AS {quoted(_SOURCE)}", f"{row.column(PLACE)} AS {quoted(_SPOT)}"]


def _by_row(fill: Fill, traced: bool) -> bool:  # noqa: FBT001 - as it stands in `Compiled`
    """Whether a row of the answer is a row of a table, or of groups of them, and not a figure over all."""
    return traced and not (isinstance(fill.rows.source, Groups) and not fill.rows.source.by)


def _has_place(fill: Fill, slot: Slot) -> bool:
    """Whether each row of the answer carries its own file and place."""
    return slot.rows and isinstance(context_of(fill.rows), str)


def _underlying(rows: Rows) -> Rows:
    """The rows of a table that rows of groups were made of."""
    return _underlying(rows.source.of) if isinstance(rows.source, Groups) else rows


def _sources(fill: Fill, slot: Slot, schema: Schema) -> Statement:
    build = Builder(schema)
    rows = _underlying(fill.rows)
    source = build.rows(rows)
    row = source.row
    keys = {c.name for c in slot.columns if c.role == "key"}
    terms = [t for name, terms in fill.show if name in keys for t in terms]
    items = [f"{build.term(t, row)} AS {quoted(f'#{n}')}" for n, t in enumerate(terms, 1)]
    items += [*_place(row), f"count(*) OVER () AS {quoted(_TOTAL)}"]
    order = ", ".join(map(row.column, _document_order(rows, schema)))
    return Statement(
        f"SELECT {', '.join(items)} FROM {source.sql} ORDER BY {order} LIMIT {SOURCES_SHOWN}", dict(build.params)
    )


def count_rows(rows: Rows, schema: Schema) -> Statement:
    """The number of the rows."""
    build = Builder(schema)
    source = build.rows(rows)
    return Statement(f"SELECT count(*) FROM {source.sql}", dict(build.params))


def all_files(limit: int | None = None) -> Statement:
    """The number and the name of every file that is loaded, in the order of loading."""
    return Statement(f"{_FILES} ORDER BY {quoted(SOURCE_KEY)}" + (f" LIMIT {limit}" if limit else ""), {})


def files_of(numbers: Sequence[int]) -> Statement:
    """The number and the name of each of these files."""
    params = {f"p{n}": number for n, number in enumerate(numbers, 1)}
    listed = ", ".join(f"${name}" for name in params)
    return Statement(f"{_FILES} WHERE {quoted(SOURCE_KEY)} IN ({listed})", params)


def _covered(rows: Rows, schema: Schema) -> Iterator[tuple[Col, Statement]]:
    """The distinct values of the periods and contexts among the rows."""
    rows = _underlying(rows)
    table = schema.table(base_table(rows))
    owners = [table, *(schema.table(name) for name in schema.ancestors(table.name))]
    periods = next((found for o in owners if (found := [Col(o.name, c.name) for c in o.having("period")])), [])
    for column in (*periods, *(Col(o.name, c.name) for o in owners for c in o.having("context"))):
        build = Builder(schema)
        source = build.rows(rows)
        value = build.term(column, source.row)
        yield (
            column,
            Statement(f"SELECT DISTINCT {value} AS v FROM {source.sql} ORDER BY v LIMIT 9", dict(build.params)),
        )


def _wordy(rows: Rows, schema: Schema) -> Iterator[Rows]:
    """For each condition that compares a target by number: the rows that it would look at but whose target is words."""
    if isinstance(rows.source, Rows):
        yield from _wordy(rows.source, schema)
    table = base_table(rows)
    yield from _wordy_of(rows.where.of, table, schema)


def _wordy_of(preds: tuple[Pred, ...], table: str, schema: Schema) -> Iterator[Rows]:
    by_number = [p for p in preds if _by_number(p, schema)]
    if by_number and isinstance(by_number[0], Cmp) and isinstance(by_number[0].left, Col):
        others = tuple(p for p in preds if p not in by_number)
        yield Rows(table, All((*others, Wordy(by_number[0].left))))
    for pred in preds:
        match pred:
            case Has(inner):
                yield from _wordy_of(inner.where.of, base_table(inner), schema)
            case All(of) | Some(of):
                yield from _wordy_of(of, table, schema)
            case Not(of):
                yield from _wordy_of((of,), table, schema)
            case _:
                pass


def _by_number(pred: Pred, schema: Schema) -> bool:
    if not isinstance(pred, Cmp) or not isinstance(pred.left, Col):
        return False
    target = schema.table(pred.left.table).target
    by_words = isinstance(pred.right, Lit) and isinstance(pred.right.value, str)
    return target is not None and target.written == pred.left.name and not by_words
