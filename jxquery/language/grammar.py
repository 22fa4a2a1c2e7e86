"""The rules that make conditions, lists, bounds and orders of neighbouring mentions. Their order is their precedence.

Each rule is a function: its pattern stands above it, its docstring gives an example. None looks at the whole question;
what the phrases mean together is decided in `sides.py` and `resolve.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import cast

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Group, Order, Phrase, Pick, Search, Sense, Tally, Top, Value
from jxquery.language.rules import Match, Production, Rule, apply, compile_pattern
from jxquery.types import Agg, All, Blank, Calc, Cmp, Col, Has, Lit, Named, Not, Op, Pred, Rows, Some, Term

RULES: list[Rule] = []
_OPS: dict[str, Op] = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "=", "≠": "!="}


def reduce_phrases(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases after all rules, brackets first from the inside."""
    phrases = _brackets(phrases, lexicon)
    return reduce(lambda found, rule: apply(rule, found, lexicon), RULES, phrases)


def rule(*patterns: str) -> Callable[[Production], Production]:
    """Register a production for each of the patterns."""

    def register(produce: Production) -> Production:
        RULES.extend(Rule(produce.__name__, compile_pattern(pattern), produce) for pattern in patterns)
        return produce

    return register


def _brackets(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """（…）: conditions alone become one condition on their table, anything else a side of its own."""
    closing = next((n for n, p in enumerate(phrases) if p.sense("close")), None)
    if closing is None:
        return phrases
    opening = next((n for n in range(closing - 1, -1, -1) if phrases[n].sense("open")), None)
    if opening is None:
        return phrases
    inner = reduce_phrases(phrases[opening + 1 : closing], lexicon)
    sense = _inner_sense(inner, lexicon)
    whole = Phrase(
        phrases[opening].start,
        phrases[closing].end,
        "".join(p.text for p in phrases[opening : closing + 1]),
        (sense,),
        "brackets",
    )
    return _brackets((*phrases[:opening], whole, *phrases[closing + 1 :]), lexicon)


def _inner_sense(inner: tuple[Phrase, ...], lexicon: Lexicon) -> Sense:
    conds = [s for p in inner if (s := p.sense("cond", "filter", "pick")) is not None]
    links = [p for p in inner if p.sense("also")]
    tables = {_table(s.value) for s in conds}
    if conds and len(conds) + len(links) == len(inner) and len(tables) == 1:
        return Sense("cond", Cond(tables.pop(), conjunction(tuple(_pred(s.value) for s in conds))))
    return Sense("side", inner)


def conjunction(preds: tuple[Pred, ...]) -> Pred:
    """All of them, flat."""
    flat = tuple(q for p in preds for q in (p.of if isinstance(p, All) else (p,)))
    return flat[0] if len(flat) == 1 else All(flat)


def disjunction(preds: tuple[Pred, ...]) -> Pred:
    """At least one of them, flat."""
    flat = tuple(q for p in preds for q in (p.of if isinstance(p, Some) else (p,)))
    columns = {p.col if isinstance(p, Named) else None for p in flat}
    if len(columns) == 1 and None not in columns:
        named = cast("tuple[Named, ...]", flat)
        return Named(named[0].col, tuple(dict.fromkeys(v for n in named for v in n.values)))
    return flat[0] if len(flat) == 1 else Some(flat)


def _table(value: Value) -> str:
    return cast("Pick | Cond", value).table


def _pred(value: Value) -> Pred:
    return cast("Pick | Cond", value).pred


# --- numbers and bounds ------------------------------------------------------------------------------------------


@rule("approx amount", "amount approx")
def vague(_: Lexicon, __: Match) -> Sense:
    """30万左右: refused, there is no agreed width."""
    return Sense("vague", "")


@rule("amount to amount between?", "amount and amount between", "bound_before? amount to amount")
def number_range(_: Lexicon, m: Match) -> Sense | None:
    """20万到60万之间: both ends belong to it; the first takes the unit of the second."""
    amounts = [cast("Lit", s.value) for s in m.senses if s is not None and s.kind == "amount"]
    if m.senses[0] is not None and m.senses[0].kind == "bound_before":
        return None
    low, high = amounts
    if low.unit is None:
        low = Lit(low.value, high.unit)
    return Sense("bound", Bound(((">=", low), ("<=", high))))


@rule("bound_before amount bound_after?")
def bound_before(_: Lexicon, m: Match) -> Sense | None:
    """超过30万; 达到99%以上 is one bound, said twice; 超过30万以上 is none."""
    op, after = _OPS[str(m[0])], m[2]
    if after is not None and _OPS[str(after)] not in {op, op + "="}:
        return None
    return Sense("bound", Bound(((op, cast("Lit", m[1])),)))


@rule("amount bound_after")
def bound_after(_: Lexicon, m: Match) -> Sense:
    """30万以上."""
    return Sense("bound", Bound(((_OPS[str(m[1])], cast("Lit", m[0])),)))


@rule("bound also|and? bound")
def both_bounds(_: Lexicon, m: Match) -> Sense:
    """20万以上60万以下."""
    return Sense("bound", Bound(cast("Bound", m[0]).tests + cast("Bound", m[2]).tests))


# --- names and classes -------------------------------------------------------------------------------------------


@rule("field is|of? pick|filter|wording")
def column_named(lexicon: Lexicon, m: Match) -> Sense | None:
    """资金级别为中央, 三级指标为「…」: the column says which of the senses is meant."""
    col = cast("Col", m[0])
    assert m.phrases[2] is not None  # noqa: S101 — the pattern requires it
    for sense in m.phrases[2].senses:
        if sense.kind in {"filter", "wording"} and cast("Cond", sense.value).column == col:
            return Sense("cond" if sense.kind == "wording" else "filter", sense.value)
        if sense.kind == "pick":
            narrowed = _only_column(cast("Pick", sense.value), col)
            if narrowed is not None:
                return Sense("pick", narrowed)
    return None


def _only_column(pick: Pick, col: Col) -> Pick | None:
    """The pick by this column alone, if it has it."""
    if pick.columns == (col,):
        return pick
    if col in pick.columns and isinstance(pick.pred, Some):
        for pred in pick.pred.of:
            if getattr(pred, "col", None) == col:
                return Pick(pick.table, pred, (col,), pick.several)
    return None


@rule("table pick")
def named_row(_: Lexicon, m: Match) -> Sense | None:
    """项目「…」: the table says which of the senses is meant."""
    phrase = cast("Phrase", m.phrases[1])
    if phrase.rule != "quoted":
        return None
    return next((s for s in phrase.senses if s.kind == "pick" and cast("Pick", s.value).table == m[0]), None)


@rule("field bound_before|not filter")
def column_not(_: Lexicon, m: Match) -> Sense | None:
    """资金级别不是中央."""
    cond = cast("Cond", m[2])
    if cond.column != m[0] or str(m[1]) not in {"≠", "不"}:
        return None
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@rule("filter and|or? filter")
def either_filter(_: Lexicon, m: Match) -> Sense | None:
    """2023年和2024年: of one column, one or the other."""
    first, second = cast("Cond", m[0]), cast("Cond", m[2])
    if first.column is None or first.column != second.column or first.pred == second.pred:
        return None
    items = (*(first.items or (first,)), second)
    return Sense("filter", Cond(first.table, disjunction((first.pred, second.pred)), first.column, items))


@rule("not|except|bound_before filter")
def not_filter(_: Lexicon, m: Match) -> Sense | None:
    """非中央, 不是2023年."""
    if m.senses[0] is not None and m.senses[0].kind == "bound_before" and m[0] != "≠":
        return None
    cond = cast("Cond", m[1])
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@rule("and pick filter", "and filter pick", "pick filter and")
def bound_to_name(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """购买服务和业务经费市级: in a list a modifier belongs to the name that it touches."""
    pick = cast("Pick", next(s.value for s in m.senses if s is not None and s.kind == "pick"))
    cond = cast("Cond", next(s.value for s in m.senses if s is not None and s.kind == "filter"))
    if pick.table != cond.table:
        return None
    joined = Pick(pick.table, conjunction((pick.pred, cond.pred)), pick.columns, several=False)
    link = next(n for n, s in enumerate(m.senses) if s is not None and s.kind == "and")
    a, b = (p for n, p in enumerate(m.phrases) if n != link and p is not None)
    phrase = Phrase(a.start, b.end, a.text + b.text, (Sense("pick", joined),), "bound_to_name")
    linking = cast("Phrase", m.phrases[link])
    return (linking, phrase) if link == 0 else (phrase, linking)


@rule("pick and|or? pick")
def list_of_names(_: Lexicon, m: Match) -> Sense | None:
    """甲和乙: one or the other. Side by side without a word between, a class and a name of one row go together."""
    first, second = cast("Pick", m[0]), cast("Pick", m[2])
    if first.table != second.table:
        return None
    if m[1] is None and not set(first.columns) & set(second.columns) and not first.items:
        return Sense("pick", Pick(first.table, conjunction((first.pred, second.pred)), first.columns + second.columns))
    items = (*(first.items or (first,)), second)
    columns = tuple(dict.fromkeys(first.columns + second.columns))
    several = any(i.several for i in items)
    return Sense("pick", Pick(first.table, disjunction((first.pred, second.pred)), columns, several, items))


# --- counts ------------------------------------------------------------------------------------------------------


@rule("count of? table", "count of? pick", "howmuch of? table", "howmuch of? pick")
def counted_behind(lexicon: Lexicon, m: Match) -> Sense | None:
    """几个指标, 多少质量指标."""
    return _tally(m, lexicon)


@rule("table of? has? count", "pick of? has? table? count")
def counted_before(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标数, 质量指标的个数; a name alone with 数 behind it is no count of rows unless a class is meant."""
    return _tally(m, lexicon)


def _tally(m: Match, lexicon: Lexicon) -> Sense | None:
    pick = next((cast("Pick", s.value) for s in m.senses if s is not None and s.kind == "pick"), None)
    table = next((str(s.value) for s in m.senses if s is not None and s.kind == "table"), None)
    if pick is None:
        return Sense("tally", Tally(str(table)))
    classes = {c.name for c in lexicon.schema.table(pick.table).having("class")}
    if table not in {None, pick.table} or not {c.name for c in pick.columns} <= classes:
        return None
    return Sense("tally", Tally(pick.table, pick))


# --- groups and orders -------------------------------------------------------------------------------------------


@rule("each field|tally|ratio sort sort?")
def order_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """按预算从低到高排."""
    of = cast("Sense", m.senses[1])
    term = _term(lexicon, of.value, of.kind)
    said = [str(v) for v in (m[2], m[3]) if v is not None]
    return None if term is None else Sense("order", Order(term, desc="升" not in said))


@rule(
    "each field and field of? statistic?", "each field of? statistic?", "each table of? statistic?", "field statistic"
)
def group_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """各年度, 按资金级别统计, 每个项目, 年度分布."""
    columns = tuple(cast("Col", s.value) for s in m.senses if s is not None and s.kind == "field")
    table = next((str(s.value) for s in m.senses if s is not None and s.kind == "table"), None)
    if table is not None:
        return Sense("group", Group((), table))
    if any(lexicon.schema.table(c.table).column(c.name).role in {"measure", "text", "target"} for c in columns):
        return None
    owner = lexicon.schema.table(columns[0].table)
    if len(columns) == 1 and columns[0].name == owner.label:
        return Sense("group", Group((), owner.name))
    return Sense("group", Group(columns))


@rule("each pick|cond|filter")
def each_of(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """各质量指标: all of them."""
    return (cast("Phrase", m.phrases[1]),)


def _sortable(lexicon: Lexicon, term: object) -> bool:
    return isinstance(term, Col) and lexicon.schema.table(term.table).column(term.name).role in {
        "measure",
        "period",
        "target",
    }


def _term(lexicon: Lexicon, value: Value, kind: str) -> Term | None:
    """A measure, or the number of rows that belong to a row, as a term."""
    if kind == "field":
        return cast("Col", value) if _sortable(lexicon, value) else None
    if kind in {"ratio", "measured"}:
        return cast("Term", value)
    if kind == "tally":
        tally = cast("Tally", value)
        if lexicon.schema.table(tally.table).parent is None:
            return None
        where = All() if tally.pick is None else _as_all(tally.pick.pred)
        return Agg("count", None, Rows(tally.table, where), own=True)
    return None


def _as_all(pred: Pred) -> All:
    return pred if isinstance(pred, All) else All((pred,))


@rule("field of? cue bound", "field of? cue most", "field of? cue sort")
def share_of_measure(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算占比超过20%: the share of each row in the whole."""
    if m[2] != "占比" or not _sortable(lexicon, m[0]):
        return None
    col = cast("Col", m[0])
    ratio = Calc("percent", col, Agg("sum", col, Rows(col.table)))
    first, cue, last = cast("Phrase", m.phrases[0]), cast("Phrase", m.phrases[2]), cast("Phrase", m.phrases[3])
    return (Phrase(first.start, cue.end, first.text + cue.text, (Sense("ratio", ratio),), "share_of_measure"), last)


@rule("which of? field of? higher", "field of? which of? higher", "which higher")
def winner(lexicon: Lexicon, m: Match) -> Sense | None:
    """哪个预算高: the winner of a list."""
    field = next((s.value for s in m.senses if s is not None and s.kind == "field"), None)
    if field is not None and not _sortable(lexicon, field):
        return None
    return Sense("top", Top(cast("Col | None", field), 1, desc=m[-1] == "降", versus=True))


@rule("most of? amount")
def most_n(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """最高的三个: a superlative with its number."""
    lit = cast("Lit", m[2])
    if not isinstance(lit.value, Decimal) or lit.value != int(lit.value) or not 0 < lit.value < Decimal(10**6):
        return None
    first, last = cast("Phrase", m.phrases[0]), cast("Phrase", m.phrases[2])
    top = Top(None, int(lit.value), desc=m[0] == "降")
    return (Phrase(first.start, last.end, first.text + last.text, (Sense("best_n", top),), "most_n"),)


@rule("top amount place?", "top amount of? place")
def top_n(_: Lexicon, m: Match) -> Sense | None:
    """前三名, 后两个."""
    lit = cast("Lit", m[1])
    if not isinstance(lit.value, Decimal) or lit.value != int(lit.value) or not 0 < lit.value < Decimal(10**6):
        return None
    return Sense("best_n", Top(None, int(lit.value), desc=m[0] == "前"))


@rule("best_n of? most")
def top_n_most(_: Lexicon, m: Match) -> Sense:
    """前三个最高."""
    return Sense("best_n", Top(None, cast("Top", m[0]).n, desc=m[2] == "降"))


@rule(
    "field|tally|ratio of? is? within? sort? best_n",
    "field|tally|ratio of? is? within? most",
    "best_n of? field|tally|ratio",
    "most of? field|tally|ratio",
    "each field sort best_n",
)
def best_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算最高, 最高的预算, 指标最多, 预算排前三."""
    by = next(s for s in m.senses if s is not None and s.kind in {"field", "tally", "ratio"})
    how = next(s for s in m.senses if s is not None and s.kind in {"best_n", "most"})
    term = _term(lexicon, by.value, by.kind)
    return None if term is None else _best(term, how)


@rule("table of? best_n", "table of? most", "pick of? most", "pick field? of? most")
def best_by_children(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """指标最多的项目: by the number of rows that belong to it; 成本指标最高: by the target."""
    of = cast("Sense", m.senses[0])
    how = cast("Sense", m.senses[-1])
    last = cast("Phrase", m.phrases[-1])
    if (
        of.kind == "table"
        and lexicon.schema.table(str(of.value)).parent is not None
        and last.text.endswith(("多", "少"))
    ):
        return _best(cast("Term", _term(lexicon, Tally(str(of.value)), "tally")), how)
    return None


@rule("best_n", "most")
def best_alone(lexicon: Lexicon, m: Match) -> Sense:
    """前三名: by the default measure."""
    return _best(None, cast("Sense", m.senses[0]))


def _best(term: Term | None, how: Sense) -> Sense:
    if how.kind == "best_n":
        top = cast("Top", how.value)
        return Sense("top", Top(term, top.n, top.desc))
    return Sense("top", Top(term, 1, desc=how.value == "降"))


@rule("field|tally|ratio of? sort sort?")
def ranked(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算排名, 指标数从多到少."""
    sense = cast("Sense", m.senses[0])
    term = _term(lexicon, sense.value, sense.kind)
    said = [str(v) for v in (m[2], m[3]) if v is not None]
    return None if term is None else Sense("order", Order(term, desc="升" not in said))


# --- conditions --------------------------------------------------------------------------------------------------


@rule("field bound_before cue field?", "field bound_before field")
def against_column(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算高于平均, 财政资金低于预算数."""
    left, op = m[0], _OPS[str(m[1])]
    if not _sortable(lexicon, left):
        return None
    col = cast("Col", left)
    if cast("Sense", m.senses[2]).kind == "field":
        return Sense("cond", Cond(col.table, Cmp(col, op, cast("Col", m[2])))) if _sortable(lexicon, m[2]) else None
    if m[2] != "平均" or m[3] not in {None, col}:
        return None
    return Sense("cond", Cond(col.table, Cmp(col, op, Agg("avg", col, Rows(col.table)))))


@rule("bound_before cue field")
def above_average(lexicon: Lexicon, m: Match) -> Sense | None:
    """高于平均预算."""
    if m[1] != "平均" or not _sortable(lexicon, m[2]):
        return None
    col = cast("Col", m[2])
    return Sense("cond", Cond(col.table, Cmp(col, _OPS[str(m[0])], Agg("avg", col, Rows(col.table)))))


@rule("field of? than pick of? field? higher", "than pick of? field? higher", "field? bound_before pick of? field?")
def than_another(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算比司法救助高: against the measure of another row, which must be one."""
    pick = cast("Pick", next(s.value for s in m.senses if s is not None and s.kind == "pick"))
    fields = {s.value for s in m.senses if s is not None and s.kind == "field"}
    col = cast("Col", fields.pop()) if fields else lexicon.default_measure(pick.table)
    if fields or col is None or col.table != pick.table or not _sortable(lexicon, col) or pick.several or pick.items:
        return None
    op = m[1] if cast("Sense", m.senses[1]).kind == "bound_before" else None
    sign: Op = _OPS[str(op)] if op is not None else (">" if m[-1] == "降" else "<")
    other = Agg("max", col, Rows(pick.table, _as_all(pick.pred)))
    return Sense("cond", Cond(col.table, Cmp(col, sign, other)))


@rule("pick|field|tally|ratio of|is? every? of|is? amount")
def exactly(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度100%: a number with no comparison is that number."""
    of = cast("Sense", m.senses[0])
    if of.kind == "pick" and lexicon.schema.table(cast("Pick", of.value).table).target is None:
        return None
    if of.kind == "field" and not _sortable(lexicon, of.value):
        return None
    *others, amount = (p for p in m.phrases if p is not None)
    equal = Sense("bound", Bound((("=", cast("Lit", m[-1])),)))
    return (*others, Phrase(amount.start, amount.end, amount.text, (equal,), "exactly"))


@rule("pick table? of? field? of|is|within? every? of|is? bound")
def indicator_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """检察干警满意度不低于99%: a number for the target of the rows picked."""
    pick, bound = cast("Pick", m[0]), cast("Bound", m[-1])
    target = lexicon.schema.table(pick.table).target
    if target is None or m[1] not in {None, pick.table}:
        return None
    col = Col(pick.table, target.written)
    if m[3] not in {None, col}:
        return None
    meet = _meets(col, bound)
    if m[5] is not None:
        return _every(pick, meet, lexicon)
    return Sense("cond", Cond(pick.table, conjunction((pick.pred, meet))))


def _every(pick: Pick, meet: Pred, lexicon: Lexicon) -> Sense | None:
    """都: every one of a row's, and at least one."""
    parent = lexicon.schema.table(pick.table).parent
    if parent is None:
        return None
    return Sense("cond", Cond(parent, Has(Rows(pick.table, _as_all(pick.pred)), "every", meet)))


@rule("field|tally|ratio of|is? every? of|is? bound")
def measure_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算超过30万, 指标数超过8个, 预算占比超过20%, 指标值≥99%."""
    sense = cast("Sense", m.senses[0])
    term = _term(lexicon, sense.value, sense.kind)
    if term is None:
        return None
    bound = cast("Bound", m[-1])
    if isinstance(term, Agg):
        bound = Bound(tuple((op, Lit(b.value)) if isinstance(b, Lit) else (op, b) for op, b in bound.tests))
        table = cast("str", lexicon.schema.table(cast("Tally", sense.value).table).parent)
    else:
        table = _owner(term)
    return Sense("cond", Cond(table, _meets(term, bound)))


@rule("pick|field? is|of? wording", "wording")
def worded(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标值为健全, 长效机制健全."""
    cond = cast("Cond", m[-1])
    first = m.senses[0]
    if first is None or first.kind == "wording":
        return Sense("cond", cond)
    if first.kind == "field":
        return Sense("cond", cond) if first.value == cond.column else None
    pick = cast("Pick", first.value)
    return Sense("cond", Cond(cond.table, conjunction((pick.pred, cond.pred)))) if pick.table == cond.table else None


@rule("wordy", "numeric")
def quantified(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有量化, 定量."""
    for table in lexicon.schema.tables:
        if table.target is not None:
            blank = Blank(Col(table.name, table.target.written))
            return Sense("cond", Cond(table.name, blank if cast("Sense", m.senses[0]).kind == "wordy" else Not(blank)))
    return None


@rule("bound")
def bound_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十万以上: an amount means the default measure, another unit the target."""
    bound = cast("Bound", m[0])
    units = {t.unit for _, t in bound.tests if isinstance(t, Lit)}
    kinds = {lexicon.schema.units.by_word[u].kind for u in units if u in lexicon.schema.units.by_word}
    measure = lexicon.default_measure(lexicon.subject())
    if measure is not None and kinds:
        own = lexicon.schema.units.by_word[lexicon.schema.table(measure.table).column(measure.name).unit or ""]
        if kinds == {own.kind}:
            return Sense("cond", Cond(measure.table, _meets(measure, bound)))
    for table in lexicon.schema.tables:
        if table.target is not None and kinds:
            return Sense("cond", Cond(table.name, _meets(Col(table.name, table.target.written), bound)))
    return None


def _meets(term: Term, bound: Bound) -> Pred:
    return conjunction(tuple(Cmp(term, op, right) for op, right in bound.tests))


def _owner(term: Term) -> str:
    match term:
        case Col(table):
            return table
        case Calc(_, left):
            return _owner(left)
        case _:
            raise LookupError(term)


# --- presence and absence ----------------------------------------------------------------------------------------


@rule("has table cond", "lacks table cond")
def having_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """有指标（…）: at least one that meets the condition in brackets."""
    cond, how = cast("Cond", m[2]), cast("Sense", m.senses[0]).kind
    if cond.table != m[1] or cast("Phrase", m.phrases[2]).rule != "brackets":
        return None
    parent = lexicon.schema.table(cond.table).parent
    if parent is None:
        return None
    return Sense("cond", Cond(parent, Has(Rows(cond.table, _as_all(cond.pred)), "none" if how == "lacks" else "some")))


@rule("table cond every cond")
def every_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标（…）都（…）: every one that meets the first condition meets the second."""
    of, meet = cast("Cond", m[1]), cast("Cond", m[3])
    if of.table != m[0] or meet.table != m[0] or cast("Phrase", m.phrases[1]).rule != "brackets":
        return None
    return _every(Pick(of.table, of.pred, ()), meet.pred, lexicon)


@rule("lacks pick of? table?", "lacks cond of? table?", "lacks table")
def lacking(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """没有社会效益指标: none of them."""
    return _presence(lexicon, m, "none")


@rule("has pick", "has cond")
def having(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """有社会效益指标."""
    return _presence(lexicon, m, "some")


def _presence(lexicon: Lexicon, m: Match, how: str) -> Sense | tuple[Phrase, ...] | None:
    of = cast("Sense", m.senses[1])
    table = str(of.value) if of.kind == "table" else _table(of.value)
    parent = lexicon.schema.table(table).parent
    if parent is None:
        return None
    where = All() if of.kind == "table" else _as_all(_pred(of.value))
    cond = Sense("cond", Cond(parent, Has(Rows(table, where), "none" if how == "none" else "some")))
    noun = m.phrases[3] if len(m.phrases) > 3 else None  # noqa: PLR2004 — the table behind
    if noun is not None and m[3] != table:
        first = cast("Phrase", m.phrases[0])
        whole = "".join(p.text for p in m.phrases[:3] if p is not None)
        return (Phrase(first.start, noun.start, whole, (cond,), "presence"), noun)
    return cond


@rule("lacks field", "field of? lacks")
def blank(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有用途: the column holds nothing."""
    field = next(cast("Col", s.value) for s in m.senses if s is not None and s.kind == "field")
    role = lexicon.schema.table(field.table).column(field.name).role
    return Sense("cond", Cond(field.table, Blank(field))) if role in {"text", "measure", "period", "identity"} else None


@rule("except pick|filter|cond of? except_end?", "not pick|cond")
def excepted(_: Lexicon, m: Match) -> Sense:
    """除了司法救助还有: all but."""
    value = m[1]
    return Sense("cond", Cond(_table(cast("Value", value)), Not(_pred(cast("Value", value)))))


@rule("cond|filter|pick or cond|filter|pick")
def either_cond(lexicon: Lexicon, m: Match) -> Sense | None:
    """甲或乙, of one table or of a table and what belongs to it."""
    first, second = (Cond(_table(v), _pred(v)) for v in (cast("Value", m[0]), cast("Value", m[2])))
    if first.table != second.table:
        parent = lexicon.schema.table(first.table).parent or lexicon.schema.table(second.table).parent
        if parent is None:
            return None
        first, second = (lifted(c, parent, lexicon) for c in (first, second))
        if first.table != second.table:
            return None
    return Sense("cond", Cond(first.table, disjunction((first.pred, second.pred))))


def lifted(cond: Cond, parent: str, lexicon: Lexicon) -> Cond:
    """The condition as one on the rows that its rows belong to: at least one of theirs meets it."""
    if lexicon.schema.table(cond.table).parent != parent:
        return cond
    return Cond(parent, Has(Rows(cond.table, _as_all(cond.pred)), "some"))


@rule("search of? said", "said of? search")
def searched(_: Lexicon, m: Match) -> Sense:
    """提到舆情监测."""
    said = next(s for s in m.senses if s is not None and s.kind == "said")
    return Sense("search", Search((str(said.value),)))
