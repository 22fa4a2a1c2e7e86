"""What became of a target against the target itself: 没有达到目标, 未完成, 都达标."""

from __future__ import annotations

from jxquery.language.belonging import every
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Pick, Sense, Tally
from jxquery.language.predicates import conjunction
from jxquery.language.rules import Match, RuleBook
from jxquery.types import All, Cmp, Col, Reached

FIRST = RuleBook()
"""What must come before conditions by size: 达到 alone is a comparison with a number."""
RULES = RuleBook()


def _columns(lexicon: Lexicon) -> tuple[Col, Col] | None:
    """What became of targets, and the targets, as far as that is loaded."""
    for table in lexicon.schema.tables:
        if table.target is not None and table.actual is not None:
            actual = Col(table.name, table.actual.written)
            return None if actual in lexicon.facts.empty else (actual, Col(table.name, table.target.written))
    return None


@FIRST.rule("field? of? reach field")
def reaching(lexicon: Lexicon, m: Match) -> Sense | None:
    """实际完成值没有达到指标值: by the sign of the target."""
    columns = _columns(lexicon)
    if columns is None or m.value(3) != columns[1] or m.value(0) not in {None, columns[0]}:
        return None
    if m.after is not None and m.after.sense("amount"):
        return None  # 达到目标值99%: a number that the target is compared with
    return Sense("reached", m.take(str, 2))


@FIRST.rule("not|lacks? field field", "not|lacks field")
def done(lexicon: Lexicon, m: Match) -> Sense | None:
    """完成目标, 没完成指标值, 未完成: said with a word for what was done."""
    columns = _columns(lexicon)
    verb = m.phrase(1).text in lexicon.vocabulary.verbs
    if columns is None or not verb or m.all(Col) not in {columns[:1], columns}:
        return None
    return Sense("reached", "否" if m.kind(0) else "是")


@RULES.rule("not reached")
def not_reached(_: Lexicon, m: Match) -> Sense:
    """不达标: for certain not."""
    return Sense("reached", "否" if m.value(1) == "是" else "是")


@RULES.rule("reached|relation of? table|tally")
def row_reached(lexicon: Lexicon, m: Match) -> Sense | None:
    """达标的项目: whether by one of its targets or by all of them is not said; 没达标的项目 has one that is not."""
    such, noun = such_rows(lexicon, m), m.value(2)
    table = noun.table if isinstance(noun, Tally) else noun
    chosen = m.before is not None and m.before.sense("pick", "every", "all", "has", "table")
    if such is None or chosen or table not in lexicon.schema.table(such.table).parents:
        return None
    whole = isinstance(such.pred, Reached) and such.pred.yes
    whole = whole or (isinstance(such.pred, Cmp) and such.pred.op == "=")
    return Sense("unknown", "") if whole else None


@RULES.rule("field is? reached")
def column_reached(lexicon: Lexicon, m: Match) -> Sense | None:
    """实际完成值达标."""
    columns = _columns(lexicon)
    return Sense("reached", m.take(str, 2)) if columns is not None and m.value(0) == columns[0] else None


@RULES.rule("pick|table is|of? every? is? reached|relation", "reached|relation of? pick", "reached|relation")
def reached(lexicon: Lexicon, m: Match) -> Sense | None:
    """没有达到目标的质量指标; 指标都达标: every one of a row's."""
    such = such_rows(lexicon, m)
    picks, tables = m.all(Pick), m.all(str, "table")
    if such is None or any(p.table != such.table for p in picks):
        return None
    if m.all(str, "every"):
        if tables and tables[0] not in {such.table, *lexicon.schema.table(such.table).parents}:
            return None
        cond = every(picks[0] if picks else Pick(such.table, All(), ()), such.pred, lexicon)
        return None if cond is None else Sense("cond", cond)
    if tables:
        return None
    return Sense("cond", Cond(such.table, conjunction((*(p.pred for p in picks), such.pred))))


def such_rows(lexicon: Lexicon, m: Match) -> Cond | None:
    """The condition that 达标 or a word like 扣分 is."""
    columns = _columns(lexicon)
    for sense in m.senses:
        if sense is not None and sense.kind == "relation" and isinstance(sense.value, Cond):
            return sense.value
        if sense is not None and sense.kind == "reached" and columns is not None:
            return Cond(columns[0].table, Reached(*columns, sense.value == "是"))
    return None
