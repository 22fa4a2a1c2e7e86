"""Conditions by size and by words: 预算超过30万, 检察干警满意度不低于99%, 指标值为健全."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.belonging import every, home
from jxquery.language.fitting import bound_said, fits_target, for_measure, in_unit
from jxquery.language.grammar.bare_amounts import meant_for
from jxquery.language.grammar.counts import bound_on_count, counts_things, unitless
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Sense, Tally
from jxquery.language.predicates import conjunction, disjunction, meets
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, measurable, role, term_of, term_table, unit_of
from jxquery.types import Agg, All, Calc, Cmp, Col, Lit, Not, Pred, Wordy

RULES = RuleBook()


@RULES.rule("pick|field|tally|ratio of? field? of|is? every|all? of|is? amount", "table of? every of|is? amount")
def exactly(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度100%: a number with no comparison is that number."""
    of = m.value(0)
    if isinstance(of, Pick) and lexicon.schema.table(of.table).target is None:
        return None
    if isinstance(of, Col) and not measurable(of, lexicon):
        return None
    *others, amount = there(m.phrases)
    lit = m.take(Lit, len(m.senses) - 1)
    ended = m.after is not None and m.after.sense("of")
    told = m.all(str, "is") or (ended and isinstance(of, Pick) and len(lexicon.units_of(of.pred)) == 1)
    if lit.unit is None and not told:
        return None  # 预算 88: a number that nothing is said of; 满意度一百的 has the unit of what it touches
    equal = Sense("bound", Bound((("=", lit),)))
    return (*others, joined((amount,), equal, "exactly"))


