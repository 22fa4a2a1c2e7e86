"""What superlatives go by: 预算最高的三个, 最长的执行期限, 指标最多, 出现最多的三级指标."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import LEAST, MEAN, MOST, SUM
from jxquery.language.fitting import bound_said, fits_target
from jxquery.language.grammar.counts import counts_things
from jxquery.language.grammar.places import top_said
from jxquery.language.grammar.reaching import such_rows
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Group, Phrase, Pick, Sense, Tally, Top
from jxquery.language.predicates import as_all, conjunction, meets
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import by_class, few_valued, role, target_term, term_of
from jxquery.types import Agg, Col, Not, Pred, Rows, Term, Wordy

WINNERS = RuleBook()
"""What must come before a superlative takes its number."""
RULES = RuleBook()


@WINNERS.rule("bound_before all? cue of? field? of? most|best_n", "bound_before field most|best_n")
def furthest_off(lexicon: Lexicon, m: Match) -> Sense | None:
    """低于平均最多的: how far off is not how much."""
    return Sense("unknown", "") if _of_number(m, lexicon) else None


def _of_number(m: Match, lexicon: Lexicon) -> bool:
    """Whether the superlative at the end speaks of how many there are: 最多."""
    return any(word in m.phrase(len(m.senses) - 1).text for word in lexicon.kinds.get("of_number", ()))


@WINNERS.rule("pick|tally of? which table? most")
def asked_between(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """满意度哪个项目最低, 指标数哪个项目最多: as 满意度最低的是哪个项目."""
    ranked = m.value(0)
    if isinstance(ranked, Pick) and lexicon.schema.table(ranked.table).target is None:
        return None
    return (m.phrase(0), m.phrase(4), *there(m.phrases[2:4]))


@WINNERS.rule("field of field higher")
def said_twice(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """安排的钱更多: one column in two words."""
    return (m.phrase(2), m.phrase(3)) if m.value(0) == m.value(2) else None


@WINNERS.rule("field|table|tally higher of is? which? field")
def winning_group_behind(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算多的是哪个级别: as 预算最多的."""
    asks = m.value(4) is not None or m.phrase(5).text.startswith(lexicon.kinds.get("which", ()))
    if not asks or not few_valued(m.take(Col, 5), lexicon):
        return None
    most = replace(m.phrase(1), senses=(Sense("most", m.take(str, 1)),))
    return (m.phrase(0), most, *there(m.phrases[2:]))


