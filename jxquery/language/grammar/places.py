"""Places in an order, before it is said what orders: 最高的三个, 前三名, 第二到第四名, 最高和最低."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense, Top
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.types import Lit

FIRST = RuleBook()
"""What must come before figures: 最高和最低 are two of them, 最高和最低的项目 are rows."""


RULES = RuleBook()


@FIRST.rule(
    "most of? table and most of? table",
    "most of? is? which and? most of? is? which",
    "most and most of? severally|each? is? which",
    "most and most of table|pick",
)
def ends_named(_: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """最高的项目和最低的项目, 最多的是哪个，最少的是哪个, 最高和最低的分别是哪个."""
    ways, tables = m.all(str, "most"), m.all(str, "table")
    if ways[0] == ways[1] or len(set(tables)) > 1:
        return None
    best = Sense("best_n", Top(None, 1, desc=ways[0] == "降", other=1))
    behind = [p for p in there(m.phrases) if p.sense("table", "pick", "which")]
    return (joined(m.phrases[:-1] if behind else m.phrases, best, "ends_named"), *behind[-1:])


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


@RULES.rule("best_n|most and best_n|most")
def both_ends(_: Lexicon, m: Match) -> Sense | None:
    """最高的三个和最低的三个, 前三和后三: from both ends of one order; 第二和第三: places beside each other."""
    first, second = (top_said(s) for s in (m.senses[0], m.senses[2]) if s is not None)
    if first.by is not None or second.by is not None or first.other or second.other:
        return None
    if m.kind(0) == "most" and second.n > 1:
        return Sense("unknown", "")  # 最高和最低的两个: one of each, or two of each
    if first.desc != second.desc and first.start == second.start == 1:
        return Sense("best_n", replace(first, other=second.n))
    beside = first.desc == second.desc and first.start > 1 and second.start == first.n + 1
    return Sense("best_n", replace(first, n=second.n)) if beside else None


@RULES.rule("best_n table")
def time_after_time(_: Lexicon, m: Match) -> Sense | None:
    """第一次借阅, 第三本书: what came first, and not what has most."""
    return Sense("unknown", "") if m.phrase(0).text.startswith("第") and m.phrase(0).end == m.phrase(1).start else None


@RULES.rule("one_place of? best_n", "best_n one_place")
def values_ranked(_: Lexicon, m: Match) -> Sense | None:
    """（并列算一名）第二高: rows of one value take one place."""
    (top,) = m.all(Top)
    return Sense("best_n", replace(top, distinct=True)) if top.start > 1 else None


@RULES.rule("best_n to best_n", "best_n to amount place?")
def places(lexicon: Lexicon, m: Match) -> Sense | None:
    """第二到第四名: all places between; 第一名和第三名 are the two."""
    first = m.take(Top, 0)
    last = m.value(2)
    n = last.n if isinstance(last, Top) else _whole(m.take(Lit, 2), lexicon)
    same = not isinstance(last, Top) or (last.desc == first.desc and last.start == last.n)
    apart = n is not None and n > first.n + 1 and m.phrase(1).sense("and") is not None
    if n is None or n <= first.n or not same or first.start != first.n or apart:
        return None
    shown = first.shown and (not isinstance(last, Top) or last.shown)
    desc = last.desc if isinstance(last, Top) else first.desc
    return Sense("best_n", replace(first, n=n, desc=desc, shown=shown))


def top_said(sense: Sense) -> Top:
    """The best with their number, or the one best that a superlative alone means."""
    return sense.value if isinstance(sense.value, Top) else Top(None, 1, desc=sense.value == "降")


def _whole(lit: Lit, lexicon: Lexicon) -> int | None:
    """The number of rows that is meant: a whole number, of things."""
    counted = lit.unit is None or lexicon.schema.units.counts(lit.unit)
    fits = (
        counted
        and isinstance(lit.value, Decimal)
        and lit.value == lit.value.to_integral_value()
        and 0 < lit.value < 10**6
    )
    return int(lit.value) if fits else None
