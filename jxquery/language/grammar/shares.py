"""Shares and differences in words: 预算占比超过20%, 多多少元."""

from __future__ import annotations

from jxquery.language.cues import DIFFERENCE, LESS, SHARE, SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense
from jxquery.language.predicates import as_all, conjunction
from jxquery.language.rules import Match, RuleBook, joined
from jxquery.language.terms import measurable
from jxquery.types import Agg, Calc, Col, Pred, Rows

RULES = RuleBook()
_OF = "占"


@RULES.rule("higher unit", "higher howmuch", "higher count", "higher tally")
def difference_asked(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """多多少元, 高了多少, 便宜多少."""
    cue = joined((m.phrase(0),), Sense("cue", LESS if m.value(0) == "升" else DIFFERENCE), "difference_asked")
    return (cue, m.phrase(1))


@RULES.rule("pick of? field? has amount")
def has_so_much(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """司法救助有没有30万: so much, or at least so much, and yes or no."""
    if m.after is not None:
        return None
    asked = joined(m.phrases[3:], Sense("unknown", ""), "has_so_much")
    return (*(p for p in m.phrases[:3] if p is not None), asked)


@RULES.rule("cue of? has? count")
def shares_counted(_: Lexicon, m: Match) -> Sense | None:
    """百分比的有几个: no share."""
    return Sense("unknown", "") if m.value(0) == SHARE else None


@RULES.rule("cue table")
def in_percent(_: Lexicon, m: Match) -> Sense | None:
    """百分比指标: no share of them."""
    touching = m.phrase(0).end == m.phrase(1).start
    return Sense("unknown", "") if m.value(0) == SHARE and touching and not m.phrase(0).text.startswith(_OF) else None


@RULES.rule("higher bound|amount|cue")
def higher_by(_: Lexicon, __: Match) -> Sense:
    """高10万以上, 多百分之几: not how the two compare, and not something that is answered."""
    return Sense("unknown", "")


@RULES.rule("cue bound")
def share_of_default(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """占比超过20%: of what an amount without a field means."""
    col = lexicon.default_measure(lexicon.subject())
    alone = m.before is None or m.before.sense("also", "filter", "table", "cond", "of")
    if m.value(0) != SHARE or col is None or not alone:
        return None
    return (joined((m.phrase(0),), Sense("ratio", share_in_all(col)), "share_of_default"), m.phrase(1))


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
    return (joined(m.phrases[:5], Sense("ratio", share_in_all(col)), "share_of_measure"), m.phrase(5))


def share_in_all(col: Col, whole: tuple[Pred, ...] = ()) -> Calc:
    """What each row has, in percent of what all rows have, or those that are the `whole`."""
    return Calc("percent", col, Agg("sum", col, Rows(col.table, as_all(conjunction(whole)))))