@RULES.rule("pick table? has? count is? bound|amount of?", "table within? has? count is? bound|amount of?")
def counted_of_such(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度指标有几个是100%的, 指标里有几个是99%的: how many of them meet it."""
    named = m.value(0)
    pick = named if isinstance(named, Pick) else Pick(m.take(str, 0), All(), ())
    target = lexicon.schema.table(pick.table).target
    bound = bound_said(m.value(5))
    if target is None or counts_things(bound, lexicon) or not fits_target(pick.pred, bound, lexicon):
        return None
    such = Cond(pick.table, conjunction((pick.pred, meets(Col(pick.table, target.written), bound))))
    made = joined(m.phrases[:2], Sense("cond", such), "counted_of_such")
    return (made, joined((m.phrase(3),), Sense("table", pick.table), "counted_of_such"), m.phrase(3))


@RULES.rule("amount of pick|table|tally")
def exactly_before(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """100%的质量指标, 100%的指标."""
    lit = m.take(Lit, 0)
    noun = m.value(2)
    table = noun.table if isinstance(noun, (Pick, Tally)) else m.take(str, 2)
    if not isinstance(noun, Pick) and (lexicon.schema.table(table).target is None or meant_for(m.before, lexicon)):
        return None
    if not isinstance(noun, Pick) and m.after is not None and m.after.sense("cue"):
        return None  # 99%的指标占多少: 99 in a hundred of them
    if lit.unit is None or lexicon.schema.units.counts(lit.unit):
        return None
    equal = joined((m.phrase(0),), Sense("bound", Bound((("=", lit),))), "exactly_before")
    return (equal, m.phrase(1), m.phrase(2))


@RULES.rule("pick table? of? field? of|is|within|has? every|all? of|is? bound", "bound of? pick")
def target_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """检察干警满意度不低于99%: a number for the target of the rows picked."""
    if m.kind(0) == "bound" and m.before is not None and m.before.sense("field", "tally", "ratio"):
        return None  # it was meant for that, and does not fit
    parted = any(p is not None and p.sense("of") for p in m.phrases) and not m.all(Col)
    if m.kind(0) == "pick" and parted and m.before is not None and m.before.sense("has", "lacks"):
        return None  # 没有成本指标的30万以上的项目: 的 ends what is there or missing
    (pick,), (bound,) = m.all(Pick), m.all(Bound)
    target = lexicon.schema.table(pick.table).target
    if target is None or m.all(str, "table") not in {(), (pick.table,)}:
        return None
    col = next(iter(m.all(Col)), Col(pick.table, target.written))
    if (
        col.table != pick.table
        or lexicon.schema.table(col.table).reading(col.name) is None
        or not fits_target(pick.pred, bound, lexicon)
    ):
        return None
    units = lexicon.units_of(pick.pred)
    counting = lexicon.schema.units.any_counts
    if by_class(pick.columns, lexicon) and {t.unit for _, t in bound.tests if isinstance(t, Lit)} == {counting}:
        # 数量指标超过两个: so many of them, or what each of them aims at
        return None if m.all(str, "every") or not _counting(units, lexicon) else Sense("unknown", "")
    meet = meets(col, in_unit(bound, next(iter(units)) or None) if len(units) == 1 else bound)
    if m.all(str, "every") or m.all(str, "all"):
        each = [every(item, meet, lexicon) for item in pick.items or (pick,)]
        found = tuple(c.pred for c in each if c is not None)
        cond = Cond(str(home(pick.table, lexicon)), conjunction(found)) if found else None
        return None if cond is None else Sense("cond", cond)
    return Sense("cond", Cond(pick.table, conjunction((pick.pred, meet))))


def _counting(units: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether any of the units counts things."""
    return any(map(lexicon.schema.units.counts, units))


@RULES.rule("pick table? bound")
def class_counted(lexicon: Lexicon, m: Match) -> Sense | None:
    """满意度指标不止一个: a number of things, where the targets are in another unit."""
    said = {t.unit for b in m.all(Bound) for _, t in b.tests if isinstance(t, Lit)}
    return bound_on_count(lexicon, m) if said == {lexicon.schema.units.any_counts} else None


@RULES.rule("table of? every of|is? bound")
def all_targets(lexicon: Lexicon, m: Match) -> Sense | None:
    """所有指标都≥99%: every one of a row's."""
    table = m.take(str, 0)
    target = lexicon.schema.table(table).target
    if target is None:
        return None
    cond = every(Pick(table, All(), ()), meets(Col(table, target.written), m.all(Bound)[0]), lexicon)
    return None if cond is None else Sense("cond", cond)


@RULES.rule("field and field of|is? every|all? is? bound")
def both_measures(lexicon: Lexicon, m: Match) -> Sense | None:
    """财政资金和预算都超过30万."""
    cols, (bound,) = m.all(Col), m.all(Bound)
    fitted = [for_measure(c, bound, lexicon) for c in cols if role(c, lexicon) == "measure"]
    if len({c.table for c in cols}) != 1 or len(fitted) != len(cols):
        return None
    found = [meets(c, in_unit(b, unit_of(c, lexicon))) for c, b in zip(cols, fitted, strict=True) if b is not None]
    return Sense("cond", Cond(cols[0].table, conjunction(tuple(found)))) if len(found) == len(cols) else None


@RULES.rule("field|tally|ratio of|is? every|all? of|is? bound")
def measure_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算超过30万, 指标数超过8个, 预算占比超过20%, 指标值≥99%."""
    term = term_of(m.value(0), lexicon)
    (bound,) = m.all(Bound)
    if term is None:
        return None
    if isinstance(term, Agg):
        if term.fn == "count" and not counts_things(bound, lexicon):
            return None
        bound = unitless(bound)
    fitted: Bound | None = bound
    if isinstance(term, Col) and role(term, lexicon) not in {"target", "actual"}:
        fitted = for_measure(term, bound, lexicon)
    elif isinstance(term, Col) and (m.all(str, "every") or m.all(str, "all")):
        cond = every(Pick(term.table, All(), ()), meets(term, bound), lexicon)
        return None if cond is None else Sense("cond", cond)
    if fitted is None:
        return None
    return Sense("cond", Cond(term_table(term, lexicon), meets(term, in_unit(fitted, unit_of(term, lexicon)))))


@RULES.rule("pick|field is|of? every|all? is? wording", "wording")
def worded(_: Lexicon, m: Match) -> Sense | None:
    """指标值为健全, 长效机制健全."""
    (cond,) = m.all(Cond)
    match m.value(0):
        case Col() as col:
            return Sense("cond", cond) if col == cond.column else None
        case Pick() as pick:
            both = conjunction((pick.pred, cond.pred))
            return Sense("cond", Cond(cond.table, both)) if pick.table == cond.table else None
        case _ if m.after is not None and m.after.sense("pick", "filter", "searched") and not m.after.spaced:
            return Sense("unknown", "")  # 保障办案: what is done to something, and no target that holds the word
        case _:
            return Sense("cond", cond)


@RULES.rule("pick|table is|of? every is? wordy|numeric")
def all_quantified(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标都量化, 质量指标全部量化."""
    value = m.value(0)
    pick = value if isinstance(value, Pick) else Pick(m.take(str, 0), All(), ())
    target = lexicon.schema.table(pick.table).target
    if target is None:
        return None
    words: Pred = Wordy(Col(pick.table, target.written))
    cond = every(pick, words if m.all(str, "wordy") else Not(words), lexicon)
    return None if cond is None else Sense("cond", cond)


@RULES.rule("pick is|of? is? wordy|numeric", "wordy|numeric of? pick", "wordy|numeric")
def quantified(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有量化, 定性的质量指标."""
    for table in lexicon.schema.tables:
        if table.target is not None:
            words: Pred = Wordy(Col(table.name, table.target.written))
            pred = words if m.all(str, "wordy") else Not(words)
            picks = m.all(Pick)
            if picks and picks[0].table != table.name:
                return None
            return Sense("cond", Cond(table.name, conjunction((*(p.pred for p in picks), pred))))
    return None


@RULES.rule("cond or bound")
def bound_again(lexicon: Lexicon, m: Match) -> Sense | None:
    """占总预算20%以上或低于1%: another bound of the same amount or share."""
    cond, bound = m.take(Cond, 0), m.take(Bound, 2)
    fitted: Bound | None = None
    match cond.pred:
        case Cmp(Col() as left) if role(left, lexicon) == "measure":
            fitted = for_measure(left, bound, lexicon)
        case Cmp(Calc("percent") as left) if _in_percent(bound, lexicon):
            fitted = bound
        case _:
            return None
    if fitted is None:
        return None
    other = meets(left, in_unit(fitted, unit_of(left, lexicon)))
    return Sense("cond", Cond(cond.table, disjunction((cond.pred, other))))


def _in_percent(bound: Bound, lexicon: Lexicon) -> bool:
    said = [t.unit for _, t in bound.tests if isinstance(t, Lit)]
    return all(u is not None and lexicon.schema.units.convert(Decimal(1), u, "%") is not None for u in said)
