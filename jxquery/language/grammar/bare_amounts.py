"""Amounts that are said of no field: 五十万以上, 超过20元的借阅, 10000元以上的指标."""

from __future__ import annotations

from jxquery.language.cues import FUNCTIONS, SUM
from jxquery.language.fitting import bound_said, for_measure
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Phrase, Pick, Sense, Tally
from jxquery.language.predicates import meets
from jxquery.language.rules import Match, RuleBook, joined, there
from jxquery.types import Col, Lit

RULES = RuleBook()


def meant_for(before: Phrase | None, lexicon: Lexicon) -> bool:
    """Whether a bound was meant for what stands before it, which it does not fit; a row without a target has none."""
    sense = None if before is None else before.sense("pick", "field", "tally", "ratio")
    if sense is None or not isinstance(sense.value, Pick):
        return sense is not None
    return lexicon.schema.table(sense.value.table).target is not None


@RULES.rule("bound of? table")
def bound_of_rows(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """10000元以上的指标: the target of the rows that it stands before."""
    table, bound = m.take(str, 2), m.take(Bound, 0)
    target = lexicon.schema.table(table).target
    if target is None or any(isinstance(t, Lit) and t.unit is None for _, t in bound.tests):
        return None
    if meant_for(m.before, lexicon) or not _some_target_fits(bound, lexicon):
        return None
    cond = Sense("cond", Cond(table, meets(Col(table, target.written), bound)))
    return (joined((m.phrase(0),), cond, "bound_of_rows"), *there(m.phrases[1:]))


@RULES.rule("bound of? table|pick|tally", "amount of table|pick|tally")
def bound_on_rows(lexicon: Lexicon, m: Match) -> tuple[Phrase, ...] | None:
    """超过20元的借阅: the default measure of the rows themselves."""
    if m.before is not None and m.before.sense("pick", "field", "tally", "ratio", "cue", "bound_before", "best"):
        return None
    bound, noun = bound_said(m.value(0)), m.value(2)
    table = noun.table if isinstance(noun, (Pick, Tally)) else str(noun)
    measure = lexicon.default_measure(table)
    united = all(isinstance(t, Lit) and t.unit not in {None, lexicon.schema.units.any_counts} for _, t in bound.tests)
    if measure is None or measure.table != table or not united:
        return None
    fitted = for_measure(measure, bound, lexicon)
    if fitted is None:
        return None
    cond = Sense("cond", Cond(measure.table, meets(measure, fitted)))
    return (joined((m.phrase(0),), cond, "bound_on_rows"), *there(m.phrases[1:]))


@RULES.rule("bound")
def bound_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十万以上: an amount means the default measure, another unit the target."""
    if meant_for(m.before, lexicon) or (m.before is not None and m.before.rule in {"counted_bound", "counted_exactly"}):
        return None  # it was meant for that, and does not fit
    cue = None if m.before is None else m.before.sense("cue")
    if cue is not None and cue.value != SUM and cue.value in FUNCTIONS:
        return None  # 平均低于30万: no condition on each
    (bound,) = m.all(Bound)
    units = lexicon.schema.units
    said = {t.unit for _, t in bound.tests if isinstance(t, Lit)}
    known = {u.kind for w in said if w is not None and (u := units.get(w)) is not None}
    if not known or None in said:
        return None
    found = _measured(bound, lexicon)
    if found is not None:
        measure, fitted = found
        return Sense("cond", Cond(measure.table, meets(measure, fitted)))
    shown = m.before is not None and m.before.sense("they") is not None
    if any(units.counts(w) for w in said if w is not None) and not shown:
        return None
    target = next((t for t in lexicon.schema.tables if t.target is not None), None)
    if target is None or target.target is None or not _some_target_fits(bound, lexicon):
        return None
    return Sense("cond", Cond(target.name, meets(Col(target.name, target.target.written), bound)))


def _measured(bound: Bound, lexicon: Lexicon) -> tuple[Col, Bound] | None:
    """The measure that an amount without a field means: the default one, else the only one in units of its kind.

    Where targets are in such units too (低于100%的), the amount is theirs.
    """
    tables = lexicon.schema.tables
    defaults = (Col(t.name, c.name) for t in tables for c in t.having("measure") if c.default)
    found = [(col, fitted) for col in defaults if (fitted := for_measure(col, bound, lexicon)) is not None]
    if found:
        return found[0] if len(found) == 1 else None
    if _some_target_fits(bound, lexicon):
        return None
    columns = (Col(t.name, c.name) for t in lexicon.schema.tables for c in t.having("measure") if c.unit is not None)
    measures = [col for col in columns if col not in lexicon.facts.empty]
    fitting = [(m, f) for m in measures if (f := for_measure(m, bound, lexicon)) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _some_target_fits(bound: Bound, lexicon: Lexicon) -> bool:
    """Whether any target in the data is in a unit that the bound compares with."""
    units = lexicon.schema.units
    words = {w for known in lexicon.facts.units.values() for found in known.values() for w in found}
    bases = {unit.base for w in words if (unit := units.get(w)) is not None}
    said = {t.unit for _, t in bound.tests if isinstance(t, Lit) and t.unit is not None}
    return bool(said) and all(bases & set(units.comparable(unit)) for unit in said)


@RULES.rule("amount")
def amount_alone(lexicon: Lexicon, m: Match) -> Sense | None:
    """五十七万的项目: an amount of money is the default measure's."""
    bound = Bound((("=", m.take(Lit, 0)),))
    found = None if m.take(Lit, 0).unit is None else _measured(bound, lexicon)
    if found is None:
        return None
    if m.before is not None and m.before.sense("pick", "field", "tally", "ratio", "bound_before", "best"):
        return None
    measure, fitted = found
    return Sense("cond", Cond(measure.table, meets(measure, fitted)))
