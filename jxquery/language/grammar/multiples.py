"""Shares and multiples as conditions: 占总预算一成以上, 超过总预算一半, 财政资金超过预算一半, 超过平均两倍."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.cues import FUNCTIONS, MEAN, MIDDLE, SHARE, SUM
from jxquery.language.grammar.bounds import OPS
from jxquery.language.grammar.shares import share_in_all
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Sense
from jxquery.language.predicates import as_all, meets
from jxquery.language.rules import Match, RuleBook, there
from jxquery.language.terms import role, target_in
from jxquery.types import Agg, Calc, Cmp, Col, Lit, Rows, Term

RULES = RuleBook()
_PERCENT, _TIMES = "%", "倍"


@RULES.rule("fraction bound_after", "bound_before fraction")
def half_bound(_: Lexicon, m: Match) -> Sense:
    """一半以上, 超过一半: of something that stands before it."""
    op = OPS[(*m.all(str, "bound_after"), *m.all(str, "bound_before"))[0]]
    return Sense("fraction_bound", Bound(((op, _fraction(m)),)))


@RULES.rule("cue cue|all? field? of cue")
def share_said_twice(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """占总预算的比例超过20%: 的比例 says again what 占 said."""
    compared = m.after is not None and m.after.sense("bound", "fraction_bound", "most", "best_n", "sort")
    if not compared or (m.value(0), m.value(4)) != (SHARE, SHARE) or m.value(1) == SHARE:
        return None
    return there(m.phrases[:3])


@RULES.rule("field bound_before field of? amount|fraction", "field of? cue field of? bound|fraction_bound")
def over_part_of_column(lexicon: Lexicon, m: Match) -> Sense | None:
    """财政资金超过预算一半, 财政资金占预算一半以上: one column in percent of another of its row."""
    first, second = m.all(Col)
    measures = {role(c, lexicon) for c in (first, second)} == {"measure"}
    if first.table != second.table or first == second or not measures or m.value(2) not in {SHARE, second}:
        return None
    bound = next(iter(m.all(Bound)), None) or Bound(((OPS[m.take(str, 1)], _fraction(m)),))
    return _cond(first.table, Calc("percent", first, second), bound, lexicon)


@RULES.rule(
    "cue filter|cond? also? filter? of? cue|all? field? of? cue? bound|fraction_bound",
    "field of? cue filter|cond? also? filter? of? cue|all? field? of? cue? bound|fraction_bound",
)
def share_of_whole(lexicon: Lexicon, m: Match) -> Sense | None:
    """占总预算一成以上, 占2024年总预算一成以上, 预算占总预算一半以上: the share of each row in the whole."""
    columns, before, cues = set(m.all(Col)), m.before, m.all(str, "cue")
    alone = before is None or before.sense("also", "filter", "table", "cond", "of", "which", "and", "within")
    if cues[0] != SHARE or {*cues[1:]} - {SUM, SHARE} or len(columns) > 1 or not alone:
        return None
    return _in_whole(m, columns, next(iter(m.all(Bound))), lexicon)


@RULES.rule(
    "field? bound_before cue field? of? amount|fraction",
    "field? bound_before filter also? filter? of? cue field? of? amount|fraction",
    "field? bound_before filter also? filter? of? field of? amount|fraction",
)
def over_part_of_whole(lexicon: Lexicon, m: Match) -> Sense | None:
    """超过总预算一半, 预算不到2024年总预算一成."""
    columns = set(m.all(Col))
    if m.all(str, "cue") not in {(), (SUM,)} or len(columns) > 1:
        return None
    return _in_whole(m, columns, Bound(((OPS[m.take(str, 1)], _fraction(m)),)), lexicon)


def _in_whole(m: Match, columns: set[Col], bound: Bound, lexicon: Lexicon) -> Sense | None:
    """The share of each row in all rows, or in those that the filters choose; brackets keep them to the whole alone."""
    conds = [p for p in there(m.phrases) if p.sense("cond")]
    if any(p.rule != "brackets" for p in conds):
        return None
    col = next(iter(columns), None) or lexicon.default_measure(lexicon.subject())
    if col is None or role(col, lexicon) != "measure" or any(c.table != col.table for c in m.all(Cond)):
        return None
    whole = tuple(c.pred for c in m.all(Cond))
    sense = _cond(col.table, share_in_all(col, whole), bound, lexicon)
    cond = None if sense is None else sense.value
    return Sense("cond", cond if conds else replace(cond, whole=whole)) if isinstance(cond, Cond) else None


@RULES.rule(
    "pick of? field? cue? bound_before table? of? field of? amount|fraction",
    "pick of? field? cue? cue table? of? field of? bound|fraction_bound",
)
def targets_part_of_measure(lexicon: Lexicon, m: Match) -> Sense | None:
    """采购成本超过项目预算一半: the sum of a row's targets in percent of a measure."""
    pick, col = m.take(Pick, 0), m.take(Col, 7)
    value = target_in(pick, col, lexicon)
    shares = m.kind(4) == "bound_before" or m.value(4) == SHARE
    if value is None or not shares or m.value(3) not in {None, SUM}:
        return None
    if m.value(2) not in {None, value.of} or col.table not in lexicon.schema.table(pick.table).parents:
        return None
    total = Agg("sum", value, Rows(pick.table, as_all(pick.pred)), own=True)
    bound = next(iter(m.all(Bound)), None) or Bound(((OPS[m.take(str, 4)], _fraction(m)),))
    return _cond(col.table, Calc("percent", total, col), bound, lexicon)


