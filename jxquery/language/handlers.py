"""What each kind of phrase does to a side of a question.

A noun of a table closes what stands before it: 满意度≥99%的项目的成本指标 are the cost indicators of the projects that
have such a satisfaction indicator. 里 behind a superlative closes it: what follows looks among the best.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from jxquery.language.belonging import belongs, below, gathered, narrowed, of_parts, such
from jxquery.language.cues import DISTINCT, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figures, Having, Pick, Sense, Tally, Top
from jxquery.language.predicates import columns_of, conjunction, role, table_of, targets_of, term_table
from jxquery.language.side import Side, rows_of
from jxquery.types import Agg, Cmp, Col, Not, Pred


def _pick(side: Side, sense: Sense) -> bool:
    pick = sense.value
    if not isinstance(pick, Pick):
        return False
    other = side.picks.get(pick.table)
    if other is not None and not _go_together(other, pick, side.lexicon):
        return False
    side.preds.setdefault(pick.table, []).append(pick.pred)
    both = (
        None if other is None else Pick(pick.table, conjunction((other.pred, pick.pred)), other.columns + pick.columns)
    )
    side.picks[pick.table] = both or pick
    if side.head is None or not belongs(side.head, pick.table, side.lexicon):
        side.heads.append(pick.table)
    return True


def _go_together(first: Pick, second: Pick, lexicon: Lexicon) -> bool:
    """Whether rows can be both: by other columns, and where a row is one target, by a class."""
    if first.items or second.items or set(first.columns) & set(second.columns):
        return False
    classes = (all(role(c, lexicon) == "class" for c in pick.columns) for pick in (first, second))
    return lexicon.schema.table(first.table).target is None or any(classes)


def _cond(side: Side, sense: Sense) -> bool:
    cond = sense.value
    if not isinstance(cond, Cond):
        return False
    pred, parts = cond.pred, of_parts(cond.pred)
    if parts is not None and _said_of(side, parts):
        pred = narrowed(pred, side.preds.pop(parts))
    side.preds.setdefault(cond.table, []).append(pred)
    side.loose = side.loose or cond.loose
    side.wholes += cond.whole
    if cond.otherwise is not None:
        side.otherwise.append((cond, cond.otherwise))
    if cond.column is not None or cond.items:
        side.filters.append(cond)
    return True


def _only_dated(preds: list[Pred], lexicon: Lexicon) -> bool:
    """Whether the rows are only of a year: 2024年作者甲的罚款 are the fines of 2024, not of authors with one then."""
    return all(isinstance(p, Cmp) and isinstance(p.left, Col) and role(p.left, lexicon) == "period" for p in preds)


def _only_left_out(table: str, preds: list[Pred], lexicon: Lexicon) -> bool:
    """Whether classes were left out: 除满意度指标外，平均每个项目几个指标 is of the other indicators."""
    targets = lexicon.schema.table(table).target is not None
    return targets and all(
        isinstance(p, Not) and all(role(c, lexicon) == "class" for c in columns_of(p)) for p in preds
    )


def _said_of(side: Side, table: str) -> bool:
    """Whether what was said of the table's rows is about the same rows: not where each is a target of its own."""
    return table in side.preds and side.lexicon.schema.table(table).target is None


def take_table(side: Side, sense: Sense) -> bool:
    """A noun: what was said of the tables that belong to it becomes a condition on its rows."""
    table = str(sense.value)
    apart = (t for t, p in side.preds.items() if _only_dated(p, side.lexicon) or _only_left_out(t, p, side.lexicon))
    dated = [t for t in apart if t not in side.nouns]
    preds = gathered(side.preds, table, side.lexicon, nouns=side.nouns, without=dated)
    for child in below(table, side.lexicon) - {*dated}:
        side.preds.pop(child, None)
        side.picks.pop(child, None)
    if preds:
        side.preds[table] = list(preds)
    if side.top is not None and _could_rank(side.top, table, side.lexicon) and side.nouns[side.named :] == []:
        side.ranked = table
    side.heads.append(table)
    side.nouns.append(table)
    return True


