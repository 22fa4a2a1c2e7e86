"""Conditions by size and by words: 预算超过30万, 检察干警满意度不低于99%, 指标值为健全."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.belonging import every, home
from jxquery.language.cues import FUNCTIONS, SUM
from jxquery.language.fitting import fits_target, for_measure, in_unit
from jxquery.language.grammar.counts import bound_on_count, counts_things, is_class, unitless
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Sense, Tally
from jxquery.language.predicates import conjunction, disjunction, meets
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.language.terms import measurable, role, term_of, term_table, unit_of
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
    *others, amount = (p for p in m.phrases if p is not None)
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
    value = m.value(5)
    bound = value if isinstance(value, Bound) else Bound((("=", m.take(Lit, 5)),))
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
    if not isinstance(noun, Pick) and (lexicon.schema.table(table).target is None or _meant_for(m.before, lexicon)):
        return None
    if not isinstance(noun, Pick) and m.after is not None and m.after.sense("cue"):
        return None  # 99%的指标占多少: 99 in a hundred of them
    if lit.unit is None or lexicon.schema.units.any_counts in lexicon.schema.units.comparable(lit.unit):
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
    if is_class(pick, lexicon) and {t.unit for _, t in bound.tests if isinstance(t, Lit)} == {counting}:
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
    return bool(units & {*lexicon.schema.units.comparable(lexicon.schema.units.any_counts)})


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


def _meant_for(before: Phrase | None, lexicon: Lexicon) -> bool:
    """Whether a bound was meant for what stands before it, which it does not fit; a row without a target has none."""
    sense = None if before is None else before.sense("pick", "field", "tally", "ratio")
    if sense is None or not isinstance(sense.value, Pick):
        return sense is not None
    return lexicon.schema.table(sense.value.table).target is not None


@RULES.rule("bound of? table")
def bound_of_rows(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """10000元以上的指标: the target of the rows that it stands before."""
    table, bound = m.take(str, 2), m.take(Bound, 0)
    target = lexicon.schema.table(table).target
    if target is None or any(isinstance(t, Lit) and t.unit is None for _, t in bound.tests):
        return None
    if _meant_for(m.before, lexicon) or not _some_target_fits(bound, lexicon):
        return None
    cond = Sense("cond", Cond(table, meets(Col(table, target.written), bound)))
    return (joined((m.phrase(0),), cond, "bound_of_rows"), *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("bound of? table|pick|tally", "amount of table|pick|tally")
def bound_on_rows(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """超过20元的借阅: the default measure of the rows themselves."""
    if m.before is not None and m.before.sense("pick", "field", "tally", "ratio", "cue", "bound_before", "best"):
        return None
    value, noun = m.value(0), m.value(2)
    table = noun.table if isinstance(noun, (Pick, Tally)) else str(noun)
    measure = lexicon.default_measure(table)
    bound = value if isinstance(value, Bound) else Bound((("=", m.take(Lit, 0)),))
    united = all(isinstance(t, Lit) and t.unit not in {None, lexicon.schema.units.any_counts} for _, t in bound.tests)
    if measure is None or measure.table != table or not united:
        return None
    fitted = for_measure(measure, bound, lexicon)
    if fitted is None:
        return None
    cond = Sense("cond", Cond(measure.table, meets(measure, fitted)))
    return (joined((m.phrase(0),), cond, "bound_on_rows"), *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("bound")
def bound_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十万以上: an amount means the default measure, another unit the target."""
    if _meant_for(m.before, lexicon) or (
        m.before is not None and m.before.rule in {"counted_bound", "counted_exactly"}
    ):
        return None  # it was meant for that, and does not fit
    cue = None if m.before is None else m.before.sense("cue")
    if cue is not None and cue.value != SUM and cue.value in FUNCTIONS:
        return None  # 平均低于30万: no condition on each
    (bound,) = m.all(Bound)
    units = lexicon.schema.units
    said = {t.unit for _, t in bound.tests if isinstance(t, Lit)}
    known = {u.kind for w in said if w is not None and (u := units.get(w)) is not None}
    if not known or None in said:
        return None
    found = _measured(bound, lexicon)
    if found is not None:
        measure, fitted = found
        return Sense("cond", Cond(measure.table, meets(measure, fitted)))
    counting = units.get(units.any_counts)
    if counting is not None and counting.kind in known:
        return None
    target = next((t for t in lexicon.schema.tables if t.target is not None), None)
    if target is None or target.target is None or not _some_target_fits(bound, lexicon):
        return None
    return Sense("cond", Cond(target.name, meets(Col(target.name, target.target.written), bound)))


def _measured(bound: Bound, lexicon: Lexicon) -> tuple[Col, Bound] | None:
    """The measure that an amount without a field means: the default one, else the only one in units of its kind.

    Where targets are in such units too (低于100%的), the amount is theirs.
    """
    tables = lexicon.schema.tables
    defaults = (Col(t.name, c.name) for t in tables for c in t.having("measure") if c.default)
    found = [(col, fitted) for col in defaults if (fitted := for_measure(col, bound, lexicon)) is not None]
    if found:
        return found[0] if len(found) == 1 else None
    if _some_target_fits(bound, lexicon):
        return None
    columns = (Col(t.name, c.name) for t in lexicon.schema.tables for c in t.having("measure") if c.unit is not None)
    measures = [col for col in columns if col not in lexicon.facts.empty]
    fitting = [(m, f) for m in measures if (f := for_measure(m, bound, lexicon)) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _some_target_fits(bound: Bound, lexicon: Lexicon) -> bool:
    """Whether any target in the data is in a unit that the bound compares with."""
    units = lexicon.schema.units
    words = {w for known in lexicon.facts.units.values() for found in known.values() for w in found}
    bases = {unit.base for w in words if (unit := units.get(w)) is not None}
    said = {t.unit for _, t in bound.tests if isinstance(t, Lit) and t.unit is not None}
    return bool(said) and all(bases & set(units.comparable(unit)) for unit in said)


@RULES.rule("amount")
def amount_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十七万的项目: an amount of money is the default measure's."""
    bound = Bound((("=", m.take(Lit, 0)),))
    found = None if m.take(Lit, 0).unit is None else _measured(bound, lexicon)
    if found is None:
        return None
    if m.before is not None and m.before.sense("pick", "field", "tally", "ratio", "bound_before", "best"):
        return None
    measure, fitted = found
    return Sense("cond", Cond(measure.table, meets(measure, fitted)))
