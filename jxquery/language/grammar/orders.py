"""Orders: 按预算从低到高排, 指标数排名."""

from __future__ import annotations

from jxquery.language.cues import FUNCTIONS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Order, Phrase, Sense, Tally
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.language.terms import role, term_of
from jxquery.types import Agg, Col, Rows

FIRST = RuleBook()
"""What must come before groups: 按 stands before both."""
RULES = RuleBook()


@FIRST.rule("each field of? cue sort sort?", "each cue of? field sort sort?", "each cue sort sort?")
def order_by_figure(lexicon: Lexicon, m: Match) -> Sense | None:
    """按预算合计从高到低排: by a figure of each group."""
    (statistic,) = m.all(str, "cue")
    col = next(iter(m.all(Col)), None) or lexicon.default_measure(lexicon.subject())
    if col is None or statistic not in FUNCTIONS or role(col, lexicon) != "measure":
        return None
    figure = Agg(FUNCTIONS[statistic], col, Rows(col.table), own=True)
    return Sense("order", Order(figure, desc="升" not in m.all(str, "sort")))


@FIRST.rule("each field|tally table? sort sort?")
def order_by(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """按预算从低到高排, 按指标数给项目排序."""
    order = _order(m, 1, lexicon)
    if order is None:
        return None
    made = joined(m.phrases, order, "order_by")
    return (made,) if m.phrases[2] is None else (m.phrases[2], made)


@RULES.rule("field|tally|ratio of? also? each? sort sort?")
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
