"""Groups, superlatives and orders: 各年度, 预算最高的三个, 按预算从低到高排."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.cues import DIFFERENCE, FUNCTIONS, MEAN, SHARE, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Group, Order, Phrase, Pick, Sense, Tally, Top
from jxquery.language.predicates import as_all, measurable, role, target_term, term_of
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.types import Agg, Calc, Col, Lit, Rows, Term

RULES = RuleBook()
_COUNTING_WORDS = ("多", "少")


@RULES.rule("higher unit", "higher howmuch", "higher count", "higher tally")
def difference_asked(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """多多少元, 高了多少."""
    cue = joined((m.phrase(0),), Sense("cue", DIFFERENCE), "difference_asked")
    return (cue, m.phrase(1))


@RULES.rule("cue of? has? count")
def shares_counted(_: Lexicon, m: Match) -> Sense | None:
    """百分比的有几个: no share."""
    return Sense("unknown", "") if m.value(0) == SHARE else None


@RULES.rule("higher bound|amount|cue")
def higher_by(_: Lexicon, __: Match) -> Sense:
    """高10万以上, 多百分之几: not how the two compare, and not something that is answered."""
    return Sense("unknown", "")


@RULES.rule("each field of? cue sort sort?", "each cue of? field sort sort?")
def order_by_figure(lexicon: Lexicon, m: Match) -> Sense | None:
    """按预算合计从高到低排: by a figure of each group."""
    (col,), (statistic,) = m.all(Col), m.all(str, "cue")
    if statistic not in FUNCTIONS or role(col, lexicon) != "measure":
        return None
    figure = Agg(FUNCTIONS[statistic], col, Rows(col.table), own=True)
    return Sense("order", Order(figure, desc="升" not in m.all(str, "sort")))


@RULES.rule("each field|tally table? sort sort?")
def order_by(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按预算从低到高排, 按指标数给项目排序."""
    order = _order(m, 1, lexicon)
    if order is None:
        return None
    made = joined(m.phrases, order, "order_by")
    return (made,) if m.phrases[2] is None else (m.phrases[2], made)


@RULES.rule(
    "each field and|each field of? statistic?",
    "each field of? statistic?",
    "each table of? statistic?",
    "field statistic",
)
def group_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """各年度, 按资金级别统计, 每个项目, 年度分布."""
    tables = m.all(str, "table")
    if tables:
        return Sense("group", Group((), tables[0]))
    columns = m.all(Col)
    if any(role(c, lexicon) in {"measure", "text", "target"} for c in columns):
        return None
    owner = lexicon.schema.table(columns[0].table)
    if len(columns) == 1 and columns[0].name == owner.label:
        return Sense("group", Group((), owner.name))
    return Sense("group", Group(columns))


@RULES.rule("group and? group")
def groups_together(_: Lexicon, m: Match) -> Sense | None:
    """各年度各级别: every combination."""
    first, second = m.take(Group, 0), m.take(Group, 2)
    if first.table is not None or second.table is not None:
        return None
    return Sense("group", Group(first.columns + second.columns))


