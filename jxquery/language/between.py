"""Differences and sums of two answers: 差多少 of what was just shown, 比装备购置多多少, 那甲和乙呢, 加起来."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from jxquery.language.build import ONE, is_measure, listing, pair, totals_apart
from jxquery.language.comparing import less, turned
from jxquery.language.cues import APART, COUNT, DIFFERENCE, LIST, SUM, TOTALS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick
from jxquery.language.outcomes import Choices, Meaning, NotUnderstood, Resolution
from jxquery.language.predicates import as_all, conjunction, disjoint, of_either, several_said, table_of, two_ways
from jxquery.language.replacing import in_rows, names_row
from jxquery.language.rows_apart import NO_OTHER, two_apart, two_best
from jxquery.language.shown import ASKED, grouped, rows_shown, terms_in
from jxquery.language.sides import read_side
from jxquery.language.terms import targets_of
from jxquery.types import All, Col, Groups, Has, In, Pred, Query, Rows, Term


def apart(phrases: tuple[Phrase, ...], previous: Query, before: Query | None, lexicon: Lexicon) -> Meaning:
    """差多少, of the two rows before or of the two answers; 比装备购置多多少, of the row before and another."""
    rows, measures = rows_shown(previous), _figures(previous)
    if previous.template in APART:
        rows = previous.slots[0][1].rows
    if rows.best is not None and rows.best.n == 1 and several_said(items := replace(rows, best=None)):
        rows = items  # 高多少, after 哪个高: of the two that were compared
    picks = [s.value for p in phrases if (s := p.sense("pick")) is not None and isinstance(s.value, Pick)]
    sides = two_ways(rows)
    ends = two_best(rows)
    grown = False
    if len(picks) == 1 and not picks[0].items:
        part = Cond(picks[0].table, picks[0].pred)
        other = in_rows(rows, part, new_row=names_row(part, lexicon), lexicon=lexicon)
        pair_of_rows = None if other == rows else (rows, other)
    else:
        one, two = sides or (All(), All())
        apart = (_that_are(one, rows), _that_are(two, rows))
        pair_of_rows = None if picks else ends if sides is None else apart
        if pair_of_rows is None and not picks and before is not None and alike(before, previous):
            grown = any(p.text.startswith(lexicon.kinds.get("since_then", ())) for p in phrases)
            pair_of_rows = (rows, rows_shown(before)) if grown else (rows_shown(before), rows)
    measured = len(measures) == 1 and _is_number(measures[0], lexicon)
    said = any(p.sense("filter", "field", "cond") for p in phrases)
    if pair_of_rows is None and measured and not (picks or said) and previous.template == LIST and rows.best is None:
        return two_apart(rows, measures[0])
    if pair_of_rows is None or not measured or said:
        return NotUnderstood((), NO_OTHER)
    first, second = pair_of_rows
    if previous.template in {SUM, COUNT}:
        found: Resolution = totals_apart((first, measures[0]), (second, measures[0]))
    else:
        apart_by_row = pair(DIFFERENCE, ("甲", "乙"), ((first, measures[0]), (second, measures[0])))
        each = listing(of_either(first, second), (measures[0],), lexicon)
        totals = replace(apart_by_row, template=TOTALS)
        found = Choices((totals, each), single=apart_by_row, sides=(first, second))
    return turned(found) if (picks or grown) and less(phrases) else found


def _that_are(pred: Pred, rows: Rows) -> Rows:
    """The rows that meet one of the two conditions of which `rows` meet either."""
    match pred:
        case Has(only, "some") if table_of(only) == table_of(rows):
            return only
        case _:
            return Rows(rows.source, as_all(pred))


def _figures(query: Query) -> tuple[Term, ...]:
    """What was shown of the rows: of a number of rows, one for each."""
    _, fill = query.slots[0]
    if query.template == COUNT:
        return () if any(terms for _, terms in fill.show) else (ONE,)
    return terms_in(fill, *ASKED)


def _is_number(term: Term, lexicon: Lexicon) -> bool:
    """Whether the term is a figure: not 用途, and no target as it is written."""
    return not isinstance(term, Col) or is_measure(term, lexicon)


def alike(before: Query, previous: Query) -> bool:
    """Whether two answers say the same of other rows, one figure of each."""
    same = before.template == previous.template in {LIST, SUM, COUNT} and _figures(before) == _figures(previous)
    rows = rows_shown(before), rows_shown(previous)
    in_groups = grouped(previous) or any(isinstance(r.source, Groups) for r in rows)
    return same and not in_groups and rows[0] != rows[1] and table_of(rows[0]) == table_of(rows[1])


def better_of(before: Query, previous: Query, among: Query, lexicon: Lexicon) -> Resolution:
    """哪个高, after two answers of one row each: the better of the two; else among the rows before."""
    first, second = rows_shown(before), rows_shown(previous)
    (slot, fill), *_ = among.slots
    either, best = of_either(first, second), fill.rows.best
    if best is not None and isinstance(best.by, In) and targets_of(either, lexicon) != best.by:
        return NotUnderstood((), "单位不同，不能比")  # 31件 and 31人
    rows = replace(either, best=best)
    both = replace(among, slots=((slot, replace(fill, rows=rows)),))
    return Choices((both, among), single=both, sides=(first, second))


def may_add(before: Query, previous: Query) -> bool:
    """Whether 合计 can mean what two answers come to: the last is not of some of the first."""
    return (
        previous.template in {LIST, SUM}
        and alike(before, previous)
        and not (previous.template == LIST and several_said(rows_shown(previous)))
        and not _made_of(rows_shown(previous), rows_shown(before))
    )


def both_added(before: Query, previous: Query, added: Callable[[Query], Resolution]) -> Resolution:
    """合计, after two answers: what both come to, where each is of one row; else what the last does.

    Sums are added where no row can be in both.
    """
    first, second = rows_shown(before), rows_shown(previous)
    (slot, fill), *_ = previous.slots
    both = added(replace(previous, slots=((slot, replace(fill, rows=of_either(first, second))),)))
    if not isinstance(both, Query):
        return both
    if previous.template == SUM:
        return both if disjoint(first, second) else NotUnderstood((), "两个回答里可能有一样的行，不能直接加起来")
    last = added(previous)
    return Choices((last,), single=both, sides=(first, second)) if isinstance(last, Query) else last


def _made_of(rows: Rows, others: Rows) -> bool:
    """Whether the rows were looked for among the others."""
    return isinstance(rows.source, Rows) and (rows.source == others or _made_of(rows.source, others))


def other_second(phrases: tuple[Phrase, ...], previous: Query, lexicon: Lexicon) -> Resolution:
    """比购买服务呢, after a difference: with another on the second side."""
    side = read_side(phrases, lexicon)
    (first, (slot, fill)), parts = previous.slots, tuple(side.picks.values())
    if side.unused or len(parts) != 1 or parts[0].items or set(side.preds) != {parts[0].table}:
        return NotUnderstood((), NO_OTHER)
    part = Cond(parts[0].table, conjunction(tuple(side.preds[parts[0].table])))
    rows = in_rows(fill.rows, part, new_row=names_row(part, lexicon), lexicon=lexicon)
    return replace(previous, slots=(first, (slot, replace(fill, rows=rows))))


def other_sides(listed: Sequence[tuple[Pick | Cond, ...]], previous: Query, lexicon: Lexicon) -> Resolution:
    """那甲和乙呢, of a difference: one name for each side."""
    if len(listed) != 1 or len(listed[0]) != len(previous.slots):
        return NotUnderstood((), "没有说换哪一边，请把两边都写上")
    slots = []
    for (slot, fill), item in zip(previous.slots, listed[0], strict=True):
        part = Cond(item.table, item.pred, None)
        rows = in_rows(fill.rows, part, new_row=names_row(part, lexicon), lexicon=lexicon)
        slots.append((slot, replace(fill, rows=rows)))
    return replace(previous, slots=tuple(slots))
