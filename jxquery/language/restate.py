"""A `Query` in one line of Chinese that says all of it, in words that ask for the same `Query` again."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.build import ONE
from jxquery.language.cues import COUNT, DIFFERENCE, LIST, SHARE, SUM, TOTALS
from jxquery.language.predicates import table_of
from jxquery.schema.model import Schema
from jxquery.types import (
    Agg,
    All,
    Best,
    Blank,
    Calc,
    Cmp,
    Col,
    Fill,
    Groups,
    Has,
    In,
    Lit,
    Named,
    Not,
    Pred,
    Query,
    Rows,
    Says,
    Shared,
    Some,
    Term,
    Wordy,
)

_OPS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于", "!=": "不等于"}


def restate(query: Query, schema: Schema) -> str:
    """The reading of the query."""
    return _Words(schema).query(query)


def number(value: Decimal) -> str:
    """Without exponent and needless zeros.

    >>> number(Decimal("25.20")), number(Decimal("3E+2"))
    ('25.2', '300')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Words:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def query(self, query: Query) -> str:
        fills = [fill for _, fill in query.slots]
        if query.template == LIST:
            return self._list(fills[0], query.order)
        if query.template == SHARE:
            return f"（{self._side(fills[0])}）占（{self._side(fills[1])}）的百分比"
        if query.template in {DIFFERENCE, TOTALS}:
            return f"（{self._side(fills[0])}）比（{self._side(fills[1])}）的{query.template}"
        return self._figure(query.template, fills[0], query.order)

    def _list(self, fill: Fill, order: tuple[tuple[Term, bool], ...]) -> str:
        shown = dict(fill.show)
        answers = shown["列*"]
        rows = fill.rows
        if isinstance(rows.source, Groups):
            return self._groups(rows, rows.source, answers, order)
        ranked = rows.best is not None and order == ((rows.best.by, rows.best.desc),)
        if rows.best is not None and answers[-1:] == (rows.best.by,):
            answers = answers[:-1]
        if order and not ranked and answers and answers[-1] == order[0][0]:
            answers = answers[:-1]
        shares = next((t for t in answers if isinstance(t, Calc)), None)
        if isinstance(shares, Calc):
            return f"{self.rows(rows)}的各{table_of(rows)}的{self.term(shares.left)}占比{self._order(order)}"
        counts = any(isinstance(t, Agg) and t.fn == "count" for t in answers)
        text = self.rows(rows, noun=not answers or counts, each="各" if counts else "")
        if answers:
            text += "的" + "、".join(self._asked(t) for t in answers)
        return text + ("" if ranked else self._order(order))

    def _groups(
        self, rows: Rows, groups: Groups, answers: tuple[Term, ...], order: tuple[tuple[Term, bool], ...]
    ) -> str:
        by = "和".join(c.name for c in groups.by)
        total = groups.show[0]
        what = "个数" if total.of is None else self.term(total.of) + SUM
        if any(isinstance(t, Calc) for t in answers) and total.of is not None:
            return f"{self.rows(groups.of)}按{by}的{self.term(total.of)}占比"
        best = "" if rows.best is None else f"{_most(rows.best.desc)}的{rows.best.n}个"
        scope = (
            "" if not groups.of.where.of and isinstance(groups.of.source, str) else self._conditions(groups.of) + "的"
        )
        table = table_of(groups.of) if total.of is None else ""
        return f"{scope}{table}按{by}的{what}{best}{'' if best else self._order(order)}"

    def _figure(self, template: str, fill: Fill, order: tuple[tuple[Term, bool], ...]) -> str:
        shown = dict(fill.show)
        by = "和".join(c.name for c in shown["组*"] if isinstance(c, Col))
        text = self.rows(fill.rows)
        text += f"按{by}的" if by else "的"
        if template == COUNT:
            return text + "个数" + self._order(order)
        return text + "、".join(self._figure_of(t) for t in shown["值*"]) + template + self._order(order)

    def _side(self, fill: Fill) -> str:
        ((_, (value,)),) = fill.show
        return f"{self.rows(fill.rows)}的" + ("个数" if value == ONE else self._figure_of(value))

    def _order(self, order: tuple[tuple[Term, bool], ...]) -> str:
        return "".join(f"，按{self.term(t)}{'从高到低' if desc else '从低到高'}排" for t, desc in order)

    def _figure_of(self, term: Term) -> str:
        """A target is summed and compared in the unit that it has."""
        if isinstance(term, In) and isinstance(term.of, Col) and self._schema.table(term.of.table).target is not None:
            return self.term(term.of)
        return self._asked(term)

    def _asked(self, term: Term) -> str:
        return f"{self.term(term.of)}多少{term.unit}" if isinstance(term, In) else self.term(term)

    # --- rows ----------------------------------------------------------------------------------------------------

    def rows(self, rows: Rows, *, noun: bool = True, each: str = "") -> str:
        """The rows; without `noun` a name may stand for the row itself."""
        table = table_of(rows)
        if isinstance(rows.source, Rows) and not rows.where.of and rows.best is not None:
            return f"（{self.rows(rows.source)}）{self._best(rows.best)}"
        text = self._conditions(rows)
        only_names = bool(rows.where.of) and all(isinstance(p, Named) and self._is_name(p.col) for p in rows.where.of)
        if rows.best is None and only_names and not noun and isinstance(rows.source, str) and not self._classed(table):
            return text
        text += f"的{each}{table}" if text else each + table
        if rows.best is not None:
            text += self._best(rows.best)
        return text

    def _conditions(self, rows: Rows) -> str:
        inner = f"（{self.rows(rows.source)}）中" if isinstance(rows.source, Rows) else ""
        above = [p for p in rows.where.of if self._is_above(p, rows)]
        own = [p for p in rows.where.of if p not in above]
        text = "".join(f"{self.rows(p.rows, noun=False)}的" for p in above if isinstance(p, Has))
        return inner + (text + "且".join(self.pred(p) for p in own) if own else text.removesuffix("的"))

    def _is_above(self, pred: Pred, rows: Rows) -> bool:
        return isinstance(pred, Has) and self._schema.table(table_of(rows)).parent == table_of(pred.rows)

    def _best(self, best: Best) -> str:
        per = "".join(f"各{c.name}" for c in best.per)
        return f"中{per}{self.term(best.by)}{_most(best.desc)}的{best.n}个"

    # --- conditions ----------------------------------------------------------------------------------------------

    def pred(self, pred: Pred) -> str:
        match pred:
            case Named(col, values):
                return self._named(col, values)
            case Cmp(left, op, right):
                return self._compared(left, op, right)
            case Has(rows, "every", meet) if meet is not None:
                return f"{table_of(rows)}（{self._all(rows.where)}）都（{self.pred(meet)}）"
            case Has(Rows(_, All((Says(cols, words),))), "some"):
                return f"{'、'.join(c.name for c in cols)}提到{_quotes(words)}"
            case Has(rows, how):
                what = f"（{self._all(rows.where)}）" if rows.where.of else ""
                return f"{'没有' if how == 'none' else '有'}{table_of(rows)}{what}"
            case Blank(col):
                return f"没有{col.name}"
            case Wordy():
                return "没有量化"
            case Not(Wordy()):
                return "定量"
            case Not(Some(of)) if (agreeing := self._agreeing(of)) is not None:
                return f"{agreeing}不一致"
            case Shared(col):
                return f"{col.name}相同"
            case Not(of):
                return f"非（{self.pred(of)}）"
            case All():
                return self._all(pred)
            case Some(of):
                return (
                    "（" + "或".join(f"（{self.pred(p)}）" if isinstance(p, All) else self.pred(p) for p in of) + "）"
                )
            case Says(cols, words):
                return f"{'、'.join(c.name for c in cols)}提到{_quotes(words)}"

    def _agreeing(self, preds: tuple[Pred, ...]) -> str | None:
        """成本指标与预算数: the targets' sum, or a single one, equals a measure."""
        match preds:
            case (Cmp(Agg("sum", In(), over), "=", Col() as col), Has(Rows(), "some")):
                return f"{self._conditions(over)}的{table_of(over)}与{col.name}"
            case _:
                return None

    def _all(self, preds: All) -> str:
        return "且".join(self.pred(p) for p in preds.of)

    def _named(self, col: Col, values: tuple[str, ...]) -> str:
        said = _quotes(values)
        if self._is_name(col) and not self._classed(col.table):
            return f"{col.table}{said}"
        return f"{col.name}为{said}"

    def _compared(self, left: Term, op: str, right: Term) -> str:
        if isinstance(left, Col) and self._schema.table(left.table).column(left.name).role == "period" and op == "=":
            assert isinstance(right, Lit)  # noqa: S101 — a period is compared with a year
            return f"{right.value}年"
        match right:
            case Lit(str() as words):
                return f"{self.term(left)}为「{words}」"
            case Lit(value, unit):
                return f"{self.term(left)}{_OPS[op]}{number(Decimal(value))}{unit or ''}"
            case Agg("avg"):
                return f"{self.term(left)}{_OPS[op]}平均"
            case Agg(_, of, over) if of is not None:
                return f"{self.term(left)}{_OPS[op]}{self.rows(over, noun=False)}的{self.term(of)}"
            case Col() if op in {"=", "!="}:
                return f"{self.term(left)}与{self.term(right)}{'不' if op == '!=' else ''}一致"
            case _:
                return f"{self.term(left)}{_OPS[op]}{self.term(right)}"

    def term(self, term: Term) -> str:
        match term:
            case Col(_, name):
                return name
            case In(of, _):
                return self.term(of)
            case Agg("count", _, over):
                conditions = self._conditions(over)
                return f"{conditions}的{table_of(over)}数" if conditions else f"{table_of(over)}数"
            case Agg("sum", of) if of is not None:
                return self.term(of)
            case Agg(_, of, over) if of is not None:
                return f"{self._conditions(over)}的{self.term(of)}"
            case Calc("percent", left):
                return f"{self.term(left)}占比"
            case Calc(_, left, right):
                return f"{self.term(left)}与{self.term(right)}的差额"
            case Lit(value, unit):
                return f"{value}{unit or ''}"

    def _is_name(self, col: Col) -> bool:
        return self._schema.table(col.table).column(col.name).role == "name"

    def _classed(self, table: str) -> bool:
        return bool(self._schema.table(table).having("class"))


def _quotes(words: tuple[str, ...]) -> str:
    return "、".join(f"「{w}」" for w in words)


def _searched(preds: tuple[Pred, ...]) -> tuple[str, ...] | None:
    """The words, where all of the conditions search the same ones."""
    said: set[tuple[str, ...]] = set()
    for pred in preds:
        match pred:
            case Says(_, words) | Has(Rows(_, All((Says(_, words),))), "some"):
                said.add(words)
            case _:
                return None
    return said.pop() if len(said) == 1 else None


def _most(desc: bool) -> str:  # noqa: FBT001 — the one thing that it says
    return "最高" if desc else "最低"