@RULES.rule("field of? has? which table?")
def values_of(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """资金级别有哪些: the values, each with its number of rows; 单位有哪些项目 asks for the rows of the noun behind."""
    if m.phrases[4] is not None:
        return tuple(p for p in m.phrases if p is not None)
    (col,) = m.all(Col)
    asked = m.before is None or m.before.sense("has", "of", "all", "filter")
    if role(col, lexicon) not in {"class", "identity", "context"} or not asked:
        return None
    group = joined(m.phrases, Sense("group", Group((col,))), "values_of")
    return (group, Phrase(group.end, group.end, "", (Sense("count", ""),), "values_of"))


@RULES.rule("which field")
def which_values(lexicon: Lexicon, m: Match) -> Sense | tuple[Phrase, ...] | None:
    """有哪些资金级别, where nothing more is asked of them."""
    asked = m.before is None or m.before.sense("has", "within", "filter", "cond", "also")
    dimension = role(m.take(Col, 1), lexicon) in {"class", "identity", "context"}
    return kinds_of(lexicon, m) if m.after is None and asked and dimension else None


@RULES.rule("which_kinds of? field", "field of? is? has? which_kinds", "distinct field")
def kinds_of(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """有哪几种资金级别: the values, each with its number of rows."""
    (col,) = m.all(Col)
    if role(col, lexicon) in {"measure", "text"}:
        return None
    group = joined(m.phrases, Sense("group", Group((col,))), "kinds_of")
    return (group, Phrase(group.end, group.end, "", (Sense("count", ""),), "kinds_of"))


@RULES.rule(
    "each|severally has? tally",
    "each|severally has? count",
    "each|severally is? howmuch",
    "each has? field",
    "each has? which",
)
def each_of_list(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """甲、乙各有几个: each row of the subject; 中央和市级各有: each value of the column."""
    if m.before is None or not m.before.sense("pick", "filter", "cond", "they", "table", "field", "group"):
        return None
    listed = m.before.sense("filter")
    column = (
        listed.value.column if listed is not None and isinstance(listed.value, Cond) else _class_of(m.before, lexicon)
    )
    of = Group((), _owner_of(m.before) or lexicon.subject()) if column is None else Group((column,))
    group = joined((m.phrase(0),), Sense("group", of), "each_of_list")
    return (group, *(p for p in m.phrases[1:] if p is not None))


def _owner_of(listed: Phrase) -> str | None:
    """The table that the members of a list are rows of."""
    sense = listed.sense("pick")
    return sense.value.table if sense is not None and isinstance(sense.value, Pick) else None


def _class_of(listed: Phrase, lexicon: Lexicon) -> Col | None:
    """The level that all of a list of classes are of: 产出指标和满意度指标各几个."""
    sense = listed.sense("pick")
    pick = sense.value if sense is not None else None
    columns = {c for item in pick.items for c in item.columns} if isinstance(pick, Pick) else set()
    column = columns.pop() if len(columns) == 1 else None
    return column if column is not None and role(column, lexicon) == "class" else None


@RULES.rule("group of? group")
def group_said_twice(_: Lexicon, m: Match) -> Sense | None:
    """每个项目各有: one group said twice."""
    return Sense("group", m.take(Group, 0)) if m.value(0) == m.value(2) else None


@RULES.rule("each pick|cond|filter")
def each_is_all(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """各质量指标: all of them."""
    return (m.phrase(1),)


@RULES.rule("cue bound")
def share_of_default(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """占比超过20%: of what an amount without a field means."""
    col = lexicon.default_measure(lexicon.subject())
    alone = m.before is None or m.before.sense("also", "filter", "table", "cond", "of")
    if m.value(0) != SHARE or col is None or not alone:
        return None
    return (joined((m.phrase(0),), Sense("ratio", _share(col)), "share_of_default"), m.phrase(1))


@RULES.rule("field of? cue cue|all? field? bound|most|sort|best_n")
def share_of_measure(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算占比超过20%, 预算占总预算超过10%: the share of each row in the whole."""
    whole = m.value(3) if m.kind(3) == "cue" else SUM
    if (
        m.value(2) != SHARE
        or whole != SUM
        or not measurable(m.value(0), lexicon)
        or m.value(4) not in {None, m.value(0)}
    ):
        return None
    col = m.take(Col, 0)
    return (joined(m.phrases[:5], Sense("ratio", _share(col)), "share_of_measure"), m.phrase(5))


def _share(col: Col) -> Calc:
    return Calc("percent", col, Agg("sum", col, Rows(col.table)))


@RULES.rule("which of? field of? higher", "field of? which of? higher", "which higher")
def winner(lexicon: Lexicon, m: Match) -> Sense | None:
    """哪个预算高: the winner of a list that stands before."""
    cols = m.all(Col)
    if cols and not measurable(cols[0], lexicon):
        return None
    last = m.value(len(m.senses) - 1)
    return Sense("best", Top(cols[0] if cols else None, 1, desc=last == "降", versus=True))


@RULES.rule("most of? amount")
def most_n(lexicon: Lexicon, m: Match) -> Sense | None:
    """最高的三个: a superlative with its number."""
    n = _whole(m.take(Lit, 2), lexicon)
    return None if n is None else Sense("best_n", Top(None, n, desc=m.value(0) == "降"))


@RULES.rule("top amount place?")
def top_n(lexicon: Lexicon, m: Match) -> Sense | None:
    """前三名, 后两个."""
    n = _whole(m.take(Lit, 1), lexicon)
    return None if n is None else Sense("best_n", Top(None, n, desc=m.value(0) == "前", shown=True))


@RULES.rule("most of? best_n")
def most_top_n(_: Lexicon, m: Match) -> Sense:
    """最高的前两个."""
    return Sense("best_n", Top(None, m.take(Top, 2).n, desc=m.value(0) == "降"))


@RULES.rule("best_n of? place", "best_n of? most")
def top_n_more(_: Lexicon, m: Match) -> Sense:
    """前三 名; 前三个最低."""
    top = m.take(Top, 0)
    return Sense("best_n", top if m.kind(2) == "place" else Top(None, top.n, desc=m.value(2) == "降"))


def _whole(lit: Lit, lexicon: Lexicon) -> int | None:
    """The number of rows that is meant: a whole number, of things."""
    counted = lit.unit is None or lexicon.schema.units.any_counts in lexicon.schema.units.comparable(lit.unit)
    fits = (
        counted
        and isinstance(lit.value, Decimal)
        and lit.value == lit.value.to_integral_value()
        and 0 < lit.value < 10**6
    )
    return int(lit.value) if fits else None


@RULES.rule(
    "field|tally|ratio of? is? within? sort? best_n",
    "field|tally|ratio of? is? within? most",
    "best_n of? field|tally|ratio",
    "most of? field|tally|ratio",
    "each field|tally sort? best_n",
)
def best_by(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算最高, 最高的预算, 指标数最多, 预算排前三."""
    by = next(s for s in m.senses if s is not None and s.kind in {"field", "tally", "ratio"})
    how = next(s for s in m.senses if s is not None and s.kind in {"best_n", "most"})
    term = term_of(by.value, lexicon)
    if term is None or (isinstance(term, Col) and role(term, lexicon) != "measure"):
        return None
    best = _best(term, how)
    return _from_the_other_end(best) if m.all(str, "sort") == ("升",) else best


def _from_the_other_end(best: Sense) -> Sense:
    """从低到高的前三: the first of an order that begins with the lowest."""
    top = best.value
    return Sense("best", replace(top, desc=not top.desc)) if isinstance(top, Top) and top.shown else best


@RULES.rule("field of? cue of? best_n|most")
def best_figure(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """价格合计最高: by the figure over what belongs to a row or a group."""
    col, how = m.take(Col, 0), m.senses[4]
    if m.value(2) not in {SUM, MEAN} or role(col, lexicon) != "measure" or how is None:
        return None
    return (m.phrase(2), joined(m.phrases, _best(col, how), "best_figure"))


@RULES.rule("table of? best_n|most", "pick table? of? best_n|most")
def most_rows(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标最多, 质量指标最少: by the number of rows that belong to a row."""
    picks = m.all(Pick)
    table = picks[0].table if picks else m.take(str, 0)
    classes = {c.name for c in lexicon.schema.table(table).having("class")}
    if not any(word in m.phrase(len(m.phrases) - 1).text for word in _COUNTING_WORDS):
        return None
    if picks and not {c.name for c in picks[0].columns} <= classes:
        return None
    term = term_of(Tally(table, picks[0] if picks else None), lexicon)
    if term is None and not picks:
        term = Agg("count", None, Rows(table), own=True)  # 项目最多的年度: the rows of each group
    how = m.senses[-1]
    return None if term is None or how is None else _best(term, how)


@RULES.rule("pick of? table? best_n|most of? field")
def extreme_target(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """质量指标的最低要求: of the rows that are picked, not of those that they belong to."""
    pick, field, how = m.take(Pick, 0), m.take(Col, 5), m.senses[3]
    term = target_term(pick, lexicon)
    if term is None or how is None or role(field, lexicon) != "target" or field.table != pick.table:
        return None
    best = joined((m.phrase(3),), _best(term, how), "extreme_target")
    return (m.phrase(0), best, joined((m.phrase(5),), Sense("field", field), "extreme_target"))


@RULES.rule("pick of? table? within? field? of? is? best_n|most of? table?")
def highest_target(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """服务检察业务数量最高: by the target, where all of them are in one unit."""
    pick, field, how = m.take(Pick, 0), m.value(4), m.senses[7]
    term = target_term(pick, lexicon)
    if term is None or how is None or (isinstance(field, Col) and role(field, lexicon) != "target"):
        return None
    best = _best(term, how)
    behind = tuple(p for p in m.phrases[8:] if p is not None)
    if pick.table in {m.value(2), m.value(9)}:
        before = tuple(p for p in m.phrases[:3] if p is not None)
        return (*before, joined(m.phrases[3:8], best, "highest_target"), *behind)
    desc = best.value.desc if isinstance(best.value, Top) else True
    of_row: Term = Agg("max" if desc else "min", term, Rows(pick.table, as_all(pick.pred)), own=True)
    return (joined(m.phrases[:8], _best(of_row, how), "highest_target"), *behind)


@RULES.rule("occurring of? is? best_n|most of? field", "field of? occurring of? is? best_n|most")
def most_frequent(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """出现次数最多的三级指标: by the number of rows that hold a value."""
    (col,) = m.all(Col)
    how = next(s for s in m.senses if s is not None and s.kind in {"best_n", "most"})
    if role(col, lexicon) in {"measure", "text", "target"}:
        return None
    best = joined(m.phrases, _best(Agg("count", None, Rows(col.table), own=True), how), "most_frequent")
    return (best, *_counted_by(col, best.end, "most_frequent"))


def _counted_by(col: Col, at: int, rule: str) -> tuple[Phrase, Phrase]:
    """Each value of the column, and the number of its rows."""
    senses = (Sense("group", Group((col,))), Sense("count", ""))
    group, count = (Phrase(at, at, "", (sense,), rule) for sense in senses)
    return group, count


@RULES.rule("group count of? best_n|most")
def best_counted(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按二级指标的个数最高的: by the number of rows of each group."""
    how = m.senses[3]
    return None if how is None else (m.phrase(0), m.phrase(1), joined((m.phrase(3),), _best(None, how), "best_counted"))


@RULES.rule("most|best_n of? pick")
def best_target(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | Sense | None:
    """最长的执行期限: by the target, where all of them are in one unit."""
    pick, how = m.take(Pick, 2), m.senses[0]
    if how is None or (isinstance(how.value, Top) and how.value.shown):
        return None
    if lexicon.schema.table(pick.table).target is None:
        return None
    term = target_term(pick, lexicon)
    if term is None:
        return Sense("unknown", "")
    return (joined((m.phrase(0),), _best(term, how), "best_target"), m.phrase(2))


@RULES.rule("most of? field")
def highest_of_all(lexicon: Lexicon, m: Match) -> Sense | None:
    """最大的指标值: targets of different kinds have none."""
    return Sense("unknown", "") if role(m.take(Col, 2), lexicon) == "target" else None


@RULES.rule("best_n", "most")
def best_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """前三名: by the default measure, unless it stands behind something else that it could be of."""
    if m.before is not None:
        if m.before.sense("same", "count", "cue"):
            return None
        sense = m.before.sense("pick", "field", "table", "tally")
        target = sense is not None and isinstance(sense.value, Col) and role(sense.value, lexicon) == "target"
        if sense is not None and not target and not _subject(sense, lexicon):
            return None
    how = m.senses[0]
    return None if how is None else _best(None, how)


def _subject(sense: Sense, lexicon: Lexicon) -> bool:
    value = sense.value
    table = value.table if isinstance(value, (Pick, Tally, Col)) else value
    return table == lexicon.subject() and sense.kind != "field"


def _best(term: Term | None, how: Sense) -> Sense:
    if isinstance(how.value, Top):
        return Sense("best", replace(how.value, by=term))
    return Sense("best", Top(term, 1, desc=how.value == "降"))


@RULES.rule("field|tally|ratio of? each? sort sort?")
def ranked(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算排名, 指标数从多到少."""
    return _order(m, 0, lexicon)


@RULES.rule("each? sort sort?")
def sorted_alone(_: Lexicon, m: Match) -> Sense | None:
    """从低到高排: by what was shown before."""
    return Sense("order", Order(None, desc="升" not in m.all(str, "sort"))) if m.before is None else None


def _order(m: Match, place: int, lexicon: Lexicon) -> Sense | None:
    value = m.value(place)
    term = term_of(value, lexicon)
    if isinstance(value, Col) and role(value, lexicon) in {"identity", "context", "class"}:
        term = value
    if term is None and isinstance(value, Tally) and value.pick is None:
        term = Agg("count", None, Rows(value.table), own=True)  # 各级别项目数: the rows of each group
    said = m.all(str, "sort")
    if term is None or (isinstance(term, Col) and role(term, lexicon) == "target"):
        return None
    return Sense("order", Order(term, desc="升" not in said))
