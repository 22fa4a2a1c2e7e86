"""Two values of one row: what became of a target against the target, or their numbers alone.

Both must be numbers in the same unit, else it cannot be told. A target that is written without a sign, or with =, is
reached by the same number: whether more or less than it is better, it does not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.types import Cmp, Col, Op, Pred, Reached

if TYPE_CHECKING:
    from jxquery.compile.builder import Builder
    from jxquery.compile.row import Row
    from jxquery.schema.model import Schema

_BEYOND: dict[Op, Op] = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!=", "!=": "="}
_SIGNED: tuple[Op, ...] = (">=", ">", "<=", "<")


class _Value:
    """A value as its column holds it, in SQL.

    `to_the_letter`: an end that it leaves open (不少于) is NULL; else a target is the number that is written.
    """

    def __init__(self, build: Builder, col: Col, row: Row) -> None:
        table = build.schema.table(col.table)
        of = table.reading(col.name)
        if of is None:
            raise LookupError(col.name)
        self._build, self._row, self._table, self._of = build, row, col.table, of
        self._to_the_letter = of is table.actual

    def _part(self, name: str) -> str:
        return self._build.column(Col(self._table, name), self._row)

    @property
    def sign(self) -> str:
        return f"coalesce({self._part(self._of.comparator)}, {self._build.bind('=')})"

    @property
    def unit(self) -> str:
        return f"coalesce({self._part(self._of.base_unit)}, {self._build.bind('')})"

    @property
    def upper(self) -> str:
        return self._part(self._of.base_upper)

    @property
    def low(self) -> str:
        return self._end(self._part(self._of.base_value), ("<", "<="))

    @property
    def high(self) -> str:
        return self._end(f"coalesce({self.upper}, {self._part(self._of.base_value)})", (">", ">="))

    def _end(self, end: str, opening: tuple[Op, Op]) -> str:
        if not self._to_the_letter:
            return end
        first, second = map(self._build.bind, opening)
        return f"CASE WHEN {self.sign} NOT IN ({first}, {second}) THEN {end} END"


def is_told(pred: Pred, schema: Schema) -> bool:
    """Whether a condition sets two values of one row against each other, which may be in words."""
    match pred:
        case Reached():
            return True
        case Cmp(Col(table, left), _, Col(other, right)):
            readings = (schema.table(table).reading(left), schema.table(other).reading(right))
            return table == other and None not in readings
        case _:
            return False


def told(build: Builder, pred: Pred, row: Row) -> str:
    """Whether it is certain that the row meets such a condition."""
    left, right = _pair(build, pred, row)
    same = f"{left.unit} = {right.unit}"
    if isinstance(pred, Cmp):
        return f"({same} AND {_numbers(left, pred.op, right)})"
    assert isinstance(pred, Reached)  # noqa: S101 — `is_told`
    signed = [
        f"({right.sign} = {build.bind(op)} AND {_numbers(left, op if pred.yes else _BEYOND[op], right)})"
        for op in _SIGNED
    ]
    if pred.yes:
        plain = f"{left.low} >= {right.low} AND {left.high} <= {right.high}"
    else:
        plain = f"({left.high} < {right.low} OR {left.low} > {right.high}) AND {right.upper} IS NOT NULL"
    plain = f"({right.sign} = {build.bind('=')} AND {plain})"
    return f"({same} AND ({' OR '.join([*signed, plain])}))"


def untold(build: Builder, pred: Pred, row: Row) -> str:
    """Whether both values are there, and it cannot be told if the row meets the condition."""
    left, right = (build.column(col, row) for col in _columns(pred))
    against: Pred = Reached(pred.actual, pred.target, not pred.yes) if isinstance(pred, Reached) else _contrary(pred)
    either = " OR ".join(f"coalesce({told(build, p, row)}, FALSE)" for p in (pred, against))
    return f"({left} IS NOT NULL AND {right} IS NOT NULL AND NOT ({either}))"


def _contrary(pred: Pred) -> Pred:
    assert isinstance(pred, Cmp)  # noqa: S101 — `is_told`
    return Cmp(pred.left, _BEYOND[pred.op], pred.right)


def _pair(build: Builder, pred: Pred, row: Row) -> tuple[_Value, _Value]:
    """The two that the condition sets against each other."""
    left, right = _columns(pred)
    return _Value(build, left, row), _Value(build, right, row)


def _columns(pred: Pred) -> tuple[Col, Col]:
    match pred:
        case Reached(actual, target):
            return actual, target
        case Cmp(Col() as left, _, Col() as right):
            return left, right
        case _:
            raise LookupError(pred)


def _numbers(left: _Value, op: Op, right: _Value) -> str:
    match op:
        case "<" | "<=":
            return f"{left.high} {op} {right.low}"
        case ">" | ">=":
            return f"{left.low} {op} {right.high}"
        case "=":
            return f"({left.low} = {right.low} AND {left.high} = {right.high})"
        case "!=":
            return f"({left.high} < {right.low} OR {left.low} > {right.high})"
