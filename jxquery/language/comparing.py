"""Questions with two sides: 占 (a part and its base), 差 (one less the other), 哪个高 (the winner of a list)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from jxquery.language.build import ONE, group_listing, is_measure, listing, measure_in, pair
from jxquery.language.cues import DIFFERENCE, SHARE, SUM, TOTALS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import as_all, conjunction, role, table_of, target_term, term_table
from jxquery.language.sides import Side, read_side, rows_of
from jxquery.language.single import classes_only
from jxquery.types import Agg, All, Best, Calc, Col, Groups, Has, In, Pred, Query, Rows, Some, Term

Phrases = tuple[Phrase, ...]
T = TypeVar("T")
_BOTH = 2


# --- 哪个高 ---------------------------------------------------------------------------------------------------------


def winner(side: Side, lexicon: Lexicon) -> Resolution:
    """The best of the items of a list; an item that is several rows could mean their sum, or each."""
    top = side.top
    listed = _listed_items(side)
    if top is None or len(listed) < _BOTH:
        return NotUnderstood((), "没有说在哪几个里面比")
    table = listed[0].table
    by: Term | None = top.by or lexicon.default_measure(table)
    children = [p for t, p in side.picks.items() if t != table]
    if children and top.by is None:
        table, by = children[0].table, target_term(children[0], lexicon)
    if by is None or term_table(by, lexicon) != table:
        return NotUnderstood((), "没有可以比较的数")
    base = replace(side, top=None)
    rows = replace(rows_of(base, table), best=Best(by, 1, top.desc))
    each = listing(rows, (by,), lexicon, ((by, top.desc),))
    compared = listing(rows_of(base, table), (by,), lexicon)
    choices = (each, compared)
    column = listed[0].column if isinstance(listed[0], Cond) else None
    if column is not None and isinstance(by, Col):
        total = Agg("sum", by, Rows(table), own=True)
        groups = Rows(Groups(rows_of(base, table), (column,), (total,)), best=Best(total, 1, top.desc))
        choices = (group_listing(groups, (column,), (total,), ((total, top.desc),)), each)
    return Choices(choices, single=each, sides=tuple(_side_of(base, listed, item, table) for item in listed))


def _listed_items(side: Side) -> tuple[Pick | Cond, ...]:
    picks = [p.items for p in side.picks.values() if p.items]
    filters = [c.items for c in side.filters if c.items]
    return next(iter((*picks, *filters)), ())


def _side_of(side: Side, listed: tuple[Pick | Cond, ...], item: Pick | Cond, table: str) -> Rows:
    """The rows of one item of the list, with all that holds for the list."""
    whole = [p for p in side.preds[item.table] if p != _union(side, listed)]
    preds = {**side.preds, item.table: [*whole, item.pred]}
    return rows_of(replace(side, preds=preds), table)


def _union(side: Side, listed: tuple[Pick | Cond, ...]) -> Pred | None:
    wholes: tuple[Pick | Cond, ...] = (*side.picks.values(), *side.filters)
    return next((w.pred for w in wholes if w.items == listed), None)


# --- 占 ------------------------------------------------------------------------------------------------------------


def share(phrases: Phrases, lexicon: Lexicon, among: Rows | None = None) -> Resolution:
    """A part in percent of its base; without a base it is everything loaded.

    `among`: the rows that the part is of where it names none.
    """
    before, behind = (_opened(p) for p in _split(phrases, SHARE))
    if any(p.sense("than") for p in phrases):
        return NotUnderstood(tuple(p.text for p in phrases if p.sense("than", "cue")), "只能问一部分占整体的比例")
    if not behind:
        before, behind = _split_at_is(before)
    left, right = read_side(before, lexicon), read_side(behind, lexicon, may_belong=True)
    if among is not None and not left.preds and left.closed is None:
        left = replace(left, closed=among, heads=left.heads or [table_of(among)])
    if not left.says_anything():
        left, right = right, read_side((), lexicon)
    if left.unused or right.unused:
        return NotUnderstood(tuple(p.text for p in (*left.unused, *right.unused)))
    if (
        not left.says_anything()
        or left.also_after_top
        or left.unit
        or right.unit
        or set(left.cues + right.cues) - {SUM}
    ):
        return NotUnderstood((), "没有说清是谁占谁的比例")
    fields = (*left.fields, *right.fields)
    measures = [f for f in fields if is_measure(f, lexicon)]
    if any(f for f in fields if not is_measure(f, lexicon) and role(f, lexicon) != "target"):
        return NotUnderstood((), "只有金额和个数可以算比例")
    if left.group is not None and (right.says_anything() or left.counted):
        return NotUnderstood((), "一次只能算一种比例")
    amount = measures[0] if measures else lexicon.default_measure(lexicon.subject())
    bare = left.top is None and not left.preds and left.closed is None
    if left.group is not None or (bare and not right.says_anything()):
        return _shares(left, amount, lexicon)
    targets = _target_share(left, right, lexicon) if not measures else None
    if targets is not None:
        return targets
    counted = left.counted or right.counted or bool(right.nouns) or _in_child(right, lexicon)
    counted = counted or (not right.says_anything() and not left.nouns and classes_only(left, lexicon))
    if not measures and counted:
        return _count_share(left, right, lexicon)
    if amount is None:
        return NotUnderstood((), "没有可以算比例的金额")
    by_amount = _amount_share(left, right, amount, lexicon)
    if measures or right.says_anything() or not left.nouns:
        return by_amount
    if _in_child(left, lexicon):
        return _count_share(left, right, lexicon)
    by_count = _count_share(left, right, lexicon)
    return Choices((by_amount, by_count)) if isinstance(by_count, Query) else by_amount


def _split_at_is(phrases: Phrases) -> tuple[Phrases, Phrases]:
    """甲是乙的百分之几: what stands behind 是 is the base, where both sides name something."""
    at = next((n for n, p in enumerate(phrases) if p.sense("is")), None)
    if at is None or not all(any(p.sense("pick", "field", "table") for p in s) for s in (phrases[:at], phrases[at:])):
        return phrases, ()
    return phrases[:at], phrases[at + 1 :]


def _target_share(left: Side, right: Side, lexicon: Lexicon) -> Query | None:
    """One indicator's target in percent of another's, where they are in one unit."""
    table = next((t for t in left.picks if t in right.picks and lexicon.schema.table(t).target is not None), None)
    if table is None or classes_only(left, lexicon):
        return None
    terms = [target_term(s.picks[table], lexicon) for s in (left, right)]
    if terms[0] is None or terms[0] != terms[1]:
        return None
    return pair(SHARE, ("部分", "整体"), ((rows_of(left, table), terms[0]), (rows_of(right, table), terms[0])))


def _amount_share(left: Side, right: Side, amount: Col, lexicon: Lexicon) -> Query:
    part = _part(left, amount, lexicon)
    base_measure = next((f for f in right.fields if is_measure(f, lexicon)), amount)
    base = rows_of(right, base_measure.table)
    if right.belonging:
        base = Rows(base.source, All((*base.where.of, Has(part[0], "some"))), base.best)
    return pair(SHARE, ("部分", "整体"), (part, (base, base_measure)))


def _in_child(side: Side, lexicon: Lexicon) -> bool:
    return side.head is not None and lexicon.schema.table(side.head).parent is not None


def _part(side: Side, amount: Col, lexicon: Lexicon) -> tuple[Rows, Term]:
    """The rows and the term of a share's part: a measure, or a target in the measure's unit."""
    target = side.head or amount.table
    definition = lexicon.schema.table(target)
    unit = lexicon.schema.table(amount.table).column(amount.name).unit
    if definition.target is not None and target in side.picks and unit is not None:
        return rows_of(side, target), In(Col(target, definition.target.written), unit)
    return rows_of(side, amount.table), amount


def _shares(side: Side, amount: Col | None, lexicon: Lexicon) -> Resolution:
    """各年度预算占比: a row for each group, or for each row, with its share in the whole."""
    if amount is None or (side.group is not None and any(c.table != amount.table for c in side.group.columns)):
        return NotUnderstood((), "没有可以算比例的金额")
    chosen = rows_of(replace(side, top=None), amount.table)
    everything = Agg("sum", amount, Rows(amount.table))
    if side.group is None or side.group.table is not None:
        ratio: Term = Calc("percent", amount, everything)
        order: tuple[tuple[Term, bool], ...] = ((amount, side.order.desc),) if side.order is not None else ()
        return listing(rows_of(side, amount.table), (amount, ratio), lexicon, order)
    total = Agg("sum", amount, Rows(amount.table), own=True)
    rows = Rows(Groups(chosen, side.group.columns, (total,)))
    order = tuple((c, False) for c in side.group.columns)
    return group_listing(rows, side.group.columns, (total, Calc("percent", total, everything)), order)


def _count_share(left: Side, right: Side, lexicon: Lexicon) -> Resolution:
    table = right.head or left.head or lexicon.subject()
    part, base = rows_of(left, left.head or table), rows_of(right, table)
    if table_of(part) != table:
        return NotUnderstood((), "两边数的不是一样东西")
    return pair(SHARE, ("部分", "整体"), ((part, ONE), (base, ONE)))


# --- 差 ------------------------------------------------------------------------------------------------------------


def difference(phrases: Phrases, lexicon: Lexicon) -> Resolution:
    """甲比乙多多少, 甲和乙差多少: both sides and the difference."""
    cues = {s.value for p in phrases if (s := p.sense("cue")) is not None}
    whole = tuple(p for p in phrases if (s := p.sense("cue")) is None or s.value not in {DIFFERENCE, TOTALS})
    at = next((n for n, p in enumerate(whole) if p.sense("than")), None)
    if at is not None:
        before, behind = whole[:at], whole[at + 1 :]
        bracketed = any(p.sense("side") for p in whole)
        first = _opened(before if bracketed else _completed(before, behind))
        second = _opened(behind if bracketed else _inherited(before, behind))
    else:
        listed = next((p for p in whole if len(_items(p)) == _BOTH), None)
        if listed is None:
            return NotUnderstood((), "没有说和谁比")
        first, second = (tuple(_only_item(q, listed, n) for q in whole) for n in (0, 1))
    left, right = read_side(first, lexicon), read_side(second, lexicon)
    if left.unused or right.unused:
        return NotUnderstood(tuple(p.text for p in (*left.unused, *right.unused)))
    return _subtract(left, right, totals=TOTALS in cues or SUM in cues, lexicon=lexicon)


def _subtract(left: Side, right: Side, *, totals: bool, lexicon: Lexicon) -> Resolution:
    odd = set(left.cues + right.cues) - {SUM} or left.group or right.group or left.top or right.top
    measures = [f for f in dict.fromkeys((*left.fields, *right.fields)) if is_measure(f, lexicon)]
    others = [f for f in (*left.fields, *right.fields) if f not in measures and role(f, lexicon) != "target"]
    if odd or others or len(measures) > 1:
        return NotUnderstood((), "只能比较两边的金额或个数")
    if left.counted or right.counted:
        table = left.head or lexicon.subject()
        return _pair_of(TOTALS, (rows_of(left, table), ONE), (rows_of(right, table), ONE))
    target = next((t for t in left.picks if t in right.picks and lexicon.schema.table(t).target is not None), None)
    if not measures and target is not None:
        terms = [target_term(s.picks[target], lexicon) for s in (left, right)]
        if terms[0] is None or terms[0] != terms[1]:
            return NotUnderstood((), "两边的单位不同，不能相减")
        sides = [(rows_of(s, target), t) for s, t in zip((left, right), terms, strict=True) if t is not None]
    else:
        amount = measures[0] if measures else lexicon.default_measure(lexicon.subject())
        term = measure_in(amount, left.unit or right.unit, lexicon) if amount is not None else None
        if amount is None or term is None:
            return NotUnderstood((), "单位不合")
        sides = [(rows_of(s, amount.table), term) for s in (left, right)]
    total = _pair_of(TOTALS, sides[0], sides[1])
    if totals or isinstance(total, NotUnderstood):
        return total
    single_rows = pair(DIFFERENCE, ("甲", "乙"), (sides[0], sides[1]))
    (a, value), (b, _) = sides
    either = Some(tuple(conjunction(r.where.of) for r in (a, b)))
    each = listing(Rows(a.source, as_all(either)), (value,), lexicon)
    return Choices((total, each), single=single_rows, sides=(a, b))


def _pair_of(template: str, first: tuple[Rows, Term], second: tuple[Rows, Term]) -> Query | NotUnderstood:
    if first == second or not (first[0].where.of and second[0].where.of):
        return NotUnderstood((), "没有说和谁比")
    return pair(template, ("甲", "乙"), (first, second))


# --- phrases of two sides ------------------------------------------------------------------------------------------


def _split(phrases: Phrases, template: str) -> tuple[Phrases, Phrases]:
    """What stands before the first cue of the template, and behind it, without further cues of it."""
    cued = [n for n, p in enumerate(phrases) if (s := p.sense("cue")) is not None and s.value == template]
    rest = tuple(p for n, p in enumerate(phrases) if n > cued[0] and n not in cued)
    return phrases[: cued[0]], rest


def _opened(phrases: Phrases) -> Phrases:
    """The phrases inside brackets that hold a whole side."""
    opened: list[Phrase] = []
    for phrase in phrases:
        side = phrase.sense("side")
        opened += side.value if side is not None and isinstance(side.value, tuple) else (phrase,)
    return tuple(opened)


def _items(phrase: Phrase) -> tuple[Pick | Cond, ...]:
    sense = phrase.sense("pick", "filter")
    return sense.value.items if sense is not None and isinstance(sense.value, (Pick, Cond)) else ()


def _only_item(phrase: Phrase, listed: Phrase, number: int) -> Phrase:
    if phrase is not listed:
        return phrase
    kind = "pick" if phrase.sense("pick") else "filter"
    return replace(phrase, senses=(Sense(kind, _items(phrase)[number]),))


def _dimensions(phrase: Phrase) -> frozenset[object]:
    """What a phrase fixes: a name of a table, a column, or the field that is asked for."""
    sense = phrase.sense("pick", "filter", "cond", "field", "tally", "count")
    if sense is None:
        return frozenset()
    match sense.value:
        case Pick(table):
            return frozenset({("name", table)})
        case Cond(_, pred, column):
            return frozenset({column if column is not None else pred})
        case _:
            return frozenset({"asked"})


def _inherited(before: Phrases, behind: Phrases) -> Phrases:
    """The side behind takes from the one before all that it does not name itself.

    Where it has a name of its own, what touches the other's name belongs to that name.
    """
    named = {d for p in behind for d in _dimensions(p)}
    taken: list[Phrase] = []
    touching = False
    for phrase in before:
        if touching and phrase.sense("filter", "cond"):
            continue
        touching = bool(_dimensions(phrase) & named) and phrase.sense("pick") is not None
        if not _dimensions(phrase) & named and not phrase.sense("cue"):
            taken.append(phrase)
    return (*taken, *behind)


def _completed(before: Phrases, behind: Phrases) -> Phrases:
    """The side before takes from the one behind the field, count or figure that is said only there."""
    named = {d for p in before for d in _dimensions(p)}
    kinds = {k for p in before for k in ("table", "cue", "unit") if p.sense(k)}
    asked = [p for p in behind if p.sense("field", "tally", "count", "table", "cue", "unit")]
    taken = [p for p in asked if not _dimensions(p) & named and not any(p.sense(k) for k in kinds)]
    children = [p for p in behind if p.sense("pick") and not _dimensions(p) & named]
    return (*before, *children, *taken)
