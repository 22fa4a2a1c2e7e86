"""Comparisons with a column, a figure or another row: 预算高于平均, 预算比司法救助高, 用途相同."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.belonging import home
from jxquery.language.cues import DIFFERENCE, FUNCTIONS, LESS, MEAN, MIDDLE, SUM
from jxquery.language.grammar.bounds import OPS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense, Tally, Top
from jxquery.language.predicates import as_all, conjunction
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import adds_up, by_class, few_valued, role, target_in, target_term, term_of, term_table
from jxquery.types import Agg, All, Cmp, Col, Has, Lit, Not, Op, Pred, Rows, Shared, Some

RULES = RuleBook()
_SAME_PERIOD = "同年"


@RULES.rule("pick|field and pick|field distinct")
def differing(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """成本指标和预算不同的项目: of two that are held against each other, not the same."""
    said = m.phrase(3)
    denied = replace(said, senses=(Sense("not", "不"),))
    return (*there(m.phrases[:3]), denied, replace(said, senses=(Sense("same", "一致"),)))


@RULES.rule("pick|filter than field? of? cue? best|cue")
def compared_with_each_other(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """甲和乙相比差多少, 甲跟乙比哪个多: both stand before the word."""
    listed, asked = m.value(0), m.value(5)
    two = isinstance(listed, (Pick, Cond)) and len(listed.items) == 2  # noqa: PLR2004 — one with the other
    if not two or not (asked in {DIFFERENCE, LESS} or (isinstance(asked, Top) and asked.versus)):
        return None
    return tuple(p for n, p in enumerate(m.phrases) if p is not None and n != 1)


@RULES.rule(
    "field of? than all? filter? also? filter? cue field? higher", "than all? filter? also? filter? cue field? higher"
)
def than_average(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """预算比平均高: higher than the average."""
    sign = ">" if m.all(str, "higher") == ("降",) else "<"
    than = next(p for p in there(m.phrases) if p.sense("than"))
    compared = joined((than,), Sense("bound_before", sign), "than_average")
    kept = (p for p in there(m.phrases[:-1]) if not p.sense("of"))
    return tuple(compared if p is than else p for p in kept)


@RULES.rule("field|tally? bound_before all? filter? also? filter? cue of? field?", "bound_before field of? cue")
def against_average(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算高于平均, 高于2024年平均, 超过平均预算的, 指标数超过平均."""
    if m.after is not None and m.after.sense("howmuch", "unit"):
        return None  # 高于平均多少
    cols, filters, cues = set(m.all(Col)), m.all(Cond), m.all(str, "cue")
    of_others = (
        m.kind(0) in {None, "bound_before"}
        and m.before is not None
        and m.before.sense("field", "tally", "ratio", "cue")
    )
    pick = m.before.sense("pick") if m.before is not None else None
    of_targets = pick is not None and lexicon.schema.table(getattr(pick.value, "table", "")).target is not None
    tallies = [term_of(t, lexicon) for t in m.all(Tally)]
    term = tallies[0] if tallies else cols.pop() if cols else lexicon.default_measure(lexicon.subject())
    unfit = isinstance(term, Col) and role(term, lexicon) != "measure"
    if term is None or unfit or cols or of_others or of_targets or cues not in {(MEAN,), (MIDDLE,)}:
        return None
    table = term_table(term, lexicon)
    if any(c.table != table for c in filters):
        return None
    middle = Agg(FUNCTIONS[cues[0]], term, Rows(table, All(tuple(c.pred for c in filters))))
    loose = not filters and not m.all(str, "all")
    return Sense("cond", Cond(table, Cmp(term, OPS[m.all(str, "bound_before")[0]], middle), loose=loose))


@RULES.rule("field bound_before this? of? field", "field of? than this? of? field higher")
def against_column(lexicon: Lexicon, m: Match) -> Sense | None:
    """财政资金低于预算数, 实际完成值比指标值低."""
    first, second = m.all(Col)
    measures = all(role(c, lexicon) == "measure" for c in (first, second))
    table = lexicon.schema.table(first.table)
    values = first.table == second.table and None not in {table.reading(c.name) for c in (first, second)}
    if first == second or not (measures or values):
        return None
    ops, ways = m.all(str, "bound_before"), m.all(str, "higher")
    return Sense(
        "cond", Cond(first.table, Cmp(first, OPS[ops[0]] if ops else (">" if ways == ("降",) else "<"), second))
    )


@RULES.rule("bound_before pick|filter|cue of? field? howmuch|unit")
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
    return (than, *there(m.phrases[1:4]), cue, *unit)


