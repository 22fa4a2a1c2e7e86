"""The last check of a reading: every word of content has left its trace in the query, or nothing is answered.

Rules and handlers may take a phrase and make nothing of it. Here nothing is taken on trust: what a mention can mean is
looked for in the finished query, by its kind alone. Words that only hold a sentence together need no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from jxquery.language.build import ONE
from jxquery.language.cues import (
    APART,
    COUNT,
    COUNT_SHARE,
    DIFFERENCE,
    DISTINCT,
    LEAST,
    LESS,
    LIST,
    MEAN,
    MIDDLE,
    MOST,
    SHARE,
    SUM,
    TOTALS,
    TURNED,
    TWO_SIDED,
)
from jxquery.language.grammar.bounds import OPS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Search, Sense, Top
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import table_of
from jxquery.language.terms import role
from jxquery.language.traces import Traces
from jxquery.text.numerals import BIG
from jxquery.types import (
    Agg,
    All,
    Best,
    Blank,
    Calc,
    Cmp,
    Col,
    Has,
    In,
    Lit,
    Named,
    Not,
    Place,
    Pred,
    Reached,
    Rows,
    Says,
    Shared,
    Some,
    Wordy,
    parts,
)


def accounted(resolution: Resolution, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    """The resolution, or the words of which nothing is in it, in any of its readings."""
    if isinstance(resolution, NotUnderstood):
        return resolution
    queries = resolution.queries if isinstance(resolution, Choices) else (resolution,)
    traces = [Traces(query, lexicon) for query in queries]
    behind = (*phrases[1:], None)
    lost = (p for p, after in zip(phrases, behind, strict=True) if not any(_left_trace(p, after, t) for t in traces))
    words = tuple(p.text for p in lost)
    return NotUnderstood(words) if words else resolution


def _left_trace(phrase: Phrase, after: Phrase | None, traces: Traces) -> bool:
    if phrase.sense("lacks", "except") and after is not None and after.sense("amount"):
        limit = any(c.op in {"<", ">"} for c in traces.all(Cmp))  # 不含31万
        return limit or _denied(phrase.senses[0], phrase, traces)
    if phrase.sense("every") and after is not None and after.sense("which"):
        return True  # 都是哪些
    if phrase.sense("cue") and after is not None and _only_stressed(phrase, after, traces):
        return True
    return any((check := _TRACES.get(s.kind)) is None or check(s, phrase, traces) for s in phrase.senses)


def _only_stressed(phrase: Phrase, after: Phrase, traces: Traces) -> bool:
    """总预算超过50万, 一共有哪些: where a row has one such amount its sum is that, and rows are listed whole."""
    if after.sense("has", "which"):
        return any(s.kind == "cue" and s.value == SUM for s in phrase.senses)  # 一共有哪些
    single = any(
        (isinstance(c.left, Col) and role(c.left, traces.lexicon) == "measure")
        or (isinstance(c.left, Agg) and c.left.fn == "count" and c.left.own)
        for c in traces.all(Cmp)
    )
    of_it = after.sense("bound_before", "amount") or (after.sense("field") and len(phrase.text) == 1)
    return single and of_it is not None and any(s.kind == "cue" and s.value == SUM for s in phrase.senses)


# --- the trace of each kind ------------------------------------------------------------------------------------------


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
    units = traces.lexicon.schema.units
    free = lit.unit is None or units.any_counts in units.comparable(lit.unit)
    return any(
        found.value in larger or (found.value == lit.value and (free or found.unit == lit.unit))
        for found in traces.all(Lit)
    )


def _is_name(named: Named, traces: Traces) -> bool:
    return role(named.col, traces.lexicon) == "name"


def _column(sense: Sense, _: Phrase, traces: Traces) -> bool:
    return any(col == sense.value for col in traces.all(Col))


def _table(sense: Sense, _: Phrase, traces: Traces) -> bool:
    spoken = {table_of(r) for r in traces.all(Rows)} | {c.table for c in traces.all(Col)}
    above, table = traces.lexicon.schema.ancestors, str(sense.value)
    # 借了几次书: what happened is of books, too. 每个读者借过几本书: it is what ties the two.
    return any(table in (t, *above(t)) for t in spoken) or len(spoken.intersection(above(table))) > 1


def _unit(sense: Sense, _: Phrase, traces: Traces) -> bool:
    """A figure in the unit, converted or as the column has it."""
    schema = traces.lexicon.schema
    own = {schema.table(c.table).column(c.name).unit for c in traces.all(Col)}
    if _DONE_BY[SHARE](traces) or traces.template(SHARE):
        own.add("%")
    return sense.value in own or any(t.unit == sense.value for t in traces.all(In)) or _counted_in(sense, traces)


def _counted(_: Sense, phrase: Phrase, traces: Traces) -> bool:
    """How many: rows are counted, or a target that is in such things is shown."""
    word = phrase.text[-1:]
    targets = _targets_in(word, traces)
    if traces.template(DISTINCT):
        return True
    counted = traces.template(COUNT) or traces.figures("count") or any(lit == ONE for lit in traces.all(Lit))
    return targets or (counted and _fits(word, traces))


def _fits(word: str, traces: Traces) -> bool:
    """Whether rows are counted with the word, where it is said with which words they are."""
    units, counters = traces.lexicon.schema.units, traces.lexicon.vocabulary.counters
    unit = units.get(word)
    tables = {table_of(r) for r in traces.all(Rows)}
    known = {w for table in tables for w in counters.get(table, ())}
    return unit is None or unit.name == units.any_counts or not known or word in known


def _counted_in(sense: Sense, traces: Traces) -> bool:
    return _targets_in(str(sense.value), traces)


def _targets_in(word: str, traces: Traces) -> bool:
    """Whether targets are shown, all of which compare with the unit."""
    lexicon = traces.lexicon
    asked = lexicon.schema.units.get(word)
    if asked is None or not any(traces.is_target(c) for c in traces.all(Col)):
        return False
    words = {w for named in traces.all(Named) for w in lexicon.units_of(named)}
    own = {unit.base for w in words if (unit := lexicon.schema.units.get(w)) is not None}
    return not own or bool(own & {*lexicon.schema.units.comparable(asked.name)})


def _cue(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """The shape of the answer, or a figure inside of it that does the same; 便宜多少 speaks of money alone."""
    cue = str(sense.value)
    if cue in {DIFFERENCE, LESS} and not traces.speaks(phrase.text, traces.shown()):
        return False
    done_by = _DONE_BY.get(cue)
    return traces.template(cue) or (done_by is not None and done_by(traces))


_OF_TOTALS = APART - {DIFFERENCE, LESS}
_DONE_BY: Mapping[str, Callable[[Traces], bool]] = {
    # A sum of what is counted, or of a side, is said only to stress it.
    SUM: lambda t: t.template(*_OF_TOTALS, SHARE, COUNT_SHARE, COUNT, DISTINCT) or t.figures("sum", "count"),
    MEAN: lambda t: t.figures("avg"),
    MOST: lambda t: t.figures("max") or t.some(Best),
    MIDDLE: lambda t: t.figures("median"),
    LEAST: lambda t: t.figures("min") or t.some(Best),
    SHARE: lambda t: t.template(COUNT_SHARE) or any(c.op == "percent" for c in t.all(Calc)),
    DIFFERENCE: lambda t: t.template(*APART) or any(c.op == "minus" for c in t.all(Calc)),
    LESS: lambda t: t.template(*TURNED.values()) or any(c.op == "minus" for c in t.all(Calc)),
    TOTALS: lambda t: t.template(*APART),
    DISTINCT: lambda t: t.grouped() or any(c.op == "!=" for c in t.all(Cmp)),
}


def _compared(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """The comparison, in its direction; 含 and 不含 settle whether the limit belongs to it."""
    op = OPS[str(sense.value)]
    apart = op == ">" and _DONE_BY[DIFFERENCE](traces)  # 购买服务超过装备购置多少
    denied = op == "!=" and _denied(sense, phrase, traces)
    return apart or denied or any(c.op[0] == op[0] for c in traces.all(Cmp))


def _denied(_: Sense, __: Phrase, traces: Traces) -> bool:
    return (
        traces.some(Not, Blank, Wordy)
        or any(h.how == "none" for h in traces.all(Has))
        or any(c.op == "!=" for c in traces.all(Cmp))
        or any(not r.yes for r in traces.all(Reached))
    )


def _reached(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.some(Reached)


def _each_one(_: Sense, __: Phrase, traces: Traces) -> bool:
    """都: of several targets of a row every one; of anything else there is only one."""
    compared = {c for cmp in traces.all(Cmp) for c in parts(cmp.left) if isinstance(c, Col) and traces.has_size(c)}
    compared |= {reached.actual for reached in traces.all(Reached)}
    loose = (h for h in traces.all(Has) if h.how == "some" and any(n in compared for n in parts(h.rows.where)))
    return any(h.how == "every" for h in traces.all(Has)) or next(loose, None) is None


def _apart(sense: Sense, _: Phrase, traces: Traces) -> bool:
    """各: a row for each of something, a figure over them all, how many of them all, or an order that 按 goes by."""
    figures = traces.template(COUNT_SHARE) or (
        traces.template(MEAN, MOST, LEAST) and any(a.own for a in traces.all(Agg))
    )
    listed = traces.template(LIST) and (sense.value == "按" or not traces.best_of_listed())
    return figures or listed or traces.grouped() or bool(traces.query.order and not traces.template(LIST))


def _severally(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """分别: of several that are asked for, which are they; 各自: of each of what was listed."""
    several = sense.value == "分别" and any(b.n > 1 for b in traces.all(Best))
    return (several and traces.template(LIST)) or _apart(sense, phrase, traces)


def _sorted(sense: Sense, _: Phrase, traces: Traces) -> bool:
    ways = {desc for _, desc in traces.query.order} | {b.desc for b in traces.all(Best)}
    return bool(ways) and (sense.value == "排" or (sense.value == "降") in ways)


def _superlative(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    ends = (MOST, "max") if sense.value == "降" else (LEAST, "min")
    ranked = [b.by for b in traces.all(Best) if b.other or b.desc == (sense.value == "降")]
    if not ranked and not (traces.template(ends[0]) or traces.figures(ends[1])):
        return False
    return traces.speaks(phrase.text, ranked or traces.shown())


def _who(sense: Sense, _: Phrase, traces: Traces) -> bool:
    """谁: rows that something else than their name singles out, or a text; 司法救助是谁批的 asks for neither."""
    if sense.value != "谁":
        return True
    chosen = any(role(c, traces.lexicon) != "name" for c in traces.conditioned())
    figures = any(traces.kinds(term) is not None for term in traces.shown())
    return chosen or not figures or traces.some(Best) or traces.template(*APART)


def _howmuch(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """多久, 多大: something that was named, and of a kind that the word speaks of; 多少 may be of anything."""
    return sense.value != "多大" or traces.speaks(phrase.text, traces.shown())


def _first(sense: Sense, _: Phrase, traces: Traces) -> bool:
    n = sense.value.n if isinstance(sense.value, Top) else None
    if n in traces.years() or (n is None and traces.years()):
        return True  # 前两个年度
    return any(n in {None, b.n, b.start, b.other} for b in traces.all(Best))


def _placed(_: Sense, __: Phrase, traces: Traces) -> bool:
    return traces.some(Place)


def _higher(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """The other side of a comparison, of a kind that the word speaks of: 贵 of money."""
    compared = (*traces.shown(), *(c.left for c in traces.all(Cmp)), *(b.by for b in traces.all(Best)))
    return traces.speaks(phrase.text, compared) and _against(sense, phrase, traces)


def _against(_: Sense, __: Phrase, traces: Traces) -> bool:
    """Two sides, a winner, or a comparison with the figure of another row."""
    return (
        traces.template(*TWO_SIDED)
        or traces.some(Best)
        or any(isinstance(c.right, (Agg, Col)) for c in traces.all(Cmp))
        or any(c.op == "minus" for c in traces.all(Calc))
    )


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


_TRACES: Mapping[str, Callable[[Sense, Phrase, Traces], bool]] = {
    "pick": _rows_chosen,
    "stem": _rows_chosen,
    "filter": _rows_chosen,
    "wording": _rows_chosen,
    "relation": _rows_chosen,
    "searched": _searched,
    "topic": _searched,
    "amount": _number,
    "field": _column,
    "table": _table,
    "unit": _unit,
    "count": _counted,
    "which": _who,
    "howmuch": _howmuch,
    "cue": _cue,
    "bound_before": _compared,
    "bound_after": _compared,
    "not": _denied,
    "lacks": _denied,
    "except": _denied,
    "except_end": _denied,
    "every": _each_one,
    "each": _apart,
    "severally": _severally,
    "sort": _sorted,
    "most": _superlative,
    "top": _first,
    "best_n": _first,
    "placed": _placed,
    "one_place": lambda _, __, traces: any(b.distinct for b in traces.all(Best)),
    "than": _against,
    "higher": _higher,
    "same": _alike,
    "or": _either,
    "reach": _reached,
    "reached": _reached,
    "wordy": _in_words,
    "numeric": _in_words,
}
