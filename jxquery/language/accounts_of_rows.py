"""What became of the words that choose rows: names, numbers, comparisons, what is denied, what texts say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jxquery.language.grammar.bounds import OPS
from jxquery.language.mentions import Cond, Phrase, Pick, Search, Sense
from jxquery.language.predicates import table_of
from jxquery.language.terms import role
from jxquery.language.traces import Check, Traces
from jxquery.text.normalise import plain
from jxquery.text.numerals import BIG
from jxquery.types import All, Best, Cmp, Col, Has, Lit, Named, Pred, Reached, Rows, Says, Shared, Some, Wordy, parts


def _rows_chosen(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """A name, class or filter: its values are conditions, or its words are sought."""
    value = sense.value
    pred = value.pred if isinstance(value, (Pick, Cond)) else All()
    return _holds(pred, traces) or any(phrase.text.strip("「」") in s.words for s in traces.all(Says))


def _holds(pred: Pred, traces: Traces) -> bool:
    match pred:
        case Named(col, values):
            held = {v for n in traces.all(Named) if n.col == col for v in n.values}
            return held >= {*values}
        case Cmp(left, _, right):
            return any(c.left == left and c.right == right for c in traces.all(Cmp))
        case All(of):
            return all(_holds(p, traces) for p in of)
        case Some(of):
            return any(_holds(p, traces) for p in of)
        case _:
            return True


def _searched(sense: Sense, _: Phrase, traces: Traces) -> bool:
    said = {s.words for s in traces.all(Says)}
    return isinstance(sense.value, Search) and all(words in said for words in sense.value.words)


def _spoken_of(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """It is sought, or what has such a name was chosen."""
    named = (plain(value) for n in traces.all(Named) for value in n.values)
    words = sense.value.words[0] if isinstance(sense.value, Search) else ()
    return _searched(sense, phrase, traces) or any(word in name for name in named for word in words)


def _number(sense: Sense, _: Phrase, traces: Traces) -> bool:
    """The number is compared with, or says how many rows; 500万 of people is 五百万 times one."""
    lit = sense.value
    if not isinstance(lit, Lit) or not isinstance(lit.value, Decimal):
        return False
    if any(lit.value in {b.n, b.other} for b in traces.all(Best)) or lit.value in traces.years():
        return True
    if any(len(named.values) == lit.value for named in traces.all(Named) if _is_name(named, traces)):
        return True  # 甲、乙、丙三个项目
    larger = {lit.value * factor for big, factor in BIG.items() if lit.said.endswith(big)}
    free = lit.unit is None or traces.lexicon.schema.units.counts(lit.unit)
    return any(
        found.value in larger or (found.value == lit.value and (free or found.unit == lit.unit))
        for found in traces.all(Lit)
    )


def _is_name(named: Named, traces: Traces) -> bool:
    return role(named.col, traces.lexicon) == "name"


def _table(sense: Sense, _: Phrase, traces: Traces) -> bool:
    spoken = {table_of(r) for r in traces.all(Rows)} | {c.table for c in traces.all(Col)}
    above, table = traces.lexicon.schema.ancestors, str(sense.value)
    # 借了几次书: what happened is of books, too. 每个读者借过几本书: it is what ties the two.
    return any(table in (t, *above(t)) for t in spoken) or len(spoken.intersection(above(table))) > 1


def _compared(sense: Sense, _: Phrase, traces: Traces) -> bool:
    """The comparison, in its direction; 含 and 不含 settle whether the limit belongs to it."""
    op = OPS[str(sense.value)]
    apart = op == ">" and traces.subtracts()  # 购买服务超过装备购置多少
    denied = op == "!=" and traces.denies()
    return apart or denied or any(c.op[0] == op[0] for c in traces.all(Cmp))


def _denied(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.denies()


def _reached(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.some(Reached)


def _each_one(_: Sense, __: Phrase, traces: Traces) -> bool:
    """都: of several targets of a row every one; of anything else there is only one."""
    compared = {c for cmp in traces.all(Cmp) for c in parts(cmp.left) if isinstance(c, Col) and traces.has_size(c)}
    compared |= {reached.actual for reached in traces.all(Reached)}
    loose = (h for h in traces.all(Has) if h.how == "some" and any(n in compared for n in parts(h.rows.where)))
    return any(h.how == "every" for h in traces.all(Has)) or next(loose, None) is None


def _alike(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.some(Shared) or any(not isinstance(c.right, Lit) for c in traces.all(Cmp))


def _either(_: Sense, __: Phrase, traces: Traces) -> bool:
    return (
        traces.some(Some)
        or any(len(n.values) > 1 for n in traces.all(Named))
        or any(len(s.words) > 1 for s in traces.all(Says))
    )


def _in_words(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.some(Wordy)


OF_ROWS: Mapping[str, Check] = {
    "pick": _rows_chosen,
    "stem": _rows_chosen,
    "filter": _rows_chosen,
    "wording": _rows_chosen,
    "relation": _rows_chosen,
    "searched": _searched,
    "topic": _spoken_of,
    "amount": _number,
    "table": _table,
    "bound_before": _compared,
    "bound_after": _compared,
    "not": _denied,
    "lacks": _denied,
    "except": lambda sense, phrase, traces: _denied(sense, phrase, traces) or traces.subtracts(),
    "except_end": _denied,
    "every": _each_one,
    "same": _alike,
    "or": _either,
    "reach": _reached,
    "reached": _reached,
    "wordy": _in_words,
    "numeric": _in_words,
}
"""By the kind of a word: whether it left its trace."""