@RULES.rule(
    "than pick of? table|tally of? higher",
    "table|tally|pick of? than pick of? table|tally? higher",
    "table|tally and pick of? table|tally? of? same",
    "tally bound_before pick of? tally",
)
def counted_against_another(lexicon: Lexicon, m: Match) -> Sense | None:
    """比司法救助指标多, 指标数和司法救助一样: how many rows belong to it, against how many to another."""
    first = m.kind(0) != "than"
    *_, pick = m.all(Pick)
    said = [t for n in ((0, 4) if first else (3,)) if (t := _tally_said(m.value(n), lexicon)) is not None]
    number = term_of(said[0], lexicon) if said and said == said[:1] * len(said) else None
    many = lexicon.kinds.get("of_number", ())
    named = m.phrase(0 if first else 3).sense("tally") is not None
    more = m.phrase(len(m.phrases) - 1)
    if more.sense("higher") and not (named or more.text.endswith(many)):
        return None
    before = m.before.sense("table", "filter", "cond", "also", "within", "all", "has", "which") if m.before else None
    if m.before is not None and (before is None or (before.kind == "table" and before.value != pick.table)):
        return None
    if not isinstance(number, Agg) or pick.several or pick.items or home(said[0].table, lexicon) != pick.table:
        return None
    of_other = replace(
        number.over, where=All((Has(Rows(pick.table, as_all(pick.pred)), "some"), *number.over.where.of))
    )
    other = Agg("count", None, of_other)
    if m.all(str, "same"):
        return Sense("cond", Cond(pick.table, All((Cmp(number, "=", other), Not(pick.pred)))))
    ops = m.all(str, "bound_before")
    sign: Op = OPS[ops[0]] if ops else (">" if m.all(str, "higher") == ("降",) else "<")
    return Sense("cond", Cond(pick.table, Cmp(number, sign, other)))