def _field(side: Side, sense: Sense) -> bool:
    col = sense.value
    if not isinstance(col, Col):
        return False
    if col not in side.fields:
        side.fields.append(col)
    if side.head is None or (side.head != col.table and not belongs(side.head, col.table, side.lexicon)):
        side.heads.append(col.table)
    return True


def _tally(side: Side, sense: Sense) -> bool:
    tally = sense.value
    if not isinstance(tally, Tally) or side.counted:
        return False
    side.counted, side.asked, side.tally = True, tally.asked, tally
    if tally.pick is not None:
        return _pick(side, Sense("pick", tally.pick))
    return take_table(side, Sense("table", tally.table))


def _figures(side: Side, sense: Sense) -> bool:
    if side.figures or not isinstance(sense.value, Figures):
        return False
    side.figures = sense.value.of
    return True


def _having(side: Side, sense: Sense) -> bool:
    if not isinstance(sense.value, Having):
        return False
    side.having.append(sense.value)
    return True


def _within(side: Side, _: Sense) -> bool:
    """里 behind a superlative: what follows is among the best."""
    if side.top is None or side.closed is not None:
        return True
    table = side.head or side.lexicon.subject()
    if side.top.by is not None:
        table = side.ranked or term_table(side.top.by, side.lexicon)
    side.closed = rows_of(side, table)
    for done in [t for t in side.preds if t == table or belongs(t, table, side.lexicon)]:
        side.preds.pop(done)
    side.top = None
    return True


def _best(side: Side, sense: Sense) -> bool:
    top = sense.value
    if side.top is not None or not isinstance(top, Top):
        return False
    targets = side.head is not None and side.lexicon.schema.table(side.head).target is not None
    if targets and top.by is None and not top.versus and side.group is None:
        term = None if side.closed is None else targets_of(side.closed, side.lexicon)
        if term is None:
            return False  # 质量指标里最低的: targets in several units
        top = replace(top, by=term)
    if isinstance(top.by, Agg) and top.by.own and _said_of(side, table_of(top.by.over)):
        top = replace(top, by=such(top.by, side.preds.pop(table_of(top.by.over))))
    if side.order is not None and top.shown and top.by is None:
        top = replace(top, by=side.order.by, desc=side.order.desc == top.desc)
    side.top = top
    side.named = len(side.nouns)
    side.chosen_first = not (side.cues or side.counted)
    if side.head is not None and _could_rank(top, side.head, side.lexicon):
        side.ranked = side.head
    return True


def _could_rank(top: Top, table: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table can be ranked by how many rows belong to them: 借阅最多 of books, and of authors."""
    return isinstance(top.by, Agg) and top.by.own and belongs(table_of(top.by.over), table, lexicon)


def _once(name: str) -> Callable[[Side, Sense], bool]:
    """Sets what can be said only once."""

    def handle(side: Side, sense: Sense) -> bool:
        if getattr(side, name) not in {None, sense.value}:
            return False
        setattr(side, name, sense.value)
        return True

    return handle


def _flag(name: str) -> Callable[[Side, Sense], bool]:
    def handle(side: Side, _: Sense) -> bool:
        setattr(side, name, True)
        return True

    return handle


def _this(side: Side, _: Sense) -> bool:
    """该项目: what the sentence speaks of already."""
    side.belonging = True
    return side.says_anything() or side.may_belong


def _cue(side: Side, sense: Sense) -> bool:
    if side.asked and sense.value == SUM:
        return False  # 有几个，合计多少: two figures
    side.cues.append(str(sense.value))
    return True


HANDLERS: dict[str, Callable[[Side, Sense], bool]] = {
    "cond": _cond,
    "filter": _cond,
    "pick": _pick,
    "table": take_table,
    "field": _field,
    "tally": _tally,
    "figures": _figures,
    "having": _having,
    "count": _flag("counted"),
    "cue": _cue,
    "distinct": lambda side, _: _cue(side, Sense("cue", DISTINCT)),
    "group": _once("group"),
    "order": _once("order"),
    "best": _best,
    "unit": _once("unit"),
    "all": _flag("everything"),
    "contrast": _flag("contrasted"),
    "this": _this,
    "within": _within,
}
"""Each takes a phrase of its kind; False where it does not fit."""
