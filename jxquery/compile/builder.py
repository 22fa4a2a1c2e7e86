"""Rows, conditions and terms to SQL text.

Relations between tables are EXISTS and scalar subqueries along the declared keys, never joins: a join would count a
budget once for each of its indicators.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from jxquery.compile.headings import base_table, heading
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
    Rows,
    Says,
    Shared,
    Some,
    Wordy,
)

if TYPE_CHECKING:
    from jxquery.schema.model import Schema, TargetDef
    from jxquery.types import Op, Pred, Scalar, Term

SOURCE_TABLE, SOURCE_KEY, SOURCE_FILE, PLACE = "来源", "来源编号", "文件", "位置"
_SQL_OP = {"<": "<", "<=": "<=", "=": "=", "!=": "<>", ">=": ">=", ">": ">"}
_RANK = "#名次"
_EXACT = "DECIMAL(38, 8)"  # a division gives a floating number else

Context: TypeAlias = "str | Rows"
"""What an alias stands for: a row of a table (its name), or a row of groups."""


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


class Builder:
    """Writes one statement: hands out aliases and parameters, and knows how the tables hang together."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.params: dict[str, Scalar] = {}
        self._aliases = 0

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

    def rows(self, rows: Rows, related: str = "") -> tuple[str, str]:
        """The text behind FROM, and the alias that the rows have in it.

        `related` is a further condition, with `{}` for the alias, that ties the rows to an outer one.
        """
        alias = self.alias()
        match rows.source:
            case str():
                inner = f"{quoted(rows.source)} AS {alias}"
            case Rows():
                inner = f"({self._all_columns(rows.source)}) AS {alias}"
            case Groups():
                inner = f"({self._grouped(rows.source)}) AS {alias}"
        context = context_of(rows)
        tests = [self.pred(p, alias, context) for p in rows.where.of]
        if rows.best is None:
            tests += [related.replace("{}", alias)] if related else []
            return inner + (f" WHERE {' AND '.join(tests)}" if tests else ""), alias
        by = self.term(rows.best.by, alias, context)
        per = ", ".join(self.standard(c, alias, context) for c in rows.best.per)
        window = f"{f'PARTITION BY {per} ' if per else ''}ORDER BY {by} {'DESC' if rows.best.desc else 'ASC'}"
        rank = f"rank() OVER ({window}) AS {quoted(_RANK)}"
        body = f"SELECT {alias}.*, {rank} FROM {inner} WHERE {' AND '.join([*tests, f'{by} IS NOT NULL'])}"
        ranked = self.alias()
        chosen = [f"{ranked}.{quoted(_RANK)} <= {self.bind(rows.best.n)}"]
        chosen += [related.replace("{}", ranked)] if related else []
        return f"({body}) AS {ranked} WHERE {' AND '.join(chosen)}", ranked

    def _all_columns(self, rows: Rows) -> str:
        source, alias = self.rows(rows)
        if isinstance(rows.source, Groups):
            return f"SELECT {alias}.* FROM {source}"
        names = [c.name for c in self.schema.table(base_table(rows)).columns] + [SOURCE_KEY, PLACE]
        return f"SELECT {', '.join(f'{alias}.{quoted(n)}' for n in names)} FROM {source}"

    def _grouped(self, groups: Groups) -> str:
        source, alias = self.rows(groups.of)
        context = context_of(groups.of)
        by = [self.standard(c, alias, context) for c in groups.by]
        items = [f"{sql} AS {quoted(c.name)}" for sql, c in zip(by, groups.by, strict=True)]
        items += [f"{self._figure(a, alias, context)} AS {quoted(f'#{n}')}" for n, a in enumerate(groups.show, 1)]
        return f"SELECT {', '.join(items)} FROM {source}{self._each_group(groups, by)}"

    @staticmethod
    def _each_group(groups: Groups, by: list[str]) -> str:
        """All rows together are a group too: where nothing is counted, none if there are no rows."""
        if by:
            return f" GROUP BY {', '.join(by)}"
        return "" if any(a.fn == "count" for a in groups.show) else " HAVING count(*) > 0"

    # --- conditions ----------------------------------------------------------------------------------------------

    def pred(self, pred: Pred, alias: str, context: Context) -> str:
        """A condition on the row that `alias` stands for."""
        match pred:
            case Cmp(left, op, right):
                return self._compare(left, op, right, alias, context)
            case Named(col, values):
                return f"{self.standard(col, alias, context)} IN ({', '.join(self.bind(v) for v in values)})"
            case Says(cols, words):
                tests = [f"contains({self.term(c, alias, context)}, {self.bind(w)})" for c in cols for w in words]
                return f"({' OR '.join(tests)})"
            case Has():
                return self._has(pred, alias, context)
            case Shared(col):
                return self._shared(col, alias, context)
            case Blank(col):
                return f"{self._column(col, alias, context)} IS NULL"
            case Wordy(col):
                target = self._target(col)
                name = target.value if target else col.name
                number = self._column(Col(col.table, name), alias, context)
                return f"({self._column(col, alias, context)} IS NOT NULL AND {number} IS NULL)"
            case Not(of):
                return f"NOT coalesce({self.pred(of, alias, context)}, FALSE)"
            case All(of):
                return f"({' AND '.join(self.pred(p, alias, context) for p in of)})" if of else "TRUE"
            case Some(of):
                return f"({' OR '.join(self.pred(p, alias, context) for p in of)})"

    def _has(self, has: Has, alias: str, context: Context) -> str:
        related = self._related(base_table(has.rows), alias, context)
        found, _ = self.rows(has.rows, related)
        if has.how != "every" or has.meet is None:
            return f"{'NOT ' if has.how == 'none' else ''}EXISTS (SELECT 1 FROM {found})"
        failing = Rows(has.rows.source, All((*has.rows.where.of, Not(has.meet))), has.rows.best)
        other, _ = self.rows(failing, related)
        return f"(EXISTS (SELECT 1 FROM {found}) AND NOT EXISTS (SELECT 1 FROM {other}))"

    def _shared(self, col: Col, alias: str, context: Context) -> str:
        table = col.table
        other = self.alias()
        keys = [c.name for c in self.schema.table(table).having("key", "order")]
        same = " AND ".join(f"{other}.{quoted(k)} = {alias}.{quoted(k)}" for k in keys)
        value = f"{other}.{quoted(col.name)} = {self._column(col, alias, context)}"
        return f"EXISTS (SELECT 1 FROM {quoted(table)} AS {other} WHERE {value} AND NOT ({same}))"

    def _compare(self, left: Term, op: Op, right: Term, alias: str, context: Context) -> str:
        target = self._target(left)
        if target is not None and isinstance(left, Col):
            return self._compare_target(left, target, op, right, alias, context)
        if isinstance(right, Lit) and isinstance(right.value, Decimal) and right.unit:
            own = heading(left, self.schema)[1]
            value = self.schema.units.convert(right.value, right.unit, own) if own else None
            right = Lit(right.value if value is None else value, own)
        return f"{self.term(left, alias, context)} {_SQL_OP[op]} {self.term(right, alias, context)}"

    def _compare_target(self, left: Col, target: TargetDef, op: Op, right: Term, alias: str, context: Context) -> str:
        """A target compares by its number, in base units; both ends of a range must meet the bound."""

        def part(name: str) -> str:
            return self._column(Col(left.table, name), alias, context)

        if isinstance(right, Lit) and isinstance(right.value, str):
            return f"{part(target.written)} {_SQL_OP[op]} {self.bind(right.value)}"
        unit = right.unit if isinstance(right, Lit) else heading(right, self.schema)[1]
        if unit is None:
            return self._both_ends(part(target.value), part(target.upper), op, self.term(right, alias, context))
        known = self.schema.units.get(unit)
        factor = known.factor if known else Decimal(1)
        if isinstance(right, Lit) and isinstance(right.value, Decimal):
            bound = self.bind(right.value * factor)
        else:
            bound = f"({self.term(right, alias, context)} * {self.bind(factor)})"
        bases = ", ".join(self.bind(b) for b in self.schema.units.comparable(unit))
        ends = self._both_ends(part(target.base_value), part(target.base_upper), op, bound)
        return f"({part(target.base_unit)} IN ({bases}) AND {ends})"

    @staticmethod
    def _both_ends(low: str, high: str, op: Op, bound: str) -> str:
        sql_op = _SQL_OP[op]
        if op == "!=":
            return f"({low} {sql_op} {bound} OR coalesce({high} {sql_op} {bound}, FALSE))"
        return f"({low} {sql_op} {bound} AND coalesce({high} {sql_op} {bound}, TRUE))"

    # --- terms ---------------------------------------------------------------------------------------------------

    def term(self, term: Term, alias: str, context: Context) -> str:
        """The value of a term for the row that `alias` stands for."""
        match term:
            case Lit(value):
                return self.bind(value)
            case Col():
                return self._column(term, alias, context)
            case In(of, unit):
                return self._converted(of, unit, alias, context)
            case Agg():
                return self._aggregate(term, alias, context)
            case Calc(op, left, right):
                a, b = self.term(left, alias, context), self.term(right, alias, context)
                return f"({a} - {b})" if op == "minus" else f"round(100 * {a} / nullif({b}, 0), 2)"

    def standard(self, term: Term, alias: str, context: Context) -> str:
        """The value of a term to choose or group rows by: a class goes by its standard name, not as it was written."""
        if isinstance(term, Col) and isinstance(context, str):
            name = self.schema.table(term.table).column(term.name).standard
            if name:
                return self._column(Col(term.table, name), alias, context)
        return self.term(term, alias, context)

    def _column(self, col: Col, alias: str, context: Context) -> str:
        if isinstance(context, Rows) or col.table == context:
            return f"{alias}.{quoted(col.name)}"
        parent = self.schema.table(context).parent
        if parent is None:
            message = f"{col.table}.{col.name} cannot be reached"
            raise LookupError(message)
        outer = self.alias()
        key = quoted(self._key(parent))
        value = self._column(col, outer, parent)
        return f"(SELECT {value} FROM {quoted(parent)} AS {outer} WHERE {outer}.{key} = {alias}.{key})"

    def _converted(self, of: Term, unit: str, alias: str, context: Context) -> str:
        target = self._target(of)
        if not unit and target is not None and isinstance(of, Col):
            return self._column(Col(of.table, target.value), alias, context)
        wanted = self.schema.units.by_word[unit]
        if target is not None and isinstance(of, Col):
            base = self._column(Col(of.table, target.base_unit), alias, context)
            value = self._column(Col(of.table, target.base_value), alias, context)
            converted = f"CAST({value} / {self.bind(wanted.factor)} AS {_EXACT})"
            return f"CASE WHEN {base} = {self.bind(wanted.base)} THEN {converted} END"
        own = heading(of, self.schema)[1]
        if own is None or own == unit:
            return self.term(of, alias, context)
        factor = self.schema.units.by_word[own].factor
        value = self.term(of, alias, context)
        if factor >= wanted.factor:
            return f"({value} * {self.bind(factor / wanted.factor)})"
        return f"CAST({value} / {self.bind(wanted.factor / factor)} AS {_EXACT})"

    def _aggregate(self, agg: Agg, alias: str, context: Context) -> str:
        if isinstance(context, Rows) and isinstance(context.source, Groups) and agg in context.source.show:
            return f"{alias}.{quoted(f'#{context.source.show.index(agg) + 1}')}"
        related = self._related(base_table(agg.over), alias, context) if agg.own else ""
        source, inner = self.rows(agg.over, related)
        return f"(SELECT {self._figure(agg, inner, context_of(agg.over))} FROM {source})"

    def _figure(self, agg: Agg, alias: str, context: Context) -> str:
        return f"{agg.fn}({'*' if agg.of is None else self.term(agg.of, alias, context)})"

    # --- how tables hang together --------------------------------------------------------------------------------

    def _related(self, inner: str, alias: str, context: Context) -> str:
        """The rows of `inner` that belong to the row `alias`: its children, its parent, itself, or its siblings.

        Rows are tied by the nearest table that both are of or belong to, whatever the number of levels between.
        """
        table = context if isinstance(context, str) else base_table(context)
        if inner == table:
            keys = [quoted(c.name) for c in self.schema.table(table).having("key", "order")]
            return " AND ".join(f"{{}}.{key} = {alias}.{key}" for key in keys)
        of_inner = (inner, *self.schema.ancestors(inner))
        shared = next((t for t in (table, *self.schema.ancestors(table)) if t in of_inner), None)
        if shared is None:
            message = f"{inner} and {table} do not hang together"
            raise LookupError(message)
        return f"{self._key_at('{}', inner, shared)} = {self._key_at(alias, table, shared)}"

    def _key_at(self, alias: str, table: str, above: str) -> str:
        """The key of the row of `above` that the row of `table` is, or belongs to."""
        key = self._key(above)
        chain = (table, *self.schema.ancestors(table))
        step = above if table == above else chain[chain.index(above) - 1]
        return self._column(Col(step, key), alias, table)

    def _target(self, term: Term) -> TargetDef | None:
        if not isinstance(term, Col):
            return None
        target = self.schema.table(term.table).target
        return target if target is not None and target.written == term.name else None

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
