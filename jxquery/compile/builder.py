"""Rows, conditions and terms to SQL text.

What lies below a row is asked for by IN, EXISTS and scalar subqueries, never by a join with its rows: that would count
a budget once for each of its indicators. Figures of what lies below every row are joined, one for each.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jxquery.compile.figures import aggregate, chosen_by_figures, compared, figure_of, place_of
from jxquery.compile.headings import base_table, heading
from jxquery.compile.reached import is_told, told
from jxquery.compile.row import Row, Source, Within, quoted
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
    from collections.abc import Callable, Collection, Mapping, Sequence

    from jxquery.schema.model import Schema, TargetDef
    from jxquery.types import Op, Pred, Scalar, Term

SOURCE_TABLE, SOURCE_KEY, SOURCE_FILE, PLACE = "来源", "来源编号", "文件", "位置"
VALUE = "#值"
_EXACT = "DECIMAL(38, 8)"  # a division gives a floating number else


class Builder:
    """Writes one statement: hands out aliases and parameters, and knows how the tables hang together.

    `single`: the columns of names that no two rows share.
    """

    def __init__(self, schema: Schema, single: frozenset[Col] = frozenset()) -> None:
        self.schema = schema
        self.single = single
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
                source.row.every = True
            case Rows():
                source = self.rows(rows.source, shown=shown)
            case Groups():
                source = self._grouped(rows, rows.source)
        tie: tuple[Pred, ...] = ()
        others = rows.where.of
        if outer is not None:
            from jxquery.compile.ties import tie_between

            tie, others = tie_between(self, rows, outer)
        source.row.every &= outer is None and chosen_by_figures(rows)
        twice = dict.fromkeys(a for p in others for a in compared(p) if a in shown and not self.at_hand(a, source.row))
        later = [p for p in others if any(a in twice for a in compared(p))]
        source.tests += [self.pred(p, source.row) for p in others if p not in later]
        for figure in twice:
            source = self.valued(source, figure)
        source.tests += [self.pred(p, source.row) for p in later]
        if rows.best is not None:
            from jxquery.compile.best import best_of

            source = best_of(self, source, rows, rows.best)
        if outer is not None:
            from jxquery.compile.ties import related

            source.tests.append(related(self, base_table(rows), source.row, outer, tie))
        return source

    @staticmethod
    def at_hand(term: Term, row: Row) -> bool:
        """Whether the term may be written more than once: it is a column of the row, or joined to it."""
        return isinstance(term, Col) or row.holds(term) is not None or (row.every and isinstance(term, Agg))

    def within(
        self, source: Source, made: Mapping[str, Callable[[], str]], known: Mapping[Term, str], tail: str = ""
    ) -> Source:
        """The rows with columns that are made of theirs (see `Within`)."""
        inner = Within(source, made, known, tail)
        return Source(inner, Row(self.alias(), source.row.context, inner))

    def valued(self, source: Source, term: Term) -> Source:
        """The rows with the value of a term, which is worked out once."""
        name = self.value_name()
        return self.within(source, {name: lambda: self.term(term, source.row)}, {term: name})

    def value_name(self) -> str:
        """A fresh name for a column that holds the value of a term."""
        self._values += 1
        return f"{VALUE}{self._values if self._values > 1 else ''}"

    def _grouped(self, rows: Rows, groups: Groups) -> Source:
        of = self.rows(groups.of)
        by = [self.standard(c, of.row) for c in groups.by]
        figures = {f"#{n}": figure for n, figure in enumerate(groups.show, 1)}
        made: dict[str, Callable[[], str]] = {
            c.name: lambda sql=sql: sql  # type: ignore[misc]
            for c, sql in zip(groups.by, by, strict=True)
        }
        made |= {name: lambda a=a: figure_of(self, a, of.row) for name, a in figures.items()}  # type: ignore[misc]
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
            case Shared():
                from jxquery.compile.shared import held_elsewhere

                return held_elsewhere(self, pred, row)
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
        if has.how != "every" or has.meet is None:
            return self._below(has.rows, row, none=has.how == "none")
        failing = Rows(has.rows.source, All((*has.rows.where.of, Not(has.meet))), has.rows.best)
        found, fails = (self.rows(rows, row).sql for rows in (has.rows, failing))
        return f"(EXISTS (SELECT 1 FROM {found}) AND NOT EXISTS (SELECT 1 FROM {fails}))"

    def _below(self, rows: Rows, row: Row, *, none: bool) -> str:
        """That some of the rows belong to the row, or none.

        Where one key tells, by IN, for which the engine has less to plan than for EXISTS, most of all within OR. A key
        may be missing, and IN then says neither yes nor no.
        """
        from jxquery.compile.ties import keys_alike, one_key_tells

        table = base_table(rows)
        if not one_key_tells(self, table, row):
            return f"{'NOT ' if none else ''}EXISTS (SELECT 1 FROM {self.rows(rows, row).sql})"
        source = self.rows(rows)
        ((own, key),) = keys_alike(self, table, source.row, row)
        found = f"{key} IN (SELECT {own} FROM {source.sql})"
        return f"NOT coalesce({found}, FALSE)" if none else found

    def _row_above(self, rows: Rows, row: Row) -> Row | None:
        """The one row above that is looked for among all rows of its table, if that is what `rows` say."""
        if not isinstance(row.context, str) or rows.best is not None or not rows.where.of:
            return None
        if rows.source not in self.schema.ancestors(row.context):
            return None
        return self._row_at(row, str(rows.source))

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
                return aggregate(self, term, row)
            case Place():
                return place_of(self, term, row)
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
            key = self.key(parent)
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

    def target(self, term: Term) -> TargetDef | None:
        """How the column holds targets, if it does."""
        if not isinstance(term, Col):
            return None
        return self.schema.table(term.table).reading(term.name)

    def key(self, table: str) -> str:
        """The column that tells the table's rows apart."""
        key = self.schema.table(table).key
        if key is None:
            message = f"{table} has no key"
            raise LookupError(message)
        return key
