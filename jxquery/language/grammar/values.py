"""Superlatives of the values of a column: 预算最高的两个年度的财政资金, 前两个年度的预算."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import is_dimension
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Group, Phrase, Sense, Top
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.language.terms import term_table
from jxquery.types import Col

RULES = RuleBook()


@RULES.rule("best of? table and best of? table", "best of? and best", "best of? is? which and? best of? is? which")
def best_by_several(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | Sense | None:
    """预算最高的和指标最多的项目: the best by one thing, and the best by another; of one thing, from both ends."""
    (first, second), tables = m.all(Top), {*m.all(str, "table")}
    plain = all((t.start, t.other, t.versus, t.distinct, t.of) == (1, 0, False, False, ()) for t in (first, second))
    if not plain or first.by is None or second.by is None or second.also:
        return None
    home = term_table(first.by, lexicon)
    if term_table(second.by, lexicon) != home or tables not in (set(), {home}):
        return None
    both = replace(first, also=(*first.also, second))
    if first.by == second.by:
        if first.also or first.desc == second.desc:
            return None
        both = replace(first, other=second.n)
    behind = tuple(p for p in there(m.phrases[-1:]) if p.sense("table", "which"))
    return (joined(m.phrases[:-1] if behind else m.phrases, Sense("best", both), "best_by_several"), *behind)


@RULES.rule("best of? field of field|tally|cue", "best of? field field|tally|cue", "best field")
def best_values(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """预算最高的年度的财政资金, 前两个年度: the column that stands right behind says what is ranked.

    With nothing behind, one value is what the best row has; several that are counted are values of the column.
    """
    top, col = m.take(Top, 0), m.all(Col)[0]
    asked = len(m.senses) > len(("best", "field"))
    counted = top.n > 1 and m.phrase(0).end == m.phrase(2 if asked else 1).start
    if not is_dimension(col, lexicon) or top.versus or not (asked or counted):
        return None
    if asked and m.kind(len(m.senses) - 1) == "field" and is_dimension(m.all(Col)[-1], lexicon):
        return None  # 预算最高的两个的年度、级别
    spoken = m.phrases[:3] if asked else m.phrases
    ranked = joined(spoken, Sense("best", replace(top, of=(col,))), "best_values")
    return (ranked, *there(m.phrases[3:])) if asked else (ranked,)


@RULES.rule("best of? field of|has|within|which has? which? table")
def rows_of_values(lexicon: Lexicon, m: Match) -> Sense | None:
    """预算最高的年度有哪些项目: rows of the best value are not something that is answered."""
    return Sense("unknown", "") if is_dimension(m.take(Col, 2), lexicon) else None


@RULES.rule("group of? cue? best of field|tally|cue")
def best_of_group(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按年度的预算数合计最高的2个的财政资金: other figures of the groups that are best by one."""
    group, top = m.take(Group, 0), m.take(Top, 3)
    each = top.shown and m.phrases[2] is None  # 各年度前两名: of each, not of them all
    if not group.columns or each or top.versus or top.by is None:
        return None
    ranked = joined(m.phrases[:4], Sense("best", replace(top, of=group.columns)), "best_of_group")
    return (ranked, *there(m.phrases[4:]))
