"""Rows, conditions and terms to SQL text.

What lies below a row is asked for by EXISTS and scalar subqueries, never by a join: that would count a budget once for
each of its indicators.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jxquery.compile.best import best_of
from jxquery.compile.headings import base_table, heading
from jxquery.compile.reached import is_told, told
from jxquery.compile.row import Context, Row, Source, Within, quoted
from jxquery.compile.targets import SQL_OP, meets
from jxquery.types import (
    Agg,
    All,
    Blank,
    Calc,
    Cmp,
    Col,
    Groups,
    Has,
    In,
    Lit,
    Named,
    Not,
    Place,
    Reached,
    Rows,
    Says,
    Shared,
    Some,
    Wordy,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from jxquery.schema.model import Schema, TargetDef
    from jxquery.types import Op, Pred, Scalar, Term

SOURCE_TABLE, SOURCE_KEY, SOURCE_FILE, PLACE = "来源", "来源编号", "文件", "位置"
VALUE = "#值"
_EXACT = "DECIMAL(38, 8)"  # a division gives a floating number else


class Builder:
    """Writes one statement: hands out aliases and parameters, and knows how the tables hang together."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.params: dict[str, Scalar] = {}
        self._aliases = 0
        self._values = 0

    def alias(self) -> str:
        """A fresh alias."""
        self._aliases += 1
        return f"t{self._aliases}"

    def bind(self, value: Scalar) -> str:
        """A parameter that holds the value."""
        name = f"p{len(self.params) + 1}"
        self.params[name] = value
        return f"${name}"

    # --- rows ----------------------------------------------------------------------------------------------------

    def rows(self, rows: Rows, outer: Row | None = None, shown: Collection[Agg] = ()) -> Source:
        """What a SELECT of these rows reads: all of them, or those that belong to the row `outer`.

        A figure over other rows that is compared, and is `shown` as well, is worked out once.
        """
        match rows.source:
            case str():
                source = Source(quoted(rows.source), Row(self.alias(), rows.source))
            case Rows():
                source = self.rows(rows.source, shown=shown)
            case Groups():
                source = self._grouped(rows, rows.source)
        tie, others = self._tie(rows, outer)
        twice = dict.fromkeys(a for p in others for a in compared(p) if a in shown and not source.row.holds(a))
        later = [p for p in others if any(a in twice for a in compared(p))]
        source.tests += [self.pred(p, source.row) for p in others if p not in later]
        for figure in twice:
            source = self.valued(source, figure)
        source.tests += [self.pred(p, source.row) for p in later]
        if rows.best is not None:
            source = best_of(self, source, rows, rows.best)
        if outer is not None:
            source.tests.append(self._related(base_table(rows), source.row, outer, tie))
        return source

    def _tie(self, rows: Rows, outer: Row | None) -> tuple[tuple[Pred, ...], tuple[Pred, ...]]:
        """What is said of the rows that tie these to the row `outer`, where such do, and all else that is said.

        The books of a reader that have a loan of 2024 are those that this reader borrowed in 2024.
        """
        between = None if outer is None else self._between(base_table(rows), self._table_of(outer))
        ties = [
            p for p in rows.where.of
            if isinstance(p, Has) and p.how == "some" and p.rows.source == between and p.rows.best is None
        ]  # fmt: skip
        if rows.best is not None or not ties:
            return (), rows.where.of
        return ties[0].rows.where.of, tuple(p for p in rows.where.of if p is not ties[0])

    def within(
        self, source: Source, made: Mapping[str, Callable[[], str]], known: Mapping[Term, str], tail: str = ""
    ) -> Source:
        """The rows with columns that are made of theirs (see `Within`)."""
        inner = Within(source, made, known, tail)
        return Source(inner, Row(self.alias(), source.row.context, inner))

    def valued(self, source: Source, term: Term) -> Source:
        """The rows with the value of a term, which is worked out once."""
        self._values += 1
        name = f"{VALUE}{self._values if self._values > 1 else ''}"
        return self.within(source, {name: lambda: self.term(term, source.row)}, {term: name})

    def _grouped(self, rows: Rows, groups: Groups) -> Source:
        of = self.rows(groups.of)
        by = [self.standard(c, of.row) for c in groups.by]
        figures = {f"#{n}": figure for n, figure in enumerate(groups.show, 1)}
        made: dict[str, Callable[[], str]] = {
            c.name: lambda sql=sql: sql  # type: ignore[misc]
            for c, sql in zip(groups.by, by, strict=True)
        }
        made |= {name: lambda a=a: self._figure(a, of.row) for name, a in figures.items()}  # type: ignore[misc]
        inner = Within(of, made, {a: name for name, a in figures.items()}, self._each_group(groups, by))
        if not by:
            inner.give("#1")  # a SELECT without any figure would give every row
        return Source(inner, Row(self.alias(), rows, inner))

    @staticmethod
    def _each_group(groups: Groups, by: list[str]) -> str:
        """All rows together are a group too: where nothing is counted, none if there are no rows."""
        if by:
            return f" GROUP BY {', '.join(by)}"
        return "" if any(a.fn == "count" for a in groups.show) else " HAVING count(*) > 0"

    # --- conditions ----------------------------------------------------------------------------------------------

    def pred(self, pred: Pred, row: Row) -> str:
        """A condition on the row."""
        match pred:
            case Reached():
                return told(self, pred, row)
            case Cmp(left, op, right):
                return told(self, pred, row) if is_told(pred, self.schema) else self._compare(left, op, right, row)
            case Named(col, values):
                return f"{self.standard(col, row)} {self._among(values)}"
            case Says(cols, words):
                tests = [f"contains({self.term(c, row)}, {self.bind(w)})" for c in cols for w in words]
                return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"
            case Has():
                return self._has(pred, row)
            case Shared(col, ""):
                return self._shared(col, row)
            case Shared(col, by):
                return self._all_shared(col, by, row)
            case Blank(col):
                return f"{self.column(col, row)} IS NULL"
            case Wordy(col):
                target = self.target(col)
                name = target.value if target else col.name
                number = self.column(Col(col.table, name), row)
                return f"({self.column(col, row)} IS NOT NULL AND {number} IS NULL)"
            case Not(of):
                return f"NOT coalesce({self.pred(of, row)}, FALSE)"
            case All(of):
                return self._joined(of, " AND ", row) if of else "TRUE"
            case Some(of):
                return self._joined(of, " OR ", row)

    def _joined(self, preds: Sequence[Pred], word: str, row: Row) -> str:
        tests = [self.pred(p, row) for p in preds]
        return tests[0] if len(tests) == 1 else f"({word.join(tests)})"

    def _among(self, values: Sequence[Scalar]) -> str:
        bound = ", ".join(map(self.bind, values))
        return f"= {bound}" if len(values) == 1 else f"IN ({bound})"

    def _has(self, has: Has, row: Row) -> str:
        above = self._row_above(has.rows, row)
        if above is not None and has.how == "some":
            return self.pred(has.rows.where, above)
        found = self.rows(has.rows, row).sql
        if has.how != "every" or has.meet is None:
            return f"{'NOT ' if has.how == 'none' else ''}EXISTS (SELECT 1 FROM {found})"
        failing = Rows(has.rows.source, All((*has.rows.where.of, Not(has.meet))), has.rows.best)
        return f"(EXISTS (SELECT 1 FROM {found}) AND NOT EXISTS (SELECT 1 FROM {self.rows(failing, row).sql}))"

    def _row_above(self, rows: Rows, row: Row) -> Row | None:
        """The one row above that is looked for among all rows of its table, if that is what `rows` say."""
        if not isinstance(row.context, str) or rows.best is not None or not rows.where.of:
            return None
        if rows.source not in self.schema.ancestors(row.context):
            return None
        return self._row_at(row, str(rows.source))

    def _shared(self, col: Col, row: Row) -> str:
        table = col.table
        other = self.alias()
        keys = [c.name for c in self.schema.table(table).having("key", "order")]
        same = " AND ".join(f"{other}.{quoted(k)} = {row.column(k)}" for k in keys)
        value = f"{other}.{quoted(col.name)} = {self.column(col, row)}"
        return f"EXISTS (SELECT 1 FROM {quoted(table)} AS {other} WHERE {value} AND NOT ({same}))"

    def _all_shared(self, col: Col, by: str, row: Row) -> str:
        """What belongs to another row of the table holds the same values, each as often, and no others."""
        key, value = quoted(str(self.schema.table(by).key)), quoted(col.name)
        counts = (
            f'(SELECT {key}, {value}, count(*) AS "n", sum(count(*)) OVER (PARTITION BY {key}) AS "all",'
            f' count(*) OVER (PARTITION BY {key}) AS "kinds" FROM {quoted(col.table)}'
            f" WHERE {value} IS NOT NULL GROUP BY {key}, {value})"
        )
        a, b = self.alias(), self.alias()
        same = " AND ".join(f"{a}.{name} = {b}.{name}" for name in (value, '"n"', '"all"', '"kinds"'))
        return (
            f"{self.column(Col(by, str(self.schema.table(by).key)), row)} IN (SELECT {a}.{key} FROM {counts} AS {a}"
            f" JOIN {counts} AS {b} ON {same} AND {a}.{key} <> {b}.{key}"
            f' GROUP BY {a}.{key}, {b}.{key}, {a}."kinds" HAVING count(*) = {a}."kinds")'
        )

    def _compare(self, left: Term, op: Op, right: Term, row: Row) -> str:
        target = self.target(left)
        if target is not None and isinstance(left, Col):
            return meets(self, left, op, right, row)
        if isinstance(right, Lit) and isinstance(right.value, Decimal) and right.unit:
            own = heading(left, self.schema)[1]
            value = self.schema.units.convert(right.value, right.unit, own) if own else None
            right = Lit(right.value if value is None else value, own)
        compared = self._percent(left, row) if isinstance(left, Calc) and left.op == "percent" else self.term(left, row)
        return f"{compared} {SQL_OP[op]} {self._bound(left, right, row)}"

    def _bound(self, left: Term, right: Term, row: Row) -> str:
        """What `left` is compared with: whole numbers with a whole one. A decimal would have every value cast to it."""
        if isinstance(right, Lit) and isinstance(right.value, Decimal) and self._is_whole(left):
            number = int(right.value)
            return self.bind(number if number == right.value else right.value)
        return self.term(right, row)

    def _is_whole(self, term: Term) -> bool:
        match term:
            case Col(table, name):
                return self.schema.table(table).column(name).type == "integer"
            case Agg(fn):
                return fn == "count"
            case _:
                return False

    def _percent(self, ratio: Calc, row: Row) -> str:
        """The ratio as it is compared: what is shown is rounded."""
        return f"100 * {self.term(ratio.left, row)} / nullif({self.term(ratio.right, row)}, 0)"

    # --- terms ---------------------------------------------------------------------------------------------------

    def term(self, term: Term, row: Row) -> str:
        """The value of a term for the row."""
        known = row.holds(term)
        if known is not None:
            return row.column(known)
        match term:
            case Lit(value):
                return self.bind(value)
            case Col():
                return self.column(term, row)
            case In(of, unit):
                return self._converted(of, unit, row)
            case Agg():
                return self._aggregate(term, row)
            case Place():
                return self._place(term, row)
            case Calc(op, left, right):
                if op == "percent":
                    return f"round({self._percent(term, row)}, 2)"
                a, b = self.term(left, row), self.term(right, row)
                # An average is a floating number, what is left of an amount is not.
                return f"({a} * {b})" if op == "times" else f"CAST({a} - {b} AS {_EXACT})"

    def standard(self, term: Term, row: Row) -> str:
        """The value of a term to choose or group rows by: a class goes by its standard name, not as it was written."""
        if isinstance(term, Col) and isinstance(row.context, str):
            name = self.schema.table(term.table).column(term.name).standard
            if name:
                return self.column(Col(term.table, name), row)
        return self.term(term, row)

    def column(self, col: Col, row: Row) -> str:
        """The column of the row, or of the row above it that has it."""
        return self._row_at(row, col.table).column(col.name)

    def _row_at(self, row: Row, table: str) -> Row:
        """The row itself, or the one of the table that it belongs to. Raises `LookupError` where there is none."""
        if not isinstance(row.context, str) or table == row.context:
            return row
        if table not in self.schema.ancestors(row.context):
            message = f"{row.context} does not belong to {table}"
            raise LookupError(message)
        for parent in self.schema.upwards(row.context, table)[1:]:
            row = self._above(row, parent)
        return row

    def _above(self, row: Row, parent: str) -> Row:
        """The row of the parent table that the row belongs to, joined once."""
        if parent not in row.above:
            above = row.above[parent] = Row(self.alias(), parent)
            above.joins = row.joins
            key = self._key(parent)
            row.joins.append(f" LEFT JOIN {quoted(parent)} AS {above.alias} ON {above.column(key)} = {row.column(key)}")
        return row.above[parent]

    def _converted(self, of: Term, unit: str, row: Row) -> str:
        target = self.target(of)
        if not unit and target is not None and isinstance(of, Col):
            return self.column(Col(of.table, target.value), row)
        wanted = self.schema.units.by_word[unit]
        if target is not None and isinstance(of, Col):
            base = self.column(Col(of.table, target.base_unit), row)
            value = self.column(Col(of.table, target.base_value), row)
            converted = f"CAST({value} / {self.bind(wanted.factor)} AS {_EXACT})"
            return f"CASE WHEN {base} = {self.bind(wanted.base)} THEN {converted} END"
        own = heading(of, self.schema)[1]
        if own is None or own == unit:
            return self.term(of, row)
        factor = self.schema.units.by_word[own].factor
        value = self.term(of, row)
        if factor >= wanted.factor:
            return f"({value} * {self.bind(factor / wanted.factor)})"
        return f"CAST({value} / {self.bind(wanted.factor / factor)} AS {_EXACT})"

    def _aggregate(self, agg: Agg, row: Row) -> str:
        source = self.rows(agg.over, row if agg.own else None)
        return f"(SELECT {self._figure(agg, source.row)} FROM {source.sql})"

    def _place(self, place: Place, row: Row) -> str:
        value, others = self.term(place.by, row), self.rows(place.over)
        others.tests.append(f"{self.term(place.by, others.row)} {'>' if place.desc else '<'} {value}")
        return f"CASE WHEN {value} IS NOT NULL THEN (SELECT count(*) + 1 FROM {others.sql}) END"

    def _figure(self, agg: Agg, row: Row) -> str:
        return f"{agg.fn}({'*' if agg.of is None else self.term(agg.of, row)})"

    # --- how tables hang together --------------------------------------------------------------------------------

    def _related(self, table: str, inner: Row, outer: Row, tie: tuple[Pred, ...] = ()) -> str:
        """That `inner`, a row of `table`, belongs to `outer`: its child, its parent, itself, or its sibling.

        Rows are tied by the nearest table that both are of or belong to, whatever the number of levels between; else
        by rows that belong to both and meet `tie`: books of a reader are those of a loan by them.
        """
        own = self._table_of(outer)
        if table == own:
            keys = [c.name for c in self.schema.table(own).having("key", "order")]
            return " AND ".join(f"{inner.column(key)} = {outer.column(key)}" for key in keys)
        shared = self._shared_above(table, own)
        if shared is None:
            return self._tied(table, inner, outer, tie)
        return f"{self._key_at(inner, table, shared)} = {self._key_at(outer, own, shared)}"

    @staticmethod
    def _table_of(row: Row) -> str:
        """The table that the row is of, or was made of."""
        return row.context if isinstance(row.context, str) else base_table(row.context)

    def _shared_above(self, table: str, own: str) -> str | None:
        """The nearest table that rows of both are of or belong to."""
        others = (table, *self.schema.ancestors(table))
        return next((t for t in (own, *self.schema.ancestors(own)) if t in others), None)

    def _between(self, table: str, own: str) -> str | None:
        """The table whose rows tie rows of the two, where nothing above does."""
        return None if self._shared_above(table, own) else next(iter(self.schema.between(table, own)), None)

    def _tied(self, table: str, inner: Row, outer: Row, tie: tuple[Pred, ...]) -> str:
        """That a row that belongs to both meets the conditions `tie`."""
        own = self._table_of(outer)
        between = self._between(table, own)
        if between is None:
            message = f"{table} and {own} do not hang together"
            raise LookupError(message)
        both = Source(quoted(between), Row(self.alias(), between))
        for name, row in ((table, inner), (own, outer)):
            both.tests.append(f"{self._key_at(both.row, between, name)} = {row.column(self._key(name))}")
        both.tests += [self.pred(p, both.row) for p in tie]
        return f"EXISTS (SELECT 1 FROM {both.sql})"

    def _key_at(self, row: Row, table: str, above: str) -> str:
        """The key of the row of `above` that the row of `table` is, or belongs to."""
        step = (above, *self.schema.upwards(table, above))[-2]
        return self.column(Col(step, self._key(above)), row)

    def target(self, term: Term) -> TargetDef | None:
        """How the column holds targets, if it does."""
        if not isinstance(term, Col):
            return None
        return self.schema.table(term.table).reading(term.name)

    def _key(self, table: str) -> str:
        key = self.schema.table(table).key
        if key is None:
            message = f"{table} has no key"
            raise LookupError(message)
        return key


def context_of(rows: Rows) -> Context:
    """The table whose rows these are, or the rows themselves where they are groups."""
    match rows.source:
        case str():
            return rows.source
        case Rows():
            return context_of(rows.source)
        case Groups():
            return rows


def compared(pred: Pred) -> Iterator[Agg]:
    """The figures over other rows that the condition compares, of the row itself."""
    match pred:
        case Cmp(left, _, right):
            yield from figures_in(left)
            yield from figures_in(right)
        case Not(of):
            yield from compared(of)
        case All(of) | Some(of):
            for each in of:
                yield from compared(each)
        case _:
            pass


def figures_in(term: Term) -> Iterator[Agg]:
    """The figures over other rows that the term is made of."""
    match term:
        case Agg():
            yield term
        case Calc(_, left, right):
            yield from figures_in(left)
            yield from figures_in(right)
        case In(of):
            yield from figures_in(of)
        case _:
            pass
