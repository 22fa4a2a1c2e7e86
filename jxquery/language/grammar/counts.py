"""How many: 指标数, 几个质量指标, 有两个以上质量指标."""

from __future__ import annotations

from itertools import pairwise

from jxquery.language.belonging import home
from jxquery.language.cues import DISTINCT, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Search, Sense, Tally
from jxquery.language.predicates import columns_of, conjunction, disjunction, meets
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, few_valued, in_such, names_of, term_of
from jxquery.types import Col, Lit, Not, Says

RULES = RuleBook()


@RULES.rule("count distinct", "distinct count")
def distinct_count(_: Lexicon, __: Match) -> Sense:
    """几个不同的."""
    return Sense("cue", DISTINCT)


@RULES.rule("bound_before pick of? pick? of? table count", "bound_before pick of table of pick? of? table count")
def number_of_another(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标数超过「…」的指标数的项目: how many rows belong to another, whatever stands behind."""
    start = len(m.senses) - 4
    of, table, row = m.value(start), m.take(str, start + 2), m.take(Pick, 1).table
    pick = of if isinstance(of, Pick) else None
    named = {row} if m.kind(3) != "table" else {row, m.value(3)}
    if m.value(start + 3) != "个数" or row not in lexicon.schema.ancestors(table) or len(named) > 1:
        return None
    if pick is not None and (pick.table != table or not by_class(pick.columns, lexicon)):
        return None
    tally = joined(m.phrases[start:], Sense("tally", Tally(table, pick)), "number_of_another")
    return (m.phrase(0), m.phrase(1), tally)


@RULES.rule("count of? table", "count of? pick", "howmuch of? table", "howmuch of? pick")
def counted_behind(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """几个指标, 多少质量指标; 指标数 is a number of indicators, whatever stands behind it, and 数量的指标 is none."""
    if m.value(0) == "个数" and m.phrases[1] is not None:
        return Sense("unknown", "")
    often = _happenings(m.phrase(0), m.value(2), lexicon)
    if often is not None:
        tally = joined((m.phrase(0),), Sense("tally", Tally(often)), "counted_behind")
        return tally.senses[0] if m.kind(2) == "table" else (tally, m.phrase(2))
    behind = m.value(0) == "个数" and m.before is not None and m.before.sense("table", "pick") is not None
    return None if behind else _tally(m, lexicon)


@RULES.rule("table howmuch pick")
def how_much_of(lexicon: Lexicon, m: Match) -> Sense | None:
    """买了多少东北大米: the amount, the quantity or how often, where what happened has several measures."""
    what, pick = m.take(str, 0), m.take(Pick, 2)
    measures = [c for c in lexicon.schema.table(what).having("measure") if c.adds_up]
    open_one = len(measures) > 1 and pick.table in lexicon.schema.ancestors(what)
    return Sense("unknown", "") if open_one else None


def _happenings(count: Phrase, of: object, lexicon: Lexicon) -> str | None:
    """几次书, 几次小说: how often, where 次 is what rows that belong to these are called, and not how many of these."""
    table = of.table if isinstance(of, Pick) else of
    counted = (s.value for s in lexicon.words.get(count.text[-1:], ()) if s.kind == "table")
    return next((str(t) for t in counted if table in lexicon.schema.ancestors(str(t))), None)


@RULES.rule("cue has? which")
def which_in_all(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """一共有哪些项目: all of them, and no sum."""
    named = m.after is not None and m.after.sense("table", "field", "filter", "pick")
    if m.value(0) != SUM or m.before is not None or not named:
        return None
    return there(m.phrases[1:])


@RULES.rule("table is count of?")
def no_class(_: Lexicon, m: Match) -> Sense | None:
    """哪些指标是数量的: 数量 says what they are, and counts nothing."""
    return Sense("unknown", "") if m.value(2) == "个数" else None


@RULES.rule("distinct of? field has? count|howmuch")
def distinct_values(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """不同的资金级别有几个: how many, not how often each."""
    return (joined((m.phrase(0),), Sense("cue", DISTINCT), "distinct_values"), m.phrase(2))


@RULES.rule("distinct of? field of? has? cue")
def distinct_twice(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """不同的三级指标有多少种: said twice."""
    return (m.phrase(5), m.phrase(2)) if m.value(5) == DISTINCT else None


@RULES.rule("table howmuch")
def rows_counted(_: Lexicon, m: Match) -> Sense | None:
    """项目有多少."""
    alone = m.after is None and (m.before is None or not m.before.sense("pick"))
    return Sense("tally", Tally(m.take(str, 0))) if alone and m.value(1) == "有多少" else None


@RULES.rule("count|howmuch of? field")
def kinds_counted(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有几个资金级别: how many different values the column has."""
    col = m.take(Col, 2)
    if not few_valued(col, lexicon) or (m.before and m.before.sense("pick")):
        return None
    cue = joined((m.phrase(0),), Sense("cue", DISTINCT), "kinds_counted")
    return (cue, m.phrase(2))


@RULES.rule("lacks|except|not pick of? table count", "cond of? table count", "not cond of? table count")
def others_counted(lexicon: Lexicon, m: Match) -> Sense | None:
    """不含满意度的指标数, 除满意度以外的指标数: of those that are not of the class."""
    value: Pick | Cond = next(iter(m.all(Pick)), None) or m.all(Cond)[0]
    table = m.all(str, "table")[0]
    denied = m.kind(0) in {"lacks", "except", "not"}
    if value.table != table or m.value(len(m.senses) - 1) != "个数":
        return None
    if isinstance(value, Cond) and m.phrase(int(denied)).rule != ("brackets" if denied else "exception"):
        return None
    pred = Not(value.pred) if denied else value.pred
    pick = Pick(table, pred, tuple(sorted(columns_of(pred), key=lambda c: c.name)))
    return Sense("tally", Tally(table, pick)) if by_class(pick.columns, lexicon) else None


@RULES.rule("field and field searched of? table count", "field searched of? table count", "searched of? table count")
def such_counted(lexicon: Lexicon, m: Match) -> Sense | None:
    """提到采购的指标数最多的项目: the number of those that are called so, where it is compared."""
    (search,), table = m.all(Search), m.all(str, "table")[0]
    names = names_of(table, lexicon)
    cols = m.all(Col) or names
    compared = m.after is not None and m.after.sense("bound", "bound_before", "most", "best_n", "sort") is not None
    if not names or not {*cols} <= {*names} or not compared or m.value(len(m.senses) - 1) != "个数":
        return None
    join = conjunction if search.every else disjunction
    return Sense("tally", Tally(table, Pick(table, join(tuple(Says(cols, words) for words in search.words)), cols)))


@RULES.rule("pick of? has? table? count", "table of? cue? has? count")
def counted_before(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """指标数, 质量指标的个数, 项目一共有几个; 有质量指标的有几个 counts those that have such."""
    count = m.phrase(len(m.senses) - 1)
    often = _happenings(count, m.value(0), lexicon)
    if often is not None:
        tally = joined((count,), Sense("tally", Tally(often)), "counted_before")
        return tally.senses[0] if m.kind(0) == "table" else (m.phrase(0), tally)
    headless = m.phrases[1] is not None and m.value(len(m.senses) - 1) == "几个"
    if headless and m.before is not None and m.before.sense("has", "of"):
        return None
    if m.all(str, "cue") not in {(), (SUM,)}:
        return None
    return _tally(m, lexicon)


def _tally(m: Match, lexicon: Lexicon) -> Sense | None:
    """A class or a table is counted; a name with 数 behind it is none of ours."""
    picks = m.all(Pick)
    table = next(iter(m.all(str, "table")), None)
    asked = "几个" in m.all(str, "count")
    if not picks:
        return None if table is None else Sense("tally", Tally(table, asked=asked))
    (pick,) = picks
    if table not in {None, pick.table} or not by_class(pick.columns, lexicon):
        return None
    return Sense("tally", Tally(pick.table, pick, asked))


@RULES.rule("has bound|amount of? pick of? table", "pick of? table has? bound", "pick of? table has amount")
def such_rows_counted(lexicon: Lexicon, m: Match) -> Sense | None:
    """合格率指标不止一个的项目: how many are called so, unless the number may be their target."""
    pick, table = m.all(Pick)[0], m.all(str, "table")[0]
    if pick.table != table:
        return None
    bound = next(iter(m.all(Bound)), None) or Bound((("=", m.all(Lit)[0]),))
    units = [t.unit for _, t in bound.tests if isinstance(t, Lit)]
    if by_class(pick.columns, lexicon):
        return bound_on_count(lexicon, m, bound)
    if None in units or not counts_things(bound, lexicon):
        return None
    if any(in_such(str(unit), pick, lexicon) for unit in units):
        return Sense("unknown", "")
    return _number_meets(Tally(table, pick), bound, lexicon)


@RULES.rule("has amount of? table|pick", "table|pick table? has amount")
def counted_exactly(lexicon: Lexicon, m: Match) -> Sense | None:
    """有两个绩效目标: so many rows, and no more."""
    (lit,) = m.all(Lit)
    if lit.unit is None:
        return None
    return bound_on_count(lexicon, m, Bound((("=", lit),)))


@RULES.rule("table bound table")
def happened_so_often(lexicon: Lexicon, m: Match) -> Sense | None:
    """借过3次以上书: so many 借阅; of 3本以上书 it is not said whether they are told apart."""
    what, whose = m.all(str, "table")
    beside = pairwise(there(m.phrases))
    together = all(a.end == b.start and not b.spaced for a, b in beside)
    if whose not in lexicon.schema.ancestors(what) or not together:
        return None
    said = any(s == Sense("table", what) for char in m.phrase(1).text for s in lexicon.words.get(char, ()))
    return bound_on_count(lexicon, m) if said else Sense("unknown", "")


@RULES.rule(
    "has bound of? table|pick", "table has? bound", "pick table? has bound", "bound pick table?", "cue? bound table"
)
def counted_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """有两个以上质量指标, 指标少于7个: the number of rows, in no unit or a counting one; 一共 only stresses it."""
    return None if m.all(str, "cue") not in {(), (SUM,)} else bound_on_count(lexicon, m)


def bound_on_count(lexicon: Lexicon, m: Match, exactly: Bound | None = None) -> Sense | None:
    """The bound as one on the number of rows of a table or class that belong to a row."""
    bound, picks = exactly or m.all(Bound)[0], m.all(Pick)
    if not counts_things(bound, lexicon) or any(isinstance(t, Lit) and t.unit is None for _, t in bound.tests):
        return None
    if picks and not by_class(picks[0].columns, lexicon):
        return None
    tally = Tally(picks[0].table, picks[0]) if picks else Tally(m.all(str, "table")[0])
    return _number_meets(tally, bound, lexicon)


def _number_meets(tally: Tally, bound: Bound, lexicon: Lexicon) -> Sense | None:
    """The number of rows that belong to a row is within the bound."""
    term = term_of(tally, lexicon)
    owner = home(tally.table, lexicon)
    if term is None or owner is None:
        return None
    return Sense("cond", Cond(owner, meets(term, unitless(bound))))


def counts_things(bound: Bound, lexicon: Lexicon) -> bool:
    """Whether the bound is in no unit or in a counting one."""
    said = (t.unit for _, t in bound.tests if isinstance(t, Lit) and t.unit is not None)
    return all(map(lexicon.schema.units.counts, said))


def unitless(bound: Bound) -> Bound:
    """The bound of a count."""
    return Bound(tuple((op, Lit(t.value) if isinstance(t, Lit) else t) for op, t in bound.tests))
