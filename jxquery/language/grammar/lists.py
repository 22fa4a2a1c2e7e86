"""Names, classes and filters, and lists of them: 甲和乙, 2023年和2024年, 购买服务和业务经费市级."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import SUM
from jxquery.language.grammar.bounds import OPS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.predicates import columns_of, conjunction, disjunction
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.language.terms import role
from jxquery.types import All, Cmp, Col, Lit, Not

RULES = RuleBook()
ADDED = "加"


@RULES.rule("of they table")
def those_rows(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """…的那些项目: they stand in the same sentence."""
    return (m.phrase(0), m.phrase(2))


@RULES.rule("pick of? field")
def its_target(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助人数目标: the target value, where 目标 could be a table as well."""
    phrase, col = m.phrase(2), m.take(Col, 2)
    if len(phrase.senses) == 1 or role(col, lexicon) != "target" or m.take(Pick, 0).table != col.table:
        return None
    before = (p for p in m.phrases[:2] if p is not None)
    return (*before, joined((phrase,), Sense("field", col), "its_target"))


@RULES.rule("table and this? table")
def with_its_owner(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标及所属项目: a row is shown with what it belongs to."""
    return (m.phrase(0),) if m.value(3) in lexicon.schema.ancestors(m.take(str, 0)) else None


@RULES.rule("field bound_before|not filter")
def column_not(_: Lexicon, m: Match) -> Sense | None:
    """资金级别不是中央."""
    cond = m.take(Cond, 2)
    if cond.column != m.value(0) or m.value(1) not in {"≠", "不"}:
        return None
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@RULES.rule("and filter|pick of?")
def added_on(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """甲加乙加丙: the last 加 says that the sum of all is asked."""
    if m.value(0) != ADDED or m.after is None or (link := m.after.sense("and")) is None or link.value != ADDED:
        return None
    plain_link = replace(m.phrase(0), senses=(Sense("and", "和"),))
    return (plain_link, *(p for p in m.phrases[1:] if p is not None))


@RULES.rule("filter of and filter")
def headless(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央的和市级的: a list, where both are of one column."""
    first, second = m.all(Cond)
    same = first.column is not None and first.column == second.column
    return (m.phrase(0), m.phrase(2), m.phrase(3)) if same else None


@RULES.rule("filter of? filter and|or filter of? filter")
def either_pair(_: Lexicon, m: Match) -> Sense | None:
    """2024年市级和2023年中央: both name the same two columns, so each is of its own side."""
    first, second, third, fourth = m.all(Cond)
    one, other = {first.column, second.column}, {third.column, fourth.column}
    if one != other or len(one) != 2 or None in one or len({c.table for c in m.all(Cond)}) > 1:  # noqa: PLR2004 — two
        return None
    items = tuple(Cond(a.table, conjunction((a.pred, b.pred)), None) for a, b in ((first, second), (third, fourth)))
    return Sense("filter", Cond(first.table, disjunction(tuple(i.pred for i in items)), None, items))


@RULES.rule("filter|pick field and|or filter|pick field")
def field_repeated(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央预算和市级预算: the field is the same, and what it is of is a list."""
    if m.value(1) != m.value(4):
        return None
    return (m.phrase(0), m.phrase(2), m.phrase(3), m.phrase(4))


@RULES.rule("pick of? filter and filter of? pick", "filter of? pick and pick of? filter")
def each_its_own(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """业务经费市级和中央司法救助: what stands beside 和 is said of the name that it touches, on either side."""
    places = [n for n, p in enumerate(m.phrases) if p is not None and p.sense("and")]
    sides = (m.phrases[: places[0]], m.phrases[places[0] + 1 :])
    picks, conds = m.all(Pick), m.all(Cond)
    if len({p.table for p in picks} | {c.table for c in conds}) > 1 or conds[0].column != conds[1].column:
        return None
    bound = (
        joined(side, Sense("pick", Pick(p.table, conjunction((p.pred, c.pred)), p.columns)), "each_its_own")
        for side, p, c in zip(sides, picks, conds, strict=True)
    )
    first, second = bound
    return (first, m.phrase(places[0]), second)


@RULES.rule("filter of and|or filter", "pick of and|or pick")
def of_each(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """2024年的和2023年的预算: 的 with each of them."""
    return (m.phrase(0), m.phrase(2), m.phrase(3))


@RULES.rule("filter and|or|to? filter")
def either_filter(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """2023年和2024年: of one column, one or the other."""
    first, second = m.take(Cond, 0), m.take(Cond, 2)
    if first.column is None or first.column != second.column:
        return None
    if first.pred == second.pred:
        return Sense("filter", first)
    if m.value(1) is None and _negated(m):
        return None
    if m.kind(1) == "to":
        return _period_range(first, second, lexicon)
    items = (*(first.items or (first,)), second)
    cond = Cond(first.table, disjunction((first.pred, second.pred)), first.column, items)
    return _summed(m, Sense("filter", cond))


def _summed(m: Match, listed: Sense) -> Sense | tuple[Phrase, ...]:
    """甲加乙: the list, and that its sum is asked."""
    if m.value(1) != ADDED:
        return listed
    whole = joined(m.phrases, listed, "summed")
    return (whole, Phrase(whole.end, whole.end, "", (Sense("cue", SUM),), "summed"))


def _period_range(first: Cond, second: Cond, lexicon: Lexicon) -> Sense | None:
    """2023年到2024年: both years belong to it."""
    match first, second:
        case Cond(table, Cmp(col, "=", low), column), Cond(_, Cmp(_, "=", high), _) if column is not None:
            if role(column, lexicon) == "period":
                both = All((Cmp(col, ">=", low), Cmp(col, "<=", high)))
                return Sense("filter", Cond(table, both, column))
    return None


@RULES.rule("filter bound_after", "field bound_before filter")
def since(lexicon: Lexicon, m: Match) -> Sense | None:
    """2023年以后, 年度不低于2023年."""
    (cond,) = m.all(Cond)
    said = (*m.all(str, "bound_after"), *m.all(str, "bound_before"))
    fields = m.all(Col)
    if cond.column is None or role(cond.column, lexicon) != "period" or fields not in {(), (cond.column,)}:
        return None
    if not isinstance(cond.pred, Cmp) or cond.pred.op != "=":
        return None
    return Sense("filter", Cond(cond.table, Cmp(cond.pred.left, OPS[said[0]], cond.pred.right), cond.column))


@RULES.rule("except filter|pick and filter|pick of? except_end?")
def neither(_: Lexicon, m: Match) -> Sense | None:
    """除了2023年和市级: of different columns, and both left out."""
    first, second = (v for v in (m.value(1), m.value(3)) if isinstance(v, (Pick, Cond)))
    if first.table != second.table or (isinstance(first, Pick) and isinstance(second, Pick)):
        return None
    if isinstance(second, Cond) and m.phrases[4:] == (None, None) and m.after is not None and m.after.sense("pick"):
        return None  # 除了甲和2024年乙以外: the year is that of 乙
    return Sense("cond", Cond(first.table, Not(disjunction((first.pred, second.pred)))))


@RULES.rule("except pick filter of? except_end?", "except filter pick of? except_end?")
def not_both(_: Lexicon, m: Match) -> Sense | None:
    """除业务经费市级外: the one of that name and level."""
    (pick,), (cond,) = m.all(Pick), m.all(Cond)
    if pick.table != cond.table:
        return None
    if m.phrase(2).spaced and (m.phrases[4] is None or m.value(4) != "外"):
        return None  # 除了甲，中央的; 除了甲，中央还有: the exception has ended
    if m.phrases[4] is None and m.kind(2) == "filter" and m.after is not None and m.after.sense("table"):
        return Sense("unknown", "")  # 除了甲中央项目还有哪些: of the exception, or of what is left
    return Sense("cond", Cond(pick.table, Not(conjunction((pick.pred, cond.pred)))))


@RULES.rule("not|except|bound_before filter of? except_end?")
def not_filter(_: Lexicon, m: Match) -> Sense | None:
    """非中央, 不是2023年."""
    if m.kind(0) == "bound_before" and m.value(0) != "≠":
        return None
    cond = m.take(Cond, 1)
    return Sense("cond", Cond(cond.table, Not(cond.pred)))


@RULES.rule("and pick of? filter", "and filter of? pick", "pick filter and")
def bound_to_name(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """购买服务和业务经费市级: in a list a modifier belongs to the name that it touches."""
    (pick,), (cond,) = m.all(Pick), m.all(Cond)
    first = m.kind(0) == "and"
    if pick.table != cond.table or (not first and m.phrase(1).spaced):
        return None
    both = Pick(pick.table, conjunction((pick.pred, cond.pred)), pick.columns, several=False)
    phrases = tuple(p for p in m.phrases if p is not None)
    link, rest = (phrases[0], phrases[1:]) if first else (phrases[-1], phrases[:-1])
    made = joined(rest, Sense("pick", both), "bound_to_name")
    return (link, made) if first else (made, link)


@RULES.rule("filter of? pick and pick")
def bound_to_first(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """中央业务经费和市级业务经费: where the second has its own, the first belongs to the first."""
    cond = m.take(Cond, 0)
    first, second = m.all(Pick)
    if cond.table != first.table or cond.column not in columns_of(second.pred):
        return None
    both = Pick(first.table, conjunction((first.pred, cond.pred)), first.columns, several=False)
    return (joined(m.phrases[:3], Sense("pick", both), "bound_to_first"), m.phrase(3), m.phrase(4))


def _negated(m: Match) -> bool:
    return m.before is not None and m.before.sense("not", "except", "lacks") is not None


def compound(first: Phrase, second: Phrase) -> bool:
    """Whether two parts of names of one table touch: then they are one unknown name, not two."""
    if not {first.rule, second.rule} <= {"part", "gapped"} or first.end != second.start or second.spaced:
        return False
    picks = [s.value for p in (first, second) if (s := p.sense("pick")) is not None]
    return len({p.table for p in picks if isinstance(p, Pick)}) == 1 and len(picks) == 2  # noqa: PLR2004 — two


@RULES.rule("pick and|or? pick")
def list_of_names(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """甲和乙: one or the other. Side by side without a word between, a class and a name of one row go together."""
    first, second = m.take(Pick, 0), m.take(Pick, 2)
    if first.table != second.table:
        return None
    if m.kind(1) == "or" and _negated(m):
        return Sense("unknown", "")  # 没有甲或乙: neither, or not both
    levels = sum(any(role(c, lexicon) == "class" for c in p.columns) for p in (first, second))
    apart = not set(first.columns) & set(second.columns) and not first.items
    if m.value(1) is None and m.phrase(2).spaced and _negated(m):
        return None  # 没有甲，乙低于99%: only 甲 is missing
    if m.value(1) is None and levels and apart:
        columns = first.columns + second.columns
        return Sense("pick", Pick(first.table, conjunction((first.pred, second.pred)), columns))
    if m.value(1) is None and (compound(m.phrase(0), m.phrase(2)) or _negated(m)):
        return None  # 服务外包 is a name of its own, and not known; 不要甲，要乙 negates only 甲
    items = (*(first.items or (first,)), second)
    columns = tuple(dict.fromkeys(first.columns + second.columns))
    several = any(i.several for i in items)
    link = str(m.value(1) or "")
    pick = Pick(first.table, disjunction((first.pred, second.pred)), columns, several, items, link)
    return _summed(m, Sense("pick", pick))


@RULES.rule("amount cue")
def both_of_them(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """两个加起来: both of those that were shown."""
    lit = m.take(Lit, 0)
    counts = lexicon.schema.units.any_counts in lexicon.schema.units.comparable(lit.unit or "")
    if m.before is not None or m.value(1) != SUM or not counts or lit.value != 2:  # noqa: PLR2004 — both are two
        return None
    return (joined((m.phrase(0),), Sense("both", ""), "both_of_them"), m.phrase(1))
