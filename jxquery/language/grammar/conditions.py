"""Conditions by size and by words: 预算超过30万, 检察干警满意度不低于99%, 指标值为健全."""

from __future__ import annotations

from jxquery.language.cues import DIFFERENCE, FUNCTIONS, MEAN, MIDDLE, SUM
from jxquery.language.grammar.bounds import OPS
from jxquery.language.grammar.counts import bound_on_count, counts_things, is_class, unitless
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Search, Sense, Tally
from jxquery.language.predicates import (
    as_all,
    conjunction,
    disjunction,
    every,
    fits_target,
    for_measure,
    in_unit,
    lifted,
    measurable,
    meets,
    role,
    term_of,
    term_table,
    unit_of,
)
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.types import Agg, All, Cmp, Col, Has, In, Lit, Not, Op, Pred, Rows, Says, Shared, Some, Wordy

RULES = RuleBook()


@RULES.rule("searched of? table|tally")
def searched_in_names(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """涉及采购的指标: rows that have a name and no text are sought by their name."""
    noun = m.value(2)
    table = lexicon.schema.table(noun.table if isinstance(noun, Tally) else m.take(str, 2))
    before = m.before is not None and m.before.sense("field", "table", "lacks", "not", "within")
    if table.label is None or table.having("text") or before:
        return None
    search, col = m.take(Search, 0), Col(table.name, table.label)
    join = conjunction if search.every else disjunction
    cond = Cond(table.name, join(tuple(Says((col,), words) for words in search.words)))
    return (joined((m.phrase(0),), Sense("cond", cond), "searched_in_names"), m.phrase(2))


@RULES.rule("field|table within? lacks|not? searched", "lacks|not? searched")
def searched(lexicon: Lexicon, m: Match) -> Sense | None:
    """提到舆情监测, 用途里没有提到运维: in this column or table, else in all texts of a row and of its parts."""
    (search,) = m.all(Search)
    owner = m.value(0) if m.kind(0) in {"field", "table"} else None
    if owner is None and m.before is not None and m.before.sense("field"):
        return None  # a search in a column that holds no text
    conds = [c for words in search.words if (c := _says(owner, words, lexicon)) is not None]
    if len(conds) != len(search.words):
        return None
    table = conds[0].table if len(conds) == 1 else lexicon.subject()
    conds = conds if len(conds) == 1 else [lifted(c, table, lexicon) for c in conds]
    join = conjunction if search.every else disjunction
    cond = Cond(table, join(tuple(c.pred for c in conds)))
    if not m.all(str, "lacks") and not m.all(str, "not"):
        return Sense("cond", cond)
    cond = lifted(cond, lexicon.subject(), lexicon)
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@RULES.rule("topic of? this|which? table")
def about(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """修电梯的项目: with the noun, so that nobody takes the whole row's amount for that of the topic."""
    (search,) = m.all(Search)
    cond = _says(None, search.words[0], lexicon)
    if cond is None or m.value(3) != cond.table:
        return None
    made = joined((m.phrase(0),), Sense("cond", cond), "about")
    return (made, *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("field within? lacks|has pick|wording")
def text_holding(lexicon: Lexicon, m: Match) -> Sense | None:
    """用途不包含办案: in a column of text the words count, not what they name."""
    col = m.take(Col, 0)
    if role(col, lexicon) not in {"text", "name"}:
        return None
    says: Pred = Says((col,), (m.phrase(3).text,))
    return Sense("cond", Cond(col.table, says if m.kind(2) == "has" else Not(says)))


def _says(owner: object, words: tuple[str, ...], lexicon: Lexicon) -> Cond | None:
    if isinstance(owner, Col):
        return Cond(owner.table, Says((owner,), words)) if role(owner, lexicon) in {"text", "name"} else None
    subject = lexicon.subject()
    texts = {t.name: tuple(Col(t.name, c.name) for c in t.having("text")) for t in lexicon.schema.tables}
    if owner is not None and owner != subject:
        cols = texts.get(str(owner), ())
        return Cond(str(owner), Says(cols, words)) if cols else None
    preds = [lifted(Cond(table, Says(cols, words)), subject, lexicon).pred for table, cols in texts.items() if cols]
    return Cond(subject, disjunction(tuple(preds))) if preds else None


@RULES.rule("field of? than cue field? higher", "than cue field higher")
def than_average(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """预算比平均高: higher than the average."""
    sign = ">" if m.all(str, "higher") == ("降",) else "<"
    than = next(p for p in m.phrases if p is not None and p.sense("than"))
    compared = joined((than,), Sense("bound_before", sign), "than_average")
    kept = (p for p in m.phrases[:-1] if p is not None and not p.sense("of"))
    return tuple(compared if p is than else p for p in kept)


@RULES.rule("field bound_before cue field?", "field bound_before field", "bound_before cue field")
def against_column(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算高于平均, 财政资金低于预算数, 高于平均预算."""
    cols = m.all(Col)
    op = OPS[m.all(str, "bound_before")[0]]
    if not all(role(c, lexicon) == "measure" for c in cols):
        return None
    cues = m.all(str, "cue")
    if not cues:
        return Sense("cond", Cond(cols[0].table, Cmp(cols[0], op, cols[1])))
    if cues not in {(MEAN,), (MIDDLE,)} or len(set(cols)) != 1:
        return None
    middle = Agg(FUNCTIONS[cues[0]], cols[0], Rows(cols[0].table))
    return Sense("cond", Cond(cols[0].table, Cmp(cols[0], op, middle)))


@RULES.rule("bound_before pick|filter of? field? howmuch|unit")
def exceeding_by(_: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """购买服务超过装备购置多少: by how much."""
    if m.value(0) not in {">", "<"} or m.before is None:
        return None
    if m.value(0) == "<":
        return Sense("unknown", "")
    than = joined((m.phrase(0),), Sense("than", "比"), "exceeding_by")
    asked = m.phrase(4)
    cue = joined((asked,), Sense("cue", DIFFERENCE), "exceeding_by")
    unit = (asked,) if asked.sense("unit") else ()
    return (than, *(p for p in m.phrases[1:4] if p is not None), cue, *unit)


@RULES.rule(
    "field of? than pick of? field? higher", "than pick of? field? higher", "field bound_before pick of? field?",
    "bound_before pick of? field?",
)  # fmt: skip
def than_another(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算比司法救助高: against the measure of another row, which must be one."""
    (pick,) = m.all(Pick)
    fields = set(m.all(Col))
    if m.kind(0) == "bound_before" and m.before is not None and m.before.sense("pick"):
        return Sense("unknown", "")  # 甲不是乙的预算, 甲超出乙多少钱
    said = m.before.sense("pick", "tally", "ratio", "table") if m.before is not None and m.kind(0) == "than" else None
    if said is not None and (said.kind != "table" or said.value != pick.table):
        return Sense("unknown", "")  # 满意度比司法救助低: what stands before is compared, and not its measure
    col = fields.pop() if fields else lexicon.default_measure(pick.table)
    if (
        fields
        or col is None
        or col.table != pick.table
        or role(col, lexicon) != "measure"
        or pick.several
        or pick.items
    ):
        return None
    ops, higher = m.all(str, "bound_before"), m.all(str, "higher")
    if ops and OPS[ops[0]] in {"=", "!="} and not m.all(Col):
        return None  # 不是司法救助: another row, whatever its measure
    sign: Op = OPS[ops[0]] if ops else (">" if higher == ("降",) else "<")
    other = Agg("max", col, Rows(pick.table, as_all(pick.pred)))
    return Sense("cond", Cond(col.table, Cmp(col, sign, other)))


@RULES.rule("pick of? table? and? field of? not? same", "pick not? same and? field")
def targets_against_measure(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标与预算数不一致: the targets' sum, or a single one of them, meets the measure."""
    (pick,), (col,) = m.all(Pick), m.all(Col)
    target = lexicon.schema.table(pick.table).target
    unit = lexicon.schema.table(col.table).column(col.name).unit
    if target is None or unit is None or lexicon.schema.table(pick.table).parent != col.table:
        return None
    value = In(Col(pick.table, target.written), unit)
    where = as_all(pick.pred)
    total = Cmp(Agg("sum", value, Rows(pick.table, where), own=True), "=", col)
    single = Has(Rows(pick.table, All((*where.of, Cmp(value, "=", col)))), "some")
    agrees: Pred = Some((total, single))
    if m.all(str, "not"):
        some = Has(Rows(pick.table, where), "some")
        return Sense("cond", Cond(col.table, All((some, Not(agrees)))))
    return Sense("cond", Cond(col.table, agrees))


@RULES.rule("pick of? field? cue? bound_before field")
def targets_bound_by_measure(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标超过预算: the targets of a row meet a measure as their sum."""
    pick, col, op = m.take(Pick, 0), m.take(Col, 5), OPS[m.take(str, 4)]
    target = lexicon.schema.table(pick.table).target
    unit = lexicon.schema.table(col.table).column(col.name).unit
    if target is None or unit is None or role(col, lexicon) != "measure" or m.value(3) not in {None, SUM}:
        return None
    written = Col(pick.table, target.written)
    if m.value(2) not in {None, written}:
        return None
    total = Agg("sum", In(written, unit), Rows(pick.table, as_all(pick.pred)), own=True)
    return Sense("cond", Cond(col.table, Cmp(total, op, col)))


@RULES.rule("pick of? field cue and field of? not? same")
def sum_agrees(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标的指标值合计与预算数一致: the targets of a row are a measure as their sum."""
    pick, (written, col) = m.take(Pick, 0), m.all(Col)
    target = lexicon.schema.table(pick.table).target
    unit = lexicon.schema.table(col.table).column(col.name).unit
    if target is None or unit is None or written != Col(pick.table, target.written) or m.value(3) != SUM:
        return None
    total = Agg("sum", In(written, unit), Rows(pick.table, as_all(pick.pred)), own=True)
    return Sense("cond", Cond(col.table, Cmp(total, "!=" if m.all(str, "not") else "=", col)))


@RULES.rule("field and? field of? is? not? same|distinct", "field not? same|distinct and field")
def columns_agree(lexicon: Lexicon, m: Match) -> Sense | None:
    """财政资金和预算数不一致, 描述和名称不同."""
    first, second = m.all(Col)
    types = {lexicon.schema.table(c.table).column(c.name).type for c in (first, second)}
    if first.table != second.table or len(types) > 1:
        return None
    differ = m.all(str, "not") or m.all(str, "distinct")
    return Sense("cond", Cond(first.table, Cmp(first, "!=" if differ else "=", second)))


@RULES.rule("field of? is? same", "same of? field")
def shared(lexicon: Lexicon, m: Match) -> Sense | None:
    """资金用途相同: another row has the same."""
    (col,) = m.all(Col)
    if m.before is not None and m.before.sense("and"):
        return None  # 甲和乙相同 compares the two
    return None if role(col, lexicon) in {"period", "key"} else Sense("cond", Cond(col.table, Shared(col)))


@RULES.rule("table of? is? same", "same of? table")
def texts_shared(lexicon: Lexicon, m: Match) -> Sense | None:
    """绩效目标相同: another row has the same text."""
    (table,) = m.all(str, "table")
    texts = lexicon.schema.table(table).having("text")
    if lexicon.schema.table(table).parent is None or len(texts) != 1:
        return None
    return Sense("cond", Cond(table, Shared(Col(table, texts[0].name))))


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
    if lit.unit is None and not m.all(str, "is"):
        return None  # 预算 88: a number that nothing is said of
    equal = Sense("bound", Bound((("=", lit),)))
    return (*others, joined((amount,), equal, "exactly"))


@RULES.rule("pick table? has? count is? bound|amount of?")
def counted_of_such(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度指标有几个是100%的: how many of them meet it."""
    pick = m.take(Pick, 0)
    target = lexicon.schema.table(pick.table).target
    value = m.value(5)
    bound = value if isinstance(value, Bound) else Bound((("=", m.take(Lit, 5)),))
    if target is None or counts_things(bound, lexicon) or not fits_target(pick.pred, bound, lexicon):
        return None
    such = Cond(pick.table, conjunction((pick.pred, meets(Col(pick.table, target.written), bound))))
    made = joined(m.phrases[:2], Sense("cond", such), "counted_of_such")
    return (made, joined((m.phrase(3),), Sense("table", pick.table), "counted_of_such"), m.phrase(3))


@RULES.rule("amount of pick")
def exactly_before(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """100%的质量指标."""
    lit = m.take(Lit, 0)
    if lit.unit is None or lexicon.schema.units.any_counts in lexicon.schema.units.comparable(lit.unit):
        return None
    equal = joined((m.phrase(0),), Sense("bound", Bound((("=", lit),))), "exactly_before")
    return (equal, m.phrase(1), m.phrase(2))


@RULES.rule("pick table? of? field? of|is|within|has? every|all? of|is? bound", "bound of? pick")
def target_bound(lexicon: Lexicon, m: Match) -> Sense | None:
    """检察干警满意度不低于99%: a number for the target of the rows picked."""
    if m.kind(0) == "bound" and m.before is not None and m.before.sense("field", "tally", "ratio"):
        return None  # it was meant for that, and does not fit
    (pick,), (bound,) = m.all(Pick), m.all(Bound)
    target = lexicon.schema.table(pick.table).target
    if target is None or m.all(str, "table") not in {(), (pick.table,)}:
        return None
    col = Col(pick.table, target.written)
    if m.all(Col) not in {(), (col,)} or not fits_target(pick.pred, bound, lexicon):
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
        cond = Cond(str(lexicon.schema.table(pick.table).parent), conjunction(found)) if found else None
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
    if isinstance(term, Col) and role(term, lexicon) != "target":
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


@RULES.rule("bound of? table")
def bound_of_rows(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """10000元以上的指标: the target of the rows that it stands before."""
    table, bound = m.take(str, 2), m.take(Bound, 0)
    target = lexicon.schema.table(table).target
    if target is None or any(isinstance(t, Lit) and t.unit is None for _, t in bound.tests):
        return None
    if m.before is not None and m.before.sense("pick", "field", "tally", "ratio"):
        return None  # it was meant for that, and does not fit
    cond = Sense("cond", Cond(table, meets(Col(table, target.written), bound)))
    return (joined((m.phrase(0),), cond, "bound_of_rows"), *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("bound")
def bound_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十万以上: an amount means the default measure, another unit the target."""
    if m.before is not None and (
        m.before.sense("pick", "field", "tally", "ratio") or m.before.rule in {"counted_bound", "counted_exactly"}
    ):
        return None  # it was meant for that, and does not fit
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
    if target is None or target.target is None:
        return None
    return Sense("cond", Cond(target.name, meets(Col(target.name, target.target.written), bound)))


def _measured(bound: Bound, lexicon: Lexicon) -> tuple[Col, Bound] | None:
    """The measure that an amount without a field means: the default one, else the only one in units of its kind.

    Where targets are in such units too (低于100%的), the amount is theirs.
    """
    default = lexicon.default_measure(lexicon.subject())
    if default is not None and (fitted := for_measure(default, bound, lexicon)) is not None:
        return default, fitted
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