@RULES.rule(
    "field bound_before pick filter? of? table of field",
    "field of? than pick filter? of? field? higher",
    "than pick filter? of? field? higher",
    "field? bound_before pick filter? of? field?",
    "field bound_before pick also? filter? of table of field",
    "and pick of? field? same",
    "field and pick of? field? same",
    "and pick of? alike field?",
    "and pick same of? field",
)
def than_another(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算比司法救助高, 和司法救助预算一样, 跟它同年度: against what another row has, which must be one."""
    (pick,) = m.all(Pick)
    alike = bool(m.all(str, "same") or m.all(str, "alike"))
    if alike and m.before is not None and not m.before.sense("filter", "cond", "also", "within", "all", "has"):
        return None  # 甲和乙的预算一样 compares the two
    fields = set(m.all(Col)) or _period(m.all(str, "alike"), pick.table, lexicon)
    if m.kind(0) is None and m.all(str, "bound_before") and m.before is not None and m.before.sense("pick"):
        return Sense("unknown", "")  # 甲不是乙的预算, 甲超出乙多少钱
    said = m.before.sense("pick", "tally", "ratio", "table") if m.before is not None and m.kind(0) == "than" else None
    if said is not None and (said.kind != "table" or said.value != pick.table):
        return Sense("unknown", "")  # 满意度比司法救助低: what stands before is compared, and not its measure
    col = fields.pop() if fields else None if alike else lexicon.default_measure(pick.table)
    if fields or col is None or col.table != pick.table or pick.items:
        return None
    told = m.all(Cond)
    if pick.several and not (told and told[0].column is not None and role(told[0].column, lexicon) == "identity"):
        return None  # several rows of the name, and nothing that tells them apart
    chosen = conjunction((pick.pred, *(c.pred for c in told)))
    ops, higher = m.all(str, "bound_before"), m.all(str, "higher")
    equal = alike or (bool(ops) and OPS[ops[0]] == "=")
    if role(col, lexicon) != "measure" and not (equal and few_valued(col, lexicon)):
        return None
    if {*m.all(str, "table")} - {pick.table}:
        return None
    if ops and OPS[ops[0]] in {"=", "!="} and not m.all(Col):
        return None  # 不是司法救助: another row, whatever its measure
    other = Agg("max", col, Rows(pick.table, as_all(chosen)))
    if alike:
        return Sense("cond", Cond(col.table, All((Cmp(col, "=", other), Not(pick.pred)))))
    sign: Op = OPS[ops[0]] if ops else (">" if higher == ("降",) else "<")
    return Sense("cond", Cond(col.table, Cmp(col, sign, other)))


def _period(alike: tuple[str, ...], table: str, lexicon: Lexicon) -> set[Col]:
    """The column that 同年 speaks of."""
    periods = lexicon.schema.table(table).having("period") if _SAME_PERIOD in alike else ()
    return {Col(table, column.name) for column in periods[:1]}


@RULES.rule("and pick of? alike table")
def of_the_same(lexicon: Lexicon, m: Match) -> Sense | None:
    """和三体同作者的书: the others that belong to what it belongs to."""
    pick, above = m.take(Pick, 1), m.take(str, 4)
    if m.before is not None and not m.before.sense("filter", "cond", "also", "within", "all", "has"):
        return None
    if pick.several or pick.items or above not in lexicon.schema.table(pick.table).parents:
        return None
    its = Rows(above, All((Has(Rows(pick.table, as_all(pick.pred)), "some"),)))
    return Sense("cond", Cond(pick.table, All((Has(its, "some"), Not(pick.pred)))))


def _tally_said(value: object, lexicon: Lexicon) -> Tally | None:
    """What is counted: rows of a table, or of a class whose targets are no amounts that 多 could be said of."""
    match value:
        case Tally(table, pick):
            return Tally(table, pick)
        case str(table):
            return Tally(table)
        case Pick(table, _, columns) if by_class(columns, lexicon):
            term = target_term(value, lexicon)
            return None if term is not None and adds_up(term, lexicon) else Tally(table, value)
        case _:
            return None


@RULES.rule("pick of? table? and? field of? not? same", "pick not? same and? field")
def targets_against_measure(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标与预算数不一致: the targets' sum, or a single one of them, meets the measure."""
    (pick,), (col,) = m.all(Pick), m.all(Col)
    value = target_in(pick, col, lexicon)
    if value is None or col.table not in lexicon.schema.table(pick.table).parents:
        return None
    where = as_all(pick.pred)
    total = Cmp(Agg("sum", value, Rows(pick.table, where), own=True), "=", col)
    single = Has(Rows(pick.table, All((*where.of, Cmp(value, "=", col)))), "some")
    agrees: Pred = Some((total, single))
    if m.all(str, "not"):
        # What has no amount can neither agree with one nor not: 预算执行率 is no cost.
        amount = Cmp(value.of, ">", Lit(Decimal(0), value.unit))
        some = Has(Rows(pick.table, All((*where.of, amount))), "some")
        return Sense("cond", Cond(col.table, All((some, Not(agrees)))))
    return Sense("cond", Cond(col.table, agrees))


@RULES.rule("pick of? field? cue? bound_before field", "field bound_before pick of? field? cue?")
def targets_bound_by_measure(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标超过预算, 预算低于成本指标: the targets of a row meet a measure as their sum."""
    (pick,), first = m.all(Pick), m.kind(0) == "pick"
    col, of = (m.take(Col, 5), m.value(2)) if first else (m.take(Col, 0), m.value(4))
    value = target_in(pick, col, lexicon)
    if value is None or role(col, lexicon) != "measure" or not set(m.all(str, "cue")) <= {SUM}:
        return None
    if of not in {None, value.of}:
        return None
    total = Agg("sum", value, Rows(pick.table, as_all(pick.pred)), own=True)
    left, right = (total, col) if first else (col, total)
    return Sense("cond", Cond(col.table, Cmp(left, OPS[m.all(str, "bound_before")[0]], right)))


@RULES.rule("pick of? field? cue and field of? not? same")
def sum_agrees(lexicon: Lexicon, m: Match) -> Sense | None:
    """成本指标的指标值合计与预算数一致: the targets of a row are a measure as their sum."""
    pick, col = m.take(Pick, 0), m.take(Col, 5)
    value = target_in(pick, col, lexicon)
    if value is None or m.value(2) not in {None, value.of} or m.value(3) != SUM:
        return None
    total = Agg("sum", value, Rows(pick.table, as_all(pick.pred)), own=True)
    return Sense("cond", Cond(col.table, Cmp(total, "!=" if m.all(str, "not") else "=", col)))


@RULES.rule("field and? field of? is? not? same|distinct", "field not? same|distinct and field")
def columns_agree(lexicon: Lexicon, m: Match) -> Sense | None:
    """财政资金和预算数不一致, 描述和名称不同."""
    first, second = m.all(Col)
    types = {lexicon.schema.table(c.table).column(c.name).type for c in (first, second)}
    if first == second or first.table != second.table or len(types) > 1:
        return None
    differ = m.all(str, "not") or m.all(str, "distinct")
    return Sense("cond", Cond(first.table, Cmp(first, "!=" if differ else "=", second)))


@RULES.rule("table of? field of? is? same", "field of? is? same of table")
def all_shared(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """哪些项目的指标值一模一样: all that belongs to another row holds the same values."""
    (col,), (table,) = m.all(Col), m.all(str, "table")
    if table not in lexicon.schema.table(col.table).parents or role(col, lexicon) in {"period", "key", "text"}:
        return None  # texts are alike one by one
    cond = Sense("cond", Cond(table, Shared(col, table)))
    if m.kind(0) == "table":
        return cond
    return (joined(m.phrases[:4], cond, "all_shared"), m.phrase(4), m.phrase(5))


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
    if m.kind(0) == "same" and m.before is not None and m.before.sense("pick"):
        return None  # 和三体一样的书: as another, and not said in what
    texts = lexicon.schema.table(table).having("text")
    if not lexicon.schema.table(table).parents or len(texts) != 1:
        return None
    return Sense("cond", Cond(table, Shared(Col(table, texts[0].name))))