@RULES.rule(
    "field? bound_before pick of? field? of? amount",
    "field? bound_before all? cue of? field? of? amount",
    "field? is pick of? field? of? bound",
    "field? is all? cue of? field? of? bound",
)
def times_another(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算超过司法救助两倍, 是平均两倍以上: so many times the measure of another row, or the average."""
    bounds, columns, cues = m.all(Bound), set(m.all(Col)), m.all(str, "cue")
    op, lit = bounds[0].tests[0] if bounds else (OPS[m.all(str, "bound_before")[0]], m.all(Lit)[-1])
    if not isinstance(lit, Lit) or not isinstance(lit.value, Decimal) or lit.unit != _TIMES or len(columns) > 1:
        return None
    if lit.value == 1 or any(len(b.tests) > 1 for b in bounds):
        return Sense("unknown", "")  # 高于平均一倍: as much again, or as much
    col = columns.pop() if columns else lexicon.default_measure(lexicon.subject())
    if col is None or role(col, lexicon) != "measure":
        return None
    other: Term | None = None
    if cues and cues[0] in {MEAN, MIDDLE}:
        other = Agg(FUNCTIONS[cues[0]], col, Rows(col.table))
    elif m.kind(2) == "pick" and not m.take(Pick, 2).several and m.take(Pick, 2).table == col.table:
        other = Agg("max", col, Rows(col.table, as_all(m.take(Pick, 2).pred)))
    return None if other is None else Sense("cond", Cond(col.table, Cmp(col, op, Calc("times", other, lit))))


def _fraction(m: Match) -> Lit:
    """一半 or 一成, as a part of something."""
    half = m.all(str, "fraction")
    return Lit(Decimal(half[0]), _PERCENT) if half else m.all(Lit)[-1]


def _cond(table: str, ratio: Calc, bound: Bound, lexicon: Lexicon) -> Sense | None:
    """The ratio meets the bound, if that is in percent."""
    units = lexicon.schema.units
    said = [t for _, t in bound.tests if isinstance(t, Lit)]
    fits = all(
        isinstance(t.value, Decimal) and t.unit is not None and units.convert(t.value, t.unit, _PERCENT) is not None
        for t in said
    )
    return Sense("cond", Cond(table, meets(ratio, bound))) if fits and len(said) == len(bound.tests) else None
