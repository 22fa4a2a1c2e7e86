"""A `Query` in one line of Chinese that says all of it, in words that ask for the same `Query` again."""

from __future__ import annotations

from collections.abc import Iterable

from jxquery.language.build import ONE
from jxquery.language.cues import (
    APART,
    BY,
    COUNT,
    COUNT_SHARE,
    DIFFERENCE,
    LESS,
    LIST,
    LISTED,
    MEAN,
    SHARE,
    SUM,
    TIMES,
    TURNED,
    VALUES,
)
from jxquery.language.phrasing import FIGURES, Phrasing, places
from jxquery.language.predicates import table_of
from jxquery.schema.model import Schema
from jxquery.types import Agg, Calc, Cmp, Col, Fill, Groups, In, Query, Rows, Term


def restate(query: Query, schema: Schema) -> str:
    """The reading of the query."""
    return _Restating(schema).query(query)


class _Restating:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._say = Phrasing(schema)

    def query(self, query: Query) -> str:
        fills = [fill for _, fill in query.slots]
        if query.template == LIST:
            return self._list(fills[0], query.order)
        if query.template in {SHARE, COUNT_SHARE}:
            return f"（{self._side(fills[0])}）占（{self._side(fills[1])}）的百分比"
        if query.template == TIMES:
            return f"（{self._side(fills[0])}）是（{self._side(fills[1])}）的几倍"
        if query.template in APART:
            apart = next((more for more, fewer in TURNED.items() if fewer == query.template), query.template)
            how = "" if apart == DIFFERENCE else f"的{SUM}"
            how += LESS if query.template != apart else f"{'' if how else '的'}{DIFFERENCE}"
            return f"（{self._side(fills[0])}）比（{self._side(fills[1])}）{how}"
        return self._figure(query.template, fills[0], query.order)

    def _list(self, fill: Fill, order: tuple[tuple[Term, bool], ...]) -> str:
        shown = dict(fill.show)
        answers = shown[LISTED]
        rows = fill.rows
        if isinstance(rows.source, Groups):
            return self._groups(rows, rows.source, answers, order)
        ranked = rows.best is not None and order == ((rows.best.by, rows.best.desc),)
        ranks = () if rows.best is None else (*(b.by for b in rows.best.also), rows.best.by)
        beside = bool(ranks) and any(isinstance(t, Agg) and t not in ranks for t in answers)
        if ranks and answers[-len(ranks) :] == ranks and not beside:
            answers = answers[: -len(ranks)]
        if order and not ranked and answers and answers[-1] == order[0][0]:
            answers = answers[:-1]
        shares = next((t for t in answers if isinstance(t, Calc) and t.op == "percent"), None)
        if isinstance(shares, Calc):
            each = f"{self._say.rows(rows)}的各{table_of(rows)}的{self._say.term(shares.left)}"
            return f"{each}{self._base(rows, shares)}{self._order(order)}"
        counts = any(isinstance(t, Agg) for t in answers)
        each = "各" if counts and not (beside and len(answers) > 1) else ""
        text = self._say.rows(rows, noun=not answers or counts, each=each)
        if answers:
            text += "的" + "、".join(self._asked(t) for t in answers)
        return text + ("" if ranked else self._order(order))

    def _groups(
        self, rows: Rows, groups: Groups, answers: tuple[Term, ...], order: tuple[tuple[Term, bool], ...]
    ) -> str:
        if order == tuple((c, False) for c in groups.by):
            order = ()  # one after the other
        if rows.where.of or (rows.best is not None and len(groups.show) > 1):
            ranked = rows.best is not None and order == ((rows.best.by, rows.best.desc),)
            return self._chosen_groups(rows, groups, answers) + ("" if ranked else self._order(order))
        if len(groups.show) > 1:
            apart = "的差额" if any(isinstance(t, Calc) for t in answers) else ""
            return self._side_by_side(groups) + apart + self._order(order)
        by = "和".join(c.name for c in groups.by)
        total = groups.show[0]
        what = "个数" if total.of is None else self._say.term(total.of) + (MEAN if total.fn == "avg" else SUM)
        shares = next((t for t in answers if isinstance(t, Calc)), None)
        if shares is not None:
            each = f"{self._say.rows(groups.of)}按{by}的{'个数' if total.of is None else self._say.term(total.of)}"
            return each + self._base(groups.of, shares)
        best = "" if rows.best is None else places(rows.best)
        scope = self._scope(groups.of)
        scope += "的" if scope else ""
        table = table_of(groups.of) if total.of is None else ""
        return f"{scope}{table}按{by}的{what}{best}{'' if best else self._order(order)}"

    def _side_by_side(self, groups: Groups) -> str:
        """Several figures, with what they are of; a number of the rows themselves names them."""
        by = f"按{'和'.join(c.name for c in groups.by)}的" if groups.by else ""
        counted = any(total.of is None for total in groups.show)
        rows = self._say.rows(groups.of, noun=bool(by)) if not counted or groups.of.best else self._scope(groups.of)
        rows += "的" if rows and not by else ""
        return rows + by + "、".join(self._total(total) for total in groups.show) + self._unit(groups.show)

    def _unit(self, figures: Iterable[Agg]) -> str:
        """The unit that the figures were asked in."""
        units = {f.of.unit for f in figures if isinstance(f.of, In) and not self._is_target(f.of)}
        return "".join(f"多少{u}" for u in units)

    def _chosen_groups(self, rows: Rows, groups: Groups, answers: tuple[Term, ...] = ()) -> str:
        """Groups that meet a condition, with other figures than those that it is on, where they are asked for."""
        by = "和".join(c.name for c in groups.by)
        chosen = {p.left for p in rows.where.of if isinstance(p, Cmp)}
        tests = "且".join(self._say.group_condition(p) for p in rows.where.of)
        best = "" if rows.best is None else places(rows.best)
        if rows.best is not None and isinstance(rows.best.by, Agg) and not tests:
            chosen, tests, best = {rows.best.by}, self._total(rows.best.by) + best, ""
        text = f"{self._say.rows(groups.of)}按{by}的{tests}{'的' if best else ''}{best}"
        others = [self._total(t) for t in answers if isinstance(t, Agg) and t not in chosen]
        return text + ("的" + "、".join(others) if others else "")

    def _scope(self, rows: Rows) -> str:
        return "" if not rows.where.of and isinstance(rows.source, str) else self._say.conditions(rows)

    def _total(self, total: Agg) -> str:
        return f"{table_of(total.over)}数" if total.of is None else self._say.term(total.of) + FIGURES[total.fn]

    def _is_target(self, term: In) -> bool:
        return isinstance(term.of, Col) and self._schema.table(term.of.table).target is not None

    def _base(self, rows: Rows, shares: Calc) -> str:
        """What the shares are of, where that is not all that there is, shown whole."""
        match shares.right:
            case Agg(_, of, over) if rows.where.of or over != rows:
                what = "个数" if of is None else self._figure_of(of)
                return f"占（{self._say.rows(over, noun=of is None)}的{what}）的百分比"
            case _:
                return "占比"

    def _figure(self, template: str, fill: Fill, order: tuple[tuple[Term, bool], ...]) -> str:
        shown = dict(fill.show)
        if isinstance(fill.rows.source, Groups):
            return self._chosen_groups(fill.rows, fill.rows.source) + "的个数"
        by = "和".join(c.name for c in shown[BY] if isinstance(c, Col))
        text = self._say.rows(fill.rows, noun=template == COUNT or bool(by))
        text += f"按{by}的" if by else "的"
        if template == COUNT:
            return text + "个数" + self._order(order)
        return text + "、".join(self._figure_of(t) for t in shown[VALUES]) + template + self._order(order)

    def _side(self, fill: Fill) -> str:
        ((_, (value,)),) = fill.show
        if isinstance(fill.rows.source, Groups) and isinstance(value, Agg):
            return f"{self._say.rows(fill.rows.source.of)}的{self._total(value)}{self._unit([value])}"
        return f"{self._say.rows(fill.rows, noun=value == ONE)}的" + (
            "个数" if value == ONE else self._figure_of(value)
        )

    def _order(self, order: tuple[tuple[Term, bool], ...]) -> str:
        return "".join(f"，按{self._say.term(t)}{'从高到低' if desc else '从低到高'}排" for t, desc in order)

    def _figure_of(self, term: Term) -> str:
        """A target is summed and compared in the unit that it has."""
        if isinstance(term, In) and self._is_target(term):
            return self._say.term(term.of)
        return self._asked(term)

    def _asked(self, term: Term) -> str:
        match term:
            case In(of, unit):
                return f"{self._say.term(of)}多少{unit}"
            case Calc("minus", Agg(_, In(_, unit))):
                return f"{self._say.term(term)}{unit}"
            case Calc("minus", In(_, unit)):
                return f"{self._say.term(term)}多少{unit}"
            case _:
                return self._say.term(term)