@WINNERS.rule("field of? field|table|tally of? higher", "which field of? field|table|tally of? higher")
def winning_group(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪年预算多, 哪个级别项目少: of the values of a column, as 哪年预算最多."""
    at = 0 if m.kind(0) == "field" else 1
    col, asks = m.take(Col, at), m.phrase(0).text.startswith(lexicon.kinds.get("which", ()))
    if not asks or not few_valued(col, lexicon):
        return None
    last = m.phrase(len(m.senses) - 1)
    return (*there(m.phrases[:-1]), replace(last, senses=(Sense("most", m.take(str, -1)),)))


@WINNERS.rule(
    "which of? field|table|tally of? higher",
    "field|table|tally of? which of? higher",
    "which pick higher",
    "which higher",
)
def winner(lexicon: Lexicon, m: Match) -> Sense | None:
    """哪个预算高, 哪个指标多: the winner of a list that stands before."""
    *others, last = (s for s in m.senses if s is not None)
    said = next((s for s in others if s.kind in {"field", "table", "tally", "pick"}), None)
    value = said.value if said is not None else None
    if isinstance(value, Pick):
        value = Tally(value.table, value) if by_class(value.columns, lexicon) else None
    elif said is not None and said.kind == "table":
        value = Tally(str(value))
    many = lexicon.kinds.get("of_number", ())
    counted = isinstance(value, Tally) and m.phrases[-1] is not None and m.phrases[-1].text.endswith(many)
    by = term_of(value, lexicon) if not isinstance(value, Tally) or counted else None
    if said is not None and by is None:
        return None
    return Sense("best", Top(by, 1, desc=last.value == "降", versus=True))


@RULES.rule("field of? cue of? best_n|most")
def best_figure(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """价格合计最高: by the figure over what belongs to a row or a group."""
    col, how = m.take(Col, 0), m.senses[4]
    if m.value(2) not in {SUM, MEAN, MOST, LEAST} or role(col, lexicon) != "measure" or how is None:
        return None
    return (m.phrase(2), joined(m.phrases, _best(col, how), "best_figure"))


@RULES.rule("group of? tally of? cue of? best_n|most", "tally of? cue of? best_n|most")
def best_number(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标数合计最高: by how many there are, of a row or of a group."""
    start = 2 if m.kind(0) == "group" else 0
    number, how = term_of(m.value(start), lexicon), m.senses[start + 4]
    if m.value(start + 2) != SUM or number is None or how is None:
        return None
    best = joined(m.phrases[start:], _best(number, how), "best_number")
    return (*there(m.phrases[:start]), m.phrase(start + 2), best) if start else (best,)


@RULES.rule("bound|amount|wordy|numeric|reached|relation of? pick? table|tally? of? best_n|most")
def most_such(lexicon: Lexicon, m: Match) -> Sense | None:
    """低于99%的指标最多, 没有达标的质量指标数最多: by the number of rows that are such."""
    picks, tallies = m.all(Pick), m.all(Tally)
    picks += tuple(t.pick for t in tallies if t.pick is not None)
    tables = {*(p.table for p in picks), *(t.table for t in tallies), *m.all(str, "table")}
    how = m.senses[-1]
    counting = bool(tallies) or _of_number(m, lexicon)
    if len(tables) != 1 or not counting or how is None or len(picks) > 1:
        return None
    (table,) = tables
    such = _such(lexicon, m, table, picks)
    if such is None or such.table != table:
        return None
    pred = conjunction((*(p.pred for p in picks), such.pred))
    term = term_of(Tally(table, Pick(table, pred, ())), lexicon)
    return None if term is None else _best(term, how)


@RULES.rule("pick also field is? bound of? tally of? best_n|most", "field is? bound of? tally of? best_n|most")
def most_within(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标值低于99%的指标数最高: by the number of rows whose column is such, of those that are picked."""
    (col,), (bound,), (tally,), how = m.all(Col), m.all(Bound), m.all(Tally), m.senses[-1]
    picks = (*m.all(Pick), *([tally.pick] if tally.pick is not None else []))
    target = lexicon.schema.table(tally.table).target
    itself = target is not None and col == Col(tally.table, target.written)
    fits = all(p.table == tally.table and fits_target(p.pred, bound, lexicon) for p in picks)
    if how is None or not itself or not fits or counts_things(bound, lexicon):
        return None
    pred = conjunction((*(p.pred for p in picks), meets(col, bound)))
    term = term_of(Tally(tally.table, Pick(tally.table, pred, ())), lexicon)
    return None if term is None else _best(term, how)


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
    asks = any(m.phrase(0).text.startswith(word) for word in lexicon.kinds.get("howmuch", ()))
    if asks and m.before is not None and m.before.sense("field"):
        return Sense("unknown", "")  # 花了多少钱最多
    if term is None and isinstance(by.value, Tally) and by.value.pick is None:
        term = Agg("count", None, Rows(by.value.table), own=True)  # 项目数最多的年度: the rows of each group
    if term is None or (isinstance(term, Col) and role(term, lexicon) != "measure"):
        return None
    if m.kind(0) == "best_n" and m.value(1) is not None and by.kind == "tally" and top_said(how).shown:
        return None  # 第二名的指标数: how many it has
    best = _best(term, how)
    return _from_the_other_end(best) if m.all(str, "sort") == ("升",) else best


def _from_the_other_end(best: Sense) -> Sense:
    """从低到高的前三: the first of an order that begins with the lowest."""
    top = best.value
    return Sense("best", replace(top, desc=not top.desc)) if isinstance(top, Top) and top.shown else best


def _such(lexicon: Lexicon, m: Match, table: str, picks: tuple[Pick, ...]) -> Cond | None:
    """The condition that a bound, or a word for one, is on the targets of the table's rows."""
    target = lexicon.schema.table(table).target
    if m.kind(0) in {"reached", "relation"} or target is None:
        return such_rows(lexicon, m)
    written = Col(table, target.written)
    if m.kind(0) in {"wordy", "numeric"}:
        words: Pred = Wordy(written)
        return Cond(table, words if m.kind(0) == "wordy" else Not(words))
    bound = bound_said(m.value(0))
    fits = not counts_things(bound, lexicon) and all(fits_target(p.pred, bound, lexicon) for p in picks)
    behind = m.before is None or not m.before.sense("pick", "field", "tally", "ratio")
    return Cond(table, meets(written, bound)) if fits and behind else None


@RULES.rule("table of? best_n|most", "pick table? of? best_n|most")
def most_rows(lexicon: Lexicon, m: Match) -> Sense | None:
    """指标最多, 质量指标最少: by the number of rows that belong to a row."""
    picks = m.all(Pick)
    table = picks[0].table if picks else m.take(str, 0)
    classes = {c.name for c in lexicon.schema.table(table).having("class")}
    if not _of_number(m, lexicon):
        return None
    if picks and not {c.name for c in picks[0].columns} <= classes:
        return None
    term = term_of(Tally(table, picks[0] if picks else None), lexicon)
    if term is None and not picks:
        term = Agg("count", None, Rows(table), own=True)  # 项目最多的年度: the rows of each group
    how = m.senses[-1]
    return None if term is None or how is None else _best(term, how)


@RULES.rule("field of? pick table? best_n|most|bound|bound_before")
def target_of_what(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个项目要求的修复时间最短: the target of what is picked is what is compared anyway."""
    target = lexicon.schema.table(m.take(Pick, 2).table).target
    itself = target is not None and m.value(0) == Col(m.take(Pick, 2).table, target.written)
    return there(m.phrases[2:]) if itself else None


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
    behind = there(m.phrases[8:])
    inside = m.value(3) is not None and m.value(9) is None  # 成本指标里最大的三个
    if inside or pick.table in {m.value(2), m.value(9)} or top_said(how).other:
        before = there(m.phrases[:3])
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


@RULES.rule("best has? count")
def most_and_how_many(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """哪个项目指标最多，有几个: the number that they are ranked by stands beside them."""
    by = m.take(Top, 0).by
    return (m.phrase(0),) if isinstance(by, Agg) and by.fn == "count" and by.own else None


@RULES.rule("best of? is filter|pick of? table?")
def whether_best(_: Lexicon, m: Match) -> Sense | None:
    """预算最高的是中央项目吗: whether the highest of all is such; 是2024年的哪个 asks for the highest of those."""
    return Sense("unknown", "") if m.after is None else None


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
        sense = m.before.sense("pick", "field", "table", "tally", "reached", "relation")
        target = sense is not None and isinstance(sense.value, Col) and role(sense.value, lexicon) == "target"
        if sense is not None and not target and not _subject(sense, lexicon):
            return None
    how = m.senses[0]
    return None if how is None else _best(None, how)


@RULES.rule("best of? table? is? which has? count", "best of? is? which tally")
def number_asked_too(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """指标最多的项目是哪个，有几个: the number that it has the most of, which is shown beside it."""
    top, counted = m.take(Top, 0), m.phrase(len(m.phrases) - 1)
    if m.after is not None or not (isinstance(top.by, Agg) and top.by.fn == "count"):
        return None
    tally = counted.sense("tally")
    if tally is None:
        return there(m.phrases[:-1])
    of_rows = isinstance(tally.value, Tally) and tally.value.pick is None
    noun = replace(counted, senses=(Sense("table", tally.value.table),)) if isinstance(tally.value, Tally) else counted
    return (*there(m.phrases[:-1]), noun) if of_rows else None


def _subject(sense: Sense, lexicon: Lexicon) -> bool:
    value = sense.value
    table = value.table if isinstance(value, (Pick, Tally, Col, Cond)) else value
    return table == lexicon.subject() and sense.kind != "field"


def _best(term: Term | None, how: Sense) -> Sense:
    return Sense("best", replace(top_said(how), by=term))
