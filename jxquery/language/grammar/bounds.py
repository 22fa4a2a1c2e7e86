"""Numbers with comparisons: 超过30万, 20万到60万之间, 五十万以上."""

from __future__ import annotations

from jxquery.language.fitting import bound_said, for_measure
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Phrase, Sense
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.types import Lit, Op

RULES = RuleBook()
OPS: dict[str, Op] = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "=", "≠": "!="}


@RULES.rule("approx amount", "amount approx")
def vague(_: Lexicon, __: Match) -> Sense:
    """30万左右: refused, there is no agreed width."""
    return Sense("vague", "")


@RULES.rule("approx")
def alike(_: Lexicon, m: Match) -> Sense | None:
    """和司法救助差不多: the same; but 差不多多少钱 only asks."""
    asks = m.after is not None and m.after.sense("howmuch", "count", "unit", "field")
    return Sense("vague", "") if m.value(0) == "近" and not asks else None


@RULES.rule("amount to amount between?", "amount and amount between")
def number_range(_: Lexicon, m: Match) -> Sense | None:
    """20万到60万之间: both ends belong to it; the first takes the unit of the second."""
    low, high = m.all(Lit, "amount")
    if low.unit is None:
        low = Lit(low.value, high.unit, high.said)
    if low.unit == high.unit and low.value > high.value:  # type: ignore[operator]  # both are numbers
        low, high = high, low
    return Sense("bound", Bound(((">=", low), ("<=", high))))


@RULES.rule("amount to bound_before amount")
def range_below(_: Lexicon, m: Match) -> Sense:
    """20万到不超过30万: from the first on."""
    (low, high), op = m.all(Lit), OPS[m.take(str, 2)]
    low = low if low.unit is not None else Lit(low.value, high.unit, low.said)
    return Sense("bound", Bound(((">=", low), (op, high)))) if op in {"<", "<="} else Sense("unknown", "")


@RULES.rule("amount to")
def half_a_range(_: Lexicon, m: Match) -> Sense | None:
    """3万到的项目: up to what is not said."""
    return None if m.phrase(1).sense("and", "pause") else Sense("unknown", "")


@RULES.rule("bound_before amount bound_after?")
def bound_before(lexicon: Lexicon, m: Match) -> Sense | None:
    """超过30万; 达到99%以上 is one bound said twice, 超过30万以下 is none."""
    op, after = OPS[m.take(str, 0)], m.value(2)
    if m.phrase(0).sense("most") and _counts(m.take(Lit, 1), lexicon):
        return None  # 最多三个 could be the three most
    if after is not None and OPS[str(after)] not in {op, op + "="}:
        return None
    return Sense("bound", Bound(((op, m.take(Lit, 1)),)))


@RULES.rule("bound_before has amount")
def bound_around_has(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """至少有两个: 有 stands before the whole bound."""
    bound = Bound(((OPS[m.take(str, 0)], m.take(Lit, 2)),))
    return (m.phrase(1), joined((m.phrase(0), m.phrase(2)), Sense("bound", bound), "bound_around_has"))


@RULES.rule("amount bound_after")
def bound_after(_: Lexicon, m: Match) -> Sense:
    """30万以上."""
    return Sense("bound", Bound(((OPS[m.take(str, 1)], m.take(Lit, 0)),)))


@RULES.rule("amount within")
def bound_inside(_: Lexicon, m: Match) -> Sense | None:
    """30万内."""
    return Sense("bound", Bound((("<=", m.take(Lit, 0)),))) if m.value(1) == "内" else None


@RULES.rule("amount except_end")
def beyond(_: Lexicon, m: Match) -> Sense | None:
    """30万以外: larger, or another."""
    return Sense("unknown", "") if m.value(1) == "外" else None


@RULES.rule("bound has amount", "bound lacks amount")
def limit_included(_: Lexicon, m: Match) -> Sense | None:
    """31万以上含31万: the limit belongs to it, or does not."""
    strict: dict[Op, Op] = {">=": ">", "<=": "<", ">": ">", "<": "<"}
    loose: dict[Op, Op] = {">": ">=", "<": "<=", ">=": ">=", "<=": "<="}
    changed = loose if m.kind(1) == "has" else strict
    (bound,), (limit,) = m.all(Bound), m.all(Lit)
    if any(not isinstance(t, Lit) or t.value != limit.value or op not in changed for op, t in bound.tests):
        return Sense("unknown", "")
    return Sense("bound", Bound(tuple((changed[op], t) for op, t in bound.tests)))


@RULES.rule("they|switch is? amount")
def those_of(_: Lexicon, m: Match) -> tuple[Phrase, ...]:
    """只看100%的."""
    equal = Sense("bound", Bound((("=", m.take(Lit, 2)),)))
    return (m.phrase(0), joined((m.phrase(2),), equal, "those_of"))


@RULES.rule("within? amount|bound of")
def such_of_those(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """超过5项的, 里面99%的, with nothing more: of the targets shown before, in units that no amount is in."""
    if m.before is not None or m.after is not None:
        return None
    bound, number = bound_said(m.value(1)), m.phrase(1)
    measure = lexicon.default_measure(lexicon.subject())
    of_rows = measure is not None and for_measure(measure, bound, lexicon) is not None
    united = all(isinstance(t, Lit) and t.unit is not None for _, t in bound.tests)
    if of_rows or not united:
        return None
    they = joined((m.phrases[0] or number,), Sense("they", ""), "such_of_those")
    return (they, joined((number,), Sense("bound", bound), "such_of_those"), m.phrase(2))


@RULES.rule("amount of has? count", "amount of switch", "amount of is? which")
def those_with(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """99%的有几个, 100%的是哪个, 那99%的呢: a number that nothing is said of is of the rows shown before."""
    amount, lit = m.phrase(0), m.take(Lit, 0)
    if _counts(lit, lexicon) or (m.before is not None and not m.before.sense("switch")):
        return None
    measure = lexicon.default_measure(lexicon.subject()) if m.all(str, "which") else None
    if measure is not None and for_measure(measure, Bound((("=", lit),)), lexicon) is not None:
        return None  # 57万的是哪个 needs no rows before
    they = joined((amount,), Sense("they", ""), "those_with")
    equal = joined((amount,), Sense("bound", Bound((("=", lit),))), "those_with")
    return (they, equal, *there(m.phrases[1:]))


@RULES.rule("bound also|and|to? bound")
def both_bounds(lexicon: Lexicon, m: Match) -> Sense | None:
    """20万以上60万以下: two limits of one number, so in units that compare."""
    units = lexicon.schema.units
    first, second = ({t.unit for _, t in m.take(Bound, n).tests if isinstance(t, Lit) and t.unit} for n in (0, 2))
    if any(not {*units.comparable(a)} & {*units.comparable(b)} for a in first for b in second):
        return None
    return Sense("bound", Bound(m.take(Bound, 0).tests + m.take(Bound, 2).tests))


def _counts(lit: Lit, lexicon: Lexicon) -> bool:
    return lit.unit is None or lexicon.schema.units.counts(lit.unit)
