"""What became of the words that say what is asked: columns, counts, statistics, orders, sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jxquery.language.asked_units import in_amounts
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
from jxquery.language.mentions import Phrase, Sense, Top
from jxquery.language.predicates import table_of
from jxquery.language.terms import role
from jxquery.language.traces import Check, Traces
from jxquery.types import Agg, Best, Calc, Cmp, Col, In, Lit, Named, Place, Rows


def _column(sense: Sense, _: Phrase, traces: Traces) -> bool:
    return any(col == sense.value for col in traces.all(Col))


def _spent(sense: Sense, phrase: Phrase, traces: Traces) -> bool:
    """The column, or targets in amounts."""
    fits = in_amounts(traces.lexicon)
    of = [u for n in traces.all(Named) for u in traces.lexicon.units_of(n)]
    return _column(sense, phrase, traces) or (bool(of) and all(map(fits, of)))


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
    return own <= {*lexicon.schema.units.comparable(asked.name)}


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
    DIFFERENCE: Traces.subtracts,
    LESS: lambda t: t.template(*TURNED.values()) or any(c.op == "minus" for c in t.all(Calc)),
    TOTALS: lambda t: t.template(*APART),
    DISTINCT: lambda t: t.grouped() or any(c.op == "!=" for c in t.all(Cmp)),
}


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
    if any(isinstance(by, Agg) and by.fn == "sum" and traces.speaks_of_some(phrase.text) for by in ranked):
        return False  # 最贵的两类书: what is dear is one of them, and not all together
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


OF_ANSWERS: Mapping[str, Check] = {
    "field": _column,
    "spent": _spent,
    "unit": _unit,
    "count": _counted,
    "which": _who,
    "howmuch": _howmuch,
    "cue": _cue,
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
}
"""By the kind of a word: whether it left its trace."""
