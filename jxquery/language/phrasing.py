"""Rows, conditions and terms in words that the grammar reads back as the same."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.cues import FUNCTIONS
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
    Groups,
    Has,
    In,
    Lit,
    Named,
    Not,
    Place,
    Pred,
    Reached,
    Rows,
    Says,
    Shared,
    Some,
    Term,
    Wordy,
)

FIGURES = {fn: name for name, fn in FUNCTIONS.items()}
_EVERY = "全部"
_OPS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于", "!=": "不等于"}


def number(value: Decimal) -> str:
    """Without exponent and needless zeros.

    >>> number(Decimal("25.20")), number(Decimal("3E+2"))
    ('25.2', '300')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Phrasing:
    """Puts the parts of a query into words."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    # --- rows ----------------------------------------------------------------------------------------------------

    def rows(self, rows: Rows, *, noun: bool = True, each: str = "") -> str:
        """The rows; without `noun` a name may stand for the row itself."""
        table = table_of(rows)
        if isinstance(rows.source, Rows) and not rows.where.of and rows.best is not None:
            return f"（{self.rows(rows.source)}）{self._best(rows.best)}"
        text = self.conditions(rows)
        only_names = bool(rows.where.of) and all(isinstance(p, Named) and self._is_name(p.col) for p in rows.where.of)
        if rows.best is None and only_names and not noun and isinstance(rows.source, str) and not self._classed(table):
            return text
        text += f"的{each}{table}" if text else (each or _EVERY) + table
        if rows.best is not None:
            text += self._best(rows.best)
        return text

    def conditions(self, rows: Rows) -> str:
        """What the rows must meet, without the noun of their table."""
        inner = f"（{self.rows(rows.source)}）中" if isinstance(rows.source, Rows) else ""
        above = [p for p in rows.where.of if self._is_above(p, rows)]
        own = [p for p in rows.where.of if p not in above]
        above += [p for p in own if self._of_best(p)]
        own = [p for p in own if p not in above]
        text = "".join(f"{self.rows(p.rows, noun=False)}的" for p in above if isinstance(p, Has))
        return inner + (text + "且".join(self.pred(p, table_of(rows)) for p in own) if own else text.removesuffix("的"))

    def _of_best(self, pred: Pred) -> bool:
        """Whether it is to have such rows of the best above: （全部图书中定价最高的1个）的借阅的读者."""
        match pred:
            case Has(Rows(str(), All((Has(above),)), None) as rows, "some") as has:
                return has.meet is None and self._is_above(has.rows.where.of[0], rows) and above.best is not None
            case _:
                return False

    def _is_above(self, pred: Pred, rows: Rows) -> bool:
        return isinstance(pred, Has) and self._above(table_of(pred.rows), table_of(rows))

    def _above(self, table: str, of: str) -> bool:
        return table in self._schema.table(of).parents

    def _best(self, best: Best) -> str:
        per = "".join(f"各{c.name}" for c in best.per)
        also = "".join(f"和{self.term(b.by)}{places(b)}" for b in best.also)
        return f"中{per}{self.term(best.by)}{places(best)}{also}"

    # --- conditions ----------------------------------------------------------------------------------------------

    def pred(self, pred: Pred, of: str = "") -> str:
        """A condition on rows of the table; one on a row above needs no more words, a column is of one table only."""
        match pred:
            case Named(col, values):
                return self._named(col, values)
            case Cmp(left, op, right):
                return self._compared(left, op, right)
            case Has():
                return self._has(pred, of)
            case Blank(col):
                return f"没有{col.name}"
            case Reached(_, _, yes):
                return "达到目标" if yes else "没有达到目标"
            case Wordy():
                return "没有量化"
            case Shared(col, by):
                return f"{by}的{col.name}完全相同" if by else f"{col.name}相同"
            case Not(inner):
                return self._not(inner, of)
            case All():
                return self._all(pred, of)
            case Some((Blank(col), Cmp(same, "=", Lit(Decimal(), _)))) if col == same:
                return f"没有{col.name}"
            case Some(preds) if (sought := _searched(preds)) is not None:
                return f"提到{_quotes(sought)}"
            case Some(preds) if (agreeing := self._agreeing(preds)) is not None:
                return f"{agreeing}一致"
            case Some(preds):
                said = (f"（{self.pred(p, of)}）" if isinstance(p, All) else self.pred(p, of) for p in preds)
                return "（" + "或".join(said) + "）"
            case Says(cols, words):
                return f"{'、'.join(c.name for c in cols)}提到{_quotes(words)}"

    def _has(self, has: Has, of: str) -> str:
        match has:
            case Has(rows, "some") if of == table_of(rows):
                return f"（{self.rows(rows)}）"
            case Has(rows, "every", meet) if meet is not None:
                return f"{table_of(rows)}{self._such(rows)}都（{self.pred(meet, table_of(rows))}）"
            case Has(Rows(_, All((Says(cols, words),))), "some"):
                return f"{'、'.join(c.name for c in cols)}提到{_quotes(words)}"
            case Has(Rows(str() as table, where, None) as rows, "some") if of and self._above(table, of):
                below = any(isinstance(p, Has) and not self._is_above(p, rows) for p in where.of)
                return f"属于{self.rows(rows)}" if below else self._all(where, table)
            case Has(rows, how):
                if how == "some" and (rows.best is not None or isinstance(rows.source, Rows)):
                    return f"（{self.rows(rows)}）"  # one of rows that conditions do not tell
                return f"{'没有' if how == 'none' else '有'}{table_of(rows)}{self._such(rows)}"

    def _such(self, rows: Rows) -> str:
        return f"（{self._all(rows.where, table_of(rows))}）" if rows.where.of else ""

    def _not(self, pred: Pred, of: str) -> str:
        match pred:
            case Wordy():
                return "定量"
            case Some(preds) if (agreeing := self._agreeing(preds)) is not None:
                return f"{agreeing}不一致"
            case Has(Rows(_, All((Says(cols, words),))), "some"):
                return f"{'、'.join(c.name for c in cols)}没有提到{_quotes(words)}"
            case _:
                said = self.pred(pred, of)
                return f"非{said}" if isinstance(pred, Some) and said.startswith("（") else f"非（{said}）"

    def _agreeing(self, preds: tuple[Pred, ...]) -> str | None:
        """成本指标与预算数: the targets' sum, or a single one, equals a measure."""
        match preds:
            case (Cmp(Agg("sum", In(), over), "=", Col() as col), Has(Rows(), "some")):
                return f"{self.conditions(over)}的{table_of(over)}与{col.name}"
            case _:
                return None

    def _all(self, preds: All, of: str = "") -> str:
        return "且".join(self.pred(p, of) for p in preds.of)

    def _named(self, col: Col, values: tuple[str, ...]) -> str:
        said = _quotes(values)
        if self._is_name(col) and not self._classed(col.table):
            return f"{col.table}{said}"
        return f"{col.name}为{said}"

    def _compared(self, left: Term, op: str, right: Term) -> str:
        period = isinstance(left, Col) and self._schema.table(left.table).column(left.name).role == "period"
        if isinstance(left, Col) and period and op == "=" and isinstance(right, Lit):
            several = sum(len(table.having("period")) for table in self._schema.tables) > 1
            return f"{left.name}为{right.value}年" if several else f"{right.value}年"
        match right:
            case Lit(str() as words):
                return f"{self.term(left)}为「{words}」"
            case Lit(value, unit):
                return f"{self.term(left)}{_OPS[op]}{number(Decimal(value))}{unit or ''}"
            case Agg(_, of, over, own=False) if of is not None and right.fn not in {"avg", "median"}:
                return f"{self.term(left)}{_OPS[op]}{self.rows(over, noun=False)}的{self.term(of)}"
            case Col() if op in {"=", "!="}:
                return f"{self.term(left)}与{self.term(right)}{'不' if op == '!=' else ''}一致"
            case _:
                return f"{self.term(left)}{_OPS[op]}{self.term(right)}"

    def group_condition(self, pred: Pred) -> str:
        """A condition on a figure of groups."""
        match pred:
            case Cmp(Agg() as left, op, Agg(fn, _, over)):
                of = f"{table_of(left.over)}数" if left.of is None else f"{self.term(left.of)}{FIGURES[left.fn]}"
                whole = "" if isinstance(over.source, Groups) else _EVERY
                return f"{of}{_OPS[op]}{whole}{FIGURES[fn]}"
            case Cmp(Agg("count", None, over), op, Lit(value)):
                return f"{table_of(over)}数{_OPS[op]}{number(Decimal(value))}"
            case Cmp(Agg(fn, of), op, Lit(value, unit)) if of is not None:
                return f"{self.term(of)}{FIGURES[fn]}{_OPS[op]}{number(Decimal(value))}{unit or ''}"
            case _:
                return self.pred(pred)

    def term(self, term: Term) -> str:
        """A term."""
        match term:
            case Col(_, name):
                return name
            case In(of, _):
                return self.term(of)
            case Agg("count", _, over):
                conditions = self.conditions(over)
                return f"{conditions}的{table_of(over)}数" if conditions else f"{table_of(over)}数"
            case Agg("sum" | "avg" | "median" as fn, In(of, _), over, True):
                return f"{self.conditions(over)}的{self.term(of)}{FIGURES[fn]}"
            case Agg(fn, Col() as of, over, True):
                conditions = self.conditions(over)
                return f"{conditions}{'的' if conditions else ''}{of.name}{FIGURES[fn]}"
            case Agg("avg" | "median" as fn, _, over, False):
                return f"{self.conditions(over) or _EVERY}{FIGURES[fn]}"
            case Agg("sum", of) if of is not None:
                return self.term(of)
            case Agg(_, of, over):
                return f"{self.conditions(over)}的{self.term(of) if of is not None else table_of(over)}"
            case Calc("percent", left, Col() as right):
                return f"{self.term(left)}占{self.term(right)}"
            case Calc("percent", left, Agg("sum", of, over, False)) if of is not None and over.where.of:
                return f"{self.term(left)}占（{self.conditions(over)}）的总{self.term(of)}"
            case Calc("percent", left):
                return f"{self.term(left)}占比"
            case Calc("minus", Agg() as average, less):
                return f"{self.term(less)}比{self.term(average)}少多少"
            case Calc("minus", left, Agg() as average):
                return f"{self.term(left)}比{self.term(average)}的差额"
            case Calc("times", left, Lit(value)):
                return f"{self.term(left)}的{value}倍"
            case Calc(_, left, right):
                return f"{self.term(left)}与{self.term(right)}的差额"
            case Place(by, over, desc):
                return f"{self.term(by)}在（{self.rows(over)}）中排{'' if desc else '倒数'}第几"
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


def places(best: Best) -> str:
    """Which rows of an order are meant: 最高的3个, 最高的3个和最低的2个, 排第2, （并列算一名）第2高到第4高."""
    way, other = ("高", "低") if best.desc else ("低", "高")
    if best.start > 1:
        before, behind = ("（并列算一名）第", way) if best.distinct else ("排第" if best.desc else "排倒数第", "")
        to = f"到{before[-1 if best.desc or best.distinct else -3 :]}{best.n}{behind}" if best.n > best.start else ""
        return f"{before}{best.start}{behind}{to}"
    return f"最{way}的{best.n}个" + (f"和最{other}的{best.other}个" if best.other else "")
