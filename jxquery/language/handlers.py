"""What each kind of phrase does to a side of a question.

A noun of a table closes what stands before it: 满意度≥99%的项目的成本指标 are the cost indicators of the projects that
have such a satisfaction indicator. 里 behind a superlative closes it: what follows looks among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from msgspec.structs import replace

from jxquery.language.belonging import Tree, belongs, in_line, narrowed, of_parts, over_parts, such, tree
from jxquery.language.cues import DISTINCT, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figures, Having, Pick, Sense, Tally, Top
from jxquery.language.predicates import columns_of, conjunction, table_of
from jxquery.language.side import Absorbed, Counting, Side, claim, conditions, could_rank, rank, rank_named, rows_of
from jxquery.language.terms import by_class, role, targets_of, term_table
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
    # 读者借了三体: what happened is of both, and the name says with what.
    about = {side.head, *side.nouns[-1:]}
    if not any(table is not None and belongs(table, pick.table, side.lexicon) for table in about):
        side.heads.append(pick.table)
    return True


def _go_together(first: Pick, second: Pick, lexicon: Lexicon) -> bool:
    """Whether rows can be both: by other columns, and where a row is one target, by a class."""
    if first.items or second.items or set(first.columns) & set(second.columns):
        return False
    if all(role(c, lexicon) == "name" for c in (*first.columns, *second.columns)):
        return False  # a row has one name
    classes = (by_class(pick.columns, lexicon) for pick in (first, second))
    return lexicon.schema.table(first.table).target is None or any(classes)


def _cond(side: Side, sense: Sense) -> bool:
    cond = sense.value
    if not isinstance(cond, Cond):
        return False
    pred, parts = cond.pred, of_parts(cond.pred)
    if parts is not None and _said_of(side, parts):
        pred = narrowed(pred, side.preds.pop(parts), side.lexicon)
    if parts is not None and len(side.lexicon.schema.table(parts).parents) > 1:
        side.open.append(pred)
    side.preds.setdefault(cond.table, []).append(pred)
    side.conds.append(cond)
    return True


def _only_dated(preds: list[Pred], lexicon: Lexicon) -> bool:
    """Whether the rows are only of a year: 2024年作者甲的罚款 are the fines of 2024, not of authors with one then."""
    return all(isinstance(p, Cmp) and isinstance(p.left, Col) and role(p.left, lexicon) == "period" for p in preds)


def _only_left_out(table: str, preds: list[Pred], lexicon: Lexicon) -> bool:
    """Whether classes were left out: 除满意度指标外，平均每个项目几个指标 is of the other indicators."""
    targets = lexicon.schema.table(table).target is not None
    return targets and all(isinstance(p, Not) and by_class(columns_of(p), lexicon) for p in preds)


def _said_of(side: Side, table: str) -> bool:
    """Whether what was said of the table's rows is about the same rows: not where each is a target of its own."""
    return table in side.preds and side.lexicon.schema.table(table).target is None


def take_table(side: Side, sense: Sense) -> bool:
    """A noun: what was said of the tables that hang on it, by rows that were spoken of, becomes a condition on it.

    借了三体的读者 are readers with such a 借阅; of 甲的三体 what follows says whether 借阅 or books are meant.
    """
    table = str(sense.value)
    if side.top is not None and side.nouns[side.named :] == []:
        rank_named(side, table)
        if could_rank(side.top, table, side.lexicon):
            rank(side, table)
    if side.object == table:
        side.object = None
        return True
    claim(side, table)
    said = _hanging(side, table)
    before = {t: tuple(p) for t, p in side.preds.items() if t == table or t in said}
    if side.top is not None and side.ranked in said:
        said = {}  # 借阅最多的学生借了哪些书: of the students that were ranked
    preds = conditions(replace(side, preds={t: p for t, p in side.preds.items() if t in {table, *said}}), table, said)
    for done in said:
        side.preds.pop(done, None)
        side.picks.pop(done, None)
    if preds:
        side.preds[table] = list(preds)
    by = frozenset(t for t in said if belongs(t, table, side.lexicon))
    if by != said.keys():
        side.absorbed.append(Absorbed(by, before, {table: preds}))
    side.heads.append(table)
    side.nouns.append(table)
    return True


def _hanging(side: Side, table: str) -> Tree:
    """The tables that hang on the noun's by rows that were spoken of, and what is said of those with them."""
    lexicon = side.lexicon
    apart = (t for t, p in side.preds.items() if _only_dated(p, lexicon) or _only_left_out(t, p, lexicon))
    dated = {t for t in apart if t not in side.nouns}
    spoken = {*side.preds, *side.nouns} - dated
    others = [t for t in side.preds if t != table and t not in dated]
    branches = tree(table, others, lexicon, side.spoken())
    hanging = over_parts(table, branches, lexicon)
    known = [
        t for t in hanging if t in spoken and (belongs(t, table, lexicon) or _by_spoken(t, table, branches, spoken))
    ]
    near = {t: branches[t] for t in hanging}
    return {t: near[t] for end in known for t in _way(end, near)}


def _by_spoken(table: str, noun: str, branches: Tree, spoken: Collection[str]) -> bool:
    """Whether rows between the table's and the noun's were spoken of."""
    between = branches[table]
    return between != noun and (between in spoken or _by_spoken(between, noun, branches, spoken))


def _way(table: str, near: Tree) -> Iterator[str]:
    while table in near:
        yield table
        table = near[table]


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
    side.counting = Counting(tally, asked=tally.asked)
    if tally.pick is None:
        return take_table(side, Sense("table", tally.table))
    fits = _pick(side, Sense("pick", tally.pick))
    side.heads.append(tally.table)
    return fits


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
        side.among = side.nouns[-1] if side.nouns and side.closed is None else None
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
        top = replace(top, by=such(top.by, side.preds.pop(table_of(top.by.over)), side.lexicon))
    if side.order is not None and top.shown and top.by is None:
        top = replace(top, by=side.order.by, desc=side.order.desc == top.desc)
    side.top = top
    side.named = len(side.nouns)
    side.chosen_first = not (side.cues or side.counted)
    each = None if side.group is None else side.group.table
    nouns = [*([each] if each else []), *(reversed(side.nouns) if side.among is None else (side.among,))]
    named = next((n for n in nouns if could_rank(top, n, side.lexicon)), None)
    if side.among is not None and isinstance(top.by, Col) and belongs(top.by.table, side.among, side.lexicon):
        named = side.among  # 读者中小说的罚款合计最高的
    if named is not None and side.head is not None and not in_line(named, side.head, side.lexicon):
        side.heads.append(named)  # 哪个读者小说借阅最多: of the readers, whose 借阅 are of 小说
    if side.head is not None and could_rank(top, side.head, side.lexicon):
        rank(side, side.head)
    return True


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
    if side.counting is not None and side.counting.asked and sense.value == SUM:
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
    "count": lambda side, _: side.counted,
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
